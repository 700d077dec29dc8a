"""Turns the fields that were read from a text into a local time, by Java's rules of precedence (R151)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

_SUNDAY = 1
_WEEK = 7
_EPOCH_YEAR = 1970
# Fields that by themselves fix the day.
_MONTH_DAY, _MONTH_WEEK, _NTH_WEEKDAY, _YEAR_DAY, _YEAR_WEEK = "d", "W", "F", "D", "w"


@dataclass
class DateFields:
    """Values by pattern letter (h and k as K and H, u as E with 1 = Sunday); later letters are fresher."""

    values: dict[str, int] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)

    def set(self, letter: str, value: int) -> None:
        """Note a value; a later one for the same field replaces it."""
        self.values[letter] = value
        self.order[letter] = max(self.order.values(), default=0) + 1

    def wall_time(self) -> datetime:
        """The local time; OverflowError or ValueError outside the years 1-9999."""
        midnight = datetime.combine(self._day(), datetime.min.time())
        return midnight + timedelta(
            hours=self._hour(),
            minutes=self.values.get("m", 0),
            seconds=self.values.get("s", 0),
            milliseconds=self.values.get("S", 0),
        )

    def _age(self, *letters: str) -> int:
        """How fresh the freshest of these fields is; 0 if one of them is missing."""
        ages = [self.order.get(letter, 0) for letter in letters]
        return max(ages) if all(ages) else 0

    def _hour(self) -> int:
        if "H" in self.values and self._age("H") >= self._age("K", "a"):
            return self.values["H"]
        return self.values.get("K", 0) + 12 * self.values.get("a", 0)

    def _day(self) -> date:
        if self._age("Y") > self._age("y"):
            return self._in_week_year()
        year = self.values.get("y", _EPOCH_YEAR)
        deciding = self._deciding_field()
        if deciding == _YEAR_DAY:
            return date(year, 1, 1) + timedelta(days=self.values["D"] - 1)
        if deciding == _YEAR_WEEK:
            return self._in_week(date(year, 1, 1), self.values["w"])
        carry, month = divmod(self.values.get("M", 0), 12)
        first = date(year + carry, month + 1, 1)
        if deciding == _MONTH_WEEK:
            return self._in_week(first, self.values["W"])
        if deciding == _NTH_WEEKDAY:
            return self._nth_weekday(first)
        return first + timedelta(days=self.values.get("d", 1) - 1)

    def _deciding_field(self) -> str:
        """Which field fixes the day; weeks count only together with a weekday, unless nothing else is set."""
        ages = {
            _MONTH_DAY: self._age("d"),
            _MONTH_WEEK: self._age("W", "E"),
            _NTH_WEEKDAY: self._age("F", "E"),
            _YEAR_DAY: self._age("D"),
            _YEAR_WEEK: self._age("w", "E"),
        }
        if not any(ages.values()):
            ages = {
                _MONTH_WEEK: self._age("W"),
                _NTH_WEEKDAY: max(self._age("F"), self._age("E")),
                _YEAR_WEEK: self._age("w"),
            }
        best = max(ages.values())
        if not best:
            return _MONTH_DAY
        candidates = [letter for letter, age in ages.items() if age == best]
        return max(candidates, key=lambda letter: self._age(letter))

    def _in_week(self, first: date, week: int) -> date:
        sunday = first - timedelta(days=first.isoweekday() % _WEEK)
        weekday = self.values.get("E", _SUNDAY)
        return sunday + timedelta(days=(week - 1) * _WEEK + weekday - _SUNDAY)

    def _in_week_year(self) -> date:
        return self._in_week(date(self.values["Y"], 1, 1), self.values.get("w", 1))

    def _nth_weekday(self, first: date) -> date:
        weekday = self.values.get("E", _SUNDAY) - _SUNDAY
        number = self.values.get("F", 1)
        if number < 0:
            # Counted back from the end of the month: -1 is the last one.
            first = (first + timedelta(days=31)).replace(day=1)
            number += 1
        to_weekday = (weekday - first.isoweekday()) % _WEEK
        return first + timedelta(days=to_weekday + (number - 1) * _WEEK)
