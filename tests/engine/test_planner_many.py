"""Many schedules: the planner's memory is read soon, and costs nothing while nothing is due."""

from collections.abc import Iterator
from time import process_time

import pytest

from millrace.domain.ids import JobId, VersionNo
from millrace.domain.schedule import Schedule
from millrace.domain.spans import Span
from millrace.engine.plan_memory import PlanMemory
from millrace.ports.records import Stamp
from millrace.ports.schedule_records import SpanRecord
from tests.engine.mill import Mill
from tests.engine.timetable import Timetable, at

MANY = 10_000
_ZONES = ("Europe/Berlin", "Asia/Shanghai", "UTC", "America/New_York")


def _recurrence(number: int) -> dict[str, object]:
    time = f"{4 + number % 20:02}:{number % 60:02}"
    kinds: tuple[dict[str, object], ...] = (
        {"type": "daily", "at": time},
        {"type": "hours", "every": 3, "from": "00:30"},
        {"type": "weekly", "days": [1, 3], "at": time},
        {"type": "monthly", "days": [5, "L"], "at": time},
        {"type": "cron", "expression": f"0 {number % 60} 5 * * ?"},
        {"type": "minutes", "every": 10, "from": "00:05"},
    )
    return kinds[number % len(kinds)]


def _spans(mill: Mill) -> Iterator[SpanRecord]:
    for number in range(MANY):
        schedule = Schedule.model_validate({"recurrence": _recurrence(number)})
        span = Span(schedule, _ZONES[number % len(_ZONES)], mill.clock.now())
        yield SpanRecord(mill.ws, JobId(100 + number), VersionNo(1), span, Stamp("ada", mill.clock.now()))


@pytest.mark.parametrize("store", ["memory"], indirect=True)
def test_ten_thousand_schedules_are_read_in_two_seconds(mill: Mill) -> None:
    spans = list(_spans(mill))
    mill.store.write(lambda s: s.schedules.add_spans(spans))
    memory = PlanMemory()
    memory.led_from(mill.clock.now())
    with mill.store.read() as session:
        began = process_time()
        memory.rebuild(session, mill.clock.now())
        spent = process_time() - began
    assert len(memory) == MANY
    assert spent < 2.0
    soonest = min(each.due for each in memory.due_before(at("2027-01-01 00:00")) if each.due)
    assert memory.next_at() == soonest == at("2026-11-22 02:05")


@pytest.mark.parametrize("store", ["memory"], indirect=True)
def test_a_planner_with_nothing_due_looks_twice_a_minute(mill: Mill) -> None:
    table = Timetable(mill)
    table.started("yearly", {"recurrence": {"type": "cron", "expression": "0 0 6 1 1 ?"}})
    looks = 0
    while mill.clock.now() < at("2026-11-22 03:00"):
        wake = mill.index.plan.woken_at
        assert wake is not None
        mill.clock.present = wake
        mill.turn()
        looks += 1
    assert looks == 2 * 60
