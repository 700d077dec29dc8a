"""Says a schedule back as an English sentence, so that its author sees what was understood."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from millrace.domain import cron
from millrace.domain.cron_fields import DAY
from millrace.domain.schedule import (
    Cron,
    Daily,
    DiscreteHours,
    EvenMinutes,
    Hours,
    Minutes,
    Monthly,
    Recurrence,
    Schedule,
    ScheduleType,
    Weekly,
)

LAST_MINUTE = "23:59"
MANY = 6
"""Longer lists are told in short."""

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_TEENS = (11, 12, 13)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def sentence(schedule: Schedule, zone: str) -> str:
    """For example: Every day at 02:00, Europe/Vienna, from 1 January 2026 without an end."""
    if schedule.type is ScheduleType.ONCE:
        return "Once at each start."
    if schedule.type is ScheduleType.EVENT:
        return "When an event arrives."
    if schedule.recurrence is None:
        return "No recurrence is chosen yet."
    return f"{recurrence_words(schedule.recurrence)}, {zone}, {_bounds(schedule)}."


def recurrence_words(recurrence: Recurrence) -> str:
    """The recurrence alone, without zone and bounds."""
    match recurrence:
        case Minutes() | EvenMinutes() | Hours():
            words = _interval(recurrence)
        case DiscreteHours(hours=hours, minute=minute):
            times = [f"{hour:02}:{minute:02}" for hour in sorted(set(hours))]
            words = f"Every day at {_joined(times)}" if times else "At no hour"
        case Daily(at=at):
            words = f"Every day at {at}"
        case Weekly(days=days, at=at):
            named = [_WEEKDAYS[day - 1] for day in sorted(set(days))]
            words = f"Every {_joined(named)} at {at}" if named else "On no weekday"
        case Monthly(at=at):
            words = f"{_days_of_month(recurrence)} at {at}" if recurrence.days else "On no day of the month"
        case Cron(expression=expression):
            words = _cron(expression)
    return words


def _interval(recurrence: Minutes | EvenMinutes | Hours) -> str:
    unit = "hour" if isinstance(recurrence, Hours) else "minute"
    every = f"Every {unit}" if recurrence.every == 1 else f"Every {recurrence.every} {unit}s"
    first, last = recurrence.from_, recurrence.to
    if isinstance(recurrence, Minutes):
        minutes = [f":{minute:02}" for minute in range(int(first[3:]), 60, recurrence.every)]
        some = f"{minutes[0]} to {minutes[-1]}" if len(minutes) > MANY else _joined(minutes)
        every += f" (in each hour at {some})" if recurrence.every > 1 else ""
    elif isinstance(recurrence, EvenMinutes):
        every += f", counted from {first} of each day,"
    return f"{every} from {first} to {last}" if (first, last) != ("00:00", LAST_MINUTE) else every.rstrip(",")


def _days_of_month(recurrence: Monthly) -> str:
    named = [f"{_ordinal(day)}" for day in sorted({day for day in recurrence.days if day != "L"})]
    if "L" in recurrence.days:
        named.append("last day")
    return f"On the {_joined(named)} of every month"


def _ordinal(day: int) -> str:
    ending = "th" if day in _TEENS else _ENDINGS.get(day % 10, "th")
    return f"{day}{ending}"


def _joined(words: Iterable[str]) -> str:
    listed = list(words)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def _bounds(schedule: Schedule) -> str:
    start = f"from {_moment(schedule.start)}" if schedule.start else "from its start"
    end = f"until {_moment(schedule.end)}" if schedule.end else "without an end"
    return f"{start} {end}"


def _moment(moment: datetime) -> str:
    words = f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    if moment.hour or moment.minute or moment.second:
        words += f" {moment:%H:%M:%S}" if moment.second else f" {moment:%H:%M}"
    return words if moment.tzinfo is None else f"{words} {moment.tzname()}"


def _cron(expression: str) -> str:
    try:
        read = cron.parse(expression)
    except cron.CronError:
        return f"By the cron expression {expression!r}, which cannot be read"
    words = f"{_cron_days(read)}{_cron_months(read)} {_cron_times(read)}"
    return f"{words[0].upper()}{words[1:]} (cron {expression})"


def _cron_times(read: cron.CronExpression) -> str:
    times = read.times_of_day()
    if len(times) <= MANY:
        return f"at {_joined(_clock(time) for time in times)}"
    hours = "every hour" if len(read.hours) == cron.HOURS_OF_A_DAY else f"the hours {_numbers(read.hours)}"
    seconds = "" if read.seconds == (0,) else f", seconds {_numbers(read.seconds)}"
    return f"in {hours} at the minutes {_numbers(read.minutes)}{seconds}"


def _clock(time: int) -> str:
    second = time % 60
    return f"{time // 3600:02}:{time // 60 % 60:02}" + (f":{second:02}" if second else "")


def _numbers(values: Sequence[int]) -> str:
    """0, 15, 30 and 45; 0 to 59; 0 to 55 in steps of 5."""
    steps = {later - earlier for earlier, later in zip(values, values[1:], strict=False)}
    if len(values) >= MANY and len(steps) == 1:
        step = steps.pop()
        return f"{values[0]} to {values[-1]}" + (f" in steps of {step}" if step > 1 else "")
    return _joined(str(value) for value in values)


def _cron_days(read: cron.CronExpression) -> str:
    rule = read.day
    names = [_WEEKDAYS[(value + 5) % 7] for value in sorted(rule.values, key=lambda value: (value + 5) % 7)]
    before = f"{rule.number} days before the last day" if rule.number > 1 else "the day before the last"
    match rule.kind:
        case "weekdays":
            words = "every day" if len(names) == len(_WEEKDAYS) else f"every {_joined(names)}"
        case "last_weekday":
            words = f"on the last {names[0]}"
        case "nth_weekday":
            words = f"on the {_ordinal(rule.number)} {names[0]}"
        case "last":
            words = "on the last day" if rule.number == 0 else before
        case "last_workday":
            nearest = "on the workday nearest to"
            words = "on the last workday" if rule.number == 0 else f"{nearest} {before}"
        case "workday":
            words = f"on the workday nearest to the {_ordinal(rule.number)}"
        case "days":
            listed = _joined(_ordinal(value) for value in rule.values)
            words = "every day" if len(rule.values) == DAY.high else f"on the {listed}"
    return words


def _cron_months(read: cron.CronExpression) -> str:
    words = ""
    if len(read.months) < len(_MONTHS):
        words = f" of {_joined(_MONTHS[month - 1] for month in read.months)}"
    elif read.day.kind != "weekdays" and not read.every_day:
        words = " of every month"
    if read.years is not None:
        words += f" of {_numbers(sorted(read.years))}"
    return words
