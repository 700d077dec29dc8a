"""Where the slots of a job's spans come from: the seam between plan times and who makes or awaits them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from millrace.domain.ids import JobId
from millrace.domain.spans import Span


class SlotSource(Protocol):
    """The plan times that exist inside one span of a job (R44): ascending, distinct, in UTC.

    All methods look inside the span's bounds and inside its schedule's own from and to (R3) only.
    """

    def between(self, job_id: JobId, span: Span, first: datetime, until: datetime) -> Iterator[datetime]:
        """Slots with first <= t < until, lazily."""
        ...

    def next_from(self, job_id: JobId, span: Span, at: datetime) -> datetime | None:
        """The first slot at `at` or later; None if there is none to be expected."""
        ...

    def count(self, job_id: JobId, span: Span, first: datetime, until: datetime) -> int:
        """How many slots have first <= t < until."""
        ...

    def nth(self, job_id: JobId, span: Span, first: datetime, offset: int) -> datetime | None:
        """The slot that comes `offset` slots after the first one at `first` or later."""
        ...

    def closes_at(self, job_id: JobId, span: Span) -> datetime | None:
        """The last instant at which the span's schedule may have a slot (its To, R3); None without a To."""
        ...
