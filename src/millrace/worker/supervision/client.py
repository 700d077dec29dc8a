"""The agent's side of supervision: order processes, stop them, learn their ends, adopt a past agent's."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import millrace
from millrace.worker.supervision import process_tree, spawner
from millrace.worker.supervision.order import (
    ExitRecord,
    Order,
    locked_by,
    pack,
    read_exit,
    try_lock,
    utc_text,
    write_exit,
)

_LOOK_EVERY = 2.0  # seconds; the net under lost datagrams and a dead spawner
_START_WITHIN = 30.0  # seconds until a supervisor must hold its lock
_STOP_RETRY = 0.05
_MARK_KEPT = 10.0
"""Seconds from telling an end to forgetting it: a server that dies before it has saved it hears it again."""
_LOST_CODE = -int(signal.SIGKILL)


def attempt_folder(data: Path, attempt_id: int) -> Path:
    """Where everything of an attempt lies."""
    return data / "attempts" / str(attempt_id // 1000) / str(attempt_id)


@dataclass(frozen=True, slots=True)
class Adoption:
    """What a new agent finds of the one before it."""

    running: tuple[int, ...]
    ended: tuple[tuple[int, ExitRecord], ...]


@dataclass(slots=True)
class _Watched:
    folder: str
    ended: "asyncio.Future[ExitRecord]"
    since: float
    order: bytes | None = None
    """Kept to send it again, should the spawner die with it."""


class Supervision:
    """All supervised processes of one agent."""

    def __init__(self, data: Path, name: str) -> None:
        self._data = data
        self._run = data / "run"
        self._marks = self._run / "supervised" / name
        self.ends = f"{name}.ends"
        self.leaving = False
        """The agent goes: attempts being cancelled leave their processes running."""
        self._watched: dict[int, _Watched] = {}
        self._marked: set[int] = set()
        self._spawner: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None
        self._writing = asyncio.Lock()
        self._receiver: socket.socket | None = None
        self._looking: asyncio.Task[None] | None = None

    @property
    def run_folder(self) -> str:
        """Where sockets and marks lie."""
        return str(self._run)

    def start(self) -> None:
        """Start the spawner (do this before heavy imports and threads) and listen for ends."""
        self._marks.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._start_spawner()
        loop = asyncio.get_running_loop()
        self._receiver = self._bind()
        loop.add_reader(self._receiver.fileno(), self._receive)
        self._looking = loop.create_task(self._look_often())

    def close(self) -> None:
        """Leave: the spawner ends, supervisors live on."""
        if self._looking is not None:
            self._looking.cancel()
        if self._receiver is not None:
            asyncio.get_running_loop().remove_reader(self._receiver.fileno())
            self._receiver.close()
        if self._orders is not None:
            self._orders.close()
        if self._spawner is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._spawner.wait(1.0)

    # ---- one process -------------------------------------------------------------------------------------

    def mark_of(self, attempt_id: int) -> str:
        """The file that says: this agent answers for the attempt."""
        return str(self._marks / str(attempt_id))

    async def run(self, order: Order) -> ExitRecord:
        """Run a process to its end. Being cancelled leaves it running: `stop` is another word."""
        Path(order.mark).touch(mode=0o600)
        self._marked.add(order.attempt_id)
        for name in ("exit.json", "lock"):  # of a process that the attempt ran before
            Path(order.folder, name).unlink(missing_ok=True)
        ended = self.watch(order.attempt_id, order.folder)
        message = pack(order)
        self._watched[order.attempt_id].order = message
        await self._send(message)
        return await asyncio.shield(ended)

    def watch(self, attempt_id: int, folder: str) -> "asyncio.Future[ExitRecord]":
        """The future end of a process that runs (or is about to)."""
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[ExitRecord] = loop.create_future()
        self._watched[attempt_id] = _Watched(folder, ended, loop.time())
        return ended

    async def stop(self, attempt_id: int) -> None:
        """End a process and all that it started; returns when the tree is gone."""
        watched = self._watched.get(attempt_id)
        while watched is not None and not watched.ended.done():
            if _ask_to_stop(watched.folder):
                await asyncio.wait([watched.ended])
                return
            self._settle(attempt_id, watched)
            await asyncio.sleep(_STOP_RETRY)

    def answered_soon_all(self, attempt_ids: Iterable[int]) -> None:
        """The ends have been told to the server: the marks go once it has surely saved them."""
        for attempt_id in attempt_ids:
            self.answered_soon(attempt_id)

    def answered_soon(self, attempt_id: int) -> None:
        """The same for one attempt; those without a process have no mark."""
        if attempt_id in self._marked:
            self._marked.discard(attempt_id)
            asyncio.get_running_loop().call_later(_MARK_KEPT, self.answered, attempt_id)

    def answered(self, attempt_id: int) -> None:
        """The agent no longer answers for the attempt."""
        with contextlib.suppress(OSError):
            os.unlink(self.mark_of(attempt_id))

    # ---- adoption ----------------------------------------------------------------------------------------

    def adopt(self) -> Adoption:
        """Take over what the agent before left behind; what is neither running nor ended is given up."""
        running: list[int] = []
        ended: list[tuple[int, ExitRecord]] = []
        for name in sorted(os.listdir(self._marks)):
            if not name.isdigit():
                continue
            attempt_id = int(name)
            self._marked.add(attempt_id)
            folder = str(attempt_folder(self._data, attempt_id))
            record = self._find(attempt_id, folder)
            if record is not None:
                ended.append((attempt_id, record))
            elif os.path.exists(self.mark_of(attempt_id)):
                running.append(attempt_id)
        return Adoption(tuple(running), tuple(ended))

    def _find(self, attempt_id: int, folder: str) -> ExitRecord | None:
        """How it ended. None: it runs, or was given up (then the mark is gone, so that it cannot start)."""
        lock = try_lock(folder)
        if lock is None:
            if not os.path.isdir(folder):
                self.answered(attempt_id)
            return None
        try:
            record = read_exit(folder)
            if record is None:
                self.answered(attempt_id)
                _end_strays(folder)
            return record
        finally:
            os.close(lock)

    # ---- ends --------------------------------------------------------------------------------------------

    def _receive(self) -> None:
        assert self._receiver is not None
        with contextlib.suppress(BlockingIOError):
            while True:
                attempt_id = int(self._receiver.recv(32))
                watched = self._watched.get(attempt_id)
                if watched is not None:
                    self._settle(attempt_id, watched)

    async def _look_often(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            if self._spawner is not None and self._spawner.poll() is not None:
                self._start_spawner()
                await self._send_again()
            for attempt_id, watched in list(self._watched.items()):
                self._settle(attempt_id, watched)

    async def _send_again(self) -> None:
        """Orders that the dead spawner may not have read; one that was begun does not begin twice."""
        for watched in list(self._watched.values()):
            if watched.order is not None and not locked_by(watched.folder)[0]:
                await self._send(watched.order)

    def _settle(self, attempt_id: int, watched: _Watched) -> None:
        """Find out whether it has ended; a supervisor that died without a word counts as a failure."""
        record = read_exit(watched.folder)
        if record is None and asyncio.get_running_loop().time() - watched.since > self._patience(watched):
            record = self._lost(attempt_id, watched.folder)
        if record is not None:
            self._watched.pop(attempt_id, None)
            if not watched.ended.done():
                watched.ended.set_result(record)

    def _patience(self, watched: _Watched) -> float:
        """A supervisor that has written its pid and lost its lock is dead; one that has not may be slow."""
        return 0.0 if locked_by(watched.folder)[0] else _START_WITHIN

    def _lost(self, attempt_id: int, folder: str) -> ExitRecord | None:
        lock = try_lock(folder)
        if lock is None:
            return None
        try:
            record = read_exit(folder)
            if record is None:
                self.answered(attempt_id)  # a supervisor that is only late does not start any more
                _end_strays(folder)
                record = ExitRecord("failure", _LOST_CODE, utc_text(), "supervisor_lost")
                write_exit(folder, record)
            return record
        finally:
            os.close(lock)

    # ---- sockets -----------------------------------------------------------------------------------------

    def _start_spawner(self) -> None:
        if self._orders is not None:
            self._orders.close()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        root = str(Path(millrace.__file__).parents[1])
        self._spawner = subprocess.Popen(
            spawner.command(root, theirs.fileno()),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "LANG": "C.UTF-8",
            },  # a fork can read it in /proc
            start_new_session=True,
        )
        theirs.close()
        self._orders = ours

    async def _send(self, message: bytes) -> None:
        async with self._writing:
            assert self._orders is not None
            try:
                await asyncio.get_running_loop().sock_sendall(self._orders, message)
            except OSError:
                return  # it has died; a new one gets what is open

    def _bind(self) -> socket.socket:
        """Addressed through the open folder: a socket's path holds 107 bytes at most."""
        receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with contextlib.suppress(FileNotFoundError):
            (self._run / self.ends).unlink()
        folder = os.open(self._run, os.O_RDONLY)
        try:
            receiver.bind(f"/proc/self/fd/{folder}/{self.ends}")
        except FileNotFoundError:
            receiver.bind(str(self._run / self.ends))
        finally:
            os.close(folder)
        receiver.setblocking(False)
        return receiver


def _ask_to_stop(folder: str) -> bool:
    """TERM to the supervisor, if one holds the lock; looked at when its pid can mean no other any more."""
    supervisor, _session = locked_by(folder)
    if not supervisor:
        return False
    try:
        process = os.pidfd_open(supervisor)
    except OSError:
        return False
    try:
        lock = try_lock(folder)
        if lock is not None:
            os.close(lock)
            return False
        signal.pidfd_send_signal(process, signal.SIGTERM)
    except ProcessLookupError:
        return False
    finally:
        os.close(process)
    return True


def _end_strays(folder: str) -> None:
    _supervisor, session = locked_by(folder)
    process_tree.end_strays(session or -1, folder)
