"""R28 for schedules that have no row of their own: crons by what they produce, and even minutes."""

import pytest
from pydantic import TypeAdapter

from millrace.domain.periods import (
    PeriodKind,
    interval_hours,
    interval_minutes,
    is_discrete,
    kind_of,
    runs_per_day,
)
from millrace.domain.schedule import Recurrence

READER: TypeAdapter[Recurrence] = TypeAdapter(Recurrence)


def cron(expression: str) -> Recurrence:
    return READER.validate_python({"type": "cron", "expression": expression})


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("0 0/10 * * * ?", PeriodKind.MINUTE),
        ("0 5,20 8 ? * MON-FRI", PeriodKind.MINUTE),
        ("0 30 * * * ?", PeriodKind.HOUR),
        ("0 0 2,5,15 * * ?", PeriodKind.HOUR),
        ("0 0 2 * * ?", PeriodKind.DAY),
        ("0 0 2 ? * SUN-SAT", PeriodKind.DAY),
        ("0 0 2 ? * MON", PeriodKind.WEEK),
        ("0 0 2 1 * ?", PeriodKind.MONTH),
        ("0 0 2 L * ?", PeriodKind.MONTH),
        ("0 0 2 ? * 2#1", PeriodKind.MONTH),
    ],
)
def test_a_cron_is_of_the_kind_of_what_it_produces(expression: str, kind: PeriodKind) -> None:
    assert kind_of(cron(expression)) is kind


@pytest.mark.parametrize(
    ("expression", "minutes"),
    [("0 0/10 * * * ?", 10), ("0 0,50 * * * ?", 10), ("0 0,50 8,12 * * ?", 50), ("0 5,20,25 8 * * ?", 5)],
)
def test_the_interval_of_minutes_is_the_shortest(expression: str, minutes: int) -> None:
    assert interval_minutes(cron(expression)) == minutes


@pytest.mark.parametrize(
    ("expression", "hours", "runs"),
    [
        ("0 0 * * * ?", 1, 24),
        ("0 0 0/6 * * ?", 6, 4),
        ("0 0 0/10 * * ?", 10, 3),
        ("0 0 8,20 * * ?", 12, 2),
        ("0 0 9,15 * * ?", None, 2),
        ("0 0 2,5,15 * * ?", None, 3),
    ],
)
def test_hours_through_the_whole_day_are_an_interval(expression: str, hours: int | None, runs: int) -> None:
    found = cron(expression)
    assert is_discrete(found) is (hours is None)
    assert interval_hours(found) == hours
    assert runs_per_day(found) == runs


def test_even_minutes_are_minutes_and_doubled_hours_count_once() -> None:
    even = READER.validate_python({"type": "even_minutes", "every": 90})
    assert (kind_of(even), interval_minutes(even)) == (PeriodKind.MINUTE, 90)
    hours = READER.validate_python({"type": "discrete_hours", "hours": [9, 9, 15]})
    assert runs_per_day(hours) == 2
