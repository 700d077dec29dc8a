"""What operators do to schedules in the middle of things, each also with engines that are killed at every
event: the one that goes on must come to the same end (R15, R19, R42-R46, R49, R52, R92, R94, R104).
"""

from collections.abc import Callable

import pytest

from millrace.domain.instance import InstanceStatus
from tests.engine.clock_life import Fates, Life, hours, on
from tests.engine.timetable import daily, every

Story = Callable[[Life], None]


def _told(story: Story, **life: object) -> Fates:
    """What comes of a story; however often the engine dies in it."""
    found = []
    for killing in (False, True):
        one = Life("2026-11-22 02:00", killing=killing, **life)  # type: ignore[arg-type]
        story(one)
        assert one.mill.set_aside() == []
        found.append(one.fates())
    assert found[1] == found[0]
    return found[0]


def _of(fates: Fates, job: str) -> dict[str, str]:
    return {time[6:]: status for (name, time), (status, _) in fates.items() if name == job}


# ---- an upstream job is paused, stopped, edited ------------------------------------------------------------


def test_what_waits_for_a_paused_job_goes_on_when_it_is_resumed_without_what_never_came() -> None:
    """R46, R15, R44: 03:00 was generated and is waited for, 04:00 to 06:00 never exist."""

    def story(life: Life) -> None:
        life.job("up", hours())
        life.job("down", daily("02:00"), on("up"))
        life.order("2026-11-22 03:10", "pause_schedule", "up")
        life.run("2026-11-22 06:10")
        assert life.status("down", "11-22 02:00") is InstanceStatus.WAITING
        life.order("2026-11-22 06:20", "resume_schedule", "up")
        life.run("2026-11-23 00:30")

    fates = _told(story, minutes={"up": 20})
    assert list(_of(fates, "up"))[:3] == ["02:00", "03:00", "07:00"]
    assert fates["down", "11-22 02:00"] == ("success", None)


def test_a_paused_job_that_is_stopped_takes_what_waits_with_it() -> None:
    """R46, also what waits for those in their turn (R42)."""

    def story(life: Life) -> None:
        life.job("up", hours())
        life.job("down", daily("02:00"), on("up"))
        life.job("low", daily("02:00"), on("down"))
        life.order("2026-11-22 03:10", "pause_schedule", "up")
        life.order("2026-11-22 05:10", "stop_schedule", "up")
        life.order("2026-11-22 06:10", "start_schedule", "up")
        life.run("2026-11-23 02:30")

    fates = _told(story)
    assert fates["down", "11-22 02:00"] == ("canceled", "upstream_stopped")
    assert fates["low", "11-22 02:00"] == ("canceled", "upstream_policy")
    assert fates["up", "11-22 07:00"] == ("success", None)
    assert fates["down", "11-23 02:00"] == ("waiting", None)


def test_a_schedule_edited_while_it_runs_moves_what_is_waited_for() -> None:
    """R19, R44: by the new version the day has ten plan times less and one more."""

    def story(life: Life) -> None:
        life.job("up", hours())
        life.job("down", daily("02:00"), on("up"))
        life.then("2026-11-22 12:00", lambda: life.table.version(life.jobs["up"], daily("18:30")))
        life.order("2026-11-22 12:00", "schedule_changed", "up")
        life.run("2026-11-22 18:20")
        assert life.status("down", "11-22 02:00") is InstanceStatus.WAITING
        life.run("2026-11-22 18:31")
        assert life.status("down", "11-22 02:00") is InstanceStatus.SUCCESS
        life.run("2026-11-23 19:00")

    fates = _told(story)
    times = [time for name, time in fates if name == "up"]
    assert times == [*(f"11-22 {hour:02}:00" for hour in range(2, 13)), "11-22 18:30", "11-23 18:30"]


