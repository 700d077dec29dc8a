"""StringUtil: texts of a given length."""

from millrace.domain.el.errors import ElError
from millrace.domain.el.limits import check_result_size

ELLIPSIS = "..."


def left(text: str | None, size: int) -> str | None:
    """The first characters."""
    return text if text is None else text[: max(size, 0)]


def right(text: str | None, size: int) -> str | None:
    """The last characters."""
    return text if text is None else text[max(len(text) - max(size, 0), 0) :]


def mid(text: str | None, position: int, size: int) -> str | None:
    """So many characters from a position."""
    if text is None:
        return None
    start = max(position, 0)
    return text[start : start + max(size, 0)]


def _fill(size: int, pad: str | None) -> str:
    check_result_size(size)
    pad = pad or " "
    return (pad * (size // len(pad) + 1))[:size] if size > 0 else ""


def left_pad(text: str | None, size: int, pad: str | None = " ") -> str | None:
    """Filled up on the left."""
    return text if text is None else _fill(size - len(text), pad) + text


def right_pad(text: str | None, size: int, pad: str | None = " ") -> str | None:
    """Filled up on the right."""
    return text if text is None else text + _fill(size - len(text), pad)


def center(text: str | None, size: int, pad: str | None = " ") -> str | None:
    """Filled up on both sides, on the right first."""
    if text is None or size <= len(text):
        return text
    return right_pad(left_pad(text, len(text) + (size - len(text)) // 2, pad), size, pad)


def repeat(text: str | None, count: int) -> str | None:
    """The text several times."""
    if text is None:
        return None
    check_result_size(len(text) * max(count, 0))
    return text * count


def repeat_separated(text: str | None, separator: str | None, count: int) -> str | None:
    """The text several times with a separator between."""
    if text is None or separator is None:
        return repeat(text, count)
    check_result_size((len(text) + len(separator)) * max(count, 0))
    # As in commons-lang3: the separator is taken from the end if it stands there.
    return ((text + separator) * count).removesuffix(separator)


def truncate(text: str | None, size: int) -> str | None:
    """At most so many characters."""
    return truncate_from(text, 0, size)


def truncate_from(text: str | None, offset: int, size: int) -> str | None:
    """At most so many characters from an offset."""
    if offset < 0 or size < 0:
        raise ElError("offset and width of truncate must not be negative")
    return text if text is None else text[offset : offset + size]


def abbreviate(text: str | None, width: int) -> str | None:
    """Cut to a width, with "..." at the end."""
    return abbreviate_marked_from(text, ELLIPSIS, 0, width)


def abbreviate_from(text: str | None, offset: int, width: int) -> str | None:
    """Cut to a width so that the offset is visible."""
    return abbreviate_marked_from(text, ELLIPSIS, offset, width)


def abbreviate_marked(text: str | None, marker: str | None, width: int) -> str | None:
    """Cut to a width with a marker of one's own."""
    return abbreviate_marked_from(text, marker, 0, width)


def abbreviate_marked_from(text: str | None, marker: str | None, offset: int, width: int) -> str | None:
    """Cut to a width with a marker; texts that fit stay."""
    if text and marker == "" and width > 0:
        return text[:width]
    if not text or not marker:
        return text
    if width <= len(marker):
        raise ElError(f"the width of abbreviate must be at least {len(marker) + 1}")
    room = width - len(marker)
    if len(text) <= width:
        return text
    offset = min(offset, len(text) - room) if offset <= len(text) else len(text) - room
    if offset <= len(marker) + 1:
        return text[:room] + marker
    if room <= len(marker):
        raise ElError(f"the width of abbreviate with an offset must be at least {len(marker) * 2 + 1}")
    if offset + room < len(text):
        return f"{marker}{abbreviate_marked_from(text[offset:], marker, 0, room)}"
    return marker + text[-room:]


def abbreviate_middle(text: str | None, middle: str | None, length: int) -> str | None:
    """Cut in the middle."""
    if not text or not middle or length >= len(text) or length < len(middle) + 2:
        return text
    room = length - len(middle)
    return text[: room - room // 2] + middle + text[len(text) - room // 2 :]


def rotate(text: str | None, shift: int) -> str | None:
    """Moved round to the right."""
    if not text:
        return text
    at = -shift % len(text)
    return text[at:] + text[:at]
