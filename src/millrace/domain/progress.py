"""How an instance progresses: `decide` takes what happened and says what is so now and what is to be done.

Pure and total: no clock (the caller hands in `now`), no I/O, no evaluation of conditions, no event that
raises. Events that no longer fit, such as the late result of a stopped attempt (R89), change nothing; an
operator's wish that does not fit is refused with its error. The statuses move along `instance_states` and
`node_run_states`; the policies stand in `progress_failures`, joins and starts in `progress_starts`,
operations in `progress_operations`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from millrace.domain.effects import Effect
from millrace.domain.errors import MillraceError
from millrace.domain.ids import InstanceId, NodeId
from millrace.domain.instance import (
    AttemptCause,
    AttemptResult,
    InstanceState,
    InstanceStatus,
    NodeRun,
    NodeRunStatus,
    SubState,
)
from millrace.domain.instance_states import InstanceEvent
from millrace.domain.node_run_states import NodeRunEvent
from millrace.domain.plan import Plan
from millrace.domain.progress_events import (
    AttemptEnded,
    AttemptStarted,
    ConditionsFailed,
    ConditionsResolved,
    InstanceMayStart,
    InstanceMustEnd,
    Operate,
    Operation,
    ProgressEvent,
    RetryDue,
)
from millrace.domain.progress_failures import (
    attempt_failed,
    condition_failed,
    end_if_all_final,
    end_plan,
)
from millrace.domain.progress_operations import operate
from millrace.domain.progress_starts import NOT_CHOSEN, run_dry, settle
from millrace.domain.progress_work import Work, live_attempt

__all__ = [
    "AttemptEnded",
    "AttemptStarted",
    "ConditionsFailed",
    "ConditionsResolved",
    "Decision",
    "InstanceMayStart",
    "InstanceMustEnd",
    "Operate",
    "Operation",
    "ProgressEvent",
    "RetryDue",
    "decide",
    "first_state",
]


@dataclass(frozen=True, slots=True)
class Decision:
    """The new state, what is to be done after it is saved (in order), and the wishes that were refused."""

    state: InstanceState
    effects: tuple[Effect, ...]
    refused: tuple[tuple[ProgressEvent, MillraceError], ...] = ()
    changed: tuple[NodeId, ...] = ()
    """The node runs that differ from before."""


def decide(plan: Plan, state: InstanceState, events: Sequence[ProgressEvent], now: datetime) -> Decision:
    """Apply the events in order, then start what can start. `now` is aware.

    Starts come once, after all events: a batch is one moment. The work is proportional to the events and the
    nodes they touch, plus one copy of the node runs.
    """
    work = Work(plan, state, now)
    refused: list[tuple[ProgressEvent, MillraceError]] = []
    for event in events:
        try:
            _apply(work, event)
        except MillraceError as error:
            refused.append((event, error))
        end_if_all_final(work)
    settle(work)
    return Decision(work.state(), work.effects(), tuple(refused), work.changed)


def first_state(
    plan: Plan,
    instance_id: InstanceId,
    *,
    run_number: int,
    needs_confirmation: bool,
    dry_run: bool,
    only_nodes: Collection[NodeId] = (),
) -> InstanceState:
    """The state of an instance at the beginning of a run.

    `only_nodes`: test of chosen nodes; the others are skipped, with the reason `not_chosen` and without
    propagating. None chosen means all.
    """
    chosen = frozenset(only_nodes)
    runs = {
        node_id: NodeRun(node_id)
        if not chosen or node_id in chosen
        else NodeRun(node_id, status=NodeRunStatus.SKIPPED, sub_state=SubState.NONE, reason=NOT_CHOSEN)
        for node_id in plan.nodes
    }
    return InstanceState(
        id=instance_id,
        status=InstanceStatus.WAITING_CONFIRMATION if needs_confirmation else InstanceStatus.WAITING,
        run_number=run_number,
        revision=0,
        node_runs=runs,
        dry_run=dry_run,
    )


def _apply(work: Work, event: ProgressEvent) -> None:
    match event:
        case AttemptStarted():
            _attempt_started(work, event)
        case AttemptEnded():
            _attempt_ended(work, event)
        case ConditionsResolved() | ConditionsFailed():
            _conditions_answered(work, event)
        case RetryDue():
            _retry_due(work, event)
        case InstanceMayStart():
            _may_start(work)
        case InstanceMustEnd():
            _must_end(work, event)
        case Operate():
            operate(work, event)
        case _:
            assert_never(event)


def _may_start(work: Work) -> None:
    """The instance has its place (R103) and stays waiting until a node of it starts."""
    if work.status is not InstanceStatus.WAITING or work.admitted:
        return
    if work.before.dry_run:
        run_dry(work)
        return
    work.admitted = True
    work.look_at_all()


def _must_end(work: Work, event: InstanceMustEnd) -> None:
    """R52: only what has not begun; a listening time only runs while the instance waits (R108)."""
    begun = work.status not in (InstanceStatus.WAITING, InstanceStatus.WAITING_CONFIRMATION)
    if begun or (event.failed and work.status is not InstanceStatus.WAITING):
        return
    work.move_instance(InstanceEvent.LISTENING_OVER if event.failed else InstanceEvent.CANCEL, event.reason)
    work.admitted = False
    end_plan(work, event.reason)


def _attempt_started(work: Work, event: AttemptStarted) -> None:
    run = work.runs.get(event.node_id)
    if run is not None and run.sub_state is SubState.QUEUED and event.number == run.attempts + 1:
        _started(work, run)


def _started(work: Work, run: NodeRun) -> NodeRun:
    """The queued attempt runs; so does its node, if it was its first."""
    number = run.attempts + 1
    if run.status is NodeRunStatus.WAITING:
        return work.move(
            run, NodeRunEvent.START, sub_state=SubState.NONE, attempts=number, started_at=work.now
        )
    started_at = run.started_at or work.now
    return work.put(run, sub_state=SubState.NONE, attempts=number, started_at=started_at)


def _attempt_ended(work: Work, event: AttemptEnded) -> None:
    """Take the result of the present attempt; any other is late and changes nothing (R89)."""
    run = work.runs.get(event.node_id)
    if run is None or live_attempt(run) != event.number:
        return
    if event.result is AttemptResult.UNRESOLVED and run.sub_state is SubState.QUEUED:
        attempt_failed(work, work.put(run, sub_state=SubState.NONE, attempts=event.number), event)
        return
    if run.sub_state is SubState.QUEUED:  # its start was told together with its end
        run = _started(work, run)
    if event.result is AttemptResult.SUCCESS:
        work.move(run, NodeRunEvent.SUCCEED, reason=None)
    else:
        attempt_failed(work, run, event)


def _conditions_answered(work: Work, event: ConditionsResolved | ConditionsFailed) -> None:
    run = work.runs.get(event.node_id)
    if run is None or run.sub_state is not SubState.RESOLVING:
        return
    if isinstance(event, ConditionsFailed):
        condition_failed(work, run, event.error)
        return
    work.votes[event.node_id] = event.votes
    work.look[event.node_id] = None


def _retry_due(work: Work, event: RetryDue) -> None:
    run = work.runs.get(event.node_id)
    if run is None or run.sub_state is not SubState.RETRY_WAIT:
        return
    if run.retry_at is not None and work.now < run.retry_at:
        work.wake(run, run.retry_at)
    else:
        work.queue(run, AttemptCause.RETRY)
