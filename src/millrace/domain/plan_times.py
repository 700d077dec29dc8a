"""Plan times: the instants at which a schedule is due (R1-R19), computed and never stored.

Every recurrence has the same times of day on each day that is due; only which days are due differs. So plan
times are found by whole days: on a day without a change of the zone's offset they are midnight plus fixed
seconds, and days can be counted without making their times. Days around a change are looked at slot by slot:
in a gap a slot is read with the offset before the change (R17), in an overlap it is the first pass, or both
passes for minute grids (R18).
"""

import calendar
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from millrace.domain import cron
from millrace.domain.cron_fields import LAST_YEAR
from millrace.domain.schedule import (
    Cron,
    Daily,
    DiscreteHours,
    EvenMinutes,
    Hours,
    Minutes,
    Monthly,
    Recurrence,
    Schedule,
    ScheduleType,
    Weekly,
)
from millrace.domain.spans import Span

FAR_PAST = datetime(1900, 1, 1, tzinfo=UTC)
FAR_FUTURE = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
"""No plan time is looked for outside of these."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_MICROSECOND = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)
_NO_OFFSET = timedelta()
_DAY_SECONDS = 86_400
_FEW_DAYS = 5  # of a month; more are looked up among the changes of the year
_LANDING_DAYS = 2  # a slot lands at most this many days from its date


@dataclass(frozen=True, slots=True)
class Pattern:
    """A recurrence as times of day (seconds, ascending) on days that are due."""

    times: Sequence[int]
    days_of: Callable[[int, int], Sequence[int]]  # year, month -> days, ascending
    both_passes: bool = False


def pattern_of(recurrence: Recurrence) -> Pattern:
    """The pattern of a recurrence (R4-R13, R23); CronError for an expression that cannot be read."""
    match recurrence:
        case Minutes() | EvenMinutes():
            pattern = Pattern(_grid(recurrence), _every_day, both_passes=True)
        case Hours():
            pattern = Pattern(_even(recurrence, recurrence.every * 60), _every_day)
        case DiscreteHours(hours=hours, minute=minute):
            pattern = Pattern([hour * 3600 + minute * 60 for hour in sorted(set(hours))], _every_day)
        case Daily(at=at):
            pattern = Pattern([_seconds(at)], _every_day)
        case Weekly() | Monthly():
            pattern = Pattern([_seconds(recurrence.at)], partial(_listed_days, recurrence))
        case Cron(expression=expression):
            read = cron.parse(expression)
            pattern = Pattern(read.times_of_day(), read.days_of, read.repeats_in_overlap)
    return pattern


def _seconds(at: str) -> int:
    return int(at[:2]) * 3600 + int(at[3:]) * 60


def _grid(recurrence: Minutes | EvenMinutes) -> Sequence[int]:
    """R4: the sequence begins anew in every hour at the minute of `from`; R6: up to `to`."""
    if isinstance(recurrence, EvenMinutes):
        return _even(recurrence, recurrence.every)
    first, last = _seconds(recurrence.from_), _seconds(recurrence.to)
    minutes = range(first % 3600, 3600, recurrence.every * 60)
    hours = range(first - first % 3600, last + 1, 3600)
    return [time for hour in hours for minute in minutes if (time := hour + minute) <= last]


def _even(recurrence: EvenMinutes | Hours, minutes: int) -> Sequence[int]:
    """R7: from `from` on, up to `to`; begins anew each day."""
    return range(_seconds(recurrence.from_), _seconds(recurrence.to) + 1, minutes * 60)


def _every_day(year: int, month: int) -> Sequence[int]:
    return range(1, calendar.monthrange(year, month)[1] + 1)


def _listed_days(recurrence: Weekly | Monthly, year: int, month: int) -> Sequence[int]:
    """R11; R12: a day that the month lacks gives no slot; R13: L is the last day, once."""
    first_weekday, last = calendar.monthrange(year, month)
    if isinstance(recurrence, Weekly):
        wanted = set(recurrence.days)
        return [day for day in range(1, last + 1) if (first_weekday + day - 1) % 7 + 1 in wanted]
    days = {last if day == "L" else day for day in recurrence.days}
    return sorted(day for day in days if day <= last)


@lru_cache(maxsize=4096)
def _changing_days(zone: str, year: int) -> frozenset[int]:
    """The days of a year (ordinals) on or beside which the zone's offset changes."""
    info = ZoneInfo(zone)
    first = date(year, 1, 1).toordinal()
    last = date(year, 12, 31).toordinal()
    midnights = map(datetime.fromordinal, range(first - 1, last + 3))
    offsets = [info.utcoffset(midnight) for midnight in midnights]
    found: set[int] = set()
    for index in range(1, len(offsets)):
        if offsets[index] != offsets[index - 1]:  # between the days first + index - 2 and the next one
            day = first + index - 2
            found.update(each for each in range(day - 1, day + 3) if first <= each <= last)
    return frozenset(found)


