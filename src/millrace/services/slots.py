"""The slots of spans as their schedules give them (`domain.plan_times`)."""

from collections.abc import Iterator
from datetime import datetime

from millrace.domain.ids import JobId
from millrace.domain.plan_times import FAR_FUTURE, count, instant_of, page, plan_times
from millrace.domain.spans import Span


class SpanSlots:
    """Implements `SlotSource`."""

    def between(self, job_id: JobId, span: Span, first: datetime, until: datetime) -> Iterator[datetime]:
        """See `SlotSource`."""
        return plan_times(span.schedule, span.zone, max(first, span.begins_at), _until(span, until))

    def next_from(self, job_id: JobId, span: Span, at: datetime) -> datetime | None:
        """See `SlotSource`."""
        return next(self.between(job_id, span, at, FAR_FUTURE), None)

    def count(self, job_id: JobId, span: Span, first: datetime, until: datetime) -> int:
        """See `SlotSource`."""
        return count(span.schedule, span.zone, max(first, span.begins_at), _until(span, until))

    def nth(self, job_id: JobId, span: Span, first: datetime, offset: int) -> datetime | None:
        """See `SlotSource`."""
        found = page(span.schedule, span.zone, max(first, span.begins_at), offset, 1)
        return found[0] if found and (span.ends_at is None or found[0] < span.ends_at) else None

    def closes_at(self, job_id: JobId, span: Span) -> datetime | None:
        """See `SlotSource`."""
        return instant_of(span.schedule.end, span.zone) if span.schedule.end is not None else None


def _until(span: Span, until: datetime) -> datetime:
    return until if span.ends_at is None else min(until, span.ends_at)
