"""PostgreSQL tables and queries as ends of a transfer, through ADBC (binary COPY both ways)."""

import secrets as random_names
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import psycopg
import pyarrow as pa
from psycopg.conninfo import make_conninfo

from millrace.adapters.sql_drivers.answers import connection_failure, sql_failure
from millrace.adapters.sql_drivers.postgresql import connection_options
from millrace.adapters.sql_drivers.table_names import parts_of, quoted_table
from millrace.domain.sql_script import quote_name

_AS_IS = {
    "boolean": pa.bool_(),
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "real": pa.float32(),
    "double precision": pa.float64(),
    "text": pa.string(),
    "date": pa.date32(),
    "timestamp without time zone": pa.timestamp("us"),
    "timestamp with time zone": pa.timestamp("us", "UTC"),
    "bytea": pa.binary(),
}
_READ_AS_IS = frozenset({16, 17, 20, 21, 23, 25, 700, 701, 1042, 1043, 1082, 1114, 1184})
"""Type numbers that ADBC reads as Arrow's own types; others are read as text."""
_NUMERIC = 1700
_MOST_DIGITS = 38
_ERRORS = (adbc.Error, pa.ArrowException, OSError)


def _connected(properties: Mapping[str, Any], secrets: Mapping[str, str]) -> Any:
    options = {key: str(value) for key, value in connection_options(properties, secrets).items()}
    try:
        return adbc.connect(make_conninfo(**options))
    except adbc.Error as error:
        raise connection_failure(_said(error)) from None


def _said(error: BaseException) -> str:
    """The server's own words."""
    return str(error).partition("ERROR:")[2].strip() or str(error)


class PostgresqlSource:
    """Rows of a query, streamed."""

    def __init__(self, connection: Any, query: str) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        try:
            self._cursor.execute(query)
            self._reader = self._cursor.fetch_record_batch()
        except _ERRORS as error:
            self._cursor.close()
            connection.close()
            raise sql_failure(_said(error)) from None
        self.schema = self._reader.schema

    def chunks(self) -> Iterator[Any]:
        """Batches of about 16 MiB."""
        try:
            yield from self._reader
        except _ERRORS as error:
            raise sql_failure(_said(error)) from None

    def cancel(self) -> None:
        """Cancel the query at the server."""
        self._cursor.adbc_cancel()

    def close(self) -> None:
        """Let go."""
        self._reader.close()
        self._cursor.close()
        self._connection.close()


