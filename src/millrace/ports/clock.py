"""Time as a port: nothing below the composition root reads a clock, so that tests can live through years."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The present."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...
