"""What the tables are made of: the metadata, and the parts that many of them have."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, Text, text

from millrace.adapters.sql_store.types import Key, Utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: Any) -> Table:
    """A table with an integer id that is never given out twice."""
    return Table(name, metadata, Column("id", Key, primary_key=True), *parts, sqlite_autoincrement=True)


def workspace_id() -> Column[int]:
    """The workspace a row belongs to."""
    return Column("workspace_id", Key, ForeignKey("workspace.id"), nullable=False)


def stamps() -> list[Column[Any]]:
    """Who made a row and who changed it last."""
    return [
        Column("created_by", Text, nullable=False),
        Column("created_at", Utc, nullable=False),
        Column("updated_by", Text, nullable=False),
        Column("updated_at", Utc, nullable=False),
    ]


def partial(name: str, *columns: str, where: str) -> Index:
    """An index over the rows that matter to one query."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
