"""`millrace calendar ...`: list, show, import."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from millrace.adapters.system_clock import SystemClock
from millrace.cli.client import Client, connect
from millrace.cli.console import BAD_INPUT, CliError, Data, err, out, settings_of

calendar_commands = typer.Typer(help="Working-day calendars.", no_args_is_help=True)

Calendar = Annotated[str, typer.Argument(help="Name or id of a calendar.", show_default=False)]
_WEEKS = {"MON_FRI": "Monday to Friday", "MON_SUN": "every day"}


@calendar_commands.command("list")
def list_calendars(data: Data = None) -> None:
    """All calendars, and how many jobs use them."""
    with connect(settings_of(data)) as client:
        items = client.get("/calendars")["items"]
    table = Table(box=None, pad_edge=False)
    for title in ("id", "name", "working days", "single dates", "jobs"):
        table.add_column(title)
    for item in items:
        table.add_row(
            str(item["id"]),
            Text(item["name"]),
            _WEEKS[item["default_working_days"]],
            str(len(item["overrides"])),
            str(len(item["used_by"])),
        )
    out.print(table)


@calendar_commands.command("show")
def show_calendar(
    calendar: Calendar,
    year: Annotated[int | None, typer.Option(min=1970, max=9998, help="Default: this year.")] = None,
    data: Data = None,
) -> None:
    """A year of a calendar: its days by month, and the dates that differ from its week."""
    with connect(settings_of(data)) as client:
        found = _calendar(client, calendar)
        wanted = year or SystemClock().now().year
        days = client.get(f"/calendars/{found['id']}/days", year=wanted)
    out.print(Text(f"{found['name']} (id {found['id']}), {days['year']}", style="bold"))
    out.print(f"working days: {days['working']}, others: {days['non_working']}")
    for month in days["months"]:
        out.print(f"  {days['year']}-{month['month']:02d}: {month['working']} working")
    for day in days["days"]:
        if day["override"]:
            out.print(f"  {day['date']}  {'working' if day['working'] else 'not working'}")


@calendar_commands.command("import")
def import_calendar(
    calendar: Calendar,
    file: Annotated[Path, typer.Argument(help="An iCalendar file (.ics).", show_default=False)],
    working: Annotated[bool, typer.Option("--working", help="Its days become working days.")] = False,
    until_year: Annotated[int | None, typer.Option(help="Last year that repeating days reach.")] = None,
    create: Annotated[bool, typer.Option("--create", help="Make the calendar if there is none.")] = False,
    data: Data = None,
) -> None:
    """Take the all-day events of a file into a calendar, as days that are not worked on."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CliError(f"{file} cannot be read: {error}.", BAD_INPUT) from None
    body: dict[str, Any] = {"ics": text, "working": working, "until_year": until_year}
    with connect(settings_of(data)) as client:
        found = _calendar(client, calendar, create=create)
        done = client.post(f"/calendars/{found['id']}/import", body)
    out.print(f"{done['added']} dates added, {done['changed']} changed")
    for event in done["skipped"]:
        err.print(Text(f"skipped: {event['summary']}: {event['why']}", style="yellow"))


def _calendar(client: Client, name: str, *, create: bool = False) -> Any:
    items = client.get("/calendars")["items"]
    for item in items:
        if item["name"] == name:
            return item
    for item in items:
        if str(item["id"]) == name:
            return item
    if create:
        return client.post("/calendars", {"name": name})
    raise CliError(f"There is no calendar {name!r}. See them with: millrace calendar list", BAD_INPUT)
