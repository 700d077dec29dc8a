"""Exclusive ownership of a data folder: one server per folder, proven by a lock the system gives up with us.

The file keeps the owner's process id for the message only; what counts is the lock, which ends with the
process, however it ends.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from millrace.domain.errors import DataFolderInUse


class FolderLock:
    """A held lock. Release it, or use it as a context manager."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor
        # A forked child shares the lock and would keep it beyond our death: node runs outlive the server.
        os.register_at_fork(after_in_child=self._close)

    def release(self) -> None:
        """Give the folder up; the file stays, since removing it would let two owners lock different files."""
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._close()

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold(folder: Path) -> FolderLock:
    """Own the folder, which is made if it is missing. Raises DataFolderInUse if another process does."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.read(descriptor, 32).decode(errors="replace").strip()
        os.close(descriptor)
        raise DataFolderInUse(pid=owner or "unknown", folder=str(folder)) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return FolderLock(descriptor)
