"""Connections: one for writing, a pool for reading, on SQLite and PostgreSQL.

SQLite: write-ahead log, so that readers never wait for the writer; synchronous=FULL, so that a power failure
undoes nothing that was acknowledged; transactions are begun by us, writing ones IMMEDIATE, because a deferred
one that reads and then writes fails at once when another one has committed in between.
"""

import json
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

from millrace.domain.errors import InvalidInput

BUSY_MILLISECONDS = 10_000
READING = "reading"  # execution option of connections that cannot write or lock
READERS = 8
MORE_READERS = 32  # beside those kept open; a burst of requests, one thread each

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16384",  # KiB
    "PRAGMA journal_size_limit = 67108864",  # bytes
)


def _json_text(value: Any) -> str:
    # Escapes keep half surrogate pairs and NUL storable, which output of users' programs may contain.
    return json.dumps(value, separators=(",", ":"))


def _parsed(url: str) -> URL:
    """Raises InvalidInput for a database Millrace does not run on."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+pysqlite")
    raise InvalidInput(
        detail="The database address must name an SQLite file (sqlite:////path) or PostgreSQL (postgresql://...)."
    )


def writing_engine(url: str) -> Engine:
    """An engine with exactly one connection, for the writer and for migrations."""
    parsed = _parsed(url)
    options: dict[str, Any] = {"pool_size": 1, "max_overflow": 0, "json_serializer": _json_text}
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, options, begin="BEGIN IMMEDIATE", pragmas=_PRAGMAS)
    options["connect_args"] = {"options": _session_options(parsed)}
    return create_engine(_without_options(parsed), **options)


def reading_engine(url: str) -> Engine:
    """An engine whose transactions see one snapshot and cannot write."""
    parsed = _parsed(url)
    options: dict[str, Any] = {
        "pool_size": READERS,
        "max_overflow": MORE_READERS,
        "pool_timeout": BUSY_MILLISECONDS / 1000,
        "execution_options": {READING: True},
        "json_serializer": _json_text,
    }
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, options, begin="BEGIN", pragmas=(*_PRAGMAS, "PRAGMA query_only = ON"))
    read_only = " -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"
    options["connect_args"] = {"options": _session_options(parsed) + read_only}
    return create_engine(_without_options(parsed), **options)


def _session_options(parsed: URL) -> str:
    given = parsed.query.get("options", "")
    return f"{given if isinstance(given, str) else ' '.join(given)} -c timezone=UTC".strip()


def _without_options(parsed: URL) -> URL:
    return parsed.difference_update_query(["options"])


def _sqlite_engine(parsed: URL, options: dict[str, Any], begin: str, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(
        parsed,
        # The combining writer moves from thread to thread, never two at once.
        connect_args={"check_same_thread": False, "isolation_level": None, "cached_statements": 256},
        **options,
    )

    @event.listens_for(engine, "connect")
    def prepare(dbapi_connection: Any, _record: Any) -> None:
        cursor = dbapi_connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin_ourselves(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
