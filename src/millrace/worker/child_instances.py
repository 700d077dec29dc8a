"""Child instances of one attempt: asked for over the link, told of when they end."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from millrace.ports.node_runtime import ChildRequest, ChildResult, NodeFailure
from millrace.worker.tools import AskForChildren


class ChildInstances:
    """Keeps at most `at_once` children running and hands on each as it ends."""

    def __init__(self, attempt_id: int, ask: AskForChildren) -> None:
        self._attempt_id = attempt_id
        self._ask = ask
        self._ended: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()

    def ended(self, child: Mapping[str, Any]) -> None:
        """The server tells of a child's end, or of its refusal."""
        self._ended.put_nowait(child)

    async def run(
        self, job: str, requests: Iterable[ChildRequest], at_once: int
    ) -> AsyncIterator[ChildResult]:
        """Each child as it ends; the next is asked for when the one before has been taken.

        Raises NodeFailure when the server refuses one.
        """
        waiting = iter(requests)
        running = 0
        while True:
            asked = list(islice(waiting, max(at_once, 1) - running))
            if asked:
                self._send(job, asked)
                running += len(asked)
            if not running:
                return
            child = await self._ended.get()
            running -= 1
            if "error" in child:
                error = child["error"]
                raise NodeFailure(error["code"], error["message"], data=error.get("data"))
            yield ChildResult(int(child["row"]), int(child["instance_id"]), str(child["status"]))

    def _send(self, job: str, requests: Sequence[ChildRequest]) -> None:
        self._ask(self._attempt_id, job, [_as_document(request) for request in requests])


def _as_document(request: ChildRequest) -> dict[str, Any]:
    return {
        "row": request.row,
        "params": dict(request.params),
        "label": request.label,
        "loop": request.loop,
    }
