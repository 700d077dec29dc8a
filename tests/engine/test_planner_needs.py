"""What instances need of upstream jobs, as the engine and the services find it (R27-R47)."""

from collections.abc import Iterator
from datetime import datetime
from time import perf_counter

import pytest

from millrace.domain.ids import JobId
from millrace.domain.instance import InstanceStatus
from millrace.domain.plan_times import FAR_PAST
from millrace.domain.schedule import Schedule
from millrace.domain.spans import Span
from millrace.ports.store import Store
from millrace.services.needing import Downstream, Needing, UpstreamNeed
from millrace.services.slots import SpanSlots
from tests.engine.mill import Mill
from tests.engine.timetable import Timetable, at, daily, every

_SHELL = {"id": "a", "name": "a", "type": "shell", "properties": {"script": "true"}}


@pytest.fixture
def table(mill: Mill) -> Timetable:
    return Timetable(mill)


def _needs(table: Timetable, schedule: Schedule, plan_time: str) -> tuple[UpstreamNeed, ...]:
    """Of a job that is not there yet, as a preview asks."""
    asked = Downstream(
        table.mill.ws, JobId(0), schedule, "UTC", at(plan_time), [Span(schedule, "UTC", FAR_PAST)]
    )
    with table.mill.store.read() as session:
        return Needing(session, SpanSlots()).of(asked)


def _on(*names: str, **more: object) -> Schedule:
    document = {**daily("12:00"), "depends_on": [{"job": name, **more} for name in names]}
    return Schedule.model_validate(document)


def _times(need: UpstreamNeed) -> list[str]:
    return [f"{each:%d %H:%M}" for each in need.needed.plan_times]


def test_only_plan_times_that_exist_are_needed(table: Timetable) -> None:
    """R44: after the activation, outside of pauses; R35: of the day."""
    up = table.started("up", {"recurrence": {"type": "hours", "every": 4}})
    table.mill.clock.present = at("2026-11-22 09:00")
    table.give("pause_schedule", up)
    table.mill.clock.present = at("2026-11-22 13:00")
    table.give("resume_schedule", up)
    (need,) = _needs(table, _on("up"), "2026-11-22 12:00")
    assert need.job is not None
    assert (need.job.id, need.index, need.needed.require) == (up.id, 0, "all")
    assert _times(need) == ["22 04:00", "22 08:00", "22 16:00", "22 20:00"]


def test_a_job_that_is_not_there_or_was_never_started_has_no_plan_times(table: Timetable) -> None:
    """R44, R29: satisfied; R43: with traditional periods the instance is canceled."""
    table.job("idle", daily("10:00"))
    table.started("up", daily("10:00"))
    needs = _needs(table, _on("nobody", "idle", "up"), "2026-11-22 12:00")
    assert [need.job is None for need in needs] == [True, False, False]
    assert [(need.needed.require, need.needed.when_empty) for need in needs] == [
        ("none", "run"),
        ("none", "run"),
        ("all", "run"),
    ]
    table.mill.store.write(
        lambda s: s.admin.put_setting(table.mill.ws, "scheduling", {"dependency_mode": "traditional"})
    )
    assert _needs(table, _on("nobody"), "2026-11-22 12:00")[0].needed.when_empty == "cancel"


def test_a_deleted_upstream_job_is_waited_for_no_longer(table: Timetable) -> None:
    up = table.started("up", daily("10:00"))
    down = table.started("down", {**daily("02:00"), "depends_on": [{"job": "up"}]})
    assert table.only(down)[1] is InstanceStatus.WAITING
    table.give("stop_schedule", table.started("other", daily("01:00")))
    table.mill.store.write(lambda s: s.jobs.delete(table.mill.ws, up.id))
    table.mill.join()
    assert table.mill.work_off() == []
    table.give("job_deleted", up)
    assert table.mill.work_off() == ["a"]
    assert table.only(down)[1] is InstanceStatus.SUCCESS


def test_jobs_of_other_workspaces_are_found_by_name(table: Timetable, store: Store) -> None:
    """R47."""
    other = store.write(lambda s: s.admin.add_workspace("sources", "UTC"))
    home, table.mill.ws = table.mill.ws, other.id
    up = table.started("up", daily("10:00"))
    table.mill.ws = home
    found = _needs(table, _on("up", workspace="sources"), "2026-11-22 12:00")
    assert found[0].job is not None
    assert found[0].job.id == up.id
    assert _needs(table, _on("up"), "2026-11-22 12:00")[0].job is None
    assert _needs(table, _on("up", workspace="nowhere"), "2026-11-22 12:00")[0].job is None


