"""R188: the part of each day in which a PatchData task starts instances."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from millrace.domain.patchdata import DayWindow
from millrace.domain.plan_times import instant_of

_MINUTE = timedelta(minutes=1)
_LONGEST_CHANGE = 26 * 60  # minutes that a change of the clocks can jump over


def is_open(window: DayWindow | None, zone: str, now: datetime) -> bool:
    """Begin included, end excluded; the same time twice is the whole day."""
    if window is None or window.from_ == window.to:
        return True
    local = now.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    if window.from_ < window.to:
        return window.from_ <= local < window.to
    return local >= window.from_ or local < window.to


def next_opening(window: DayWindow | None, zone: str, now: datetime) -> datetime | None:
    """The first instant after now at which the window is open; None if it is open now."""
    if window is None or is_open(window, zone, now):
        return None
    info = ZoneInfo(zone)
    today = now.astimezone(info).date()
    hour, minute = int(window.from_[:2]), int(window.from_[3:])
    found = []
    for days in range(3):
        day = today + timedelta(days=days)
        wall = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - a wall time of `zone`
        found += [instant_of(wall, zone), wall.replace(tzinfo=info, fold=1).astimezone(UTC)]
    later = [moment for moment in found if moment > now and is_open(window, zone, moment)]
    return _without_gap(window, zone, now, min(later)) if later else None


def _without_gap(window: DayWindow, zone: str, now: datetime, opening: datetime) -> datetime:
    """A begin that the clocks jump over is open as soon as they have jumped."""
    for _ in range(_LONGEST_CHANGE):
        earlier = opening - _MINUTE
        if earlier <= now or not is_open(window, zone, earlier):
            break
        opening = earlier
    return opening
