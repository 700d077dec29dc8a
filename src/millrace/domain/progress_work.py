"""The working copy of an instance's state while one batch of events is decided on.

Copying 500 node runs for every event would cost more than deciding; so one `Work` is made per batch, changed
in place, and turned into a new state at the end. It counts as it goes, so that "are all nodes final" never
needs a walk over the nodes. Statuses change only through `move` and `move_instance`, that is, by the tables.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from millrace.domain import instance_states, node_run_states
from millrace.domain.effects import (
    Effect,
    InstanceEnded,
    QueueAttempt,
    ResolveConditions,
    StopAttempt,
    WakeAt,
)
from millrace.domain.ids import NodeId
from millrace.domain.instance import (
    AttemptCause,
    InstanceState,
    InstanceStatus,
    NodeRun,
    NodeRunStatus,
    SubState,
    is_final,
    is_final_node,
)
from millrace.domain.instance_states import InstanceEvent
from millrace.domain.node_run_states import NodeRunEvent
from millrace.domain.plan import Plan

_BUSY_WAITING = frozenset({SubState.QUEUED, SubState.RESOLVING})
_BEGINS = frozenset(
    {NodeRunStatus.RUNNING, NodeRunStatus.SUCCESS, NodeRunStatus.FAILED, NodeRunStatus.SKIPPED}
)
"""Node statuses that say the instance has begun (R51)."""
_OPEN_AND_BUSY = {
    status: (not is_final_node(status), status is NodeRunStatus.RUNNING) for status in NodeRunStatus
}


class Work:
    """See the module. `open`: node runs not final; `busy`: those that run, are queued or being resolved."""

    def __init__(self, plan: Plan, state: InstanceState, now: datetime) -> None:
        self.plan = plan
        self.before = state
        self.now = now
        self.runs = dict(state.node_runs)
        self.status = state.status
        self.continued = state.continued
        self.admitted = state.admitted
        self.preferred = state.preferred
        self.reason = state.reason
        self.started_at = state.started_at
        self.ended_at = state.ended_at
        self.look: dict[NodeId, None] = {}  # nodes that may be able to go on; a dict keeps their order
        self.votes: dict[NodeId, Mapping[NodeId, bool]] = {}
        self._effects: list[Effect] = []
        self._queued: set[tuple[NodeId, int]] = set()
        self._withdrawn: set[tuple[NodeId, int]] = set()
        self._changed: dict[NodeId, None] = {}
        self.open = self.busy = self.suspended = 0
        success = NodeRunStatus.SUCCESS
        for run in self.runs.values():
            if run.status is not success:  # it counts for nothing, and is what most are
                self._count(run, 1)

    def _count(self, run: NodeRun, weight: int) -> None:
        is_open, is_busy = _OPEN_AND_BUSY[run.status]
        if is_open:
            self.open += weight
            if is_busy or run.sub_state in _BUSY_WAITING:
                self.busy += weight
        elif run.suspended:
            self.suspended += weight

    # ---- node runs

    def put(self, run: NodeRun, **values: Any) -> NodeRun:
        """Change fields of a node run but not its status."""
        new = replace(run, **values)
        self._count(run, -1)
        self._count(new, 1)
        self.runs[run.node_id] = new
        self._changed[run.node_id] = None
        return new

    def move(self, run: NodeRun, event: NodeRunEvent, **values: Any) -> NodeRun:
        """Let the event change the node run's status (R55); children of one that ends are looked at later."""
        node_id = run.node_id
        status = node_run_states.next_status(run.status, event, self.plan.nodes[node_id].name)
        if status in _BEGINS:
            self.begin()
        if is_final_node(status):
            values.update(sub_state=SubState.NONE, retry_at=None, ended_at=self.now)
            self.look.update(dict.fromkeys(self.plan.graph.children[node_id]))
        return self.put(run, status=status, **values)

    def queue(self, run: NodeRun, cause: AttemptCause) -> NodeRun:
        """Ask for the node run's next attempt; its status stays (R54)."""
        number = run.attempts + 1
        self._queued.add((run.node_id, number))
        self._effects.append(QueueAttempt(run.node_id, number, cause))
        return self.put(run, sub_state=SubState.QUEUED, retry_at=None)

    def withdraw(self, run: NodeRun) -> None:
        """Stop the attempt of the node run that is queued or running, if there is one."""
        number = live_attempt(run)
        if number is None:
            return
        self._withdrawn.add((run.node_id, number))
        self._effects.append(StopAttempt(run.node_id, number))

    def look_at_all(self) -> None:
        """Every node may be able to go on: the instance starts, or runs again after it was abnormal."""
        self.look.update(dict.fromkeys(self.plan.graph.order))

    # ---- the instance

    @property
    def may_go_on(self) -> bool:
        """Whether nodes may start: the instance runs, or has its place and is about to (R103)."""
        return self.status is InstanceStatus.RUNNING or self.may_begin

    @property
    def may_begin(self) -> bool:
        """Whether the instance has its place and nothing of it has started yet."""
        return self.admitted and self.status is InstanceStatus.WAITING

    def begin(self) -> None:
        """The first node started, or ended without an attempt: an instance that has its place now runs."""
        if self.may_begin:
            self.move_instance(InstanceEvent.START)

    def move_instance(self, event: InstanceEvent, reason: str | None = None) -> None:
        """Let the event change the instance's status (R52)."""
        self.status = instance_states.next_status(self.status, event, self.before.id)
        self.reason = reason
        if self.status is InstanceStatus.RUNNING and self.started_at is None:
            self.started_at = self.now
        self.ended_at = self.now if is_final(self.status) else None

    def ask_for_votes(self, run: NodeRun, sources: Iterable[NodeId]) -> None:
        """Let the conditions of the node's edges from these parents be evaluated (R70)."""
        self._effects.append(ResolveConditions(run.node_id, tuple(sources)))
        self.put(run, sub_state=SubState.RESOLVING)

    def wake(self, run: NodeRun, at: datetime) -> None:
        """Let RetryDue come at that instant."""
        self._effects.append(WakeAt(run.node_id, at))

    # ---- the end

    @property
    def changed(self) -> tuple[NodeId, ...]:
        """The node runs that differ from before, in the order of their first change."""
        return tuple(self._changed)

    def effects(self) -> tuple[Effect, ...]:
        """What is asked for, without what this very batch made pointless."""
        unborn = self._queued & self._withdrawn
        told = [effect for effect in self._effects if not self._is_pointless(effect, unborn)]
        if self.status is not self.before.status and is_final(self.status):
            told.append(InstanceEnded(self.status))
        return tuple(told)

    def _is_pointless(self, effect: Effect, unborn: Collection[tuple[NodeId, int]]) -> bool:
        """An attempt that was queued and withdrawn at once, or the alarm of a retry that will not be."""
        if isinstance(effect, QueueAttempt | StopAttempt):
            return bool(unborn) and (effect.node_id, effect.number) in unborn
        return isinstance(effect, WakeAt) and self.runs[effect.node_id].retry_at != effect.at

    def state(self) -> InstanceState:
        """The new state; its revision is the store's to raise."""
        return replace(
            self.before,
            status=self.status,
            node_runs=self.runs if self._changed else self.before.node_runs,
            continued=self.continued,
            admitted=self.admitted,
            preferred=self.preferred,
            reason=self.reason,
            started_at=self.started_at,
            ended_at=self.ended_at,
        )


def live_attempt(run: NodeRun) -> int | None:
    """The number of the attempt that is queued or running, if there is one."""
    if run.sub_state is SubState.QUEUED:
        return run.attempts + 1
    if run.status is NodeRunStatus.RUNNING and run.sub_state is SubState.NONE:
        return run.attempts
    return None
