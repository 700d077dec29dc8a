"""What a duty is to the engine's loop."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from millrace.ports.store import Session

T = TypeVar("T")


class Write(Protocol):
    """A writing transaction of its own, fenced by the lead. Raises LeaseLost."""

    def __call__(self, work: Callable[[Session], T]) -> T: ...


class Duty(Protocol):
    """Work in batches, each short enough (20 ms) that nobody notices it between two steps of the loop."""

    @property
    def due_at(self) -> datetime | None:
        """When the next batch is due; None before the first `begin`."""
        ...

    def begin(self, now: datetime) -> None:
        """The engine has taken the lead."""
        ...

    def work(self, write: Write, now: datetime) -> None:
        """Do one batch and say by `due_at` when the next one is due."""
        ...

    def put_off(self, now: datetime) -> None:
        """A batch failed: begin again at the usual interval."""
        ...
