"""SQL scripts as text: splitting them into statements and finding `:name` parameters.

A small tokenizer that knows what may hide a semicolon or a colon (strings, quoted names, comments, dollar
quotes) and nothing else: what is sent to a database is the author's text, never a rewritten one.
"""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

_POSTGRES_LIKE = r"""
    (?P<space>\s+)
  | (?P<comment>--[^\n]*)
  | (?P<block>/\*)
  | (?P<string>[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z) | '(?:[^']|'')*(?:'|\Z))
  | (?P<name>"(?:[^"]|"")*(?:"|\Z))
  | (?P<dollar>\$(?P<tag>(?:[^\W\d]\w*)?)\$)
  | (?P<cast>::|:=)
  | (?P<parameter>:(?P<parameter_name>[^\W\d]\w*))
  | (?P<word>[^\W\d][\w$]*)
  | (?P<number>\d[\w.]*)
  | (?P<end>;)
  | (?P<other>.)
"""
_SQLITE = r"""
    (?P<space>\s+)
  | (?P<comment>--[^\n]*)
  | (?P<block>/\*)
  | (?P<string>'(?:[^']|'')*(?:'|\Z))
  | (?P<name>"(?:[^"]|"")*(?:"|\Z) | `(?:[^`]|``)*(?:`|\Z) | \[[^\]]*(?:\]|\Z))
  | (?P<cast>::|:=)
  | (?P<parameter>:(?P<parameter_name>[^\W\d]\w*))
  | (?P<word>[^\W\d][\w$]*)
  | (?P<number>\d[\w.]*)
  | (?P<end>;)
  | (?P<other>.)
"""
_FLAGS = re.VERBOSE | re.DOTALL
_PATTERNS = {"sqlite": re.compile(_SQLITE, _FLAGS)}
_DEFAULT_PATTERN = re.compile(_POSTGRES_LIKE, _FLAGS)
_BLOCK_EDGE = re.compile(r"/\*|\*/")
_SILENT = frozenset({"space", "comment", "end"})


@dataclass(frozen=True, slots=True)
class SqlToken:
    """A piece of a script; the kinds are the group names of the patterns above."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class SqlStatement:
    """One statement of a script, without its semicolon."""

    number: int
    """From 1."""
    line: int
    """Line of its first word in the script, from 1."""
    text: str


def sql_tokens(text: str, dialect: str = "postgresql") -> Iterator[SqlToken]:
    """All pieces of a script; joined they are the script again. An open string or comment reaches the end."""
    pattern = _PATTERNS.get(dialect, _DEFAULT_PATTERN)
    at = 0
    while at < len(text):
        match = pattern.match(text, at)
        if match is None:  # cannot be: the last alternative takes any character
            return
        kind, end = match.lastgroup or "other", match.end()
        kind = {"tag": "dollar", "parameter_name": "parameter"}.get(kind, kind)
        if kind == "block":
            kind, end = "comment", _block_end(text, at, nested=dialect != "sqlite")
        elif kind == "dollar":
            closing = text.find(match.group(), end)
            kind, end = "string", len(text) if closing < 0 else closing + len(match.group())
        yield SqlToken(kind, text[at:end], at)
        at = end


def _block_end(text: str, at: int, *, nested: bool) -> int:
    if not nested:
        closing = text.find("*/", at + 2)
        return len(text) if closing < 0 else closing + 2
    depth = 0
    for edge in _BLOCK_EDGE.finditer(text, at):
        depth += 1 if edge.group() == "/*" else -1
        if depth == 0:
            return edge.end()
    return len(text)


class _Body:
    """Whether a semicolon is inside the body of a trigger or of a `BEGIN ATOMIC` function."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._depth = 0

    @property
    def is_open(self) -> bool:
        return self._depth > 0

    def see(self, word: str) -> None:
        """Count what opens and closes a body; only CREATE statements have one."""
        word = word.upper()
        self._words.append(word)
        if self._words[0] != "CREATE":
            return
        opens = word == "BEGIN" and "TRIGGER" in self._words
        opens = opens or (word == "ATOMIC" and self._words[-2:-1] == ["BEGIN"])
        if opens or (self.is_open and word == "CASE"):
            self._depth += 1
        elif self.is_open and word == "END":
            self._depth -= 1


def split_statements(text: str, dialect: str = "postgresql") -> list[SqlStatement]:
    """The statements of a script; pieces of comments and blanks alone are none."""
    statements: list[SqlStatement] = []
    start, first, body = 0, -1, _Body()
    end = 0

    def close(at: int) -> None:
        if first >= 0:
            line = text.count("\n", 0, first) + 1
            statements.append(SqlStatement(len(statements) + 1, line, text[start:at].strip()))

    for token in sql_tokens(text, dialect):
        end = token.at + len(token.text)
        if token.kind == "end" and not body.is_open:
            close(token.at)
            start, first, body = end, -1, _Body()
            continue
        if token.kind == "word":
            body.see(token.text)
        if token.kind not in _SILENT and first < 0:
            first = token.at
    close(end)
    return statements


def bind_parameters(
    text: str, names: Container[str], placeholder: Callable[[str], str], *, dialect: str = "postgresql"
) -> tuple[str, list[str]]:
    """Replace `:name` by the driver's own placeholder, for known names only; also the names in use.

    Strings, quoted names, comments, dollar quotes, `::casts`, `:=` and slices such as `a[1:n]` of unknown
    names stay as they are.
    """
    pieces: list[str] = []
    used: list[str] = []
    for token in sql_tokens(text, dialect):
        name = token.text[1:]
        if token.kind == "parameter" and name in names:
            pieces.append(placeholder(name))
            if name not in used:
                used.append(name)
        else:
            pieces.append(token.text)
    return "".join(pieces), used


def quote_name(name: str) -> str:
    """A quoted SQL name, the same in DuckDB, SQLite and PostgreSQL."""
    return '"' + name.replace('"', '""') + '"'


def quote_qualified(name: str) -> str:
    """A table name as people write it: `schema.table`, parts perhaps quoted, each part quoted for sure."""
    return ".".join(quote_name(part) for part in name_parts(name))


_PART = re.compile(r'"((?:[^"]|"")*)"|([^."]+)')


def name_parts(name: str) -> list[str]:
    """The parts of `schema."ta.ble"`, unquoted. Raises ValueError for a name that is none."""
    parts: list[str] = []
    at = 0
    text = name.strip()
    while True:
        match = _PART.match(text, at)
        if match is None:
            raise ValueError(f'{name!r} is not the name of a table; write table, schema.table or "table"')
        quoted, plain = match.groups()
        parts.append(quoted.replace('""', '"') if quoted is not None else plain)
        at = match.end()
        if at == len(text):
            return parts
        if text[at] != ".":
            raise ValueError(f'{name!r} is not the name of a table; quote it as "..."')
        at += 1
