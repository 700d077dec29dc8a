"""What can happen to an instance: the events that `progress.decide` takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from millrace.domain.ids import NodeId
from millrace.domain.instance import AttemptResult


class Operation(StrEnum):
    """What an operator can ask for (R88-R94)."""

    STOP = "stop"
    FORCE_SUCCESS = "force_success"
    RETRY_NODE = "retry_node"
    SUCCEED_NODE = "succeed_node"
    CONTINUE = "continue"
    PAUSE_NODE = "pause_node"
    RESUME_NODE = "resume_node"
    SKIP_NODE = "skip_node"
    CONFIRM = "confirm"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"  # of an instance whose plan time is reached
    PREFER = "prefer"  # execute preferentially (R95)
    RUN_AGAIN = "run_again"  # the answer to a node that asks after a lost attempt


@dataclass(frozen=True, slots=True)
class InstanceMayStart:
    """Dependencies, order and place are satisfied (R52): its nodes may queue, and the first makes it run."""


@dataclass(frozen=True, slots=True)
class InstanceMustEnd:
    """The instance will not run: `reason` is one of R52's (upstream_policy, expired, ...).

    `failed`: its listening time is over (R108), so it fails instead of being canceled.
    """

    reason: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class AttemptStarted:
    """A worker began the attempt."""

    node_id: NodeId
    number: int


@dataclass(frozen=True, slots=True)
class AttemptEnded:
    """An attempt has a result, or was lost with its worker."""

    node_id: NodeId
    number: int
    result: AttemptResult
    exit_code: int | None = None
    error: Mapping[str, Any] | None = None
    may_repeat: bool = False  # the node type declares itself safe to repeat


@dataclass(frozen=True, slots=True)
class ConditionsResolved:
    """The answers to ResolveConditions: source node id -> met or not."""

    node_id: NodeId
    votes: Mapping[NodeId, bool]


@dataclass(frozen=True, slots=True)
class ConditionsFailed:
    """A condition could not be evaluated (R75)."""

    node_id: NodeId
    error: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class RetryDue:
    """The retry interval is over (R80)."""

    node_id: NodeId


@dataclass(frozen=True, slots=True)
class Operate:
    """An operator's wish; node operations name the node."""

    kind: Operation
    node_id: NodeId | None = None


ProgressEvent = (
    InstanceMayStart
    | InstanceMustEnd
    | AttemptStarted
    | AttemptEnded
    | ConditionsResolved
    | ConditionsFailed
    | RetryDue
    | Operate
)
