"""From what is asked of PatchData to its plan, the same for those who look and for the engine (R180-R187).

A task keeps its *basis*: everything that its plan depends on besides the request, as plain JSON. So the same
plan can be made again at any time, whatever becomes of jobs and calendars meanwhile.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pydantic import ValidationError

from millrace.domain.calendars import WorkCalendar
from millrace.domain.errors import InvalidInput, NotFound, NotPeriodic, NotSubmitted
from millrace.domain.faults import fault_words
from millrace.domain.ids import JobId, VersionNo
from millrace.domain.instance import InstanceStatus, StateClass, Trigger, state_class
from millrace.domain.job import JobDefinition, ProcessingMode
from millrace.domain.patchdata import PatchBasis, PatchJob, PatchPlan, PatchRequest
from millrace.domain.patchdata_plan import make_plan
from millrace.domain.patchdata_slots import stretches
from millrace.domain.schedule import Schedule, ScheduleType
from millrace.domain.workspace_settings import DependencyMode
from millrace.ports.records import JobRecord
from millrace.ports.schedule_records import PatchDataRecord
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.drafts import load_draft
from millrace.services.finding import workspace_zone
from millrace.services.workspace_settings import scheduling_settings


@dataclass(frozen=True, slots=True)
class BasisJob:
    """A chosen job as it was when the plan was made first."""

    job_id: JobId
    version_no: VersionNo
    nodes: int
    job: PatchJob

    @property
    def name(self) -> str:
        """The job's name."""
        return self.job.name


def request_of(raw: Mapping[str, Any]) -> PatchRequest:
    """A request as it was sent or kept. Raises InvalidInput."""
    try:
        return PatchRequest.model_validate(raw)
    except ValidationError as error:
        errors = [
            {"field": ".".join(map(str, fault["loc"])), "message": fault_words(fault)}
            for fault in error.errors(include_url=False)
        ]
        detail = f"{errors[0]['field']}: {errors[0]['message']}"
        raise InvalidInput(detail=detail, errors=errors) from None


def basis_of(
    session: Session, caller: Caller, request: PatchRequest, now: datetime, limit: int
) -> Mapping[str, Any]:
    """What the plan of a request is made from now; `limit` is the most instances that a task may have.

    Raises NotFound, NotSubmitted, NotPeriodic.
    """
    ws = caller.workspace_id
    zone = workspace_zone(session, ws)
    found = session.jobs.by_names(ws, request.jobs)
    jobs = [_job(session, found.get(name), name, zone) for name in dict.fromkeys(request.jobs)]
    calendars = {}
    for name in sorted({each.job.schedule.calendar for each in jobs if each.job.schedule.calendar}):
        calendar = session.calendars.by_name(ws, name)
        if calendar is not None:
            calendars[name] = {
                "default_working_days": calendar.default_working_days,
                "overrides": dict(calendar.overrides),
            }
    good = {}
    if request.skip_successful:
        for each in jobs:
            statuses = scheduled_statuses(session, each, request, now)
            good[each.name] = [at.isoformat() for at, status in statuses.items() if _is_good(status)]
    return {
        "now": now.isoformat(),
        "zone": zone,
        "mode": scheduling_settings(session, ws).dependency_mode.value,
        "limit": limit,
        "jobs": [_as_json(each) for each in jobs],
        "calendars": calendars,
        "already_good": good,
    }


def plan_from(request: PatchRequest, basis: Mapping[str, Any]) -> PatchPlan:
    """The plan; always the same for the same request and basis. Raises what R180-R187 refuse."""
    known = PatchBasis(
        now=_moment(basis["now"]),
        zone=basis["zone"],
        mode=DependencyMode(basis["mode"]),
        calendars={name: _calendar(found) for name, found in basis["calendars"].items()},
        already_good={
            name: frozenset(_moment(at) for at in times) for name, times in basis["already_good"].items()
        },
        limit=int(basis["limit"]),
    )
    return make_plan(request, [each.job for each in jobs_of(basis)], known)


def plan_of(session: Session, record: PatchDataRecord) -> PatchPlan:
    """The plan of a task that is kept."""
    return plan_from(request_of(record.request), record.basis)


def jobs_of(basis: Mapping[str, Any]) -> Sequence[BasisJob]:
    """The chosen jobs, in the order in which they were chosen."""
    return [
        BasisJob(
            JobId(int(raw["job_id"])),
            VersionNo(int(raw["version_no"])),
            int(raw["nodes"]),
            PatchJob(
                raw["name"], Schedule.model_validate(raw["schedule"]), raw["zone"], bool(raw["dry_run"])
            ),
        )
        for raw in basis["jobs"]
    ]


def scheduled_statuses(
    session: Session, job: BasisJob, request: PatchRequest, now: datetime
) -> Mapping[datetime, InstanceStatus]:
    """The scheduled instances of a job in the ranges of a request, by plan time."""
    found: dict[datetime, InstanceStatus] = {}
    for first, until in stretches(request, job.job.zone, now):
        for brief in session.waiting.between(job.job_id, Trigger.SCHEDULE, "", first, until):
            found[brief.key.plan_time] = brief.status
    return found


def count_good(statuses: Mapping[datetime, InstanceStatus], times: Collection[datetime]) -> int:
    """How many of these plan times have a good scheduled instance."""
    return sum(_is_good(statuses.get(at)) for at in times)


def batch_of(task_id: int) -> str:
    """The batch that the instances of a task carry."""
    return str(task_id)


# ---- inside -----------------------------------------------------------------------------------------------


def _job(session: Session, record: JobRecord | None, name: str, zone: str) -> BasisJob:
    if record is None:
        raise NotFound(kind="job", name=name)
    if record.submitted_version is None or record.submitted_hash is None:
        raise NotSubmitted(name=name)
    definition = load_draft(session, record.workspace_id, record.submitted_hash).definition
    schedule = definition.schedule if definition else None
    if definition is None or schedule is None or not _is_periodic(definition, schedule):
        raise NotPeriodic(name=name)
    job = PatchJob(name, schedule, schedule.zone or zone, definition.dry_run)
    return BasisJob(record.id, record.submitted_version, len(definition.nodes), job)


def _is_periodic(definition: JobDefinition, schedule: Schedule) -> bool:
    is_batch = definition.processing_mode is ProcessingMode.BATCH
    return is_batch and schedule.type is ScheduleType.PERIODIC and schedule.recurrence is not None


def _as_json(each: BasisJob) -> Mapping[str, Any]:
    return {
        "job_id": each.job_id,
        "name": each.name,
        "version_no": each.version_no,
        "nodes": each.nodes,
        "schedule": each.job.schedule.model_dump(mode="json", by_alias=True),
        "zone": each.job.zone,
        "dry_run": each.job.dry_run,
    }


def _calendar(raw: Mapping[str, Any]) -> WorkCalendar:
    overrides = {date.fromisoformat(day): working for day, working in raw["overrides"].items()}
    return WorkCalendar(raw["default_working_days"], overrides)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _is_good(status: InstanceStatus | None) -> bool:
    return status is not None and state_class(status) is StateClass.GOOD
