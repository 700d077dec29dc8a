"""Plan times against an independent oracle, in many zones and years, and what the case table leaves out.

The oracle walks through UTC minute by minute, reads the wall clock of the zone and asks whether a slot is due
then. It never turns a wall time into an instant, which is the very thing that plan times are about.
"""

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from millrace.domain import cron, plan_times
from millrace.domain.cron_fields import CronError
from millrace.domain.periods import PeriodKind, interval_hours, interval_minutes, is_discrete, kind_of
from millrace.domain.schedule import Recurrence, Schedule
from millrace.domain.spans import Span

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ALL_HOURS = range(24)
Due = Callable[[datetime], bool]


def periodic(recurrence: dict[str, Any], **values: Any) -> Schedule:
    return Schedule.model_validate({"recurrence": recurrence, **values})


def recurrence_of(values: dict[str, Any]) -> Recurrence:
    recurrence = periodic(values).recurrence
    assert recurrence is not None
    return recurrence


def minutes_of(at: str) -> int:
    return int(at[:2]) * 60 + int(at[3:])


def due_by(recurrence: dict[str, Any]) -> Due:
    """Whether a slot is due at a wall time, by the words of R4-R13."""
    kind, every = recurrence["type"], recurrence.get("every", 1)
    first, last = minutes_of(recurrence.get("from", "00:00")), minutes_of(recurrence.get("to", "23:59"))

    def due(wall: datetime) -> bool:
        minute = wall.hour * 60 + wall.minute
        if kind == "minutes":
            offset = wall.minute - first % 60
            return wall.hour >= first // 60 and minute <= last and offset >= 0 and offset % every == 0
        if kind in ("even_minutes", "hours"):
            step = every * (60 if kind == "hours" else 1)
            return first <= minute <= last and (minute - first) % step == 0
        if kind == "discrete_hours":
            return wall.hour in recurrence["hours"] and wall.minute == recurrence["minute"]
        if minute != minutes_of(recurrence["at"]):
            return False
        if kind == "weekly":
            return wall.isoweekday() in recurrence["days"]
        is_last = wall.day == calendar.monthrange(wall.year, wall.month)[1]
        days = recurrence.get("days")
        return days is None or wall.day in days or (is_last and "L" in days)

    return due


def walked(due: Due, both_passes: bool, zone: str, first: datetime, until: datetime) -> list[datetime]:
    """The oracle: every minute of [first, until) whose wall time is due, or was leapt over (R17, R18)."""
    info = ZoneInfo(zone)
    found: set[datetime] = set()
    begin = first - 2 * DAY
    wall = begin.astimezone(info).replace(tzinfo=None)
    highest, now = wall - MINUTE, begin
    while now < until:
        wall = now.astimezone(info).replace(tzinfo=None)
        leapt = highest + MINUTE
        while leapt < wall:  # wall times that do not exist: read with the offset before, so moved forward
            if due(leapt):
                found.add(now + (leapt - highest - MINUTE))
            leapt += MINUTE
        if due(wall) and (wall > highest or both_passes):
            found.add(now)
        highest = max(highest, wall)
        now += MINUTE
    return sorted(moment for moment in found if first <= moment < until)


def clock_times() -> st.SearchStrategy[str]:
    return st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))


