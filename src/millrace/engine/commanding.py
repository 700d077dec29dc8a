"""Commands that are more than one event of one instance: each kind has a handler.

Plain operations on an instance (stop, confirm, freeze, ...) are no business of handlers: `intake` turns them
into events. A handler is called with everything before it settled, changes what it must, and raises a domain
error to refuse; a refusal must leave nothing changed.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol

from millrace.domain.errors import InvalidInput
from millrace.engine.step import Step
from millrace.ports.records import CommandRecord


class Handler(Protocol):
    """Applies one kind of command inside a step."""

    def __call__(self, step: Step, record: CommandRecord) -> None:
        """Raises MillraceError to refuse."""
        ...


Handlers = Mapping[str, Handler]
"""By `CommandRecord.kind`."""


def instant(text: str, field: str) -> datetime:
    """The instant a command names, in UTC. Raises InvalidInput, also without an offset: whose wall clock?"""
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        detail = f"{text!r} is no time. Send it in ISO 8601, with an offset."
        raise InvalidInput(detail=detail, field=field) from error
    raise InvalidInput(detail=f"The time {text} lacks an offset (Z, say).", field=field)
