"""The store: everything Millrace remembers, as small repositories over one transaction.

Repositories are dumb: they keep and find rows, they hold no rule. Every method takes or returns frozen records;
`workspace_id` bounds every query that a user's request can reach. Times are aware and in UTC.

A `Session` is one transaction. `Store.write(work)` runs `work(session)` in a writing one; units of several
threads that meet are committed together, each in a savepoint of its own, so that one that raises undoes nothing
of its neighbours (group commit without a timer). `work` may be run only once; it must not block on other writers.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

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
    Attempt,
    AttemptCause,
    AttemptResult,
    Instance,
    InstanceState,
    InstanceStatus,
    NodeRun,
    Trigger,
)

T = TypeVar("T")
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
    id: WorkspaceId
    name: str
    zone: str  # IANA name; default of schedules (R16)


@dataclass(frozen=True, slots=True)
class Directory:
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


@dataclass(frozen=True, slots=True)
class NewAttempt:
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
    """The report of an attempt's end. `output` is bounded; larger ones go to the object store by reference."""

    id: AttemptId
    worker: str
    result: AttemptResult
    exit_code: int | None
    error: Mapping[str, Any] | None
    ended_at: datetime
    output: Mapping[str, Any] | None = None  # NodeOutput as JSON: text, values, report, artifacts, inputs


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
    id: UserId
    name: str
    display_name: str


class JobRepository(Protocol):
    """Directories, jobs, versions and the content-addressed definitions."""

    def directories(self, ws: WorkspaceId) -> Sequence[Directory]: ...
    def add_directory(self, ws: WorkspaceId, name: str, parent_id: DirectoryId | None) -> Directory: ...
    def update_directory(self, directory: Directory) -> None: ...
    def delete_directory(self, ws: WorkspaceId, directory_id: DirectoryId) -> bool: ...
    def list(self, ws: WorkspaceId) -> Sequence[JobRecord]: ...
    def get(self, ws: WorkspaceId, job_id: JobId) -> JobRecord | None: ...
    def by_name(self, ws: WorkspaceId, name: str) -> JobRecord | None: ...
    def add(self, job: JobRecord) -> JobRecord:
        """Store a new job; the id and revision of `job` are ignored. Raises NameTaken."""
        ...

    def update(self, job: JobRecord, expected_revision: int) -> bool:
        """Write all fields with revision = expected + 1; False if the row has another revision."""
        ...

    def delete(self, ws: WorkspaceId, job_id: JobId) -> bool: ...
    def put_content(self, ws: WorkspaceId, content_hash: str, text: str) -> None: ...
    def content(self, ws: WorkspaceId, content_hash: str) -> str | None: ...
    def add_version(self, version: VersionRecord) -> None: ...
    def replace_version(self, version: VersionRecord) -> None: ...
    def versions(
        self, ws: WorkspaceId, job_id: JobId, kind: str | None = None
    ) -> Sequence[VersionRecord]: ...
    def delete_versions(
        self, ws: WorkspaceId, job_id: JobId, kind: str, numbers: Collection[int]
    ) -> None: ...


class ScriptRepository(Protocol):
    """Scripts, shaped like jobs."""

    def list(self, ws: WorkspaceId) -> Sequence[ScriptRecord]: ...
    def get(self, ws: WorkspaceId, script_id: ScriptId) -> ScriptRecord | None: ...
    def by_name(self, ws: WorkspaceId, name: str) -> ScriptRecord | None: ...
    def add(self, script: ScriptRecord) -> ScriptRecord: ...
    def update(self, script: ScriptRecord, expected_revision: int) -> bool: ...
    def delete(self, ws: WorkspaceId, script_id: ScriptId) -> bool: ...
    def add_version(
        self,
        ws: WorkspaceId,
        script_id: ScriptId,
        number: VersionNo,
        content_hash: str,
        description: str,
        made: Stamp,
    ) -> None: ...


class ConnectionRepository(Protocol):
    def list(self, ws: WorkspaceId) -> Sequence[ConnectionRecord]: ...
    def get(self, ws: WorkspaceId, connection_id: ConnectionId) -> ConnectionRecord | None: ...
    def by_name(self, ws: WorkspaceId, name: str) -> ConnectionRecord | None: ...
    def add(self, connection: ConnectionRecord) -> ConnectionRecord: ...
    def update(self, connection: ConnectionRecord, expected_revision: int) -> bool: ...
    def delete(self, ws: WorkspaceId, connection_id: ConnectionId) -> bool: ...


