"""A server that was away, and clocks that somebody sets (R9, R15, R26, R44)."""

import pytest

from millrace.domain.instance import InstanceStatus
from millrace.engine.span_needs import SpanNeeds
from tests.engine.clock_life import Life, hours, on
from tests.engine.timetable import daily, every

# ---- three hours without a server ------------------------------------------------------------

_MADE = {
    "all": (["02:00", "02:30", "03:00", "03:30", "04:00", "04:30", "05:00", "05:30"], 0),
    "latest": (["02:00", "05:00", "05:30"], 5),
    "none": (["02:00", "05:30"], 6),
}


@pytest.mark.parametrize("killing", [False, True])
@pytest.mark.parametrize("policy", _MADE)
def test_what_was_left_out_is_shown_and_nobody_waits_for_it(policy: str, killing: bool) -> None:
    """R26, R44: the day's dependency asks for what exists, not for what was missed."""
    times, left_out = _MADE[policy]
    life = Life("2026-11-22 02:00", killing=killing)
    up = life.job("up", every(30), {"misfire": policy, "concurrency": 1, "end": "2026-11-22T05:30:00"})
    life.job("down", daily("02:00"), on("up"))
    life.down("2026-11-22 05:10")
    assert life.status("down", "11-22 02:00") is InstanceStatus.WAITING
    life.run("2026-11-22 06:00")
    assert life.table.times(up) == [f"22 {time}" for time in times]
    assert sum(record.left_out for record in life.table.spans(up)) == left_out
    assert life.status("down", "11-22 02:00") is InstanceStatus.SUCCESS
    assert life.table.state(up) == "ended"


def test_commands_given_while_no_engine_led_count_from_when_they_were_given() -> None:
    """R15, R9, R26: paused at 02:40, resumed at 03:40; another one started at 02:50."""
    life = Life("2026-11-22 02:00")
    job = life.job("job", every(30))
    life.jobs["other"] = life.table.job("other", every(30))
    life.order("2026-11-22 02:40", "pause_schedule", "job")
    life.order("2026-11-22 02:50", "start_schedule", "other")
    life.order("2026-11-22 03:40", "resume_schedule", "job")
    life.down("2026-11-22 05:10")
    assert life.table.times(job) == ["22 02:00", "22 02:30", "22 04:00", "22 04:30", "22 05:00"]
    assert life.table.times(life.jobs["other"]) == [
        "22 03:00", "22 03:30", "22 04:00", "22 04:30", "22 05:00",
    ]  # fmt: skip


def test_a_start_asked_for_before_a_plan_time_and_heard_after_it_counts() -> None:
    """R9: the engine was busy for a moment."""
    life = Life("2026-11-22 02:00")
    job = life.jobs["job"] = life.table.job("job", daily("03:00"))
    life.run("2026-11-22 02:59:59")
    life.order("2026-11-22 02:59:59", "start_schedule", "job")
    life._happen()
    life.clock.advance(seconds=2)
    life.turn()
    assert life.table.times(job) == ["22 03:00"]


# ---- clocks that are set ------------------------------------------------------------


@pytest.mark.parametrize("killing", [False, True])
def test_what_was_made_before_the_clock_was_set_back_exists_after_a_pause(killing: bool) -> None:
    """R44: the rows of 04:00 are there; the pause must not make them slots that never were."""
    life = Life("2026-11-22 02:00", minutes={"up": 600}, killing=killing)
    up = life.job("up", hours(), {"concurrency": 9})
    life.run("2026-11-22 04:30")
    life.set_clock("2026-11-22 02:30")
    life.order("2026-11-22 02:40", "pause_schedule", "up")
    life.order("2026-11-22 04:40", "resume_schedule", "up")
    life.run("2026-11-22 02:50")
    life.job("down", daily("02:55"), on("up"), {"end": "2026-11-22T03:00:00"})
    life.run("2026-11-22 06:30")
    assert life.table.times(up) == ["22 02:00", "22 03:00", "22 04:00", "22 05:00", "22 06:00"]
    with life.store.read() as session:
        waiting = life.instance("down", "11-22 02:55")
        needs = SpanNeeds(life.mill.index.plan).of(
            session, waiting, life.mill.index.runnable(session, waiting)
        )
    (need,) = needs.dependencies
    assert [f"{key.plan_time:%H:%M}" for key in need.keys] == [f"{hour:02}:00" for hour in range(2, 24)]


