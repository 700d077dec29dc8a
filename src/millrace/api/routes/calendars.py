"""Working-day calendars (R20)."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from millrace.api.auth import CallerHere, ServicesHere
from millrace.api.schemas import calendars as schemas
from millrace.api.schemas.base import Id
from millrace.domain.ids import CalendarId
from millrace.services.keeping_calendars import ImportOrder

router = APIRouter(prefix="/api/workspaces/{workspace_id}/calendars", tags=["calendars"])


@router.get("")
def list_calendars(caller: CallerHere, services: ServicesHere) -> schemas.Calendars:
    """All calendars by name."""
    views = services.calendars.calendars(caller)
    return schemas.Calendars(items=[schemas.CalendarAnswer.of(view) for view in views])


@router.post("", status_code=201)
def create_calendar(
    body: schemas.CalendarBody, caller: CallerHere, services: ServicesHere
) -> schemas.CalendarAnswer:
    """Make a calendar."""
    return schemas.CalendarAnswer.of(services.calendars.create(caller, body.given()))


@router.get("/{calendar_id}")
def get_calendar(calendar_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.CalendarAnswer:
    """One calendar."""
    return schemas.CalendarAnswer.of(services.calendars.calendar(caller, CalendarId(calendar_id)))


@router.put("/{calendar_id}")
def change_calendar(
    calendar_id: Id, body: schemas.CalendarChange, caller: CallerHere, services: ServicesHere
) -> schemas.CalendarAnswer:
    """Write a calendar anew; instances that are generated already keep what it said (R21)."""
    view = services.calendars.change(caller, CalendarId(calendar_id), body.given(), body.revision)
    return schemas.CalendarAnswer.of(view)


@router.delete("/{calendar_id}", status_code=204)
def delete_calendar(calendar_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """Delete a calendar that no job names."""
    services.calendars.delete(caller, CalendarId(calendar_id))
    return Response(status_code=204)


@router.post("/{calendar_id}/import")
def import_calendar(
    calendar_id: Id, body: schemas.CalendarImport, caller: CallerHere, services: ServicesHere
) -> schemas.ImportAnswer:
    """Take the days of an iCalendar file into a calendar."""
    order = ImportOrder(body.ics, body.working, body.until_year)
    return schemas.ImportAnswer.of(services.calendars.import_(caller, CalendarId(calendar_id), order))


@router.get("/{calendar_id}/days")
def list_calendar_days(
    calendar_id: Id,
    caller: CallerHere,
    services: ServicesHere,
    year: Annotated[int, Query(ge=1970, le=9998)],
) -> schemas.YearAnswer:
    """Every day of a year, with counts."""
    return schemas.YearAnswer.of(services.calendars.year(caller, CalendarId(calendar_id), year))
