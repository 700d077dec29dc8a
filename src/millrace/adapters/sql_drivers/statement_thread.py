"""A thread for the blocking calls of one database session."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_ASK_AGAIN_SECONDS = 0.1


async def opened_in_thread(opening: Callable[[], T], closing: Callable[[T], object]) -> T:
    """The result of `opening`; if the task is cancelled meanwhile, what was opened is closed again."""
    future = asyncio.ensure_future(asyncio.to_thread(opening))
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        await asyncio.wait({future})
        if not future.cancelled() and future.exception() is None:
            closing(future.result())
        raise


class StatementThread:
    """Runs blocking calls one after the other; cancelled, it interrupts the engine and waits for the end."""

    def __init__(self, name: str, interrupt: Callable[[], None]) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._interrupt = interrupt

    async def run(self, call: Callable[[], T]) -> T:
        """The result of `call`. After a cancellation nothing of it runs any more."""
        future = asyncio.get_running_loop().run_in_executor(self._pool, call)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            while not future.done():  # an interrupt that comes before the statement starts is lost: ask again
                self._interrupt()
                await asyncio.wait({future}, timeout=_ASK_AGAIN_SECONDS)
            future.exception()
            raise

    def close(self) -> None:
        """Let the thread end."""
        self._pool.shutdown(wait=False)
