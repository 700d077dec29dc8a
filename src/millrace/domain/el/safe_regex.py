"""The one place where regular expressions of users run: Java syntax, with a limit of time (R153, R159).

The engine lets other threads go on and gives up after the limit; the standard library's would do neither.
"""

import re as fixed_patterns

import regex

from millrace.domain.el.errors import ElError
from millrace.domain.el.java_patterns import rewritten
from millrace.domain.el.limits import check_result_size

_SECONDS = 1.0
_REPLACEMENT_PART = fixed_patterns.compile(
    r"\\(?P<escaped>.)|\$\{(?P<name>[A-Za-z][A-Za-z0-9]*)\}|\$(?P<digits>[0-9]+)|(?P<bad>[$\\])|(?P<text>[^$\\]+)",
    fixed_patterns.DOTALL,
)


def substitute(text: str, pattern: str, replacement: str, *, count: int = 0, dot_all: bool = False) -> str:
    """Replace the first `count` matches (0: all) of a Java pattern by a Java replacement text."""
    try:
        flags = regex.VERSION1 | regex.ASCII | (regex.DOTALL if dot_all else 0)
        compiled = regex.compile(rewritten(pattern, dot_all=dot_all), flags)
        build = _Replacement(replacement, compiled, len(text))
        return compiled.sub(build, text, count=count, timeout=_SECONDS, concurrent=True)
    except regex.error as error:
        raise ElError(f"the regular expression {pattern[:40]!r} is not correct: {error}") from None
    except TimeoutError:
        raise ElError(f"the regular expression {pattern[:40]!r} takes too long on this text") from None
    except (RecursionError, OverflowError):
        raise ElError(f"the regular expression {pattern[:40]!r} is too complex") from None


class _Replacement:
    """Makes the text of each match and watches the size; a wrong replacement shows at the first match."""

    def __init__(self, replacement: str, compiled: "regex.Pattern[str]", size: int) -> None:
        self._replacement = replacement
        self._compiled = compiled
        self._size = size
        self._parts: list[str | int] | None = None

    def __call__(self, found: "regex.Match[str]") -> str:
        if self._parts is None:
            self._parts = _parts(self._replacement, self._compiled)
        text = "".join(part if isinstance(part, str) else found[part] or "" for part in self._parts)
        self._size += len(text)
        check_result_size(self._size)
        return text


def _parts(replacement: str, compiled: "regex.Pattern[str]") -> list[str | int]:
    """Texts and group numbers: `$1` and `${name}`; a backslash takes the next character as it is."""
    parts: list[str | int] = []
    for match in _REPLACEMENT_PART.finditer(replacement):
        if match.group("bad"):
            raise ElError(f"the replacement {replacement[:40]!r} has a {match.group()} without a group")
        if match.group("digits"):
            parts += _numbered_group(match.group("digits"), compiled.groups)
        elif match.group("name"):
            parts.append(_named_group(match.group("name"), compiled))
        else:
            parts.append(match.group("escaped") or match.group("text"))
    return parts


def _numbered_group(digits: str, groups: int) -> list[str | int]:
    """As many digits as make a group that exists; the others are text (Java)."""
    if int(digits[0]) > groups:
        raise ElError(f"the regular expression has no group {digits[0]}")
    length = 1
    while length < len(digits) and int(digits[: length + 1]) <= groups:
        length += 1
    return [int(digits[:length]), digits[length:]]


def _named_group(name: str, compiled: "regex.Pattern[str]") -> int:
    if name not in compiled.groupindex:
        raise ElError(f"the regular expression has no group named {name}")
    return compiled.groupindex[name]
