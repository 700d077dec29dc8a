"""The queue of attempts that are ready and wait for a place (R110, R95, fairness).

Inside a workspace and a class of work (scheduled, event, PatchData, by hand) attempts are ordered by job
priority, plan time, readiness and names. Between workspaces and classes the queue goes round, so that a
PatchData of 10,000 instances cannot starve the daily jobs; what an operator preferred goes before all else of
its workspace. Attempts of one task group stand in a line of their own, so that a full group is passed over as
a whole, however long its line is. The queue is an index over the `queued` rows of the store and is built anew
when an engine takes the lead.
"""

import heapq
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from millrace.domain.ids import AttemptId, InstanceId, NodeId, NodeRunId, WorkspaceId
from millrace.domain.instance import Trigger

_CLASS_OF = {
    Trigger.SCHEDULE: "scheduled",
    Trigger.ONCE: "scheduled",
    Trigger.EVENT: "event",
    Trigger.PATCHDATA: "patchdata",
}
_BY_HAND = "by_hand"
_PREFERRED = "preferred"


@dataclass(frozen=True, slots=True)
class Ready:
    """One queued attempt, with what its order depends on."""

    attempt_id: AttemptId
    workspace_id: WorkspaceId
    instance_id: InstanceId
    node_run_id: NodeRunId
    node_id: NodeId
    number: int
    queue: str
    heavy: bool
    trigger: Trigger
    priority: int
    plan_time: datetime
    queued_at: datetime
    job_name: str
    node_name: str
    preferred: bool = False
    place: str | None = ""
    """Its task group, "" for the workspace's places alone, None if it takes no place (R87)."""

    @property
    def order(self) -> "_Order":
        """R110: priority, earlier plan time, earlier readiness, job name, node name."""
        return (
            self.priority,
            self.plan_time,
            self.queued_at,
            self.job_name,
            self.node_name,
            self.attempt_id,
        )


MayStart = Callable[[Ready], bool]
"""Whether the attempt starts now; who says yes takes its places with that very word."""
IsOpen = Callable[[WorkspaceId, str | None], bool]
"""Whether the place (see `Ready.place`) has room in the workspace."""

_Order = tuple[int, datetime, datetime, str, str, int]
_Line = list[tuple[_Order, Ready]]
_Lane = tuple[str, bool]
_Turn = tuple[WorkspaceId, str]


def always_open(ws: WorkspaceId, place: str | None) -> bool:
    """No limit anywhere."""
    return True


@dataclass(slots=True)
class ReadyQueue:
    """Ready attempts by lane (worker queue, heavy or light), turn (workspace, class of work) and place."""

    _lanes: dict[_Lane, OrderedDict[_Turn, dict[str | None, _Line]]] = field(default_factory=dict)
    _present: dict[AttemptId, Ready] = field(default_factory=dict)
    _of_instance: dict[InstanceId, set[AttemptId]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._present)

    def add(self, ready: Ready) -> None:
        """Put an attempt in its place; one that stands there already gets the new place."""
        self._present[ready.attempt_id] = ready
        self._of_instance.setdefault(ready.instance_id, set()).add(ready.attempt_id)
        lane = self._lanes.setdefault((ready.queue, ready.heavy), OrderedDict())
        kind = _PREFERRED if ready.preferred else _CLASS_OF.get(ready.trigger, _BY_HAND)
        line = lane.setdefault((ready.workspace_id, kind), {}).setdefault(ready.place, [])
        heapq.heappush(line, (ready.order, ready))

    def withdraw(self, attempt_id: AttemptId) -> Ready | None:
        """Forget an attempt that stands in the queue; what stays of it in its line is passed over later."""
        ready = self._present.pop(attempt_id, None)
        if ready is not None:
            others = self._of_instance[ready.instance_id]
            others.discard(attempt_id)
            if not others:
                del self._of_instance[ready.instance_id]
        return ready

    def of_instance(self, instance_id: InstanceId) -> list[Ready]:
        """What the instance has in the queue."""
        return [self._present[key] for key in sorted(self._of_instance.get(instance_id, ()))]

    def take(
        self,
        queues: Iterable[str],
        heavy: bool,
        count: int,
        may_start: MayStart,
        is_open: IsOpen = always_open,
    ) -> list[Ready]:
        """Up to `count` attempts in order; those that `may_start` refuses are passed over and kept (R87)."""
        taken: list[Ready] = []
        passed: list[Ready] = []
        for queue in queues:
            while len(taken) < count:
                ready = self._next((queue, heavy), is_open)
                if ready is None:
                    break
                (taken if may_start(ready) else passed).append(ready)
        for ready in passed:
            self.add(ready)
        return taken

    def _next(self, lane_key: _Lane, is_open: IsOpen) -> Ready | None:
        """Take out the first of the next turn that has an open line, and let the turn go to the end."""
        lane = self._lanes.get(lane_key, OrderedDict())
        for turn in list(lane):
            if turn not in lane:
                continue
            preferred = (turn[0], _PREFERRED)
            ready = self._first(lane, preferred, is_open) or self._first(lane, turn, is_open)
            if turn in lane:
                lane.move_to_end(turn)
            if ready is not None:
                return ready
        return None

    def _first(
        self, lane: OrderedDict[_Turn, dict[str | None, _Line]], turn: _Turn, is_open: IsOpen
    ) -> Ready | None:
        """Take out the first attempt of the turn whose line is open."""
        lines = lane.get(turn)
        if lines is None:
            return None
        best: _Line | None = None
        for place, line in list(lines.items()):
            while line and self._present.get(line[0][1].attempt_id) is not line[0][1]:
                heapq.heappop(line)
            if not line:
                del lines[place]
            elif (best is None or line[0] < best[0]) and is_open(turn[0], place):
                best = line
        if not lines:
            del lane[turn]
        if best is None:
            return None
        _, ready = heapq.heappop(best)
        self.withdraw(ready.attempt_id)
        return ready
