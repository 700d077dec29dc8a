"""Cron expressions as Quartz reads them (R23).

Six fields `second minute hour day month weekday` and an optional year; weekdays count from 1 = Sunday;
exactly one of day and weekday is `?`. This module says on which days and at which times of day an expression
is due; which instants those are in a zone is for `plan_times`.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from millrace.domain import cron_fields
from millrace.domain.cron_fields import DAY, WEEKDAY, CronError, DayRule

__all__ = ["CronError", "CronExpression", "DayRule", "parse"]

SATURDAY, SUNDAY = 5, 6  # as Python counts
HOURS_OF_A_DAY = 24
MONTHS = range(1, 13)
FIELD_COUNTS = (6, 7)


@dataclass(frozen=True, slots=True)
class CronExpression:
    """What the fields allow; all values ascending and distinct. `years` None: every year."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: tuple[int, ...]
    day: DayRule
    years: frozenset[int] | None

    @property
    def repeats_in_overlap(self) -> bool:
        """R23: every hour and more than one minute: such a grid runs in both passes of an overlap (R18)."""
        return len(self.hours) == HOURS_OF_A_DAY and len(self.minutes) > 1

    @property
    def every_day(self) -> bool:
        """Whether no field leaves out a day."""
        all_days = (self.day.kind == "days" and len(self.day.values) == DAY.high) or (
            self.day.kind == "weekdays" and len(self.day.values) == WEEKDAY.high
        )
        return all_days and len(self.months) == len(MONTHS) and self.years is None

    def times_of_day(self) -> tuple[int, ...]:
        """Seconds since midnight, ascending: the same on every day that is due."""
        return tuple(
            hour * 3600 + minute * 60 + second
            for hour in self.hours
            for minute in self.minutes
            for second in self.seconds
        )

    def days_of(self, year: int, month: int) -> Sequence[int]:
        """The days of a month that are due, ascending."""
        if month not in self.months or (self.years is not None and year not in self.years):
            return ()
        return days_by_rule(self.day, year, month)


def days_by_rule(rule: DayRule, year: int, month: int) -> Sequence[int]:
    """The days of a month that a day rule means; a day that the month lacks is not due."""
    first_weekday, last = calendar.monthrange(year, month)
    if rule.kind == "days":
        return [day for day in rule.values if day <= last]
    if rule.kind in ("last", "last_workday"):
        day = last - rule.number
        return _workday(day, first_weekday, last, near=rule.kind == "last_workday") if day >= 1 else ()
    if rule.kind == "workday":
        return _workday(rule.number, first_weekday, last, near=True) if rule.number <= last else ()
    # Quartz counts weekdays from 1 = Sunday, Python from 0 = Monday
    firsts = sorted(1 + ((value + 5) % 7 - first_weekday) % 7 for value in rule.values)
    if rule.kind == "weekdays":
        return sorted(day for start in firsts for day in range(start, last + 1, 7))
    every = range(firsts[0], last + 1, 7)
    if rule.kind == "last_weekday":
        return (every[-1],)
    return (every[rule.number - 1],) if rule.number <= len(every) else ()


def _workday(day: int, first_weekday: int, last: int, *, near: bool) -> Sequence[int]:
    """The day itself, or with `near` the Monday to Friday nearest to it in the same month."""
    weekday = (first_weekday + day - 1) % 7
    if near and weekday == SATURDAY:
        day += 2 if day == 1 else -1
    elif near and weekday == SUNDAY:
        day += -2 if day == last else 1
    return (day,)


@lru_cache(maxsize=4096)
def parse(expression: str) -> CronExpression:
    """Read an expression; CronError tells what is wrong and where (`position` from 0)."""
    fields = cron_fields.split(expression)
    if len(fields) not in FIELD_COUNTS:
        message = (
            "A cron expression has 6 fields (second, minute, hour, day, month, weekday) "
            f"and may have a year; this one has {len(fields)}."
        )
        raise CronError(message, fields[7].position if len(fields) > max(FIELD_COUNTS) else len(expression))
    second, minute, hour, day, month, weekday = fields[:6]
    return CronExpression(
        seconds=cron_fields.values(second, cron_fields.SECOND),
        minutes=cron_fields.values(minute, cron_fields.MINUTE),
        hours=cron_fields.values(hour, cron_fields.HOUR),
        day=_day_rule(day, weekday),
        months=cron_fields.values(month, cron_fields.MONTH),
        years=_years(fields[6]) if len(fields) > FIELD_COUNTS[0] else None,
    )


def _years(field: cron_fields.FieldText) -> frozenset[int] | None:
    return None if field.text == "*" else frozenset(cron_fields.values(field, cron_fields.YEAR))


def _day_rule(day: cron_fields.FieldText, weekday: cron_fields.FieldText) -> DayRule:
    """R23: exactly one of the two fields is `?`."""
    if day.text == "?" and weekday.text == "?":
        message = "Only one of day and weekday may be ?; write * for the other to mean every day."
        raise CronError(message, weekday.position)
    if day.text != "?" and weekday.text != "?":
        message = "One of day and weekday must be ?: a cron expression is about days or about weekdays."
        raise CronError(message, weekday.position)
    return cron_fields.weekday_rule(weekday) if day.text == "?" else cron_fields.day_rule(day)
