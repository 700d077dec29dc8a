"""The link between the server and its local agents: a socket in the data folder, one JSON object a line.

It implements `Carrier` towards the engine and calls an `EngineInbox`. One thread accepts, one thread an agent
reads; the engine's thread writes. An agent that does not read for `_SEND_SECONDS` is cut off; its leases end.
"""

import contextlib
import json
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from millrace.domain.errors import InvalidInput, WorkerUnavailable
from millrace.ports.attempts import AttemptReport, AttemptWork, EngineInbox

_log = logging.getLogger(__name__)

_SEND_SECONDS = 10.0
_HELLO_SECONDS = 5.0
_WORK_FIELDS = tuple(field.name for field in fields(AttemptWork))
_REPORT_FIELDS = frozenset(field.name for field in fields(AttemptReport))

Document = dict[str, Any]


class _Agent:
    """One connected agent."""

    def __init__(self, name: str, connection: socket.socket) -> None:
        self.name = name
        self.connection = connection
        self.admitted = False
        """Whether the engine knows of it: before, whatever is sent to its name is meant for its past self."""
        self._writing = threading.Lock()

    def send(self, *messages: Document) -> bool:
        """False if the agent is gone or does not read."""
        data = "".join(json.dumps(message, separators=(",", ":")) + "\n" for message in messages).encode()
        try:
            with self._writing:
                self.connection.sendall(data)
        except OSError:
            self.close()
            return False
        return True

    def close(self) -> None:
        """Cut the connection; its reader notices."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


class LocalLink:
    """See the module. `token` is handed to agents by their environment; nobody else may join."""

    def __init__(self, socket_path: Path, inbox: EngineInbox, lease_seconds: float) -> None:
        self.path = socket_path
        self.token = secrets.token_hex(32)
        self._inbox = inbox
        self._lease_seconds = lease_seconds
        self._agents: dict[str, _Agent] = {}
        self._joining: dict[str, int] = {}
        """How many of the agents that came under a name the engine has not heard of yet."""
        self._ending: Document | None = None
        """What every agent is told when the server ends: from then on none may begin anything."""
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self._probes: dict[int, Callable[[Document], None]] = {}
        self._probe_number = 0

    # ---- life ----------------------------------------------------------------------------------------

    def open(self) -> None:
        """Listen. The folder is for this account alone."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(str(self.path))
        except OSError as error:
            listener.close()
            raise InvalidInput(
                detail=f"The agents' socket {self.path} cannot be made: {error}. A path of more than about "
                "100 characters is too long for a socket; choose a data folder with a shorter one."
            ) from error
        os.chmod(self.path, 0o600)
        listener.listen(16)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), name="link", daemon=True).start()

    def end_agents(self, *, end_processes: bool) -> None:
        """Tell the agents to end (and to stop what they run, if `end_processes`), also those yet to come."""
        with self._lock:
            self._ending = {"t": "stop", "kill": end_processes}
            agents = list(self._agents.values())
            for agent in agents:
                self._inbox.left(agent.name)  # nothing is handed out any more
        for agent in agents:
            agent.send(self._ending)

    def close(self) -> None:
        """Stop listening."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
            self._listener.close()
        self.path.unlink(missing_ok=True)

    def present(self) -> Sequence[str]:
        """Names of the agents that are connected."""
        return [agent.name for agent in self._present()]

    def _present(self) -> list[_Agent]:
        with self._lock:
            return list(self._agents.values())

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), name="link-agent", daemon=True).start()

    # ---- from the agent ------------------------------------------------------------------------------

    def _serve(self, connection: socket.socket) -> None:
        agent: _Agent | None = None
        try:
            connection.settimeout(_HELLO_SECONDS)
            with connection, connection.makefile("rb") as lines:
                agent = self._greet(connection, lines.readline())
                if agent is None:
                    return
                connection.settimeout(None)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(_SEND_SECONDS))
                for line in lines:
                    self._take(agent, json.loads(line))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            _log.warning("the link to agent %s broke: %s", agent.name if agent else "?", error)
        finally:
            if agent is not None:
                self._leave(agent)

    def _greet(self, connection: socket.socket, line: bytes) -> _Agent | None:
        hello = json.loads(line) if line else {}
        if hello.get("t") != "hello" or not secrets.compare_digest(str(hello.get("token")), self.token):
            _log.warning("somebody without our token tried to join as an agent")
            return None
        agent = _Agent(str(hello["worker"]), connection)
        running, reports = hello.get("running", ()), list(_reports(hello.get("reports", ())))
        light, heavy = int(hello["light"]), int(hello["heavy"])
        agent.send({"t": "welcome", "lease_seconds": self._lease_seconds})
        with self._lock:  # the engine hears of comings and goings in their true order
            old = self._agents.get(agent.name)
            self._agents[agent.name] = agent
            self._joining[agent.name] = self._joining.get(agent.name, 0) + 1
            self._inbox.joined(agent.name, running, reports)
            ending = self._ending
            if ending is None:
                self._inbox.offer(agent.name, ("",), light, heavy)
        if ending is not None:
            agent.send(ending)
        if old is not None:
            old.close()
        return agent

    def _leave(self, agent: _Agent) -> None:
        with self._lock:
            if self._agents.get(agent.name) is agent:
                del self._agents[agent.name]
                self._inbox.left(agent.name)

    def _take(self, agent: _Agent, message: Document) -> None:
        match message["t"]:
            case "report":
                self._inbox.report(agent.name, list(_reports(message["reports"])))
                self._offer(agent, message)
            case "offer":
                self._offer(agent, message)
            case "heartbeat":
                self._inbox.heartbeat(agent.name, message["running"], message.get("gone", ()))
            case "resolved":
                self._inbox.resolved(agent.name, message["node_run_id"], message)
            case "children":
                self._inbox.start_children(
                    agent.name, message["attempt_id"], message["job"], message["requests"]
                )
            case "probed" | "probe_failed":
                with self._lock:
                    listener = self._probes.pop(message["seq"], None)
                if listener is not None:
                    listener(message)
            case other:
                _log.warning("agent %s sent a message of unknown kind %r", agent.name, other)

    def _offer(self, agent: _Agent, message: Document) -> None:
        light, heavy = int(message.get("light", 0)), int(message.get("heavy", 0))
        if (light or heavy) and self._ending is None:
            self._inbox.offer(agent.name, ("",), light, heavy)

    # ---- Carrier: to the agent -----------------------------------------------------------------------

    def admit(self, worker: str) -> None:
        """See `Carrier`. Of two that came under one name only the last one is there."""
        with self._lock:
            self._joining[worker] = self._joining.get(worker, 0) - 1
            agent = self._agents.get(worker)
            if agent is not None and not self._joining[worker]:
                agent.admitted = True

    def deliver(self, worker: str, items: Sequence[AttemptWork]) -> None:
        """See `Carrier`."""
        if self._ending is not None:
            return
        self._send(worker, {"t": "work", "items": [_document(item) for item in items]})

    def resolve(self, worker: str, work: AttemptWork) -> None:
        """See `Carrier`."""
        self._send(worker, {"t": "resolve", "work": _document(work)})

    def cancel(self, worker: str, attempt_ids: Sequence[int]) -> None:
        """See `Carrier`."""
        self._send(worker, {"t": "cancel", "ids": list(attempt_ids)})

    def child_ended(self, worker: str, attempt_id: int, child: Mapping[str, Any]) -> None:
        """See `Carrier`."""
        self._send(worker, {"t": "child_ended", "attempt_id": attempt_id, "child": dict(child)})

    def _send(self, worker: str, message: Document) -> None:
        with self._lock:
            agent = self._agents.get(worker)
        if agent is not None and agent.admitted:
            agent.send(message)

    # ---- probes --------------------------------------------------------------------------------------

    def probe(self, what: str, document: Document, seconds: float) -> Document:
        """Ask any agent a question and wait for the answer. Raises WorkerUnavailable."""
        answered = threading.Event()
        answer: Document = {}

        def listen(message: Document) -> None:
            answer.update(message)
            answered.set()

        with self._lock:
            self._probe_number += 1
            number = self._probe_number
            self._probes[number] = listen
        asked = any(
            agent.send({"t": "probe", "seq": number, "what": what, **document})
            for agent in self._present()[:1]
        )
        if not asked or not answered.wait(seconds):
            with self._lock:
                self._probes.pop(number, None)
            raise WorkerUnavailable(seconds=seconds)
        return answer


def _document(work: AttemptWork) -> Document:
    return {name: getattr(work, name) for name in _WORK_FIELDS}


def _reports(documents: Iterable[Document]) -> Iterable[AttemptReport]:
    for document in documents:
        yield AttemptReport(**{name: value for name, value in document.items() if name in _REPORT_FIELDS})


def _timeval(seconds: float) -> bytes:
    """The C structure that SO_SNDTIMEO takes: two native longs."""
    whole = int(seconds)
    return whole.to_bytes(8, "little", signed=True) + int((seconds - whole) * 1e6).to_bytes(8, "little")