def test_an_edit_that_takes_away_all_that_is_waited_for_lets_it_run() -> None:
    """R19, R29: the window of the day is empty then."""

    def story(life: Life) -> None:
        life.job("up", daily("18:00"))
        life.job("down", daily("02:00"), on("up"))
        weekly = {"recurrence": {"type": "weekly", "days": [3], "at": "01:00"}}
        life.then("2026-11-22 12:00", lambda: life.table.version(life.jobs["up"], weekly))
        life.order("2026-11-22 12:00", "schedule_changed", "up")
        life.run("2026-11-22 13:00")

    assert _of(_told(story), "down") == {"02:00": "success"}


def test_an_edit_of_a_waiting_job_leaves_its_plan_time_and_the_edit_of_its_zone_moves_the_next() -> None:
    """R19, R16."""

    def story(life: Life) -> None:
        life.job("job", daily("02:00"), {"zone": "UTC", "self_dependent": True})
        life.then(
            "2026-11-22 02:10",
            lambda: life.table.version(
                life.jobs["job"], {**daily("02:00"), "zone": "Australia/Sydney", "self_dependent": True}
            ),
        )
        life.order("2026-11-22 02:10", "schedule_changed", "job")
        life.run("2026-11-23 16:00")

    fates = _told(story, minutes={"job": 60 * 20})
    assert list(fates) == [("job", "11-22 02:00"), ("job", "11-22 15:00"), ("job", "11-23 15:00")]


# ---- an upstream instance fails, is frozen, forced, run again ----------------------------------------------

_AFTER_FAILURE = {"pending": "waiting", "continue": "success", "cancel": "canceled"}


@pytest.mark.parametrize("policy", _AFTER_FAILURE)
def test_a_failed_upstream_by_each_policy_until_it_is_forced(policy: str) -> None:
    """R42: a cancel is final; what waits goes on when it is forced."""

    def story(life: Life) -> None:
        life.job("up", daily("02:30"))
        life.job("down", daily("02:00"), on("up", on_upstream_failure=policy))
        life.run("2026-11-22 04:00")
        assert life.status("down", "11-22 02:00").value == _AFTER_FAILURE[policy]
        life.order("2026-11-22 05:00", "force_success", "up", "11-22 02:30")
        life.run("2026-11-22 06:00")

    fates = _told(story, minutes={"up": 10}, bad={("up", "11-22 02:30")})
    final = {"waiting": "success"}.get(_AFTER_FAILURE[policy], _AFTER_FAILURE[policy])
    assert _of(fates, "down") == {"02:00": final}


@pytest.mark.parametrize("policy", _AFTER_FAILURE)
def test_a_frozen_plan_time_counts_as_failed_until_it_is_unfrozen(policy: str) -> None:
    """R94, R42: frozen before its time, it is bad at once."""

    def story(life: Life) -> None:
        life.job("up", daily("12:00"))
        life.order("2026-11-22 02:10", "freeze_slot", "up", "2026-11-22 12:00")
        life.run("2026-11-22 02:20")
        life.job("down", daily("02:30"), on("up", on_upstream_failure=policy))
        life.run("2026-11-22 03:00")
        assert life.status("down", "11-22 02:30").value == _AFTER_FAILURE[policy]
        life.order("2026-11-22 13:00", "unfreeze_slot", "up", "2026-11-22 12:00")
        life.run("2026-11-22 14:00")

    fates = _told(story)
    assert _of(fates, "up") == {"12:00": "success"}
    final = {"waiting": "success"}.get(_AFTER_FAILURE[policy], _AFTER_FAILURE[policy])
    assert _of(fates, "down") == {"02:30": final}


def test_a_plan_time_unfrozen_before_its_time_is_waited_for_again() -> None:
    """R94, R52: frozen and unfrozen twice; its job is paused and resumed in between."""

    def story(life: Life) -> None:
        life.job("up", daily("12:00"))
        life.job("down", daily("02:00"), on("up", on_upstream_failure="pending"))
        for minute in (10, 20):
            life.order(f"2026-11-22 02:{minute}", "freeze_slot", "up", "2026-11-22 12:00")
            life.order(f"2026-11-22 02:{minute + 5}", "unfreeze_slot", "up", "2026-11-22 12:00")
        life.order("2026-11-22 04:00", "pause_schedule", "up")
        life.order("2026-11-22 05:00", "resume_schedule", "up")
        life.run("2026-11-22 11:59")
        assert life.all("up") == []
        life.run("2026-11-22 12:30")

    fates = _told(story)
    assert (_of(fates, "up"), _of(fates, "down")) == ({"12:00": "success"}, {"02:00": "success"})


