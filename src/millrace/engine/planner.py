"""The planner: makes the instances of plan times when these are reached, in plan-time order (R25, R26).

A step makes at most `MOST_A_STEP` of them, in one call of the store, and how far it came is written in the
same transaction; so an engine that is killed between two steps is continued exactly. That nothing is made
twice the key of instances sees to (R1), also when the clock was set back; a row that stands there already,
because its slot was frozen (R94), stays as it is.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from millrace.domain.errors import Unavailable
from millrace.domain.instance import Trigger
from millrace.domain.schedule import Misfire
from millrace.engine.messages import SlotsDue
from millrace.engine.new_instances import Birth, definition_of, new_instance
from millrace.engine.plan_memory import AHEAD, BEAT, MOMENT, Planned
from millrace.engine.step import Step
from millrace.ports.records import JobRecord, NewInstance
from millrace.ports.schedule_records import SpanRecord
from millrace.services.working_days import WorkingDays

_log = logging.getLogger(__name__)

MOST_A_STEP = 100
"""Instances made in one step: other work goes between."""
PREPARED_A_STEP = 25
"""Definitions made ready in one step."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A plan time whose instance is to be made, and the span it exists by."""

    record: SpanRecord
    plan_time: datetime


def look(step: Step) -> None:
    """What is to be done now: make what is due, end what is over, make ready what is due soon."""
    plan, now = step.index.plan, step.now
    if plan.slept(now):
        plan.led_from(now)
    plan.woken(now)
    due = _take_due(step, now)
    create(step, due)
    more = _prepare(step) if len(due) < MOST_A_STEP else True
    _write_progress(step, bool(due))
    go_on(step, at_once=more)


def go_on(step: Step, *, at_once: bool = False) -> None:
    """Look again when something is due: if it is now, after what came meanwhile."""
    top = step.index.plan.next_at()
    if at_once or (top is not None and top <= step.now):
        step.out.follow.append(SlotsDue())
    step.index.plan.arm(step.index.timers)


def make_up(step: Step, planned: Planned, until: datetime) -> None:
    """Make the job's plan times before `until` that are not made yet; its span is about to be closed."""
    found = []
    while (at := planned.due) is not None and not planned.ends and at < until:
        current = _settled(step, planned, min(until, step.index.plan.missed_before))
        if current is planned:
            found.append(Slot(planned.record, at))
            step.index.plan.go_on(planned, at + MOMENT)
        planned = current
    create(step, found)


def _take_due(step: Step, now: datetime) -> Sequence[Slot]:
    due: list[Slot] = []
    for _ in range(MOST_A_STEP):
        planned = step.index.plan.pop(now)
        if planned is None or planned.due is None:
            break
        try:
            due.extend(_take(step, planned, planned.due))
        except Unavailable:
            raise
        except Exception as error:  # one bad schedule must not hold up the others
            _log.error("the schedule of job %s cannot go on", planned.job_id, exc_info=error)
            _set_aside(step, planned.record, planned.due, error)
            step.index.plan.drop(planned.job_id)
    return due


def _take(step: Step, planned: Planned, at: datetime) -> Sequence[Slot]:
    if planned.ends:
        _end(step, planned, at)
        return ()
    if _settled(step, planned, step.index.plan.missed_before) is not planned:
        return ()
    step.index.plan.go_on(planned, at + MOMENT)
    return (Slot(planned.record, at),)


def _end(step: Step, planned: Planned, at: datetime) -> None:
    """The schedule's To has passed (R50)."""
    step.session.jobs.set_schedule_state(planned.job_id, "ended")
    step.session.schedules.end_spans([planned.record.id], at)
    step.index.plan.drop(planned.job_id)
    step.out.trees.add(planned.record.workspace_id)


def _write_progress(step: Step, made: bool) -> None:
    plan, now = step.index.plan, step.now
    stale = plan.written_at is None or not plan.written_at <= now < plan.written_at + BEAT
    if made or (stale and len(plan)):
        step.session.schedules.set_planned_until(plan.done_until(now))
        plan.written_at = now


# ---- what was missed ---------------------------------------------------------------------------------------


