"""Runs one attempt's process and outlives the agent: pumps its output, ends its tree, records how it ended.

It is forked from the spawner, lives in a session of its own, and is the *subreaper* of the attempt: processes
that fork away, even into their own session, come back to it as children and are ended like the others.
"""

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable

from millrace.worker.masking import Masker
from millrace.worker.supervision import child, process_tree
from millrace.worker.supervision.log_file import LogFile
from millrace.worker.supervision.order import (
    ExitRecord,
    Order,
    read_exit,
    reserve_exit,
    try_lock,
    utc_text,
    write_exit,
)
from millrace.worker.supervision.stream_pump import StreamPump

_LOOK_AT_MEMORY_EVERY = 0.5  # seconds
_KILL_AGAIN_AFTER = 0.5
_GIVE_UP_AFTER = 20.0  # seconds after the first KILL: a process that hangs in the kernel
_MB = 1024 * 1024

_WHY = {
    "timeout": "The time limit of {timeout:g} s is over; ending the process.",
    "stopped": "Stopped; ending the process.",
    "memory_limit": "The processes use more than {memory} MB of memory; ending them.",
    "leftover": "The process has ended but left processes running; ending them.",
}


def supervise(order: Order, prepare_reaping: Callable[[bool], None]) -> Callable[[], None] | None:
    """Run the order to its end. Returns in two processes: in the supervisor (None: nothing is left to do)
    and in the child, which gets what it is to do, so that it begins on a clean stack.
    """
    os.umask(0o077)
    lock = try_lock(order.folder)
    if lock is None or read_exit(order.folder) is not None or not os.path.exists(order.mark):
        return None  # it runs, it has run, or the agent has given it up meanwhile
    signals, woken = os.pipe()
    supervisor = Supervisor(order, signals, woken)
    prepare_reaping(True)
    try:
        os.write(lock, f"{os.getpid()} 0".encode())
        program = supervisor.start(prepare_reaping)
    except OSError as error:
        supervisor.fail(str(error))
    else:
        if program is not None:
            return program
    os.pwrite(lock, f"{os.getpid()} {supervisor.pid}".encode(), 0)
    supervisor.watch()
    supervisor.record()
    os.close(lock)
    supervisor.tell()
    return None


