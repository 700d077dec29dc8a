"""R30-R41: every allowed pair of recurrences against a plain reading of the rules, in zones with odd changes.

The oracle lists all upstream plan times around t and keeps those that a literal condition names: local dates
are compared as dates, hours are cut from the wall clock. It shares no code with the windows.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from millrace.domain.dependencies import Side, needed, pair_refusal, previous_cycle
from millrace.domain.plan_times import slots
from millrace.domain.schedule import Dependency, Recurrence, Schedule
from millrace.domain.workspace_settings import DependencyMode

RECURRENCES: dict[str, dict[str, Any]] = {
    "minutes 25": {"type": "minutes", "every": 25, "from": "00:10", "to": "23:59"},
    "even minutes 40": {"type": "even_minutes", "every": 40},
    "hours 1": {"type": "hours", "every": 1, "from": "00:20"},
    "hours 6": {"type": "hours", "every": 6, "from": "01:00"},
    "discrete 2 5 15": {"type": "discrete_hours", "hours": [2, 5, 15], "minute": 0},
    "discrete 1 8 20": {"type": "discrete_hours", "hours": [1, 8, 20], "minute": 30},
    "discrete 6 20": {"type": "discrete_hours", "hours": [6, 20]},
    "daily": {"type": "daily", "at": "00:00"},
    "weekly": {"type": "weekly", "days": [1, 6, 7], "at": "02:30"},
    "monthly": {"type": "monthly", "days": [1, 4, 25, "L"], "at": "05:00"},
}
KIND = {name: name.split()[0] for name in RECURRENCES} | {"even minutes 40": "minutes"}
MINUTES = {"minutes 25": 25, "even minutes 40": 40}
HOURS = {"hours 1": 1, "hours 6": 6}
DISCRETE = {"discrete 2 5 15": 3, "discrete 1 8 20": 3, "discrete 6 20": 2}
SHORT = {*MINUTES, *HOURS, *DISCRETE}

ZONES = (
    ("Asia/Shanghai", "Asia/Shanghai", "2018-05-07"),
    ("Europe/Berlin", "Europe/Berlin", "2018-03-25"),  # 23 hours
    ("Europe/Berlin", "America/New_York", "2018-10-28"),  # 25 hours
    ("America/Sao_Paulo", "America/Sao_Paulo", "2018-11-04"),  # its midnight does not exist
    ("Asia/Kathmandu", "America/Sao_Paulo", "2018-02-18"),  # offsets of 5:45, and an hour twice
)
CYCLES = (0, 1, 2, 7)


@cache
def _times(name: str, zone: str) -> Sequence[datetime]:
    first = datetime(2017, 6, 1, tzinfo=UTC)
    return tuple(slots(_recurrence(name), zone, first, first + timedelta(days=700)))


def _schedule(name: str) -> Schedule:
    return Schedule.model_validate({"recurrence": RECURRENCES[name]})


def _recurrence(name: str) -> Recurrence:
    recurrence = _schedule(name).recurrence
    assert recurrence is not None
    return recurrence


def _side(name: str, zone: str) -> Side:
    times = _times(name, zone)
    return Side(
        _schedule(name),
        zone,
        lambda first, until: times[bisect_left(times, first) : bisect_left(times, until)],
    )


def _computed_side(name: str, zone: str) -> Side:
    recurrence = _recurrence(name)
    return Side(_schedule(name), zone, lambda first, until: list(slots(recurrence, zone, first, until)))


def _around(times: Sequence[datetime], moment: datetime, days: int) -> Sequence[datetime]:
    reach = timedelta(days=days)
    return times[bisect_left(times, moment - reach) : bisect_left(times, moment + timedelta(days=3))]


def _hour(moment: datetime, zone: str) -> datetime:
    local = moment.astimezone(ZoneInfo(zone))
    return moment - timedelta(minutes=local.minute, seconds=local.second)


def _date(moment: datetime, zone: str) -> int:
    return moment.astimezone(ZoneInfo(zone)).date().toordinal()


def _month(moment: datetime, zone: str) -> int:
    local = moment.astimezone(ZoneInfo(zone))
    return local.year * 12 + local.month


def natural(down: str, up: str, t: datetime, zone: str, theirs: Sequence[datetime], n: int) -> list[datetime]:
    """R30-R38, read literally; n 0 is the same cycle."""
    near = _around(theirs, t, 3 + n)
    if not {down, up} <= SHORT:
        today = _date(t, zone)
        wanted = {today} if n == 0 else set(range(today - n, today))
        return [x for x in near if _date(x, zone) in wanted]
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    if down in MINUTES and up in MINUTES:
        p = max(MINUTES[down], MINUTES[up]) * minute
        low, high = (t - p, t) if n == 0 else (t - (n + 1) * p, t - p)
        return [x for x in near if low < x <= high]
    start = _hour(t, zone)
    if n == 0 and down in HOURS and up in MINUTES:
        return [x for x in near if t - hour < x <= t]
    if n == 0 and down in HOURS and up in HOURS:
        return [x for x in near if start <= x < start + hour]
    p = max(HOURS[down], HOURS[up]) * hour if down in HOURS and up in HOURS else hour
    return [x for x in near if start - max(n, 1) * p <= x < start]


def discrete(
    down: str,
    up: str,
    t: datetime,
    zone: str,
    own: Sequence[datetime],
    theirs: Sequence[datetime],
    n: int,
) -> list[datetime]:
    """R37 and its part of R38."""
    day = [x for x in _around(theirs, t, 3) if _date(x, zone) == _date(t, zone)]
    own_day = [x for x in _around(own, t, 3) if _date(x, zone) == _date(t, zone)]
    at = own_day.index(t)
    if DISCRETE.get(down) == DISCRETE.get(up):
        same = day[at : at + 1]
    else:
        before = own_day[at - 1] if at else datetime.min.replace(tzinfo=UTC)
        same = [x for x in day if before < x <= t]
        same = same or [x for x in day if x <= t][-1:] or [x for x in day if x > t][:1]
    if n == 0 or not same:
        return same
    return [x for x in theirs if x < same[0]][-n:]


def traditional(
    down: str, up: str, t: datetime, zone: str, theirs: Sequence[datetime], n: int
) -> list[datetime]:
    """R39 and R40."""
    if down == "monthly":
        months = {_month(t, zone) - 1} if n == 0 else set(range(_month(t, zone) - 1 - n, _month(t, zone) - 1))
        return [x for x in theirs if _month(x, zone) in months]
    near = _around(theirs, t, 5 + n)
    far, late = (1, 0) if n == 0 else (n + 1, 1)
    if down == up == "daily":
        local = t.astimezone(ZoneInfo(zone))
        low, high = ((local - timedelta(days=days)).astimezone(UTC) for days in (far, late))
        return [x for x in near if low < x <= high]
    if (down in MINUTES and up in MINUTES) or (down in HOURS and up in HOURS):
        p = timedelta(minutes=MINUTES[down]) if down in MINUTES else timedelta(hours=HOURS[down])
        return [x for x in near if t - far * p < x <= t - late * p]
    if down in HOURS:
        start = _hour(t, zone)
        return [x for x in near if start - timedelta(hours=far) <= x < start - timedelta(hours=late)]
    today = _date(t, zone)
    return [x for x in near if today - far <= _date(x, zone) < today - late]


def _expected(
    mode: DependencyMode, down: str, up: str, t: datetime, zones: tuple[str, str], n: int
) -> list[datetime]:
    own, theirs = _times(down, zones[0]), _times(up, zones[1])
    if mode is DependencyMode.TRADITIONAL:
        return traditional(down, up, t, zones[0], theirs, n)
    if {down, up} & set(DISCRETE) and {down, up} <= SHORT:
        return discrete(down, up, t, zones[0], own, theirs, n)
    return natural(down, up, t, zones[0], theirs, n)


def _plan_times(down: str, zone: str, day: str) -> list[datetime]:
    """Some around a change of the clocks, midnight among them; the nearest ones of rare recurrences."""
    change = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    times = _times(down, zone)
    at = bisect_left(times, change - timedelta(hours=2))
    close = [x for x in times[at : at + 200] if x < change + timedelta(hours=30)]
    return close[:: max(1, len(close) // 12)] or list(times[at : at + 2])


def _dependency(n: int, rule: str = "default") -> Dependency:
    cycle = {"cycle": "previous", "n": n} if n else {"cycle": "same"}
    return Dependency.model_validate({"job": "b", "rule": rule, **cycle})


@pytest.mark.parametrize("mode", list(DependencyMode))
@pytest.mark.parametrize("up", RECURRENCES)
@pytest.mark.parametrize("down", RECURRENCES)
def test_windows_are_those_of_a_plain_reading(down: str, up: str, mode: DependencyMode) -> None:
    if pair_refusal(mode, _schedule(down), _schedule(up)) is not None:
        return  # which pairs are refused is for the matrix below
    for zone, other, day in ZONES:
        downstream, upstream = _side(down, zone), _side(up, other)
        for t in _plan_times(down, zone, day):
            for n in CYCLES:
                found = needed(mode, _dependency(n), downstream, t, upstream)
                wanted = _expected(mode, down, up, t, (zone, other), n)
                assert list(found.plan_times) == wanted, (zone, t, n)
                assert found.require == ("all" if wanted else "none")
            ended = _expected(mode, down, up, t, (zone, other), 1)
            assert list(previous_cycle(mode, downstream, t, upstream)) == ended  # R45


@pytest.mark.parametrize("up", RECURRENCES)
@pytest.mark.parametrize("down", RECURRENCES)
def test_rules_choose_inside_the_window(down: str, up: str) -> None:
    """R41: any takes all, last the last, nearest the last one strictly before t since the midnight before."""
    mode = DependencyMode.NATURAL
    if pair_refusal(mode, _schedule(down), _schedule(up)) is not None:
        return
    for zone, other, day in ZONES:
        downstream, upstream = _side(down, zone), _side(up, other)
        for t in _plan_times(down, zone, day):
            window = _expected(mode, down, up, t, (zone, other), 0)
            found = needed(mode, _dependency(0, "any"), downstream, t, upstream)
            assert (found.require, list(found.plan_times)) == ("any" if window else "none", window)
            found = needed(mode, _dependency(0, "last"), downstream, t, upstream)
            assert list(found.plan_times) == window[-1:]
            day_before = _date(t - timedelta(microseconds=1), zone)
            near = [x for x in _around(_times(up, other), t, 3) if x < t and _date(x, zone) == day_before]
            found = needed(mode, _dependency(0, "nearest"), downstream, t, upstream)
            assert list(found.plan_times) == near[-1:]


M, H, D, W, L = "minutes 25", "hours 1", "daily", "weekly", "monthly"
ALLOWED = {
    DependencyMode.NATURAL: {
        M: {M, H, D},
        H: {M, H, D, W, L},
        D: {M, H, D, W, L},
        W: {H, D, W, L},
        L: {H, D, W, L},
    },
    DependencyMode.TRADITIONAL: {M: {M}, H: {M, H}, D: {M, H, D}, W: set(), L: {D}},
}


@pytest.mark.parametrize("mode", list(DependencyMode))
def test_pairs_are_refused_as_in_the_matrix_and_named(mode: DependencyMode) -> None:
    """R28."""
    words = {M: "minutely", H: "hourly", D: "daily", W: "weekly", L: "monthly"}
    for down, allowed in ALLOWED[mode].items():
        for up in (M, H, D, W, L):
            refusal = pair_refusal(mode, _schedule(down), _schedule(up))
            assert (refusal is None) == (up in allowed), (down, up)
            if refusal is not None:
                assert words[down] in refusal
                assert words[up] in refusal


def test_traditional_refuses_longer_upstream_intervals_and_chosen_hours() -> None:
    mode = DependencyMode.TRADITIONAL
    assert "every 25 minutes" in (
        pair_refusal(mode, _schedule("minutes 25"), _schedule("even minutes 40")) or ""
    )
    assert pair_refusal(mode, _schedule("even minutes 40"), _schedule("minutes 25")) is None
    assert "one by one" in (pair_refusal(mode, _schedule("discrete 6 20"), _schedule("hours 1")) or "")
    assert "one by one" in (pair_refusal(mode, _schedule("daily"), _schedule("discrete 6 20")) or "")


def test_a_job_without_cycles_is_refused() -> None:
    once = Schedule.model_validate({"type": "once"})
    assert "This job" in (pair_refusal(DependencyMode.NATURAL, once, _schedule("daily")) or "")
    assert "upstream" in (pair_refusal(DependencyMode.NATURAL, _schedule("daily"), once) or "")


def test_traditional_without_an_upstream_plan_time_cancels() -> None:
    """R43, and R29 in natural periods."""
    zone = "Asia/Shanghai"
    nothing = Side(_schedule("daily"), zone, lambda _first, _until: [])
    t = _times("daily", zone)[40]
    for mode, word in ((DependencyMode.TRADITIONAL, "cancel"), (DependencyMode.NATURAL, "run")):
        found = needed(mode, _dependency(0), _side("daily", zone), t, nothing)
        assert (found.require, found.when_empty) == ("none", word)


def test_fifty_dependencies_of_one_instance_are_resolved_in_ten_milliseconds() -> None:
    zone = "Europe/Berlin"
    downstream = _side("daily", zone)
    names = [*HOURS, *DISCRETE, "daily", "weekly", "monthly", "even minutes 40", "minutes 25"] * 5
    ups = [_computed_side(name, zone) for name in names]
    times = [x for x in _times("daily", zone)[200:230]]
    spent = []
    for t in times:
        begin = perf_counter()
        for up in ups:
            needed(DependencyMode.NATURAL, _dependency(0), downstream, t, up)
        spent.append(perf_counter() - begin)
    assert len(ups) == 50
    assert sorted(spent)[len(spent) // 2] < 0.010, spent


def test_r28_the_refusal_of_a_pair_reads_well() -> None:
    refusal = pair_refusal(
        DependencyMode.TRADITIONAL,
        Schedule.model_validate({"recurrence": {"type": "weekly", "days": [1], "at": "02:00"}}),
        Schedule.model_validate({"recurrence": {"type": "hours", "every": 1}}),
    )
    assert refusal == "A weekly job cannot depend on an hourly job with traditional periods."
    refusal = pair_refusal(
        DependencyMode.TRADITIONAL,
        Schedule.model_validate({"recurrence": {"type": "hours", "every": 1}}),
        Schedule.model_validate({"recurrence": {"type": "hours", "every": 2}}),
    )
    assert refusal is not None
    assert refusal.startswith("An hourly job cannot depend on an hourly job with traditional periods of a")
    assert refusal.endswith("this job is due every hour, the upstream one every 2 hours.")
