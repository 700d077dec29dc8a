"""The queue of attempts that are ready and wait for a place (R110, R95, fairness).

Inside a workspace and a class of work (scheduled, event, PatchData, by hand) attempts are ordered by
preference, job priority, plan time, readiness and names. Between workspaces and classes the queue goes round,
so that a PatchData of 10,000 instances cannot starve the daily jobs. It is an index over the `queued` rows of
the store and is built anew when an engine takes the lead.
"""

import heapq
from collections import OrderedDict
from collections.abc import Callable, Iterator
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

    @property
    def order(self) -> tuple[bool, int, datetime, datetime, str, str, int]:
        """R110: priority, earlier plan time, earlier readiness, job name, node name."""
        return (
            not self.preferred,
            self.priority,
            self.plan_time,
            self.queued_at,
            self.job_name,
            self.node_name,
            self.attempt_id,
        )


_Lane = tuple[str, bool]
_Turn = tuple[WorkspaceId, str]


@dataclass(slots=True)
class ReadyQueue:
    """Ready attempts by lane (worker queue, heavy or light) and turn (workspace, class of work)."""

    _lanes: dict[_Lane, OrderedDict[_Turn, list[tuple[tuple[object, ...], Ready]]]] = field(
        default_factory=dict
    )
    _withdrawn: set[AttemptId] = field(default_factory=set)
    _size: int = 0

    def __len__(self) -> int:
        return self._size

    def add(self, ready: Ready) -> None:
        """Put an attempt in its place."""
        lane = self._lanes.setdefault((ready.queue, ready.heavy), OrderedDict())
        turn = (ready.workspace_id, _CLASS_OF.get(ready.trigger, "by_hand"))
        heapq.heappush(lane.setdefault(turn, []), (ready.order, ready))
        self._size += 1

    def withdraw(self, attempt_id: AttemptId) -> None:
        """Forget an attempt that stands in the queue and was stopped before it started."""
        self._withdrawn.add(attempt_id)
        self._size -= 1

    def take(
        self, queues: tuple[str, ...], heavy: bool, count: int, may_start: Callable[[Ready], bool]
    ) -> list[Ready]:
        """Up to `count` attempts in order; those that `may_start` refuses are passed over and kept (R87)."""
        taken: list[Ready] = []
        passed: list[Ready] = []
        for ready in self._in_order(queues, heavy):
            if may_start(ready):
                taken.append(ready)
                if len(taken) >= count:
                    break
            else:
                passed.append(ready)
        for ready in passed:
            self.add(ready)
        return taken

    def _in_order(self, queues: tuple[str, ...], heavy: bool) -> Iterator[Ready]:
        for queue in queues:
            lane = self._lanes.get((queue, heavy))
            while lane:
                turn, heap = next(iter(lane.items()))
                _, ready = heapq.heappop(heap)
                if heap:
                    lane.move_to_end(turn)
                else:
                    del lane[turn]
                if ready.attempt_id in self._withdrawn:
                    self._withdrawn.discard(ready.attempt_id)
                    continue
                self._size -= 1
                yield ready
