"""What cannot be read of a draft is told with its place and in words."""

import pytest

from millrace.services.drafts import draft_of


@pytest.mark.parametrize(
    ("schedule", "field", "words"),
    [
        ({"recurrence": {"type": "daily", "at": "25:00"}}, "schedule.recurrence.at", "is no time of day"),
        ({"recurrence": {"type": "minutes", "every": 77}}, "schedule.recurrence.every", "less than or equal"),
        ({"depends_on": [{"job": "a", "n": 31}]}, "schedule.depends_on[0].n", "less than or equal to 30"),
    ],
)
def test_a_fault_of_a_schedule_names_its_field(schedule: dict[str, object], field: str, words: str) -> None:
    (fault,) = draft_of({"schedule": schedule}).faults
    assert fault.field == field
    assert words in fault.message
