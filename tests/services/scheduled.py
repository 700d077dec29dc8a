"""Jobs with schedules on the memory store, as an engine would have left them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from millrace.domain.ids import InstanceId, JobId
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.domain.schedule import Schedule
from millrace.domain.spans import Span
from millrace.ports.records import NewInstance, Stamp
from millrace.ports.schedule_records import SpanRecord
from millrace.ports.store import Session
from millrace.services.organizing import NewJob
from tests.builders import WS, Server, a_definition
from tests.fakes import START

DAILY: Mapping[str, Any] = {"type": "periodic", "recurrence": {"type": "daily", "at": "03:00"}}


def hourly(**more: Any) -> dict[str, Any]:
    """Every hour, on the hour."""
    return {"type": "periodic", "recurrence": {"type": "hours", "every": 1}, **more}


def a_job(
    server: Server, name: str, schedule: Mapping[str, Any] | None, *, submit: bool = True, **more: Any
) -> JobId:
    """A job with two dummies."""
    caller = server.caller()
    raw = {**a_definition("extract", "load"), **({"schedule": dict(schedule)} if schedule else {}), **more}
    job_id = server.services.organizing.create_job(caller, NewJob(name, None, "pipeline", raw))
    if submit:
        server.services.submitting.submit(caller, job_id, "")
    return job_id


def scheduled(
    server: Server,
    job_id: JobId,
    begins_at: datetime = START,
    *,
    state: str = "scheduling",
    ends_at: datetime | None = None,
    left_out: int = 0,
) -> None:
    """As if it had been started at that time."""

    def work(session: Session) -> None:
        job = session.jobs.get(WS, job_id)
        assert job is not None
        assert job.submitted_version is not None
        text = session.jobs.content(WS, job.submitted_hash or "") or ""
        schedule = Schedule.model_validate_json(_schedule_text(text))
        zone = schedule.zone or "UTC"
        span = Span(schedule, zone, begins_at, ends_at)
        stamp = Stamp("ada", begins_at)
        session.schedules.add_spans([SpanRecord(WS, job_id, job.submitted_version, span, stamp, left_out)])
        session.jobs.set_schedule_state(job_id, state)

    server.store.write(work)


def _schedule_text(text: str) -> str:
    return json.dumps(json.loads(text)["schedule"])


def an_instance(
    server: Server,
    job_id: JobId,
    plan_time: datetime,
    status: InstanceStatus = InstanceStatus.WAITING,
    **more: Any,
) -> InstanceId:
    """A scheduled instance in that state."""

    def work(session: Session) -> InstanceId:
        job = session.jobs.get(WS, job_id)
        assert job is not None
        values: dict[str, Any] = {
            "workspace_id": WS,
            "job_id": job_id,
            "job_name": job.name,
            "version_no": job.submitted_version,
            "definition_hash": job.submitted_hash,
            "trigger": Trigger.SCHEDULE,
            "plan_time": plan_time,
            "zone": "UTC",
            "batch": "",
            "priority": 1,
            "params": {},
            "passed_params": {},
            "loop": None,
            "parent_node_run_id": None,
            "parent_row": None,
            "only_nodes": (),
            "dry_run": False,
            "status": status,
            "node_runs": [],
            "created": Stamp("engine", plan_time),
        }
        (made,) = session.instances.create([NewInstance(**{**values, **more})])
        assert made is not None
        return made

    return server.store.write(work)


def names(rows: Sequence[Any]) -> list[str]:
    """Of jobs."""
    return [row.job_name for row in rows]