class Supervisor:
    """The watch over one process and all that it starts."""

    def __init__(self, order: Order, signals: int, woken: int) -> None:
        """From here on TERM means: stop. `signals`, `woken` are the ends of the pipe that wakes the watch."""
        self._order = order
        self._stop_asked = False
        self._signals = signals
        os.set_blocking(signals, False)
        os.set_blocking(woken, False)
        signal.signal(signal.SIGTERM, self._ask_stop)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        self._log = LogFile(
            os.path.join(order.folder, "log"), order.log_limit_bytes, order.disk_reserve_bytes
        )
        self._pumps: list[StreamPump] = []
        self.pid = 0
        self._status: int | None = None
        self._start_failed = False
        self._ending: str | None = None
        self._kill_at = 0.0
        self._give_up_at = 0.0
        self._deadline = time.monotonic() + order.timeout_seconds
        self._tree_gone = False

    def start(self, prepare_reaping: Callable[[bool], None]) -> Callable[[], None] | None:
        """Fork the child; in it, returns what the child is to do. Waits until it has its session."""
        order = self._order
        reserve_exit(order.folder)
        out_read, out = os.pipe()
        err_read, err = os.pipe()
        said_read, said = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            prepare_reaping(False)
            child.prepare(order, out, err, said)
            return lambda: child.run_python(order) if order.python_code is not None else child.execute(order)
        for fd in (out, err, said):
            os.close(fd)
        masker = Masker(order.secrets)
        self._pumps = [
            StreamPump(out_read, "o", self._log, masker),
            StreamPump(err_read, "e", self._log, masker),
        ]
        why = os.read(said_read, 4096)
        os.close(said_read)
        if why:
            self.fail(why.decode("utf-8", "replace"))
        return None

    def fail(self, why: str) -> None:
        """The process could not be started."""
        self._start_failed = True
        self._log.line("x", f"The process could not be started. {why}")

    def watch(self) -> None:
        """Until the child and all that it started are gone, and their output is read."""
        poll = select.poll()
        poll.register(self._signals, select.POLLIN)
        for pump in self._pumps:
            poll.register(pump.fd, select.POLLIN)
        open_pumps = list(self._pumps)
        self._reap()
        while not self._tree_gone:
            poll.poll(self._until_next_look() * 1000)
            self._drain_signals()
            for pump in open_pumps[:]:
                pump.pump()
                if not pump.open:
                    poll.unregister(pump.fd)
                    open_pumps.remove(pump)
            self._reap()
            self._look()
        for pump in self._pumps:
            while pump.open and pump.pump():
                pass
            pump.finish()

    def record(self) -> None:
        """Write `exit.json`."""
        result, reason, code = self._verdict()
        self._log.close()
        self._remove_script()
        text = self._pumps[0].last_text if self._pumps else ""
        write_exit(
            self._order.folder, ExitRecord(result, code, utc_text(), reason, text, self._log.truncated)
        )

    def _remove_script(self) -> None:
        """What was written into the attempt's folder to be run: expressions may have put secrets into it."""
        for word in self._order.argv:
            if os.path.dirname(word) == self._order.folder:
                with contextlib.suppress(OSError):
                    os.unlink(word)

    def tell(self) -> None:
        """Tell the agent, if it is there; the file is the truth."""
        try:
            os.chdir(self._order.run_folder)
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.settimeout(0.2)
                sender.sendto(str(self._order.attempt_id).encode(), self._order.ends)
        except OSError:
            return

    def _ask_stop(self, number: int, frame: object) -> None:
        self._stop_asked = True

    def _drain_signals(self) -> None:
        try:
            while os.read(self._signals, 512):
                pass
        except BlockingIOError:
            return

    def _reap(self) -> None:
        """Collect what has ended; the tree is gone when there is nothing left to wait for."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                self._tree_gone = True
                return
            if not pid:
                return
            if pid == self.pid:
                self._status = os.waitstatus_to_exitcode(status)

    def _look(self) -> None:
        """What is due: a stop, a limit, a KILL."""
        now = time.monotonic()
        if self._tree_gone:
            return
        if self._ending is not None and now >= self._kill_at:
            self._kill(now)
        elif self._ending is None:
            why = self._why_end(now)
            if why is not None:
                self._end(why, now)

    def _why_end(self, now: float) -> str | None:
        if self._status is not None:
            return "leftover"
        if self._stop_asked:
            return "stopped"
        if now >= self._deadline:
            return "timeout"
        return "memory_limit" if self._uses_too_much() else None

    def _uses_too_much(self) -> bool:
        limit = self._order.memory_limit_bytes
        if limit is None:
            return False
        return process_tree.resident_bytes(process_tree.descendants(os.getpid())) > limit

    def _end(self, why: str, now: float) -> None:
        """TERM to the whole tree; KILL follows when the grace is over (at once when memory runs out)."""
        self._ending = why
        memory = (self._order.memory_limit_bytes or 0) // _MB
        self._log.line("w", _WHY[why].format(timeout=self._order.timeout_seconds, memory=memory))
        grace = 0.0 if why == "memory_limit" else self._order.grace_seconds
        self._kill_at = now + grace
        self._give_up_at = self._kill_at + _GIVE_UP_AFTER
        if grace:
            self._signal_tree(signal.SIGTERM)
        else:
            self._kill(now)

    def _kill(self, now: float) -> None:
        self._kill_at = now + _KILL_AGAIN_AFTER  # what was forked in between
        self._signal_tree(signal.SIGKILL)
        if now >= self._give_up_at:
            self._log.line("x", "Some processes cannot be killed; they may end later.")
            self._tree_gone = True

    def _signal_tree(self, number: int) -> None:
        own = os.getpid()
        found = process_tree.descendants(own)
        known = {*found, own}
        found += [pid for pid in process_tree.members(self.pid, self._order.folder) if pid not in known]
        process_tree.send(found or [-self.pid], number)  # without /proc: the process group

    def _until_next_look(self) -> float:
        now = time.monotonic()
        until = (self._kill_at if self._ending else self._deadline) - now
        if self._order.memory_limit_bytes is not None and not self._ending:
            until = min(until, _LOOK_AT_MEMORY_EVERY)
        return min(max(until, 0.0), 60.0)

    def _verdict(self) -> tuple[str, str | None, int]:
        """Result, reason and exit code. A process that ended well in its grace was stopped all the same."""
        code = self._status if self._status is not None else -int(signal.SIGKILL)
        if self._start_failed:
            return "failure", "start_failed", child.START_FAILED
        if self._ending in ("timeout", "stopped"):
            return self._ending, self._ending, code
        if self._ending == "memory_limit":
            return "failure", "memory_limit", code
        if code == 0:
            return "success", None, 0
        return "failure", "killed_by_signal" if code < 0 else "exit_code", code
