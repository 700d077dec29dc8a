"""A store whose writes fail when a test says so."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from millrace.ports.store import Session, Store

T = TypeVar("T")


class FaultyStore:
    """Raises the next of `faults` instead of committing: the work was done and is undone."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner
        self.faults: list[Exception] = []
        self.writes = 0

    def read(self) -> AbstractContextManager[Session]:
        return self._inner.read()

    def write(self, work: Callable[[Session], T]) -> T:
        self.writes += 1

        def broken(session: Session) -> T:
            value = work(session)
            if self.faults:
                raise self.faults.pop(0)
            return value

        return self._inner.write(broken)

    def close(self) -> None:
        self._inner.close()