def test_a_rerun_upstream_holds_up_what_has_not_begun_and_only_that() -> None:
    """R92, R42: 03:00 waits for the second run of the same upstream instance, and for a rerun that fails."""

    def story(life: Life) -> None:
        life.job("up", daily("02:00"))
        life.job("early", daily("02:00"), on("up"))
        life.job("late", daily("03:00"), on("up", on_upstream_failure="pending"))
        life.order("2026-11-22 02:50", "rerun", "up", "11-22 02:00", **{"from": "start"})
        life.run("2026-11-22 03:10")
        assert life.status("early", "11-22 02:00") is InstanceStatus.SUCCESS
        assert life.status("late", "11-22 03:00") is InstanceStatus.WAITING
        life.run("2026-11-22 04:00")

    fates = _told(story, minutes={"up": 30})
    assert (_of(fates, "early"), _of(fates, "late")) == ({"02:00": "success"}, {"03:00": "success"})


def test_a_dependency_removed_while_its_job_is_paused_and_edited_stays_removed() -> None:
    """R49, R46, R19."""

    def story(life: Life) -> None:
        up = life.job("up", {"recurrence": {"type": "discrete_hours", "hours": [4, 20]}})
        life.job("down", daily("02:00"), on("up", on_upstream_failure="pending"))
        gone = {"upstream_job_id": up.id, "upstream_plan_time": "2026-11-22T20:00:00Z"}
        life.order("2026-11-22 03:00", "pause_schedule", "up")
        life.order("2026-11-22 03:10", "remove_dependency", "down", "11-22 02:00", **gone)
        life.order("2026-11-22 03:20", "resume_schedule", "up")
        changed = {"recurrence": {"type": "discrete_hours", "hours": [5, 20]}}
        life.then("2026-11-22 03:30", lambda: life.table.version(up, changed))
        life.order("2026-11-22 03:30", "schedule_changed", "up")
        life.run("2026-11-22 04:30")
        assert life.status("down", "11-22 02:00") is InstanceStatus.WAITING
        life.run("2026-11-22 05:30")

    assert _of(_told(story), "down") == {"02:00": "success"}


def test_a_self_dependent_job_gets_over_what_was_frozen_failed_and_stopped() -> None:
    """R104, R94, R42: each is held up by the one before it, and by no other."""

    def story(life: Life) -> None:
        life.job("chain", hours(), {"self_dependent": True})
        life.order("2026-11-22 02:10", "freeze_slot", "chain", "2026-11-22 04:00")
        life.run("2026-11-22 06:30")
        seen = [each.status.value for each in life.all("chain")]
        assert seen == ["success", "failed", "frozen", "waiting", "waiting"]
        life.order("2026-11-22 06:40", "unfreeze_slot", "chain", "2026-11-22 04:00")
        life.order("2026-11-22 06:45", "stop", "chain", "11-22 04:00")
        life.run("2026-11-22 06:50")
        assert [each.status.value for each in life.all("chain")][2:] == ["canceled", "success", "success"]
        life.order("2026-11-22 06:55", "rerun", "chain", "11-22 03:00")
        life.run("2026-11-22 07:30")

    fates = _told(story, bad={("chain", "11-22 03:00")})
    assert list(_of(fates, "chain").values()) == ["success", "failed", "canceled", *["success"] * 3]


def test_a_command_of_the_instant_of_a_plan_time_comes_before_it_and_a_later_one_after() -> None:
    """R15: pause at the very instant, resume at another."""

    def story(life: Life) -> None:
        life.job("job", every(30))
        life.order("2026-11-22 03:00", "pause_schedule", "job")
        life.order("2026-11-22 04:00", "resume_schedule", "job")
        life.run("2026-11-22 04:30")

    assert list(_of(_told(story), "job")) == ["02:00", "02:30", "04:00", "04:30"]
