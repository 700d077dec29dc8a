"""The machine's clock."""

from datetime import UTC, datetime


class SystemClock:
    """The one place that reads the present."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251
