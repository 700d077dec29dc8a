"""The stretches of time in which a job was scheduled: what makes a plan time exist (R9, R15, R19, R44).

Starting or resuming a schedule opens a span, pausing or stopping it closes the span; submitting another
schedule closes one span and opens the next. The plan times of a job that exist are those of each span's
schedule inside that span; nothing else remembers activations and pauses.
"""

from dataclasses import dataclass
from datetime import datetime

from millrace.domain.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Span:
    """A job was scheduled so from `begins_at` (included) until `ends_at` (excluded; None: still). UTC."""

    schedule: Schedule
    zone: str  # IANA name, resolved when the span was opened
    begins_at: datetime
    ends_at: datetime | None = None
