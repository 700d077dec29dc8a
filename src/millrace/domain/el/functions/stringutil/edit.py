"""StringUtil: texts with something replaced, added or turned round."""

import re
import unicodedata
from collections.abc import Callable

from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.stringutil.characters import (
    case_swapped,
    folded,
    is_digit,
    is_whitespace,
    narrowed,
    title_cased,
    widened,
)
from millrace.domain.el.functions.stringutil.checks import (
    ends_with,
    ends_with_ignore_case,
    starts_with,
    starts_with_ignore_case,
)
from millrace.domain.el.functions.stringutil.search import index_of_difference
from millrace.domain.el.limits import check_result_size

_NO_BREAK_SPACE = "\u00a0"
_FIRST_MARK, _LAST_MARK = "\u0300", "\u036f"

Texts = list[str | None] | None


def replace(text: str | None, search: str | None, replacement: str | None, limit: int = -1) -> str | None:
    """All occurrences (or the first `limit`) replaced."""
    if not text or not search or replacement is None:
        return text
    _check_growth(text, text.count(search), replacement)
    return text.replace(search, replacement, limit)


def replace_once(text: str | None, search: str | None, replacement: str | None) -> str | None:
    """The first occurrence replaced."""
    return replace(text, search, replacement, 1)


def remove(text: str | None, search: str | None) -> str | None:
    """All occurrences removed."""
    return replace(text, search, "")


def replace_ignore_case(
    text: str | None, search: str | None, replacement: str | None, limit: int = -1
) -> str | None:
    """All occurrences in any case replaced."""
    if not text or not search or replacement is None:
        return text
    same = folded(text)
    wanted = folded(search)
    _check_growth(text, same.count(wanted), replacement)
    pieces: list[str] = []
    at = 0
    while limit != 0 and (found := same.find(wanted, at)) >= 0:
        pieces += (text[at:found], replacement)
        at = found + len(search)
        limit -= 1
    return "".join(pieces) + text[at:]


def replace_once_ignore_case(text: str | None, search: str | None, replacement: str | None) -> str | None:
    """The first occurrence in any case replaced."""
    return replace_ignore_case(text, search, replacement, 1)


def remove_ignore_case(text: str | None, search: str | None) -> str | None:
    """All occurrences in any case removed."""
    return replace_ignore_case(text, search, "")


def _check_growth(text: str, count: int, replacement: str) -> None:
    check_result_size(len(text) + count * len(replacement))


def replace_characters(text: str | None, searched: str | None, replacements: str | None) -> str | None:
    """Each searched character replaced by the one at the same place; those without partner are removed."""
    if not text or not searched:
        return text
    partners: dict[str, str] = {}
    for at, unit in enumerate(searched):
        partners.setdefault(unit, (replacements or "")[at : at + 1])
    return "".join(partners.get(unit, unit) for unit in text)


def replace_each(text: str | None, searches: Texts, replacements: Texts) -> str | None:
    """Several texts replaced at once, the leftmost first, of two at one place the one listed first."""
    if not text or not searches or not replacements:
        return text
    if len(searches) != len(replacements):
        raise ElError("replaceEach needs as many replacements as searched texts")
    pairs = [
        (search, replacement)
        for search, replacement in zip(searches, replacements, strict=True)
        if search and replacement is not None
    ]
    if not pairs:
        return text
    wanted = dict(reversed(pairs))
    pieces: list[str] = []
    size = at = 0
    # Plain texts only: the leftmost match, of several the one listed first.
    for match in re.finditer("|".join(re.escape(search) for search, _ in pairs), text):
        pieces += (text[at : match.start()], wanted[match.group()])
        size += match.start() - at + len(pieces[-1])
        check_result_size(size)
        at = match.end()
    return "".join(pieces) + text[at:]


def replace_each_repeatedly(text: str | None, searches: Texts, replacements: Texts) -> str | None:
    """`replace_each` once more for each searched text; if an output is an input then, that is an error."""
    if not searches or not replacements:
        return text
    for _ in range(len(searches) + 1):
        changed = replace_each(text, searches, replacements)
        if changed == text and not any(search and search in (text or "") for search in searches):
            return text
        text = changed
    if set(searches) & set(replacements):
        raise ElError("replaceEachRepeatedly would never end: a replacement is searched for again")
    return text


