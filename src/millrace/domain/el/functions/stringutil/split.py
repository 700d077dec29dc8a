"""StringUtil: texts to lists and back."""

import unicodedata
from collections.abc import Callable
from zoneinfo import ZoneInfo

from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.stringutil.characters import is_whitespace
from millrace.domain.el.limits import check_result_size
from millrace.domain.el.values import render

# Values in lists are rendered without dates in practice; the zone does not matter for the others.
_UTC = ZoneInfo("UTC")


def splitter(*, keep_empty: bool) -> Callable[..., list[str] | None]:
    """`split` at any of the separator characters (null: white space); at most `limit` parts if positive."""

    def split(text: str | None, separators: str | None = None, limit: int = -1) -> list[str] | None:
        if text is None:
            return None
        known = None if separators is None else set(separators)
        is_separator = is_whitespace if known is None else known.__contains__
        return _split(text, is_separator, limit, keep_empty=keep_empty)

    return split


def _split(text: str, is_separator: Callable[[str], bool], limit: int, *, keep_empty: bool) -> list[str]:
    parts: list[str] = []
    start = 0
    for at, unit in enumerate(text):
        if not is_separator(unit):
            continue
        if at > start or keep_empty:
            if len(parts) + 1 == limit:
                return [*parts, text[start:]]
            parts.append(text[start:at])
        start = at + 1
    if start < len(text) or (keep_empty and text):
        parts.append(text[start:])
    return parts


def whole_splitter(*, keep_empty: bool) -> Callable[..., list[str] | None]:
    """`split` at a whole separator text (null or "": white space)."""
    by_whitespace = splitter(keep_empty=keep_empty)

    def split(text: str | None, separator: str | None, limit: int = 0) -> list[str] | None:
        if not text or not separator:
            return by_whitespace(text, None, limit)
        parts: list[str] = []
        begin = 0
        while (end := text.find(separator, begin)) >= 0:
            if end > begin or keep_empty:
                if len(parts) + 1 == limit:
                    return [*parts, text[begin:]]
                parts.append(text[begin:end])
            begin = end + len(separator)
        return [*parts, text[begin:]]

    return split


def split_by_character_type(text: str | None) -> list[str] | None:
    """Runs of characters of one Unicode category."""
    return None if text is None else _by_type(text, is_camel=False)


def split_by_camel_case(text: str | None) -> list[str] | None:
    """As above, but an upper-case letter before lower-case ones belongs to them."""
    return None if text is None else _by_type(text, is_camel=True)


def _by_type(text: str, *, is_camel: bool) -> list[str]:
    parts: list[str] = []
    start = 0
    for at in range(1, len(text)):
        before, here = unicodedata.category(text[at - 1]), unicodedata.category(text[at])
        if before == here:
            continue
        begin = at - 1 if is_camel and (before, here) == ("Lu", "Ll") else at
        if begin != start:
            parts.append(text[start:begin])
            start = begin
    return [*parts, text[start:]] if text else []


def join_list(items: list[object] | None, separator: str | None = None) -> str | None:
    """All items with the separator between; null items are empty."""
    if items is None:
        return None
    return _joined(items, separator)


def join_part(items: list[object] | None, separator: str | None, start: int, end: int) -> str | None:
    """The items from start to before end."""
    if items is None:
        return None
    if end <= start:
        return ""
    if start < 0 or end > len(items):
        raise ElError(f"the list has {len(items)} items; {start} to {end} is not inside")
    return _joined(items[start:end], separator)


def join_all(*items: object) -> str:
    """All arguments one behind the other."""
    return _joined(list(items), None)


def join_with(separator: str | None, *items: object) -> str:
    """All arguments with the separator between."""
    return _joined(list(items), separator)


def _joined(items: list[object], separator: str | None) -> str:
    between = separator or ""
    check_result_size(len(between) * len(items))
    return between.join(render(item, _UTC) for item in items)


def reverse_delimited(text: str | None, separator: str) -> str | None:
    """The parts in the opposite order."""
    parts = splitter(keep_empty=False)(text, separator)
    return None if parts is None else separator.join(reversed(parts))


def to_code_points(text: str | None) -> list[int] | None:
    """The Unicode numbers of the characters."""
    return None if text is None else list(map(ord, text))


def value_of(characters: list[str | None] | None) -> str | None:
    """A list of characters as text."""
    return None if characters is None else "".join(unit or "" for unit in characters)
