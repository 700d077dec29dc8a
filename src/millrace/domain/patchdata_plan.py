"""Makes the plan of a PatchData task: the instances in order, and what each waits for (R180-R187)."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from millrace.domain import patchdata_slots
from millrace.domain.dependencies import Side, interval_for
from millrace.domain.dependency_windows import pair_of
from millrace.domain.errors import (
    DifferentRecurrence,
    InvalidParallel,
    NeedsByDay,
    NoInstances,
    NotFound,
    NotPeriodic,
    TooManyInstances,
)
from millrace.domain.patchdata import (
    MAX_PARALLEL,
    JobLine,
    Link,
    PatchBasis,
    PatchEntry,
    PatchJob,
    PatchPlan,
    PatchRequest,
)
from millrace.domain.periods import kind_of
from millrace.domain.plan_times import slots
from millrace.domain.schedule import Dependency, InstanceRule, Recurrence, ScheduleType

_CHUNK = timedelta(days=32)
_SURELY = 1.02  # the count is a little off around changes of the clocks; closer ones are counted exactly
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def make_plan(request: PatchRequest, jobs: Sequence[PatchJob], basis: PatchBasis) -> PatchPlan:
    """The plan of a request; `jobs` holds (at least) the chosen ones.

    Raises InvalidParallel, NeedsByDay, NotPeriodic, InvalidRange, DifferentRecurrence, TooManyInstances,
    NoInstances, and NotFound for a chosen job that is not among `jobs`.
    """
    chosen = _chosen(request, jobs)
    _check(request, chosen)
    _check_size(request, chosen, basis)
    ordered = _upstream_first(chosen)
    lines = [
        JobLine(
            job.name,
            job.schedule.self_dependent,
            same_day_only=request.reverse,
            times=_times_of(request, job, basis),
        )
        for job in ordered
    ]
    count = sum(len(line.times) for line in lines)
    if count == 0:
        raise NoInstances(detail=_why_none(request, chosen, basis))
    if count > basis.limit:
        raise TooManyInstances(count=count, limit=basis.limit)
    entries = _listed(request, ordered, lines, basis)
    _link(request, ordered, lines, basis)
    return PatchPlan(request, basis.zone, entries, lines)


def _chosen(request: PatchRequest, jobs: Sequence[PatchJob]) -> list[PatchJob]:
    by_name = {job.name: job for job in jobs}
    missing = [name for name in request.jobs if name not in by_name]
    if missing:
        raise NotFound(kind="job", name=missing[0])
    return [by_name[name] for name in dict.fromkeys(request.jobs)]


def _check(request: PatchRequest, jobs: Sequence[PatchJob]) -> None:
    if not 1 <= request.parallel <= MAX_PARALLEL:
        raise InvalidParallel(given=request.parallel, limit=MAX_PARALLEL)
    if request.stop_on_failure and not request.by_day:
        raise NeedsByDay()
    kinds = []
    for job in jobs:
        recurrence = job.schedule.recurrence
        if job.schedule.type is not ScheduleType.PERIODIC or recurrence is None:
            raise NotPeriodic(name=job.name)
        patchdata_slots.check_ranges(request, job.zone)
        kinds.append((recurrence.type, kind_of(recurrence)))
    if request.every is not None:
        for job, kind in zip(jobs, kinds, strict=True):
            if kind != kinds[0]:
                raise DifferentRecurrence(first=jobs[0].name, second=job.name)


def _check_size(request: PatchRequest, jobs: Sequence[PatchJob], basis: PatchBasis) -> None:
    """Refuses a task that is far too large before its plan times are made."""
    count = sum(patchdata_slots.estimated_count(request, job, basis.now) for job in jobs)
    if request.skip_successful:
        count -= sum(len(basis.already_good.get(job.name, ())) for job in jobs)
    if count > basis.limit * _SURELY:
        raise TooManyInstances(count=count, limit=basis.limit)


def _times_of(request: PatchRequest, job: PatchJob, basis: PatchBasis) -> list[datetime]:
    times = patchdata_slots.times_of(request, job, basis.now)
    good = basis.already_good.get(job.name)
    if request.skip_successful and good:
        return [moment for moment in times if moment not in good]
    return times


def _why_none(request: PatchRequest, jobs: Sequence[PatchJob], basis: PatchBasis) -> str:
    if all(patchdata_slots.all_in_future(request, job.zone, basis.now) for job in jobs):
        return "all ranges lie in the future. PatchData makes up for past plan times; choose earlier ranges."
    if request.skip_successful and any(basis.already_good.get(job.name) for job in jobs):
        return "the scheduled instances of all plan times in the ranges are good already."
    return "no chosen job has a plan time in the ranges up to now. Choose wider ranges or other jobs."


def _upstream_first(chosen: Sequence[PatchJob]) -> list[PatchJob]:
    """R180: always the first chosen job whose upstream jobs are listed already."""
    names = {job.name for job in chosen}
    above = {job.name: {each.job for each in _inside(job, names)} for job in chosen}
    left, ordered = list(chosen), list[PatchJob]()
    listed: set[str] = set()
    while left:
        ready = next((job for job in left if above[job.name] <= listed), left[0])  # a cycle: as chosen
        left.remove(ready)
        ordered.append(ready)
        listed.add(ready.name)
    return ordered


def _inside(job: PatchJob, names: set[str]) -> list[Dependency]:
    """The dependencies on jobs of the task (R186)."""
    return [
        each
        for each in job.schedule.depends_on
        if each.workspace is None and each.job in names and each.job != job.name
    ]


def _listed(
    request: PatchRequest, jobs: Sequence[PatchJob], lines: Sequence[JobLine], basis: PatchBasis
) -> list[PatchEntry]:
    """In plan-time order, in reverse by days (R183); at equal plan times upstream jobs first."""
    drafts: list[tuple[int, datetime, int, int]] = []
    for position, (job, line) in enumerate(zip(jobs, lines, strict=True)):
        info = ZoneInfo(job.zone)
        line.days = [moment.astimezone(info).date() for moment in line.times]
        line.indexes = [0] * len(line.times)
        for ordinal, moment in enumerate(line.times):
            rank = -line.days[ordinal].toordinal() if request.reverse else 0
            drafts.append((rank, moment, position, ordinal))
    drafts.sort()
    dry = [_dry_run(job, basis) for job in jobs]
    entries = []
    for index, (_, moment, position, ordinal) in enumerate(drafts):
        line = lines[position]
        line.indexes[ordinal] = index
        day = line.days[ordinal]
        entries.append(PatchEntry(index, line.name, moment, day, dry[position](day), ordinal, line))
    return entries


def _dry_run(job: PatchJob, basis: PatchBasis) -> Callable[[date], bool]:
    """R21, R84."""
    calendar = basis.calendars.get(job.schedule.calendar) if job.schedule.calendar else None
    return lambda day: job.dry_run or (calendar is not None and not calendar.is_working(day))


def _link(
    request: PatchRequest, jobs: Sequence[PatchJob], lines: Sequence[JobLine], basis: PatchBasis
) -> None:
    """R186: the windows of R27-R40, cut to the instances of the task, and then the rule (R41)."""
    by_name = {line.name: (job, line) for job, line in zip(jobs, lines, strict=True)}
    sides = {name: _side(job, line, request) for name, (job, line) in by_name.items()}
    for job, line in zip(jobs, lines, strict=True):
        for number, dependency in enumerate(job.schedule.depends_on):
            if dependency.workspace is None and dependency.job in by_name and dependency.job != job.name:
                link = Link(number, dependency, by_name[dependency.job][1])
                _fill(link, line, (sides[job.name], sides[dependency.job]), basis)
                line.links.append(link)


def _fill(link: Link, line: JobLine, sides: tuple[Side, Side], basis: PatchBasis) -> None:
    down, up = sides
    pair = pair_of(basis.mode, down.recurrence, up.recurrence, down.zone)
    only_last = link.dependency.rule in (InstanceRule.LAST, InstanceRule.NEAREST)
    theirs = link.upstream.times
    for ordinal, moment in enumerate(line.times):
        interval = interval_for(pair, link.dependency, down, moment, up)
        if interval is None:
            low = high = bisect_left(theirs, moment)
        else:
            low = bisect_left(theirs, interval.first)
            high = bisect_left(theirs, interval.until, lo=low)
        if line.same_day_only:  # R183: earlier days of the task come later
            low = max(low, bisect_left(link.upstream.days, line.days[ordinal]))
            high = max(low, high)
        if only_last and high > low:
            low = high - 1
        link.low.append(low)
        link.high.append(high)


def _side(job: PatchJob, line: JobLine, request: PatchRequest) -> Side:
    """Activation, pauses, From and To are ignored (R180); with anchors the task's times are the slots."""
    if request.every is not None:

        def anchors(first: datetime, until: datetime) -> Sequence[datetime]:
            return line.times[bisect_left(line.times, first) : bisect_left(line.times, until)]

        return Side(job.schedule, job.zone, anchors, anchors)
    if job.schedule.recurrence is None:
        raise NotPeriodic(name=job.name)
    remembered = _Remembered(job.schedule.recurrence, job.zone)
    return Side(job.schedule, job.zone, remembered.between, remembered.between)


class _Remembered:
    """The slots of a recurrence, kept by months: many entries ask for the same days."""

    def __init__(self, recurrence: Recurrence, zone: str) -> None:
        self._recurrence = recurrence
        self._zone = zone
        self._chunks: dict[int, list[datetime]] = {}

    def between(self, first: datetime, until: datetime) -> Sequence[datetime]:
        """First <= t < until."""
        found: list[datetime] = []
        for number in range((first - _EPOCH) // _CHUNK, (until - _EPOCH) // _CHUNK + 1):
            chunk = self._chunk(number)
            found += chunk[bisect_left(chunk, first) : bisect_left(chunk, until)]
        return found

    def _chunk(self, number: int) -> list[datetime]:
        chunk = self._chunks.get(number)
        if chunk is None:
            begin = _EPOCH + number * _CHUNK
            chunk = self._chunks[number] = list(slots(self._recurrence, self._zone, begin, begin + _CHUNK))
        return chunk
