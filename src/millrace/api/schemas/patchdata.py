"""Bodies of PatchData tasks (R180-R190)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, NaiveDatetime

from millrace.api.schemas.base import Answer, Body
from millrace.domain.schedule import TimeOfDay

MAX_JOBS = 200
MAX_RANGES = 500
_ALIASES = ConfigDict(extra="forbid", populate_by_name=True, serialize_by_alias=True)

JobName = Annotated[str, Field(max_length=128)]


class DateRange(Body):
    """From a local time to another, both included, in the zone of each job's schedule."""

    model_config = _ALIASES

    from_: Annotated[NaiveDatetime, Field(alias="from")]
    to: NaiveDatetime


class DayTimes(Body):
    """From a time of day to another."""

    model_config = _ALIASES

    from_: Annotated[TimeOfDay, Field(alias="from")]
    to: TimeOfDay


class Every(Body):
    """One plan time every so often, counted from the begin of each range (R187)."""

    n: Annotated[int, Field(ge=1, le=10_000)]
    unit: Literal["hours", "days", "weeks", "months"]


class PatchBody(Body):
    """What a PatchData task is to do."""

    name: Annotated[str, Field(max_length=128)]
    jobs: Annotated[list[JobName], Field(min_length=1, max_length=MAX_JOBS)]
    ranges: Annotated[list[DateRange], Field(min_length=1, max_length=MAX_RANGES)]
    reverse: bool = False
    by_day: bool = False
    parallel: int = 1
    stop_on_failure: bool = False
    time_of_day: DayTimes | None = None
    every: Every | None = None
    running_window: DayTimes | None = None
    priority: Annotated[int, Field(ge=1, le=5)] | None = None
    params: dict[str, dict[str, str]] = Field(default_factory=dict)
    confirm: bool = False
    ignore_listening: bool = True
    skip_successful: bool = False


class PlannedJob(Answer):
    """A job of the plan."""

    job_id: int
    job_name: str
    version_no: int
    instances: int
    already_good: int
    asks_confirmation: bool
    mean_minutes: float | None


class PlannedEntry(Answer):
    """An instance to be; `already`: the status of the scheduled instance of that plan time."""

    index: int
    job: str
    plan_time: datetime
    local: str
    day: date
    dry_run: bool
    waits_for: list[int]
    already: str | None
    ends_about: datetime | None


class PatchPlanAnswer(Answer):
    """What a task would do: counts over all of it, and a stretch of its instances in their order.

    `first_local`, `last_local`: the same instants in the zone of their job.
    """

    total: int
    node_runs: int
    jobs: list[PlannedJob]
    days: int
    estimated_end: datetime | None
    first: datetime | None
    last: datetime | None
    first_local: str | None
    last_local: str | None
    warnings: list[str]
    entries: list[PlannedEntry]


class TaskJob(Answer):
    """A job of a task, with the version its plan was made from."""

    job_id: int
    job_name: str
    version_no: int


class PatchTask(Answer):
    """A task and how far it is."""

    id: int
    name: str
    state: Literal["running", "success", "failed", "canceled"]
    paused: bool
    total: int
    generated: int
    counts: dict[str, int]
    priority: int
    request: dict[str, Any]
    jobs: list[TaskJob]
    created_by: str
    created_at: datetime
    ended_at: datetime | None
    estimated_end: datetime | None
    progress: float


class PatchTasks(Answer):
    """A page of tasks, newest first."""

    items: list[PatchTask]
    next_cursor: str | None


class TaskEntry(Answer):
    """An instance of a task, made or to be."""

    index: int
    job: str
    plan_time: datetime
    local: str
    day: date
    dry_run: bool
    waits_for: list[int]
    instance_id: int | None
    status: str | None
    started_at: datetime | None
    ended_at: datetime | None
    reason: str | None


class TaskEntries(Answer):
    """A stretch of a task's instances in their order."""

    items: list[TaskEntry]
    offset: int
    total: int


class RelatedJob(Answer):
    """A job that may join: so many dependencies away, above or below."""

    job_id: int
    job_name: str
    distance: int
    direction: Literal["up", "down"]


class RelatedJobs(Answer):
    """Jobs of the dependency graph, the nearest first."""

    items: list[RelatedJob]
