"""Schedules, plan times, dependencies, the calendar and the graph as people see them: plain facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from millrace.domain.job_checks import Problem


@dataclass(frozen=True, slots=True)
class LastScheduled:
    """The newest instance of a job."""

    id: int
    status: str
    plan_time: datetime | None


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A row of the list of scheduled jobs; `type` is None for a job whose schedule was taken away."""

    job_id: int
    job_name: str
    directory_id: int | None
    state: str
    type: str | None
    sentence: str
    zone: str
    next_plan_time: datetime | None
    last_instance: LastScheduled | None
    task_group: str | None
    calendar: str | None
    depends_on: int
    dependents: int
    left_out: int
    submitted_version: int | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class DependentJob:
    """A job that depends on this one."""

    job_id: int
    job_name: str
    state: str


@dataclass(frozen=True, slots=True)
class UpstreamJob:
    """A job that this one depends on, by the name it is called with; None where there is none such."""

    job: str
    job_id: int | None
    state: str | None


@dataclass(frozen=True, slots=True)
class MisfireView:
    """Plan times that an outage swallowed, just before `before`, and that were not made up (R26)."""

    before: datetime
    left_out: int


@dataclass(frozen=True, slots=True)
class ScheduleDetail:
    """A job's schedule as it was submitted, and how it stands."""

    job_id: int
    job_name: str
    state: str
    since: datetime | None
    schedule: dict[str, Any] | None
    zone: str
    sentence: str
    next_plan_time: datetime | None
    left_out: int
    dependents: Sequence[DependentJob]
    upstream: Sequence[UpstreamJob]
    misfires: Sequence[MisfireView]


@dataclass(frozen=True, slots=True)
class PlanTimeView:
    """A plan time to come; `local` is ISO 8601 with the offset in the schedule's zone.

    `working_day` is None without a calendar, `waits_for` (upstream instances) where they are too many.
    """

    plan_time: datetime
    local: str
    working_day: bool | None
    dry_run: bool
    waits_for: int | None


@dataclass(frozen=True, slots=True)
class SchedulePreview:
    """What a schedule that was not saved means; a wrong one has problems and no plan times."""

    sentence: str
    zone: str
    problems: Sequence[Problem]
    next: Sequence[PlanTimeView]


@dataclass(frozen=True, slots=True)
class NeededInstance:
    """An upstream plan time of a window; no instance yet: None."""

    plan_time: datetime
    local: str
    instance_id: int | None
    status: str | None


@dataclass(frozen=True, slots=True)
class DependencyView:
    """What one dependency asks of one plan time; `refusal`: why the pair is not allowed (R28)."""

    index: int
    job: str
    workspace: str | None
    job_id: int | None
    refusal: str | None
    upstream_sentence: str
    upstream_state: str | None
    first: datetime | None
    until: datetime | None
    require: str
    when_empty: str
    instances: Sequence[NeededInstance]
    total: int
    previous: Sequence[NeededInstance] | None
    decision: str
    note: str


@dataclass(frozen=True, slots=True)
class DependencyPreview:
    """All dependencies of one plan time, under the workspace's mode."""

    mode: str
    dependencies: Sequence[DependencyView]


@dataclass(frozen=True, slots=True)
class FutureSlot:
    """An instance to be generated (R22); a frozen one has its row already (R94)."""

    plan_time: datetime
    local: str
    dry_run: bool
    frozen_instance_id: int | None


@dataclass(frozen=True, slots=True)
class FuturePage:
    """Instances to be generated, from `offset` on; `total` is None where there is no end."""

    items: Sequence[FutureSlot]
    offset: int
    total: int | None


@dataclass(frozen=True, slots=True)
class RefusedSlot:
    """A plan time that could not be frozen or unfrozen."""

    plan_time: datetime
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class SlotsChanged:
    """What became of a wish to freeze or unfreeze plan times; `pending`: no engine answered yet."""

    applied: Sequence[datetime]
    refused: Sequence[RefusedSlot]
    pending: Sequence[datetime]


@dataclass(frozen=True, slots=True)
class DayJob:
    """A job on one day of the calendar: plan times to come, and what became of the others."""

    job_id: int
    job_name: str
    planned: int
    good: int
    bad: int
    open: int


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One local day; `more` jobs are not listed."""

    date: date
    planned: int
    waiting: int
    running: int
    good: int
    bad: int
    jobs: Sequence[DayJob]
    more: int


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The scheduled work of some days, in the workspace's zone."""

    zone: str
    days: Sequence[CalendarDay]


@dataclass(frozen=True, slots=True)
class GraphJob:
    """A job in the graph of dependencies."""

    job_id: int
    job_name: str
    state: str
    sentence: str
    last_status: str | None


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """`downstream` waits for `upstream` (job ids)."""

    upstream: int
    downstream: int
    cycle: str
    n: int
    rule: str
    on_upstream_failure: str


@dataclass(frozen=True, slots=True)
class GraphView:
    """Jobs and the dependencies between them; `more` jobs were left out."""

    nodes: Sequence[GraphJob]
    edges: Sequence[GraphEdge]
    more: int
