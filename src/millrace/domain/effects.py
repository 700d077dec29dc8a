"""What deciding asks for.

The engine does it after the save, in the order given. All of it can be derived again from the saved rows.
"""

from dataclasses import dataclass
from datetime import datetime

from millrace.domain.ids import NodeId
from millrace.domain.instance import AttemptCause, InstanceStatus


@dataclass(frozen=True, slots=True)
class QueueAttempt:
    """Make attempt `number` of the node run and start it when it has its places (R87)."""

    node_id: NodeId
    number: int
    cause: AttemptCause


@dataclass(frozen=True, slots=True)
class StopAttempt:
    """Withdraw the attempt if it is still queued, else end its work; its result no longer counts (R89)."""

    node_id: NodeId
    number: int


@dataclass(frozen=True, slots=True)
class ResolveConditions:
    """Evaluate the conditions of the edges from `sources` to the node and answer with the votes (R70)."""

    node_id: NodeId
    sources: tuple[NodeId, ...]


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Answer with RetryDue at that instant (R80)."""

    node_id: NodeId
    at: datetime


@dataclass(frozen=True, slots=True)
class InstanceEnded:
    """Tell those who wait for the instance, and whoever wants to be notified (R42, R191)."""

    status: InstanceStatus


Effect = QueueAttempt | StopAttempt | ResolveConditions | WakeAt | InstanceEnded
