"""Whether a plan time falls on a working day of its schedule's calendar (R20, R21)."""

from datetime import date, datetime
from typing import cast

from millrace.domain.calendars import WorkCalendar
from millrace.domain.calendars import WorkingDays as WeekPattern
from millrace.domain.ids import WorkspaceId
from millrace.domain.plan_times import local_date
from millrace.domain.schedule import Schedule
from millrace.ports.schedule_records import CalendarRecord
from millrace.ports.store import Session


def calendar_of(record: CalendarRecord) -> WorkCalendar:
    """The calendar as rules use it."""
    return WorkCalendar(
        cast(WeekPattern, record.default_working_days),
        {date.fromisoformat(day): working for day, working in record.overrides.items()},
    )


class WorkingDays:
    """The calendars of one transaction, each read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[WorkspaceId, str], WorkCalendar | None] = {}

    def works(self, ws: WorkspaceId, schedule: Schedule | None, zone: str, plan_time: datetime) -> bool:
        """Whether the local day of the plan time is a working day; without a calendar every day is."""
        if schedule is None or not schedule.calendar:
            return True
        calendar = self.calendar(ws, schedule.calendar)
        return calendar is None or calendar.is_working(local_date(plan_time, zone))

    def calendar(self, ws: WorkspaceId, name: str) -> WorkCalendar | None:
        """The calendar of that name, if there is one."""
        if (ws, name) not in self._known:
            record = self._session.calendars.by_name(ws, name)
            self._known[ws, name] = calendar_of(record) if record else None
        return self._known[ws, name]
