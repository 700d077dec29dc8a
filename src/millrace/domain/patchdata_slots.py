"""Which plan times the jobs of a PatchData task have (R180-R182, R187), and how many without making them."""

import calendar
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from millrace.domain import plan_times
from millrace.domain.errors import InvalidRange
from millrace.domain.local_times import start_of_month_of
from millrace.domain.patchdata import DayWindow, Every, EveryUnit, LocalRange, PatchJob, PatchRequest
from millrace.domain.periods import PeriodKind, kind_of
from millrace.domain.plan_times import instant_of, local_date, pattern_of, slots, slots_of
from millrace.domain.schedule import Recurrence, Schedule

_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_LONG = timedelta(days=800)
_JUMP = 3600  # seconds by which a slot in a gap may move into a cycle
_DAYS = {EveryUnit.DAYS: 1, EveryUnit.WEEKS: 7}

Stretch = tuple[datetime, datetime]  # [first, until)


def check_ranges(request: PatchRequest, zone: str) -> None:
    """Raises InvalidRange for one that begins after its end."""
    for each in request.ranges:
        first, last = each.from_, each.to
        if (first.tzinfo is None) != (last.tzinfo is None):
            first, last = instant_of(first, zone), instant_of(last, zone)
        if first > last:
            raise InvalidRange(first=_words(each.from_), last=_words(each.to))


def _words(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")


def stretches(request: PatchRequest, zone: str, now: datetime) -> list[Stretch]:
    """The ranges as instants, cut to now (R180), the overlapping ones merged (R181)."""
    found: list[Stretch] = []
    for first, last in sorted(_instants(each, zone, now) for each in request.ranges):
        until = last + _MICROSECOND
        if first >= until:
            continue
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until)
        else:
            found.append((first, until))
    return found


def _instants(given: LocalRange, zone: str, now: datetime) -> Stretch:
    """Both included."""
    return instant_of(given.from_, zone), min(instant_of(given.to, zone), now)


def _recurrence(job: PatchJob) -> Recurrence:
    if job.schedule.recurrence is None:
        raise ValueError(f"job {job.name} is not periodic")  # refused before
    return job.schedule.recurrence


def _cycle(request: PatchRequest, job: PatchJob) -> DayWindow | None:
    """R182: of jobs by minutes or hours only."""
    kind = kind_of(_recurrence(job))
    return request.time_of_day if kind in (PeriodKind.MINUTE, PeriodKind.HOUR) else None


def estimated_count(request: PatchRequest, job: PatchJob, now: datetime) -> int:
    """How many plan times the job has in the task, quickly; exact but for a cycle or anchors.

    Every day has the same times, so a time-of-day cycle leaves a fixed part of them; of anchors overlapping
    ranges are counted twice.
    """
    if request.every is not None:
        return sum(_count_anchors(each, request.every, job.zone, now) for each in request.ranges)
    recurrence = _recurrence(job)
    whole = sum(_count(recurrence, job.zone, *each) for each in stretches(request, job.zone, now))
    cycle = _cycle(request, job)
    if cycle is None:
        return whole
    times = pattern_of(recurrence).times
    windows = _minutes(cycle)
    inside = sum(any(low * 60 <= time < (high + 1) * 60 for low, high in windows) for time in times)
    return whole * inside // max(1, len(times))


