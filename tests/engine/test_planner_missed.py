"""Plan times that passed while no engine led, and clocks that do not go on evenly (R26)."""

from typing import Any

import pytest

from millrace.ports.store import Store
from tests.engine.mill import Mill
from tests.engine.timetable import Timetable, at, daily, every


@pytest.fixture
def table(mill: Mill) -> Timetable:
    return Timetable(mill)


def _after_outage(table: Timetable, until: str) -> Timetable:
    """The engine ends, time passes, and another one takes the lead."""
    table.mill.engine.give_up_lead()
    table.mill.clock.present = at(until)
    later = Timetable(Mill(table.mill.store, clock=table.mill.clock, name="engine-2"))
    later.mill.turn()
    return later


_CASES: dict[str, tuple[dict[str, Any], list[str], int]] = {
    "all": ({}, ["22 02:00", "22 02:30", "22 03:00", "22 03:30", "22 04:00", "22 04:30", "22 05:00"], 0),
    "cap": ({"misfire_cap": 2}, ["22 02:00", "22 04:30", "22 05:00"], 4),
    "latest": ({"misfire": "latest"}, ["22 02:00", "22 05:00"], 5),
    "none": ({"misfire": "none"}, ["22 02:00"], 6),
}


@pytest.mark.parametrize("case", _CASES)
def test_an_outage_of_three_hours(table: Timetable, case: str) -> None:
    """R26, with each policy; what was left out never existed (R44) and is counted."""
    policy, expected, left_out = _CASES[case]
    job = table.started("half_hourly", {**every(30), **policy})
    later = _after_outage(table, "2026-11-22 05:10")
    assert later.times(job) == expected
    assert sum(record.left_out for record in later.spans(job)) == left_out
    existing = [
        f"{slot:%d %H:%M}"
        for record in later.spans(job)
        for slot in later.mill.index.plan.slots.between(
            job.id, record.span, record.span.begins_at, at("2026-11-22 05:10")
        )
    ]
    assert existing == expected
    later.go("2026-11-22 05:30")
    assert later.times(job) == [*expected, "22 05:30"]


def test_a_plan_time_of_the_last_minute_was_not_missed(table: Timetable) -> None:
    """An engine that was started again soon makes it, whatever the policy."""
    job = table.started("strict", {**every(30), "misfire": "none"})
    later = _after_outage(table, "2026-11-22 02:31:00")
    assert later.times(job) == ["22 02:00", "22 02:30"]
    last = _after_outage(later, "2026-11-22 03:01:01")
    assert last.times(job) == ["22 02:00", "22 02:30"]


def test_an_engine_that_lags_behind_misses_nothing(table: Timetable) -> None:
    """It leads all the time: the policy is not asked, however late it is."""
    job = table.started("strict", {**every(30), "misfire": "none"})
    table.mill.clock.present = at("2026-11-22 02:29:59")
    table.mill.turn()
    table.mill.clock.advance(seconds=80)
    table.mill.turn()
    assert table.times(job) == ["22 02:00", "22 02:30"]


def test_a_jump_of_the_clock_is_an_outage(table: Timetable) -> None:
    job = table.started("strict", {**every(30), "misfire": "latest"})
    table.jump("2026-11-22 05:10")
    assert table.times(job) == ["22 02:00", "22 05:00"]


def test_a_clock_that_is_set_back_makes_nothing_twice_and_loses_nothing(table: Timetable) -> None:
    job = table.started("steady", every(30))
    table.go("2026-11-22 04:00")
    table.jump("2026-11-22 03:05")
    new = table.started("new", every(10))
    assert table.times(job)[-1] == "22 04:00"
    later = _after_outage(table, "2026-11-22 03:25")
    later.go("2026-11-22 04:30")
    assert later.times(job) == [
        "22 02:00", "22 02:30", "22 03:00", "22 03:30", "22 04:00", "22 04:30",
    ]  # fmt: skip
    assert later.times(new)[:3] == ["22 03:10", "22 03:20", "22 03:30"]
    assert later.times(new)[-1] == "22 04:30"


def test_a_frozen_plan_time_among_those_left_out_stays(table: Timetable) -> None:
    """R94: its row exists, so the plan time does."""
    job = table.started("strict", {**every(30), "misfire": "none"})
    assert table.give("freeze_slot", job, plan_time="2026-11-22T03:30:00Z") == ("applied", None)
    later = _after_outage(table, "2026-11-22 05:10")
    assert later.times(job) == ["22 02:00", "22 03:30"]
    assert [record.left_out for record in later.spans(job)] == [0, 2, 3]


def test_an_engine_killed_while_it_makes_up_goes_on(table: Timetable, store: Store) -> None:
    job = table.started("often", {**every(1), "misfire_cap": 150})
    table.mill.engine.give_up_lead()
    table.mill.clock.present = at("2026-11-22 06:00")
    second = Timetable(Mill(store, clock=table.mill.clock, name="engine-2"))
    second.mill.engine.turn(0)
    assert len(second.times(job)) == 1 + 99  # one turn of the planner's went to leaving out
    second.mill.engine.give_up_lead()
    third = Timetable(Mill(store, clock=table.mill.clock, name="engine-3"))
    third.mill.turn()
    # missed: until 05:58; the latest 150 of these, and the two of the last minute
    assert third.times(job)[:2] == ["22 02:00", "22 03:29"]
    assert third.times(job)[-1] == "22 06:00"
    assert len(third.times(job)) == 1 + 150 + 2


def test_a_schedule_whose_to_passed_during_an_outage_is_made_up_and_ends(table: Timetable) -> None:
    job = table.started("short", {**daily("03:00"), "end": "2026-11-22T04:00:00"})
    later = _after_outage(table, "2026-11-25 00:00")
    assert (later.times(job), later.state(job)) == (["22 03:00"], "ended")
