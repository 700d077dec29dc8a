"""Splits one expression into tokens (R143)."""

import re
from dataclasses import dataclass
from enum import Enum

from millrace.domain.el.errors import ElError

MAX_LONG = 2**63 - 1
MIN_LONG = -(2**63)


class Kind(Enum):
    """What a token is."""

    LONG = "number"
    DOUBLE = "decimal number"
    STRING = "text"
    NAME = "name"
    OPERATOR = "operator"
    END = "end"


@dataclass(frozen=True)
class Token:
    """`text` is the name, the operator in its one spelling, or the decoded literal; `at` counts from 0."""

    kind: Kind
    text: str
    at: int


# Words that cannot be names; those with a symbol become that symbol.
RESERVED = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "div": "/",
    "mod": "%",
    "empty": "empty",
    "true": "true",
    "false": "false",
    "null": "null",
}

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<double>(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)
      | (?P<long>\d+)
      | (?P<name>[^\W\d][\w$]*)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<operator>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def tokenize(text: str) -> list[Token]:
    """All tokens of an expression, ended by one of kind END; raises ElError with a 1-based column."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        if match.lastgroup != "space":
            tokens.append(_token(match))
        at = match.end()
    tokens.append(Token(Kind.END, "", len(text)))
    return tokens


def _token(match: re.Match[str]) -> Token:
    text, at = match.group(), match.start()
    match match.lastgroup:
        case "long":
            return Token(Kind.LONG, text, at)
        case "double":
            return Token(Kind.DOUBLE, text, at)
        case "string":
            return Token(Kind.STRING, _decoded(text, at), at)
        case "name" if text not in RESERVED:
            return Token(Kind.NAME, text, at)
    return Token(Kind.OPERATOR, RESERVED.get(text, text), at)


def _decoded(literal: str, at: int) -> str:
    def escaped(match: re.Match[str]) -> str:
        character = match.group(1)
        if character not in "\\'\"":
            message = f"\\{character} is no escape; write \\\\ for a backslash"
            raise ElError(message, at + match.start() + 2, match.group())
        return character

    return _ESCAPE.sub(escaped, literal[1:-1])


def _unreadable(text: str, at: int) -> ElError:
    character = text[at]
    if character in "\"'":
        return ElError(f"the text has no closing {character}", at + 1, text[at:])
    if character == "=":
        return ElError("assignment is not possible; write == to compare", at + 1, text[at:])
    return ElError(f"{character!r} cannot be used here", at + 1, text[at:])
