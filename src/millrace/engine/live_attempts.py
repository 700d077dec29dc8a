"""What the engine remembers of attempts that are not over, and of workers: an index over the store."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from millrace.domain.ids import AttemptId, InstanceId, NodeId, NodeRunId, WorkspaceId

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Live:
    """An attempt that is queued or running."""

    attempt_id: AttemptId
    workspace_id: WorkspaceId
    instance_id: InstanceId
    node_run_id: NodeRunId
    node_id: NodeId
    number: int
    may_repeat: bool
    worker: str | None = None
    lease_until: datetime | None = None
    stopping: bool = False
    over: bool = False
    """Its result is known (a timeout), only its process tree is still there."""
    place: str | None = ""
    """The task group whose place it takes, "" for the workspace's alone, None for no place (R86, R87)."""


@dataclass(slots=True)
class WorkerState:
    """A worker's free places and whether it is there."""

    queues: tuple[str, ...] = ("",)
    light: int = 0
    heavy: int = 0
    here: bool = False


@dataclass(slots=True)
class LiveAttempts:
    """Attempts by id and by node run, and the workers that run them."""

    by_id: dict[AttemptId, Live] = field(default_factory=dict)
    by_node_run: dict[NodeRunId, set[AttemptId]] = field(default_factory=dict)
    by_node: dict[tuple[InstanceId, NodeId], set[AttemptId]] = field(default_factory=dict)
    """Of all runs of an instance: a rerun must not meet what its past run left behind (R89)."""
    workers: dict[str, WorkerState] = field(default_factory=dict)
    _taken: dict[tuple[WorkspaceId, str], int] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget all attempts; the workers stay."""
        for kept in (self.by_id, self.by_node_run, self.by_node, self._taken):
            kept.clear()

    def put(self, live: Live) -> None:
        """Add or replace."""
        self._count(self.by_id.get(live.attempt_id), -1)
        self._count(live, 1)
        self.by_id[live.attempt_id] = live
        self.by_node_run.setdefault(live.node_run_id, set()).add(live.attempt_id)
        self.by_node.setdefault((live.instance_id, live.node_id), set()).add(live.attempt_id)

    def _count(self, live: Live | None, weight: int) -> None:
        """Places are taken by what a worker has, until its process tree is gone (R89)."""
        if live is None or live.worker is None or live.place is None:
            return
        for place in {live.place, ""}:
            key = (live.workspace_id, place)
            self._taken[key] = self._taken.get(key, 0) + weight

    def taken(self, ws: WorkspaceId, place: str) -> int:
        """How many places of the task group, or with "" of the workspace, are taken."""
        return self._taken.get((ws, place), 0)

    def drop(self, attempt_id: AttemptId) -> Live | None:
        """Forget an attempt that is over."""
        live = self.by_id.pop(attempt_id, None)
        if live is not None:
            self._count(live, -1)
            _discard(self.by_node_run, live.node_run_id, attempt_id)
            _discard(self.by_node, (live.instance_id, live.node_id), attempt_id)
        return live

    def of_node_run(self, node_run_id: NodeRunId) -> list[Live]:
        """The attempts of a node run that are not over: one, or an ending one and its successor (R89)."""
        return [self.by_id[attempt_id] for attempt_id in self.by_node_run.get(node_run_id, ())]

    def previous_is_ending(self, attempt_id: AttemptId, instance_id: InstanceId, node_id: NodeId) -> bool:
        """Whether an earlier attempt of the same node still has its process tree (R89)."""
        return any(other < attempt_id for other in self.by_node.get((instance_id, node_id), ()))

    def of_worker(self, worker: str) -> Iterable[Live]:
        """What a worker runs, as far as we know. Other threads may ask: the copy is taken at once."""
        return [live for live in list(self.by_id.values()) if live.worker == worker]

    def expired(self, now: datetime) -> list[Live]:
        """Running attempts whose lease is over."""
        return [
            live for live in self.by_id.values() if live.lease_until is not None and live.lease_until <= now
        ]

    def worker(self, name: str) -> WorkerState:
        """The worker's state, created when first heard of."""
        return self.workers.setdefault(name, WorkerState())


def _discard(sets: dict[Key, set[AttemptId]], key: Key, attempt_id: AttemptId) -> None:
    others = sets.get(key)
    if others is not None:
        others.discard(attempt_id)
        if not others:
            del sets[key]
