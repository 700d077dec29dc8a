"""Databases for tests: a migrated SQLite file to copy, and a PostgreSQL schema that is dropped again."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from millrace.adapters.sql_store import SqlStore
from tests.servers import require


def sqlite_template(folder: Path) -> Path:
    """A migrated, empty database file."""
    path = folder / "template.db"
    store = SqlStore(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


def sqlite_store(template: Path, folder: Path) -> SqlStore:
    """A store on a copy of the template."""
    path = folder / "millrace.db"
    shutil.copyfile(template, path)
    return SqlStore(f"sqlite:///{path}")


@contextmanager
def postgres_schema(label: str) -> Iterator[str]:
    """The address of an empty schema of our own on the test server; skips if there is no server."""
    server = require("postgres")
    name = f"millrace_{label}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
    try:
        yield f"{server}?options=-csearch_path%3D{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))


def empty(address: str) -> None:
    """Delete all rows of a migrated PostgreSQL schema and let the ids begin at 1 again."""
    with psycopg.connect(address, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT tablename FROM pg_tables "
            "WHERE schemaname = current_schema() AND tablename <> 'alembic_version'"
        ).fetchall()
        tables = sql.SQL(", ").join(sql.Identifier(str(name)) for (name,) in rows)
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables))
