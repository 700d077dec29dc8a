"""Frozen plan times of a schedule that is closed or changed go with their slot (R15, R19, R94, R104)."""

from collections.abc import Mapping
from typing import Any

import pytest

from millrace.domain.instance import InstanceStatus
from millrace.ports.records import JobRecord
from tests.engine.mill import Mill
from tests.engine.timetable import Timetable, every

_SLOT = "2026-11-22T02:10:00Z"


@pytest.fixture
def table(mill: Mill) -> Timetable:
    return Timetable(mill)


def _often(minutes: int, start: str = "00:00") -> Mapping[str, Any]:
    return {"recurrence": {"type": "minutes", "every": minutes, "from": start}, "self_dependent": True}


def _frozen(table: Timetable) -> JobRecord:
    """Every 5 minutes, each after the one before; 02:10 is frozen, and it is 02:06."""
    job = table.started("often", _often(5), nodes=[])
    table.go("2026-11-22 02:05")
    assert table.give("freeze_slot", job, plan_time=_SLOT) == ("applied", None)
    table.jump("2026-11-22 02:06")
    return job


def _fates(table: Timetable, job: JobRecord) -> Mapping[str, InstanceStatus]:
    return {f"{instance.plan_time:%H:%M}": status for instance, status in table.instances(job)}


def test_a_frozen_slot_that_another_schedule_does_not_have_holds_up_nothing(table: Timetable) -> None:
    """R19, R104."""
    job = _frozen(table)
    table.submit(job, {"recurrence": {"type": "hours", "every": 1}, "self_dependent": True}, nodes=[])
    table.go("2026-11-22 04:00")
    good = InstanceStatus.SUCCESS
    assert _fates(table, job) == {"02:00": good, "02:05": good, "03:00": good, "04:00": good}
    refused = ("refused", "no_such_plan_time")
    assert table.give("unfreeze_slot", job, plan_time=_SLOT) == refused


def test_a_frozen_slot_that_another_schedule_has_too_stays_frozen(table: Timetable) -> None:
    """R19: the slot exists, from the new schedule."""
    job = _frozen(table)
    table.submit(job, _often(10), nodes=[])
    table.go("2026-11-22 02:20")
    fates = _fates(table, job)
    assert (fates["02:10"], fates["02:20"]) == (InstanceStatus.FROZEN, InstanceStatus.WAITING)


@pytest.mark.parametrize(("close", "open_again"), [("stop", "start"), ("pause", "resume")])
def test_frozen_slots_go_when_the_schedule_is_closed(table: Timetable, close: str, open_again: str) -> None:
    """R15: what the gap leaves out never existed, frozen or not."""
    job = _frozen(table)
    assert table.give(f"{close}_schedule", job) == ("applied", None)
    assert list(_fates(table, job)) == ["02:00", "02:05"]
    table.jump("2026-11-22 02:30")
    assert table.give(f"{open_again}_schedule", job) == ("applied", None)
    table.go("2026-11-22 02:35")
    assert list(_fates(table, job)) == ["02:00", "02:05", "02:30", "02:35"]
    assert set(_fates(table, job).values()) == {InstanceStatus.SUCCESS}


def test_a_frozen_slot_that_has_come_stays_when_the_schedule_is_stopped(table: Timetable) -> None:
    """R15, R52: its slot existed; unfrozen it runs."""
    job = _frozen(table)
    table.go("2026-11-22 02:16")
    table.give("stop_schedule", job)
    assert _fates(table, job)["02:10"] is InstanceStatus.FROZEN
    assert table.give("unfreeze_slot", job, plan_time=_SLOT) == ("applied", None)
    assert _fates(table, job)["02:10"] is InstanceStatus.SUCCESS


def test_whoever_waits_for_a_frozen_slot_goes_on_when_it_goes(table: Timetable) -> None:
    """R44: the slot does not exist any more."""
    up = table.started("up", every(30), nodes=[])
    slot = "2026-11-22T02:30:00Z"
    assert table.give("freeze_slot", up, plan_time=slot) == ("applied", None)
    down = table.started(
        "down", {**_often(5), "self_dependent": False, "depends_on": [{"job": "up"}]}, nodes=[]
    )
    table.submit(up, {"recurrence": {"type": "hours", "every": 1}}, nodes=[])
    table.go("2026-11-22 03:00")
    assert set(_fates(table, down).values()) == {InstanceStatus.SUCCESS}
