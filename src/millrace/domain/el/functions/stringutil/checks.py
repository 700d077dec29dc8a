"""StringUtil: what a text is like, and how it compares with others."""

from collections.abc import Callable, Iterable

from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.stringutil.characters import (
    folded,
    is_digit,
    is_letter,
    is_whitespace,
)
from millrace.domain.el.limits import check_work

CharacterTest = Callable[[str], bool]


def is_empty(text: str | None) -> bool:
    """Null or no character."""
    return not text


def is_blank(text: str | None) -> bool:
    """Null or white space only."""
    return all(map(is_whitespace, text or ""))


def every(test: CharacterTest, *, empty: bool) -> Callable[[str | None], bool]:
    """A check of all characters; false for null, `empty` for a text without characters."""

    def check(text: str | None) -> bool:
        if not text:
            return empty and text is not None
        return all(map(test, text))

    return check


def any_of(test: Callable[[str | None], bool], *, wanted: bool) -> Callable[..., bool]:
    """Whether one of several texts passes; `wanted` False turns the answer round."""
    return lambda *texts: any(map(test, texts)) is wanted


def all_of(test: Callable[[str | None], bool]) -> Callable[..., bool]:
    """Whether all of several texts pass; true for none."""
    return lambda *texts: all(map(test, texts))


def is_letter_or_digit(character: str) -> bool:
    """Java's Character.isLetterOrDigit."""
    return is_letter(character) or is_digit(character)


def or_space(test: CharacterTest) -> CharacterTest:
    """The same test, but a blank passes too."""
    return lambda character: character == " " or test(character)


def is_ascii_printable(character: str) -> bool:
    """Blank to tilde."""
    return " " <= character <= "~"


def is_mixed_case(text: str | None) -> bool:
    """Whether there are both upper-case and lower-case letters."""
    return any(map(str.isupper, text or "")) and any(map(str.islower, text or ""))


def equals(first: str | None, second: str | None) -> bool:
    """Equal, or both null."""
    return first == second


def equals_ignore_case(first: str | None, second: str | None) -> bool:
    """Equal in any case, or both null."""
    return _folded_or_null(first) == _folded_or_null(second)


def equals_any(text: str | None, *others: str | None) -> bool:
    """Equal to one of the others."""
    return text in others


def equals_any_ignore_case(text: str | None, *others: str | None) -> bool:
    """Equal to one of the others in any case."""
    return any(equals_ignore_case(text, other) for other in others)


def _folded_or_null(text: str | None) -> str | None:
    return None if text is None else folded(text)


def compare(first: str | None, second: str | None, null_is_less: bool = True) -> int:
    """Below, at or above 0: the difference of the first characters that differ, or of the lengths."""
    if first is None or second is None:
        order = (first is not None) - (second is not None)
        return order if null_is_less else -order
    for one, other in zip(first, second, strict=False):
        if one != other:
            return ord(one) - ord(other)
    return len(first) - len(second)


def compare_ignore_case(first: str | None, second: str | None, null_is_less: bool = True) -> int:
    """As `compare`, in any case."""
    return compare(_folded_or_null(first), _folded_or_null(second), null_is_less)


def starts_with(text: str | None, prefix: str | None) -> bool:
    """Whether it begins so; true if both are null."""
    if text is None or prefix is None:
        return text is prefix
    return text.startswith(prefix)


def ends_with(text: str | None, suffix: str | None) -> bool:
    """Whether it ends so; true if both are null."""
    if text is None or suffix is None:
        return text is suffix
    return text.endswith(suffix)


def starts_with_ignore_case(text: str | None, prefix: str | None) -> bool:
    """Whether it begins so in any case."""
    return starts_with(_folded_or_null(text), _folded_or_null(prefix))


def ends_with_ignore_case(text: str | None, suffix: str | None) -> bool:
    """Whether it ends so in any case."""
    return ends_with(_folded_or_null(text), _folded_or_null(suffix))


def starts_with_any(text: str | None, *prefixes: str | None) -> bool:
    """Whether it begins with one of these."""
    return bool(text) and any(starts_with(text, prefix) for prefix in prefixes)


def ends_with_any(text: str | None, *suffixes: str | None) -> bool:
    """Whether it ends with one of these."""
    return bool(text) and any(ends_with(text, suffix) for suffix in suffixes)


def levenshtein_distance(first: str | None, second: str | None) -> int:
    """How many characters must be changed, added or removed."""
    if first is None or second is None:
        raise ElError("getLevenshteinDistance needs two texts, not null")
    check_work(len(first) * len(second))
    row = list(range(len(first) + 1))
    for number, unit in enumerate(second, 1):
        row = _next_row(row, number, (unit == other for other in first))
    return row[-1]


def _next_row(row: list[int], number: int, same: Iterable[bool]) -> list[int]:
    following = [number]
    for at, is_same in enumerate(same, 1):
        following.append(min(following[-1] + 1, row[at] + 1, row[at - 1] + (not is_same)))
    return following


def levenshtein_within(first: str | None, second: str | None, threshold: int) -> int:
    """The distance if it is not above the threshold, else -1."""
    if threshold < 0:
        raise ElError("the threshold of getLevenshteinDistance must not be negative")
    distance = levenshtein_distance(first, second)
    return distance if distance <= threshold else -1


def jaro_winkler_distance(first: str | None, second: str | None) -> float:
    """Likeness from 0 to 1; equal beginnings count more. Rounded to two digits as in commons-lang3."""
    if first is None or second is None:
        raise ElError("getJaroWinklerDistance needs two texts, not null")
    check_work(len(first) * len(second))
    matches, half_transpositions, prefix, longest = _jaro_counts(first, second)
    if not matches:
        return 0.0
    jaro = (matches / len(first) + matches / len(second) + (matches - half_transpositions / 2) / matches) / 3
    winkler = jaro if jaro < 0.7 else jaro + min(0.1, 1 / longest) * prefix * (1 - jaro)
    return int(winkler * 100.0 + 0.5) / 100.0


def _jaro_counts(first: str, second: str) -> tuple[int, int, int, int]:
    short, long = (second, first) if len(first) > len(second) else (first, second)
    reach = max(len(long) // 2 - 1, 0)
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for at, unit in enumerate(short):
        for other in range(max(at - reach, 0), min(at + reach + 1, len(long))):
            if other not in taken and long[other] == unit:
                partner[at] = other
                taken.add(other)
                break
    pairs = zip((short[at] for at in partner), (long[at] for at in sorted(taken)), strict=True)
    half_transpositions = sum(one != other for one, other in pairs)
    prefix = next(
        (at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), len(short)
    )
    return len(partner), half_transpositions // 2 * 2, prefix, len(long)


lower_only = every(str.islower, empty=False)
upper_only = every(str.isupper, empty=False)
is_whitespace_text = every(is_whitespace, empty=True)
