"""What the repositories share: batches of ids, inserts that mind existing rows, names that may be taken."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Table, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from millrace.adapters.sql_store.faults import is_duplicate
from millrace.domain.errors import NameTaken

CHUNK = 500  # ids in one statement; databases bound the number of variables

Key = TypeVar("Key", int, str)

ConflictInsert = sqlite.Insert | postgresql.Insert


class SqlRepository:
    """A repository over the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def _dialect(self) -> str:
        return self._connection.dialect.name


def chunks(ids: Collection[Key]) -> Iterator[Sequence[Key]]:
    """The ids or names, each once and in order, in pieces that fit a statement."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def constants(values: Iterable[str]) -> list[BindParameter[str]]:
    """Values written into the statement: a partial index serves only a condition that repeats its own."""
    return [literal(value, literal_execute=True) for value in values]


@cache
def insert_or_ignore(dialect: str, table: Table) -> ConflictInsert:
    """An insert that leaves an existing row as it is."""
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def insert_or_update(
    dialect: str, table: Table, key: tuple[str, ...], changed: tuple[str, ...]
) -> ConflictInsert:
    """An insert that writes the columns `changed` where a row with this `key` exists."""
    statement = _insert(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(key), set_={name: statement.excluded[name] for name in changed}
    )


def _insert(dialect: str, table: Table) -> ConflictInsert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@contextmanager
def unique_name(connection: Connection, kind: str, name: str) -> Iterator[None]:
    """Run one statement in a savepoint; a name that exists becomes NameTaken and leaves the rest intact."""
    try:
        with connection.begin_nested():
            yield
    except IntegrityError as fault:
        if is_duplicate(fault):
            raise NameTaken(kind=kind, name=name) from fault
        raise


def document(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A plain dictionary, which is what the JSON writer takes."""
    return None if value is None else dict(value)