def forget_zones() -> None:
    """Let go of what is remembered about changes of zones: for measuring."""
    _changing_days.cache_clear()


class _Days:
    """The due days of a pattern in a zone, in stretches whose times do not mix with those of others."""

    def __init__(self, pattern: Pattern, zone: str) -> None:
        self._pattern = pattern
        self._zone = zone
        self._info = ZoneInfo(zone)

    def stretches(self, first: int, until: int) -> Iterator["_Stretch"]:
        """Those that may hold times between two epoch seconds, ascending."""
        first_day = first // _DAY_SECONDS + _EPOCH_DAY - _LANDING_DAYS
        last_day = until // _DAY_SECONDS + _EPOCH_DAY + _LANDING_DAYS
        mixed: list[int] = []
        for day, changing in self._due(first_day, last_day):
            if mixed and (not changing or day - mixed[-1] > _LANDING_DAYS):
                yield _Stretch(self._slot_by_slot(mixed), 0)
                mixed = []
            if changing:
                mixed.append(day)
            else:
                yield _Stretch(self._pattern.times, self._midnight(day))
        if mixed:
            yield _Stretch(self._slot_by_slot(mixed), 0)

    def _due(self, first_day: int, last_day: int) -> Iterator[tuple[int, bool]]:
        """The due days (ordinals), and whether the offset changes near them."""
        if not self._pattern.times:
            return
        begin, end = date.fromordinal(first_day), date.fromordinal(last_day)
        for month_number in range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month):
            year, month = divmod(month_number, 12)
            days = self._pattern.days_of(year, month + 1)
            if not days:
                continue
            before = date(year, month + 1, 1).toordinal() - 1
            changing = None if len(days) <= _FEW_DAYS else _changing_days(self._zone, year)
            for number in days:
                day = before + number
                if first_day <= day <= last_day:
                    yield day, self._changes_near(day) if changing is None else day in changing

    def _changes_near(self, day: int) -> bool:
        """What `_changing_days` says, of one day."""
        midnights = map(datetime.fromordinal, range(day - 1, day + 3))
        return len({self._info.utcoffset(midnight) for midnight in midnights}) > 1

    def _midnight(self, day: int) -> int:
        """Epoch seconds at the beginning of a day without a change."""
        offset = self._info.utcoffset(datetime.fromordinal(day)) or _NO_OFFSET
        return (day - _EPOCH_DAY) * _DAY_SECONDS - offset // _SECOND

    def _slot_by_slot(self, days: Iterable[int]) -> Sequence[int]:
        """R17 and R18: the instants of each slot; those on one instant are one."""
        found: set[int] = set()
        for day in days:
            found.update(self._instants(datetime.fromordinal(day), 0, len(self._pattern.times)))
        return sorted(found)

    def _instants(self, midnight: datetime, low: int, high: int) -> Iterator[int]:
        """The instants of some slots of a day, halved until no change lies between the first and the last.

        The offset before a change holds in a gap and in the first pass of an overlap.
        """
        times = self._pattern.times
        before, after = self._offsets(midnight, times[low])
        if (before, after) != self._offsets(midnight, times[high - 1]):
            middle = (low + high) // 2
            yield from self._instants(midnight, low, middle)
            yield from self._instants(midnight, middle, high)
            return
        base = (midnight.toordinal() - _EPOCH_DAY) * _DAY_SECONDS
        for time in times[low:high]:
            yield base + time - before
            if self._pattern.both_passes and after < before:
                yield base + time - after

    def _offsets(self, midnight: datetime, time: int) -> tuple[int, int]:
        """The offsets of a wall time in seconds, of the first and of the second pass."""
        local = (midnight + timedelta(seconds=time)).replace(tzinfo=self._info)
        before = local.utcoffset() or _NO_OFFSET
        after = local.replace(fold=1).utcoffset() or _NO_OFFSET
        return before // _SECOND, after // _SECOND


class _Stretch(NamedTuple):
    """Times as seconds, ascending, after a base in epoch seconds."""

    times: Sequence[int]
    base: int

    def between(self, first: int, until: int) -> tuple[int, int]:
        """Indexes of the times in [first, until)."""
        begin = bisect_left(self.times, first - self.base)
        return begin, bisect_left(self.times, until - self.base, lo=begin)


def instant_of(moment: datetime, zone: str) -> datetime:
    """A moment in UTC; without an offset a wall time of the zone (R17; in an overlap the first pass)."""
    if not FAR_PAST.year <= moment.year <= FAR_FUTURE.year:  # no offset can be taken off 9999-12-31
        return FAR_PAST if moment.year < FAR_PAST.year else FAR_FUTURE
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    local = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.replace(tzinfo=UTC) - (local.utcoffset() or timedelta())


