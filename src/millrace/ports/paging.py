"""The opaque cursor of keyset paged lists: the id after which the next page begins."""

import base64
import binascii

from millrace.domain.errors import InvalidInput

_MAX = 2**63 - 1
"""Stores keep ids in 64 bits."""
_DIGITS = len(str(_MAX))


def to_cursor(last_id: int) -> str:
    """The cursor for the page after the row `last_id`."""
    return base64.urlsafe_b64encode(f"id:{last_id}".encode()).decode().rstrip("=")


def from_cursor(cursor: str) -> int:
    """The id a cursor stands for. Raises InvalidInput for a text that `to_cursor` has not made."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        kind, _, number = text.partition(":")
        if kind == "id" and len(number) <= _DIGITS:
            return min(int(number), _MAX)
    except (binascii.Error, ValueError):
        pass
    raise InvalidInput(detail="The list cursor is not valid. Load the list again from its start.")
