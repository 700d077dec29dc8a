"""Errors of what schedules lean on: calendars, task groups, the workspace's settings; see `errors`."""

from millrace.domain.errors import Conflict, HasDependents, InvalidInput


class CalendarInUse(Conflict):
    """Jobs still name the calendar; `jobs` lists them (R21)."""

    code = "calendar_in_use"
    template = "Calendar {name} is used by {count} job(s). First: {first}. Let them name another one first."


class TaskGroupInUse(Conflict):
    """Jobs still name the task group; `jobs` lists them (R86)."""

    code = "task_group_in_use"
    template = "Task group {name} is used by {count} job(s). First: {first}. Let them name another one first."


class StillNamed(HasDependents):
    """A job keeps its name while others name it in their dependencies; `dependents` lists them."""

    template = (
        "{name} cannot be {what}: {count} job(s) depend on it: {first}. "
        "Remove the dependency in each of them and submit it, then try again."
    )


class JobsScheduled(Conflict):
    """The dependency mode changes only while no job is scheduled (R28)."""

    code = "jobs_scheduled"
    template = (
        "The way dependencies are reckoned cannot change while jobs are scheduled: {count}, first {first}. "
        "Stop their schedules first."
    )


class InvalidCalendarFile(InvalidInput):
    """An iCalendar file cannot be read, or asks for too much."""

    code = "invalid_calendar_file"
    template = "The calendar file cannot be taken in: {detail}"
