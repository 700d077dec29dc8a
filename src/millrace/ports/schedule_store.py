"""Repositories of what scheduling needs; see `ports/store.py` for what holds of all repositories."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from millrace.domain.ids import (
    CalendarId,
    InstanceId,
    JobId,
    PatchDataId,
    SpanId,
    TaskGroupId,
    VersionNo,
    WorkspaceId,
)
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.ports.records import Page
from millrace.ports.schedule_records import (
    CalendarRecord,
    InstanceBrief,
    InstanceKey,
    PatchDataRecord,
    SpanRecord,
    TaskGroupRecord,
    Waiver,
)


class ScheduleRepository(Protocol):
    """Spans of jobs' schedules, and how far plan times were generated."""

    def spans(self, jobs: Collection[JobId]) -> Mapping[JobId, Sequence[SpanRecord]]:
        """All spans of these jobs, the earliest first; jobs without any are left out."""
        ...

    def open_spans(self) -> Sequence[SpanRecord]:
        """Spans without an end, of all workspaces."""
        ...

    def add_spans(self, spans: Sequence[SpanRecord]) -> Sequence[SpanId]:
        """Store new spans; their ids are ignored."""
        ...

    def end_spans(self, ids: Collection[SpanId], at: datetime) -> None:
        """Close open spans; one that would end before it begins is removed."""
        ...

    def forget_job(self, job_id: JobId) -> None:
        """Remove the spans of a job that is deleted."""
        ...

    def planned_until(self) -> datetime | None:
        """All plan times up to this instant (included) were generated or left out; None before the first."""
        ...

    def set_planned_until(self, at: datetime) -> None: ...


class WaitingRepository(Protocol):
    """What instances wait for: looked up by key, many at a time."""

    def find(self, keys: Collection[InstanceKey]) -> Mapping[InstanceKey, InstanceBrief]:
        """Those of the keys that exist."""
        ...

    def between(
        self, job_id: JobId, trigger: Trigger, batch: str, first: datetime, until: datetime
    ) -> Sequence[InstanceBrief]:
        """Instances with first <= plan time < until, the earliest first."""
        ...

    def before(
        self, job_id: JobId, trigger: Trigger, batch: str, plan_time: datetime
    ) -> InstanceBrief | None:
        """The instance with the greatest earlier plan time (R104)."""
        ...

    def waiting(self) -> Sequence[InstanceBrief]:
        """All instances of all workspaces in waiting, waiting_confirmation and frozen."""
        ...

    def taking_places(self, jobs: Collection[JobId]) -> Sequence[InstanceBrief]:
        """Instances of these jobs, scheduled or begun by hand, that hold a place (R103): admitted, not final.

        By job, the oldest plan time first.
        """
        ...

    def add_waivers(self, waivers: Sequence[Waiver]) -> None:
        """Keep them; the same one twice is kept once."""
        ...

    def waivers(self, ids: Collection[InstanceId]) -> Mapping[InstanceId, Sequence[Waiver]]: ...
    def adopt_version(self, instance_id: InstanceId, version_no: VersionNo, definition_hash: str) -> None:
        """Let an instance that has not begun its run take another version (R120)."""
        ...

    def remove(self, instance_id: InstanceId) -> None:
        """Remove an instance that never ran, with all below it: a frozen slot becomes a future one again."""
        ...

    def counts(
        self, trigger: Trigger, batches: Collection[str]
    ) -> Mapping[str, Mapping[InstanceStatus, int]]:
        """How many instances of each batch are in each status."""
        ...

    def durations(self, jobs: Collection[JobId], newest: int = 20) -> Mapping[JobId, timedelta]:
        """Mean time from start to end of the newest good instances that ran, a job."""
        ...


class CalendarRepository(Protocol):
    """Calendars of a workspace; `add` and `update` raise NameTaken."""

    def list(self, ws: WorkspaceId) -> Sequence[CalendarRecord]: ...
    def get(self, ws: WorkspaceId, calendar_id: CalendarId) -> CalendarRecord | None: ...
    def by_name(self, ws: WorkspaceId, name: str) -> CalendarRecord | None: ...
    def add(self, calendar: CalendarRecord) -> CalendarRecord: ...
    def update(self, calendar: CalendarRecord, expected_revision: int) -> bool: ...
    def delete(self, ws: WorkspaceId, calendar_id: CalendarId) -> bool: ...


class TaskGroupRepository(Protocol):
    """Task groups of a workspace; `add` and `update` raise NameTaken."""

    def all(self) -> Sequence[TaskGroupRecord]:
        """Of all workspaces, for the engine."""
        ...

    def list(self, ws: WorkspaceId) -> Sequence[TaskGroupRecord]: ...
    def get(self, ws: WorkspaceId, group_id: TaskGroupId) -> TaskGroupRecord | None: ...
    def by_name(self, ws: WorkspaceId, name: str) -> TaskGroupRecord | None: ...
    def add(self, group: TaskGroupRecord) -> TaskGroupRecord: ...
    def update(self, group: TaskGroupRecord, expected_revision: int) -> bool: ...
    def delete(self, ws: WorkspaceId, group_id: TaskGroupId) -> bool: ...


class PatchDataRepository(Protocol):
    """PatchData tasks; their instances carry the task's id as batch."""

    def add(self, task: PatchDataRecord) -> PatchDataRecord:
        """Store a new task; id and revision of `task` are ignored."""
        ...

    def get(self, ws: WorkspaceId, task_id: PatchDataId) -> PatchDataRecord | None: ...
    def open_tasks(self) -> Sequence[PatchDataRecord]:
        """Tasks in the state `running`, of all workspaces, the oldest first."""
        ...

    def update(self, task: PatchDataRecord, expected_revision: int) -> bool:
        """Write state, paused, generated, ended_at with revision = expected + 1; False if it was stale."""
        ...

    def list(
        self, ws: WorkspaceId, *, states: Collection[str] = (), cursor: str | None = None, limit: int = 50
    ) -> Page[PatchDataRecord]:
        """Newest first, keyset paged. Raises InvalidInput for a cursor that is not ours."""
        ...
