"""Plain words for what an instance waits for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from millrace.domain.instance import InstanceStatus as S

STATUS = {
    S.WAITING: "waiting",
    S.WAITING_CONFIRMATION: "waiting for confirmation",
    S.RUNNING: "running",
    S.ABNORMAL: "abnormal",
    S.PAUSED: "paused",
    S.SUCCESS: "successful",
    S.FAILURE_IGNORED: "successful, with ignored failures",
    S.FORCE_SUCCESS: "set to successful",
    S.FAILED: "failed",
    S.CANCELED: "canceled",
    S.FROZEN: "frozen",
}


def clock_time(at: datetime, zone: str, day: date | None = None) -> str:
    """Local time; with its date unless that is `day`."""
    local = at.astimezone(ZoneInfo(zone))
    text = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return text if local.date() == day else f"{local.date().isoformat()} {text}"


def local_day(at: datetime, zone: str) -> date:
    """The date in that zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def plural(count: int, word: str) -> str:
    """`1 instance`, `2 instances`."""
    return f"{count} {word}" if count == 1 else f"{count:,} {word}s"


def of_places(count: int, most: int) -> str:
    """`1 of 1 place`, `5 of 10,000 places`."""
    return f"{count:,} of {plural(most, 'place')}"


def are(count: int) -> str:
    """The verb for so many."""
    return "is" if count == 1 else "are"
