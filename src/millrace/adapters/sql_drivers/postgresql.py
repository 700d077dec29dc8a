"""PostgreSQL through psycopg: one connection a session; a stopped statement is cancelled at the server."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from millrace.adapters.sql_drivers.answers import TestSteps, connection_failure, sql_failure
from millrace.domain.sql_script import bind_parameters, sql_tokens
from millrace.ports.node_runtime import Log, SqlResult

_STREAM_ROWS = 1000
_READS = frozenset({"SELECT", "WITH", "VALUES", "TABLE"})
_WRITES = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "INTO"})


def connection_options(properties: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    """Options of libpq; what is empty is left out."""
    options = {
        "host": properties.get("host", "127.0.0.1"),
        "port": properties.get("port", 5432),
        "dbname": properties.get("database"),
        "user": properties.get("user"),
        "password": secrets.get("password"),
        "sslmode": properties.get("sslmode", "prefer"),
        "connect_timeout": properties.get("connect_timeout_seconds", 10),
        "application_name": "millrace",
        "options": _search_path(str(properties.get("search_path") or "")),
    }
    return {name: value for name, value in options.items() if value not in (None, "")}


def _search_path(path: str) -> str | None:
    if not path.strip():
        return None
    return "-csearch_path=" + path.replace("\\", "\\\\").replace(" ", "\\ ")


class PostgresqlSession:
    """A session on a PostgreSQL server (SqlSession)."""

    dialect = "postgresql"

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection

    async def execute(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, max_rows: int = 1000
    ) -> SqlResult:
        """Run one statement; rows beyond `max_rows` are read and dropped. Raises NodeFailure (sql_error)."""
        values = parameters or {}
        text, used = bind_parameters(statement, values, lambda name: f"\x00{name}\x00")
        if used:
            text = text.replace("%", "%%")
            for name in used:
                text = text.replace(f"\x00{name}\x00", f"%({name})s")
        bound = {name: values[name] for name in used} or None
        try:
            return await self._run(text, bound, max_rows)
        except psycopg.Error as error:
            raise _failure(error, statement) from None

    async def _run(self, text: str, bound: dict[str, Any] | None, max_rows: int) -> SqlResult:
        async with self._connection.cursor() as cursor:
            if not _only_reads(text):
                await cursor.execute(text.encode(), bound)
                rows = await cursor.fetchmany(max_rows + 1) if cursor.description else []
                columns = [column.name for column in cursor.description or ()]
                return SqlResult(columns, rows[:max_rows], cursor.rowcount, len(rows) > max_rows)
            kept: list[Sequence[Any]] = []
            seen = 0
            async for row in cursor.stream(text.encode(), bound, size=_STREAM_ROWS):
                seen += 1
                if seen <= max_rows:
                    kept.append(row)
            if not seen:  # a stream without rows does not tell its columns
                described = f"select * from ({text}\n) as described limit 0"
                await cursor.execute(described.encode(), bound)
            columns = [column.name for column in cursor.description or ()]
        return SqlResult(columns, kept, seen, seen > max_rows)

    async def commit(self) -> None:
        """End the open transaction, if there is one."""
        await self._end("commit")

    async def rollback(self) -> None:
        """Undo the open transaction, if there is one."""
        await self._end("rollback")

    async def _end(self, word: str) -> None:
        if self._connection.info.transaction_status != TransactionStatus.IDLE:
            await self.execute(word)

    async def tables(self) -> Sequence[str]:
        """Names of tables and views outside of the system's schemas."""
        result = await self.execute(
            "select case table_schema when 'public' then '' else table_schema || '.' end || table_name "
            "from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') "
            "order by 1",
            max_rows=10_000,
        )
        return [str(row[0]) for row in result.rows]


def _only_reads(text: str) -> bool:
    """Whether rows may be streamed: a large result then never is in memory as a whole."""
    words = [token.text.upper() for token in sql_tokens(text) if token.kind == "word"]
    return bool(words) and words[0] in _READS and not _WRITES.intersection(words)


def _failure(error: psycopg.Error, statement: str) -> Exception:
    position = error.diag.statement_position
    line = statement.count("\n", 0, int(position) - 1) + 1 if position else None
    parts = [str(error).partition("\nLINE ")[0]]
    if error.diag.message_primary:
        hints = (("Detail", error.diag.message_detail), ("Hint", error.diag.message_hint))
        parts = [error.diag.message_primary, *(f"{name}: {text}" for name, text in hints if text)]
    return sql_failure("\n".join(parts), line=line, sqlstate=error.sqlstate)


@asynccontextmanager
async def open_session(
    properties: Mapping[str, Any], secrets: Mapping[str, str], *, workspace_folder: Path, log: Log
) -> AsyncIterator[PostgresqlSession]:
    """A session on the server. Raises NodeFailure (connection_failed)."""
    try:
        connection = await psycopg.AsyncConnection.connect(
            autocommit=True, **connection_options(properties, secrets)
        )
    except psycopg.Error as error:
        raise connection_failure(str(error)) from None
    connection.add_notice_handler(lambda notice: log.info(f"{notice.severity}: {notice.message_primary}"))
    try:
        yield PostgresqlSession(connection)
    finally:
        await connection.close()


async def test(
    properties: Mapping[str, Any], secrets: Mapping[str, str], *, workspace_folder: Path
) -> dict[str, Any]:
    """Look up the host, reach the port, sign in and ask for the version."""
    host, port = str(properties.get("host", "127.0.0.1")), int(properties.get("port", 5432))
    seconds = float(properties.get("connect_timeout_seconds", 10))
    steps = TestSteps()

    async def resolve() -> str:
        if host.startswith("/"):
            return host
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return str(found[0][4][0])

    async def connect() -> str:
        if not host.startswith("/"):
            async with asyncio.timeout(seconds):
                _reader, writer = await asyncio.open_connection(host, port)
            writer.close()
            await writer.wait_closed()
        return f"port {port} answers"

    async def sign_in() -> str:
        options = connection_options(properties, secrets)
        async with await psycopg.AsyncConnection.connect(**options) as connection:
            return f"signed in as {connection.info.user}"

    async def query() -> str:
        options = connection_options(properties, secrets)
        async with await psycopg.AsyncConnection.connect(**options) as connection:
            row = await (await connection.execute("show server_version")).fetchone()
            return f"PostgreSQL {row[0] if row else '?'}"

    await steps.attempt("resolve", resolve, "The host name is unknown; check its spelling.")
    await steps.attempt("connect", connect, "Nothing answers there; check host, port and firewall.")
    await steps.attempt(
        "sign_in", sign_in, "The server answers but refuses; check user, password and database."
    )
    await steps.attempt("query", query, "Signed in, but a query fails; look at the server's log.")
    return steps.result()
