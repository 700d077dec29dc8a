"""Bodies of working-day calendars (R20)."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from millrace.api.schemas.base import Answer, Body, Revision
from millrace.services.keeping_calendars import CalendarInput, CalendarView, Imported, YearView

WorkingDays = Literal["MON_FRI", "MON_SUN"]

MAX_ICS = 1_000_000
MAX_OVERRIDES = 20_000


class CalendarUse(Answer):
    """A job that names the calendar."""

    job_id: int
    job_name: str


class CalendarAnswer(Answer):
    """A calendar; `overrides` are the dates that differ from its week (true = working)."""

    id: int
    name: str
    description: str
    default_working_days: WorkingDays
    overrides: dict[str, bool]
    revision: int
    updated_at: datetime
    updated_by: str
    used_by: list[CalendarUse]

    @classmethod
    def of(cls, view: CalendarView) -> "CalendarAnswer":
        """From the service's view."""
        record = view.calendar
        return cls.model_validate(
            {
                "id": record.id,
                "name": record.name,
                "description": record.description,
                "default_working_days": record.default_working_days,
                "overrides": dict(sorted(record.overrides.items())),
                "revision": record.revision,
                "updated_at": record.updated.at,
                "updated_by": record.updated.by,
                "used_by": [CalendarUse.model_validate(use) for use in view.used_by],
            }
        )


class Calendars(Answer):
    """All calendars of a workspace by name."""

    items: list[CalendarAnswer]
    next_cursor: str | None = None


class CalendarBody(Body):
    """A calendar as people enter it."""

    name: str
    description: Annotated[str, Field(max_length=1000)] = ""
    default_working_days: WorkingDays = "MON_FRI"
    overrides: Annotated[dict[date, bool], Field(max_length=MAX_OVERRIDES)] = Field(default_factory=dict)

    def given(self) -> CalendarInput:
        """For the service."""
        return CalendarInput(self.name, self.description, self.default_working_days, self.overrides)


class CalendarChange(CalendarBody):
    """The whole calendar anew, with the revision that it is based on."""

    revision: Revision


class CalendarImport(Body):
    """An iCalendar file: its days become non-working, or working ones."""

    ics: Annotated[str, Field(max_length=MAX_ICS)]
    working: bool = False
    until_year: Annotated[int, Field(ge=1970, le=9998)] | None = None


class SkippedEvent(Answer):
    """An event of the file that changed nothing, and why."""

    summary: str
    why: str


class ImportAnswer(Answer):
    """How many dates the file added to the calendar, and how many it changed there."""

    calendar: CalendarAnswer
    added: int
    changed: int
    skipped: list[SkippedEvent]

    @classmethod
    def of(cls, imported: Imported) -> "ImportAnswer":
        """From the service's result."""
        return cls(
            calendar=CalendarAnswer.of(imported.view),
            added=imported.added,
            changed=imported.changed,
            skipped=[SkippedEvent.model_validate(item) for item in imported.skipped],
        )


class MonthAnswer(Answer):
    """Working and other days of a month."""

    month: int
    working: int
    non_working: int


class DayAnswer(Answer):
    """A day; `override`: it differs from the calendar's week, or was set to what that says anyway."""

    date: date
    working: bool
    override: bool


class YearAnswer(Answer):
    """All days of a year."""

    year: int
    working: int
    non_working: int
    months: list[MonthAnswer]
    days: list[DayAnswer]

    @classmethod
    def of(cls, view: YearView) -> "YearAnswer":
        """From the service's view."""
        return cls.model_validate(view)
