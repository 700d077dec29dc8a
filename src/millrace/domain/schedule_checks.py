"""What is wrong with the schedule of a job: everything that can be seen without other jobs."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from millrace.domain import cron, plan_times
from millrace.domain.cron_fields import DAY
from millrace.domain.dependency_limits import MAX_DEPENDENCIES
from millrace.domain.job import JobDefinition, ProcessingMode
from millrace.domain.periods import PeriodKind, kind_of
from millrace.domain.problems import Problem
from millrace.domain.schedule import (
    Cron,
    DiscreteHours,
    EvenMinutes,
    Hours,
    Listening,
    Minutes,
    Monthly,
    Recurrence,
    Schedule,
    ScheduleType,
    Weekly,
)
from millrace.domain.workspace_settings import InstallationLimits

RECURRENCE = "schedule.recurrence"
FIRST_RARE_DAY = 29
_OF_THE_MACHINE = frozenset({"localtime", "posixrules"})
"""Files among the zones of some machines, which mean another zone on each."""


def check_schedule(
    definition: JobDefinition, schedule: Schedule, limits: InstallationLimits, zone: str = "UTC"
) -> list[Problem]:
    """All problems. `zone`: the workspace's, of schedules without their own (R16)."""
    problems = list(_kind(definition, schedule))
    problems.extend(_running(schedule, limits))
    problems.extend(_dependencies(schedule))
    if schedule.type is not ScheduleType.PERIODIC:
        return problems
    zone_problem = _zone(schedule.zone)
    if zone_problem is not None:
        problems.append(zone_problem)
    times = list(_recurrence(schedule.recurrence))
    problems.extend(times)
    problems.extend(_listening(schedule.listening))
    known = zone if zone_problem is not None or schedule.zone is None else schedule.zone
    bounds = list(_bounds(schedule, known))
    problems.extend(bounds)
    if schedule.recurrence is None or any(found.severity == "error" for found in [*times, *bounds]):
        return problems
    problems.extend(_rare_days(schedule.recurrence))
    problems.extend(_order(schedule, schedule.recurrence))
    if plan_times.next_after(schedule, known, plan_times.FAR_PAST) is None:
        message = (
            "The schedule is never due: no time of its recurrence lies between its start and its end. "
            "Change the recurrence, or move the start or the end."
        )
        problems.append(Problem("no_plan_times", message, field=RECURRENCE))
    return problems


def _kind(definition: JobDefinition, schedule: Schedule) -> Iterator[Problem]:
    """R101; R132: what jobs of this kind may have."""
    if schedule.type is ScheduleType.EVENT:
        message = "Jobs cannot be started by events yet. Choose a periodic schedule, or run once."
        yield Problem("event_not_available", message, field="schedule.type")
    if definition.processing_mode is not ProcessingMode.REAL_TIME:
        return
    for field, value, label in (
        ("calendar", schedule.calendar, "calendar"),
        ("task_group", schedule.task_group, "task group"),
    ):
        if value:
            message = f"A real-time job has no {label}: it is started once and stays up. Remove the {label}."
            yield Problem("not_for_real_time", message, field=f"schedule.{field}")


def _running(schedule: Schedule, limits: InstallationLimits) -> Iterator[Problem]:
    """R103, R104."""
    field = "schedule.concurrency"
    if schedule.concurrency > limits.concurrency:
        message = (
            f"At most {limits.concurrency} instances of a job may run at once; the schedule asks for "
            f"{schedule.concurrency}. Lower it, or ask an administrator to raise the limit."
        )
        yield Problem("concurrency_limit", message, field=field)
    elif schedule.self_dependent and schedule.concurrency > 1:
        message = (
            f"Each instance waits for the one before, so one runs at a time: the "
            f"{schedule.concurrency} at once have no effect. Set 1, or do not wait for the one before."
        )
        yield Problem("self_dependent_runs_alone", message, "warning", field=field)


def _dependencies(schedule: Schedule) -> Iterator[Problem]:
    """Each is looked at for every instance; those of more jobs are for a job between."""
    count = len(schedule.depends_on)
    if count > MAX_DEPENDENCIES:
        message = (
            f"The job depends on {count} jobs; at most {MAX_DEPENDENCIES} are allowed. "
            "Remove some, or let a job between wait for a part of them."
        )
        yield Problem("too_many_dependencies", message, field="schedule.depends_on")


def _zone(name: str | None) -> Problem | None:
    """R16."""
    if name is None:
        return None
    try:
        is_known = ZoneInfo(name).key not in _OF_THE_MACHINE
    except (KeyError, ValueError, OSError):
        is_known = False
    if not is_known:
        message = f"There is no time zone {name}. Write a name such as Europe/Vienna or UTC."
        return Problem("unknown_zone", message, field="schedule.zone")
    return None


