"""What an operator can do to an instance and its nodes (R88-R94), and what each rule refuses."""

from collections.abc import Callable

from millrace.domain.errors import IllegalTransition, NotFound, OnlyNode
from millrace.domain.ids import NodeId
from millrace.domain.instance import (
    AttemptCause,
    InstanceStatus,
    NodeRun,
    NodeRunStatus,
    SubState,
    is_final,
)
from millrace.domain.instance_states import InstanceEvent
from millrace.domain.node_run_states import NodeRunEvent
from millrace.domain.progress_events import Operate, Operation
from millrace.domain.progress_failures import PLAN_ENDED, end_plan, hold, leave_abnormal, run_again
from millrace.domain.progress_work import Work

STOPPED = "stopped"
BY_OPERATOR = "operator"


def operate(work: Work, wish: Operate) -> None:
    """Apply the operator's wish, or raise what is wrong with it and change nothing."""
    on_instance = _ON_INSTANCE.get(wish.kind)
    if on_instance:
        on_instance(work)
    else:
        _ON_NODE[wish.kind](work, _run_of(work, wish.node_id))


def _run_of(work: Work, node_id: NodeId | None) -> NodeRun:
    run = work.runs.get(node_id) if node_id is not None else None
    if run is None:
        raise NotFound(kind="node", name=node_id or "?")
    return run


def _refuse(work: Work, run: NodeRun, event: Operation) -> IllegalTransition:
    name = work.plan.nodes[run.node_id].name
    return IllegalTransition(kind="Node", name=name, state=run.status.value, event=event.value)


def _need(work: Work, event: Operation, *statuses: InstanceStatus) -> None:
    if work.status not in statuses:
        raise IllegalTransition(
            kind="Instance", name=work.before.id, state=work.status.value, event=event.value
        )


def _stop(work: Work) -> None:
    """R89: at once in our records, whatever the processes do."""
    work.move_instance(InstanceEvent.STOP, STOPPED)
    work.admitted = False
    end_plan(work, STOPPED)


def _force_success(work: Work) -> None:
    """R89: node states stay, and what runs runs out. A node between two attempts gets no further one."""
    work.move_instance(InstanceEvent.FORCE_SUCCESS)
    for run in list(work.runs.values()):
        if run.status is NodeRunStatus.RUNNING and run.sub_state is not SubState.NONE:
            work.withdraw(run)
            work.move(run, NodeRunEvent.FAIL, reason=PLAN_ENDED)


def _continue(work: Work) -> None:
    """R88: all suspended failures become ignored ones."""
    _need(work, Operation.CONTINUE, InstanceStatus.ABNORMAL)
    work.continued = True
    for run in list(work.runs.values()):
        if run.suspended:
            work.put(run, suspended=False, ignored=True)
    leave_abnormal(work)


def _confirm(work: Work) -> None:
    work.move_instance(InstanceEvent.CONFIRM)


def _freeze(work: Work) -> None:
    """R94: one that has its place already gives it back, with what queues for it."""
    work.move_instance(InstanceEvent.FREEZE)
    work.admitted = False
    for run in list(work.runs.values()):
        if run.status is NodeRunStatus.WAITING and run.sub_state is not SubState.BLOCKED:
            hold(work, run)


def _unfreeze(work: Work) -> None:
    work.move_instance(InstanceEvent.UNFREEZE)


def _prefer(work: Work) -> None:
    """R95: of an instance that is over there is nothing left to prefer."""
    if is_final(work.status):
        raise IllegalTransition(
            kind="Instance", name=work.before.id, state=work.status.value, event=Operation.PREFER.value
        )
    work.preferred = True


def _retry_node(work: Work, run: NodeRun) -> None:
    """R83, R88: a new attempt, and the full count of retries again."""
    _need(work, Operation.RETRY_NODE, InstanceStatus.ABNORMAL)
    if not run.suspended:
        raise _refuse(work, run, Operation.RETRY_NODE)
    run = work.move(
        run,
        NodeRunEvent.MANUAL_RETRY,
        suspended=False,
        retries_used=0,
        reason=None,
        error=None,
        ended_at=None,
    )
    work.queue(run, AttemptCause.MANUAL_RETRY)
    leave_abnormal(work)


def _succeed_node(work: Work, run: NodeRun) -> None:
    """R88; also the answer "it did its work" for a node that asks after a lost attempt."""
    if run.sub_state is SubState.ASK:
        _need(work, Operation.SUCCEED_NODE, InstanceStatus.RUNNING, InstanceStatus.ABNORMAL)
    else:
        _need(work, Operation.SUCCEED_NODE, InstanceStatus.ABNORMAL)
        if not run.suspended:
            raise _refuse(work, run, Operation.SUCCEED_NODE)
    work.move(run, NodeRunEvent.FORCE_SUCCESS, suspended=False, reason=None)
    leave_abnormal(work)


def _pause_node(work: Work, run: NodeRun) -> None:
    """R90: only what has not started, only while the instance runs."""
    _need(work, Operation.PAUSE_NODE, InstanceStatus.RUNNING)
    if run.status is not NodeRunStatus.WAITING:
        raise _refuse(work, run, Operation.PAUSE_NODE)
    work.move(hold(work, run), NodeRunEvent.PAUSE, sub_state=SubState.NONE)


def _resume_node(work: Work, run: NodeRun) -> None:
    _need(work, Operation.RESUME_NODE, InstanceStatus.RUNNING, InstanceStatus.PAUSED, InstanceStatus.ABNORMAL)
    work.move(run, NodeRunEvent.RESUME, sub_state=SubState.BLOCKED)
    work.look[run.node_id] = None
    _leave_pause(work)


def _skip_node(work: Work, run: NodeRun) -> None:
    """R91: what follows goes on as after "skip the next node"."""
    if is_final(work.status):
        raise _refuse(work, run, Operation.SKIP_NODE)
    if len(work.runs) == 1:
        raise OnlyNode(name=work.plan.nodes[run.node_id].name)
    work.move(run, NodeRunEvent.SKIP, reason=BY_OPERATOR)
    work.withdraw(run)
    _leave_pause(work)


def _run_again(work: Work, run: NodeRun) -> None:
    if run.sub_state is not SubState.ASK or is_final(work.status):
        raise _refuse(work, run, Operation.RUN_AGAIN)
    run_again(work, run)


def _leave_pause(work: Work) -> None:
    if work.status is InstanceStatus.PAUSED:
        work.move_instance(InstanceEvent.GO_ON)


_ON_INSTANCE: dict[Operation, Callable[[Work], None]] = {
    Operation.STOP: _stop,
    Operation.FORCE_SUCCESS: _force_success,
    Operation.CONTINUE: _continue,
    Operation.CONFIRM: _confirm,
    Operation.FREEZE: _freeze,
    Operation.UNFREEZE: _unfreeze,
    Operation.PREFER: _prefer,
}

_ON_NODE: dict[Operation, Callable[[Work, NodeRun], None]] = {
    Operation.RETRY_NODE: _retry_node,
    Operation.SUCCEED_NODE: _succeed_node,
    Operation.PAUSE_NODE: _pause_node,
    Operation.RESUME_NODE: _resume_node,
    Operation.SKIP_NODE: _skip_node,
    Operation.RUN_AGAIN: _run_again,
}
