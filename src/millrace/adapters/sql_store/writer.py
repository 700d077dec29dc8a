"""The one writer of a process: units of work that meet are committed together (flat combining).

A caller appends its unit and tries to become the leader. The leader takes what waits, runs each unit in a
savepoint of its own inside one transaction, commits, and hands every caller its value or its exception.
Nobody waits for a timer and there is no further thread: while one batch commits, the next one gathers.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from millrace.adapters.sql_store.faults import as_unavailable
from millrace.domain.errors import StoreUnavailable

T = TypeVar("T")

MOST_UNITS = 200  # in one transaction; more would make the first one wait too long


class _Unit:
    """One caller's work and what became of it."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.value: Any = None
        self.error: BaseException | None = None
        self.done = False
        self.news = threading.Event()

    def settle(self) -> None:
        self.done = True
        self.news.set()


class _BatchLost(Exception):
    """The whole transaction is gone, not only one unit of it."""


class CombiningWriter:
    """Runs units of work in writing transactions. Thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: deque[_Unit] = deque()
        self._leading = threading.Lock()
        self._leader: int | None = None

    def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` and return its value once the transaction is durable.

        Raises what `work` raises, and StoreUnavailable when the transaction cannot be committed. Raises
        RuntimeError when called from inside a unit: it would wait for itself.
        """
        if self._leader == threading.get_ident():
            raise RuntimeError("A unit of work must not start another write; use the session it was given.")
        unit = _Unit(work)
        self._waiting.append(unit)
        while not unit.done:
            if self._leading.acquire(blocking=False):
                self._lead()
            else:
                unit.news.wait()
                unit.news.clear()
        if unit.error is not None:
            raise unit.error
        value: T = unit.value
        return value

    def _lead(self) -> None:
        """Commit one batch, then pass the lead to the first of those who came meanwhile."""
        self._leader = threading.get_ident()
        try:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_UNITS))]
            if batch:
                self._commit(batch)
        finally:
            self._leader = None
            self._leading.release()
        # Whoever failed to get the lead appended before the release, so it is seen here and not left asleep.
        try:
            self._waiting[0].news.set()
        except IndexError:
            return

    def _commit(self, batch: Sequence[_Unit]) -> None:
        try:
            with self._engine.connect() as connection, connection.begin() as transaction:
                if len(batch) == 1:
                    _run_alone(connection, batch[0])
                    if batch[0].error is not None:
                        transaction.rollback()
                else:
                    for unit in batch:
                        _run_in_savepoint(connection, unit)
        except BaseException as fault:
            for unit in batch:
                unit.value, unit.error = None, unit.error or _outage(fault)
            if not isinstance(fault, Exception):
                raise
        finally:
            for unit in batch:
                unit.settle()


def _run_alone(connection: Connection, unit: _Unit) -> None:
    """A single unit needs no savepoint: the transaction is its own."""
    try:
        unit.value = unit.work(connection)
    except Exception as error:
        unit.error = _named(error)


def _run_in_savepoint(connection: Connection, unit: _Unit) -> None:
    savepoint = connection.begin_nested()
    try:
        unit.value = unit.work(connection)
        savepoint.commit()
    except Exception as error:
        unit.error = _named(error)
        try:
            # On a full disk SQLite rolls back all by itself, and the savepoint is no longer there.
            savepoint.rollback()
        except SQLAlchemyError as fault:
            raise _BatchLost from fault


def _named(error: Exception) -> Exception:
    outage = as_unavailable(error)
    if outage is None:
        return error
    outage.__cause__ = error
    return outage


def _outage(fault: BaseException) -> StoreUnavailable:
    """An own error for every unit of a lost batch: exceptions gather tracebacks and are not shared."""
    cause = fault.__cause__ if isinstance(fault, _BatchLost) else fault
    outage = as_unavailable(cause) if isinstance(cause, DBAPIError) else None
    if outage is None:
        outage = StoreUnavailable(detail="nothing of the last changes could be saved. Try again.")
    outage.__cause__ = fault
    return outage
