from typing import Any

import pytest

from millrace.domain.schedule import Schedule
from millrace.domain.schedule_words import sentence

OPEN = "Europe/Vienna, from its start without an end."


def said(**values: Any) -> str:
    return sentence(Schedule.model_validate(values), "Europe/Vienna")


@pytest.mark.parametrize(
    ("recurrence", "words"),
    [
        ({"type": "daily", "at": "02:00"}, "Every day at 02:00"),
        ({"type": "weekly", "days": [7, 1, 3], "at": "06:30"}, "Every Monday, Wednesday and Sunday at 06:30"),
        ({"type": "weekly", "days": []}, "On no weekday"),
        ({"type": "monthly", "days": [1]}, "On the 1st of every month at 00:00"),
        ({"type": "monthly", "days": [22, "L"]}, "On the 22nd and last day of every month at 00:00"),
        ({"type": "discrete_hours", "hours": [15, 2, 2], "minute": 5}, "Every day at 02:05 and 15:05"),
        ({"type": "hours", "every": 1}, "Every hour"),
        ({"type": "hours", "every": 3, "from": "01:15"}, "Every 3 hours from 01:15 to 23:59"),
        ({"type": "minutes", "every": 50}, "Every 50 minutes (in each hour at :00 and :50)"),
        (
            {"type": "minutes", "every": 30, "from": "08:30", "to": "17:59"},
            "Every 30 minutes (in each hour at :30) from 08:30 to 17:59",
        ),
        ({"type": "even_minutes", "every": 50}, "Every 50 minutes, counted from 00:00 of each day"),
        ({"type": "cron", "expression": "0 0 2 * * ?"}, "Every day at 02:00 (cron 0 0 2 * * ?)"),
        (
            {"type": "cron", "expression": "0 0 9 ? * SUN,MON"},
            "Every Monday and Sunday at 09:00 (cron 0 0 9 ? * SUN,MON)",
        ),
        (
            {"type": "cron", "expression": "0 0 9 L-3 2 ?"},
            "3 days before the last day of February at 09:00 (cron 0 0 9 L-3 2 ?)",
        ),
        (
            {"type": "cron", "expression": "0 0 9 LW * ?"},
            "On the last workday of every month at 09:00 (cron 0 0 9 LW * ?)",
        ),
        (
            {"type": "cron", "expression": "0 0/5 8-10 ? * 6#2"},
            "On the 2nd Friday of every month in the hours 8, 9 and 10 at the minutes 0 to 55 in steps of 5 "
            "(cron 0 0/5 8-10 ? * 6#2)",
        ),
        (
            {"type": "cron", "expression": "nonsense"},
            "By the cron expression 'nonsense', which cannot be read",
        ),
    ],
)
def test_recurrences(recurrence: dict[str, Any], words: str) -> None:
    assert said(recurrence=recurrence) == f"{words}, {OPEN}"


def test_bounds() -> None:
    daily = {"type": "daily", "at": "02:00"}
    assert said(recurrence=daily, start="2026-01-01T00:00:00") == (
        "Every day at 02:00, Europe/Vienna, from 1 January 2026 without an end."
    )
    assert said(recurrence=daily, start="2026-01-01T00:00:00", end="2026-02-03T04:05:00+00:00") == (
        "Every day at 02:00, Europe/Vienna, from 1 January 2026 until 3 February 2026 04:05 UTC."
    )


def test_what_is_not_periodic() -> None:
    assert said(type="once") == "Once at each start."
    assert said(type="event") == "When an event arrives."
    assert said() == "No recurrence is chosen yet."
