"""Commands on instances that are more than an event: rerun (R92), dependencies dropped by hand (R49)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from millrace.domain.errors import IllegalTransition, InvalidInput, NotFound
from millrace.domain.ids import JobId, NodeId
from millrace.domain.instance import InstanceStatus, NodeRunStatus, Trigger
from millrace.domain.job import JobDefinition
from millrace.domain.progress_rerun import (
    RerunChoice,
    RerunFrom,
    close_run,
    rerun,
    same_nodes,
)
from millrace.engine.commanding import Handlers, instant
from millrace.engine.gate import Gate
from millrace.engine.patching import Patching
from millrace.engine.step import Step, Working
from millrace.engine.versions import adopt, latest, with_params_of
from millrace.ports.records import CommandRecord
from millrace.ports.schedule_records import Waiver

_NEVER_AGAIN = (Trigger.TEST, Trigger.SUBJOB)
"""Tests are started anew instead (R102), children by their parents."""
_PERIODIC = (Trigger.SCHEDULE, Trigger.PATCHDATA)


def handlers(gate: Gate, patching: Patching) -> Handlers:
    """By kind of command."""

    def remove_dependency(step: Step, record: CommandRecord) -> None:
        working = _waiting(gate, step, record)
        job_id, plan_time = _upstream(record.args)
        patching.need_dependency(step, working, job_id, plan_time)
        _need_dependency(step, working, job_id, plan_time)
        waive(step, Waiver(working.instance.id, job_id, plan_time, record.created))

    def without_dependency(step: Step, record: CommandRecord) -> None:
        waive(step, Waiver(_waiting(gate, step, record).instance.id, None, None, record.created))

    def waive(step: Step, waiver: Waiver) -> None:
        """Keep it; the gate looks at the instance anew."""
        step.session.waiting.add_waivers([waiver])
        patching.waived(step, waiver)
        step.newcomers[waiver.instance_id] = None

    return {
        "rerun": run_again,
        "remove_dependency": remove_dependency,
        "without_dependency": without_dependency,
        "limits_changed": read_limits,
    }


def read_limits(step: Step, record: CommandRecord) -> None:
    """Task groups or settings of a workspace changed; it acts at once (R86)."""
    step.index.places.read(step.session)


def run_again(step: Step, record: CommandRecord) -> None:
    """Begin the next run of an instance that is over. Args: `from`, `node_id`, `keep_params`."""
    working = _working(step, record)
    choice = _choice(record)
    if working.instance.trigger in _NEVER_AGAIN:
        raise IllegalTransition(
            kind="Instance", name=working.instance.id, state=working.instance.trigger.value, event="rerun"
        )
    begin_again(step, working, choice, keep_params=bool(record.args.get("keep_params", True)))


def begin_again(
    step: Step, working: Working, choice: RerunChoice, *, keep_params: bool = True, confirmed: bool = False
) -> None:
    """Begin the next run with the latest submitted version (R92). Raises IllegalTransition, NotFound."""
    version = latest(step, working)
    if keep_params:
        version = with_params_of(step, version, working)
    plan = version.runnable.plan
    fresh = rerun(
        plan,
        working.state,
        choice,
        unchanged=same_nodes(working.runnable.plan, plan),
        needs_confirmation=not confirmed and _asks(working, version.runnable.definition),
    )
    _close(step, working)
    before = working.state.run_number
    adopt(step, working, version, fresh)
    kept = [key for key, run in fresh.node_runs.items() if run.status is not NodeRunStatus.WAITING]
    step.session.instances.copy_outputs(working.instance.id, kept, before, fresh.run_number)


def _close(step: Step, working: Working) -> None:
    """What still runs of the run before is stopped: its results may not count for the next one."""
    step.follow(working, close_run(working.runnable.plan, working.state, step.now))


def _choice(record: CommandRecord) -> RerunChoice:
    wanted = str(record.args.get("from") or RerunFrom.FAILED.value)
    node_id = record.args.get("node_id") or record.node_id
    if wanted not in {each.value for each in RerunFrom}:
        raise InvalidInput(
            detail=f"A rerun begins from failed, start or node, not from {wanted}.", field="from"
        )
    return RerunChoice(RerunFrom(wanted), NodeId(str(node_id)) if node_id else None)


def _asks(working: Working, definition: JobDefinition) -> bool:
    """R93: periodic jobs ask again."""
    schedule = definition.schedule
    return schedule is not None and schedule.confirm and working.instance.trigger in _PERIODIC


def _working(step: Step, record: CommandRecord) -> Working:
    instance_id = record.instance_id
    if instance_id is None:
        raise NotFound(kind="instance", name="?")
    step.load([instance_id])
    working = step.working.get(instance_id)
    if working is None:
        raise NotFound(kind="instance", name=instance_id)
    return working


def _waiting(gate: Gate, step: Step, record: CommandRecord) -> Working:
    """The instance, which must wait (R49)."""
    working = _working(step, record)
    if working.state.status is not InstanceStatus.WAITING:
        raise IllegalTransition(
            kind="Instance",
            name=working.instance.id,
            state=working.state.status.value,
            event=record.kind,
        )
    gate.note(step)
    return working


def _need_dependency(step: Step, working: Working, job_id: JobId, plan_time: datetime) -> None:
    """Raises NotFound if a scheduled instance does not wait for that one."""
    waiter = step.index.room.waiters.get(working.instance.id)
    if waiter is not None and not any(
        (key.job_id, key.plan_time) == (job_id, plan_time) for key in waiter.wanted()
    ):
        raise NotFound(kind="upstream instance", name=f"{job_id} at {plan_time.isoformat()}")


def _upstream(args: Mapping[str, Any]) -> tuple[JobId, datetime]:
    try:
        job_id, text = JobId(int(args["upstream_job_id"])), str(args["upstream_plan_time"])
    except (KeyError, TypeError, ValueError) as error:
        detail = "Name the upstream instance by upstream_job_id and upstream_plan_time."
        raise InvalidInput(detail=detail, field="args") from error
    return job_id, instant(text, "upstream_plan_time")
