"""SQLite tables and queries as ends of a transfer.

Cells of a SQLite column may differ in type, which an Arrow stream cannot carry: rows go as Python values,
and the casts of the transfer decide which of them fit.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from millrace.adapters.sql_drivers.answers import sql_failure
from millrace.adapters.sql_drivers.sqlite import sqlite_connection
from millrace.adapters.sql_drivers.table_names import parts_of, quoted_table
from millrace.domain.sql_script import quote_name

_ROWS = 10_000
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


class SqliteSource:
    """Rows of a table or query."""

    def __init__(self, connection: sqlite3.Connection, query: str) -> None:
        self._connection = connection
        try:
            self._cursor = connection.execute(query)
            self._first = self._cursor.fetchmany(_ROWS)
        except (sqlite3.Error, sqlite3.Warning) as error:
            connection.close()
            raise sql_failure(str(error)) from None
        names = [column[0] for column in self._cursor.description or ()]
        types = [_guess([row[at] for row in self._first]) for at in range(len(names))]
        self.schema = pa.schema(list(zip(names, types, strict=True)))

    def chunks(self) -> Iterator[list[Any]]:
        """Rows, 10,000 at a time."""
        rows = self._first
        try:
            while rows:
                yield rows
                rows = self._cursor.fetchmany(_ROWS)
        except sqlite3.Error as error:
            raise sql_failure(str(error)) from None

    def cancel(self) -> None:
        """Interrupt the query."""
        self._connection.interrupt()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _guess(values: list[Any]) -> Any:
    """The type of the first rows; a later cell of another type makes texts of its chunk."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int}:
        return pa.int64()
    if kinds == {bytes}:
        return pa.binary()
    return pa.float64() if kinds and kinds <= {int, float} else pa.string()


class SqliteTarget:
    """A table; all rows come in one transaction."""

    def __init__(self, connection: sqlite3.Connection, table: str, mode: str) -> None:
        self._connection = connection
        self._table = quote_name(parts_of(table)[-1])
        self._mode = mode
        try:
            connection.execute("begin immediate")
            existing = _existing(connection, parts_of(table)[-1])
        except sqlite3.Error as error:
            connection.close()
            raise sql_failure(str(error)) from None
        self._is_new = mode == "replace" or existing is None
        self.schema = None if self._is_new else existing

    def load(self, schema: Any, batches: Iterator[Any]) -> None:
        """Write all batches."""
        names = ", ".join(quote_name(name) for name in schema.names)
        marks = ", ".join("?" * len(schema))
        try:
            if self._is_new:
                columns = ", ".join(f"{quote_name(field.name)} {_declared(field.type)}" for field in schema)
                self._connection.execute(f"drop table if exists {self._table}")
                self._connection.execute(f"create table {self._table} ({columns})")
            elif self._mode == "truncate":
                self._connection.execute(f"delete from {self._table}")
            insert = f"insert into {self._table} ({names}) values ({marks})"
            for batch in batches:
                cells = [[_cell(value) for value in column.to_pylist()] for column in batch.columns]
                self._connection.executemany(insert, zip(*cells, strict=True))
        except (sqlite3.Error, OverflowError) as error:
            raise sql_failure(str(error)) from None

    def commit(self) -> None:
        """Make it visible."""
        try:
            self._connection.execute("commit")
        except sqlite3.Error as error:
            raise sql_failure(str(error)) from None

    def cancel(self) -> None:
        """Interrupt the statement."""
        self._connection.interrupt()

    def close(self) -> None:
        """Undo what is not committed."""
        if self._connection.in_transaction:
            self._connection.rollback()
        self._connection.close()


def _existing(connection: sqlite3.Connection, table: str) -> Any:
    found = connection.execute(
        'select name, type, "notnull" = 0 or pk > 0 from pragma_table_info(?)', [table]
    ).fetchall()
    fields = [pa.field(name, _affinity(str(type_)), nullable=bool(null)) for name, type_, null in found]
    return pa.schema(fields) if fields else None


def _affinity(declared: str) -> Any:
    """The type that a column's declaration means to the engine; null: any."""
    upper = declared.upper()
    if "INT" in upper:
        return pa.int64()
    if any(word in upper for word in ("CHAR", "CLOB", "TEXT")):
        return pa.string()
    return pa.float64() if any(word in upper for word in ("REAL", "FLOA", "DOUB")) else pa.null()


def _declared(type_: Any) -> str:
    if pa.types.is_integer(type_) or pa.types.is_boolean(type_):
        return "INTEGER"
    if pa.types.is_floating(type_):
        return "REAL"
    if pa.types.is_decimal(type_):
        return "NUMERIC"
    return "BLOB" if pa.types.is_binary(type_) else "TEXT"


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal) or (isinstance(value, int) and not _SMALLEST <= value <= _LARGEST):
        return str(value)
    return value


def open_source(
    properties: Mapping[str, Any],
    secrets: Mapping[str, str],
    *,
    workspace_folder: Path,
    table: str | None,
    query: str | None,
) -> SqliteSource:
    """Raises NodeFailure (sql_error, path_outside, connection_failed)."""
    text = query or f"select * from {quoted_table(table or '')}"
    return SqliteSource(sqlite_connection(properties, workspace_folder), text)


def open_target(
    properties: Mapping[str, Any],
    secrets: Mapping[str, str],
    *,
    workspace_folder: Path,
    table: str,
    mode: str,
) -> SqliteTarget:
    """Raises NodeFailure (sql_error, path_outside, connection_failed)."""
    return SqliteTarget(sqlite_connection(properties, workspace_folder), table, mode)
