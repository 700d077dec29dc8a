"""Which nodes may go on when parents are final: conditions, votes, skips and starts (R70-R75, R84, R85).

Ends and operations of a batch come first, starts last: a node does not start in the moment in which the
failure of another one ends the plan.
"""

from collections.abc import Mapping

from millrace.domain.ids import NodeId
from millrace.domain.instance import (
    AttemptCause,
    InstanceStatus,
    NodeRun,
    NodeRunStatus,
    SubState,
    is_final_node,
)
from millrace.domain.instance_states import InstanceEvent
from millrace.domain.job import MultiIf, OnFalse
from millrace.domain.node_run_states import NodeRunEvent
from millrace.domain.progress_failures import end_if_all_final
from millrace.domain.progress_work import Work

NOT_CHOSEN = "not_chosen"
CONDITION_UNMET = "condition_unmet"
PARENT_SKIPPED = "parent_skipped"
PARENT_CANCELED = "parent_canceled"

_ENDED_FROM_OUTSIDE = frozenset({NodeRunStatus.CANCELED, NodeRunStatus.STOPPED})


def settle(work: Work) -> None:
    """Let every node go on that can, until none can; then see whether the instance ended or pauses.

    In an abnormal instance nothing is started, skipped or evaluated (R65). One that has its place and in
    which nothing is asked for any more, since no node is left to start, has begun too.
    """
    while work.look and work.may_go_on:
        pending, work.look = work.look, {}
        for node_id in pending:
            _judge(work, work.runs[node_id])
    if not work.busy:
        work.begin()
    end_if_all_final(work)
    if work.status is InstanceStatus.RUNNING and not work.busy and not work.suspended:
        work.move_instance(InstanceEvent.ONLY_PAUSED_LEFT)


def run_dry(work: Work) -> None:
    """Every waiting node is a success without an attempt; no condition is evaluated (R84)."""
    for run in list(work.runs.values()):
        if run.status is NodeRunStatus.WAITING:
            work.move(run, NodeRunEvent.DRY_RUN)
    work.look.clear()
    work.move_instance(InstanceEvent.DRY_RUN)
    work.started_at = work.now


def _judge(work: Work, run: NodeRun) -> None:
    """Decide on one node that may have become able to go on."""
    if run.status is not NodeRunStatus.WAITING or run.sub_state is SubState.QUEUED:
        return
    node_id = run.node_id
    if run.sub_state is SubState.RESOLVING:
        if node_id in work.votes:
            _join(work, run, work.votes.pop(node_id))
        return
    canceled = False
    for parent_id in work.plan.graph.parents[node_id]:
        parent = work.runs[parent_id]
        if not is_final_node(parent.status) or parent.suspended:
            return
        canceled = canceled or parent.status in _ENDED_FROM_OUTSIDE
    if canceled:
        work.move(run, NodeRunEvent.CANCEL, reason=PARENT_CANCELED)
        return
    sources = _voters(work, node_id)
    if sources:
        work.ask_for_votes(run, sources)
    else:
        _join(work, run, {})


def _voters(work: Work, node_id: NodeId) -> list[NodeId]:
    """The parents whose edge to the node carries a condition that counts (R73).

    A parent left out by a test of chosen nodes gives no vote: who tests one node wants to see it run.
    """
    sources = (NodeId(edge.source) for edge in work.plan.conditions.get(node_id, ()))
    return [
        source
        for source in sources
        if not work.runs[source].skip_propagates and work.runs[source].reason != NOT_CHOSEN
    ]


def _join(work: Work, run: NodeRun, votes: Mapping[NodeId, bool]) -> None:
    """Join the votes and start or skip the node (R71-R73). A missing answer counts as not met."""
    node_id = run.node_id
    propagated = any(work.runs[parent].skip_propagates for parent in work.plan.graph.parents[node_id])
    voters = frozenset(_voters(work, node_id))
    edges = [edge for edge in work.plan.conditions.get(node_id, ()) if edge.source in voters]
    met = [votes.get(NodeId(edge.source), False) for edge in edges]
    if propagated:
        met.append(False)
    join = all if work.plan.definition.multi_if is MultiIf.AND else any
    if not met or join(met):
        _start(work, run)
        return
    unmet = [edge for edge, vote in zip(edges, met, strict=False) if not vote]
    work.move(
        run,
        NodeRunEvent.SKIP,
        skip_propagates=propagated or any(edge.on_false is OnFalse.SKIP_ALL for edge in unmet),
        reason=CONDITION_UNMET if unmet else PARENT_SKIPPED,
    )


def _start(work: Work, run: NodeRun) -> None:
    """Ask for the first attempt; a node that runs dry is done at once (R85)."""
    if work.plan.nodes[run.node_id].dry_run:
        work.move(run, NodeRunEvent.DRY_RUN)
        return
    first = AttemptCause.FIRST if work.before.run_number == 1 else AttemptCause.RERUN
    work.queue(run, first)
