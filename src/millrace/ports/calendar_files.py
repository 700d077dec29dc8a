"""Files of days that other programs write: iCalendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SkippedEvent:
    """An event that gave no days, and why."""

    summary: str
    why: str


@dataclass(frozen=True, slots=True)
class DaysOfFile:
    """The dates of a file's all-day events, ascending and distinct."""

    days: Sequence[date]
    skipped: Sequence[SkippedEvent]


class CalendarFiles(Protocol):
    """Reads iCalendar texts, which anybody may have written."""

    def days(self, text: str, zone: str, first: date, last: date) -> DaysOfFile:
        """The days between `first` and `last`, both included; `zone` is for times that name none.

        Raises InvalidCalendarFile: the text is no such file, or asks for more than is sensible.
        """
        ...
