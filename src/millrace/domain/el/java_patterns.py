"""Rewrites Java regular expressions for the engine that runs them (R153).

Only what both read the same way is let through; anything else is an error that names the construct.
"""

import re

from millrace.domain.el.errors import ElError

# Java names of character classes; without these names they are ASCII ones, as in Java.
_CLASSES = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "ASCII": "\\x00-\\x7f",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": "!-/:-@\\[-`{-~",
    "Graph": "!-~",
    "Print": " -~",
    "Blank": " \\t",
    "Cntrl": "\\x00-\\x1f\\x7f",
    "XDigit": "0-9a-fA-F",
    "Space": " \\t\\n\\x0b\\f\\r",
}
_HORIZONTAL = " \\t\\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000"
_VERTICAL = "\\n\\x0b\\f\\r\\x85\\u2028\\u2029"
_NO_LINE_END = "[^\\n\\r\\x85\\u2028\\u2029]"
_SIMPLE_ESCAPES = frozenset("dDwWsSbBAGntrf")
_PROPERTY = re.compile(r"\\([pP])(?:\{(\^?)(\w+(?:[=]\w+)?)\}|([A-Z]))")
_HEX = re.compile(r"\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})|\\u([0-9a-fA-F]{4})")
_OCTAL = re.compile(r"\\0([0-3]?[0-7]{1,2})")
_NAMED_REFERENCE = re.compile(r"\\k<([A-Za-z][A-Za-z0-9]*)>")
_GROUP = re.compile(r"\(\?(?:[:=!>]|<[=!]|<[A-Za-z][A-Za-z0-9]*>|[imsx]*(?:-[imsx]+)?[:)])")
_COUNT = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_LARGEST_CHARACTER = 0x10FFFF


def rewritten(pattern: str, *, dot_all: bool) -> str:
    """The pattern for the engine; `dot_all` lets the dot match line ends."""
    return _Rewriter(pattern, dot_all=dot_all).whole()


class _Rewriter:
    def __init__(self, pattern: str, *, dot_all: bool) -> None:
        self._pattern = pattern
        # A flag group can switch the meaning of the dot; then the engine's own dot must decide.
        self._plain_dot = dot_all or re.search(r"\(\?[imx]*s", pattern) is not None
        self._at = 0
        self._brackets = 0

    def whole(self) -> str:
        pieces: list[str] = []
        while self._at < len(self._pattern):
            pieces.append(self._next())
        return "".join(pieces)

    def _refused(self) -> ElError:
        construct = self._pattern[self._at : self._at + 8]
        return ElError(f"the regular expression uses {construct!r}, which is not supported or not correct")

    def _taken(self, match: re.Match[str] | None) -> re.Match[str]:
        if match is None:
            raise self._refused()
        self._at = match.end()
        return match

    def _next(self) -> str:
        character = self._pattern[self._at]
        if character == "\\":
            return self._escape()
        if self._brackets:
            return self._in_brackets(character)
        if self._pattern.startswith("(?", self._at):
            return self._taken(_GROUP.match(self._pattern, self._at)).group()
        if character == "{":
            return self._taken(_COUNT.match(self._pattern, self._at)).group()
        return self._plain(character)

    def _plain(self, character: str) -> str:
        self._at += 1
        if character == "[":
            self._brackets = 1
            return self._opened("[")
        return _NO_LINE_END if character == "." and not self._plain_dot else character

    def _opened(self, text: str) -> str:
        """A bracket directly behind the opening one is a character in Java too."""
        if self._pattern.startswith("^", self._at):
            self._at += 1
            text += "^"
        if self._pattern.startswith("]", self._at):
            raise self._refused()
        return text

    def _in_brackets(self, character: str) -> str:
        following = self._pattern[self._at : self._at + 2]
        self._at += 1
        if character == "[":
            self._brackets += 1
            return self._opened("[")
        if character == "]":
            self._brackets -= 1
        if following == "&&":
            self._at += 1
            return following
        # The engine has more set operators than Java, and reads doubled marks as such.
        return "\\" + character if character in "|~&" or following == "--" else character

    def _escape(self) -> str:
        following = self._pattern[self._at + 1 : self._at + 2]
        if following == "Q":
            return self._quoted()
        if following in ("p", "P"):
            return self._property()
        if following in ("x", "u"):
            first, second, third = self._taken(_HEX.match(self._pattern, self._at)).groups()
            number = int(first or second or third, 16)
            return f"\\U{min(number, _LARGEST_CHARACTER):08x}"
        if following == "0":
            octal = self._taken(_OCTAL.match(self._pattern, self._at)).group(1)
            return f"\\x{int(octal, 8):02x}"
        if following == "k":
            return f"(?P={self._taken(_NAMED_REFERENCE.match(self._pattern, self._at)).group(1)})"
        return self._short_escape(following)

    def _short_escape(self, following: str) -> str:
        if not following or (following.isascii() and following.isalpha() and following not in _KNOWN_LETTERS):
            raise self._refused()
        self._at += 2
        if following in "hv":
            ranges = _HORIZONTAL if following == "h" else _VERTICAL
            return ranges if self._brackets else f"[{ranges}]"
        if following in _REWRITTEN_ESCAPES:
            return _REWRITTEN_ESCAPES[following]
        return "\\" + following

    def _quoted(self) -> str:
        end = self._pattern.find("\\E", self._at + 2)
        end = len(self._pattern) if end < 0 else end
        text = self._pattern[self._at + 2 : end]
        self._at = end + 2
        return re.escape(text)

    def _property(self) -> str:
        match = self._taken(_PROPERTY.match(self._pattern, self._at))
        letter, caret, name, short = match.groups()
        is_negated = (letter == "P") is not bool(caret)
        known = _CLASSES.get(name or "")
        if known is None:
            name = (name or short).removeprefix("In") if (name or "").startswith("In") else (name or short)
            return f"\\{'P' if is_negated else 'p'}{{{name}}}"
        return f"[{'^' if is_negated else ''}{known}]"


_REWRITTEN_ESCAPES = {"z": "\\Z", "Z": "(?=\\n?\\Z)", "e": "\\x1b", "a": "\\x07"}
_KNOWN_LETTERS = _SIMPLE_ESCAPES | _REWRITTEN_ESCAPES.keys() | {"h", "v", "R", "X"}
