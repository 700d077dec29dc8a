"""Plan times counted by stretches: what the calendar shows."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from millrace.domain.plan_times import count, counts
from millrace.domain.schedule import Schedule


@pytest.mark.parametrize("zone", ["UTC", "Europe/Vienna", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    "recurrence",
    [{"type": "minutes", "every": 7}, {"type": "hours", "every": 5}, {"type": "daily", "at": "02:30"}],
)
def test_counting_by_stretches_is_counting_each_of_them(zone: str, recurrence: dict[str, Any]) -> None:
    schedule = Schedule.model_validate(
        {"recurrence": recurrence, "start": "2026-03-27T12:00:00", "end": "2026-04-06T12:00:00"}
    )
    edges = [datetime(2026, 3, 26, 13, tzinfo=UTC) + timedelta(hours=11 * n) for n in range(30)]
    edges[3] = edges[2]
    by_one = [count(schedule, zone, *pair) for pair in pairwise(edges)]
    assert list(counts(schedule, zone, edges)) == by_one
    assert sum(by_one) > 8
