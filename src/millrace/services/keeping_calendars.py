"""Working-day calendars of a workspace (R20, R21): kept, looked at, filled from iCalendar files."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from millrace.domain.errors import InvalidInput, NotFound, RevisionConflict
from millrace.domain.ids import CalendarId
from millrace.domain.permissions import Permission
from millrace.domain.schedule_errors import CalendarInUse
from millrace.ports.calendar_files import SkippedEvent
from millrace.ports.schedule_records import CalendarRecord
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.finding import workspace_zone
from millrace.services.names import checked_name
from millrace.services.tools import Tools
from millrace.services.uses import JobUse, Uses
from millrace.services.working_days import calendar_of

MAX_OVERRIDES = 20_000
MAX_SHOWN = 200
"""Skipped events that an import names."""
_YEARS_BACK = 10
_YEARS_AHEAD = 10
_MOST_YEARS_AHEAD = 100


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A calendar, and the jobs that name it."""

    calendar: CalendarRecord
    used_by: Sequence[JobUse]


@dataclass(frozen=True, slots=True)
class CalendarInput:
    """What people enter."""

    name: str
    description: str
    default_working_days: str
    overrides: Mapping[date, bool]


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """Take the days of this file in, as working days or as others, up to the end of a year."""

    ics: str
    working: bool = False
    until_year: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """How many dates were added to the calendar, and how many changed there; what gave none."""

    view: CalendarView
    added: int
    changed: int
    skipped: Sequence[SkippedEvent]


@dataclass(frozen=True, slots=True)
class MonthView:
    """Days of a month."""

    month: int
    working: int
    non_working: int


@dataclass(frozen=True, slots=True)
class DayView:
    """A day."""

    date: date
    working: bool
    override: bool


@dataclass(frozen=True, slots=True)
class YearView:
    """All days of a year."""

    year: int
    working: int
    non_working: int
    months: Sequence[MonthView]
    days: Sequence[DayView]


