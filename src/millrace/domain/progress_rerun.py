"""Rerun (R92): the state a new run of an instance begins with.

From the failed nodes: everything that did not end well and everything after it is done again, the rest is
carried over. From a node: that one and everything after it, and what did not end well beside it; what lies
before it is not done again, whatever became of it. From the start: all.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from millrace.domain import instance_states
from millrace.domain.errors import NotFound
from millrace.domain.ids import NodeId
from millrace.domain.instance import (
    InstanceState,
    NodeRun,
    NodeRunStatus,
    StateClass,
    SubState,
    state_class,
)
from millrace.domain.instance_states import InstanceEvent
from millrace.domain.node_run_states import NodeRunEvent
from millrace.domain.plan import Plan
from millrace.domain.progress import Decision, first_state
from millrace.domain.progress_operations import STOPPED
from millrace.domain.progress_starts import NOT_CHOSEN
from millrace.domain.progress_work import Work

EARLIER_RUN = "earlier_run"
"""Reason of a node run whose good end was carried over."""

_ENDED_WELL = frozenset({NodeRunStatus.SUCCESS, NodeRunStatus.FORCE_SUCCESS, NodeRunStatus.SKIPPED})


class RerunFrom(StrEnum):
    """Where a rerun begins."""

    FAILED = "failed"
    START = "start"
    NODE = "node"


@dataclass(frozen=True, slots=True)
class RerunChoice:
    """Where a rerun begins; `node_id` for RerunFrom.NODE."""

    begin: RerunFrom = RerunFrom.FAILED
    node_id: NodeId | None = None


def same_nodes(one: Plan, other: Plan) -> bool:
    """Whether two versions have the same nodes under the same names."""
    return {key: node.name for key, node in one.nodes.items()} == {
        key: node.name for key, node in other.nodes.items()
    }


def close_run(plan: Plan, state: InstanceState, now: datetime) -> Decision:
    """End what still runs in an instance that is over (forced to succeed, R89), before its next run."""
    work = Work(plan, state, now)
    for run in list(work.runs.values()):
        if run.status is NodeRunStatus.RUNNING:
            work.withdraw(run)
            work.move(run, NodeRunEvent.STOP, reason=STOPPED)
    return Decision(work.state(), work.effects(), (), work.changed)


def rerun(
    plan: Plan, state: InstanceState, choice: RerunChoice, *, unchanged: bool, needs_confirmation: bool
) -> InstanceState:
    """The state at the beginning of the next run, which follows `plan`.

    `unchanged`: the plan has the nodes of the run before (see `same_nodes`). Raises IllegalTransition for an
    instance that cannot be rerun, NotFound for a node the plan does not have.
    """
    event = InstanceEvent.RERUN_AND_ASK if needs_confirmation else InstanceEvent.RERUN
    instance_states.next_status(state.status, event, state.id)
    if choice.begin is RerunFrom.NODE and choice.node_id not in plan.nodes:
        raise NotFound(kind="node", name=choice.node_id or "?")
    fresh = first_state(
        plan,
        state.id,
        run_number=state.run_number + 1,
        needs_confirmation=needs_confirmation,
        dry_run=state.dry_run,
    )
    kept = {} if not unchanged else _kept(plan, state, choice)
    runs = {node_id: kept.get(node_id, run) for node_id, run in fresh.node_runs.items()}
    return replace(fresh, revision=state.revision, node_runs=runs)


def _kept(plan: Plan, state: InstanceState, choice: RerunChoice) -> dict[NodeId, NodeRun]:
    """The node runs that are carried over; a good instance begins with its first node."""
    if choice.begin is RerunFrom.START or state_class(state.status) is StateClass.GOOD:
        return {}
    if choice.begin is RerunFrom.NODE and choice.node_id is not None:
        return _before(plan, state, choice.node_id)
    again = _with_descendants(plan, {key for key, run in state.node_runs.items() if not _is_good(run)})
    return {key: _carried(run) for key, run in state.node_runs.items() if again and key not in again}


def _before(plan: Plan, state: InstanceState, node_id: NodeId) -> dict[NodeId, NodeRun]:
    """What is carried over when the run begins at a node: all before it, and what is good beside it."""
    above = plan.graph.ancestors(node_id)
    bad = {key for key, run in state.node_runs.items() if key not in above and not _is_good(run)}
    again = _with_descendants(plan, {node_id, *bad}) - above
    return {
        key: _carried(run) if _is_good(run) else _left_out(key)
        for key, run in state.node_runs.items()
        if key not in again
    }


def _with_descendants(plan: Plan, nodes: set[NodeId]) -> set[NodeId]:
    found = set(nodes)
    for node_id in plan.graph.order:
        if not found.isdisjoint(plan.graph.parents[node_id]):
            found.add(node_id)
    return found


def _is_good(run: NodeRun) -> bool:
    return run.status in _ENDED_WELL


def _carried(run: NodeRun) -> NodeRun:
    reason = run.reason if run.status is NodeRunStatus.SKIPPED else EARLIER_RUN
    return replace(run, id=None, attempts=0, retries_used=0, reason=reason, error=None)


def _left_out(node_id: NodeId) -> NodeRun:
    """Passed over without propagating: what follows may run, and conditions on it do not vote."""
    return NodeRun(node_id, status=NodeRunStatus.SKIPPED, sub_state=SubState.NONE, reason=NOT_CHOSEN)
