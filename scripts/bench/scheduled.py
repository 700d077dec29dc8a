"""Scheduled jobs made directly in the store of a data folder, before a server is started on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from millrace.adapters.sql_store.store import SqlStore
from millrace.adapters.system_clock import SystemClock
from millrace.domain.ids import JobId, VersionNo, WorkspaceId
from millrace.domain.job import JobDefinition
from millrace.domain.spans import Span
from millrace.ports.records import JobRecord, Stamp, VersionRecord
from millrace.ports.schedule_records import SpanRecord
from millrace.ports.store import Session

CLOCK = SystemClock()
ZONE = "UTC"
BY = "bench"
FIRST = VersionNo(1)


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """A job to be made: a chain of Dummy nodes under a schedule."""

    name: str
    recurrence: Mapping[str, Any]
    nodes: int = 1
    more: Mapping[str, Any] | None = None
    """Further fields of its schedule."""

    def definition(self) -> JobDefinition:
        """What is submitted."""
        names = [f"n{number}" for number in range(self.nodes)]
        return JobDefinition.model_validate(
            {
                "nodes": [{"id": name, "name": name, "type": "dummy", "properties": {}} for name in names],
                "edges": [
                    {"source": source, "target": target}
                    for source, target in zip(names, names[1:], strict=False)
                ],
                "schedule": {"recurrence": self.recurrence, **(self.more or {})},
            }
        )


def open_store(data: Path) -> SqlStore:
    """The store of a data folder, as a server opens it."""
    data.mkdir(parents=True, exist_ok=True)
    return SqlStore(f"sqlite:///{data / 'millrace.db'}")


def make_jobs(data: Path, jobs: Sequence[ScheduledJob], since: datetime | None = None) -> Mapping[str, JobId]:
    """Make the jobs, submitted and started at `since` (else now); their ids by name."""
    store = open_store(data)
    try:
        store.migrate()
        return store.write(lambda session: _make_all(session, jobs, since))
    finally:
        store.close()


def _make_all(session: Session, jobs: Sequence[ScheduledJob], since: datetime | None) -> Mapping[str, JobId]:
    stamp = Stamp(BY, CLOCK.now())
    workspaces = session.admin.workspaces()
    ws = workspaces[0].id if workspaces else session.admin.add_workspace("default", ZONE).id
    made: dict[str, JobId] = {}
    spans: list[SpanRecord] = []
    for job in jobs:
        definition = job.definition()
        made[job.name] = _add(session, ws, job.name, definition, stamp)
        if definition.schedule is not None:
            span = Span(definition.schedule, ZONE, since or stamp.at)
            spans.append(SpanRecord(ws, made[job.name], FIRST, span, stamp))
    session.schedules.add_spans(spans)
    session.schedules.set_planned_until(stamp.at)
    return made


def _add(session: Session, ws: WorkspaceId, name: str, definition: JobDefinition, stamp: Stamp) -> JobId:
    content_hash = definition.content_hash()
    session.jobs.put_content(ws, content_hash, definition.canonical())
    record = JobRecord(
        id=JobId(0),
        workspace_id=ws,
        directory_id=None,
        name=name,
        revision=1,
        schedule_state="started",
        draft_hash=content_hash,
        submitted_version=FIRST,
        submitted_hash=content_hash,
        created=stamp,
        updated=stamp,
    )
    job_id = session.jobs.add(record).id
    session.jobs.add_version(VersionRecord(ws, job_id, "submitted", FIRST, content_hash, "", stamp))
    return job_id


def others(count: int, after: datetime) -> Sequence[ScheduledJob]:
    """Jobs of all kinds of recurrence that are not due within some hours after `after`."""
    found = []
    for number in range(count):
        due = after + timedelta(hours=6, minutes=number % (16 * 60))
        time = f"{due:%H:%M}"
        kinds: Sequence[Mapping[str, Any]] = (
            {"type": "daily", "at": time},
            {"type": "weekly", "days": [1, 2, 3, 4, 5], "at": time},
            {"type": "monthly", "days": [1, "L"], "at": time},
            {"type": "cron", "expression": f"0 {due.minute} {due.hour} * * ?"},
        )
        found.append(ScheduledJob(f"other_{number}", kinds[number % len(kinds)], nodes=2))
    return found


def at_instants(moment: datetime, *, seconds: str) -> Mapping[str, Any]:
    """A daily recurrence at some seconds of a minute."""
    return {"type": "cron", "expression": f"{seconds} {moment.minute} {moment.hour} * * ?"}
