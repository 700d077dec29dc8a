"""SQLite files of the workspace: one connection a session, write-ahead log, interruptible."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from millrace.adapters.sql_drivers.answers import TestSteps, connection_failure, sql_failure
from millrace.adapters.sql_drivers.statement_thread import StatementThread, opened_in_thread
from millrace.domain.sql_script import bind_parameters
from millrace.ports.node_runtime import Log, SqlResult
from millrace.ports.workspace_paths import resolve_below

_DEFAULT_BUSY_SECONDS = 30.0
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_DENIED_ACTIONS = frozenset({sqlite3.SQLITE_ATTACH})
_READ_ONLY_PRAGMAS = frozenset({"temp_store_directory", "data_store_directory", "journal_mode", "key"})


def sqlite_connection(properties: Mapping[str, Any], workspace_folder: Path) -> sqlite3.Connection:
    """An open connection in autocommit mode. Blocking.

    Raises NodeFailure: path_outside, connection_failed.
    """
    path = resolve_below(workspace_folder, str(properties.get("path", "")))
    connection = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path,
            timeout=float(properties.get("busy_timeout_seconds", _DEFAULT_BUSY_SECONDS)),
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma foreign_keys = on")
    except (sqlite3.Error, OSError) as error:
        if connection is not None:
            connection.close()
        raise connection_failure(str(error)) from None
    connection.set_authorizer(_authorize)
    return connection


def _authorize(action: int, first: str | None, second: str | None, *_rest: str | None) -> int:
    """Other files are out of reach: no ATTACH (nor VACUUM INTO), no pragma of files, no extension."""
    if action in _DENIED_ACTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _READ_ONLY_PRAGMAS and second is not None:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() == "load_extension":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


class SqliteSession:
    """A session on a SQLite file (SqlSession)."""

    dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.thread = StatementThread("sqlite", connection.interrupt)

    async def execute(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, max_rows: int = 1000
    ) -> SqlResult:
        """Run one statement. Raises NodeFailure (sql_error)."""
        values = parameters or {}
        text, used = bind_parameters(statement, values, lambda name: f":{name}", dialect=self.dialect)
        bound = {name: _bindable(values[name]) for name in used}
        return await self.thread.run(lambda: self._run(text, bound, max_rows))

    def _run(self, text: str, bound: dict[str, Any], max_rows: int) -> SqlResult:
        try:
            cursor = self._connection.execute(text, bound)
            columns = [column[0] for column in cursor.description or ()]
            rows = cursor.fetchmany(max_rows + 1) if columns else []
            truncated = len(rows) > max_rows
            while truncated and cursor.fetchmany(1000):  # `insert ... returning` must run to its end
                pass
        except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
            raise sql_failure(str(error)) from None
        count = cursor.rowcount if not columns else (-1 if truncated else len(rows))
        return SqlResult(columns, rows[:max_rows], count, truncated)

    async def commit(self) -> None:
        """End the open transaction, if there is one."""
        await self._end("commit")

    async def rollback(self) -> None:
        """Undo the open transaction, if there is one."""
        await self._end("rollback")

    async def _end(self, word: str) -> None:
        if self._connection.in_transaction:
            await self.execute(word)

    async def tables(self) -> Sequence[str]:
        """Names of tables and views."""
        result = await self.execute(
            "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%' "
            "order by name",
            max_rows=10_000,
        )
        return [str(row[0]) for row in result.rows]


def _bindable(value: Any) -> Any:
    """Whole numbers beyond 64 bits go as text: the engine has none."""
    if isinstance(value, int) and not _SMALLEST <= value <= _LARGEST:
        return str(value)
    return value


@asynccontextmanager
async def open_session(
    properties: Mapping[str, Any], secrets: Mapping[str, str], *, workspace_folder: Path, log: Log
) -> AsyncIterator[SqliteSession]:
    """A session on the file. Raises NodeFailure (path_outside, connection_failed)."""
    connection = await opened_in_thread(
        lambda: sqlite_connection(properties, workspace_folder), sqlite3.Connection.close
    )
    session = SqliteSession(connection)
    try:
        yield session
    finally:
        session.thread.close()
        await asyncio.shield(asyncio.to_thread(connection.close))


async def test(
    properties: Mapping[str, Any], secrets: Mapping[str, str], *, workspace_folder: Path
) -> dict[str, Any]:
    """Check path, file and a query; a file that is missing is not made."""
    steps = TestSteps()

    async def resolve() -> str:
        return resolve_below(workspace_folder, str(properties.get("path", ""))).name

    async def query() -> str:
        if not resolve_below(workspace_folder, str(properties["path"])).exists():
            return "The file does not exist yet; the first statement creates it."
        return await asyncio.to_thread(_version, properties, workspace_folder)

    await steps.attempt("resolve", resolve, "Give a relative path below the workspace's folder.")
    await steps.attempt("query", query, "The file may be no SQLite database, or may not be read.")
    return steps.result()


def _version(properties: Mapping[str, Any], workspace_folder: Path) -> str:
    connection = sqlite_connection(properties, workspace_folder)
    try:
        return f"SQLite {connection.execute('select sqlite_version()').fetchone()[0]}"
    finally:
        connection.close()
