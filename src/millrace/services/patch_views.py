"""What is shown of PatchData: plans, tasks and their instances (R180-R190)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from millrace.domain.ids import InstanceId, JobId, PatchDataId, VersionNo


@dataclass(frozen=True, slots=True)
class PlannedJob:
    """A job of the plan."""

    job_id: JobId
    job_name: str
    version_no: VersionNo
    instances: int
    already_good: int
    asks_confirmation: bool
    mean_minutes: float | None


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """An instance to be; `already`: the status of the scheduled instance of that plan time."""

    index: int
    job: str
    plan_time: datetime
    local: str
    day: date
    dry_run: bool
    waits_for: Sequence[int]
    already: str | None
    ends_about: datetime | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """Counts over all of a plan, and a stretch of its instances.

    `first_local`, `last_local`: the same instants in the zone of their job.
    """

    total: int
    node_runs: int
    jobs: Sequence[PlannedJob]
    days: int
    estimated_end: datetime | None
    first: datetime | None
    last: datetime | None
    first_local: str | None
    last_local: str | None
    warnings: Sequence[str]
    entries: Sequence[PlannedEntry]


@dataclass(frozen=True, slots=True)
class TaskJob:
    """A job of a task, with the version its plan was made from."""

    job_id: JobId
    job_name: str
    version_no: VersionNo


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task and how far it is; `counts` are its instances by status, `progress` lies between 0 and 1."""

    id: PatchDataId
    name: str
    state: str
    paused: bool
    total: int
    generated: int
    counts: Mapping[str, int]
    priority: int
    request: Mapping[str, Any]
    jobs: Sequence[TaskJob]
    created_by: str
    created_at: datetime
    ended_at: datetime | None
    estimated_end: datetime | None
    progress: float


@dataclass(frozen=True, slots=True)
class TaskEntryView:
    """An instance of a task, made or to be."""

    index: int
    job: str
    plan_time: datetime
    local: str
    day: date
    dry_run: bool
    waits_for: Sequence[int]
    instance_id: InstanceId | None
    status: str | None
    started_at: datetime | None
    ended_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class TaskEntriesView:
    """A stretch of a task's instances in their order."""

    items: Sequence[TaskEntryView]
    offset: int
    total: int


@dataclass(frozen=True, slots=True)
class RelatedJob:
    """A job that may join: so many dependencies above ("up") or below ("down")."""

    job_id: JobId
    job_name: str
    distance: int
    direction: str
