"""Where the clock hours, days and months of a zone begin, as instants in UTC (R27).

Days have 23 to 25 hours around a change of the clocks, and some begin at 01:00 because their midnight does
not exist; an hour back is always 60 minutes of elapsed time.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from millrace.domain.plan_times import instant_of

_MICROSECOND = timedelta(microseconds=1)
_LONGEST_GAP = timedelta(hours=26)


def hour_start(moment: datetime, zone: str) -> datetime:
    """The beginning of the clock hour of an instant."""
    local = moment.astimezone(ZoneInfo(zone))
    passed = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return moment.astimezone(UTC) - passed


def day_start(day: date, zone: str) -> datetime:
    """The first instant of a local date: its midnight, or the end of the gap that swallowed it."""
    return _day_start(day, zone)


@lru_cache(maxsize=65_536)
def _day_start(day: date, zone: str) -> datetime:
    info = ZoneInfo(zone)
    start = instant_of(datetime(day.year, day.month, day.day), zone)  # noqa: DTZ001 - a wall time of `zone`
    if (start - _MICROSECOND).astimezone(info).date() < day:
        return start
    # the clock jumped over midnight before it was midnight: look for the jump
    low, high = start - _LONGEST_GAP, start
    while high - low > _MICROSECOND:
        middle = low + (high - low) / 2
        if middle.astimezone(info).date() < day:
            low = middle
        else:
            high = middle
    return high


def start_of_day_of(moment: datetime, zone: str, days: int = 0) -> datetime:
    """The beginning of the local day of an instant, moved by `days` calendar days."""
    return day_start(moment.astimezone(ZoneInfo(zone)).date() + timedelta(days=days), zone)


def start_of_month_of(moment: datetime, zone: str, months: int = 0) -> datetime:
    """The beginning of the local month of an instant, moved by `months`."""
    local = moment.astimezone(ZoneInfo(zone))
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    return day_start(date(year, month + 1, 1), zone)


def same_time(moment: datetime, zone: str, days: int) -> datetime:
    """The same wall time `days` calendar days later (R17 in a gap)."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    return instant_of(local + timedelta(days=days), zone)
