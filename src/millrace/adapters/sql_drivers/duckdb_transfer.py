"""DuckDB tables and queries as ends of a transfer, as Arrow streams."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from millrace.adapters.sql_drivers.answers import sql_failure
from millrace.adapters.sql_drivers.duckdb import duckdb_cursor
from millrace.adapters.sql_drivers.duckdb_files import with_folder
from millrace.adapters.sql_drivers.table_names import parts_of, quoted_table
from millrace.domain.sql_script import quote_name

_ROWS = 50_000
_INCOMING = "millrace_incoming_rows"
_AS_IS = {
    "BOOLEAN": pa.bool_(),
    "TINYINT": pa.int8(),
    "SMALLINT": pa.int16(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "FLOAT": pa.float32(),
    "DOUBLE": pa.float64(),
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "TIMESTAMP WITH TIME ZONE": pa.timestamp("us", "UTC"),
    "BLOB": pa.binary(),
}


class DuckDbSource:
    """Rows of a table or query."""

    def __init__(self, manager: Any, query: str, folder: Path) -> None:
        self._manager = manager
        self._cursor = manager.__enter__()
        try:
            self._reader = self._cursor.sql(with_folder(query, folder)).to_arrow_reader(_ROWS)
        except (duckdb.Error, AttributeError) as error:
            manager.__exit__(None, None, None)
            raise sql_failure(str(error)) from None
        self.schema = self._reader.schema

    def chunks(self) -> Iterator[Any]:
        """Batches of 50,000 rows."""
        yield from self._reader

    def cancel(self) -> None:
        """Interrupt the query."""
        self._cursor.interrupt()

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()
        self._manager.__exit__(None, None, None)


class DuckDbTarget:
    """A table; all rows come in one transaction."""

    def __init__(self, manager: Any, table: str, mode: str) -> None:
        self._table = quoted_table(table)
        self._mode = mode
        self._done = False
        self._manager = manager
        self._cursor = manager.__enter__()
        try:
            self._cursor.execute("begin")
            existing = self._existing(table)
        except duckdb.Error as error:
            manager.__exit__(None, None, None)
            raise sql_failure(str(error)) from None
        self._is_new = mode == "replace" or existing is None
        self.schema = None if self._is_new else existing

    def _existing(self, table: str) -> Any:
        parts = parts_of(table)
        found = self._cursor.execute(
            "select column_name, data_type, is_nullable, numeric_precision, numeric_scale "
            "from duckdb_columns() where table_name = ? and schema_name = coalesce(?, current_schema()) "
            "and database_name = coalesce(?, current_database()) order by column_index",
            [parts[-1], parts[-2] if len(parts) > 1 else None, parts[-3] if len(parts) > 2 else None],
        ).fetchall()
        fields = []
        for name, type_, nullable, precision, scale in found:
            arrow = pa.decimal128(precision, scale) if type_.startswith("DECIMAL(") else _AS_IS.get(type_)
            fields.append(pa.field(name, arrow or pa.string(), nullable=nullable))
        return pa.schema(fields) if fields else None

    def load(self, schema: Any, batches: Iterator[Any]) -> None:
        """Write all batches; DuckDB pulls them. Other types than Arrow's take texts and cast them."""
        reader = pa.RecordBatchReader.from_batches(schema, batches)
        self._cursor.register(_INCOMING, reader)
        names = ", ".join(quote_name(name) for name in schema.names)
        try:
            if self._is_new:
                self._cursor.execute(f"create or replace table {self._table} as select * from {_INCOMING}")
                return
            if self._mode == "truncate":
                self._cursor.execute(f"delete from {self._table}")
            self._cursor.execute(f"insert into {self._table} ({names}) select {names} from {_INCOMING}")
        except duckdb.Error as error:
            raise sql_failure(str(error)) from None

    def commit(self) -> None:
        """Make it visible."""
        try:
            self._cursor.execute("commit")
        except duckdb.Error as error:
            raise sql_failure(str(error)) from None
        self._done = True

    def cancel(self) -> None:
        """Interrupt the statement."""
        self._cursor.interrupt()

    def close(self) -> None:
        """Undo what is not committed."""
        try:
            if not self._done:
                self._cursor.execute("rollback")
        except duckdb.Error:
            self._done = True  # the engine has undone it itself
        finally:
            self._manager.__exit__(None, None, None)


def open_source(
    properties: Mapping[str, Any],
    secrets: Mapping[str, str],
    *,
    workspace_folder: Path,
    table: str | None,
    query: str | None,
) -> DuckDbSource:
    """Raises NodeFailure (sql_error, path_outside, connection_failed)."""
    text = query or f"select * from {quoted_table(table or '')}"
    return DuckDbSource(duckdb_cursor(properties, workspace_folder), text, workspace_folder.resolve())


def open_target(
    properties: Mapping[str, Any],
    secrets: Mapping[str, str],
    *,
    workspace_folder: Path,
    table: str,
    mode: str,
) -> DuckDbTarget:
    """Raises NodeFailure (sql_error, path_outside, connection_failed)."""
    return DuckDbTarget(duckdb_cursor(properties, workspace_folder), table, mode)
