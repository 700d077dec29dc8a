"""Whole leap years in two zones whose clocks change in opposite directions (R9-R18, R23, R27, R35)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.engine.clock_life import Life, on

DUMMY = {"id": "a", "name": "a", "type": "dummy"}
ZONES = {  # the day the clocks go forward, and the one they go back, in 2028; both at night
    "Europe/Berlin": ("2028-03-26", "2028-10-29"),
    "Australia/Sydney": ("2028-10-01", "2028-04-02"),
}
DAYS = [f"{date(2028, 1, 1) + timedelta(days=number)}" for number in range(366)]


def _year(start: str = "2027-12-30 00:00") -> Life:
    """Of dry runs, which are over when they begin."""
    return Life(start)


def _live(life: Life, until: str) -> None:
    life.table.go(until)


def _job(life: Life, name: str, recurrence: dict[str, Any], zone: str, **more: Any) -> None:
    life.job(name, {"recurrence": recurrence, "zone": zone, **more}, nodes=[DUMMY], dry_run=True)


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_of_hours(zone: str) -> None:
    """R17, R18: 23 on the short day, 24 on the long one, each full hour that exists."""
    short, _ = ZONES[zone]
    life = _year()
    _job(life, "hourly", {"type": "hours", "every": 1}, zone)
    _live(life, "2029-01-02 00:00")
    found = life.local("hourly", zone)
    usual = [f"{hour:02}:00" for hour in range(24)]
    for day in DAYS:
        assert found[day] == ([each for each in usual if each != "02:00"] if day == short else usual), day
    assert {each.status.value for each in life.all("hourly")} == {"success"}


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_of_nights(zone: str) -> None:
    """R17, R18, R11-R13, R23: what falls into the hour that is missing or comes twice."""
    short, long = ZONES[zone]
    life = _year()
    _job(life, "daily", {"type": "daily", "at": "02:30"}, zone)
    _job(life, "weekly", {"type": "weekly", "days": [7], "at": "02:30"}, zone)
    _job(life, "even", {"type": "minutes", "every": 30, "from": "01:00", "to": "04:00"}, zone)
    _job(life, "ends", {"type": "monthly", "days": [29, 31, "L"], "at": "02:00"}, zone)
    _job(life, "leap", {"type": "cron", "expression": "0 30 2 29 2 ?"}, zone)
    _job(life, "last", {"type": "cron", "expression": "0 30 2 L * ?"}, zone)
    _live(life, "2029-01-02 00:00")

    daily = life.local("daily", zone)
    assert {day: daily[day] for day in DAYS} == {
        day: ["03:30"] if day == short else ["02:30"] for day in DAYS
    }
    sundays = [day for day in DAYS if date.fromisoformat(day).isoweekday() == 7]
    assert [day for day in life.local("weekly", zone) if day in set(DAYS)] == sundays
    assert life.local("weekly", zone)[short] == ["03:30"]

    usual = ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30", "04:00"]
    even = life.local("even", zone)
    for day in DAYS:
        if day == short:
            assert even[day] == ["01:00", "01:30", "03:00", "03:30", "04:00"]
        elif day == long:
            assert even[day] == [*usual[:4], "02:00", "02:30", *usual[4:]]
        else:
            assert even[day] == usual, day

    ends = [day for day in life.local("ends", zone) if day.startswith("2028")]
    assert ends == [day for day in DAYS if day[8:] in ("29", "31") or _is_last(day)]
    assert [day for day in life.local("leap", zone) if day.startswith("2028")] == ["2028-02-29"]
    last = [day for day in life.local("last", zone) if day.startswith("2028")]
    assert last == [day for day in DAYS if _is_last(day)]


def _is_last(day: str) -> bool:
    return (date.fromisoformat(day) + timedelta(days=1)).day == 1


@pytest.mark.parametrize(("down", "up"), [tuple(ZONES), tuple(reversed(ZONES))])
def test_a_year_of_a_dependency_across_the_zones(down: str, up: str) -> None:
    """R27, R35: the day of the downstream zone holds 23 to 25 hours, whatever clocks do upstream."""
    life = _year()
    _job(life, "up", {"type": "hours", "every": 1}, up)
    _job(life, "down", {"type": "daily", "at": "12:00"}, down, **on("up"), concurrency=5)
    _live(life, "2029-01-02 12:00")
    made = [each.instance.plan_time for each in life.all("up")]
    here = ZoneInfo(down)
    sizes = {}
    for each in life.all("down"):
        day = each.instance.plan_time.astimezone(here).date()
        if day.year != 2028:
            continue
        first = datetime(day.year, day.month, day.day, tzinfo=here)
        after = day + timedelta(days=1)
        last = datetime(after.year, after.month, after.day, tzinfo=here)
        window = [moment for moment in made if first.timestamp() <= moment.timestamp() < last.timestamp()]
        sizes[str(day)] = len(window)
        assert each.status.value == "success"
        assert each.ended_at == max(window[-1], each.instance.plan_time), day
    assert len(sizes) == 366
    short, long = ZONES[down]
    assert (sizes[short], sizes[long]) == (23, 25)
    # the upstream zone's own long day has one hour less than it lasts (R18)
    assert sorted({*sizes.values()}) == [23, 24, 25]
    assert sum(1 for size in sizes.values() if size == 23) == 2
