"""The engine's inbox: where every thread leaves its message, and where the loop sleeps until there is one."""

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from millrace.domain.ids import AttemptId, NodeRunId
from millrace.engine.messages import (
    AttemptsReported,
    ChildrenAsked,
    ConditionsAnswered,
    HeartBeaten,
    Message,
    PlacesOffered,
    WorkerJoined,
    WorkerLeft,
)
from millrace.ports.attempts import AttemptReport


class Inbox:
    """Implements `EngineInbox` for carriers; `put` serves everybody else."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque()
        self._news = threading.Condition()
        self._closed = False

    def __len__(self) -> int:
        return len(self._messages)

    def put(self, *messages: Message) -> None:
        """Leave messages and wake the loop."""
        with self._news:
            self._messages.extend(messages)
            self._news.notify()

    def put_back(self, messages: Sequence[Message]) -> None:
        """Return messages to their place before all others: what left before it came must not leave after."""
        with self._news:
            self._messages.extendleft(reversed(messages))

    def close(self) -> None:
        """Let `take` return None once what waits now has been taken, and end every pause."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    def take(self, timeout: float | None, most: int) -> list[Message] | None:
        """What waits now, at most `most`; waits up to `timeout` seconds for the first. None once closed."""
        with self._news:
            if not self._messages and not self._closed:
                self._news.wait(timeout)
            if self._closed and not self._messages:
                return None
            count = min(most, len(self._messages))
            return [self._messages.popleft() for _ in range(count)]

    def pause(self, seconds: float) -> bool:
        """Let messages gather for a while; True at once when the inbox is closed."""
        with self._news:
            return self._news.wait_for(lambda: self._closed, seconds)

    # ---- EngineInbox -----------------------------------------------------------------------------------

    def joined(self, worker: str, running: Sequence[int], reports: Sequence[AttemptReport]) -> None:
        """See `EngineInbox`."""
        self.put(WorkerJoined(worker, running, reports))

    def offer(self, worker: str, queues: Sequence[str], light: int, heavy: int) -> None:
        """See `EngineInbox`."""
        self.put(PlacesOffered(worker, tuple(queues), light, heavy))

    def report(self, worker: str, reports: Sequence[AttemptReport]) -> None:
        """See `EngineInbox`."""
        self.put(AttemptsReported(worker, reports))

    def resolved(self, worker: str, node_run_id: int, answer: Mapping[str, Any]) -> None:
        """See `EngineInbox`."""
        self.put(ConditionsAnswered(worker, NodeRunId(node_run_id), answer))

    def heartbeat(self, worker: str, running: Sequence[int], gone: Sequence[int]) -> None:
        """See `EngineInbox`."""
        self.put(HeartBeaten(worker, running, gone))

    def start_children(
        self, worker: str, attempt_id: int, job: str, requests: Sequence[Mapping[str, Any]]
    ) -> None:
        """See `EngineInbox`."""
        self.put(ChildrenAsked(worker, AttemptId(attempt_id), job, requests))

    def left(self, worker: str) -> None:
        """See `EngineInbox`."""
        self.put(WorkerLeft(worker))
