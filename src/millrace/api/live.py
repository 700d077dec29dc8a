"""Live events for one tab: bus and logs in, server-sent events out.

Every client has a queue of its own with an end: who reads too slowly is told to reload, and no publisher ever
waits. Events of node runs are gathered for a moment and sent with all that the instance page shows of them.
Logs are looked at only while somebody watches them.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from millrace.api.schemas.base import ID_DIGITS
from millrace.api.schemas.instances import LogAnswer
from millrace.domain.errors import InvalidInput, MillraceError, NotFound
from millrace.domain.ids import AttemptId, InstanceId, NodeId
from millrace.services.calling import Caller
from millrace.services.container import Services
from millrace.services.read_models import as_json

QUEUE_LENGTH = 1000
GATHER_SECONDS = 0.1
LOG_SECONDS = 0.25
LOG_BYTES = 65_536
AGAIN_SECONDS = 5.0
"""After a log could not be read."""
PING_SECONDS = 15
MAX_TOPICS = 20
_LOG = "log:"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """One event from the bus."""

    event: str
    data: Mapping[str, Any]


class Mailbox:
    """Takes events from any thread; after an overflow it holds nothing but the word *reload*."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[News] = asyncio.Queue(QUEUE_LENGTH)

    def listen(self, topic: str, event: str, data: Mapping[str, Any]) -> None:
        """The bus calls this in the publisher's thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.put, News(event, data))

    def put(self, news: News) -> None:
        """In the loop's thread."""
        try:
            self._queue.put_nowait(news)
        except asyncio.QueueFull:
            self.empty()
            self._queue.put_nowait(News("reload", {}))

    def empty(self) -> list[News]:
        """Everything that is there now."""
        return [self._queue.get_nowait() for _ in range(self._queue.qsize())]

    async def next_batch(self) -> list[News]:
        """Wait for an event, then a moment for its neighbours."""
        first = await self._queue.get()
        await asyncio.sleep(GATHER_SECONDS)
        return [first, *self.empty()]


class Watch:
    """What one client watches."""

    def __init__(self, services: Services, caller: Caller, topics: Sequence[str]) -> None:
        self._services = services
        self._caller = caller
        self._logs = [AttemptId(_number(topic)) for topic in topics if topic.startswith(_LOG)]
        self._topics = [f"ws:{caller.workspace_id}:{topic}" for topic in topics if not topic.startswith(_LOG)]
        self._count = 0

    async def stream(self, reload_first: bool) -> AsyncGenerator[ServerSentEvent]:
        """Events until the client goes."""
        mailbox = Mailbox(asyncio.get_running_loop())
        if reload_first:
            mailbox.put(News("reload", {}))
        bus = self._services.tools.bus
        unsubscribe = [bus.subscribe(topic, mailbox.listen) for topic in self._topics]
        tails = [asyncio.create_task(self._tail(attempt, mailbox)) for attempt in self._logs]
        try:
            while True:
                for news in await self._complete(await mailbox.next_batch()):
                    yield self._sse(news)
        finally:
            for leave in unsubscribe:
                leave()
            for tail in tails:
                tail.cancel()

    def _sse(self, news: News) -> ServerSentEvent:
        self._count += 1
        data = json.dumps(news.data, separators=(",", ":"))
        return ServerSentEvent(data=data, event=news.event, id=str(news.data.get("sequence", self._count)))

    async def _complete(self, batch: Sequence[News]) -> Sequence[News]:
        """One event a changed object: the last `instance`, and node runs with their attempts."""
        if any(news.event == "reload" for news in batch):
            return [News("reload", {})]
        others: list[News] = []
        latest: dict[Any, News] = {}
        changed: dict[InstanceId, dict[NodeId, None]] = {}
        for news in batch:
            if news.event == "node_run":
                runs = changed.setdefault(InstanceId(news.data["instance_id"]), {})
                runs[NodeId(news.data["node_run"]["node_id"])] = None
            elif news.event in ("instance", "tree"):
                latest[news.event, news.data.get("id")] = news
            else:
                others.append(news)
        runs_news = [
            news
            for instance_id, nodes in changed.items()
            for news in await run_in_threadpool(self._node_runs, instance_id, list(nodes))
        ]
        return [*runs_news, *latest.values(), *others]

    def _node_runs(self, instance_id: InstanceId, nodes: Sequence[NodeId]) -> Sequence[News]:
        try:
            views = self._services.monitoring.node_runs(self._caller, instance_id, nodes)
        except NotFound:
            return ()
        return [News("node_run", {"instance_id": instance_id, "node_run": as_json(view)}) for view in views]

    async def _tail(self, attempt: AttemptId, mailbox: Mailbox) -> None:
        """Send the log as it grows, from its beginning; until its end."""
        offset = 0
        while True:
            try:
                view = await run_in_threadpool(
                    self._services.monitoring.log, self._caller, attempt, offset, LOG_BYTES
                )
            except MillraceError as error:
                mailbox.put(News("log", {"attempt_id": attempt, "lines": [], "error": error.code}))
                return
            except Exception:  # whatever it is, the client must not wait in silence
                _log.exception("the log of attempt %s cannot be watched", attempt)
                mailbox.put(News("reload", {}))
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            if view.chunk.lines or view.ended:
                offset = view.chunk.next_offset
                answer = LogAnswer.of(view).model_dump(mode="json")
                mailbox.put(News("log", {"attempt_id": attempt, **answer}))
            if view.ended:
                return
            await asyncio.sleep(LOG_SECONDS)


def event_stream(request: Request, caller: Caller, services: Services, topics: str) -> Response:
    """The answer of the events route. A client that comes back (Last-Event-ID) is told to reload."""
    wanted = [topic.strip() for topic in topics.split(",") if topic.strip()]
    if not wanted or len(wanted) > MAX_TOPICS:
        raise InvalidInput(detail=f"Name 1 to {MAX_TOPICS} topics.", field="topics")
    for topic in wanted:
        _check(topic)
    watch = Watch(services, caller, wanted)
    comes_back = "last-event-id" in request.headers
    return EventSourceResponse(watch.stream(comes_back), ping=PING_SECONDS)


def _check(topic: str) -> None:
    if topic in ("instances", "tree"):
        return
    kind, _, number = topic.partition(":")
    is_id = number.isascii() and number.isdecimal() and len(number) < ID_DIGITS
    if kind not in ("instance", "log") or not is_id:
        raise InvalidInput(detail=f"There is no topic {topic!r}.", field="topics")


def _number(topic: str) -> int:
    return int(topic.partition(":")[2])
