"""Every case of the table of plan times (R1-R26), changes and pauses as spans, calendars as dry runs."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from millrace.domain import plan_times
from millrace.domain.calendars import WorkCalendar
from millrace.domain.schedule import Schedule
from millrace.domain.spans import Span
from tests.cases.loading import Case, case_params

LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def spans_of(schedule: dict[str, Any]) -> list[Span]:
    """The stretches in which the job of a case is scheduled, and as what (R9, R15, R19)."""
    zone = schedule["timezone"]

    def instant(text: str) -> datetime:
        return plan_times.instant_of(datetime.fromisoformat(text), zone)

    begins = instant(schedule["activated_at"]) if schedule.get("activated_at") else LONG_AGO
    steps = [(begins, schedule["recurrence"])]
    steps += [(instant(each["at"]) + INSTANT, each["recurrence"]) for each in schedule.get("changes", ())]
    ends = [begin for begin, _ in steps[1:]] + [plan_times.FAR_FUTURE]
    pauses = [(instant(each["from"]), instant(each["to"])) for each in schedule.get("pauses", ())]
    found = []
    for (begin, recurrence), end in zip(steps, ends, strict=True):
        part = Schedule.model_validate(
            {"start": schedule.get("start"), "end": schedule.get("end"), "recurrence": recurrence}
        )
        for pause_from, pause_to in [*pauses, (end, end)]:
            found.append(Span(part, zone, begin, min(pause_from, end)))
            begin = max(begin, pause_to)
    return found


def calendar_of(given: dict[str, Any]) -> WorkCalendar:
    overrides = {date.fromisoformat(day): working for day, working in given.get("overrides", {}).items()}
    return WorkCalendar(given["default_working_days"], overrides)


@pytest.mark.parametrize("case", case_params("plan_times"))
def test_case(case: Case) -> None:
    schedule = case["schedule"]
    zone = schedule["timezone"]
    first, until = (
        plan_times.instant_of(datetime.fromisoformat(case["window"][side]), zone) for side in ("from", "to")
    )
    found = list(islice(plan_times.of_spans(spans_of(schedule), first, until), case["window"].get("limit")))
    if schedule.get("calendar"):
        days = calendar_of(schedule["calendar"])
        flags = [not days.is_working(plan_times.local_date(moment, zone)) for moment in found]
        assert list(zip(found, flags, strict=True)) == [
            (datetime.fromisoformat(each["plan_time"]), each["dry_run"]) for each in case["expect"]
        ]
    else:
        assert found == [datetime.fromisoformat(text) for text in case["expect"]]
