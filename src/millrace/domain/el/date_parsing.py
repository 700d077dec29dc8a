"""Reads dates with Java SimpleDateFormat patterns, as leniently as Java does (R151, R152).

Text behind the match is ignored, values out of range roll over (30 February is 1 March), missing fields
come from 1970-01-01 00:00. Of contradicting fields those that stand later in the pattern win.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from millrace.domain.el.date_fields import DateFields
from millrace.domain.el.date_patterns import MONTHS, SHORT_NAME, WEEKDAYS, Field, Text, read_pattern
from millrace.domain.el.errors import ElError
from millrace.domain.el.wall_time import add_months, at_wall_time
from millrace.domain.el.zone_names import short_zone_name

# A date with a two-digit year lies in the hundred years that begin so long before now (Java).
_YEARS_BEFORE = 80
_MONTHS_BEFORE = _YEARS_BEFORE * 12
_CENTURY = 100 * 12
_NUMBER = re.compile(r"-?[0-9]+")
_GMT_OFFSET = re.compile(r"([+-])([0-9]{1,2})(?::?([0-9]{2}))?")
_RFC_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})")
_ISO_OFFSETS = {
    1: re.compile(r"([+-])([0-9]{2})()"),
    2: re.compile(r"([+-])([0-9]{2})([0-9]{2})"),
    3: re.compile(r"([+-])([0-9]{2}):([0-9]{2})"),
}
_LONGEST_NUMBER = 9


@dataclass
class _Reader:
    text: str
    zone: ZoneInfo
    now: datetime
    at: int = 0
    fields: DateFields = field(default_factory=DateFields)
    offset: timedelta | None = None
    # Summer time that a zone name says, added to the zone's standard offset.
    summer: timedelta | None = None
    # The year was given by two digits.
    is_short_year: bool = False

    def fail(self) -> ElError:
        shown = self.text if len(self.text) <= 40 else self.text[:40] + "..."
        return ElError(f"{shown!r} does not match the date pattern at character {self.at + 1}")

    def skip_text(self, text: str) -> None:
        if not self.text.startswith(text, self.at):
            raise self.fail()
        self.at += len(text)

    def skip_blanks(self) -> None:
        while self.text.startswith((" ", "\t"), self.at):
            self.at += 1

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
        if int(hours) > 23 or int(minutes or "0") > 59:
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
            is_followed = position + 1 < len(pieces) and _is_number(pieces[position + 1])
            _read_field(reader, piece, is_followed=is_followed)
    try:
        wall = reader.fields.wall_time()
        moment = _instant(reader, wall)
        if reader.is_short_year and moment < add_months(now, -_MONTHS_BEFORE, zone):
            moment = add_months(moment, _CENTURY, zone)
    except (OverflowError, ValueError):
        raise ElError(f"{text!r} is outside the years 1 to 9999") from None
    return moment


def _instant(reader: _Reader, wall: datetime) -> datetime:
    if reader.summer is not None and reader.offset is None:
        local = wall.replace(tzinfo=reader.zone)
        standard = (local.utcoffset() or timedelta()) - (local.dst() or timedelta())
        reader.offset = standard + reader.summer
    if reader.offset is not None:
        return wall.replace(tzinfo=UTC) - reader.offset
    return at_wall_time(wall, reader.zone)


def _is_number(piece: Field | Text) -> bool:
    """Before a number, the field takes as many digits as it has letters, not all of them."""
    if isinstance(piece, Text) or piece.letter in "GEazZX":
        return False
    return piece.letter != "M" or piece.count < SHORT_NAME


def _read_field(reader: _Reader, piece: Field, *, is_followed: bool) -> None:
    start = reader.at
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
        reader.skip_blanks()
        _read_zone(reader, piece)
    else:
        reader.skip_blanks()
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
            reader.is_short_year = True
            number = _full_year(number, reader.now.astimezone(reader.zone).date())
        case "M":
            number -= 1
        case "k":
            number = 0 if number == 24 else number
        case "h":
            number = 0 if number == 12 else number
        case "u":
            number = number % 7 + 1 if 1 <= number <= 7 else number
    reader.fields.set(_SAME_FIELD.get(piece.letter, piece.letter), number)


# Letters that fill the field of another one.
_SAME_FIELD = {"k": "H", "h": "K", "u": "E"}


def _full_year(two_digits: int, today: date) -> int:
    first = today.year - _YEARS_BEFORE
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
    name = reader.text[reader.at : reader.at + 3].upper()
    if name in ("GMT", "UTC"):
        reader.at += 3
        if name == "UTC" or not reader.numeric_offset(_GMT_OFFSET):
            reader.offset = timedelta()
        return
    if not reader.numeric_offset(_RFC_OFFSET):
        _read_zone_name(reader)


def _read_zone_name(reader: _Reader) -> None:
    """Only the two names of the schedule's own zone: the same letters mean other zones elsewhere."""
    for month in (1, 7):
        moment = datetime(reader.now.year, month, 1, tzinfo=UTC).astimezone(reader.zone)
        name = short_zone_name(moment)
        if reader.text[reader.at : reader.at + len(name)].upper() == name.upper():
            reader.at += len(name)
            reader.summer = moment.dst() or timedelta()
            return
    raise reader.fail()