class InstanceRepository(Protocol):
    """Instances, node runs, attempts, outputs. The hot tables: every method works on many rows in few statements."""

    def create(self, instances: Sequence[NewInstance]) -> Sequence[InstanceId | None]:
        """Insert instances with their node runs; None where (job, trigger, plan time, batch) exists already (R1)."""
        ...

    def find(self, job_id: JobId, trigger: Trigger, plan_time: datetime, batch: str) -> InstanceId | None: ...
    def load(self, ids: Collection[InstanceId]) -> Mapping[InstanceId, tuple[Instance, InstanceState]]:
        """Instances with the node runs of their current run number; unknown ids are left out."""
        ...

    def save(self, changes: Sequence[tuple[InstanceState, InstanceState]]) -> Collection[InstanceId]:
        """Write (old, new) pairs: the instance row guarded by old.revision (new.revision = old + 1 is written), and
        the node runs that differ. Returns the ids that were stale; nothing of those is written."""
        ...

    def open_instances(self) -> Sequence[InstanceId]:
        """Ids of all instances that are waiting, running, abnormal or paused (used when an engine takes the lead)."""
        ...

    def children(self, parent: NodeRunId) -> Sequence[InstanceSummary]: ...
    def add_attempts(self, attempts: Sequence[NewAttempt]) -> Sequence[AttemptId]: ...
    def claim(
        self, ids: Sequence[AttemptId], worker: str, now: datetime, lease_until: datetime
    ) -> Collection[AttemptId]:
        """queued -> running by compare-and-set; returns those that were won."""
        ...

    def finish(self, reports: Sequence[FinishedAttempt]) -> Collection[AttemptId]:
        """running (of that worker) or queued -> finished (or lost); saves outputs. Returns accepted ids; the report of any other
        attempt is kept as its late_result and changes nothing else."""
        ...

    def extend_leases(
        self, worker: str, ids: Collection[AttemptId], until: datetime
    ) -> Collection[AttemptId]:
        """One statement for all attempts of a worker; returns the ids that are still its own."""
        ...

    def request_cancel(self, ids: Collection[AttemptId]) -> None:
        """Mark attempts as to be stopped; queued ones become finished/stopped at once, running ones `ending`."""
        ...

    def attempts(self, ids: Collection[AttemptId]) -> Sequence[Attempt]: ...
    def attempts_of(self, instance_id: InstanceId) -> Sequence[Attempt]: ...
    def live_attempts(self) -> Sequence[Attempt]:
        """All attempts that are queued, running or ending."""
        ...

    def outputs(
        self, instance_id: InstanceId, nodes: Collection[NodeId] | None = None
    ) -> Mapping[NodeId, Mapping[str, Any]]:
        """Latest output document of each node of the current run."""
        ...

    def summary(self, ws: WorkspaceId, instance_id: InstanceId) -> InstanceSummary | None: ...
    def list(
        self,
        ws: WorkspaceId,
        *,
        job_id: JobId | None = None,
        statuses: Collection[InstanceStatus] = (),
        triggers: Collection[Trigger] = (),
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[InstanceSummary]:
        """Newest first (by id), keyset paged; children of Subjob and For Each are left out unless job_id is given."""
        ...

    def latest_of_jobs(self, ws: WorkspaceId) -> Mapping[JobId, tuple[InstanceId, InstanceStatus]]: ...


class CommandRepository(Protocol):
    def add(self, command: CommandRecord) -> CommandRecord:
        """Store; with an idempotency key seen before (same workspace) return the earlier row instead."""
        ...

    def get(self, ws: WorkspaceId, command_id: CommandId) -> CommandRecord | None: ...
    def pending(self) -> Sequence[CommandRecord]: ...
    def settle(
        self, command_id: CommandId, verdict: str, error: Mapping[str, Any] | None, at: datetime
    ) -> None: ...


class AdminRepository(Protocol):
    """Workspaces, users, sessions, settings, audit, idempotent answers, events set aside."""

    def workspaces(self) -> Sequence[Workspace]: ...
    def add_workspace(self, name: str, zone: str) -> Workspace: ...
    def user(self, user_id: UserId) -> UserRecord | None: ...
    def user_by_name(self, name: str) -> UserRecord | None: ...
    def add_user(self, name: str, display_name: str) -> UserRecord: ...
    def add_session(self, token_hash: str, user_id: UserId, csrf: str, expires_at: datetime) -> None: ...
    def session(self, token_hash: str, now: datetime) -> tuple[UserRecord, str] | None:
        """User and CSRF token of a live session."""
        ...

    def delete_session(self, token_hash: str) -> None: ...
    def add_login_token(self, token_hash: str, user_id: UserId, expires_at: datetime) -> None: ...
    def use_login_token(self, token_hash: str, now: datetime) -> UserRecord | None:
        """Once: deletes the row."""
        ...

    def settings(self, ws: WorkspaceId | None) -> Mapping[str, Any]: ...
    def put_setting(self, ws: WorkspaceId | None, key: str, value: Any) -> None: ...
    def add_audit(self, records: Sequence[AuditRecord]) -> None: ...
    def audit(self, ws: WorkspaceId, cursor: str | None, limit: int) -> Page[AuditRecord]: ...
    def remembered(self, ws: WorkspaceId, key: str) -> Mapping[str, Any] | None:
        """The answer given earlier to the same Idempotency-Key."""
        ...

    def remember(self, ws: WorkspaceId, key: str, answer: Mapping[str, Any], at: datetime) -> None: ...
    def set_aside(
        self, what: str, payload: Mapping[str, Any], error: Mapping[str, Any], at: datetime
    ) -> None: ...
    def take_lead(self, holder: str, now: datetime, until: datetime) -> int | None:
        """Lease of the engine: its number (epoch) if `holder` leads now, else None. Expired leases change hands."""
        ...

    def still_leads(self, epoch: int) -> bool:
        """Fence: checked inside the engine's writing transactions."""
        ...


class Session(Protocol):
    """One transaction over all repositories."""

    @property
    def jobs(self) -> JobRepository: ...
    @property
    def scripts(self) -> ScriptRepository: ...
    @property
    def connections(self) -> ConnectionRepository: ...
    @property
    def instances(self) -> InstanceRepository: ...
    @property
    def commands(self) -> CommandRepository: ...
    @property
    def admin(self) -> AdminRepository: ...


class Store(Protocol):
    """The way to the rows. Thread-safe."""

    def read(self) -> AbstractContextManager[Session]:
        """A reading transaction on a connection of its own; never blocks the writer."""
        ...

    def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a writing transaction and return its value once it is durable; its exception, if it raises."""
        ...

    def close(self) -> None: ...
