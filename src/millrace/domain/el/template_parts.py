"""Splits a template into literal text and expressions, with the references `${name}` in both (R140, R141)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from millrace.domain.el.errors import ElError

_REFERENCE = re.compile(r"\$\{([A-Za-z0-9._-]+)\}")
_ESCAPED_START = "\\#{"
_START = "#{"


@dataclass(frozen=True)
class Source:
    """Text as it stands in the template at the 0-based offset `at`."""

    at: int
    text: str


@dataclass(frozen=True)
class Reference:
    """`${name}` in the template; `in_text` if it stands between the quotes of an expression's text."""

    at: int
    name: str
    in_text: bool = False

    @property
    def text(self) -> str:
        """The reference as it is written."""
        return f"${{{self.name}}}"


Piece = Source | Reference


@dataclass(frozen=True)
class LiteralText:
    """Pieces outside expressions."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Expression:
    """`#{...}`: its offset in the template and the pieces between the braces."""

    at: int
    pieces: tuple[Piece, ...]


@dataclass
class _Collector:
    """Puts single characters together to pieces."""

    pieces: list[Piece] = field(default_factory=list)

    def add(self, at: int, text: str) -> None:
        last = self.pieces[-1] if self.pieces else None
        # Escapes are shorter here than in the template, so text behind them is a piece of its own.
        if isinstance(last, Source) and last.at + len(last.text) == at:
            self.pieces[-1] = Source(last.at, last.text + text)
        else:
            self.pieces.append(Source(at, text))

    def taken(self) -> tuple[Piece, ...]:
        pieces, self.pieces = tuple(self.pieces), []
        return pieces


# Stretches without meaning for the scanner, taken in one step.
_PLAIN = re.compile(r"[^\\#$]+")
_PLAIN_CODE = re.compile(r"[^\"'\\$}]+")
_PLAIN_TEXT = re.compile(r"[^\"'\\$]+")


def split_template(text: str) -> Iterator[LiteralText | Expression]:
    """The parts of a template in order; an expression without its closing brace is an error."""
    literal = _Collector()
    at = 0
    while at < len(text):
        if text.startswith(_START, at):
            if literal.pieces:
                yield LiteralText(literal.taken())
            expression, at = _expression(text, at)
            yield expression
        else:
            at = _literal_piece(text, at, literal)
    if literal.pieces:
        yield LiteralText(literal.taken())


def _literal_piece(text: str, at: int, literal: _Collector) -> int:
    if text.startswith(_ESCAPED_START, at):
        literal.add(at + 1, _START)
        return at + len(_ESCAPED_START)
    reference = _REFERENCE.match(text, at)
    if reference:
        literal.pieces.append(Reference(at, reference.group(1)))
        return reference.end()
    plain = _PLAIN.match(text, at)
    end = plain.end() if plain else at + 1
    literal.add(at, text[at:end])
    return end


def _expression(text: str, start: int) -> tuple[Expression, int]:
    code = _Collector()
    at = start + len(_START)
    quote = ""
    while at < len(text):
        character = text[at]
        if character == "}" and not quote:
            return Expression(start, code.taken()), at + 1
        reference = _REFERENCE.match(text, at)
        if reference:
            code.pieces.append(Reference(at, reference.group(1), in_text=bool(quote)))
            at = reference.end()
            continue
        end = _code_end(text, at, quote)
        if character in "\"'" and quote in ("", character):
            quote = "" if quote else character
        code.add(at, text[at:end])
        at = end
    raise ElError("the expression has no closing }", start + 1, text[start:])


def _code_end(text: str, at: int, quote: str) -> int:
    """End of the stretch that begins here: plain characters, an escape, or a single mark."""
    if text[at] == "\\" and quote:
        return min(at + 2, len(text))
    plain = (_PLAIN_TEXT if quote else _PLAIN_CODE).match(text, at)
    return plain.end() if plain else at + 1