def _settled(step: Step, planned: Planned, until: datetime) -> Planned:
    """The job with what it missed before `until` cut to its policy (R26): itself, or as it is from now on."""
    plan = step.index.plan
    first = planned.due
    if first is None or first >= until or planned.job_id in plan.settled:
        return planned
    plan.settled.add(planned.job_id)
    schedule, span = planned.record.span.schedule, planned.record.span
    missed = plan.slots.count(planned.job_id, span, first, until)
    kept = {Misfire.ALL: schedule.misfire_cap, Misfire.LATEST: 1, Misfire.NONE: 0}[schedule.misfire]
    if missed <= kept:
        return planned
    last = plan.slots.nth(planned.job_id, span, first, missed - kept - 1)
    if last is None:
        return planned
    _log.warning("job %s: %d missed plan times are not made up", planned.job_id, missed - kept)
    return _leave_out(step, planned, first, last)


def _leave_out(step: Step, planned: Planned, first: datetime, last: datetime) -> Planned:
    """Let the plan times from `first` to `last` never have existed, but for those that have an instance."""
    plan, session, job_id = step.index.plan, step.session, planned.job_id
    there = session.waiting.between(job_id, Trigger.SCHEDULE, "", first, last + MOMENT)
    record, begin = planned.record, first
    for until in [*(brief.key.plan_time for brief in there), last + MOMENT]:
        gone = plan.slots.count(job_id, record.span, begin, until)
        if gone:
            # `until` stays in the next span: it has an instance, or it is past the last one left out
            record = split(step, record, begin, until, left_out=gone)
        begin = until + MOMENT
    step.changed_upstreams.add(job_id)
    return plan.put(record, last + MOMENT)


def split(step: Step, record: SpanRecord, close: datetime, begin: datetime, *, left_out: int) -> SpanRecord:
    """End the span at `close` and let it go on from `begin`."""
    step.session.schedules.end_spans([record.id], close)
    further = replace(record, span=replace(record.span, begins_at=begin, ends_at=None), left_out=left_out)
    (new_id,) = step.session.schedules.add_spans([further])
    return replace(further, id=new_id)


# ---- instances ---------------------------------------------------------------------------------------------


def create(step: Step, due: Sequence[Slot]) -> None:
    """Make the instances of these plan times, in one call."""
    if not due:
        return
    jobs = step.session.jobs.by_ids({slot.record.job_id for slot in due})
    days = WorkingDays(step.session)
    new = [_new(step, jobs[slot.record.job_id], slot, days) for slot in due if slot.record.job_id in jobs]
    made = step.session.instances.create([each for each in new if each is not None])
    step.arrived([each for each in made if each is not None])


def _new(step: Step, job: JobRecord, slot: Slot, days: WorkingDays) -> NewInstance | None:
    """Of the version submitted now (R120). One that cannot be read is shown, and holds up no other job."""
    zone = slot.record.span.zone
    try:
        runnable = definition_of(step, job)
        works = days.works(job.workspace_id, runnable.definition.schedule, zone, slot.plan_time)
        birth = Birth(
            trigger=Trigger.SCHEDULE,
            plan_time=slot.plan_time,
            zone=zone,
            batch="",
            by=slot.record.opened.by,
            at=step.now,
            dry_run=runnable.definition.dry_run or not works,
        )
        return new_instance(job, runnable, birth)
    except Unavailable:
        raise
    except Exception as error:
        _log.error("job %s: no instance of %s can be made", job.id, slot.plan_time, exc_info=error)
        _set_aside(step, slot.record, slot.plan_time, error)
        return None


def _set_aside(step: Step, record: SpanRecord, plan_time: datetime, error: Exception) -> None:
    step.session.admin.set_aside(
        "plan_time",
        {"job_id": record.job_id, "plan_time": plan_time.isoformat()},
        {"code": "internal_error", "message": str(error)},
        step.now,
        record.workspace_id,
    )


def _prepare(step: Step) -> bool:
    """Read definitions shortly before they are due, a few a step; whether some are left."""
    plan, now = step.index.plan, step.now
    top = plan.next_at()
    if not plan.unready:
        if top is None or top > now + AHEAD or top < plan.ready_until:
            return False
        plan.ready_until = now + 2 * AHEAD
        plan.unready = [each.job_id for each in plan.due_before(plan.ready_until)]
    soon, plan.unready = plan.unready[:PREPARED_A_STEP], plan.unready[PREPARED_A_STEP:]
    for job in step.session.jobs.by_ids(soon).values():
        try:
            definition_of(step, job)
        except Exception as error:
            _log.debug("the definition of job %s cannot be made ready: %s", job.id, error)
    return bool(plan.unready)
