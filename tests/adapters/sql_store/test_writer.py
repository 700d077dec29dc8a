"""The combining writer on SQLite: batches, lost batches, faults of the disk."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text

from millrace.adapters.sql_store.engines import writing_engine
from millrace.adapters.sql_store.writer import MOST_UNITS, CombiningWriter
from millrace.domain.errors import StoreUnavailable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "writer.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    made = writing_engine(f"sqlite:///{path}")
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE child (id INTEGER REFERENCES parent (id), body TEXT)"))
    yield made
    made.dispose()


class _Crowd:
    """Threads that write while one unit holds the writer, so that they meet in one batch."""

    def __init__(self, writer: CombiningWriter) -> None:
        self._writer = writer
        self._entered, self._release = threading.Event(), threading.Event()
        self._threads = [threading.Thread(target=writer.run, args=(self._hold,))]
        self._threads[0].start()
        self._entered.wait(10)
        self.outcomes: dict[int, object] = {}

    def _hold(self, _connection: Connection) -> None:
        self._entered.set()
        self._release.wait(10)

    def add(self, number: int, *statements: str) -> None:
        """One more thread that executes the statements in one unit."""

        def work(connection: Connection) -> int:
            for statement in statements:
                connection.execute(text(statement))
            return number

        def run() -> None:
            try:
                self.outcomes[number] = self._writer.run(work)
            except Exception as error:
                self.outcomes[number] = type(error)

        thread = threading.Thread(target=run)
        self._threads.append(thread)
        thread.start()

    def go(self, waiting: int) -> None:
        """Let the batch run once so many units wait."""
        deadline = threading.Event()
        while len(self._writer._waiting) < waiting:
            deadline.wait(0.005)
        self._release.set()
        for thread in self._threads:
            thread.join(20)


def _count(writer: CombiningWriter, table: str = "parent") -> int:
    found: int = writer.run(lambda c: c.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
    return found


def test_units_that_meet_are_committed_together(engine: Engine) -> None:
    commits: list[int] = []
    event.listen(engine, "commit", lambda _connection: commits.append(1))
    writer = CombiningWriter(engine)
    crowd = _Crowd(writer)
    for number in range(20):
        crowd.add(number, f"INSERT INTO parent VALUES ({number})")
    crowd.go(20)
    assert crowd.outcomes == {number: number for number in range(20)}
    assert len(commits) == 2
    assert _count(writer) == 20


def test_a_batch_is_bounded_and_the_rest_follows(engine: Engine) -> None:
    commits: list[int] = []
    event.listen(engine, "commit", lambda _connection: commits.append(1))
    writer = CombiningWriter(engine)
    crowd = _Crowd(writer)
    for number in range(MOST_UNITS + 5):
        crowd.add(number, f"INSERT INTO parent VALUES ({number})")
    crowd.go(MOST_UNITS + 5)
    assert len(commits) == 3
    assert _count(writer) == MOST_UNITS + 5


def test_a_commit_that_fails_fails_every_unit_of_its_batch(engine: Engine) -> None:
    writer = CombiningWriter(engine)
    crowd = _Crowd(writer)
    crowd.add(0, "INSERT INTO parent VALUES (1)")
    crowd.add(1, "PRAGMA defer_foreign_keys = ON", "INSERT INTO child VALUES (99, NULL)")
    crowd.add(2, "INSERT INTO parent VALUES (2)")
    crowd.go(3)
    assert crowd.outcomes == dict.fromkeys(range(3), StoreUnavailable)
    assert _count(writer) == 0
    writer.run(lambda c: c.execute(text("INSERT INTO parent VALUES (7)")))
    assert _count(writer, "child") == 0


def test_a_lone_unit_whose_commit_fails_gets_the_error(engine: Engine) -> None:
    writer = CombiningWriter(engine)

    def orphan(connection: Connection) -> None:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(text("INSERT INTO child VALUES (99, NULL)"))

    with pytest.raises(StoreUnavailable):
        writer.run(orphan)
    assert _count(writer, "child") == 0


def test_a_full_disk_is_said_and_passes(engine: Engine) -> None:
    writer = CombiningWriter(engine)
    pages = writer.run(lambda c: c.execute(text("PRAGMA page_count")).scalar_one())
    writer.run(lambda c: c.execute(text(f"PRAGMA max_page_count = {pages + 2}")))
    with pytest.raises(StoreUnavailable, match="disk is full"):
        writer.run(lambda c: c.execute(text("INSERT INTO child VALUES (NULL, zeroblob(100000))")))
    assert _count(writer, "child") == 0
    writer.run(lambda c: c.execute(text(f"PRAGMA max_page_count = {pages + 1000}")))
    writer.run(lambda c: c.execute(text("INSERT INTO child VALUES (NULL, zeroblob(100000))")))
    assert _count(writer, "child") == 1


def test_a_full_disk_in_a_batch_never_acknowledges_what_is_lost(engine: Engine) -> None:
    writer = CombiningWriter(engine)
    pages = writer.run(lambda c: c.execute(text("PRAGMA page_count")).scalar_one())
    writer.run(lambda c: c.execute(text(f"PRAGMA max_page_count = {pages + 2}")))
    crowd = _Crowd(writer)
    crowd.add(1, "INSERT INTO parent VALUES (1)")
    crowd.add(2, "INSERT INTO child VALUES (NULL, zeroblob(100000))")
    crowd.add(3, "INSERT INTO parent VALUES (3)")
    crowd.go(3)
    assert crowd.outcomes[2] is StoreUnavailable
    acknowledged = sum(outcome == number for number, outcome in crowd.outcomes.items())
    assert _count(writer) == acknowledged


def test_a_database_locked_by_another_program_is_said(engine: Engine, path: Path) -> None:
    writer = CombiningWriter(engine)
    writer.run(lambda c: c.execute(text("PRAGMA busy_timeout = 20")))
    intruder = sqlite3.connect(path, isolation_level=None)
    intruder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        _count(writer)
    intruder.execute("ROLLBACK")
    intruder.close()
    assert _count(writer) == 0
