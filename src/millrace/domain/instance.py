"""Instances, node runs and attempts: their states, and the records the store keeps of them.

State names are those of R51 and R53, spelled so in code, tables and JSON. All times are aware and in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from millrace.domain.ids import AttemptId, InstanceId, JobId, NodeId, NodeRunId, VersionNo, WorkspaceId


class InstanceStatus(StrEnum):
    """R51."""

    WAITING = "waiting"  # generated; dependencies, order, place or listening not satisfied
    WAITING_CONFIRMATION = "waiting_confirmation"  # manual confirmation outstanding (R93)
    RUNNING = "running"  # at least one node started and the plan is not ended
    ABNORMAL = "abnormal"  # a node with policy SUSPEND failed
    PAUSED = "paused"  # nothing runs and at least one node is paused
    SUCCESS = "success"  # all nodes success or skipped
    FAILURE_IGNORED = "failure_ignored"  # success with at least one ignored failure
    FORCE_SUCCESS = "force_success"  # set by an operator
    FAILED = "failed"
    CANCELED = "canceled"  # stopped, expired, skipped, upstream policy or upstream stopped
    FROZEN = "frozen"  # frozen before it ran


class StateClass(StrEnum):
    """What an upstream instance's state means to those who wait for it (R42)."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"


class NodeRunStatus(StrEnum):
    """R53."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCESS = "success"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELED = "canceled"  # never started because its branch or plan ended
    STOPPED = "stopped"  # was running, terminated
    PAUSED = "paused"
    FORCE_SUCCESS = "force_success"


class SubState(StrEnum):
    """R54: shown beside a node run's status, not a status of its own."""

    NONE = ""
    BLOCKED = "blocked"  # of waiting: parents not final
    RESOLVING = "resolving"  # of waiting: a worker evaluates the conditions (R70)
    QUEUED = "queued"  # of waiting: ready, no place yet; of running: the same of a further attempt
    RETRY_WAIT = "retry_wait"  # of running: between two attempts; holds no place
    ASK = "ask"  # of running: an attempt was lost, and the node asks an operator what to do


class Trigger(StrEnum):
    """Why an instance exists (R101)."""

    SCHEDULE = "schedule"
    ONCE = "once"
    EVENT = "event"
    MANUAL = "manual"  # run now of a submitted version
    TEST = "test"
    PATCHDATA = "patchdata"
    SUBJOB = "subjob"


BY_HAND = (Trigger.ONCE, Trigger.MANUAL)
"""Run once and run now: outside of the recurrence, but in the places of the job (R101, R103)."""
TAKING_PLACES = (Trigger.SCHEDULE, *BY_HAND)
"""Whose instances take places of their job (R103)."""


