"""The attempts that run in this agent: start, time limit, cancel, end."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from millrace.domain.instance import AttemptResult
from millrace.ports.attempts import AttemptReport, AttemptWork
from millrace.worker.context import AttemptContext
from millrace.worker.outbox import Outbox
from millrace.worker.run_attempt import failed_unexpectedly, report_adopted, run_attempt, timed_out
from millrace.worker.supervision.client import attempt_folder
from millrace.worker.tools import Tools

_log = logging.getLogger(__name__)
_SUPERVISED_LONGER = 10.0
"""Seconds that a supervisor gets beyond the time limit and the grace, to end its tree and say so."""


@dataclass(slots=True)
class _Running:
    work: AttemptWork
    context: AttemptContext
    is_heavy: bool
    holds_place: bool
    task: "asyncio.Task[AttemptReport]"
    timer: asyncio.TimerHandle
    is_told: bool = False
    """The server knows that it has ended (stopped or timed out); only its being gone is news."""


class Attempts:
    """All attempts of the agent, adopted ones included."""

    def __init__(self, tools: Tools, outbox: Outbox, gone: Callable[[int], None]) -> None:
        """`gone` is told when nothing of a stopped or timed-out attempt is left (R89)."""
        self._tools = tools
        self._outbox = outbox
        self._gone = gone
        self._running: dict[int, _Running] = {}
        self._adopted: dict[int, asyncio.Task[None]] = {}
        self._stopped_adopted: set[int] = set()
        self._loop = asyncio.get_running_loop()

    def ids(self) -> list[int]:
        """Those whose leases are to be extended."""
        own = [attempt_id for attempt_id, running in self._running.items() if not running.is_told]
        return own + [attempt_id for attempt_id in self._adopted if attempt_id not in self._stopped_adopted]

    def start(self, item: Mapping[str, Any]) -> None:
        """Begin an attempt."""
        work = AttemptWork(**item)
        if work.attempt_id in self._running or work.attempt_id in self._adopted:
            return
        node_type = self._tools.parts.catalog.nodes.get(work.node_type)
        is_heavy = node_type is not None and node_type.traits.heavy
        waits = node_type is not None and node_type.traits.waits
        context = AttemptContext(work, self._tools)
        task = self._loop.create_task(run_attempt(work, node_type, context))
        timer = self._loop.call_later(work.timeout_seconds, self._time_over, work.attempt_id)
        self._running[work.attempt_id] = _Running(work, context, is_heavy, not waits, task, timer)
        task.add_done_callback(lambda done: self._ended(work.attempt_id))
        if waits:
            self._outbox.free(is_heavy=is_heavy)  # it holds no place while it waits (R87)

    def adopt(self, attempt_ids: Sequence[int]) -> None:
        """Follow processes that an agent before this one started; they hold heavy places."""
        for attempt_id in attempt_ids:
            self._adopted[attempt_id] = self._loop.create_task(self._follow(attempt_id))

    def cancel(self, attempt_ids: Sequence[int]) -> None:
        """End attempts; what is not here is gone already."""
        for attempt_id in attempt_ids:
            running = self._running.get(attempt_id)
            if running is not None:
                running.is_told = True
                running.task.cancel()
            elif attempt_id not in self._adopted:
                self._gone(attempt_id)
            elif attempt_id not in self._stopped_adopted:
                self._stopped_adopted.add(attempt_id)
                self._adopted[attempt_id] = self._loop.create_task(self._stop_adopted(attempt_id))

    def child_ended(self, attempt_id: int, child: Mapping[str, Any]) -> None:
        """Hand on what the server says about a child instance."""
        running = self._running.get(attempt_id)
        if running is not None:
            running.context.child_instances.ended(child)

    async def end_all(self, within_seconds: float) -> None:
        """Stop everything, processes included."""
        self.cancel(self.ids())
        tasks: list[asyncio.Task[Any]] = [running.task for running in self._running.values()]
        tasks += self._adopted.values()
        if tasks:
            await asyncio.wait(tasks, timeout=within_seconds)

    async def leave(self, within_seconds: float) -> None:
        """Cancel what runs in this process; what supervisors run lives on."""
        self._tools.supervision.leaving = True
        tasks: list[asyncio.Task[Any]] = [running.task for running in self._running.values()]
        tasks += self._adopted.values()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=within_seconds)

    def _time_over(self, attempt_id: int) -> None:
        """R76. A supervisor keeps the time of its process; it is waited for."""
        running = self._running[attempt_id]
        if running.context.has_process:
            more = self._tools.config.grace_seconds + _SUPERVISED_LONGER
            running.timer = self._loop.call_later(more, self._time_over, attempt_id)
            return
        if not running.is_told:
            running.is_told = True
            self._outbox.report(timed_out(running.work, running.context))
        running.task.cancel()

    def _ended(self, attempt_id: int) -> None:
        running = self._running.pop(attempt_id)
        running.timer.cancel()
        if self._tools.supervision.leaving:
            return
        if not running.is_told:
            report = self._report_of(running)
            self._outbox.report(report)
            running.is_told = report.result == AttemptResult.TIMEOUT
        if running.is_told:
            self._tools.supervision.answered_soon(attempt_id)
            self._gone(attempt_id)
        if running.holds_place:
            self._outbox.free(is_heavy=running.is_heavy)

    def _report_of(self, running: _Running) -> AttemptReport:
        """What the attempt reports. One that was cancelled without our word failed in its own way."""
        if running.task.cancelled():
            return failed_unexpectedly(running.work, running.context)
        error = running.task.exception()
        if error is not None:
            _log.error("attempt %d broke", running.work.attempt_id, exc_info=error)
            return failed_unexpectedly(running.work, running.context)
        return running.task.result()

    async def _follow(self, attempt_id: int) -> None:
        folder = attempt_folder(self._tools.config.data, attempt_id)
        record = await asyncio.shield(self._tools.supervision.watch(attempt_id, str(folder)))
        if attempt_id in self._stopped_adopted:
            return
        report = report_adopted(attempt_id, folder, record)
        self._outbox.report(report)
        if report.result == AttemptResult.TIMEOUT:
            self._gone(attempt_id)
        self._let_go(attempt_id)

    async def _stop_adopted(self, attempt_id: int) -> None:
        await self._tools.supervision.stop(attempt_id)
        self._stopped_adopted.discard(attempt_id)
        self._tools.supervision.answered_soon(attempt_id)
        self._gone(attempt_id)
        self._let_go(attempt_id)

    def _let_go(self, attempt_id: int) -> None:
        self._adopted.pop(attempt_id, None)
        self._outbox.free(is_heavy=True)
