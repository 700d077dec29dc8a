"""Commands on the schedule of a job: start, pause, resume, stop, another version, deletion (R50, R15, R19).

Each closes or opens a span at the instant it is applied, so that the plan times that exist need no other
memory. Every check comes before the first change: a refusal leaves nothing behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from millrace.domain.errors import (
    IllegalTransition,
    NotFound,
    NotSchedulable,
    NotSubmitted,
    UpstreamNotRunning,
)
from millrace.domain.ids import DRAFT_VERSION, JobId, SpanId
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.domain.job import ProcessingMode
from millrace.domain.plan_times import FAR_FUTURE
from millrace.domain.schedule import Schedule, ScheduleType
from millrace.domain.spans import Span
from millrace.engine import planner
from millrace.engine.definitions import Runnable
from millrace.engine.new_instances import Birth, definition_of, new_instance
from millrace.engine.plan_memory import MOMENT
from millrace.engine.slot_commands import forget_frozen
from millrace.engine.step import Step
from millrace.ports.records import CommandRecord, JobRecord, Stamp
from millrace.ports.schedule_records import SpanRecord
from millrace.services.checking import need_scripts
from millrace.services.needing import JobsByName
from millrace.services.working_days import WorkingDays

_LIVE = ("scheduling", "paused")


@dataclass(frozen=True, slots=True)
class _Startable:
    """A job that may be started, with what it will run."""

    job: JobRecord
    runnable: Runnable
    schedule: Schedule


# ---- the commands ------------------------------------------------------------------------------------------


def start(step: Step, record: CommandRecord) -> None:
    """R50, R46, R9. With `with_upstream` also all upstream jobs that are not scheduled, or none at all."""
    job = _the_job(step, record)
    if job.schedule_state in _LIVE:
        raise IllegalTransition(kind="Job", name=job.name, state=job.schedule_state, event="start")
    for each in _all_to_start(step, job, with_upstream=bool(record.args.get("with_upstream"))):
        if each.schedule.type is ScheduleType.ONCE:
            _run_once(step, each, record)
        else:
            _open(step, each, record)


def pause(step: Step, record: CommandRecord) -> None:
    """R15: plan times from then on do not exist until it is resumed."""
    job = _the_job(step, record)
    if job.schedule_state != "scheduling":
        raise IllegalTransition(kind="Job", name=job.name, state=job.schedule_state, event="pause")
    forget_frozen(step, job.id, _close(step, job, record.created.at))
    _to(step, job, "paused")


def resume(step: Step, record: CommandRecord) -> None:
    """R15: plan times from then on exist again, as the latest submitted version says. R46 as for a start."""
    job = _the_job(step, record)
    if job.schedule_state != "paused":
        raise IllegalTransition(kind="Job", name=job.name, state=job.schedule_state, event="resume")
    for each in _all_to_start(step, job, with_upstream=False):
        _open(step, each, record)


def stop(step: Step, record: CommandRecord) -> None:
    """R15, R46: what waits for plan times of this job is canceled."""
    job = _the_job(step, record)
    if job.schedule_state not in _LIVE:
        raise IllegalTransition(kind="Job", name=job.name, state=job.schedule_state, event="stop")
    _stop(step, job, record.created.at)


def changed(step: Step, record: CommandRecord) -> None:
    """R19: another version was submitted; plan times after that instant come from it."""
    job = _the_job(step, record)
    if job.schedule_state not in _LIVE:
        return
    runnable = definition_of(step, job)
    schedule = runnable.definition.schedule
    if schedule is None or schedule.type is not ScheduleType.PERIODIC or schedule.recurrence is None:
        _stop(step, job, record.created.at + MOMENT)
        return
    planned = step.index.plan.get(job.id)
    if planned is None or planned.record.version_no == job.submitted_version:
        return  # paused, or opened with the new version already
    zone = _zone(step, job, schedule)
    if schedule == planned.record.span.schedule and zone == planned.record.span.zone:
        return
    begin = _close(step, job, record.created.at + MOMENT)
    _begin(step, _Startable(job, runnable, schedule), record.created.by, begin)
    forget_frozen(step, job.id, begin)


def deleted(step: Step, record: CommandRecord) -> None:
    """Nothing of a deleted job is scheduled any more (R44)."""
    job_id = _job_id(record)
    step.session.schedules.forget_job(job_id)
    step.index.plan.drop(job_id)
    step.changed_upstreams.add(job_id)


# ---- finding and checking ----------------------------------------------------------------------------------


def _job_id(record: CommandRecord) -> JobId:
    return JobId(int(record.args.get("job_id", 0)))


def _the_job(step: Step, record: CommandRecord) -> JobRecord:
    job = step.session.jobs.get(record.workspace_id, _job_id(record))
    if job is None:
        raise NotFound(kind="job", name=_job_id(record))
    return job


def _all_to_start(step: Step, job: JobRecord, *, with_upstream: bool) -> list[_Startable]:
    """The job, after all upstream jobs that must be started for it. Raises the first reason against it."""
    wanted: dict[JobId, _Startable] = {}
    waiting = [job]
    while waiting:
        each = waiting.pop()
        if each.id in wanted:
            continue
        found = _startable(step, each)
        wanted[each.id] = found
        for upstream in _upstream(step, each, found.schedule):
            if upstream.schedule_state in _LIVE:
                continue
            if not with_upstream or upstream.workspace_id != job.workspace_id:
                raise UpstreamNotRunning(name=each.name, upstream=upstream.name)
            waiting.append(upstream)
    return list(reversed(wanted.values()))


def _startable(step: Step, job: JobRecord) -> _Startable:
    """Raises NotSubmitted, ScriptNotSubmitted, NotSchedulable."""
    if job.submitted_version is None:
        raise NotSubmitted(name=job.name)
    try:
        runnable = definition_of(step, job)
    except (LookupError, ValueError) as error:
        raise NotSchedulable(name=job.name, reason=f"its definition cannot be read: {error}") from error
    schedule = runnable.definition.schedule
    reason = _reason_against(runnable, schedule)
    if schedule is None or reason is not None:
        raise NotSchedulable(name=job.name, reason=reason or "it has no schedule")
    need_scripts(step.session, job.workspace_id, step.around.catalog, runnable.definition)
    return _Startable(job, runnable, schedule)


def _reason_against(runnable: Runnable, schedule: Schedule | None) -> str | None:
    if runnable.definition.processing_mode is not ProcessingMode.BATCH:
        return "it is a real-time job"
    if schedule is None:
        return "its submitted version has no schedule"
    if schedule.type is ScheduleType.EVENT:
        return "event schedules are not supported yet"
    if schedule.type is ScheduleType.PERIODIC and schedule.recurrence is None:
        return "its schedule has no recurrence"
    return None


def _upstream(step: Step, job: JobRecord, schedule: Schedule) -> Sequence[JobRecord]:
    """Raises UpstreamNotRunning for one that does not exist."""
    found = JobsByName(step.session).of(job.workspace_id, schedule.depends_on)
    upstream = []
    for dependency in schedule.depends_on:
        there = found.get((dependency.workspace, dependency.job))
        if there is None:
            raise UpstreamNotRunning(name=job.name, upstream=dependency.job)
        upstream.append(there)
    return upstream


def _zone(step: Step, job: JobRecord, schedule: Schedule) -> str:
    """R16: the schedule's own, else the workspace's."""
    if schedule.zone:
        return schedule.zone
    return next(ws.zone for ws in step.session.admin.workspaces() if ws.id == job.workspace_id)


# ---- changing ----------------------------------------------------------------------------------------------


def _to(step: Step, job: JobRecord, state: str) -> None:
    step.session.jobs.set_schedule_state(job.id, state)
    step.index.plan.changes += 1
    step.out.trees.add(job.workspace_id)
    step.changed_upstreams.add(job.id)


def _open(step: Step, wanted: _Startable, record: CommandRecord) -> None:
    """From when somebody asked for it, not from when an engine heard of it (R9); after what was before."""
    _to(step, wanted.job, "scheduling")
    before = step.session.schedules.spans([wanted.job.id]).get(wanted.job.id, ())
    ends = [each.span.ends_at for each in before if each.span.ends_at is not None]
    _begin(step, wanted, record.created.by, min(step.now, max([record.created.at, *ends])))


def _begin(step: Step, wanted: _Startable, by: str, at: datetime) -> None:
    """Open a span: from `at` on its plan times exist, one at that very instant too (R9)."""
    job, plan = wanted.job, step.index.plan
    record = SpanRecord(
        workspace_id=job.workspace_id,
        job_id=job.id,
        version_no=job.submitted_version or DRAFT_VERSION,
        span=Span(wanted.schedule, _zone(step, job, wanted.schedule), at),
        opened=Stamp(by, step.now),
    )
    (span_id,) = step.session.schedules.add_spans([record])
    plan.settled.discard(job.id)
    plan.put(replace(record, id=span_id), at)
    # an engine that goes on from here looks from before this instant
    step.session.schedules.set_planned_until(min(plan.done_until(step.now), at - MOMENT))
    step.changed_upstreams.add(job.id)
    planner.go_on(step)


def _close(step: Step, job: JobRecord, at: datetime) -> datetime:
    """End the job's open span at `at`, or after the last plan time that has its instance; returns when."""
    planned = step.index.plan.get(job.id)
    if planned is None:
        return at
    at = max(min(at, step.now + MOMENT), planned.record.span.begins_at)
    # also what was made before a clock was set back: it is there, so its plan times exist
    made = step.session.waiting.between(job.id, Trigger.SCHEDULE, "", at, FAR_FUTURE)
    came = [brief.key.plan_time for brief in made if brief.status is not InstanceStatus.FROZEN]
    if came:
        at = max(at, came[-1] + MOMENT)
    planner.make_up(step, planned, at)
    current = step.index.plan.get(job.id)
    ends: list[SpanId] = [current.record.id] if current is not None else []
    step.session.schedules.end_spans(ends, at)
    step.index.plan.drop(job.id)
    step.changed_upstreams.add(job.id)
    return at


def _stop(step: Step, job: JobRecord, at: datetime) -> None:
    forget_frozen(step, job.id, _close(step, job, at))
    _to(step, job, "stopped")
    step.stopped_upstreams.add(job.id)


def _run_once(step: Step, wanted: _Startable, record: CommandRecord) -> None:
    """R101: one instance with the plan time of the start; its schedule is over with that."""
    job = wanted.job
    zone = _zone(step, job, wanted.schedule)
    days = WorkingDays(step.session)
    works = days.works(job.workspace_id, wanted.schedule, zone, step.now)
    birth = Birth(
        trigger=Trigger.ONCE,
        plan_time=step.now,
        zone=zone,
        batch=f"start-{record.id}",
        by=record.created.by,
        at=step.now,
        dry_run=wanted.runnable.definition.dry_run or not works,
    )
    (made,) = step.session.instances.create([new_instance(job, wanted.runnable, birth)])
    if made is not None:
        step.arrived([made])
    _to(step, job, "ended")
