"""The records the store keeps and hands out: frozen, without behaviour. Times are aware and in UTC."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from millrace.domain.ids import (
    AttemptId,
    CommandId,
    ConnectionId,
    DirectoryId,
    InstanceId,
    JobId,
    NodeId,
    NodeRunId,
    ScriptId,
    UserId,
    VersionNo,
    WorkspaceId,
)
from millrace.domain.instance import (
    AttemptCause,
    AttemptResult,
    AttemptStatus,
    Instance,
    InstanceStatus,
    NodeRun,
    Trigger,
)

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list; `next_cursor` is opaque, None at the end."""

    items: Sequence[Row]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who changed something, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Workspace:
    """Boundary of jobs, scripts, connections and settings."""

    id: WorkspaceId
    name: str
    zone: str  # IANA name; default of schedules (R16)


@dataclass(frozen=True, slots=True)
class Directory:
    """A folder of the tree of jobs and scripts; `parent_id` None lies at the root."""

    id: DirectoryId
    workspace_id: WorkspaceId
    parent_id: DirectoryId | None
    name: str


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job's identity and its draft (development state, R115)."""

    id: JobId
    workspace_id: WorkspaceId
    directory_id: DirectoryId | None
    name: str
    revision: int
    schedule_state: str  # R50
    draft_hash: str  # key of the definition store
    submitted_version: VersionNo | None
    submitted_hash: str | None
    created: Stamp
    updated: Stamp


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """A saved or submitted version of a job (R118): its content lies in the definition store."""

    workspace_id: WorkspaceId
    job_id: JobId
    kind: str  # "saved" | "submitted"
    number: VersionNo  # own sequence per kind
    content_hash: str
    description: str
    made: Stamp


@dataclass(frozen=True, slots=True)
class ScriptRecord:
    """A stored script: the same life as a job; content in the definition store under its hash."""

    id: ScriptId
    workspace_id: WorkspaceId
    directory_id: DirectoryId | None
    name: str
    language: str  # "sql" | "shell" | "python"
    revision: int
    draft_hash: str
    submitted_version: VersionNo | None
    submitted_hash: str | None
    created: Stamp
    updated: Stamp


@dataclass(frozen=True, slots=True)
class ConnectionRecord:
    """Access to a data source; `secrets` holds ciphertext only."""

    id: ConnectionId
    workspace_id: WorkspaceId
    name: str
    type: str
    properties: Mapping[str, Any]
    secrets: Mapping[str, str]  # field -> ciphertext (adapters/secrets.py)
    secrets_set: Mapping[str, datetime]
    revision: int
    created: Stamp
    updated: Stamp


@dataclass(frozen=True, slots=True)
class NewInstance:
    """What `InstanceRepository.create` needs; the node runs come from `domain.progress.first_state`."""

    workspace_id: WorkspaceId
    job_id: JobId
    job_name: str
    version_no: VersionNo
    definition_hash: str
    trigger: Trigger
    plan_time: datetime
    zone: str
    batch: str
    priority: int
    params: Mapping[str, str]
    passed_params: Mapping[str, str]
    loop: Mapping[str, Any] | None
    parent_node_run_id: NodeRunId | None
    parent_row: int | None
    only_nodes: tuple[NodeId, ...]
    dry_run: bool
    status: InstanceStatus
    node_runs: Sequence[NodeRun]
    created: Stamp
    admitted: bool = False
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """What `InstanceRepository.add_attempts` needs; a new attempt is queued."""

    workspace_id: WorkspaceId
    instance_id: InstanceId
    node_run_id: NodeRunId
    node_id: NodeId
    number: int
    cause: AttemptCause
    queue: str
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class FinishedAttempt:
    """The report of an attempt's end.

    `output` is bounded; larger ones go to the object store by reference.
    """

    id: AttemptId
    worker: str
    result: AttemptResult
    exit_code: int | None
    error: Mapping[str, Any] | None
    ended_at: datetime
    output: Mapping[str, Any] | None = None  # NodeOutput as JSON: text, values, report, artifacts, inputs


@dataclass(frozen=True, slots=True)
class LiveNodes:
    """So many attempts of a node of a definition are queued or running (ending ones are running)."""

    definition_hash: str
    node_id: NodeId
    status: AttemptStatus
    count: int


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """An operation somebody asked for; the engine applies it and records the verdict."""

    id: CommandId
    workspace_id: WorkspaceId
    kind: str
    instance_id: InstanceId | None
    node_id: NodeId | None
    args: Mapping[str, Any]
    idempotency_key: str | None
    created: Stamp
    verdict: str = "pending"  # pending | applied | refused | failed
    error: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Who changed what, and when; `id` is the store's."""

    workspace_id: WorkspaceId
    who: str
    at: datetime
    action: str
    object_kind: str
    object_id: int | None
    object_name: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    id: int = 0


@dataclass(frozen=True, slots=True)
class InstanceSelection:
    """Which instances a list shows; what is empty or None chooses all."""

    job_id: JobId | None = None
    statuses: Collection[InstanceStatus] = ()
    triggers: Collection[Trigger] = ()
    batch: str | None = None
    plan_from: datetime | None = None  # included
    plan_until: datetime | None = None  # excluded


@dataclass(frozen=True, slots=True)
class InstanceSummary:
    """A row of the instance list."""

    instance: Instance
    status: InstanceStatus
    reason: str | None
    run_number: int
    revision: int
    started_at: datetime | None
    ended_at: datetime | None
    nodes_total: int
    nodes_done: int
    nodes_failed: int


@dataclass(frozen=True, slots=True)
class UserRecord:
    """A person with an account of this installation."""

    id: UserId
    name: str
    display_name: str


class Forgettable(StrEnum):
    """Kinds of rows that go when they are old, each with the time that makes it so."""

    SESSION = "session"  # when it expired
    LOGIN_TOKEN = "login_token"  # when it expired
    ANSWER = "answer"  # when it was given to an Idempotency-Key
    COMMAND = "command"  # when it got its verdict
    SET_ASIDE = "set_aside"  # when it was set aside
    AUDIT = "audit"  # when the change was made


@dataclass(frozen=True, slots=True)
class SetAside:
    """An event that could not be processed, kept with its error so that it blocks no other."""

    id: int
    workspace_id: WorkspaceId | None
    what: str
    payload: Mapping[str, Any]
    error: Mapping[str, Any]
    at: datetime