def test_nobody_sleeps_until_a_clock_comes_to_where_it_was_by_mistake() -> None:
    """The clock stands a year ahead for a while: what is due after that is made all the same."""
    life = Life("2026-11-22 02:00")
    job = life.job("job", hours(), {"misfire": "none"})
    life.run("2026-11-22 03:30")
    life.set_clock("2027-11-22 03:30")
    life.set_clock("2026-11-22 03:40")
    other = life.job("other", every(30))
    life.run("2026-11-22 05:10")
    assert life.table.times(other) == ["22 04:00", "22 04:30", "22 05:00"]
    # what was left out in that year stays left out; whoever starts the job anew begins a new stretch (R9)
    life.order("2026-11-22 05:20", "stop_schedule", "job")
    life.order("2026-11-22 05:30", "start_schedule", "job")
    life.run("2026-11-22 07:10")
    assert life.table.times(job)[-2:] == ["22 06:00", "22 07:00"]


def test_timers_begin_anew_when_the_clock_is_set_back() -> None:
    """A worker that dies after that is missed in time, and progress is written."""
    life = Life("2026-11-22 02:00")
    life.job("job", hours())
    life.set_clock("2026-11-22 08:00")
    life.set_clock("2026-11-22 03:00")
    due = life.mill.index.timers.next_at()
    assert due is not None
    assert (due - life.clock.now()).total_seconds() <= 60


@pytest.mark.parametrize("killing", [False, True])
def test_a_clock_that_jumps_to_and_fro_makes_everything_once(killing: bool) -> None:
    """R1, R26."""
    life = Life("2026-11-22 02:00", killing=killing)
    job = life.job("job", every(30), {"self_dependent": True})
    life.order("2026-11-22 02:10", "freeze_slot", "job", "2026-11-22 03:30")
    life.run("2026-11-22 03:10")
    for moment in ("02:20", "04:10", "02:01", "04:40", "02:50"):
        life.set_clock(f"2026-11-22 {moment}")
    life.order("2026-11-22 02:55", "unfreeze_slot", "job", "2026-11-22 03:30")
    life.run("2026-11-22 05:40")
    assert life.table.times(job) == [
        "22 02:00", "22 02:30", "22 03:00", "22 03:30", "22 04:00", "22 04:30", "22 05:00", "22 05:30",
    ]  # fmt: skip
    assert {each.status for each in life.all("job")} == {InstanceStatus.SUCCESS}


# ---- times that nobody means ------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026-11-22T20:00:00", "0001-01-01T00:00:00+14:00", "soon"])
def test_a_removed_dependency_is_named_by_an_instant(text: str) -> None:
    """R49: not by the wall clock of whatever machine the engine runs on."""
    life = Life("2026-11-22 02:00")
    up = life.job("up", daily("20:00"))
    life.job("down", daily("02:00"), on("up"))
    args = {"upstream_job_id": up.id, "upstream_plan_time": text}
    given = life.mill.command("remove_dependency", life.instance("down", "11-22 02:00").id, args=args)
    assert life.mill.verdict(given) == ("refused", "invalid_input")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0001-01-01T00:00:00+14:00", "invalid_input"),
        ("9999-12-31T23:59:59-12:00", "invalid_input"),
        ("9999-12-31T23:00:00Z", "no_such_plan_time"),
        ("0001-01-01T00:00:00Z", "no_such_plan_time"),
    ],
)
@pytest.mark.parametrize("zone", ["Australia/Sydney", "America/New_York"])
def test_the_ends_of_time_are_refused_like_any_other_instant(text: str, code: str, zone: str) -> None:
    """R94."""
    life = Life("2026-11-22 02:00")
    job = life.job("job", daily("20:00"), {"zone": zone})
    assert life.table.give("freeze_slot", job, plan_time=text) == ("refused", code)