class KeepingCalendars:
    """See the module."""

    def __init__(self, tools: Tools, uses: Uses) -> None:
        self._tools = tools
        self._uses = uses

    def calendars(self, caller: Caller) -> Sequence[CalendarView]:
        """All calendars by name."""
        with self._tools.store.read() as session:
            uses = self._uses.calendars(session, caller.workspace_id)
            records = sorted(session.calendars.list(caller.workspace_id), key=lambda item: item.name)
            return [CalendarView(record, uses.get(record.name, ())) for record in records]

    def calendar(self, caller: Caller, calendar_id: CalendarId) -> CalendarView:
        """One calendar."""
        with self._tools.store.read() as session:
            record = _the_calendar(session, caller, calendar_id)
            uses = self._uses.calendars(session, caller.workspace_id)
            return CalendarView(record, uses.get(record.name, ()))

    def create(self, caller: Caller, given: CalendarInput) -> CalendarView:
        """A new calendar. Raises InvalidInput, NameTaken."""
        caller.need(Permission.CALENDAR_EDIT)
        stamp = self._tools.stamp(caller)

        def make(session: Session) -> int:
            wanted = CalendarRecord(
                id=CalendarId(0),
                workspace_id=caller.workspace_id,
                name=checked_name("calendar", given.name),
                default_working_days=given.default_working_days,
                overrides=_kept(given.overrides),
                revision=0,
                created=stamp,
                updated=stamp,
                description=given.description,
            )
            made = session.calendars.add(wanted)
            note(session, caller, stamp, "calendar.create", _of(made), None, _shown(made))
            return made.id

        return self.calendar(caller, CalendarId(self._tools.create(caller, "calendar.create", make)))

    def change(
        self, caller: Caller, calendar_id: CalendarId, given: CalendarInput, revision: int
    ) -> CalendarView:
        """Write it anew. Raises InvalidInput, NameTaken, RevisionConflict, CalendarInUse (another name)."""
        caller.need(Permission.CALENDAR_EDIT)
        self.calendar(caller, calendar_id)  # reads the definitions before the transaction

        def work(session: Session) -> None:
            old = _the_calendar(session, caller, calendar_id)
            name = checked_name("calendar", given.name)
            if name != old.name:
                self._refuse_used(session, caller, old)
            new = replace(
                old,
                name=name,
                description=given.description,
                default_working_days=given.default_working_days,
                overrides=_kept(given.overrides),
            )
            self._write(session, caller, (old, new), revision)

        self._tools.store.write(work)
        return self.calendar(caller, calendar_id)

    def delete(self, caller: Caller, calendar_id: CalendarId) -> None:
        """Delete it, unless jobs name it (CalendarInUse)."""
        caller.need(Permission.CALENDAR_EDIT)
        stamp = self._tools.stamp(caller)
        self.calendar(caller, calendar_id)  # reads the definitions before the transaction

        def work(session: Session) -> None:
            old = _the_calendar(session, caller, calendar_id)
            self._refuse_used(session, caller, old)
            session.calendars.delete(caller.workspace_id, calendar_id)
            note(session, caller, stamp, "calendar.delete", _of(old), _shown(old))

        self._tools.store.write(work)

    def import_(self, caller: Caller, calendar_id: CalendarId, order: ImportOrder) -> Imported:
        """Take the all-day events of an iCalendar file in. Raises InvalidCalendarFile, InvalidInput."""
        caller.need(Permission.CALENDAR_EDIT)
        with self._tools.store.read() as session:
            _the_calendar(session, caller, calendar_id)
            zone = workspace_zone(session, caller.workspace_id)
        this_year = self._tools.clock.now().year
        until = order.until_year if order.until_year is not None else this_year + _YEARS_AHEAD
        if until > this_year + _MOST_YEARS_AHEAD:
            detail = f"Days can be taken in up to the year {this_year + _MOST_YEARS_AHEAD}."
            raise InvalidInput(detail=detail, field="until_year")
        first = date(min(this_year - _YEARS_BACK, until), 1, 1)
        found = self._tools.calendar_files.days(order.ics, zone, first, date(until, 12, 31))
        new = {day.isoformat(): order.working for day in found.days}

        def work(session: Session) -> tuple[int, int]:
            old = _the_calendar(session, caller, calendar_id)
            overrides = _limited({**old.overrides, **new})
            changed = replace(old, overrides=overrides)
            if overrides != dict(old.overrides):
                self._write(session, caller, (old, changed), old.revision, action="calendar.import")
            known = [day for day in new if day in old.overrides]
            return len(new) - len(known), sum(old.overrides[day] is not order.working for day in known)

        added, differ = self._tools.store.write(work)
        return Imported(self.calendar(caller, calendar_id), added, differ, found.skipped[:MAX_SHOWN])

    def year(self, caller: Caller, calendar_id: CalendarId, year: int) -> YearView:
        """Every day of a year."""
        with self._tools.store.read() as session:
            record = _the_calendar(session, caller, calendar_id)
        work_calendar = calendar_of(record)
        first, months, days = date(year, 1, 1), [], []
        for month in range(1, 13):
            count = calendar.monthrange(year, month)[1]
            first = date(year, month, 1)
            dates = [first + timedelta(days=offset) for offset in range(count)]
            found = [
                DayView(day, work_calendar.is_working(day), day in work_calendar.overrides) for day in dates
            ]
            working = sum(day.working for day in found)
            months.append(MonthView(month, working, count - working))
            days += found
        total = sum(month.working for month in months)
        return YearView(year, total, len(days) - total, months, days)

    # ---- inside

    def _refuse_used(self, session: Session, caller: Caller, record: CalendarRecord) -> None:
        uses = self._uses.calendars(session, caller.workspace_id).get(record.name, ())
        if uses:
            raise CalendarInUse(
                name=record.name,
                count=len(uses),
                first=uses[0].job_name,
                jobs=[{"job_id": use.job_id, "job_name": use.job_name} for use in uses],
            )

    def _write(
        self,
        session: Session,
        caller: Caller,
        pair: tuple[CalendarRecord, CalendarRecord],
        revision: int,
        action: str = "calendar.change",
    ) -> None:
        old, new = pair
        stamp = self._tools.stamp(caller)
        if not session.calendars.update(replace(new, updated=stamp), revision):
            raise RevisionConflict(kind="Calendar", name=old.name, current=old.revision, given=revision)
        note(session, caller, stamp, action, _of(new), _shown(old), _shown(new))


def _the_calendar(session: Session, caller: Caller, calendar_id: CalendarId) -> CalendarRecord:
    record = session.calendars.get(caller.workspace_id, calendar_id)
    if record is None:
        raise NotFound(kind="calendar", name=calendar_id)
    return record


def _kept(overrides: Mapping[date, bool]) -> Mapping[str, bool]:
    return _limited({day.isoformat(): working for day, working in sorted(overrides.items())})


def _limited(overrides: Mapping[str, bool]) -> Mapping[str, bool]:
    if len(overrides) > MAX_OVERRIDES:
        detail = (
            f"A calendar holds at most {MAX_OVERRIDES:,} single dates; these would be {len(overrides):,}."
        )
        raise InvalidInput(detail=detail, field="overrides")
    return dict(sorted(overrides.items()))


def _of(record: CalendarRecord) -> Changed:
    return Changed("calendar", record.id, record.name)


def _shown(record: CalendarRecord) -> dict[str, Any]:
    """For the audit: the dates themselves only while they are few."""
    overrides: Any = dict(record.overrides)
    return {
        "name": record.name,
        "description": record.description,
        "default_working_days": record.default_working_days,
        "overrides": overrides if len(overrides) <= 1000 else f"{len(overrides)} dates",
    }
