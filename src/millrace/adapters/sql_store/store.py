"""The SQL store: sessions over repositories, one combining writer, a pool of readers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Connection

from millrace.adapters.sql_store import migrations
from millrace.adapters.sql_store.engines import reading_engine, writing_engine
from millrace.adapters.sql_store.faults import outages_named
from millrace.adapters.sql_store.repositories.admin import SqlAdmin
from millrace.adapters.sql_store.repositories.calendars import SqlCalendars
from millrace.adapters.sql_store.repositories.commands import SqlCommands
from millrace.adapters.sql_store.repositories.connections import SqlConnections
from millrace.adapters.sql_store.repositories.history import SqlHistory
from millrace.adapters.sql_store.repositories.instances import SqlInstances
from millrace.adapters.sql_store.repositories.jobs import SqlJobs
from millrace.adapters.sql_store.repositories.overviews import SqlOverviews
from millrace.adapters.sql_store.repositories.patchdata import SqlPatchData
from millrace.adapters.sql_store.repositories.scripts import SqlScripts
from millrace.adapters.sql_store.repositories.spans import SqlSchedules
from millrace.adapters.sql_store.repositories.task_groups import SqlTaskGroups
from millrace.adapters.sql_store.repositories.waiting import SqlWaiting
from millrace.adapters.sql_store.writer import CombiningWriter
from millrace.ports.store import Session

T = TypeVar("T")


class SqlSession:
    """`Session` over one connection; repositories are made when asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def jobs(self) -> SqlJobs:
        return SqlJobs(self._connection)

    @cached_property
    def scripts(self) -> SqlScripts:
        return SqlScripts(self._connection)

    @cached_property
    def connections(self) -> SqlConnections:
        return SqlConnections(self._connection)

    @cached_property
    def instances(self) -> SqlInstances:
        return SqlInstances(self._connection)

    @cached_property
    def commands(self) -> SqlCommands:
        return SqlCommands(self._connection)

    @cached_property
    def admin(self) -> SqlAdmin:
        return SqlAdmin(self._connection)

    @cached_property
    def history(self) -> SqlHistory:
        return SqlHistory(self._connection)

    @cached_property
    def schedules(self) -> SqlSchedules:
        return SqlSchedules(self._connection)

    @cached_property
    def waiting(self) -> SqlWaiting:
        return SqlWaiting(self._connection)

    @cached_property
    def calendars(self) -> SqlCalendars:
        return SqlCalendars(self._connection)

    @cached_property
    def task_groups(self) -> SqlTaskGroups:
        return SqlTaskGroups(self._connection)

    @cached_property
    def patchdata(self) -> SqlPatchData:
        return SqlPatchData(self._connection)

    @cached_property
    def overviews(self) -> SqlOverviews:
        return SqlOverviews(self._connection)


class SqlStore:
    """`Store` on SQLite (`sqlite:////folder/file.db`) or PostgreSQL (`postgresql://...`). Thread-safe.

    Call `migrate` once before the first use. With SQLite only one process may open the file; hold the data
    folder's lock (`adapters/folder_lock.py`) meanwhile.
    """

    def __init__(self, url: str) -> None:
        self._writing = writing_engine(url)
        self._reading = reading_engine(url)
        self._writer = CombiningWriter(self._writing)

    def migrate(self) -> None:
        """Bring the schema up to date. Raises StoreUnavailable if the database does not answer."""
        with outages_named():
            migrations.migrate(self._writing)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A snapshot of what is committed."""
        with outages_named(), self._reading.connect() as connection:
            yield SqlSession(connection)

    def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a writing transaction, possibly together with those of other threads."""
        return self._writer.run(lambda connection: work(SqlSession(connection)))

    def close(self) -> None:
        """Close all connections."""
        self._reading.dispose()
        self._writing.dispose()
