"""A small process that forks one supervisor for each order it reads; it ends when its agent is gone.

It imports next to nothing, so that a fork costs about a millisecond. The site packages are on the path: code
of Python nodes runs in a fork of this interpreter.
"""

import ctypes
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable

from millrace.worker.supervision.order import LENGTH_BYTES, length_of, unpack
from millrace.worker.supervision.supervisor import supervise

_FORK_AGAIN = 0.1  # seconds
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from millrace.worker.supervision.spawner import main; del sys.path[0]; main(int(sys.argv[2]))"
)


def command(source_root: str, fd: int) -> list[str]:
    """How the agent starts a spawner that reads orders from the socket `fd`."""
    return [sys.executable, "-I", "-X", "utf8", "-c", _BOOT, source_root, str(fd)]


def main(fd: int) -> None:
    """Serve orders. In a forked child of a supervisor: run the attempt's program, on a clean stack."""
    program = _serve(socket.socket(fileno=fd))
    if program is not None:
        program()


def _serve(orders: socket.socket) -> Callable[[], None] | None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # supervisors are never waited for
    prepare_reaping = _reaping()
    gc.collect()
    gc.freeze()
    while body := _read_order(orders):
        if _fork() == 0:
            orders.close()
            os.setsid()
            program = supervise(unpack(body), prepare_reaping)
            if program is None:
                os._exit(0)
            return program
    return None


def _fork() -> int:
    """Wait while the system has no room for another process: an order is not lost."""
    while True:
        try:
            return os.fork()
        except OSError:
            time.sleep(_FORK_AGAIN)


def _read_order(orders: socket.socket) -> bytes:
    head = orders.recv(LENGTH_BYTES, socket.MSG_WAITALL)
    return orders.recv(length_of(head), socket.MSG_WAITALL) if len(head) == LENGTH_BYTES else b""


def _reaping() -> Callable[[bool], None]:
    """For a supervisor (True): orphans below it become its children. For its child (False): it is killed when
    the supervisor dies. Elsewhere than on Linux neither exists; process groups must do.
    """
    if not sys.platform.startswith("linux"):
        return lambda supervisor: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def prepare(supervisor: bool) -> None:
        if supervisor:
            prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        else:
            prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)

    return prepare
