"""A server's end of the link, for agents under test."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from millrace.ports.attempts import AttemptWork

Message = Mapping[str, Any]


class FakeServer:
    """Listens as the server does, keeps all that agents say."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.socket = data / "run" / "link.sock"
        self.messages: list[Message] = []
        self._news = asyncio.Condition()
        self._writer: asyncio.StreamWriter | None = None
        self._serving: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self.socket.parent.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, str(self.socket), limit=2**26)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self.hang_up()
        if self._serving:
            await asyncio.wait(self._serving, timeout=5)

    def hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def send(self, kind: str, **content: Any) -> None:
        assert self._writer is not None
        self._writer.write(json.dumps({"t": kind, **content}).encode() + b"\n")

    def give(self, *works: AttemptWork) -> None:
        self.send("work", items=[asdict(work) for work in works])

    async def wait_for(self, found: Callable[[list[Message]], Any], seconds: float = 20.0) -> Any:
        """The first true answer of `found` over all messages so far."""
        async with asyncio.timeout(seconds), self._news:
            while not (answer := found(self.messages)):
                await self._news.wait()
        return answer

    async def hello(self) -> Message:
        answer: Message = await self.wait_for(lambda all_: next((m for m in all_ if m["t"] == "hello"), None))
        return answer

    async def report(self, attempt_id: int, seconds: float = 20.0) -> Mapping[str, Any]:
        """The report of an attempt, whether it came alone or in a hello."""
        answer: Mapping[str, Any] = await self.wait_for(lambda all_: _report_in(all_, attempt_id), seconds)
        return answer

    async def gone(self, attempt_id: int, seconds: float = 20.0) -> None:
        await self.wait_for(
            lambda all_: any(attempt_id in m["gone"] for m in all_ if m["t"] == "heartbeat"), seconds
        )

    def free_places(self) -> tuple[int, int]:
        """Light and heavy places offered so far."""
        counted = [m for m in self.messages if "light" in m]
        return sum(m["light"] for m in counted), sum(m["heavy"] for m in counted)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        self.send("welcome", lease_seconds=3, workspace_settings={})
        try:
            while line := await reader.readline():
                async with self._news:
                    self.messages.append(json.loads(line))
                    self._news.notify_all()
        finally:
            writer.close()
            self._serving.discard(task)


def _report_in(messages: list[Message], attempt_id: int) -> Mapping[str, Any] | None:
    for message in messages:
        for report in message.get("reports", ()):
            if report["attempt_id"] == attempt_id:
                found: Mapping[str, Any] = report
                return found
    return None