def recurrences() -> st.SearchStrategy[dict[str, Any]]:
    def of(kind: str, **values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({"type": st.just(kind), **values})

    bounds = {"from": clock_times(), "to": clock_times()}
    days = st.lists(st.integers(1, 31) | st.just("L"), min_size=1, max_size=9)
    return st.one_of(
        of("minutes", every=st.integers(1, 59), **bounds),
        of("even_minutes", every=st.integers(1, 200), **bounds),
        of("hours", every=st.integers(1, 23), **bounds),
        of("discrete_hours", hours=st.lists(st.integers(0, 23), max_size=6), minute=st.integers(0, 59)),
        of("daily", at=clock_times()),
        of("weekly", days=st.lists(st.integers(1, 7), min_size=1), at=clock_times()),
        of("monthly", days=days, at=clock_times()),
    )


def changes_of(zone: str, year: int) -> list[datetime]:
    """The days of a year (UTC midnights) on which the zone's offset changes."""
    info, midnight = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    days = [midnight + index * DAY for index in range(366)]
    return [
        day for day in days if day.astimezone(info).utcoffset() != (day + DAY).astimezone(info).utcoffset()
    ]


@settings(max_examples=120, deadline=None)
@given(recurrences(), st.sampled_from(ZONES), st.integers(1985, 2060), st.data())
def test_plan_times_are_those_of_a_walk_through_time(
    recurrence: dict[str, Any], zone: str, year: int, data: st.DataObject
) -> None:
    month_ends = [datetime(year, month, 27, tzinfo=UTC) for month in (2, 4, 12)]
    first = data.draw(st.sampled_from(changes_of(zone, year) + month_ends)) - DAY
    whole = first.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    assume(not whole % MINUTE)  # the walk goes by whole minutes
    until = first + 4 * DAY
    both = recurrence["type"] in ("minutes", "even_minutes")
    expected = walked(due_by(recurrence), both, zone, first, until)
    assert list(plan_times.slots(recurrence_of(recurrence), zone, first, until)) == expected


SPECIAL = [
    ("Pacific/Apia", datetime(2011, 12, 28, tzinfo=UTC)),  # a day that never was
    ("Pacific/Kwajalein", datetime(1993, 8, 19, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 11, 2, tzinfo=UTC)),  # no midnight
    ("America/Sao_Paulo", datetime(2018, 2, 16, tzinfo=UTC)),  # 23:00 twice
    ("Asia/Beirut", datetime(2022, 3, 25, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2024, 10, 4, tzinfo=UTC)),  # half an hour
    ("Australia/Lord_Howe", datetime(2024, 4, 5, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2025, 2, 21, tzinfo=UTC)),  # winter time in the month of fasting
    ("Europe/Dublin", datetime(2025, 3, 29, tzinfo=UTC)),
    ("Australia/Sydney", datetime(2025, 10, 3, tzinfo=UTC)),  # the southern summer
    ("America/Scoresbysund", datetime(2024, 3, 30, tzinfo=UTC)),  # 23:00 to midnight; zone changed as well
    ("Asia/Pyongyang", datetime(2018, 5, 3, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "first"), SPECIAL)
@pytest.mark.parametrize(
    "recurrence",
    [
        {"type": "minutes", "every": 7, "from": "00:05"},
        {"type": "even_minutes", "every": 50},
        {"type": "hours", "every": 1, "from": "00:30"},
        {"type": "daily", "at": "00:00"},
        {"type": "daily", "at": "23:30"},
        {"type": "discrete_hours", "hours": [0, 1, 2, 3, 23], "minute": 15},
        {"type": "weekly", "days": [5, 6, 7], "at": "02:30"},
    ],
)
def test_unusual_changes_of_the_clock(zone: str, first: datetime, recurrence: dict[str, Any]) -> None:
    both = recurrence["type"] in ("minutes", "even_minutes")
    expected = walked(due_by(recurrence), both, zone, first, first + 5 * DAY)
    assert list(plan_times.slots(recurrence_of(recurrence), zone, first, first + 5 * DAY)) == expected


@pytest.mark.parametrize(
    ("zone", "day", "instances"),
    [("America/New_York", date(2025, 3, 9), 23), ("America/New_York", date(2025, 11, 2), 24)],
)
def test_hourly_jobs_have_23_and_24_instances(zone: str, day: date, instances: int) -> None:
    """R18."""
    midnight = datetime.combine(day, time())
    first, until = (plan_times.instant_of(each, zone) for each in (midnight, midnight + DAY))
    assert plan_times.count(periodic({"type": "hours"}), zone, first, until) == instances


@settings(max_examples=60, deadline=None)
@given(recurrences(), st.sampled_from(ZONES), st.integers(0, 3000), st.integers(1, 100))
def test_pages_and_counts_agree_with_the_walk(
    recurrence: dict[str, Any], zone: str, offset: int, limit: int
) -> None:
    schedule = periodic(recurrence, start="2024-02-10T00:00:00", end="2026-03-01T12:00:00")
    first, until = datetime(2024, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    found = list(islice(plan_times.plan_times(schedule, zone, first, until), offset + limit))
    assert plan_times.page(schedule, zone, first, offset, limit) == found[offset:]
    if found:
        assert plan_times.count(schedule, zone, first, found[-1]) == len(found) - 1
        assert plan_times.count(schedule, zone, found[0], found[-1] + MINUTE) == len(found)
        assert plan_times.next_after(schedule, zone, found[0] - MINUTE) == found[0]
    if len(found) > 1:
        assert plan_times.next_after(schedule, zone, found[0]) == found[1]


def plain_field(low: int, high: int) -> st.SearchStrategy[tuple[str, frozenset[int]]]:
    """A field of values, ranges and steps, with the values that it means."""
    value = st.integers(low, high)

    def stepped(first: int, step: int) -> tuple[str, frozenset[int]]:
        return f"{first}/{step}", frozenset(range(first, high + 1, step))

    def ranged(first: int, last: int) -> tuple[str, frozenset[int]]:
        around = set(range(first, high + 1)) | set(range(low, last + 1))
        return f"{first}-{last}", frozenset(range(first, last + 1) if first <= last else around)

    listed = st.lists(value, min_size=1, max_size=5).map(
        lambda each: (",".join(map(str, each)), frozenset(each))
    )
    return st.one_of(
        st.just(("*", frozenset(range(low, high + 1)))),
        listed,
        st.builds(stepped, value, st.integers(1, high)),
        st.builds(ranged, value, value),
    )


@settings(max_examples=80, deadline=None)
@given(
    plain_field(0, 59),
    plain_field(0, 23),
    plain_field(1, 31),
    plain_field(1, 12),
    plain_field(1, 7),
    st.booleans(),
    st.sampled_from(ZONES),
    st.sampled_from([datetime(2024, 2, 27, tzinfo=UTC), datetime(2025, 10, 25, tzinfo=UTC)]),
)
def test_crons_are_those_of_a_walk_through_time(
    minute: tuple[str, frozenset[int]],
    hour: tuple[str, frozenset[int]],
    day: tuple[str, frozenset[int]],
    month: tuple[str, frozenset[int]],
    weekday: tuple[str, frozenset[int]],
    by_day: bool,
    zone: str,
    first: datetime,
) -> None:
    """R23: 1 = Sunday; ranges may run past the highest value."""
    days = f"{day[0]} {month[0]} ?" if by_day else f"? {month[0]} {weekday[0]}"
    expression = f"0 {minute[0]} {hour[0]} {days}"

    def due(wall: datetime) -> bool:
        if wall.minute not in minute[1] or wall.hour not in hour[1] or wall.month not in month[1]:
            return False
        return wall.day in day[1] if by_day else wall.isoweekday() % 7 + 1 in weekday[1]

    both = hour[1] == frozenset(ALL_HOURS) and len(minute[1]) > 1
    recurrence = recurrence_of({"type": "cron", "expression": expression})
    until = first + 4 * DAY
    assert list(plan_times.slots(recurrence, zone, first, until)) == walked(due, both, zone, first, until)


def test_workdays_near_the_ends_of_months() -> None:
    """R23: W never leaves the month; 1 June 2024 is a Saturday, 30 June and 1 September a Sunday."""
    assert list(cron.parse("0 0 0 1W * ?").days_of(2024, 6)) == [3]
    assert list(cron.parse("0 0 0 30W * ?").days_of(2024, 6)) == [28]
    assert list(cron.parse("0 0 0 1W * ?").days_of(2024, 9)) == [2]
    assert list(cron.parse("0 0 0 31W * ?").days_of(2024, 6)) == []
    assert list(cron.parse("0 0 0 L-1W * ?").days_of(2024, 6)) == [28]
    assert list(cron.parse("0 0 0 L-30 * ?").days_of(2024, 6)) == []
    assert list(cron.parse("0 0 0 ? * FRIL").days_of(2024, 6)) == [28]
    assert list(cron.parse("0 0 0 ? * L").days_of(2024, 6)) == [1, 8, 15, 22, 29]
    assert list(cron.parse("0 0 0 ? NOV-FEB FRI-MON").days_of(2024, 2))[:4] == [2, 3, 4, 5]


@pytest.mark.parametrize("expression", ["0 0 0 31 2 ?", "0 0 0 1 1 ? 1999", "0 0 0 L-30 2 ?"])
def test_an_impossible_cron_has_no_next_time(expression: str) -> None:
    schedule = periodic({"type": "cron", "expression": expression})
    assert plan_times.next_after(schedule, "Europe/Vienna", datetime(2026, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    "expression", ["", "x", "0 0 0 1 1", "0 0 0 1-2L 1 ?", "0 0 0 ? * 1,2#3", "0 0 24 * * ?"]
)
def test_an_unreadable_cron_tells_where(expression: str) -> None:
    with pytest.raises(CronError) as caught:
        cron.parse(expression)
    assert 0 <= caught.value.position <= len(expression)


def test_spans_hold_only_their_own_times() -> None:
    """R9, R15, R44: begin included, end excluded."""
    hourly = periodic({"type": "hours"})
    at = [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in ALL_HOURS]
    spans = [Span(hourly, "UTC", at[5]), Span(hourly, "UTC", at[1], at[3])]
    assert list(plan_times.of_spans(spans, at[0], at[7])) == [at[1], at[2], at[5], at[6]]
    assert list(plan_times.of_spans(spans, at[2], at[6])) == [at[2], at[5]]


@pytest.mark.parametrize("ends", ["", "+00:00", "-12:00"])
def test_bounds_at_the_ends_of_the_calendar_are_no_bounds(ends: str) -> None:
    bounds = {"start": f"0001-01-01T00:00:00{ends}", "end": f"9999-12-31T23:59:59.999999{ends}"}
    schedule, now = periodic({"type": "daily"}, **bounds), datetime(2026, 1, 1, tzinfo=UTC)
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12", "UTC"):
        assert plan_times.count(schedule, zone, now, now + 10 * DAY) == 10


def test_only_periodic_schedules_have_plan_times() -> None:
    once = periodic({"type": "daily"}, type="once")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert plan_times.next_after(once, "UTC", now) is None
    assert plan_times.count(once, "UTC", now, now + DAY) == 0
    assert plan_times.page(Schedule(), "UTC", now, 0, 10) == []


@pytest.mark.parametrize(
    ("recurrence", "kind", "minutes", "hours", "discrete"),
    [
        ({"type": "minutes", "every": 20}, PeriodKind.MINUTE, 20, None, False),
        ({"type": "hours", "every": 3}, PeriodKind.HOUR, None, 3, False),
        ({"type": "discrete_hours", "hours": [1]}, PeriodKind.HOUR, None, None, True),
        ({"type": "daily"}, PeriodKind.DAY, None, None, False),
        ({"type": "weekly"}, PeriodKind.WEEK, None, None, False),
        ({"type": "monthly"}, PeriodKind.MONTH, None, None, False),
        ({"type": "cron", "expression": "0 0/20 * * * ?"}, PeriodKind.MINUTE, 20, None, False),
        ({"type": "cron", "expression": "0 5 0/4 * * ?"}, PeriodKind.HOUR, None, 4, False),
        ({"type": "cron", "expression": "0 0 2,5,15 * * ?"}, PeriodKind.HOUR, None, None, True),
        ({"type": "cron", "expression": "0 0 2 ? * *"}, PeriodKind.DAY, None, None, False),
        ({"type": "cron", "expression": "0 0 2 ? * MON"}, PeriodKind.WEEK, None, None, False),
        ({"type": "cron", "expression": "0 0 2 ? * MON#1"}, PeriodKind.MONTH, None, None, False),
        ({"type": "cron", "expression": "0 0 2 L * ?"}, PeriodKind.MONTH, None, None, False),
    ],
)
def test_kinds_and_intervals(
    recurrence: dict[str, Any], kind: PeriodKind, minutes: int | None, hours: int | None, discrete: bool
) -> None:
    """R28."""
    read = recurrence_of(recurrence)
    assert (kind_of(read), interval_minutes(read), interval_hours(read), is_discrete(read)) == (
        kind,
        minutes,
        hours,
        discrete,
    )