def overlay(text: str | None, part: str | None, start: int, end: int) -> str | None:
    """The characters between two positions replaced."""
    if text is None:
        return None
    first, last = sorted(min(max(position, 0), len(text)) for position in (start, end))
    return text[:first] + (part or "") + text[last:]


def append_if_missing(text: str | None, suffix: str | None, *others: str | None) -> str | None:
    """With the suffix, unless it or one of the others stands there."""
    return _appended(text, suffix, others, ends_with)


def append_if_missing_ignore_case(text: str | None, suffix: str | None, *others: str | None) -> str | None:
    """As above, in any case."""
    return _appended(text, suffix, others, ends_with_ignore_case)


def _appended(
    text: str | None,
    suffix: str | None,
    others: tuple[str | None, ...],
    is_there: Callable[[str | None, str | None], bool],
) -> str | None:
    if text is None or not suffix or any(is_there(text, other) for other in (suffix, *others)):
        return text
    return text + suffix


def prepend_if_missing(text: str | None, prefix: str | None, *others: str | None) -> str | None:
    """With the prefix, unless it or one of the others stands there."""
    return _prepended(text, prefix, others, starts_with)


def prepend_if_missing_ignore_case(text: str | None, prefix: str | None, *others: str | None) -> str | None:
    """As above, in any case."""
    return _prepended(text, prefix, others, starts_with_ignore_case)


def _prepended(
    text: str | None,
    prefix: str | None,
    others: tuple[str | None, ...],
    is_there: Callable[[str | None, str | None], bool],
) -> str | None:
    if text is None or not prefix or any(is_there(text, other) for other in (prefix, *others)):
        return text
    return prefix + text


def wrap(text: str | None, token: str | None) -> str | None:
    """The token on both sides."""
    return token + text + token if text and token else text


def wrap_if_missing(text: str | None, token: str | None) -> str | None:
    """The token on the sides where it is missing."""
    if not text or not token:
        return text
    before = "" if text.startswith(token) else token
    after = "" if text.endswith(token) else token
    return before + text + after


def capitalize(text: str | None) -> str | None:
    """The first character in title case."""
    return title_cased(text[0]) + text[1:] if text else text


def uncapitalize(text: str | None) -> str | None:
    """The first character in lower case."""
    return text[0].lower()[:1] + text[1:] if text else text


def swap_case(text: str | None) -> str | None:
    """Upper to lower case and the other way."""
    return text if text is None else "".join(map(case_swapped, text))


def upper_case(text: str | None) -> str | None:
    """In upper case."""
    return text if text is None else widened(narrowed(text).upper())


def lower_case(text: str | None) -> str | None:
    """In lower case."""
    return text if text is None else widened(narrowed(text).lower())


def reverse(text: str | None) -> str | None:
    """From the end to the beginning."""
    return text if text is None else widened(narrowed(text)[::-1])


def difference(first: str | None, second: str | None) -> str | None:
    """The end of the second text, from where it differs."""
    if first is None or second is None:
        return second if first is None else first
    at = index_of_difference(first, second)
    return "" if at < 0 else second[at:]


def get_digits(text: str | None) -> str | None:
    """The digits only."""
    return text if text is None else "".join(filter(is_digit, text))


def normalize_space(text: str | None) -> str | None:
    """Trimmed, and one blank for each run of white space."""
    if not text:
        return text
    pieces: list[str] = []
    is_gap = False
    for unit in text:
        if is_whitespace(unit):
            is_gap = bool(pieces)
            continue
        pieces += (" " if is_gap else "", " " if unit == _NO_BREAK_SPACE else unit)
        is_gap = False
    return "".join(pieces).strip("".join(map(chr, range(33))))


def strip_accents(text: str | None) -> str | None:
    """Letters without their accents."""
    if not text:
        return text
    plain = unicodedata.normalize("NFD", narrowed(text)).replace("ł", "l").replace("Ł", "L")
    return widened("".join(unit for unit in plain if not _FIRST_MARK <= unit <= _LAST_MARK))


def default_if_empty(text: str | None, default: str | None) -> str | None:
    """The default for null and ""."""
    return text or default


def default_string(text: str | None, default: str | None = "") -> str | None:
    """The default for null."""
    return default if text is None else text
