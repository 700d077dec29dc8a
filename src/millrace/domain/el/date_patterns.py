"""Formats dates with Java SimpleDateFormat patterns, locale en-US (R152).

Weeks start on Sunday and week 1 contains 1 January.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from millrace.domain.el.errors import ElError
from millrace.domain.el.zone_names import short_zone_name

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# In the order of Java's day numbers, 1 = Sunday.
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
LETTERS = "GyYMdhHmsSEDFwWakKzZXu"
SHORT_NAME = 3
_WEEK = 7
_LONGEST_ISO_ZONE = 3


@dataclass(frozen=True)
class Field:
    """A run of one pattern letter."""

    letter: str
    count: int


@dataclass(frozen=True)
class Text:
    """Text of the pattern that stands for itself."""

    text: str


_PIECES = re.compile(
    r"(?P<letters>([A-Za-z])\2*)|(?P<quote>'')|(?P<quoted>'(?:[^']|'')+')|(?P<other>[^A-Za-z'])"
)


def read_pattern(pattern: str) -> tuple[Field | Text, ...]:
    """The fields and texts of a pattern; an unknown letter or an open quote is an error."""
    pieces: list[Field | Text] = []
    at = 0
    while at < len(pattern):
        match = _PIECES.match(pattern, at)
        if match is None:
            raise ElError(f"the date pattern {pattern!r} has a quote that is not closed")
        pieces.append(_piece(match, pattern))
        at = match.end()
    return tuple(pieces)


def _piece(match: re.Match[str], pattern: str) -> Field | Text:
    text = match.group()
    if match.group("letters"):
        if text[0] not in LETTERS:
            raise ElError(f"{text[0]!r} is no letter of date patterns ({pattern!r}); put text between quotes")
        if text[0] == "X" and len(text) > _LONGEST_ISO_ZONE:
            raise ElError(f"the date pattern {pattern!r} has more than three X")
        return Field(text[0], len(text))
    if match.group("quote"):
        return Text("'")
    if match.group("quoted"):
        return Text(text[1:-1].replace("''", "'"))
    return Text(text)


def format_date(moment: datetime, pattern: str, zone: ZoneInfo) -> str:
    """The local date and time of an instant in this pattern."""
    local = moment.astimezone(zone)
    return "".join(
        piece.text if isinstance(piece, Text) else _WRITERS[piece.letter](local, piece.count)
        for piece in read_pattern(pattern)
    )


def date_text(moment: datetime, zone: ZoneInfo) -> str:
    """The rendering of a date (R158), as Java's Date.toString in the zone of the schedule."""
    return format_date(moment, "EEE MMM dd HH:mm:ss zzz ", zone) + str(moment.astimezone(zone).year)


def week_of_year(day: date) -> tuple[int, int]:
    """Week year and week number."""
    next_year = date(day.year + 1, 1, 1) if day.year < date.max.year else None
    if next_year is not None and (next_year - day).days <= _days_after_sunday(next_year):
        return day.year + 1, 1
    first = date(day.year, 1, 1)
    return day.year, ((day - first).days + _days_after_sunday(first)) // _WEEK + 1


def week_of_month(day: date) -> int:
    """Number of the week in the month; the week with the 1st is week 1."""
    return (day.day - 1 + _days_after_sunday(day.replace(day=1))) // _WEEK + 1


def _days_after_sunday(day: date) -> int:
    return day.isoweekday() % _WEEK


def _padded(read: Callable[[datetime], int]) -> Callable[[datetime, int], str]:
    return lambda local, count: str(read(local)).zfill(count)


def _year(read: Callable[[datetime], int]) -> Callable[[datetime, int], str]:
    def write(local: datetime, count: int) -> str:
        year = read(local)
        return f"{year % 100:02d}" if count == 2 else str(year).zfill(count)

    return write


def _month(local: datetime, count: int) -> str:
    if count < SHORT_NAME:
        return str(local.month).zfill(count)
    name = MONTHS[local.month - 1]
    return name if count > SHORT_NAME else name[:SHORT_NAME]


def _weekday(local: datetime, count: int) -> str:
    name = WEEKDAYS[_days_after_sunday(local.date())]
    return name if count > SHORT_NAME else name[:SHORT_NAME]


def offset_of(local: datetime) -> timedelta:
    """Distance of an aware time from UTC."""
    return local.utcoffset() or timedelta()


def _offset_parts(local: datetime) -> tuple[str, str, str]:
    minutes = int(offset_of(local).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return "-" if minutes < 0 else "+", f"{hours:02d}", f"{rest:02d}"


def _iso_offset(local: datetime, count: int) -> str:
    if not offset_of(local):
        return "Z"
    sign, hours, minutes = _offset_parts(local)
    return sign + (hours, hours + minutes, f"{hours}:{minutes}")[count - 1]


def _am_pm(local: datetime, _count: int) -> str:
    return "AM" if local.hour < 12 else "PM"


_WRITERS: dict[str, Callable[[datetime, int], str]] = {
    "G": lambda _local, _count: "AD",
    "y": _year(lambda local: local.year),
    "Y": _year(lambda local: week_of_year(local.date())[0]),
    "M": _month,
    "d": _padded(lambda local: local.day),
    "h": _padded(lambda local: local.hour % 12 or 12),
    "H": _padded(lambda local: local.hour),
    "m": _padded(lambda local: local.minute),
    "s": _padded(lambda local: local.second),
    "S": _padded(lambda local: local.microsecond // 1000),
    "E": _weekday,
    "D": _padded(lambda local: local.timetuple().tm_yday),
    "F": _padded(lambda local: (local.day - 1) // _WEEK + 1),
    "w": _padded(lambda local: week_of_year(local.date())[1]),
    "W": _padded(lambda local: week_of_month(local.date())),
    "a": _am_pm,
    "k": _padded(lambda local: local.hour or 24),
    "K": _padded(lambda local: local.hour % 12),
    "z": short_zone_name,
    "Z": lambda local, _count: "".join(_offset_parts(local)),
    "X": _iso_offset,
    "u": _padded(lambda local: local.isoweekday()),
}
