"""Values into the types of the target, and which of them do not fit."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from millrace.ports.node_runtime import NodeFailure

TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "float": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "timestamp_tz": pa.timestamp("us", "UTC"),
    "binary": pa.binary(),
}
_DECIMAL = re.compile(r"decimal\s*\(\s*([0-9]{1,2})\s*,\s*([0-9]{1,2})\s*\)")
_MOST_DIGITS = 38
_SHOWN = 60
_CAST_ERRORS = (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError, OverflowError)


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """One column of the target: where it comes from and through which types."""

    source: str
    target: str
    steps: Sequence[Any]
    nullable: bool = True


def named_type(name: str) -> Any:
    """The Arrow type of a type name. Raises NodeFailure (type_unknown)."""
    found = TYPES.get(name.strip().lower())
    decimal = _DECIMAL.fullmatch(name.strip().lower())
    if (
        decimal
        and 0 < int(decimal.group(1)) <= _MOST_DIGITS
        and int(decimal.group(2)) <= int(decimal.group(1))
    ):
        return pa.decimal128(int(decimal.group(1)), int(decimal.group(2)))
    if found is None:
        names = ", ".join([*TYPES, "decimal(10,2)"])
        raise NodeFailure("type_unknown", f"There is no type {name!r}. Use one of {names}.")
    return found


def is_simple(type_: Any) -> bool:
    """Whether every target can hold the type; others travel as text."""
    checks = (
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_decimal,
        pa.types.is_boolean,
        pa.types.is_string,
        pa.types.is_date32,
        pa.types.is_timestamp,
        pa.types.is_binary,
    )
    return any(check(type_) for check in checks)


def loose_column(values: Sequence[Any], type_: Any) -> Any:
    """Cells that may differ in type: of the expected type if all fit, else as texts."""
    try:
        return pa.array(values, type_)
    except (*_CAST_ERRORS, UnicodeEncodeError, ValueError, TypeError):
        return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).encode("utf-8", "replace").decode()


def converted(array: Any, column: PlannedColumn) -> tuple[Any, dict[int, str]]:
    """The array in the column's last type, and rows (by index) that do not fit, with reasons.

    Where rows do not fit, the array holds nulls in their place.
    """
    bad: dict[int, str] = {}
    for type_ in column.steps:
        array, found = _cast(array, type_)
        bad.update({index: reason for index, reason in found.items() if index not in bad})
    if not column.nullable and array.null_count:
        for index in pc.indices_nonzero(array.is_null()).to_pylist():
            bad.setdefault(index, "is empty, but the target's column must not be")
    return array, {index: f"{column.target}: {reason}" for index, reason in bad.items()}


def _cast(array: Any, type_: Any) -> tuple[Any, dict[int, str]]:
    array = _plain(array)
    if array.type == type_:
        return array, {}
    if pa.types.is_string(array.type):
        trimmed = pc.utf8_trim_whitespace(array)
        array = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
    elif pa.types.is_integer(array.type) and pa.types.is_decimal(type_):
        array = array.cast(pa.string())  # from whole numbers Arrow asks for room for any of their type
    whole = _attempt(array, type_)
    if whole is not None:
        return whole, {}
    pieces: list[Any] = []
    bad: dict[int, str] = {}
    for at, piece in _pieces(array, type_, 0):
        if piece is None:
            shown = str(array[at].as_py())[:_SHOWN]
            bad[at] = f"{shown!r} is not a value of type {type_}"
            piece = pa.nulls(1, type_)
        pieces.append(piece)
    return pa.concat_arrays(pieces), bad


def _plain(array: Any) -> Any:
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if isinstance(array.type, pa.BaseExtensionType):
        array = array.storage
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_large_string(array.type) or pa.types.is_string_view(array.type):
        array = array.cast(pa.string())
    if pa.types.is_nested(array.type):
        array = pa.array([_text(value) for value in array.to_pylist()], pa.string())
    return array


def _pieces(array: Any, type_: Any, at: int) -> Iterator[tuple[int, Any]]:
    """Halves until every piece either fits or is one bad value: cheap while few are bad."""
    fits = _attempt(array, type_)
    if fits is not None or len(array) == 1:
        yield at, fits
        return
    half = len(array) // 2
    yield from _pieces(array.slice(0, half), type_, at)
    yield from _pieces(array.slice(half), type_, at + half)


def _attempt(array: Any, type_: Any) -> Any:
    """The cast array, or None. Times without a zone are UTC, and UTC is kept where there is no zone."""
    for way in _ways(array.type, type_):
        try:
            return way(array)
        except _CAST_ERRORS:
            continue
    return None


def _ways(from_: Any, to: Any) -> list[Callable[[Any], Any]]:
    ways: list[Callable[[Any], Any]] = [lambda array: array.cast(to)]
    if pa.types.is_timestamp(to) and pa.types.is_string(from_):
        if to.tz:
            naive = pa.timestamp(to.unit)
            ways.append(lambda array: pc.assume_timezone(array.cast(naive), "UTC").cast(to))
        else:
            ways.append(lambda array: array.cast(pa.timestamp(to.unit, "UTC")).cast(to))
    return ways
