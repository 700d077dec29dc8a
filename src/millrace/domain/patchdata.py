"""PatchData: what is asked for, and the plan that is made of it (R180-R190).

A *task* runs chosen jobs for past plan times. Its plan lists every instance, in the order in which places are
given, and what each waits for inside the task. `patchdata_plan` makes it, `patchdata_starts` runs it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from millrace.domain.calendars import WorkCalendar
from millrace.domain.schedule import Dependency, InstanceRule, OnUpstreamFailure, Schedule, TimeOfDay
from millrace.domain.workspace_settings import DependencyMode, InstallationLimits

MAX_PARALLEL = 5
"""R184."""


_FIRST_YEAR, _LAST_YEAR = 1901, 9998


def _known_year(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"the year must lie between {_FIRST_YEAR} and {_LAST_YEAR}")
    return moment


RangeTime = Annotated[datetime, AfterValidator(_known_year)]


def _whole_day(value: object) -> object:
    """A date alone means its whole day: as the end of a range, its last second."""
    is_date = isinstance(value, str) and len(value) == len("2026-11-22")
    return f"{value}T23:59:59" if is_date else value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)


class LocalRange(_Part):
    """Both ends included; without an offset they are wall times of each job's schedule (R180)."""

    from_: Annotated[RangeTime, Field(alias="from")]
    to: Annotated[RangeTime, BeforeValidator(_whole_day)]


class DayWindow(_Part):
    """A part of each day; one that begins later than it ends goes over midnight."""

    from_: Annotated[TimeOfDay, Field(alias="from")]
    to: TimeOfDay


class EveryUnit(StrEnum):
    """R187."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Every(_Part):
    """R187: one instance every so often, counted from the beginning of each range."""

    n: Annotated[int, Field(ge=1, le=10_000)]
    unit: EveryUnit


class PatchRequest(_Part):
    """What a person asks for."""

    name: Annotated[str, Field(max_length=128)] = ""
    jobs: Annotated[list[Annotated[str, Field(max_length=128)]], Field(min_length=1, max_length=1000)]
    ranges: Annotated[list[LocalRange], Field(min_length=1, max_length=1000)]
    reverse: bool = False  # R183
    by_day: bool = False  # R184
    parallel: int = 1  # R184; its bounds are checked with the plan
    stop_on_failure: bool = False  # R185
    time_of_day: DayWindow | None = None  # R182: both ends included
    every: Every | None = None  # R187
    running_window: DayWindow | None = None  # R188: the end excluded
    priority: Annotated[int, Field(ge=1, le=5)] | None = None  # R189; None: the workspace's
    params: dict[str, dict[str, Any]] = {}  # job -> parameter -> value
    confirm: bool = False  # confirm, with the task, the instances of jobs that ask for it (R93)
    ignore_listening: bool = True  # R189
    skip_successful: bool = False  # leave out plan times whose scheduled instance is good


@dataclass(frozen=True, slots=True)
class PatchJob:
    """A chosen job, by its latest submitted version."""

    name: str
    schedule: Schedule
    zone: str  # IANA name, resolved
    dry_run: bool = False  # of its definition (R84)


@dataclass(frozen=True, slots=True)
class PatchBasis:
    """What a plan depends on besides request and jobs; kept with the task, so that it can be made again."""

    now: datetime
    zone: str  # of the workspace: of the running window (R188)
    mode: DependencyMode = DependencyMode.NATURAL
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)
    already_good: Mapping[str, frozenset[datetime]] = field(default_factory=dict)  # for `skip_successful`
    limit: int = InstallationLimits().patchdata_instances


@dataclass(slots=True)
class JobLine:
    """The instances of one job in a plan, by plan time; their place there is their *ordinal*."""

    name: str
    self_dependent: bool
    same_day_only: bool  # R183: the task runs in reverse, so earlier days are not waited for
    indexes: list[int] = field(default_factory=list)  # ordinal -> place in the list of the task
    times: list[datetime] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    links: list["Link"] = field(default_factory=list)

    def predecessor(self, ordinal: int) -> int | None:
        """The ordinal of the own instance before, if this one waits for it (R190)."""
        if not self.self_dependent or ordinal == 0:
            return None
        if self.same_day_only and self.days[ordinal - 1] != self.days[ordinal]:
            return None
        return ordinal - 1


@dataclass(slots=True)
class Link:
    """A dependency inside the task: ordinal i of the downstream waits for the ordinals [low[i], high[i])."""

    number: int  # its place in `depends_on`
    dependency: Dependency
    upstream: JobLine
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wait:
    """What one dependency of an entry waits for."""

    number: int  # its place in `depends_on`
    job: str
    rule: InstanceRule
    policy: OnUpstreamFailure
    indices: tuple[int, ...]  # of entries; of `last` and `nearest` the one that counts


@dataclass(frozen=True, slots=True)
class PatchEntry:
    """One instance of the plan."""

    index: int
    job: str
    plan_time: datetime
    day: date  # local date of the plan time in the schedule's zone
    dry_run: bool
    ordinal: int
    line: JobLine = field(repr=False, compare=False)

    @property
    def waits(self) -> tuple[Wait, ...]:
        """Per dependency, in the order of `depends_on`; those that find nothing in the task are left out."""
        return tuple(self._waits())

    def _waits(self) -> Iterator[Wait]:
        for link in self.line.links:
            low, high = link.low[self.ordinal], link.high[self.ordinal]
            if low < high:
                indices = tuple(sorted(link.upstream.indexes[low:high]))
                wanted = link.dependency
                yield Wait(link.number, link.upstream.name, wanted.rule, wanted.on_upstream_failure, indices)

    @property
    def predecessor(self) -> int | None:
        """The entry of the same job that this one waits for because the job is self-dependent (R190)."""
        before = self.line.predecessor(self.ordinal)
        return None if before is None else self.line.indexes[before]

    @property
    def waits_for(self) -> tuple[int, ...]:
        """All entries that this one waits for, in list order."""
        found = {index for wait in self._waits() for index in wait.indices}
        if self.predecessor is not None:
            found.add(self.predecessor)
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class PatchPlan:
    """All instances of a task in the order in which they are given places (R180, R183)."""

    request: PatchRequest
    zone: str  # of the workspace
    entries: Sequence[PatchEntry]
    lines: Sequence[JobLine]  # upstream jobs first
