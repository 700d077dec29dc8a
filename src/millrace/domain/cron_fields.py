"""Reads the single fields of a cron expression (R23): values, names, lists, ranges, steps, and L, W and #."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

FIRST_YEAR, LAST_YEAR = 1970, 2199
MAX_OFFSET = 30
MAX_NTH = 5

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


class CronError(ValueError):
    """A cron expression cannot be read; `position` counts from 0 in its text."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True)
class FieldText:
    """One field, in capitals, and where it begins in the expression."""

    text: str
    position: int


@dataclass(frozen=True, slots=True)
class FieldKind:
    """The values a field may have; names stand for the values from `low` on."""

    label: str
    low: int
    high: int
    names: tuple[str, ...] = ()
    wraps: bool = True  # 22-4 goes on past the highest value


SECOND = FieldKind("seconds", 0, 59)
MINUTE = FieldKind("minutes", 0, 59)
HOUR = FieldKind("hours", 0, 23)
DAY = FieldKind("days of the month", 1, 31)
MONTH = FieldKind("months", 1, 12, _MONTHS)
WEEKDAY = FieldKind("weekdays", 1, 7, _WEEKDAYS)
YEAR = FieldKind("years", FIRST_YEAR, LAST_YEAR, wraps=False)


@dataclass(frozen=True, slots=True)
class DayRule:
    """Which days of a month are due.

    `days`: `values`. `last`: `number` days before the last one. `last_workday`: the workday nearest to that.
    `workday`: the workday nearest to day `number`. `weekdays`: `values`, 1 = Sunday. `last_weekday` and
    `nth_weekday`: the last or the `number`-th of the weekday `values[0]`.
    """

    kind: Literal["days", "last", "last_workday", "workday", "weekdays", "last_weekday", "nth_weekday"]
    values: tuple[int, ...] = ()
    number: int = 0


def split(expression: str) -> list[FieldText]:
    """The fields, separated by blanks."""
    return [FieldText(found.group().upper(), found.start()) for found in re.finditer(r"\S+", expression)]


def values(field: FieldText, kind: FieldKind) -> tuple[int, ...]:
    """The values of a field of lists, ranges and steps, ascending and distinct."""
    found: set[int] = set()
    for part in _parts(field):
        found.update(_part(part, kind))
    return tuple(sorted(found))


def day_rule(field: FieldText) -> DayRule:
    """The day field: values, or one of L, L-n, LW, L-nW, nW."""
    text = field.text
    from_end = re.fullmatch(r"L(?:-(\d{1,3}))?(W?)", text)
    if from_end:
        offset = int(from_end.group(1) or 0)
        if offset > MAX_OFFSET:
            raise CronError(f"L-{offset}: at most {MAX_OFFSET} days before the last day.", field.position + 2)
        return DayRule("last_workday" if from_end.group(2) else "last", number=offset)
    nearest = re.fullmatch(r"(\d{1,3})W", text)
    if nearest:
        return DayRule("workday", number=_number(FieldText(nearest.group(1), field.position), DAY))
    for sign in "LW":
        if sign in text:
            message = f"{sign} cannot stand in a list, range or step of days; write L, L-3, LW or 15W alone."
            raise CronError(message, field.position + text.index(sign))
    return DayRule("days", values(field, DAY))


def weekday_rule(field: FieldText) -> DayRule:
    """The weekday field: values, or one of L (Saturday), 6L, FRIL, 6#3, FRI#3."""
    text = field.text
    if text == "L":
        return DayRule("weekdays", (WEEKDAY.high,))
    last = re.fullmatch(r"(\d{1,3}|[A-Z]{3})L", text)
    if last:
        return DayRule("last_weekday", (_number(FieldText(last.group(1), field.position), WEEKDAY),))
    nth = re.fullmatch(r"(\d{1,3}|[A-Z]{3})#(\d{1,3})", text)
    if nth:
        number = int(nth.group(2))
        if not 1 <= number <= MAX_NTH:
            raise CronError(f"The number after # must be 1 to {MAX_NTH}.", field.position + nth.start(2))
        return DayRule("nth_weekday", (_number(FieldText(nth.group(1), field.position), WEEKDAY),), number)
    if "#" in text:
        message = "# takes one weekday and a number from 1 to 5, such as FRI#3; it cannot stand in a list."
        raise CronError(message, field.position + text.index("#"))
    return DayRule("weekdays", values(field, WEEKDAY))


def _parts(field: FieldText) -> Iterator[FieldText]:
    """The comma-separated parts of a list."""
    position = field.position
    for text in field.text.split(","):
        if not text:
            raise CronError("A value is missing beside a comma.", position)
        yield FieldText(text, position)
        position += len(text) + 1


def _part(part: FieldText, kind: FieldKind) -> Iterator[int]:
    """The values of `*`, `a`, `a-b`, each with or without `/step`."""
    text, slash, step_text = part.text.partition("/")
    step = _step(FieldText(step_text, part.position + len(text) + 1), kind) if slash else 1
    first_text, dash, last_text = text.partition("-")
    if text in ("*", "") and (text or slash):  # /5 means */5
        first, last = kind.low, kind.high
    else:
        first = _number(FieldText(first_text, part.position), kind)
        last = first if not slash else kind.high
        if dash:
            last = _number(FieldText(last_text, part.position + len(first_text) + 1), kind)
    if last >= first:
        yield from range(first, last + 1, step)
        return
    if not kind.wraps:
        raise CronError(f"The range {text} runs backwards.", part.position)
    size = kind.high - kind.low + 1
    for value in range(first, last + size + 1, step):
        yield kind.low + (value - kind.low) % size


def _step(text: FieldText, kind: FieldKind) -> int:
    size = kind.high if kind.low else kind.high + 1
    if not re.fullmatch(r"\d{1,4}", text.text):
        raise CronError("After / stands a whole number.", text.position)
    if not 1 <= int(text.text) < max(size, kind.high + 1):
        raise CronError(f"The step of {kind.label} must be 1 to {kind.high}.", text.position)
    return int(text.text)


def _number(text: FieldText, kind: FieldKind) -> int:
    """A number or a name in the bounds of the field."""
    if text.text in kind.names:
        return kind.names.index(text.text) + kind.low
    if not re.fullmatch(r"\d{1,4}", text.text):
        named = f" or {kind.names[0]} to {kind.names[-1]}" if kind.names else ""
        shown = text.text or "nothing"
        message = f"{shown} is not allowed for {kind.label}: {kind.low} to {kind.high}{named}."
        raise CronError(_hint(text.text) or message, text.position)
    number = int(text.text)
    if not kind.low <= number <= kind.high:
        raise CronError(
            f"{number} is out of bounds: {kind.label} are {kind.low} to {kind.high}.", text.position
        )
    return number


def _hint(text: str) -> str | None:
    """A better text for signs that have no place here."""
    if text == "?":
        return "? may only stand alone, for the day or for the weekday."
    if text.endswith("C"):
        return "C (a day of a calendar) is not supported; set the calendar of the schedule instead."
    if "W" in text:
        return "W, the nearest workday, may only stand in the day field, after one day or after L."
    return None
