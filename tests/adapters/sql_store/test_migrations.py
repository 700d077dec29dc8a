"""A migrated empty database equals what tables.py describes, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

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


def _shape(engine: Engine) -> list[tuple[object, ...]]:
    queries = (_SQLITE,) if engine.dialect.name == "sqlite" else _POSTGRES
    with engine.connect() as connection:
        found = [tuple(row) for query in queries for row in connection.execute(text(query))]
    return sorted((tuple(_lines(part) for part in row) for row in found), key=repr)


def _lines(part: object) -> object:
    """A statement as the set of its lines: constraints may stand in any order."""
    return sorted(line.strip(" ,\n)") for line in part.split("\n\t")) if isinstance(part, str) else part


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
