"""JSONUtil: parse, write and follow paths in JSON (R154)."""

import json
import re

from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.methods import EmbeddedObject, table
from millrace.domain.el.scope import Scope
from millrace.domain.el.values import json_text, normalized

_STEP = re.compile(
    r"""\[\s*(?P<index>[0-9]+)\s*\]
      | \[\s*(?:'(?P<single>[^']*)'|"(?P<double>[^"]*)")\s*\]
      | (?P<dot>\.?)(?P<name>[^.\[\]*?@]+)
    """,
    re.VERBOSE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_INDEX = 9


def parse_json(text: str) -> object:
    """The value of a JSON text: whole numbers are long, others double; malformed text is an error."""
    try:
        return _cleaned(normalized(json.loads(text, parse_constant=_refuse_constant)))
    except RecursionError:
        raise ElError("the JSON text is nested too deeply") from None
    except ValueError as error:
        raise ElError(f"the text is not JSON: {error}") from None


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON value")


def _cleaned(value: object) -> object:
    """Halves of surrogate pairs that JSON escapes can bring would break every later writer."""
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case list():
            return [_cleaned(item) for item in value]
        case dict():
            return {_SURROGATE.sub("\ufffd", key): _cleaned(item) for key, item in value.items()}
    return value


def follow_path(value: object, path: str) -> object:
    """The member or element at `a.b[0].c` (optional leading `$.`, `['a.b']`); null if there is none."""
    rest = path.strip()
    at = 1 if rest.startswith("$") else 0
    first = True
    while at < len(rest):
        match = _STEP.match(rest, at)
        if match is None or not _is_joined(match, first=first and at == 0):
            raise ElError(f"the path {path!r} cannot be read; write it like a.b[0].c")
        value = _step(value, match)
        at, first = match.end(), False
    return value


def _is_joined(match: re.Match[str], *, first: bool) -> bool:
    """Names behind something need a dot, the first one must not have one."""
    return match.group("name") is None or bool(match.group("dot")) is not first


def _step(value: object, match: re.Match[str]) -> object:
    index = match.group("index")
    if index is not None:
        is_inside = isinstance(value, list) and len(index) <= _LONGEST_INDEX and int(index) < len(value)
        return value[int(index)] if is_inside and isinstance(value, list) else None
    quoted = match.group("single") if match.group("single") is not None else match.group("double")
    key = match.group("name").strip() if match.group("name") is not None else quoted
    return value.get(key) if isinstance(value, dict) else None


def _parse(_scope: Scope, text: str | None) -> object:
    return None if text is None else parse_json(text)


def _to_string(scope: Scope, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json_text(value, scope.zone_info)


def _path(_scope: Scope, source: object, path: str | None) -> object:
    if source is None or path is None:
        return None
    return follow_path(parse_json(source) if isinstance(source, str) else source, path)


JSON_UTIL = EmbeddedObject(
    "JSONUtil",
    table(("parse", "s", _parse), ("toString", "o", _to_string), ("path", "o s", _path)),
)
