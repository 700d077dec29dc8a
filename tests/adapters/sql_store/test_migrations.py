"""A migrated empty database equals what tables.py describes, on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from millrace.adapters.sql_store import migrations
from millrace.adapters.sql_store.engines import writing_engine
from millrace.adapters.sql_store.tables import metadata
from tests.stores import postgres_schema

_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version' ORDER BY type, name"
_POSTGRES = (
    "SELECT 'index', tablename, replace(indexdef, current_schema(), '') FROM pg_indexes "
    "WHERE schemaname = current_schema() AND tablename <> 'alembic_version'",
    "SELECT table_name, column_name, ordinal_position, data_type, is_nullable, "
    "replace(column_default, current_schema(), '') FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND table_name <> 'alembic_version'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = current_schema()::regnamespace AND conrelid::regclass::text <> 'alembic_version'",
)
_OLD_INSTANCE = (
    "INSERT INTO instance (workspace_id, job_id, trigger, plan_time, batch, job_name, version_no, "
    "definition_hash, zone, priority, created_by, created_at, status, run_number, revision, "
    "dry_run, continued) "
    "VALUES (1, 1, 'test', :at, :batch, 'daily', 1, 'h', 'UTC', 1, 'ann', :at, 'waiting', 1, 1, :no, :no)"
)


def _shape(engine: Engine) -> list[tuple[object, ...]]:
    queries = (_SQLITE,) if engine.dialect.name == "sqlite" else _POSTGRES
    with engine.connect() as connection:
        found = [tuple(row) for query in queries for row in connection.execute(text(query))]
    return sorted((tuple(_lines(part) for part in row) for row in found), key=repr)


def _lines(part: object) -> object:
    """A statement as the set of its parts: constraints may stand in any order."""
    return sorted(word.strip(" \n\t)") for word in part.split(",")) if isinstance(part, str) else part


def _migrated(address: str) -> list[tuple[object, ...]]:
    engine = writing_engine(address)
    migrations.migrate(engine)
    migrations.migrate(engine)
    shape = _shape(engine)
    engine.dispose()
    return shape


def _created(address: str) -> list[tuple[object, ...]]:
    engine = writing_engine(address)
    metadata.create_all(engine)
    shape = _shape(engine)
    engine.dispose()
    return shape


def test_a_migrated_sqlite_database_has_the_tables_of_now(tmp_path: Path) -> None:
    migrated = _migrated(f"sqlite:///{tmp_path}/migrated.db")
    assert migrated == _created(f"sqlite:///{tmp_path}/created.db")
    assert len(migrated) > 40


@pytest.mark.service("postgresql")
def test_a_migrated_postgresql_database_has_the_tables_of_now() -> None:
    with postgres_schema("migrated") as migrated, postgres_schema("created") as created:
        assert _migrated(migrated) == _created(created)


def _upgraded(address: str) -> list[tuple[object, ...]]:
    """An instance of the first release, read after the migration: admitted, preferred, and its neighbour."""
    engine = writing_engine(address)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO workspace (name, zone) VALUES ('main', 'UTC')"))
        for batch in ("a", "b"):
            connection.execute(text(_OLD_INSTANCE), {"batch": batch, "at": _at(connection), "no": False})
        connection.execute(text("DELETE FROM instance WHERE batch = 'b'"))
    migrations.migrate(engine)
    with engine.begin() as connection:
        connection.execute(text(_OLD_INSTANCE), {"batch": "c", "at": _at(connection), "no": False})
        found = connection.execute(text("SELECT id, batch, admitted, preferred FROM instance ORDER BY id"))
        rows = [tuple(row) for row in found]
    engine.dispose()
    return rows


def _at(connection: Connection) -> object:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    return 1 if connection.dialect.name == "sqlite" else moment


def test_instances_of_the_first_release_have_no_place(tmp_path: Path) -> None:
    """The id of a deleted row does not come back either."""
    rows = _upgraded(f"sqlite:///{tmp_path}/old.db")
    assert rows == [(1, "a", False, False), (3, "c", False, False)]


@pytest.mark.service("postgresql")
def test_instances_of_the_first_release_have_no_place_on_postgresql() -> None:
    with postgres_schema("upgraded") as address:
        assert _upgraded(address) == [(1, "a", False, False), (3, "c", False, False)]


def test_a_failing_migration_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    engine = writing_engine(f"sqlite:///{tmp_path}/half.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE workspace (id INTEGER)"))
    before = _shape(engine)
    with pytest.raises(Exception, match="already exists"):
        migrations.migrate(engine)
    assert _shape(engine) == before
    engine.dispose()


def test_the_files_are_named_by_number_verb_and_object() -> None:
    folder = Path(migrations.__file__).parent / "versions"
    names = sorted(path.stem for path in folder.glob("*.py"))
    assert [name.split("_")[0] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]
    assert all(len(name.split("_")) >= 3 for name in names)
