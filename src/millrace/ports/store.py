"""The store: everything Millrace remembers, as small repositories over one transaction.

Repositories are dumb: they keep and find rows, they hold no rule. Every method takes or returns frozen
records; `workspace_id` bounds every query that a user's request can reach. Times are aware and in UTC.

A `Session` is one transaction. `Store.write(work)` runs `work(session)` in a writing one; units of several
threads that meet are committed together, each in a savepoint of its own, so that one that raises undoes
nothing of its neighbours (group commit without a timer). `work` is run once at most; it must not block on
other writers, and it must not start another write.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol, TypeVar

from millrace.domain.ids import (
    AttemptId,
    ConnectionId,
    DirectoryId,
    InstanceId,
    JobId,
    NodeId,
    NodeRunId,
    ScriptId,
    VersionNo,
    WorkspaceId,
)
from millrace.domain.instance import Attempt, Instance, InstanceState, InstanceStatus, Trigger
from millrace.ports.admin_store import AdminRepository, CommandRepository, HistoryRepository
from millrace.ports.overview_store import OverviewRepository
from millrace.ports.records import (
    ConnectionRecord,
    Directory,
    FinishedAttempt,
    InstanceSelection,
    InstanceSummary,
    JobRecord,
    LiveNodes,
    NewAttempt,
    NewInstance,
    Page,
    ScriptRecord,
    Stamp,
    VersionRecord,
)
from millrace.ports.schedule_store import (
    CalendarRepository,
    PatchDataRepository,
    ScheduleRepository,
    TaskGroupRepository,
    WaitingRepository,
)

T = TypeVar("T")


class JobRepository(Protocol):
    """Directories, jobs, versions and the content-addressed definitions."""

    def directories(self, ws: WorkspaceId) -> Sequence[Directory]: ...
    def add_directory(self, ws: WorkspaceId, name: str, parent_id: DirectoryId | None) -> Directory:
        """Raises NameTaken if the parent has a directory of that name."""
        ...

    def update_directory(self, directory: Directory) -> None:
        """Rename or move it. Raises NameTaken."""
        ...

    def delete_directory(self, ws: WorkspaceId, directory_id: DirectoryId) -> bool:
        """Delete an empty directory; False if there is none such, or if something lies in it."""
        ...

    def list(self, ws: WorkspaceId) -> Sequence[JobRecord]: ...
    def get(self, ws: WorkspaceId, job_id: JobId) -> JobRecord | None: ...
    def by_name(self, ws: WorkspaceId, name: str) -> JobRecord | None: ...
    def add(self, job: JobRecord) -> JobRecord:
        """Store a new job; the id and revision of `job` are ignored. Raises NameTaken."""
        ...

    def update(self, job: JobRecord, expected_revision: int) -> bool:
        """Write all fields with revision = expected + 1; False if the row has another revision.

        Raises NameTaken.
        """
        ...

    def delete(self, ws: WorkspaceId, job_id: JobId) -> bool:
        """Delete the job and its versions; its instances stay as history."""
        ...

    def in_schedule_states(self, states: Collection[str]) -> Sequence[JobRecord]:
        """Jobs of all workspaces in one of these schedule states (R50), for the engine's plan."""
        ...

    def by_names(self, ws: WorkspaceId, names: Collection[str]) -> Mapping[str, JobRecord]:
        """Those of the names that exist."""
        ...

    def by_ids(self, ids: Collection[JobId]) -> Mapping[JobId, JobRecord]:
        """Of all workspaces, for the engine."""
        ...

    def place(self, ws: WorkspaceId, job_id: JobId, name: str, directory_id: DirectoryId | None) -> None:
        """Rename or move it; leaves the revision, which guards the draft, as it is. Raises NameTaken."""
        ...

    def set_schedule_state(self, job_id: JobId, state: str) -> None:
        """R50; leaves the revision, which guards the draft, as it is."""
        ...

    def put_content(self, ws: WorkspaceId, content_hash: str, text: str) -> None:
        """Keep a definition or script under its hash; keeping it twice is the same as once."""
        ...

    def drop_drafts(self, ws: WorkspaceId, hashes: Collection[str]) -> None:
        """Drop these drafts' contents as far as no job, script, version or test run names them."""
        ...

    def content(self, ws: WorkspaceId, content_hash: str) -> str | None: ...
    def drafts_holding(self, ws: WorkspaceId, part: str) -> Collection[str]:
        """Hashes of the jobs' drafts whose text holds the part: one statement, and no texts."""
        ...

    def add_version(self, version: VersionRecord) -> None: ...
    def replace_version(self, version: VersionRecord) -> None:
        """Write content, description and stamp of an existing version (same job, kind and number)."""
        ...

    def versions(self, ws: WorkspaceId, job_id: JobId, kind: str | None = None) -> Sequence[VersionRecord]:
        """Newest first within a kind."""
        ...

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
    def versions(self, ws: WorkspaceId, script_id: ScriptId) -> Sequence[tuple[VersionNo, str, str, Stamp]]:
        """Number, content hash, description and stamp of the submitted versions, newest first."""
        ...


