"""The agent's end of the link: JSON lines over a Unix stream socket, read and written in batches."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from pydantic_core import from_json, to_json

Receive = Callable[[Mapping[str, Any]], None]


class Link(asyncio.Protocol):
    """Hands every message that arrives to `receive`; `broken` is done when the other end is gone."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._rest: list[bytes] = []
        self._transport: asyncio.WriteTransport | None = None
        self.broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: connected."""
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        """asyncio: some messages, the last one perhaps unfinished."""
        end = data.rfind(b"\n")
        if end < 0:
            self._rest.append(data)
            return
        whole = b"".join([*self._rest, data[:end]])
        self._rest = [data[end + 1 :]] if end + 1 < len(data) else []
        for line in whole.split(b"\n"):
            if line:
                self._receive(from_json(line))

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: the server is gone, or we have left."""
        if not self.broken.done():
            self.broken.set_result(None)

    def send(self, message: Mapping[str, Any]) -> None:
        """Queue a message; once the link is broken it goes nowhere: leases and files tell the same."""
        if self._transport is not None and not self.broken.done():
            self._transport.write(_encoded(message) + b"\n")

    def close(self) -> None:
        """Leave, after what is queued was written."""
        if self._transport is not None:
            self._transport.close()


def _encoded(message: Mapping[str, Any]) -> bytes:
    """What a node type hands out may hold anything; one odd value must not lose the reports beside it."""
    try:
        return to_json(message)
    except ValueError:
        return json.dumps(message, default=str).encode()