def _recurrence(recurrence: Recurrence | None) -> Iterator[Problem]:
    """What the recurrence lacks or contradicts."""
    match recurrence:
        case None:
            message = "The schedule is periodic but has no recurrence. Choose one, or run the job once."
            yield Problem("no_recurrence", message, field=RECURRENCE)
        case Minutes() | EvenMinutes() | Hours():
            yield from _interval(recurrence)
        case Weekly(days=[]) | Monthly(days=[]):
            yield Problem("no_days", "No day is chosen. Choose at least one.", field=f"{RECURRENCE}.days")
        case DiscreteHours(hours=[]):
            yield Problem("no_hours", "No hour is chosen. Choose at least one.", field=f"{RECURRENCE}.hours")
        case Cron(expression=expression):
            yield from _expression(expression)


def _listening(listening: Listening | None) -> Iterator[Problem]:
    """R108: a path of the workspace's folder; what an expression in it gives, the worker looks at."""
    if listening is None:
        return
    path, field = listening.path.strip(), "schedule.listening.path"
    if not path:
        message = "The path to look at is empty. Name a file or a folder of the workspace, or switch it off."
        yield Problem("path_outside", message, field=field)
    elif path.startswith("/") or "\\" in path or "\0" in path or ".." in path.split("/"):
        message = (
            f"The path {path} leads out of the workspace's folder. "
            "Name a file or a folder of the workspace, without / at its begin and without .. in it."
        )
        yield Problem("path_outside", message, field=field)


def _interval(recurrence: Minutes | EvenMinutes | Hours) -> Iterator[Problem]:
    first, last = recurrence.from_, recurrence.to
    if last < first:
        message = f"The day's end {last} is before its begin {first}. Move one of them."
        yield Problem("invalid_schedule", message, field=f"{RECURRENCE}.to")
    elif len(plan_times.pattern_of(recurrence).times) == 1 and first != last:
        unit = "hours" if isinstance(recurrence, Hours) else "minutes"
        message = (
            f"Every {recurrence.every} {unit} between {first} and {last} is only once a day, at {first}. "
            "Shorten the interval, or choose every day."
        )
        yield Problem("once_a_day", message, "warning", field=f"{RECURRENCE}.every")


def _expression(expression: str) -> Iterator[Problem]:
    """R23; the seconds of a schedule are 0."""
    field = f"{RECURRENCE}.expression"
    try:
        read = cron.parse(expression)
    except cron.CronError as error:
        yield Problem("cron_error", error.message, field=field, column=error.position + 1)
        return
    if read.seconds != (0,):
        column = len(expression) - len(expression.lstrip()) + 1
        message = "The first field, seconds, must be 0: a job is due at whole minutes."
        yield Problem("cron_error", message, field=field, column=column)


def _bounds(schedule: Schedule, zone: str) -> Iterator[Problem]:
    """R3: From and To are both included."""
    if schedule.start is None or schedule.end is None:
        return
    if _instant(schedule.end, zone) < _instant(schedule.start, zone):
        message = "The schedule ends before it starts. Move its start or its end."
        yield Problem("invalid_schedule", message, field="schedule.end")


def _instant(moment: datetime, zone: str) -> datetime:
    return plan_times.instant_of(moment, zone)


def _rare_days(recurrence: Recurrence) -> Iterator[Problem]:
    """R12: a month without the day is passed over, which few people mean."""
    match recurrence:
        case Monthly(days=days):
            chosen, field = days, f"{RECURRENCE}.days"
            numbers = [day for day in chosen if day != "L"]
            if "L" in chosen:
                return
        case Cron(expression=expression):
            read, field = cron.parse(expression), f"{RECURRENCE}.expression"
            numbers = list(read.day.values) if read.day.kind == "days" else []
            if len(read.months) < len(cron.MONTHS):
                return
        case _:
            return
    if numbers and min(numbers) >= FIRST_RARE_DAY:
        day = min(numbers)
        short = "31st" if day == DAY.high else f"{day}th"
        message = f"In months without a {short} nothing runs; choose the last day if you mean that."
        yield Problem("rare_day", message, "warning", field=field)


def _order(schedule: Schedule, recurrence: Recurrence) -> Iterator[Problem]:
    """R105 is offered for minutes and hours only."""
    if schedule.skip_to_latest and kind_of(recurrence) not in (PeriodKind.MINUTE, PeriodKind.HOUR):
        message = (
            "Skipping to the latest instance is for schedules of minutes or hours. Turn it off, or choose "
            "such a recurrence."
        )
        yield Problem("skip_needs_minutes_or_hours", message, field="schedule.skip_to_latest")
