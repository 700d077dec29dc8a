"""Of which kind a recurrence is and how long its interval: what the windows of dependencies ask (R28-R40)."""

from enum import StrEnum
from itertools import pairwise

from millrace.domain import cron
from millrace.domain.cron import CronExpression
from millrace.domain.schedule import (
    Cron,
    DiscreteHours,
    EvenMinutes,
    Hours,
    Minutes,
    Monthly,
    Recurrence,
    Weekly,
)


class PeriodKind(StrEnum):
    """The rows and columns of R28."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def kind_of(recurrence: Recurrence) -> PeriodKind:
    """R28; a cron expression counts as the recurrence that it is most like (see `_kind_of_cron`)."""
    match recurrence:
        case Minutes() | EvenMinutes():
            return PeriodKind.MINUTE
        case Hours() | DiscreteHours():
            return PeriodKind.HOUR
        case Weekly():
            return PeriodKind.WEEK
        case Monthly():
            return PeriodKind.MONTH
        case Cron(expression=expression):
            return _kind_of_cron(cron.parse(expression))
        case _:
            return PeriodKind.DAY


def _kind_of_cron(read: CronExpression) -> PeriodKind:
    """Several minutes: minute; several hours: hour; else each day, weekdays, or days of the month."""
    if len(read.seconds) > 1 or len(read.minutes) > 1:
        return PeriodKind.MINUTE
    if len(read.hours) > 1:
        return PeriodKind.HOUR
    if read.every_day:
        return PeriodKind.DAY
    whole_year = len(read.months) == len(cron.MONTHS) and read.years is None
    return PeriodKind.WEEK if read.day.kind == "weekdays" and whole_year else PeriodKind.MONTH


def is_discrete(recurrence: Recurrence) -> bool:
    """Whether hours are chosen one by one (R8, R37), not by an interval.

    The hours of a cron count as an interval if they are what `hours` makes: even steps through the whole day.
    """
    if isinstance(recurrence, Cron):
        read = cron.parse(recurrence.expression)
        return _kind_of_cron(read) is PeriodKind.HOUR and not _even_through_the_day(read.hours)
    return isinstance(recurrence, DiscreteHours)


def _even_through_the_day(hours: tuple[int, ...]) -> bool:
    step = hours[1] - hours[0]
    even = all(later - earlier == step for earlier, later in pairwise(hours))
    return even and hours[0] < step and hours[-1] + step >= cron.HOURS_OF_A_DAY


def runs_per_day(recurrence: Recurrence) -> int:
    """How many hours a discrete recurrence has (R37); duplicates count once (R8)."""
    if isinstance(recurrence, Cron):
        return len(cron.parse(recurrence.expression).hours)
    return len(set(recurrence.hours)) if isinstance(recurrence, DiscreteHours) else 1


def interval_minutes(recurrence: Recurrence) -> int | None:
    """The interval of a recurrence of the kind minute; of a cron the shortest between two of its minutes."""
    match recurrence:
        case Minutes(every=every) | EvenMinutes(every=every):
            return every
        case Cron(expression=expression):
            read = cron.parse(expression)
            if _kind_of_cron(read) is not PeriodKind.MINUTE:
                return None
            return _shortest_step(read)
        case _:
            return None


def _shortest_step(read: CronExpression) -> int:
    """In minutes, over the full hour too where two hours follow one another."""
    steps = [later - earlier for earlier, later in pairwise(read.minutes)]
    hours = set(read.hours)
    if any((hour + 1) % cron.HOURS_OF_A_DAY in hours for hour in hours):
        steps.append(read.minutes[0] + 60 - read.minutes[-1])
    return min(steps, default=1)


def interval_hours(recurrence: Recurrence) -> int | None:
    """The interval of a recurrence of the kind hour; None for hours chosen one by one."""
    if isinstance(recurrence, Hours):
        return recurrence.every
    if not isinstance(recurrence, Cron) or is_discrete(recurrence):
        return None
    read = cron.parse(recurrence.expression)
    if _kind_of_cron(read) is not PeriodKind.HOUR:
        return None
    return read.hours[1] - read.hours[0]
