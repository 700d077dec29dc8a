"""Faults of the database, said so that a person knows what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from millrace.domain.errors import StoreUnavailable

_SQLITE = {
    "SQLITE_FULL": "the disk is full. Free some space on the disk of the data folder; Millrace then goes on.",
    "SQLITE_BUSY": "another program keeps the database file locked. Close it; only Millrace may open it.",
    "SQLITE_LOCKED": "the database file is locked. Close other programs that have it open.",
    "SQLITE_READONLY": "the database file cannot be written. Check the rights on the data folder.",
    "SQLITE_CANTOPEN": "the database file cannot be opened. Check the data folder and its rights.",
    "SQLITE_IOERR": "the disk reports an error while reading or writing. Check the disk of the data folder.",
    "SQLITE_CORRUPT": "the database file is damaged. Restore a backup of the data folder.",
    "SQLITE_NOTADB": "the database file is not an SQLite database. Restore a backup of the data folder.",
}

_POSTGRES = {
    "53100": "the disk of the PostgreSQL server is full. Free some space there.",
    "53300": "the PostgreSQL server has no free connection. Raise max_connections or stop other clients.",
    "25006": "the PostgreSQL server is read-only (a standby?). Point MILLRACE_DATABASE_URL to the primary.",
    "40P01": "two transactions waited for each other and this one was given up. Try again.",
    "40001": "another transaction changed the same rows. Try again.",
    "55P03": "a row stayed locked too long. Try again.",
}


def as_unavailable(fault: Exception) -> StoreUnavailable | None:
    """The error that tells of an outage; None if `fault` is something else, such as a broken constraint."""
    if isinstance(fault, PoolTimeout):
        return StoreUnavailable(detail="all its connections are busy. Try again in a moment.")
    if not isinstance(fault, DBAPIError):
        return None
    cause = fault.orig
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    detail = _POSTGRES.get(getattr(cause, "sqlstate", None) or "")
    if detail is None and (fault.connection_invalidated or isinstance(fault, OperationalError)):
        detail = (
            "the PostgreSQL server does not answer. Check that it runs and MILLRACE_DATABASE_URL is right."
        )
    return None if detail is None else StoreUnavailable(detail=detail)


def _of_sqlite(cause: sqlite3.Error) -> StoreUnavailable | None:
    """Extended names such as SQLITE_IOERR_WRITE count as their base name."""
    name = getattr(cause, "sqlite_errorname", "")
    for base, detail in _SQLITE.items():
        if name == base or name.startswith(base + "_"):
            return StoreUnavailable(detail=detail)
    return None


def is_duplicate(fault: IntegrityError) -> bool:
    """Whether a unique constraint was broken, rather than a foreign key."""
    if isinstance(fault.orig, sqlite3.Error):
        return fault.orig.sqlite_errorname in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
    return getattr(fault.orig, "sqlstate", None) == "23505"


@contextmanager
def outages_named() -> Iterator[None]:
    """Turn an outage of the database into StoreUnavailable; let all else pass."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as fault:
        outage = as_unavailable(fault)
        if outage is None:
            raise
        raise outage from fault
