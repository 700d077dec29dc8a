"""Types, conversions and rendering of expression values (R142, R145-R148, R158).

A value is None, a bool, int (64 bit), float, str, an aware datetime, a list or a dict with text keys.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from millrace.domain.el.date_patterns import date_text
from millrace.domain.el.errors import ElError
from millrace.domain.el.tokens import MAX_LONG, MIN_LONG

_LONG_TEXT = re.compile(r"[+-]?[0-9]+")
_DOUBLE_TEXT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# Java writes doubles in this range without exponent.
_PLAIN_FROM, _PLAIN_TO = 1e-3, 1e7
_LONG_DIGITS = 19


@dataclass(frozen=True)
class TypedValue:
    """The result of a template: `value`, its `type` name (R142) and `text`, its rendering (R158)."""

    type: str
    value: object
    text: str


# bool stands before int, which it is a kind of in Python.
_TYPE_NAMES: tuple[tuple[type, str], ...] = (
    (type(None), "null"),
    (bool, "boolean"),
    (int, "long"),
    (float, "double"),
    (str, "string"),
    (datetime, "date"),
    (list, "list"),
    (dict, "map"),
)


def type_name(value: object) -> str:
    """The R142 name of a value's type; anything else is not a value."""
    for python_type, name in _TYPE_NAMES:
        if isinstance(value, python_type):
            return name
    raise ElError(f"{type(value).__name__} is no type of the expression language")


def normalized(value: object) -> object:
    """A value from outside the language as one of R142: long range, millisecond dates, list and dict."""
    match value:
        case None | bool() | float() | str():
            return value
        case int():
            return checked_long(value)
        case datetime():
            return whole_milliseconds(value)
        case Mapping():
            return {str(key): normalized(item) for key, item in value.items()}
        case Sequence():
            return [normalized(item) for item in value]
    raise ElError(f"{type(value).__name__} is no type of the expression language")


def whole_milliseconds(moment: datetime) -> datetime:
    """The instant in UTC without microseconds below a millisecond."""
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def checked_long(number: int) -> int:
    """The number, if it is a 64-bit one; wrapping around silently would give wrong data."""
    if not MIN_LONG <= number <= MAX_LONG:
        raise ElError("the number does not fit into 64 bits")
    return number


def render(value: object, zone: ZoneInfo) -> str:
    """The text of a value (R158); dates in the zone of the schedule."""
    if isinstance(value, bool):
        return "true" if value else "false"
    match value:
        case float():
            return double_text(value)
        case datetime():
            return date_text(value, zone)
        case list() | dict():
            return json_text(value, zone)
    return "" if value is None else str(value)


def double_text(number: float) -> str:
    """A double as Java writes it: 3.0, 1.0E10, 1.0E-5, Infinity, NaN."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0 or _PLAIN_FROM <= abs(number) < _PLAIN_TO:
        text = repr(number)
        return text if "e" not in text else format(number, ".17f").rstrip("0")
    digits, exponent = _shortest(abs(number))
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent}"


def _shortest(number: float) -> tuple[str, int]:
    """The fewest decimal digits that give this number back, and the exponent of the first one."""
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    first = len(whole) - 1 if whole.strip("0") else -(len(fraction) - len(fraction.lstrip("0"))) - 1
    return digits.rstrip("0") or "0", first + int(exponent or "0")


def json_text(value: object, zone: ZoneInfo) -> str:
    """Compact JSON, characters outside ASCII as they are (R154, R158); dates as their text."""
    pieces: list[str] = []
    try:
        _write_json(value, zone, pieces)
    except RecursionError:
        raise ElError("the value is nested too deeply to be written as JSON") from None
    return "".join(pieces)


def _write_json(value: object, zone: ZoneInfo, out: list[str]) -> None:
    match value:
        case None:
            out.append("null")
        case list():
            out.append("[")
            for position, item in enumerate(value):
                out.append("," if position else "")
                _write_json(item, zone, out)
            out.append("]")
        case dict():
            out.append("{")
            for position, (key, item) in enumerate(value.items()):
                out.append(("," if position else "") + json.dumps(key, ensure_ascii=False) + ":")
                _write_json(item, zone, out)
            out.append("}")
        case bool() | int():
            out.append(render(value, zone))
        case float() if math.isfinite(value):
            out.append(double_text(value))
        case _:
            out.append(json.dumps(render(value, zone), ensure_ascii=False))


def to_number(value: object) -> int | float:
    """Convert for arithmetic and comparison (R146): null and "" are 0."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | None):
        raise ElError(f"a {type_name(value)} cannot be used as a number")
    if value is None or value == "":
        return 0
    return number_from_text(value) if isinstance(value, str) else value


def number_from_text(text: str) -> int | float:
    """A long, or a double if there is a decimal point or exponent; other text is an error (R146)."""
    if any(mark in text for mark in ".eE"):
        # Java trims decimal numbers, but not whole ones.
        stripped = text.strip()
        if _DOUBLE_TEXT.fullmatch(stripped):
            return float(stripped)
    elif _LONG_TEXT.fullmatch(text):
        digits = text.lstrip("+-").lstrip("0") or "0"
        if len(digits) > _LONG_DIGITS:
            raise ElError("the number does not fit into 64 bits")
        return checked_long(-int(digits) if text.startswith("-") else int(digits))
    raise ElError(f"{_shown(text)} is not a number")


def to_boolean(value: object) -> bool:
    """Convert a condition (R148): null and "" are false, text is true if it is "true" in any case."""
    if isinstance(value, bool):
        return value
    if value is None or isinstance(value, str):
        return value is not None and value.lower() == "true"
    raise ElError(f"a {type_name(value)} cannot be used as a condition; compare it with something")


def is_empty(value: object) -> bool:
    """`empty x` (R148): null, "", an empty list or map; never a number."""
    return value is None or (isinstance(value, str | list | dict) and not value)


def code_units(text: str) -> bytes:
    """A key that orders texts by UTF-16 code unit, as R147 asks."""
    return text.encode("utf-16-be", "surrogatepass")


def _shown(text: str) -> str:
    limit = 30
    return repr(text if len(text) <= limit else text[:limit] + "...")
