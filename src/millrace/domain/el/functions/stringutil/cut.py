"""StringUtil: parts of a text, and texts without some part."""

from collections.abc import Callable

from millrace.domain.el.functions.stringutil.characters import folded, is_whitespace
from millrace.domain.el.functions.stringutil.search import last_found

_CONTROLS_AND_BLANK = "".join(map(chr, range(33)))


def substring(text: str | None, start: int, end: int | None = None) -> str | None:
    """From start to before end; negative positions count from the end."""
    if text is None:
        return None
    size = len(text)
    last = size if end is None else min(end + size if end < 0 else end, size)
    first = start + size if start < 0 else start
    return text[max(first, 0) : max(last, 0)]


def substring_before(text: str | None, separator: str | None) -> str | None:
    """What stands before the first separator, else all."""
    if not text or separator is None or separator not in text:
        return text
    return text[: text.find(separator)]


def substring_after(text: str | None, separator: str | None) -> str | None:
    """What stands behind the first separator, else nothing."""
    if not text:
        return text
    return "" if separator is None or separator not in text else text[text.find(separator) + len(separator) :]


def substring_before_last(text: str | None, separator: str | None) -> str | None:
    """What stands before the last separator, else all."""
    if not text or not separator:
        return text
    return text[: last_found(text, separator)] if separator in text else text


def substring_after_last(text: str | None, separator: str | None) -> str | None:
    """What stands behind the last separator, else nothing."""
    if not text:
        return text
    if not separator or separator not in text:
        return ""
    return text[last_found(text, separator) + len(separator) :]


def substring_between_same(text: str | None, tag: str | None) -> str | None:
    """What stands between two equal tags."""
    return substring_between(text, tag, tag)


def substring_between(text: str | None, opening: str | None, closing: str | None) -> str | None:
    """What stands between two tags, else null."""
    if text is None or opening is None or closing is None:
        return None
    start = text.find(opening)
    end = text.find(closing, start + len(opening)) if start >= 0 else -1
    return text[start + len(opening) : end] if end >= 0 else None


def substrings_between(text: str | None, opening: str | None, closing: str | None) -> list[str] | None:
    """All that stands between two tags, else null."""
    if text is None or not opening or not closing:
        return None
    if not text:
        return []
    found: list[str] = []
    position = 0
    while position < len(text) - len(closing):
        start = text.find(opening, position)
        end = text.find(closing, start + len(opening)) if start >= 0 else -1
        if end < 0:
            break
        found.append(text[start + len(opening) : end])
        position = end + len(closing)
    return found or None


def trim(text: str | None) -> str | None:
    """Without control characters and blanks at both ends."""
    return text if text is None else text.strip(_CONTROLS_AND_BLANK)


def strip_start(text: str | None, characters: str | None = None) -> str | None:
    """Without these characters (null: white space) at the beginning."""
    if not text:
        return text
    if characters is not None:
        return text.lstrip(characters) if characters else text
    return text[next((at for at, unit in enumerate(text) if not is_whitespace(unit)), len(text)) :]


def strip_end(text: str | None, characters: str | None = None) -> str | None:
    """Without these characters (null: white space) at the end."""
    if not text:
        return text
    if characters is not None:
        return text.rstrip(characters) if characters else text
    return text[: next((at for at in range(len(text), 0, -1) if not is_whitespace(text[at - 1])), 0)]


def strip(text: str | None, characters: str | None = None) -> str | None:
    """Without these characters (null: white space) at both ends."""
    return strip_end(strip_start(text, characters), characters)


def strip_all(texts: list[str | None] | None, characters: str | None = None) -> list[str | None] | None:
    """`strip` for each."""
    return texts if texts is None else [strip(text, characters) for text in texts]


def strip_several(*texts: str | None) -> list[str | None]:
    """`strip` for each argument."""
    return [strip(text) for text in texts]


def or_empty(function: Callable[[str | None], str | None]) -> Callable[[str | None], str]:
    """The same function, with "" for null."""
    return lambda text: function(text) or ""


def or_null(function: Callable[[str | None], str | None]) -> Callable[[str | None], str | None]:
    """The same function, with null for ""."""
    return lambda text: function(text) or None


def chomp(text: str | None) -> str | None:
    """Without one line end."""
    if not text:
        return text
    return text[:-2] if text.endswith("\r\n") else text[:-1] if text[-1] in "\r\n" else text


def chop(text: str | None) -> str | None:
    """Without the last character (or line end)."""
    return text if text is None else text[:-2] if text.endswith("\r\n") else text[:-1]


def remove_start(text: str | None, prefix: str | None) -> str | None:
    """Without this beginning."""
    return text.removeprefix(prefix) if text and prefix else text


def remove_end(text: str | None, suffix: str | None) -> str | None:
    """Without this end."""
    return text.removesuffix(suffix) if text and suffix else text


def remove_start_ignore_case(text: str | None, prefix: str | None) -> str | None:
    """Without this beginning in any case."""
    if text and prefix and folded(text).startswith(folded(prefix)):
        return text[len(prefix) :]
    return text


def remove_end_ignore_case(text: str | None, suffix: str | None) -> str | None:
    """Without this end in any case."""
    if text and suffix and folded(text).endswith(folded(suffix)):
        return text[: -len(suffix)]
    return text


def unwrap(text: str | None, token: str | None) -> str | None:
    """Without the token on both sides."""
    if not text or not token or len(text) == 1:
        return text
    is_wrapped = text.startswith(token) and text.endswith(token) and len(text) >= 2 * len(token)
    return text[len(token) : -len(token)] if is_wrapped else text


def delete_whitespace(text: str | None) -> str | None:
    """Without white space."""
    return text if text is None else "".join(unit for unit in text if not is_whitespace(unit))
