"""The working-day calendars that the texts of an order ask for (R150): these go with it, and no others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from millrace.domain.el import template
from millrace.domain.ids import WorkspaceId
from millrace.ports.schedule_records import CalendarRecord
from millrace.ports.store import Session

_REACH = timedelta(days=1_001)
"""R150 looks 1,000 days around the plan date; dates further away need not travel."""


@dataclass(frozen=True, slots=True)
class CalendarNames:
    """Calendars named in texts; `own`: the job's, `any`: one that is named by an expression."""

    named: frozenset[str] = frozenset()
    own: bool = False
    any: bool = False

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.named) or self.own or self.any

    def __or__(self, other: "CalendarNames") -> "CalendarNames":
        """Of both."""
        return CalendarNames(self.named | other.named, self.own or other.own, self.any or other.any)


NO_CALENDARS = CalendarNames()


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose calendars: the workspace, the name of the job's own, and the plan time in its zone."""

    workspace_id: WorkspaceId
    own: str | None
    plan_time: datetime
    zone: str


def calendars_in(texts: Iterable[str]) -> CalendarNames:
    """What the expressions of some texts ask for."""
    found = NO_CALENDARS
    for text in texts:
        if "orkday" in text:  # of getPreviousWorkday and its sisters: most texts need no further look
            seen = template.references(text)
            found |= CalendarNames(seen.calendars, seen.own_calendar, seen.any_calendar)
    return found


def calendar_facts(session: Session, asker: Asker, names: CalendarNames) -> Mapping[str, Any]:
    """The fields `calendar` and `calendars` of an order; nothing if no text asks."""
    if not names:
        return {}
    facts: dict[str, Any] = {}
    if names.own and asker.own:
        record = session.calendars.by_name(asker.workspace_id, asker.own)
        facts["calendar"] = _document(record, asker) if record else None
    if names.any:
        records = session.calendars.list(asker.workspace_id)
    else:
        found = [session.calendars.by_name(asker.workspace_id, name) for name in sorted(names.named)]
        records = [record for record in found if record is not None]
    facts["calendars"] = {record.name: _document(record, asker) for record in records}
    return facts


def _document(record: CalendarRecord, asker: Asker) -> Mapping[str, Any]:
    day = asker.plan_time.astimezone(ZoneInfo(asker.zone)).date()
    first, last = _shifted(day, -_REACH).isoformat(), _shifted(day, _REACH).isoformat()
    return {
        "default_working_days": record.default_working_days,
        "overrides": {at: working for at, working in record.overrides.items() if first <= at <= last},
    }


def _shifted(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return date.min if by < timedelta() else date.max
