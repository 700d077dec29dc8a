"""Reads dates with Java SimpleDateFormat patterns, as leniently as Java does (R151, R152).

Text behind the match is ignored, values out of range roll over (30 February is 1 March), missing fields
come from 1970-01-01 00:00. Of contradicting fields those that stand later in the pattern win.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from millrace.domain.el.date_fields import DateFields
from millrace.domain.el.date_patterns import MONTHS, SHORT_NAME, WEEKDAYS, Field, Text, read_pattern
from millrace.domain.el.errors import ElError
from millrace.domain.el.wall_time import at_wall_time
from millrace.domain.el.zone_names import short_zone_name

# A two-digit year lies at most this many years before now, else in the century after that (Java).
_CENTURY_BEFORE = 80
_NUMBER = re.compile(r"-?[0-9]+")
_NUMERIC_OFFSET = re.compile(r"([+-])([0-9]{1,2})(?::?([0-9]{2}))?")
_ISO_OFFSETS = {
    1: re.compile(r"([+-])([0-9]{2})()"),
    2: re.compile(r"([+-])([0-9]{2})([0-9]{2})"),
    3: re.compile(r"([+-])([0-9]{2}):([0-9]{2})"),
}
_ZONE_NAME = re.compile(r"[A-Za-z]{2,5}")
_LONGEST_NUMBER = 9


@dataclass
class _Reader:
    text: str
    zone: ZoneInfo
    now: datetime
    at: int = 0
    fields: DateFields = field(default_factory=DateFields)
    offset: timedelta | None = None

    def fail(self) -> ElError:
        shown = self.text if len(self.text) <= 40 else self.text[:40] + "..."
        return ElError(f"{shown!r} does not match the date pattern at character {self.at + 1}")

    def skip_text(self, text: str) -> None:
        if not self.text.startswith(text, self.at):
            raise self.fail()
        self.at += len(text)

    def number(self, limit: int | None) -> int:
        match = _NUMBER.match(self.text, self.at, len(self.text) if limit is None else limit)
        if match is None or len(match.group()) > _LONGEST_NUMBER:
            raise self.fail()
        self.at = match.end()
        return int(match.group())

    def name(self, names: tuple[str, ...]) -> int:
        """Position of the longest full or short name that stands here, in any case."""
        rest = self.text[self.at : self.at + max(map(len, names))].lower()
        found = [
            (len(form), position)
            for position, name in enumerate(names)
            for form in (name, name[:SHORT_NAME])
            if rest.startswith(form.lower())
        ]
        if not found:
            raise self.fail()
        length, position = max(found)
        self.at += length
        return position

    def numeric_offset(self, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self.text, self.at)
        if match is None:
            return False
        sign, hours, minutes = match.groups()
        if not minutes and len(hours) < 2 and pattern is not _NUMERIC_OFFSET:
            return False
        distance = timedelta(hours=int(hours), minutes=int(minutes or "0"))
        self.offset = -distance if sign == "-" else distance
        self.at = match.end()
        return True


def parse_date(text: str, pattern: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant (UTC) that a text stands for; a mismatch is an error. `now` places two-digit years."""
    reader = _Reader(text, zone, now)
    pieces = read_pattern(pattern)
    for position, piece in enumerate(pieces):
        if isinstance(piece, Text):
            reader.skip_text(piece.text)
        else:
            is_followed = position + 1 < len(pieces) and isinstance(pieces[position + 1], Field)
            _read_field(reader, piece, is_followed=is_followed)
    try:
        wall = reader.fields.wall_time()
        if reader.offset is not None:
            return wall.replace(tzinfo=timezone(timedelta())) - reader.offset
        return at_wall_time(wall, zone)
    except (OverflowError, ValueError):
        raise ElError(f"{text!r} is outside the years 1 to 9999") from None


def _read_field(reader: _Reader, piece: Field, *, is_followed: bool) -> None:
    start = reader.at
    while reader.text[reader.at : reader.at + 1] in (" ", "\t") and reader.at < len(reader.text):
        reader.at += 1
    letter = piece.letter
    if letter == "M" and piece.count >= SHORT_NAME:
        reader.fields.set("M", reader.name(MONTHS))
    elif letter == "E":
        reader.fields.set("E", reader.name(WEEKDAYS) + 1)
    elif letter == "a":
        reader.fields.set("a", reader.name(("AM", "PM")))
    elif letter == "G":
        if reader.name(("BC", "AD")) == 0:
            raise ElError("years before Christ are not supported")
    elif letter in "zZX":
        _read_zone(reader, piece)
    else:
        limit = start + piece.count if is_followed else None
        _read_number(reader, piece, limit)


def _read_number(reader: _Reader, piece: Field, limit: int | None) -> None:
    begin = reader.at
    if limit is not None and limit > len(reader.text):
        raise reader.fail()
    number = reader.number(limit)
    digits = reader.text[begin : reader.at]
    match piece.letter:
        case "y" | "Y" if piece.count <= 2 and re.fullmatch("[0-9]{2}", digits):
            number = _full_year(number, reader.now.astimezone(reader.zone).date())
        case "M":
            number -= 1
        case "k":
            number = 0 if number == 24 else number
        case "h":
            number = 0 if number == 12 else number
        case "u":
            number = number % 7 + 1
    reader.fields.set(_SAME_FIELD.get(piece.letter, piece.letter), number)


# Letters that fill the field of another one.
_SAME_FIELD = {"k": "H", "h": "K", "u": "E"}


def _full_year(two_digits: int, today: date) -> int:
    first = today.year - _CENTURY_BEFORE
    year = first // 100 * 100 + two_digits
    return year + 100 if two_digits < first % 100 else year


def _read_zone(reader: _Reader, piece: Field) -> None:
    if piece.letter == "X":
        if reader.text.startswith("Z", reader.at):
            reader.at += 1
            reader.offset = timedelta()
        elif not reader.numeric_offset(_ISO_OFFSETS[piece.count]):
            raise reader.fail()
        return
    if reader.text[reader.at : reader.at + 3].upper() in ("GMT", "UTC"):
        reader.at += 3
        if not reader.numeric_offset(_NUMERIC_OFFSET):
            reader.offset = timedelta()
        return
    if not reader.numeric_offset(_NUMERIC_OFFSET):
        _read_zone_name(reader)


def _read_zone_name(reader: _Reader) -> None:
    """Only the two names of the schedule's own zone: the same letters mean other zones elsewhere."""
    match = _ZONE_NAME.match(reader.text, reader.at)
    for month in (1, 7):
        moment = datetime(reader.now.year, month, 1, tzinfo=UTC).astimezone(reader.zone)
        if match and short_zone_name(moment).upper() == match.group().upper():
            reader.at = match.end()
            reader.offset = moment.utcoffset()
            return
    raise reader.fail()
