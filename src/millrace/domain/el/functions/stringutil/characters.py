"""Single characters as Java sees them: UTF-16 code units, their classes and their case (R153)."""

import unicodedata

# Java's Character.isWhitespace: separators that may break a line, and these controls.
_WHITE_CONTROLS = frozenset("\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f")
_NO_BREAK = frozenset("\u00a0\u2007\u202f")
_LAST_BASIC = "\uffff"


def widened(text: str) -> str:
    """The text with one character for each UTF-16 code unit, so that lengths and positions are Java's."""
    if text.isascii() or max(text, default="") <= _LAST_BASIC:
        return text
    units = memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")
    return "".join(map(chr, units))


def narrowed(text: str) -> str:
    """The opposite of `widened`; halves of characters that were cut become U+FFFD."""
    if text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_whitespace(character: str) -> bool:
    """Java's Character.isWhitespace."""
    if character in _WHITE_CONTROLS:
        return True
    return character not in _NO_BREAK and unicodedata.category(character) in ("Zs", "Zl", "Zp")


def is_letter(character: str) -> bool:
    """Java's Character.isLetter."""
    return character.isalpha()


def is_digit(character: str) -> bool:
    """Java's Character.isDigit: decimal digits of any script."""
    return character.isdecimal()


def folded(text: str) -> str:
    """A text of the same length that is equal for texts equal but for case (Java's equalsIgnoreCase)."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded_character, text))


def _folded_character(character: str) -> str:
    upper = character.upper()
    if len(upper) != 1:
        upper = character
    return upper.lower()[:1]


def title_cased(character: str) -> str:
    """One character in title case, if that is one character."""
    title = character.title()
    return title if len(title) == 1 else character


def case_swapped(character: str) -> str:
    """Upper and title case to lower, lower to upper, one for one."""
    if character.isupper() or character.istitle():
        return character.lower()[:1]
    upper = character.upper()
    return upper if character.islower() and len(upper) == 1 else character
