"""What all commands share: the two consoles, errors with an exit code, the words of states."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from millrace.domain.faults import fault_words
from millrace.settings import Settings

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters but tab and newline: escape sequences begin with them."""

FAILED = 1
BAD_INPUT = 2

Data = Annotated[
    Path | None,
    typer.Option("--data", help="The data folder (default: MILLRACE_DATA, else ~/.local/share/millrace)."),
]

_STATES: Mapping[str, tuple[str, str]] = {
    "waiting": ("○", "dim"),
    "waiting_confirmation": ("?", "yellow"),
    "running": ("●", "blue"),
    "success": ("✓", "green"),
    "force_success": ("✓", "green"),
    "failure_ignored": ("!", "yellow"),
    "failed": ("✗", "red"),
    "abnormal": ("✗", "red"),
    "stopped": ("■", "red"),
    "canceled": ("-", "dim"),
    "skipped": ("↷", "dim"),
    "paused": ("‖", "yellow"),
    "frozen": ("*", "cyan"),
}


class CliError(Exception):
    """Something that the person at the keyboard can act on."""

    def __init__(self, text: str, exit_code: int = FAILED) -> None:
        super().__init__(text)
        self.text = text
        self.exit_code = exit_code


def complain(text: str) -> None:
    """One sentence on standard error."""
    err.print(Text(f"millrace: {text}", style="red"))


def harmless(text: str) -> str:
    """Text that somebody's program printed, without what would steer the terminal it is shown on."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def settings_of(data: Path | None, **values: Any) -> Settings:
    """The settings with the values given on the command line."""
    given = {name: value for name, value in values.items() if value is not None}
    if data is not None:
        given["data"] = data
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise CliError(f"The setting MILLRACE_{name} is wrong: {fault_words(first)}.", BAD_INPUT) from None


def state(status: str) -> Text:
    """Icon and word of a state."""
    icon, style = _STATES.get(status, ("·", ""))
    return Text(f"{icon} {status.replace('_', ' ')}", style=style)


def counted(count: int, word: str) -> str:
    """`1 day`, `10,000 days`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def moment(text: str | None) -> datetime | None:
    """A time of the API."""
    return datetime.fromisoformat(text) if text else None


def short_time(text: str | None, zone: str | None = None) -> str:
    """A time of the API to the minute, in that zone or in that of this machine."""
    at = moment(text)
    if at is None:
        return "-"
    return at.astimezone(ZoneInfo(zone) if zone else None).strftime("%Y-%m-%d %H:%M")


def duration(started: str | None, ended: str | None, now: datetime) -> str:
    """How long it took, or takes."""
    begin, end = moment(started), moment(ended)
    if begin is None:
        return ""
    seconds = max(0.0, ((end or now) - begin).total_seconds())
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
