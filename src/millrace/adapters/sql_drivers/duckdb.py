"""DuckDB: one connection a file and process, a cursor a session.

A file belongs to one process (a second one is refused by the engine), so sessions share its connection. It
is opened for the workspace's folder only: `allowed_directories`, then no external access, then locked
configuration; Python variables of this process are not visible to statements either.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from millrace.adapters.sql_drivers.answers import TestSteps, connection_failure, sql_failure
from millrace.adapters.sql_drivers.duckdb_files import with_folder
from millrace.adapters.sql_drivers.statement_thread import StatementThread, opened_in_thread
from millrace.domain.sql_script import bind_parameters
from millrace.ports.node_runtime import Log, NodeFailure, SqlResult
from millrace.ports.workspace_paths import resolve_below

_CHANGES = ("INSERT", "UPDATE", "DELETE", "MERGE", "COPY")


class _SharedFile:
    """The connection of one file, and how many use it."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.users = 0


_files: dict[Path, _SharedFile] = {}
_files_lock = threading.Lock()


@contextmanager
def duckdb_cursor(properties: Mapping[str, Any], workspace_folder: Path) -> Iterator[Any]:
    """A cursor on the file; the last one to leave closes the file. Blocking.

    Raises NodeFailure: path_outside, connection_failed.
    """
    path = resolve_below(workspace_folder, str(properties.get("path", "")))
    with _files_lock:
        if path not in _files:
            _files[path] = _SharedFile(_open(path, properties, workspace_folder.resolve()))
        shared = _files[path]
        shared.users += 1
    cursor = None
    try:
        cursor = shared.connection.cursor()
        yield cursor
    finally:
        with _files_lock:
            if cursor is not None:
                cursor.close()
            shared.users -= 1
            if shared.users == 0:
                del _files[path]
                shared.connection.close()


def _open(path: Path, properties: Mapping[str, Any], folder: Path) -> Any:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(str(path))
    except (duckdb.Error, OSError) as error:
        raise connection_failure(str(error)) from None
    settings = {
        "memory_limit": f"{properties['memory_limit_mb']}MB" if properties.get("memory_limit_mb") else None,
        "threads": properties.get("threads"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "allowed_directories": [str(folder)],
        "enable_external_access": False,
        "lock_configuration": True,
    }
    try:
        for name, value in settings.items():
            if value is not None:
                connection.execute(f"SET {name} = {_literal(value)}")
    except duckdb.Error as error:
        connection.close()
        raise connection_failure(str(error)) from None
    return connection


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    if isinstance(value, bool | int):
        return str(value).lower()
    return "'" + str(value).replace("'", "''") + "'"


class DuckDbSession:
    """A session on a DuckDB file (SqlSession)."""

    dialect = "duckdb"

    def __init__(self, cursor: Any, folder: Path) -> None:
        self._cursor = cursor
        self._folder = folder
        self._thread = StatementThread("duckdb", cursor.interrupt)

    async def execute(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, max_rows: int = 1000
    ) -> SqlResult:
        """Run one statement. Raises NodeFailure (sql_error)."""
        values = parameters or {}
        text, used = bind_parameters(statement, values, lambda name: f"${name}", dialect=self.dialect)
        bound = {name: values[name] for name in used}
        return await self._thread.run(lambda: self._run(with_folder(text, self._folder), bound, max_rows))

    def _run(self, text: str, bound: dict[str, Any], max_rows: int) -> SqlResult:
        try:
            self._cursor.execute(text, bound or None)
            columns = [column[0] for column in self._cursor.description or ()]
            rows = self._cursor.fetchmany(max_rows + 1) if columns else []
        except (duckdb.Error, RuntimeError) as error:
            raise sql_failure(str(error)) from None
        is_change = columns == ["Count"] and text.lstrip().upper().startswith(_CHANGES)
        if is_change and len(rows) == 1:
            return SqlResult((), (), int(rows[0][0]))
        kept = rows[:max_rows]
        return SqlResult(columns, kept, -1 if len(rows) > max_rows else len(kept), len(rows) > max_rows)

    async def commit(self) -> None:
        """End the open transaction, if there is one."""
        await self._thread.run(self._end("commit"))

    async def rollback(self) -> None:
        """Undo the open transaction, if there is one."""
        await self._thread.run(self._end("rollback"))

    def _end(self, word: str) -> Any:
        def call() -> None:
            try:
                self._cursor.execute(word)
            except duckdb.TransactionException as error:
                if "no transaction is active" not in str(error).lower():
                    raise sql_failure(str(error)) from None
            except duckdb.Error as error:
                raise sql_failure(str(error)) from None

        return call

    async def tables(self) -> Sequence[str]:
        """Names of tables and views, `schema.name` outside of the main schema."""
        result = await self.execute(
            "select case table_schema when 'main' then '' else table_schema || '.' end || table_name "
            "from information_schema.tables order by 1",
            max_rows=10_000,
        )
        return [str(row[0]) for row in result.rows]

    def close(self) -> None:
        """Let the thread end."""
        self._thread.close()


@asynccontextmanager
async def open_session(
    properties: Mapping[str, Any], secrets: Mapping[str, str], *, workspace_folder: Path, log: Log
) -> AsyncIterator[DuckDbSession]:
    """A session on the file. Raises NodeFailure (path_outside, connection_failed)."""
    manager = duckdb_cursor(properties, workspace_folder)
    cursor = await opened_in_thread(manager.__enter__, lambda _: manager.__exit__(None, None, None))
    session = DuckDbSession(cursor, workspace_folder.resolve())
    try:
        yield session
    finally:
        session.close()
        await asyncio.shield(asyncio.to_thread(manager.__exit__, None, None, None))


async def test(
    properties: Mapping[str, Any], secrets: Mapping[str, str], *, workspace_folder: Path
) -> dict[str, Any]:
    """Check path, file and a query; a file that is missing is not made."""
    steps = TestSteps()

    async def resolve() -> str:
        return str(resolve_below(workspace_folder, str(properties.get("path", ""))).name)

    async def query() -> str:
        if not resolve_below(workspace_folder, str(properties["path"])).exists():
            return "The file does not exist yet; the first statement creates it."
        return await asyncio.to_thread(_version, properties, workspace_folder)

    await steps.attempt("resolve", resolve, "Give a relative path below the workspace's folder.")
    await steps.attempt("query", query, "Another process may hold the file, or it is no DuckDB file.")
    return steps.result()


def _version(properties: Mapping[str, Any], workspace_folder: Path) -> str:
    with duckdb_cursor(properties, workspace_folder) as cursor:
        try:
            return f"DuckDB {cursor.execute('select version()').fetchone()[0]}"
        except duckdb.Error as error:
            raise NodeFailure("sql_error", str(error)) from None
