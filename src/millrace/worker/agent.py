"""The local agent: takes attempts over the link, runs them, reports."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import uvloop

from millrace.ports.attempts import AttemptWork
from millrace.ports.clock import Clock
from millrace.ports.node_runtime import Catalog
from millrace.services.evaluating import UnresolvedError
from millrace.worker.attempts import Attempts
from millrace.worker.config import AgentConfig, AgentParts, Loader
from millrace.worker.link import Link
from millrace.worker.listening import heard
from millrace.worker.masking import Masker
from millrace.worker.outbox import Outbox, as_document
from millrace.worker.probes import answer_probe
from millrace.worker.rendering import Renderer, describe_inputs, may_take_long
from millrace.worker.run_attempt import report_adopted
from millrace.worker.supervision.client import Supervision, attempt_folder
from millrace.worker.tools import Tools

_log = logging.getLogger(__name__)
_CONNECT_WITHIN = 10.0  # seconds
_CONNECT_EVERY = 0.1
_LEAVE_WITHIN = 1.5
_END_LONGER = 2.0
"""Seconds beyond the grace that processes get to be gone."""
_BEATS_PER_LEASE = 3


def run_agent(config: AgentConfig, catalog: Catalog, *, load: Loader, clock: Clock) -> None:
    """Run until the link breaks, the server says stop, or a signal comes. Does not return: threads of
    database drivers that still work for a cancelled attempt must not hold the process.
    """

    os.umask(0o077)

    async def live() -> None:
        agent = Agent(config, AgentParts(catalog, load, clock))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, agent.leave)
        await agent.run()
        logging.shutdown()
        os._exit(0)

    uvloop.run(live())


class Agent:
    """One agent on one link."""

    def __init__(self, config: AgentConfig, parts: AgentParts) -> None:
        self._config = config
        supervision = Supervision(config.data, config.name)
        self._tools = Tools(config, parts, supervision, self._ask_for_children)
        self._link = Link(self._receive)
        self._outbox = Outbox(self._link.send, supervision.answered_soon_all)
        self._attempts = Attempts(self._tools, self._outbox, self._note_gone)
        self._lease: float | None = None
        """Seconds; known from the server's welcome on."""
        self._newly_gone: list[int] = []
        self._leaving = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._handlers: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "welcome": self._welcome,
            "work": self._work,
            "cancel": lambda message: self._attempts.cancel(message["ids"]),
            "resolve": lambda message: self._do(self._resolve(message)),
            "child_ended": self._child_ended,
            "probe": lambda message: self._do(self._probe(message)),
            "stop": self._stop,
        }

    def leave(self) -> None:
        """End soon; processes of attempts live on under their supervisors."""
        self._leaving.set()

    async def run(self) -> None:
        """Live on the link until it breaks or the agent is to leave."""
        supervision = self._tools.supervision
        supervision.start()
        try:
            await self._connect()
            self._say_hello()
            self._link.broken.add_done_callback(lambda broken: self.leave())
            await self._leaving.wait()
        finally:
            await self._attempts.leave(_LEAVE_WITHIN)
            for task in list(self._tasks):
                task.cancel()
            self._link.close()
            supervision.close()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        give_up = loop.time() + _CONNECT_WITHIN
        while True:
            try:
                await loop.create_unix_connection(lambda: self._link, str(self._config.socket))
                return
            except (FileNotFoundError, ConnectionRefusedError):
                if loop.time() > give_up:
                    raise
                await asyncio.sleep(_CONNECT_EVERY)

    def _say_hello(self) -> None:
        found = self._tools.supervision.adopt()
        self._attempts.adopt(found.running)
        reports = [
            report_adopted(attempt_id, attempt_folder(self._config.data, attempt_id), record)
            for attempt_id, record in found.ended
        ]
        self._link.send(
            {
                "t": "hello",
                "worker": self._config.name,
                "pid": os.getpid(),
                "token": self._config.token,
                "running": list(found.running),
                "reports": [as_document(report) for report in reports],
                "light": self._config.light,
                "heavy": max(0, self._config.heavy - len(found.running)),
            }
        )
        self._tools.supervision.answered_soon_all([report.attempt_id for report in reports])

    # ---- from the server ---------------------------------------------------------------------------------

    def _receive(self, message: Mapping[str, Any]) -> None:
        handler = self._handlers.get(message.get("t", ""))
        if handler is None:
            _log.warning("a message of the unknown kind %r was passed over", message.get("t"))
            return
        try:
            handler(message)
        except Exception:  # one bad message must not end the attempts of the others
            _log.exception("a message of the kind %r could not be handled", message["t"])

    def _welcome(self, message: Mapping[str, Any]) -> None:
        is_first = self._lease is None
        self._lease = float(message["lease_seconds"])
        if is_first:
            self._do(self._beat_often())
        self._tools.settings = message.get("workspace_settings", {})

    def _work(self, message: Mapping[str, Any]) -> None:
        for item in message["items"]:
            self._attempts.start(item)

    def _child_ended(self, message: Mapping[str, Any]) -> None:
        self._attempts.child_ended(message["attempt_id"], message["child"])

    async def _resolve(self, message: Mapping[str, Any]) -> None:
        work = AttemptWork(**message["work"])
        if work.listening is not None:
            now = self._tools.parts.clock.now()
            answer = await asyncio.to_thread(heard, work, now)
        elif may_take_long((work.conditions, work.params)):
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._tools.expressions, self._voted, work)
        else:
            answer = self._voted(work)
        self._link.send({"t": "resolved", "node_run_id": work.node_run_id, **answer})

    def _voted(self, work: AttemptWork) -> dict[str, Any]:
        try:
            return {"votes": Renderer(work, self._tools.parts.clock.now()).votes(work.conditions)}
        except UnresolvedError as error:
            masker = Masker(work.params.get(name, "") for name in work.masked)
            return {"error": describe_inputs(error.as_document(), masker)}
        except Exception:  # no answer at all would leave the node waiting for ever
            _log.exception("the conditions of node run %s cannot be evaluated", work.node_run_id)
            message = "The condition cannot be evaluated. The worker's log says more."
            return {"error": {"code": "expression_error", "message": message, "data": {}}}

    def _stop(self, message: Mapping[str, Any]) -> None:
        """End; with `kill`, end what supervisors run, too."""
        if message.get("kill"):
            self._do(self._end_all())
        else:
            self.leave()

    async def _end_all(self) -> None:
        await self._attempts.end_all(self._config.grace_seconds + _END_LONGER)
        self.leave()

    async def _probe(self, message: Mapping[str, Any]) -> None:
        self._link.send(await answer_probe(message, self._tools.parts.load))

    # ---- to the server -----------------------------------------------------------------------------------

    def _ask_for_children(self, attempt_id: int, job: str, requests: Sequence[Mapping[str, Any]]) -> None:
        self._link.send({"t": "children", "attempt_id": attempt_id, "job": job, "requests": requests})

    def _note_gone(self, attempt_id: int) -> None:
        if not self._newly_gone:
            asyncio.get_running_loop().call_soon(self._beat)
        self._newly_gone.append(attempt_id)

    def _beat(self) -> None:
        self._outbox.flush()  # a timed-out attempt is reported before it is gone
        gone, self._newly_gone = self._newly_gone, []
        self._link.send({"t": "heartbeat", "running": self._attempts.ids(), "gone": gone})

    async def _beat_often(self) -> None:
        while self._lease is not None:
            await asyncio.sleep(self._lease / _BEATS_PER_LEASE)
            self._beat()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside; kept, so that it is not collected."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
