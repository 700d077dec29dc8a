"""Loop: the rows of a For Each node, and how its dataset text is read (R155)."""

import re

from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.jsonutil import parse_json
from millrace.domain.el.functions.methods import EmbeddedObject, table
from millrace.domain.el.scope import LoopFacts, Scope
from millrace.domain.el.values import normalized

_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<padded>-?0[0-9]+)(?![0-9.eE])
      | (?P<other>[^"'\s\[\],:{}]+|[\s\[\],:{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_LENIENT_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def parse_dataset(text: str) -> list[object]:
    """The rows of a For Each dataset: JSON, also with single quotes and bare numbers such as 00 (as text)."""
    try:
        rows = parse_json(text)
    except ElError:
        rows = parse_json(_as_json(text))
    if not isinstance(rows, list):
        raise ElError('the dataset must be a list of rows, such as [["a"],["b"]]')
    return rows


def _as_json(text: str) -> str:
    pieces: list[str] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ElError(f"the dataset cannot be read at character {at + 1}; write it as JSON")
        pieces.append(_as_json_token(match))
        at = match.end()
    return "".join(pieces)


def _as_json_token(match: re.Match[str]) -> str:
    token = match.group()
    if match.group("padded"):
        return f'"{token}"'
    if not match.group("string") or token.startswith('"'):
        return token
    inner = _LENIENT_ESCAPE.sub(lambda found: "'" if found.group(1) == "'" else found.group(), token[1:-1])
    return '"' + re.sub(r'(?<!\\)((?:\\\\)*)"', r'\1\\"', inner) + '"'


def _loop(scope: Scope) -> LoopFacts:
    if scope.loop is None:
        raise ElError("Loop exists in the fields of a For Each node only")
    return scope.loop


def _current(scope: Scope) -> object:
    loop = _loop(scope)
    is_inside = 0 <= loop.offset < len(loop.data_array)
    return normalized(loop.data_array[loop.offset]) if is_inside else None


LOOP = EmbeddedObject(
    "Loop",
    table(),
    {
        "dataArray": lambda scope: normalized(_loop(scope).data_array),
        "current": _current,
        "offset": lambda scope: _loop(scope).offset,
    },
)
