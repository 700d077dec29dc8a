"""Commands on PatchData tasks: start, pause, resume, stop, and begin all bad instances again (R189, R92)."""

import logging
from collections.abc import Callable
from dataclasses import replace

from millrace.domain.errors import IllegalTransition, InvalidInput, MillraceError
from millrace.domain.ids import CommandId, PatchDataId
from millrace.domain.progress_rerun import RerunChoice
from millrace.engine.commanding import Handler, Handlers
from millrace.engine.gate import Gate
from millrace.engine.gate_commands import begin_again
from millrace.engine.messages import CommandGiven
from millrace.engine.patch_making import write
from millrace.engine.patch_memory import MOST_A_STEP
from millrace.engine.patch_task import CANCELED, RUNNING, Task
from millrace.engine.patching import Patching
from millrace.engine.step import Step
from millrace.ports.records import CommandRecord

_log = logging.getLogger(__name__)

_Act = Callable[[Step, Task, CommandRecord], None]


def patch_handlers(gate: Gate, patching: Patching) -> Handlers:
    """By kind of command; all take `task_id`."""

    def handler(act: _Act) -> Handler:
        def handle(step: Step, record: CommandRecord) -> None:
            gate.note(step)  # what has happened so far in this batch counts
            task = patching.task(step, record.workspace_id, _task_id(record))
            act(step, task, record)
            step.index.patch.touch(task.record.workspace_id, task.record.id)

        return handle

    return {
        "start_patchdata": handler(_start),
        "pause_patchdata": handler(_pause),
        "resume_patchdata": handler(_resume),
        "stop_patchdata": handler(_stop),
        "retry_patchdata": handler(_retry),
    }


def _task_id(record: CommandRecord) -> PatchDataId:
    try:
        return PatchDataId(int(record.args["task_id"]))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(detail="Name the PatchData task by task_id.", field="args") from error


def _start(step: Step, task: Task, record: CommandRecord) -> None:
    """A new task begins; it stands in the store as running already."""
    _need(task, "start", task.record.state == RUNNING)


def _pause(step: Step, task: Task, record: CommandRecord) -> None:
    """Nothing starts any more; what runs goes on."""
    _need(task, "pause", task.record.state == RUNNING and not task.record.paused)
    write(step, task, replace(task.record, paused=True))
    task.told_at = None


def _resume(step: Step, task: Task, record: CommandRecord) -> None:
    _need(task, "resume", task.record.state == RUNNING and task.record.paused)
    write(step, task, replace(task.record, paused=False))
    task.told_at = None


def _stop(step: Step, task: Task, record: CommandRecord) -> None:
    """R189: at once in the task's record, which has no end before its last instance has one."""
    _need(task, "stop", task.record.state == RUNNING)
    write(step, task, replace(task.record, state=CANCELED, paused=False, ended_at=None))
    task.run.stop()
    task.retrying = False
    task.to_stop.extend(task.open)
    task.told_at = None


def _need(task: Task, event: str, fits: bool) -> None:
    if not fits:
        record = task.record
        state = "paused" if record.paused and record.state == RUNNING else record.state
        raise IllegalTransition(kind="PatchData task", name=record.name, state=state, event=event)


# ---- retry -------------------------------------------------------------------------------------------------


def _retry(step: Step, task: Task, record: CommandRecord) -> None:
    """R92: all bad instances again, from their failed nodes, so many a step in list order.

    What is left goes into a command of its own, so that an engine that dies between two steps is continued.
    Nothing of the task starts or is canceled before all are waiting again: an instance would be canceled for
    an upstream one whose turn to be begun again has not come.
    """
    task.retrying = False
    after = int(record.args.get("after", -1))
    goes_on = after >= 0
    if not goes_on:
        _need(task, "retry", not (task.record.state == CANCELED and task.record.ended_at is None))
    elif task.record.state != RUNNING:
        return  # it was stopped meanwhile
    bad = task.bad_after(after, MOST_A_STEP)
    task.retrying = len(bad) == MOST_A_STEP
    if not goes_on:
        _open_again(step, task, bool(bad))
    _begin_again(step, task, bad)
    if task.retrying:
        args = {"task_id": task.record.id, "after": bad[-1]}
        further = replace(record, id=CommandId(0), idempotency_key=None, args=args)
        step.out.follow.append(CommandGiven(step.session.commands.add(further).id))


def _open_again(step: Step, task: Task, some_are_bad: bool) -> None:
    """One that was stopped goes on with what it had not made, too."""
    if task.record.state == RUNNING:
        _need(task, "retry", some_are_bad)
        return
    _need(task, "retry", some_are_bad or task.record.generated < task.record.total)
    write(step, task, replace(task.record, state=RUNNING, ended_at=None))
    task.go_on()
    task.told_at = None


def _begin_again(step: Step, task: Task, bad: list[int]) -> None:
    ids = [instance_id for index in bad if (instance_id := task.ids[index]) is not None]
    step.load(ids)
    for instance_id in ids:
        working = step.working.get(instance_id)
        if working is None:
            continue
        try:
            begin_again(step, working, RerunChoice(), confirmed=task.plan.request.confirm)
        except MillraceError as error:
            _log.warning("instance %s cannot be begun again: %s", instance_id, error.message)
