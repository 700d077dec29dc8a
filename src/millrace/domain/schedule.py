"""The schedule of a job: when it is due, what its instances wait for, and how many of them may run.

A schedule is part of the job's definition, so it is saved, submitted and rolled back with it. The models here
take whatever can be stored; what is wrong with a schedule is found by `schedule_checks`, so that saving never
refuses one that is unfinished.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_PREVIOUS = 30
"""R38: how many previous cycles a dependency may reach back."""

TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A wall-clock time `hh:mm` in the schedule's zone."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class ScheduleType(StrEnum):
    """R101: what makes a batch job due."""

    ONCE = "once"  # every start makes one instance
    PERIODIC = "periodic"
    EVENT = "event"  # kept as it is written; taken by a later release


class Misfire(StrEnum):
    """What becomes of plan times that passed while no engine worked (R26)."""

    ALL = "all"  # made up in order, the latest `misfire_cap` of them
    LATEST = "latest"  # only the latest one
    NONE = "none"


class Minutes(_Part):
    """R4: every `every` minutes, beginning anew in each hour at the minute of `from`."""

    type: Literal["minutes"]
    every: Annotated[int, Field(ge=1, le=59)] = 30
    from_: Annotated[TimeOfDay, Field(alias="from")] = "00:00"
    to: TimeOfDay = "23:59"

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True, serialize_by_alias=True)


class EvenMinutes(_Part):
    """Every `every` minutes counted from `from` of each day to `to`, across hours; begins anew each day.

    Ours, named apart from `minutes`, whose sequence begins anew in each hour.
    """

    type: Literal["even_minutes"]
    every: Annotated[int, Field(ge=1, le=1439)] = 50
    from_: Annotated[TimeOfDay, Field(alias="from")] = "00:00"
    to: TimeOfDay = "23:59"

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True, serialize_by_alias=True)


class Hours(_Part):
    """R7: every `every` hours from `from` to `to`; begins anew each day."""

    type: Literal["hours"]
    every: Annotated[int, Field(ge=1, le=23)] = 1
    from_: Annotated[TimeOfDay, Field(alias="from")] = "00:00"
    to: TimeOfDay = "23:59"

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True, serialize_by_alias=True)


class DiscreteHours(_Part):
    """R8: a set of hours at one minute."""

    type: Literal["discrete_hours"]
    hours: list[Annotated[int, Field(ge=0, le=23)]] = []
    minute: Annotated[int, Field(ge=0, le=59)] = 0


class Daily(_Part):
    """R10."""

    type: Literal["daily"]
    at: TimeOfDay = "00:00"


class Weekly(_Part):
    """R11: on one or more weekdays, 1 = Monday."""

    type: Literal["weekly"]
    days: list[Annotated[int, Field(ge=1, le=7)]] = []
    at: TimeOfDay = "00:00"


class Monthly(_Part):
    """R12, R13: on one or more days of the month; "L" is the last day."""

    type: Literal["monthly"]
    days: list[Annotated[int, Field(ge=1, le=31)] | Literal["L"]] = []
    at: TimeOfDay = "00:00"


class Cron(_Part):
    """R23: a Quartz expression of six or seven fields; 1 = Sunday."""

    type: Literal["cron"]
    expression: Annotated[str, Field(max_length=500)] = ""


Recurrence = Annotated[
    Minutes | EvenMinutes | Hours | DiscreteHours | Daily | Weekly | Monthly | Cron,
    Field(discriminator="type"),
]


class Cycle(StrEnum):
    """Which cycle of the upstream job a dependency looks at (R30-R40)."""

    SAME = "same"
    PREVIOUS = "previous"


class InstanceRule(StrEnum):
    """Which instances of the window count (R41)."""

    DEFAULT = "default"  # as `all`
    ALL = "all"
    ANY = "any"
    LAST = "last"
    NEAREST = "nearest"


class OnUpstreamFailure(StrEnum):
    """R42; on screen Suspend, Continue, Terminate."""

    PENDING = "pending"
    CONTINUE = "continue"
    CANCEL = "cancel"


class Dependency(_Part):
    """One upstream job that the instances of this job wait for (R27-R49)."""

    job: Annotated[str, Field(max_length=128)]
    workspace: str | None = None  # its name; None is the job's own (R47)
    cycle: Cycle = Cycle.SAME
    n: Annotated[int, Field(ge=1, le=MAX_PREVIOUS)] = 1  # of `previous`
    rule: InstanceRule = InstanceRule.DEFAULT
    on_upstream_failure: OnUpstreamFailure = OnUpstreamFailure.CANCEL
    run_after_dependency_ends: bool = False  # R45


class Listening(_Part):
    """R108: after its dependencies an instance waits until an object exists."""

    path: Annotated[str, Field(max_length=2000)]  # may hold EL
    interval_minutes: Annotated[int, Field(ge=1, le=60)] = 1
    timeout_minutes: Annotated[int, Field(ge=1, le=1440)] = 60


class ClearWaiting(StrEnum):
    """Whether instances that wait too long are canceled (R106)."""

    WORKSPACE = "workspace"
    YES = "yes"
    NO = "no"


class Schedule(_Part):
    """When a batch job is due, and how its instances follow one another.

    `start` and `end` without an offset are wall times in the schedule's zone (R3, both included).
    """

    type: ScheduleType = ScheduleType.PERIODIC
    zone: str | None = None  # IANA name; None is the workspace's (R16)
    start: datetime | None = None
    end: datetime | None = None
    recurrence: Recurrence | None = None
    calendar: str | None = None  # name of a calendar of the workspace (R20)
    misfire: Misfire = Misfire.ALL
    misfire_cap: Annotated[int, Field(ge=1, le=10_000)] = 1000
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 1  # R103; the upper limit is a setting
    self_dependent: bool = False  # R104
    skip_to_latest: bool = False  # R105, of minutes and hours only
    clear_waiting: ClearWaiting = ClearWaiting.WORKSPACE
    clear_days: Annotated[int, Field(ge=2, le=10_000)] | None = None  # of `yes`; None: the workspace's
    confirm: bool = False  # R93
    task_group: str | None = None  # R86; a node's own wins
    depends_on: list[Dependency] = []
    listening: Listening | None = None