class PostgresqlTarget:
    """A table; all rows come in one transaction."""

    def __init__(self, connection: Any, table: str, mode: str) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._mode = mode
        self._table = quoted_table(table)
        try:
            self._schema_name, existing = self._existing(table)
        except _ERRORS as error:
            self.close()
            raise sql_failure(_said(error)) from None
        self._name = parts_of(table)[-1]
        self._sql_types = {name: type_ for name, type_, _ in existing}
        self._is_new = mode == "replace" or not existing
        fields = [pa.field(name, _arrow_type(type_), nullable=null) for name, type_, null in existing]
        self.schema = None if self._is_new else pa.schema(fields)

    def _existing(self, table: str) -> tuple[str, list[tuple[str, str, bool]]]:
        parts = parts_of(table)
        self._cursor.execute(
            "select coalesce((select relnamespace::regnamespace::text from pg_class "
            "where oid = to_regclass($1)), $2, current_schema()), to_regclass($1)::oid::bigint",
            (self._table, parts[-2] if len(parts) > 1 else None),
        )
        schema_name, oid = self._cursor.fetchone()
        self._cursor.execute(
            "select attname::text, format_type(atttypid, atttypmod), not attnotnull or atthasdef "
            "from pg_attribute where attrelid = $1::bigint::oid and attnum > 0 and not attisdropped "
            "order by attnum",
            (oid or 0,),
        )
        return str(schema_name).strip('"'), [tuple(row) for row in self._cursor.fetchall()]

    def load(self, schema: Any, batches: Iterator[Any]) -> None:
        """Write all batches: straight into the table, or by a staging table where the server must cast."""
        reader = pa.RecordBatchReader.from_batches(schema, batches)
        staging = f"millrace_{random_names.token_hex(8)}"
        try:
            if self._is_new:
                self._swap(reader, staging)
                return
            if self._mode == "truncate":
                self._cursor.execute(f"delete from {self._table}")
            if all(_is_direct(self._sql_types[name]) for name in schema.names):
                self._cursor.adbc_ingest(self._name, reader, mode="append", db_schema_name=self._schema_name)
                return
            self._cursor.adbc_ingest(staging, reader, mode="create", temporary=True)
            names = ", ".join(quote_name(name) for name in schema.names)
            casts = ", ".join(f"{quote_name(name)}::{self._sql_types[name]}" for name in schema.names)
            self._cursor.execute(
                f"insert into {self._table} ({names}) select {casts} from {quote_name(staging)}"
            )
            self._cursor.execute(f"drop table {quote_name(staging)}")
        except _ERRORS as error:
            raise sql_failure(_said(error)) from None

    def _swap(self, reader: Any, staging: str) -> None:
        """A new table beside the old one, then under its name: readers wait only for the last step."""
        self._cursor.adbc_ingest(staging, reader, mode="create", db_schema_name=self._schema_name)
        schema, name = quote_name(self._schema_name), quote_name(self._name)
        self._cursor.execute(f"drop table if exists {schema}.{name}")
        self._cursor.execute(f"alter table {schema}.{quote_name(staging)} rename to {name}")

    def commit(self) -> None:
        """Make it visible."""
        try:
            self._connection.commit()
        except _ERRORS as error:
            raise sql_failure(_said(error)) from None

    def cancel(self) -> None:
        """Cancel the statement at the server."""
        self._cursor.adbc_cancel()

    def close(self) -> None:
        """Undo what is not committed: closing does."""
        self._cursor.close()
        self._connection.close()


def _arrow_type(sql_type: str) -> Any:
    """The Arrow type of a column; what ADBC cannot write goes as text and is cast by the server."""
    if sql_type.startswith("numeric("):
        precision, _, scale = sql_type[8:-1].partition(",")
        if int(precision) <= _MOST_DIGITS and 0 <= int(scale or 0) <= int(precision):
            return pa.decimal128(int(precision), int(scale or 0))
    return _AS_IS.get(sql_type, pa.string())


def _is_direct(sql_type: str) -> bool:
    return sql_type in _AS_IS or sql_type.startswith(("character varying", "numeric("))


def open_source(
    properties: Mapping[str, Any],
    secrets: Mapping[str, str],
    *,
    workspace_folder: Path,
    table: str | None,
    query: str | None,
) -> PostgresqlSource:
    """Raises NodeFailure (sql_error, connection_failed)."""
    text = query or f"select * from {quoted_table(table or '')}"
    return PostgresqlSource(_connected(properties, secrets), _readable(text, properties, secrets))


def _readable(query: str, properties: Mapping[str, Any], secrets: Mapping[str, str]) -> str:
    """The query with columns of types that ADBC does not know turned to text."""
    try:
        with psycopg.connect(**connection_options(properties, secrets)) as connection:
            described = connection.execute(f"select * from ({query}\n) as described limit 0".encode())
            columns = described.description or []
    except psycopg.OperationalError as error:
        raise connection_failure(str(error)) from None
    except psycopg.Error as error:
        raise sql_failure(error.diag.message_primary or str(error), sqlstate=error.sqlstate) from None
    if all(column.type_code in _READ_AS_IS for column in columns):
        return query
    parts = []
    for column in columns:
        name = quote_name(column.name)
        if column.type_code in _READ_AS_IS or column.type_code == _NUMERIC:
            parts.append(name)
        else:
            parts.append(f"{name}::text as {name}")
    return f"select {', '.join(parts)} from ({query}\n) as described"


def open_target(
    properties: Mapping[str, Any],
    secrets: Mapping[str, str],
    *,
    workspace_folder: Path,
    table: str,
    mode: str,
) -> PostgresqlTarget:
    """Raises NodeFailure (sql_error, connection_failed)."""
    quoted_table(table)
    return PostgresqlTarget(_connected(properties, secrets), table, mode)