def local_date(moment: datetime, zone: str) -> date:
    """The date of an instant in a zone: what calendars look at (R20)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def _ceil(moment: datetime) -> int:
    """The first whole epoch second at or after a moment; plan times are whole seconds."""
    bounded = min(max(moment, FAR_PAST), FAR_FUTURE)
    return -((_EPOCH - bounded) // _SECOND)


def _indexes(
    pattern: Pattern, zone: str, first: datetime, until: datetime
) -> Iterator[tuple[_Stretch, int, int]]:
    """Stretches with the indexes of their times in [first, until); none of them empty."""
    begin, end = _ceil(first), _ceil(until)
    if begin >= end:
        return
    for stretch in _Days(pattern, zone).stretches(begin, end):
        low, high = stretch.between(begin, end)
        if low < high:
            yield stretch, low, high


def _moment(stretch: _Stretch, index: int) -> datetime:
    return datetime.fromtimestamp(stretch.base + stretch.times[index], UTC)


def slots(recurrence: Recurrence, zone: str, first: datetime, until: datetime) -> Iterator[datetime]:
    """The instants of a recurrence with first <= t < until, ascending and distinct (R4-R13, R17, R18)."""
    yield from slots_of(pattern_of(recurrence), zone, first, until)


def slots_of(pattern: Pattern, zone: str, first: datetime, until: datetime) -> Iterator[datetime]:
    """The same of a pattern."""
    for (times, base), low, high in _indexes(pattern, zone, first, until):
        for index in range(low, high):
            yield datetime.fromtimestamp(base + times[index], UTC)


def window(
    schedule: Schedule, zone: str, first: datetime, until: datetime
) -> tuple[Recurrence, datetime, datetime] | None:
    """The recurrence and [first, until) cut to the schedule's From and To (R3); None: nothing is periodic."""
    if schedule.type is not ScheduleType.PERIODIC or schedule.recurrence is None:
        return None
    if schedule.start is not None:
        first = max(first, instant_of(schedule.start, zone))
    if schedule.end is not None:
        until = min(until, instant_of(schedule.end, zone) + _MICROSECOND)
    return schedule.recurrence, first, until


def plan_times(schedule: Schedule, zone: str, first: datetime, until: datetime) -> Iterator[datetime]:
    """The plan times with first <= t < until inside the schedule's From and To, both included (R3)."""
    cut = window(schedule, zone, first, until)
    if cut is not None:
        recurrence, begin, end = cut
        yield from slots(recurrence, zone, begin, end)


def of_spans(spans: Iterable[Span], first: datetime, until: datetime) -> Iterator[datetime]:
    """The plan times that exist: those of each span's schedule inside that span (R9, R15, R19, R44)."""
    latest: datetime | None = None
    for span in sorted(spans, key=lambda each: each.begins_at):
        end = until if span.ends_at is None else min(until, span.ends_at)
        for moment in plan_times(span.schedule, span.zone, max(first, span.begins_at), end):
            if latest is None or moment > latest:
                latest = moment
                yield moment


def next_after(schedule: Schedule, zone: str, after: datetime) -> datetime | None:
    """The first plan time strictly after an instant; None if there is no more."""
    return next(plan_times(schedule, zone, after + _MICROSECOND, FAR_FUTURE), None)


def count(schedule: Schedule, zone: str, first: datetime, until: datetime) -> int:
    """How many plan times there are with first <= t < until, counted by days."""
    cut = window(schedule, zone, first, until)
    if cut is None:
        return 0
    recurrence, begin, end = cut
    return sum(high - low for _, low, high in _indexes(pattern_of(recurrence), zone, begin, end))


def counts(schedule: Schedule, zone: str, edges: Sequence[datetime]) -> Sequence[int]:
    """How many plan times lie from each edge on, before the next one (ascending); one walk over the days."""
    found = [0] * (len(edges) - 1)
    cut = window(schedule, zone, edges[0], edges[-1])
    if cut is None:
        return found
    recurrence, begin, end = cut
    seconds = [_ceil(edge) for edge in edges]
    for stretch, low, high in _indexes(pattern_of(recurrence), zone, begin, end):
        at = low
        place = bisect_right(seconds, stretch.base + stretch.times[low]) - 1
        while at < high:
            after = bisect_left(stretch.times, seconds[place + 1] - stretch.base, lo=at, hi=high)
            found[place] += after - at
            at, place = after, place + 1
    return found


def page(schedule: Schedule, zone: str, first: datetime, offset: int, limit: int) -> list[datetime]:
    """The plan times at or after `first` from the `offset`-th (from 0) on, at most `limit`; jumps by days."""
    cut = window(schedule, zone, first, FAR_FUTURE)
    if cut is None:
        return []
    return list(islice(_from_offset(*cut, zone=zone, offset=offset), limit))


def _from_offset(
    recurrence: Recurrence, first: datetime, until: datetime, *, zone: str, offset: int
) -> Iterator[datetime]:
    left = offset
    for stretch, low, high in _indexes(pattern_of(recurrence), zone, first, until):
        if left >= high - low:
            left -= high - low
            continue
        for index in range(low + left, high):
            yield _moment(stretch, index)
        left = 0
