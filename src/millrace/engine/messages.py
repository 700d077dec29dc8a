"""What reaches the engine: one small record a message, in the past tense or as a request.

They come from the API (new instances, commands), from carriers (workers) and from the engine's own timers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from millrace.domain.ids import (
    AttemptId,
    CommandId,
    InstanceId,
    NodeId,
    NodeRunId,
    PatchDataId,
    WorkspaceId,
)
from millrace.ports.attempts import AttemptReport


@dataclass(frozen=True, slots=True)
class InstancesCreated:
    """Instances stand in the store and may start."""

    ids: Sequence[InstanceId]


@dataclass(frozen=True, slots=True)
class CommandGiven:
    """A command stands in the store."""

    id: CommandId


@dataclass(frozen=True, slots=True)
class WorkerJoined:
    """A worker has come (back) and told what it runs and what ended while nobody listened."""

    worker: str
    running: Sequence[int]
    reports: Sequence[AttemptReport]


@dataclass(frozen=True, slots=True)
class WorkerLeft:
    """A worker's link broke; what it runs is lost when its lease runs out or it comes back without it."""

    worker: str


@dataclass(frozen=True, slots=True)
class PlacesOffered:
    """A worker has more free places."""

    worker: str
    queues: tuple[str, ...]
    light: int
    heavy: int


@dataclass(frozen=True, slots=True)
class AttemptsReported:
    """Attempts ended."""

    worker: str
    reports: Sequence[AttemptReport]


@dataclass(frozen=True, slots=True)
class ConditionsAnswered:
    """A worker has evaluated the conditions of a node: {"votes": {source: bool}} or {"error": {...}}."""

    worker: str
    node_run_id: NodeRunId
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HeartBeaten:
    """A worker lives and runs these attempts; of those it was to end, the trees in `gone` are gone (R89)."""

    worker: str
    running: Sequence[int]
    gone: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class ChildrenAsked:
    """A Subjob or For Each attempt asks for child instances."""

    worker: str
    attempt_id: AttemptId
    job: str
    requests: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class RetryIsDue:
    """The retry interval of a node run is over (R80)."""

    instance_id: InstanceId
    node_id: NodeId


@dataclass(frozen=True, slots=True)
class LeasesExpired:
    """Look for attempts whose lease has run out."""


@dataclass(frozen=True, slots=True)
class ClearingIsDue:
    """Look for instances that have waited too long (R106)."""


@dataclass(frozen=True, slots=True)
class ListeningIsDue:
    """Look for the object that an instance listens for (R108)."""

    instance_id: InstanceId


@dataclass(frozen=True, slots=True)
class SlotsDue:
    """Plan times have come, or the planner is to look around."""


@dataclass(frozen=True, slots=True)
class PatchingDue:
    """Go on with a PatchData task, or with all that were left over."""

    workspace_id: WorkspaceId | None = None
    task_id: PatchDataId | None = None


Message = (
    InstancesCreated
    | CommandGiven
    | WorkerJoined
    | WorkerLeft
    | PlacesOffered
    | AttemptsReported
    | ConditionsAnswered
    | HeartBeaten
    | ChildrenAsked
    | RetryIsDue
    | LeasesExpired
    | ClearingIsDue
    | ListeningIsDue
    | SlotsDue
    | PatchingDue
)
