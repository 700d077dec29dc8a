"""When the loop must wake by itself: a heap of instants, so that nothing is looked at before its time."""

import heapq
from dataclasses import dataclass, field
from datetime import datetime

from millrace.engine.messages import Message


@dataclass(slots=True)
class Timers:
    """Messages that are due at an instant (UTC)."""

    _heap: list[tuple[datetime, int, Message]] = field(default_factory=list)
    _count: int = 0

    def add(self, at: datetime, message: Message) -> None:
        """Let the message come at that instant."""
        self._count += 1
        heapq.heappush(self._heap, (at, self._count, message))

    def due(self, now: datetime) -> list[Message]:
        """Take out what is due."""
        messages = []
        while self._heap and self._heap[0][0] <= now:
            messages.append(heapq.heappop(self._heap)[2])
        return messages

    def next_at(self) -> datetime | None:
        """The next instant, if there is one."""
        return self._heap[0][0] if self._heap else None

    def clear(self) -> None:
        """Forget all."""
        self._heap.clear()
