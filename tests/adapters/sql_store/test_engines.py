"""Connections are set up so that what is acknowledged survives and readers cannot write."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from millrace.adapters.sql_store import SqlStore
from millrace.adapters.sql_store.engines import reading_engine, writing_engine
from millrace.adapters.sql_store.types import Utc
from millrace.domain.errors import InvalidInput, StoreUnavailable


def test_sqlite_writes_ahead_fully_synchronous_with_foreign_keys(tmp_path: Path) -> None:
    engine = writing_engine(f"sqlite:///{tmp_path}/a.db")
    with engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/a.db"
    store = SqlStore(address)
    store.migrate()
    with pytest.raises(StoreUnavailable), store.read() as session:
        session.admin.put_setting(None, "a", 1)
    store.close()


@pytest.mark.parametrize("address", ["mysql://host/db", "sqlite://", "sqlite:///:memory:"])
def test_other_databases_are_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match="SQLite file"):
        reading_engine(address)


def test_a_server_that_does_not_answer_is_said() -> None:
    store = SqlStore("postgresql://postgres@127.0.0.1:1/test")
    with pytest.raises(StoreUnavailable, match="does not answer"):
        store.write(lambda s: s.admin.workspaces())
    with pytest.raises(StoreUnavailable, match="does not answer"), store.read() as session:
        session.admin.workspaces()
    store.close()


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/missing/a.db")
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        store.migrate()
    store.close()


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime.fromisoformat("2026-03-01T00:00:00")
    engine = reading_engine("sqlite:////nowhere/a.db")
    with pytest.raises(ValueError, match="without a zone"):
        Utc().process_bind_param(naive, engine.dialect)
    engine.dispose()
