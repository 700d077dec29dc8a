"""Working-day calendars: which dates count as working days (R24, R150)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

WorkingDays = Literal["MON_FRI", "MON_SUN"]

_FIRST_WEEKEND_DAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """A week pattern and the single dates that differ from it (True = working)."""

    default_working_days: WorkingDays = "MON_FRI"
    overrides: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))

    def is_working(self, day: date) -> bool:
        """Whether this local date is a working day."""
        override = self.overrides.get(day)
        if override is not None:
            return override
        return self.default_working_days == "MON_SUN" or day.weekday() < _FIRST_WEEKEND_DAY