class AttemptStatus(StrEnum):
    """`queued` to `running` to `finished` or `lost`; never back."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    LOST = "lost"


class AttemptResult(StrEnum):
    """How an attempt ended."""

    SUCCESS = "success"
    FAILURE = "failure"
    TIMEOUT = "timeout"
    STOPPED = "stopped"  # ended because its node run was stopped
    UNRESOLVED = "unresolved"  # a property could not be evaluated: failed before it started (R159); no retry
    LOST = "lost"  # its worker is gone


class AttemptCause(StrEnum):
    """Why an attempt exists: nothing is run twice without a row that says so."""

    FIRST = "first"
    RETRY = "retry"  # R80
    MANUAL_RETRY = "manual_retry"  # R83, R88
    WORKER_LOST = "worker_lost"  # the attempt before was lost and the node may be repeated
    RERUN = "rerun"  # R92


@dataclass(frozen=True, slots=True)
class NodeRun:
    """One node within one run of an instance."""

    node_id: NodeId
    status: NodeRunStatus = NodeRunStatus.WAITING
    sub_state: SubState = SubState.BLOCKED
    attempts: int = 0  # attempts started, or withdrawn before their start (numbers are not reused)
    retries_used: int = 0  # since the last manual retry (R83)
    skip_propagates: bool = False  # skipped by "skip all" or by propagation (R71)
    suspended: bool = False  # failed under SUSPEND and nobody has dealt with it yet (R65)
    ignored: bool = False  # failed, and the failure does not count (R64, R88)
    retry_at: datetime | None = None
    reason: str | None = None  # code: why it is skipped, canceled, failed before its start, ...
    id: NodeRunId | None = None  # None until the store has it
    started_at: datetime | None = None
    ended_at: datetime | None = None
    error: Mapping[str, Any] | None = None  # what failed before the first attempt: a condition (R75)


@dataclass(frozen=True, slots=True)
class InstanceState:
    """What `decide` needs to know of an instance, and what it may change.

    `revision` guards the row: a save with an old one is refused.
    """

    id: InstanceId
    status: InstanceStatus
    run_number: int
    revision: int
    node_runs: Mapping[NodeId, NodeRun]
    dry_run: bool = False
    continued: bool = False  # an operator said *continue* (R88): ends failure ignored at best
    admitted: bool = False  # it has its place (R103), though its first nodes may still queue for theirs
    preferred: bool = False  # executed preferentially (R95)
    reason: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    listening_since: datetime | None = None  # it looks for an object (R108)


@dataclass(frozen=True, slots=True)
class Instance:
    """The identity of an instance and the facts that never change in it (R1)."""

    id: InstanceId
    workspace_id: WorkspaceId
    job_id: JobId
    job_name: str
    version_no: VersionNo
    definition_hash: str
    trigger: Trigger
    plan_time: datetime
    zone: str
    batch: str  # R1: empty for scheduled ones
    priority: int  # R110
    params: Mapping[str, str]  # run-time values, highest precedence (R135, 1)
    passed_params: Mapping[str, str]  # from a Subjob or For Each node (R135, 2)
    loop: Mapping[str, Any] | None  # {"data_array", "offset"} for a child of For Each (R155)
    parent_node_run_id: NodeRunId | None
    parent_row: int | None
    only_nodes: tuple[NodeId, ...] = ()  # test of single nodes: the others are skipped
    created_at: datetime | None = None
    created_by: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a node run. Its id is its fencing token."""

    id: AttemptId
    workspace_id: WorkspaceId
    instance_id: InstanceId
    node_run_id: NodeRunId
    node_id: NodeId
    number: int
    cause: AttemptCause
    status: AttemptStatus
    queue: str
    worker: str | None = None
    lease_until: datetime | None = None
    cancel_requested: bool = False
    ending: bool = False  # decided over, but its process tree is not gone yet (R89): it keeps its place
    result: AttemptResult | None = None
    exit_code: int | None = None
    error: Mapping[str, Any] | None = None  # {"code", "message", "data"}
    queued_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    late_result: Mapping[str, Any] | None = field(default=None)  # came after it was lost or stopped; ignored


_CLASSES = {
    InstanceStatus.SUCCESS: StateClass.GOOD,
    InstanceStatus.FAILURE_IGNORED: StateClass.GOOD,
    InstanceStatus.FORCE_SUCCESS: StateClass.GOOD,
    InstanceStatus.FAILED: StateClass.BAD,
    InstanceStatus.CANCELED: StateClass.BAD,
    InstanceStatus.FROZEN: StateClass.BAD,
}


def state_class(status: InstanceStatus) -> StateClass:
    """Whether a state is good, bad or still open (R42, R51)."""
    return _CLASSES.get(status, StateClass.OPEN)


def is_final(status: InstanceStatus) -> bool:
    """Whether the instance's plan has ended."""
    return state_class(status) is not StateClass.OPEN


_FINAL_NODE_STATES = frozenset(
    {
        NodeRunStatus.SUCCESS,
        NodeRunStatus.FAILED,
        NodeRunStatus.SKIPPED,
        NodeRunStatus.CANCELED,
        NodeRunStatus.STOPPED,
        NodeRunStatus.FORCE_SUCCESS,
    }
)


def is_final_node(status: NodeRunStatus) -> bool:
    """Whether a node run has ended (an operator may still retry a suspended one, R88)."""
    return status in _FINAL_NODE_STATES
