"""When instances of schedules are made, and what becomes of plan times that nobody was there for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from millrace.domain.ids import JobId
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.domain.spans import Span
from millrace.ports.store import Session, Store
from millrace.services.slots import SpanSlots
from tests.engine.mill import Mill
from tests.engine.timetable import Timetable, at, daily, every
from tests.fakes import FakeClock


@pytest.fixture
def table(mill: Mill) -> Timetable:
    return Timetable(mill)


# ---- plan times come (R9, R25) -----------------------------------------------------------------------------


def test_instances_are_made_when_their_plan_times_come_and_not_before(table: Timetable) -> None:
    """R25."""
    job = table.started("hourly", every(30))
    assert table.times(job) == ["22 02:00"]
    table.go("2026-11-22 02:29:59")
    assert table.times(job) == ["22 02:00"]
    table.go("2026-11-22 03:00")
    assert table.times(job) == ["22 02:00", "22 02:30", "22 03:00"]
    instance, _ = table.instances(job)[0]
    assert (instance.trigger, instance.batch, instance.zone) == (Trigger.SCHEDULE, "", "UTC")
    assert instance.version_no == 1


def test_a_slot_equal_to_the_activation_counts_and_an_earlier_one_does_not(table: Timetable) -> None:
    """R9, no catch-up of earlier slots of the day."""
    assert table.times(table.started("now", daily("02:00"))) == ["22 02:00"]
    late = table.job("late", daily("02:00"))
    table.mill.clock.advance(microseconds=1)
    table.give("start_schedule", late)
    table.go("2026-11-23 01:59")
    assert table.times(late) == []
    table.go("2026-11-23 02:00")
    assert table.times(late) == ["23 02:00"]


def test_from_and_to_bound_plan_times_and_the_schedule_ends(table: Timetable) -> None:
    """R3, both included; R50 `ended`, not before `to` has passed."""
    job = table.started(
        "bounded", {**every(30), "start": "2026-11-22T03:00:00", "end": "2026-11-22T04:00:00"}
    )
    table.go("2026-11-22 03:59:59")
    assert table.times(job) == ["22 03:00", "22 03:30"]
    table.go("2026-11-22 04:00")
    assert (table.times(job)[-1], table.state(job)) == ("22 04:00", "scheduling")
    table.go("2026-11-22 04:01")
    assert table.state(job) == "ended"
    assert table.spans(job)[0].span.ends_at is not None
    assert len(table.times(job)) == 3


def test_a_schedule_ends_at_its_to_though_its_last_slot_was_long_ago(table: Timetable) -> None:
    job = table.started("short", {**daily("03:00"), "end": "2026-11-22T12:00:00"})
    table.go("2026-11-22 11:59:59")
    assert (table.times(job), table.state(job)) == (["22 03:00"], "scheduling")
    table.go("2026-11-22 12:00:01")
    assert table.state(job) == "ended"


def test_plan_times_of_all_jobs_are_made_in_their_order(table: Timetable) -> None:
    """R25."""
    first = table.started("first", every(20))
    second = table.started("second", every(15))
    table.jump("2026-11-22 03:00")
    merged = sorted(
        [instance for job in (first, second) for instance, _ in table.instances(job)],
        key=lambda each: each.id,
    )
    # the first ones were made at the start of each job
    rest = [each.plan_time for each in merged if each.plan_time > at("2026-11-22 02:00")]
    assert rest == sorted(rest)
    assert len(rest) == 3 + 4


def test_a_step_makes_a_hundred_and_lets_others_in(table: Timetable) -> None:
    job = table.started("often", every(1))
    table.mill.clock.present = at("2026-11-22 06:00")
    made = []
    for _ in range(3):
        table.mill.engine.turn(0)
        made.append(len(table.times(job)))
    assert made == [101, 201, 241]
    assert table.times(job)[-1] == "22 06:00"


def test_a_leap_day_and_the_ends_of_months(store: Store) -> None:
    """R12: a month without the day has none; R13: the last day, once."""
    clock = FakeClock(at("2028-01-30 00:00"))
    table = Timetable(Mill(store, clock=clock))
    days = {"recurrence": {"type": "monthly", "days": [29, 31, "L"], "at": "06:00"}}
    job = table.started("ends", days)
    leap = table.started("leap", {"recurrence": {"type": "cron", "expression": "0 0 6 29 2 ?"}})
    table.go("2028-05-01 00:00")
    assert [f"{each.plan_time:%m-%d}" for each, _ in table.instances(job)] == [
        "01-31", "02-29", "03-29", "03-31", "04-29", "04-30",
    ]  # fmt: skip
    assert [f"{each.plan_time:%Y-%m-%d}" for each, _ in table.instances(leap)] == ["2028-02-29"]


def test_clock_changes_in_two_zones_with_opposite_rules(store: Store) -> None:
    """R17, R18 on 2026-10-25 (Berlin back) and 2026-10-04 (Sydney forward)."""
    clock = FakeClock(at("2026-10-24 21:30"))
    table = Timetable(Mill(store, clock=clock))
    once = table.started("once", {**daily("02:30"), "zone": "Europe/Berlin"})
    both = table.started("both", {**every(30), "zone": "Europe/Berlin"})
    hours = table.started("hours", {"recurrence": {"type": "hours", "every": 1}, "zone": "Europe/Berlin"})
    table.go("2026-10-25 23:00")
    assert table.times(once) == ["25 00:30"]
    # from 23:30 of the 24th to midnight of the 26th, 25.5 hours
    assert len(table.times(both)) == 52
    day = [time for time in table.times(hours) if "24 22:00" <= time < "25 23:00"]
    assert len(day) == 24


def test_the_hour_that_does_not_exist_moves_forward(store: Store) -> None:
    """R17: Sydney 2026-10-04, 02:30 is read as 03:30 (+11)."""
    table = Timetable(Mill(store, clock=FakeClock(at("2026-10-03 13:00"))))
    job = table.started("spring", {**daily("02:30"), "zone": "Australia/Sydney"})
    table.go("2026-10-04 20:00")
    assert table.times(job) == ["03 16:30", "04 15:30"]


def test_the_zone_of_the_workspace_is_the_default(store: Store) -> None:
    """R16."""
    store.write(lambda s: s.admin.add_workspace("east", "Asia/Shanghai"))
    table = Timetable(Mill(store))
    job = table.started("east", daily("12:00"))
    table.go("2026-11-22 04:00")
    assert table.times(job) == ["22 04:00"]
    assert table.only(job)[0].zone == "Asia/Shanghai"


# ---- what an instance begins as ----------------------------------------------------------------------------


def test_days_off_make_dry_runs(table: Timetable) -> None:
    """R20, R21: the local date decides; 2026-11-22 is a Sunday."""
    table.calendar("office", **{"2026_11_24": False})
    job = table.started("working", {**daily("23:00"), "zone": "Asia/Shanghai", "calendar": "office"})
    table.go("2026-11-24 16:00")
    made = [(f"{each.plan_time:%d %H}", table.dry(each.id)) for each, _ in table.instances(job)]
    assert made == [("22 15", True), ("23 15", False), ("24 15", True)]


def test_a_changed_calendar_counts_for_what_is_not_made_yet(table: Timetable) -> None:
    """R21: the flag is fixed when the instance is made."""
    table.calendar("office")
    job = table.started("working", {**every(30), "calendar": "office"})
    with table.mill.store.read() as session:
        office = session.calendars.by_name(table.mill.ws, "office")
    assert office is not None
    changed = replace(office, default_working_days="MON_SUN")
    table.mill.store.write(lambda s: s.calendars.update(changed, office.revision))
    table.go("2026-11-22 02:30")
    assert [table.dry(each.id) for each, _ in table.instances(job)] == [True, False]


def test_confirmation_is_waited_for(table: Timetable) -> None:
    """R93."""
    job = table.started("careful", {**daily("02:00"), "confirm": True})
    assert table.only(job)[1] is InstanceStatus.WAITING_CONFIRMATION


def test_an_instance_takes_the_version_submitted_when_it_is_made(table: Timetable) -> None:
    """R120."""
    job = table.started("growing", every(30))
    table.submit(job, every(30), priority=0)
    table.go("2026-11-22 02:30")
    made = [(each.version_no, each.priority) for each, _ in table.instances(job)]
    assert made == [(1, 1), (2, 0)]


def test_a_definition_that_cannot_be_read_holds_up_no_other_job(table: Timetable) -> None:
    bad = table.started("bad", {**daily("03:00")})
    good = table.started("good", {**daily("03:00")})
    submitted = bad.submitted_hash
    assert submitted is not None
    table.mill.index.definitions._known.pop(submitted)
    table.mill.store.write(lambda s: s.jobs.put_content(table.mill.ws, "broken", "{"))
    table.mill.store.write(lambda s: _point_to(s, table, bad.id))
    table.go("2026-11-22 03:00")
    assert table.times(good) == ["22 03:00"]
    assert table.times(bad) == []
    assert {"job_id": bad.id, "plan_time": "2026-11-22T03:00:00+00:00"} in [
        dict(each) for each in _aside(table)
    ]
    table.go("2026-11-23 03:00")
    assert table.times(good) == ["22 03:00", "23 03:00"]


class _Broken(SpanSlots):
    """Slots of a job whose recurrence gives none but the first."""

    def __init__(self, job_id: JobId) -> None:
        self._job_id = job_id

    def next_from(self, job_id: JobId, span: Span, at: datetime) -> datetime | None:
        """See `SlotSource`."""
        if job_id == self._job_id:
            raise ValueError("no such recurrence")
        return super().next_from(job_id, span, at)


def test_a_schedule_that_cannot_be_reckoned_holds_up_no_other_job(table: Timetable) -> None:
    bad, good = table.started("bad", daily("03:00")), table.started("good", daily("03:00"))
    table.mill.index.plan.slots = _Broken(bad.id)
    table.go("2026-11-23 03:00")
    assert table.times(good) == ["22 03:00", "23 03:00"]
    assert [each["job_id"] for each in _aside(table)] == [bad.id]


def _point_to(session: Session, table: Timetable, job_id: JobId) -> None:
    job = session.jobs.get(table.mill.ws, job_id)
    assert job is not None
    session.jobs.update(replace(job, submitted_hash="broken"), job.revision)


def _aside(table: Timetable) -> list[Mapping[str, Any]]:
    with table.mill.store.read() as session:
        return [each.payload for each in session.admin.events_set_aside(table.mill.ws)]


# ---- once (R101) -------------------------------------------------------------------------------------------


def test_a_job_of_the_type_once_runs_at_each_start(table: Timetable) -> None:
    job = table.job("load", {"type": "once"})
    assert table.give("start_schedule", job) == ("applied", None)
    assert table.state(job) == "ended"
    assert table.give("start_schedule", job) == ("applied", None)
    made = [instance for instance, _ in table.instances(job)]
    assert [each.trigger for each in made] == [Trigger.ONCE] * 2
    assert {each.plan_time for each in made} == {table.mill.clock.now()}
    assert len({each.batch for each in made}) == 2
    assert table.spans(job) == ()


# ---- engines that come and go ------------------------------------------------------------------------------


def test_another_engine_goes_on_exactly(table: Timetable, store: Store) -> None:
    """Killed between two steps of a generation."""
    job = table.started("often", every(1))
    table.mill.clock.present = at("2026-11-22 05:00")
    table.mill.engine.turn(0)
    assert len(table.times(job)) == 101
    table.mill.engine.give_up_lead()
    second = Timetable(Mill(store, clock=table.mill.clock, name="engine-2"))
    second.mill.turn()
    assert second.times(job) == [f"22 {2 + n // 60:02}:{n % 60:02}" for n in range(181)]


def test_an_idle_planner_says_how_far_it_is(table: Timetable, store: Store) -> None:
    table.started("daily", daily("01:00"))
    table.idle("2026-11-22 02:10")
    with store.read() as session:
        until = session.schedules.planned_until()
    assert until is not None
    assert until >= at("2026-11-22 02:09")


def test_without_schedules_the_planner_never_wakes(mill: Mill) -> None:
    mill.turn()
    assert mill.index.timers.next_at() == mill.clock.now() + mill.engine._parts.settings.attempt_lease / 2
    mill.later(hours=5)
    with mill.store.read() as session:
        assert session.schedules.planned_until() is None


def test_definitions_are_read_before_their_minute(table: Timetable) -> None:
    job = table.started("daily", daily("03:00"))
    assert job.submitted_hash is not None
    table.mill.index.definitions._known.clear()
    table.idle("2026-11-22 02:59")
    assert table.mill.index.definitions.known(job.submitted_hash) is None
    table.idle("2026-11-22 02:59:51")
    assert table.mill.index.definitions.known(job.submitted_hash) is not None
