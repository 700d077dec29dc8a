"""Freezing plan times to come, and taking that back (R94, R52).

A frozen slot is the row of an instance that was made before its time; when the time comes the row stays as it
is. Unfrozen before its time it goes, and the slot is a future one again; after it the instance waits.
"""

from datetime import datetime

from millrace.domain.errors import MillraceError, NoSuchPlanTime, NotFound
from millrace.domain.ids import InstanceId, JobId
from millrace.domain.instance import Instance, InstanceStatus, Trigger
from millrace.domain.plan_times import FAR_FUTURE
from millrace.domain.progress import Operate, Operation
from millrace.engine import planner
from millrace.engine.commanding import instant
from millrace.engine.new_instances import Birth, definition_of, new_instance
from millrace.engine.step import Step
from millrace.engine.waiting_room import key_of
from millrace.ports.records import CommandRecord, JobRecord
from millrace.ports.schedule_records import InstanceKey
from millrace.services.working_days import WorkingDays


def freeze_slot(step: Step, record: CommandRecord) -> None:
    """Raises NotFound, NoSuchPlanTime, IllegalTransition (frozen already, or running)."""
    job, plan_time = _slot(step, record)
    there = step.session.instances.find(job.id, Trigger.SCHEDULE, plan_time, "")
    if there is not None:
        _operate(step, there, Operation.FREEZE)
        return
    planned = step.index.plan.get(job.id)
    span = planned.record.span if planned is not None else None
    if span is None or plan_time <= step.now:
        raise NoSuchPlanTime(name=job.name, plan_time=plan_time.isoformat())
    if step.index.plan.slots.next_from(job.id, span, max(plan_time, span.begins_at)) != plan_time:
        raise NoSuchPlanTime(name=job.name, plan_time=plan_time.isoformat())
    runnable = definition_of(step, job)
    works = WorkingDays(step.session).works(
        job.workspace_id, runnable.definition.schedule, span.zone, plan_time
    )
    birth = Birth(
        trigger=Trigger.SCHEDULE,
        plan_time=plan_time,
        zone=span.zone,
        batch="",
        by=record.created.by,
        at=step.now,
        dry_run=runnable.definition.dry_run or not works,
        frozen=True,
    )
    made = step.session.instances.create([new_instance(job, runnable, birth)])
    step.arrived([each for each in made if each is not None])


def unfreeze_slot(step: Step, record: CommandRecord) -> None:
    """Raises NotFound, NoSuchPlanTime, IllegalTransition (not frozen)."""
    job, plan_time = _slot(step, record)
    there = step.session.instances.find(job.id, Trigger.SCHEDULE, plan_time, "")
    if there is None:
        raise NoSuchPlanTime(name=job.name, plan_time=plan_time.isoformat())
    _unfreeze(step, there)


def unfreeze(step: Step, record: CommandRecord) -> None:
    """The same, where the instance is named."""
    if record.instance_id is None:
        raise NotFound(kind="instance", name=record.instance_id)
    _unfreeze(step, record.instance_id)


def forget_frozen(step: Step, job_id: JobId, since: datetime) -> None:
    """R15, R19: frozen slots from `since` on that do not exist any more go, so that they hold up nothing."""
    planned = step.index.plan.get(job_id)
    for brief in step.session.waiting.between(job_id, Trigger.SCHEDULE, "", since, FAR_FUTURE):
        known = step.working.get(brief.id)
        status = known.state.status if known is not None else brief.status
        if status is not InstanceStatus.FROZEN:
            continue
        at = brief.key.plan_time
        span = planned.record.span if planned is not None else None
        if span is None or step.index.plan.slots.next_from(job_id, span, max(at, span.begins_at)) != at:
            _remove(step, brief.id, brief.key)


def _slot(step: Step, record: CommandRecord) -> tuple[JobRecord, datetime]:
    job_id = JobId(int(record.args.get("job_id", 0)))
    job = step.session.jobs.get(record.workspace_id, job_id)
    if job is None:
        raise NotFound(kind="job", name=job_id)
    text = str(record.args.get("plan_time", ""))
    return job, instant(text, "plan_time")


def _unfreeze(step: Step, instance_id: InstanceId) -> None:
    found = step.session.instances.load([instance_id]).get(instance_id)
    if found is None:
        raise NotFound(kind="instance", name=instance_id)
    instance, state = found
    known = step.working.get(instance_id)
    status = known.state.status if known is not None else state.status
    if not _is_to_come(instance, status, step.now):
        _operate(step, instance_id, Operation.UNFREEZE)
        return
    _remove(step, instance_id, key_of(instance))
    _make_sure(step, instance)


def _remove(step: Step, instance_id: InstanceId, key: InstanceKey) -> None:
    """The row of a frozen slot goes, and whoever waits for it is told."""
    step.session.waiting.remove(instance_id)
    step.working.pop(instance_id, None)
    step.index.room.changed(key, None)


def _is_to_come(instance: Instance, status: InstanceStatus, now: datetime) -> bool:
    return (
        status is InstanceStatus.FROZEN and instance.trigger is Trigger.SCHEDULE and instance.plan_time > now
    )


def _make_sure(step: Step, instance: Instance) -> None:
    """A clock that was set back may have left the plan time behind: it is to be made when it comes again."""
    plan = step.index.plan
    planned = plan.get(instance.job_id)
    if planned is not None and (planned.due is None or planned.due > instance.plan_time):
        plan.go_on(planned, instance.plan_time)
        planner.go_on(step)


def _operate(step: Step, instance_id: InstanceId, operation: Operation) -> None:
    """Let it happen now, and raise the refusal if there is one."""
    event = Operate(operation)
    step.happen(instance_id, event)
    step.settle()
    refusal: MillraceError | None = step.refused.get(id(event))
    if refusal is not None:
        raise refusal
    if instance_id not in step.working:
        raise NotFound(kind="instance", name=instance_id)
