"""Job: the instance in which the expression stands, and its ancestor nodes (R150)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from millrace.domain.calendars import WorkCalendar
from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.dateutil import formatted
from millrace.domain.el.functions.methods import EmbeddedObject, table
from millrace.domain.el.scope import JobFacts, NodeFacts, Scope
from millrace.domain.el.values import whole_milliseconds
from millrace.domain.el.wall_time import add_days, wall_time

_MAX_DAYS = 1_000


def _job(scope: Scope) -> JobFacts:
    if scope.job is None:
        raise ElError("Job is not known here")
    return scope.job


def _plan_time(scope: Scope) -> datetime:
    moment = _job(scope).plan_time
    if moment is None:
        raise ElError("the plan time is not known here")
    return moment


def _instant(read: Callable[[JobFacts], datetime | None]) -> Callable[[Scope], object]:
    def property_value(scope: Scope) -> object:
        moment = read(_job(scope))
        return None if moment is None else whole_milliseconds(moment)

    return property_value


def _get_plan_time(scope: Scope, pattern: str | None) -> str:
    return formatted(scope, _plan_time(scope), pattern)


def _get_yesterday(scope: Scope, pattern: str | None) -> str:
    return formatted(scope, add_days(_plan_time(scope), -1, scope.zone_info), pattern)


def _get_last_hour(scope: Scope, pattern: str | None) -> str:
    return formatted(scope, _plan_time(scope) - timedelta(hours=1), pattern)


def _get_param(scope: Scope, name: str | None) -> str | None:
    return None if name is None else _job(scope).params.get(name)


def _node_fact(read: Callable[[NodeFacts], str | None]) -> Callable[[Scope, str | None], str | None]:
    def fact(scope: Scope, node: str | None) -> str | None:
        facts = _job(scope).nodes.get(node) if node is not None else None
        return None if facts is None else read(facts)

    return fact


def _first_insert_job_id(scope: Scope) -> str | None:
    ids = (facts.insert_job_id for facts in _job(scope).nodes.values())
    return next((job_id for job_id in ids if job_id is not None), None)


def _nth_day(
    scope: Scope, calendar: WorkCalendar, number: int, pattern: str | None, *, step: int, working: bool
) -> str | None:
    if number < 1:
        raise ElError(f"the number of days must be positive, not {number}")
    plan_time = _plan_time(scope)
    today = wall_time(plan_time, scope.zone_info).date()
    found = 0
    for distance in range(1, _MAX_DAYS + 1):
        if calendar.is_working(today + timedelta(days=step * distance)) is working:
            found += 1
            if found == number:
                return formatted(scope, add_days(plan_time, step * distance, scope.zone_info), pattern)
    return None


def _own_calendar(step: int, *, working: bool) -> Callable[..., object]:
    def method(scope: Scope, number: int, pattern: str | None) -> str | None:
        if scope.calendar is None:
            raise ElError("the job's calendar does not exist")
        return _nth_day(scope, scope.calendar, number, pattern, step=step, working=working)

    return method


def _named_calendar(step: int, *, working: bool) -> Callable[..., object]:
    def method(scope: Scope, name: str | None, number: int, pattern: str | None) -> str | None:
        calendar = scope.calendars.get(name or "")
        if calendar is None:
            raise ElError(f"there is no calendar {name!r}")
        return _nth_day(scope, calendar, number, pattern, step=step, working=working)

    return method


# Method names, then direction in days and whether working days are counted.
_CALENDAR_METHODS = (
    ("PreviousWorkday", -1, True),
    ("PreviousNonWorkday", -1, False),
    ("NextWorkday", 1, True),
    ("NextNonWorkday", 1, False),
)

JOB = EmbeddedObject(
    "Job",
    table(
        ("getPlanTime", "s", _get_plan_time),
        ("getYesterday", "s", _get_yesterday),
        ("getLastHour", "s", _get_last_hour),
        ("getParam", "s", _get_param),
        ("getNodeStatus", "s", _node_fact(lambda facts: facts.status)),
        ("getNodeOutput", "s", _node_fact(lambda facts: facts.output)),
        ("getRunningData", "s", _node_fact(lambda facts: facts.running_data)),
        ("getInsertJobId", "s", _node_fact(lambda facts: facts.insert_job_id)),
        ("getInsertJobId", "", _first_insert_job_id),
        ("getPreviousWorkday", "i s", _own_calendar(-1, working=True)),
        ("getPreviousNonWorkday", "i s", _own_calendar(-1, working=False)),
        *(
            (f"getCalendar{name}", "s i s", _named_calendar(step, working=working))
            for name, step, working in _CALENDAR_METHODS
        ),
        *(
            (f"getCalendar{name}", "i s", _own_calendar(step, working=working))
            for name, step, working in _CALENDAR_METHODS
        ),
    ),
    {
        "name": lambda scope: _job(scope).name,
        "planTime": _instant(lambda job: job.plan_time),
        "startTime": _instant(lambda job: job.start_time),
        "eventData": lambda scope: _job(scope).event_data,
        "projectId": lambda scope: _job(scope).project_id,
    },
)
