"""What follows from a failure: policies, retries, lost attempts, how the instance ends (R61-R66, R80-R83)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, assert_never

from millrace.domain.instance import (
    AttemptCause,
    AttemptResult,
    InstanceStatus,
    NodeRun,
    NodeRunStatus,
    SubState,
    is_final,
)
from millrace.domain.instance_states import InstanceEvent
from millrace.domain.job import AfterLoss, FailurePolicy, Node
from millrace.domain.node_run_states import NodeRunEvent
from millrace.domain.progress_events import AttemptEnded
from millrace.domain.progress_work import Work

PLAN_ENDED = "plan_ended"
PARENT_FAILED = "parent_failed"
WORKER_LOST = "worker_lost"
CONDITION_ERROR = "condition_error"

_NOT_STARTED = frozenset({NodeRunStatus.WAITING, NodeRunStatus.PAUSED})


def attempt_failed(work: Work, run: NodeRun, ended: AttemptEnded) -> None:
    """An attempt ended without success: one more, or the node has failed."""
    node = work.plan.nodes[run.node_id]
    if ended.result is AttemptResult.LOST:
        _lost(work, run, node, ended)
    elif not is_final(work.status) and _may_retry(node, run, ended):
        _retry(work, run, node)
    else:
        node_failed(work, run, _code(ended.error) or ended.result.value)


def node_failed(work: Work, run: NodeRun, reason: str) -> None:
    """The node has failed for good; its policy says what becomes of the others (R61-R65)."""
    event = NodeRunEvent.FAIL if run.status is NodeRunStatus.RUNNING else NodeRunEvent.CANNOT_EVALUATE
    if is_final(work.status):  # forced to succeed meanwhile: nothing follows any more (R89)
        work.move(run, event, reason=reason)
        return
    policy = work.plan.nodes[run.node_id].fail_policy
    match policy:
        case FailurePolicy.FAIL:
            work.move(run, event, reason=reason)
            end_plan(work, PLAN_ENDED)
            work.move_instance(InstanceEvent.NODE_FAILED)
        case FailurePolicy.FAIL_CHILD:
            work.move(run, event, reason=reason)
            _cancel_descendants(work, run)
        case FailurePolicy.IGNORE:
            work.move(run, event, reason=reason, ignored=True)
        case FailurePolicy.SUSPEND:
            work.move(run, event, reason=reason, suspended=True)
            _suspend(work)
        case _:
            assert_never(policy)


def condition_failed(work: Work, run: NodeRun, error: Mapping[str, Any] | None) -> None:
    """A condition could not be evaluated: the node fails before it starts (R75)."""
    node_failed(work, work.put(run, error=error), _code(error) or CONDITION_ERROR)


def end_plan(work: Work, reason: str) -> None:
    """Stop what runs, cancel what has not started (R62, R89)."""
    for run in list(work.runs.values()):
        if run.status is NodeRunStatus.RUNNING:
            work.withdraw(run)
            work.move(run, NodeRunEvent.STOP, reason=reason)
        elif run.status in _NOT_STARTED:
            work.withdraw(run)
            work.move(run, NodeRunEvent.CANCEL, reason=reason)


def end_if_all_final(work: Work) -> None:
    """End a running instance whose nodes are all final (R60, R64, R66).

    After *continue* it ends failure ignored at best (R88).
    """
    if work.status is not InstanceStatus.RUNNING or work.open or work.suspended:
        return
    failures = [run for run in work.runs.values() if run.status is NodeRunStatus.FAILED]
    if any(not run.ignored for run in failures):
        work.move_instance(InstanceEvent.NODES_FAILED)
    elif failures or work.continued:
        work.move_instance(InstanceEvent.NODES_IGNORED)
    else:
        work.move_instance(InstanceEvent.NODES_GOOD)


def leave_abnormal(work: Work) -> None:
    """Run on if no suspended failure is left (R88)."""
    if work.status is InstanceStatus.ABNORMAL and not work.suspended:
        work.move_instance(InstanceEvent.SUSPENSION_OVER)
        work.look_at_all()


def run_again(work: Work, run: NodeRun) -> None:
    """One more attempt in place of a lost one, at once; it uses up no retry."""
    work.queue(work.move(run, NodeRunEvent.RETRY), AttemptCause.WORKER_LOST)


def _lost(work: Work, run: NodeRun, node: Node, ended: AttemptEnded) -> None:
    choice = node.after_loss
    if choice is AfterLoss.DEFAULT:
        choice = AfterLoss.RUN_AGAIN if ended.may_repeat else AfterLoss.FAIL
    if choice is AfterLoss.FAIL or is_final(work.status):
        node_failed(work, run, WORKER_LOST)
    elif choice is AfterLoss.RUN_AGAIN:
        run_again(work, run)
    else:
        work.put(run, sub_state=SubState.ASK)


def _may_retry(node: Node, run: NodeRun, ended: AttemptEnded) -> bool:
    """R80-R82: a failure by its return code, a timeout only if the node says so, nothing else."""
    retry = node.retry
    if run.retries_used >= retry.times:
        return False
    if ended.result is AttemptResult.TIMEOUT:
        return retry.on_timeout
    if ended.result is not AttemptResult.FAILURE:
        return False
    code = ended.exit_code
    return not retry.codes or (code is not None and any(low <= code <= high for low, high in retry.codes))


def _retry(work: Work, run: NodeRun, node: Node) -> None:
    run = work.move(run, NodeRunEvent.RETRY, retries_used=run.retries_used + 1)
    if not node.retry.interval_seconds:
        work.queue(run, AttemptCause.RETRY)
        return
    due = work.now + timedelta(seconds=node.retry.interval_seconds)
    work.put(run, sub_state=SubState.RETRY_WAIT, retry_at=due)
    work.wake(run, due)


def _cancel_descendants(work: Work, failed: NodeRun) -> None:
    """Cancel every descendant that has not started, joins too (R63)."""
    below = work.plan.graph.descendants(failed.node_id)
    for node_id in work.plan.graph.order if below else ():
        run = work.runs[node_id]
        if node_id in below and run.status in _NOT_STARTED:
            work.withdraw(run)
            work.move(run, NodeRunEvent.CANCEL, reason=PARENT_FAILED)


def _suspend(work: Work) -> None:
    """The instance is abnormal: what is ready but has not started goes back to waiting (R65).

    The number of a withdrawn attempt is not given out again, so that its late result is told apart.
    """
    if work.status is InstanceStatus.RUNNING:
        work.move_instance(InstanceEvent.NODE_SUSPENDED)
    for run in list(work.runs.values()):
        if run.status is NodeRunStatus.WAITING and run.sub_state is not SubState.BLOCKED:
            hold(work, run)


def hold(work: Work, run: NodeRun) -> NodeRun:
    """Take back what a waiting node asked for: its queued attempt or its votes."""
    work.withdraw(run)
    used = run.attempts + (run.sub_state is SubState.QUEUED)
    return work.put(run, sub_state=SubState.BLOCKED, attempts=used)


def _code(error: Mapping[str, Any] | None) -> str | None:
    code = (error or {}).get("code")
    return code if isinstance(code, str) else None