def _count(recurrence: Recurrence, zone: str, first: datetime, until: datetime) -> int:
    """Of many years: the whole months by their due days, without looking at changes of the clocks."""
    schedule = Schedule(recurrence=recurrence)
    if until - first < _LONG:
        return plan_times.count(schedule, zone, first, until)
    begin, end = start_of_month_of(first, zone, 1), start_of_month_of(until, zone)
    at_the_ends = plan_times.count(schedule, zone, first, begin) + plan_times.count(
        schedule, zone, end, until
    )
    pattern = pattern_of(recurrence)
    day, last = local_date(begin, zone), local_date(end, zone)
    months = range(day.year * 12 + day.month - 1, last.year * 12 + last.month - 1)
    days = sum(len(pattern.days_of(number // 12, number % 12 + 1)) for number in months)
    return at_the_ends + days * len(pattern.times)


def _count_anchors(given: LocalRange, every: Every, zone: str, now: datetime) -> int:
    first, last = _instants(given, zone, now)
    if first > last:
        return 0
    if every.unit is EveryUnit.MONTHS:
        months = (last.year - first.year) * 12 + last.month - first.month
        return months // every.n + 1
    hours = 1 if every.unit is EveryUnit.HOURS else 24 * _DAYS[every.unit]
    return int((last - first).total_seconds()) // (3600 * hours * every.n) + 1


def times_of(request: PatchRequest, job: PatchJob, now: datetime) -> list[datetime]:
    """The plan times of a job, ascending and distinct."""
    cycle = _cycle(request, job)
    if request.every is not None:
        found = {moment for each in request.ranges for moment in _anchors(each, request.every, job.zone, now)}
        if cycle is not None:
            found = {moment for moment in found if _inside(moment, job.zone, cycle)}
        return sorted(found)
    recurrence, zone = _recurrence(job), job.zone
    if cycle is None:
        return [
            moment
            for first, until in stretches(request, zone, now)
            for moment in slots(recurrence, zone, first, until)
        ]
    pattern = pattern_of(recurrence)
    windows = _minutes(cycle)
    near = [
        time
        for time in pattern.times
        if any(low * 60 - _JUMP <= time < (high + 1) * 60 for low, high in windows)
    ]
    pattern = replace(pattern, times=near)
    return [
        moment
        for first, until in stretches(request, zone, now)
        for moment in slots_of(pattern, zone, first, until)
        if _inside(moment, zone, cycle)
    ]


def _minutes(cycle: DayWindow) -> list[tuple[int, int]]:
    """As minutes of the day, both ends included; two parts if it goes over midnight."""
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (cycle.from_, cycle.to))
    return [(first, last)] if first <= last else [(0, last), (first, 24 * 60 - 1)]


def _inside(moment: datetime, zone: str, cycle: DayWindow) -> bool:
    local = moment.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    return any(low <= minute <= high for low, high in _minutes(cycle))


def _anchors(given: LocalRange, every: Every, zone: str, now: datetime) -> Iterator[datetime]:
    """R187: start + i * k; days, weeks and months keep the wall time, hours are elapsed."""
    first, last = _instants(given, zone, now)
    start = given.from_
    if start.tzinfo is not None:
        start = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    number = 0
    while (moment := _anchor(start, first, every, number, zone)) <= last:
        yield moment
        number += 1


def _anchor(start: datetime, first: datetime, every: Every, number: int, zone: str) -> datetime:
    steps = every.n * number
    if every.unit is EveryUnit.HOURS:
        return first + timedelta(hours=steps)
    if every.unit is EveryUnit.MONTHS:
        return instant_of(datetime.combine(_month_later(start.date(), steps), start.time()), zone)
    return instant_of(start + timedelta(days=steps * _DAYS[every.unit]), zone)


def _month_later(start: date, months: int) -> date:
    """Counted from the start and clamped to the last day; from a last day always last days."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    on_last = start.day == calendar.monthrange(start.year, start.month)[1]
    return date(year, month + 1, last if on_last else min(start.day, last))


def days_in_future(request: PatchRequest, zone: str, now: datetime) -> int:
    """How many days after today the ranges hold, which the task leaves out (R180); a day of two once."""
    today = local_date(now, zone)
    spans = sorted(
        (max(local_date(instant_of(each.from_, zone), zone), today + _DAY), local_date(last, zone))
        for each in request.ranges
        if (last := instant_of(each.to, zone)) > now
    )
    number, counted = 0, today
    for first, last_day in spans:
        number += max(0, (last_day - max(first - _DAY, counted)).days)
        counted = max(counted, last_day)
    return number


def all_in_future(request: PatchRequest, zone: str, now: datetime) -> bool:
    """Whether every range begins after now."""
    return all(instant_of(each.from_, zone) > now.astimezone(UTC) for each in request.ranges)
