"""Moves instants along the local calendar of a zone (R151, R17)."""

import calendar
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_MONTHS = 12


def at_wall_time(wall: datetime, zone: ZoneInfo, like: datetime | None = None) -> datetime:
    """The instant (UTC) of a naive local time.

    Inside a gap the time is read with the offset before the change, so 02:30 becomes 03:30 (R17). Of two
    passes the one with the offset of `like` is taken; without `like` the second one, as Java does.
    """
    first = wall.replace(tzinfo=zone, fold=0)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        return first.astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1)
    is_second = like is None or like.astimezone(zone).utcoffset() == second.utcoffset()
    return (second if is_second else first).astimezone(UTC)


def wall_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """The naive local time of an instant."""
    return moment.astimezone(zone).replace(tzinfo=None)


def add_days(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day so many calendar days later; OverflowError outside the years 1-9999."""
    if not days:
        return moment
    return at_wall_time(wall_time(moment, zone) + timedelta(days=days), zone, moment)


def add_months(moment: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The same day of the month so many months later, or its last day; OverflowError as above."""
    if not months:
        return moment
    wall = wall_time(moment, zone)
    year, month = divmod(wall.year * _MONTHS + wall.month - 1 + months, _MONTHS)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError("date value out of range")
    last = calendar.monthrange(year, month + 1)[1]
    return at_wall_time(wall.replace(year=year, month=month + 1, day=min(wall.day, last)), zone)
