"""StringUtil: functions with Java regular expressions (R153)."""

from millrace.domain.el.safe_regex import substitute


def replace_all(text: str | None, pattern: str | None, replacement: str | None) -> str | None:
    """All matches replaced; `$1` and `${name}` stand for groups."""
    if text is None or pattern is None or replacement is None:
        return text
    return substitute(text, pattern, replacement)


def replace_first(text: str | None, pattern: str | None, replacement: str | None) -> str | None:
    """The first match replaced."""
    if text is None or pattern is None or replacement is None:
        return text
    return substitute(text, pattern, replacement, count=1)


def replace_pattern(text: str | None, pattern: str | None, replacement: str | None) -> str | None:
    """As `replace_all`, and the dot matches line ends too."""
    if text is None or pattern is None or replacement is None:
        return text
    return substitute(text, pattern, replacement, dot_all=True)


def remove_all(text: str | None, pattern: str | None) -> str | None:
    """All matches removed."""
    return replace_all(text, pattern, "")


def remove_first(text: str | None, pattern: str | None) -> str | None:
    """The first match removed."""
    return replace_first(text, pattern, "")


def remove_pattern(text: str | None, pattern: str | None) -> str | None:
    """All matches removed; the dot matches line ends too."""
    return replace_pattern(text, pattern, "")