class ConnectionRepository(Protocol):
    """Connections of a workspace; `add` and `update` raise NameTaken."""

    def list(self, ws: WorkspaceId) -> Sequence[ConnectionRecord]: ...
    def get(self, ws: WorkspaceId, connection_id: ConnectionId) -> ConnectionRecord | None: ...
    def by_name(self, ws: WorkspaceId, name: str) -> ConnectionRecord | None: ...
    def add(self, connection: ConnectionRecord) -> ConnectionRecord: ...
    def update(self, connection: ConnectionRecord, expected_revision: int) -> bool: ...
    def delete(self, ws: WorkspaceId, connection_id: ConnectionId) -> bool: ...


class InstanceRepository(Protocol):
    """Instances, node runs, attempts, outputs.

    The hot tables: every method works on many rows in few statements.
    """

    def create(self, instances: Sequence[NewInstance]) -> Sequence[InstanceId | None]:
        """Insert instances with their node runs, as run number 1 and revision 1.

        None where (job, trigger, plan time, batch) exists already (R1).
        """
        ...

    def find(self, job_id: JobId, trigger: Trigger, plan_time: datetime, batch: str) -> InstanceId | None: ...
    def load(self, ids: Collection[InstanceId]) -> Mapping[InstanceId, tuple[Instance, InstanceState]]:
        """Instances with the node runs of their current run number; unknown ids are left out."""
        ...

    def save(self, changes: Sequence[tuple[InstanceState, InstanceState]]) -> Collection[InstanceId]:
        """Write (old, new) pairs: the instance row, and the node runs that differ.

        The row is guarded by old.revision, and new.revision = old + 1 is written. Returns the ids that were
        stale; nothing of those is written. A node run with a run number or node that the store does not have
        yet is added, and gets its id with the next `load`. A node of `old` that `new`, of the same
        run number, lacks is removed: another version's (R120).
        """
        ...

    def open_instances(self) -> Sequence[InstanceId]:
        """Ids of all instances that are not final, oldest first (used when an engine takes the lead)."""
        ...

    def children(self, parent: NodeRunId) -> Sequence[InstanceSummary]: ...
    def add_attempts(self, attempts: Sequence[NewAttempt]) -> Sequence[AttemptId]: ...
    def claim(
        self, ids: Sequence[AttemptId], worker: str, now: datetime, lease_until: datetime
    ) -> Collection[AttemptId]:
        """queued -> running by compare-and-set; returns those that were won."""
        ...

    def finish(self, reports: Sequence[FinishedAttempt]) -> Collection[AttemptId]:
        """running (of that worker) or queued -> finished (or lost); saves outputs. Returns accepted ids.

        The report of any other attempt is kept as its late_result and changes nothing else.
        """
        ...

    def extend_leases(
        self, worker: str, ids: Collection[AttemptId], until: datetime
    ) -> Collection[AttemptId]:
        """One statement for all attempts of a worker; returns the ids that are still its own."""
        ...

    def request_cancel(self, ids: Collection[AttemptId], at: datetime | None = None) -> None:
        """Mark attempts as to be stopped; queued ones become finished/stopped at once, running ones `ending`.

        `at` becomes the end of the queued ones.
        """
        ...

    def attempts(self, ids: Collection[AttemptId]) -> Sequence[Attempt]: ...
    def attempts_of(self, instance_id: InstanceId) -> Sequence[Attempt]: ...
    def live_attempts(self) -> Sequence[Attempt]:
        """All attempts that are queued, running or ending."""
        ...

    def live_nodes(self, ws: WorkspaceId) -> Sequence[LiveNodes]:
        """Live attempts of a workspace counted by definition, node and status: one statement, few rows."""
        ...

    def outputs(
        self, instance_id: InstanceId, nodes: Collection[NodeId] | None = None
    ) -> Mapping[NodeId, Mapping[str, Any]]:
        """Latest output document of each node of the current run."""
        ...

    def copy_outputs(
        self, instance_id: InstanceId, nodes: Collection[NodeId], from_run: int, to_run: int
    ) -> None:
        """Let a rerun see the outputs of the nodes it does not repeat (R92)."""
        ...

    def summary(self, ws: WorkspaceId, instance_id: InstanceId) -> InstanceSummary | None: ...
    def list(
        self,
        ws: WorkspaceId,
        chosen: InstanceSelection = InstanceSelection(),  # noqa: B008 - frozen
        *,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[InstanceSummary]:
        """Newest first (by id), keyset paged. Raises InvalidInput for a cursor that is not ours.

        Children of Subjob and For Each are left out unless `job_id` is chosen.
        """
        ...

    def latest_of_jobs(self, ws: WorkspaceId) -> Mapping[JobId, tuple[InstanceId, InstanceStatus]]:
        """The newest instance of each job that exists and has one, children of other jobs' nodes included."""
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
    @property
    def history(self) -> HistoryRepository: ...
    @property
    def schedules(self) -> ScheduleRepository: ...
    @property
    def waiting(self) -> WaitingRepository: ...
    @property
    def calendars(self) -> CalendarRepository: ...
    @property
    def task_groups(self) -> TaskGroupRepository: ...
    @property
    def patchdata(self) -> PatchDataRepository: ...
    @property
    def overviews(self) -> OverviewRepository: ...


class Store(Protocol):
    """The way to the rows. Thread-safe."""

    def read(self) -> AbstractContextManager[Session]:
        """A reading transaction on a connection of its own; never blocks the writer.

        Raises StoreUnavailable if the database does not answer.
        """
        ...

    def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a writing transaction and return its value once it is durable.

        Raises what `work` raises; StoreUnavailable if the database cannot be written.
        """
        ...

    def close(self) -> None: ...
