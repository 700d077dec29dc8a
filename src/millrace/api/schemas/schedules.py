"""Bodies of schedules, plan times, the calendar and the graph of dependencies."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from millrace.api.schemas.base import Answer, AwareDatetime, Body
from millrace.api.schemas.jobs import ProblemAnswer

JobState = Literal["not_started", "scheduling", "paused", "stopped", "ended"]
ScheduleKind = Literal["once", "periodic", "event"]
MAX_SLOTS = 100

Raw = dict[str, Any]


class LastScheduledAnswer(Answer):
    """The newest instance of a job."""

    id: int
    status: str
    plan_time: datetime | None


class ScheduleRowAnswer(Answer):
    """A row of the list; `type` is null for a job whose schedule was taken away."""

    job_id: int
    job_name: str
    directory_id: int | None
    state: JobState
    type: ScheduleKind | None
    sentence: str
    zone: str
    next_plan_time: datetime | None
    last_instance: LastScheduledAnswer | None
    task_group: str | None
    calendar: str | None
    depends_on: int
    dependents: int
    left_out: int
    submitted_version: int | None
    since: datetime | None


class Schedules(Answer):
    """A page of jobs with a schedule, by name."""

    items: list[ScheduleRowAnswer]
    next_cursor: str | None


class DependentAnswer(Answer):
    """A job that depends on this one."""

    job_id: int
    job_name: str
    state: JobState


class UpstreamAnswer(Answer):
    """A job that this one depends on; null where no job has that name."""

    job: str
    job_id: int | None
    state: JobState | None


class MisfireAnswer(Answer):
    """Plan times just before `before` that an outage swallowed."""

    before: datetime
    left_out: int


class ScheduleAnswer(Answer):
    """A job's submitted schedule, and how it stands."""

    job_id: int
    job_name: str
    state: JobState
    since: datetime | None
    schedule: Raw | None
    zone: str
    sentence: str
    next_plan_time: datetime | None
    left_out: int
    dependents: list[DependentAnswer]
    upstream: list[UpstreamAnswer]
    misfires: list[MisfireAnswer]


class StartScheduleBody(Body):
    """`with_upstream`: start the jobs that this one depends on, too."""

    with_upstream: bool = False


class ConfirmedBody(Body):
    """`confirmed`: go on although other jobs depend on this one."""

    confirmed: bool = False


class ResumeScheduleBody(Body):
    """Nothing to say."""


class PreviewBody(Body):
    """A schedule that was not saved; plan times follow `after` (now)."""

    schedule: Raw
    count: Annotated[int, Field(ge=1, le=1000)] = 10
    after: AwareDatetime | None = None


class PlanTimeAnswer(Answer):
    """A plan time to come; `working_day` is null without a calendar.

    `waits_for`: how many upstream instances, null where there are too many to count.
    """

    plan_time: datetime
    local: str
    working_day: bool | None
    dry_run: bool
    waits_for: int | None


class PreviewAnswer(Answer):
    """What the schedule means; a wrong one has problems and no plan times."""

    sentence: str
    zone: str
    problems: list[ProblemAnswer]
    next: list[PlanTimeAnswer]


class DependenciesBody(Body):
    """A schedule that was not saved, and one of its plan times."""

    schedule: Raw
    plan_time: AwareDatetime


class NeededAnswer(Answer):
    """An upstream plan time of a window; null where its instance does not exist yet."""

    plan_time: datetime
    local: str
    instance_id: int | None
    status: str | None


class DependencyAnswer(Answer):
    """What one dependency asks of the plan time; at most 1,000 instances of `total`."""

    index: int
    job: str
    workspace: str | None
    job_id: int | None
    refusal: str | None
    upstream_sentence: str
    upstream_state: JobState | None
    first: datetime | None
    until: datetime | None
    require: Literal["all", "any", "none"]
    when_empty: Literal["run", "cancel"]
    instances: list[NeededAnswer]
    total: int
    previous: list[NeededAnswer] | None
    decision: Literal["run", "wait", "cancel"]
    note: str


class DependenciesAnswer(Answer):
    """All dependencies of the plan time."""

    mode: Literal["natural", "traditional"]
    dependencies: list[DependencyAnswer]


class FutureSlotAnswer(Answer):
    """An instance to be generated."""

    plan_time: datetime
    local: str
    dry_run: bool
    frozen_instance_id: int | None


class FutureAnswer(Answer):
    """Instances to be generated, from `offset` on; `total` is null where there is no end."""

    items: list[FutureSlotAnswer]
    offset: int
    total: int | None


class SlotsBody(Body):
    """Plan times of the job."""

    plan_times: Annotated[list[AwareDatetime], Field(min_length=1, max_length=MAX_SLOTS)]


class RefusedSlotAnswer(Answer):
    """A plan time that stays as it is, and why."""

    plan_time: datetime
    code: str
    message: str


class SlotsAnswer(Answer):
    """What became of the plan times; `pending`: no engine has answered yet."""

    applied: list[datetime]
    refused: list[RefusedSlotAnswer]
    pending: list[datetime]


class DayJobAnswer(Answer):
    """A job on one day: plan times to come, and what became of the others."""

    job_id: int
    job_name: str
    planned: int
    good: int
    bad: int
    open: int


class CalendarDayAnswer(Answer):
    """One local day; `more` jobs are not listed."""

    date: date
    planned: int
    waiting: int
    running: int
    good: int
    bad: int
    jobs: list[DayJobAnswer]
    more: int


class ScheduleCalendarAnswer(Answer):
    """The scheduled work of some days, in the workspace's zone."""

    zone: str
    days: list[CalendarDayAnswer]


class GraphJobAnswer(Answer):
    """A job in the graph."""

    job_id: int
    job_name: str
    state: JobState
    sentence: str
    last_status: str | None


class GraphEdgeAnswer(Answer):
    """`downstream` waits for `upstream` (job ids)."""

    upstream: int
    downstream: int
    cycle: Literal["same", "previous"]
    n: int
    rule: Literal["default", "all", "any", "last", "nearest"]
    on_upstream_failure: Literal["pending", "continue", "cancel"]


class GraphAnswer(Answer):
    """Jobs and the dependencies between them; `more` jobs were left out."""

    nodes: list[GraphJobAnswer]
    edges: list[GraphEdgeAnswer]
    more: int
