"""The one place where regular expressions of users run: Java syntax, with a limit of time (R153, R159).

The engine lets other threads go on and gives up after the limit; the standard library's would do neither.
"""

import re as fixed_patterns
from collections.abc import Callable

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
        build = _replacement(replacement, compiled)
        return compiled.sub(_counted(build, len(text)), text, count=count, timeout=_SECONDS, concurrent=True)
    except regex.error as error:
        raise ElError(f"the regular expression {pattern[:40]!r} is not correct: {error}") from None
    except TimeoutError:
        raise ElError(f"the regular expression {pattern[:40]!r} takes too long on this text") from None
    except (RecursionError, OverflowError):
        raise ElError(f"the regular expression {pattern[:40]!r} is too complex") from None


Build = Callable[["regex.Match[str]"], str]


def _counted(build: Build, size: int) -> Build:
    made = size

    def counted(match: "regex.Match[str]") -> str:
        nonlocal made
        text = build(match)
        made += len(text)
        check_result_size(made)
        return text

    return counted


def _replacement(replacement: str, compiled: "regex.Pattern[str]") -> Build:
    """What a match becomes: `$1` and `${name}` are groups, a backslash takes the next character as it is."""
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
    return lambda found: "".join(part if isinstance(part, str) else found[part] or "" for part in parts)


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