def test_the_previous_cycle_is_found_where_it_is_asked_for(table: Timetable) -> None:
    """R45."""
    table.started("up", daily("03:00"))
    asked = _on("up", run_after_dependency_ends=True)
    assert _needs(table, _on("up"), "2026-11-23 12:00")[0].previous is None
    assert _needs(table, asked, "2026-11-23 12:00")[0].previous == (at("2026-11-22 03:00"),)


# ---- on the engine -----------------------------------------------------------------------------------------


def test_an_instance_waits_for_its_upstream_instances(table: Timetable) -> None:
    """R30, R42: the plan time of both is the same; the upstream one has to end well first."""
    table.mill.join()
    table.started("up", every(30), nodes=[_SHELL])
    down = table.started("down", {**every(30), "depends_on": [{"job": "up"}]})
    assert table.only(down)[1] is InstanceStatus.WAITING
    table.mill.work_off()
    assert table.only(down)[1] is InstanceStatus.SUCCESS


def test_what_waits_is_asked_again_when_plan_times_upstream_change(table: Timetable) -> None:
    """R46: while the upstream job is paused they wait; what the pause swallowed is gone when it is over."""
    up = table.started("up", daily("10:00"))
    down = table.started("down", {**daily("02:00"), "depends_on": [{"job": "up"}]})
    table.mill.join()
    table.give("pause_schedule", up)
    table.jump("2026-11-22 10:30")
    assert table.only(down)[1] is InstanceStatus.WAITING
    table.give("resume_schedule", up)
    assert table.mill.work_off() == ["a"]
    assert table.only(down)[1] is InstanceStatus.SUCCESS


def test_another_schedule_upstream_is_waited_for_from_then_on(table: Timetable) -> None:
    """R19, R44."""
    up = table.started("up", daily("10:00"))
    down = table.started("down", {**daily("02:00"), "depends_on": [{"job": "up"}]})
    table.mill.join()
    table.submit(up, daily("01:00"))
    assert table.mill.work_off() == ["a"]
    assert table.only(down)[1] is InstanceStatus.SUCCESS


def test_fifty_dependencies_are_found_quickly(table: Timetable) -> None:
    names = [f"up{number}" for number in range(50)]
    for name in names:
        table.started(name, {"recurrence": {"type": "hours", "every": 1}, "start": "2026-11-23T00:00:00"})
    schedule = _on(*names)
    best = min(_seconds(table, schedule) for _ in range(5))
    assert sum(len(need.needed.plan_times) for need in _needs(table, schedule, "2026-11-24 12:00")) == 1200
    assert best < 0.03, best  # 10 ms on an idle machine; most of it are the 1,200 plan times


def _seconds(table: Timetable, schedule: Schedule) -> float:
    asked = Downstream(
        table.mill.ws, JobId(0), schedule, "UTC", at("2026-11-24 12:00"), [Span(schedule, "UTC", FAR_PAST)]
    )
    with table.mill.store.read() as session:
        began = perf_counter()
        Needing(session, SpanSlots()).of(asked)
        return perf_counter() - began


# ---- slots from elsewhere ----------------------------------------------------------------------------------


class Given(SpanSlots):
    """Plan times as they are handed in, whatever the schedule says."""

    def __init__(self, *times: str) -> None:
        self.times = [at(time) for time in times]

    def between(self, job_id: JobId, span: Span, first: datetime, until: datetime) -> Iterator[datetime]:
        """See `SlotSource`."""
        begin, end = max(first, span.begins_at), min(until, span.ends_at or until)
        return iter([time for time in self.times if begin <= time < end])


def test_plan_times_can_be_handed_in(store: Store) -> None:
    """The planner and the needs of instances both ask the one source of slots."""
    given = Given("2026-11-22 02:07", "2026-11-22 02:08", "2026-11-22 05:55")
    mill = Mill(store)
    mill.index.plan.slots = given
    table = Timetable(mill)
    job = table.started("odd", daily("10:00"))
    table.go("2026-11-22 06:00")
    assert table.times(job) == ["22 02:07", "22 02:08", "22 05:55"]
    down = table.job("down", {**daily("02:07"), "depends_on": [{"job": "odd"}]})
    table.give("start_schedule", down)
    asked = Schedule.model_validate({**daily("12:00"), "depends_on": [{"job": "odd"}]})
    with store.read() as session:
        (need,) = Needing(session, given).of(
            Downstream(mill.ws, JobId(0), asked, "UTC", at("2026-11-22 12:00"), ())
        )
    assert _times(need) == ["22 02:07", "22 02:08", "22 05:55"]
