"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """How SQLite keeps an instant."""
    return (moment - _EPOCH) // _MICROSECOND


class Utc(TypeDecorator[datetime]):
    """An instant: integer microseconds since 1970 on SQLite (sorts and compares), else `timestamptz`.

    Takes aware datetimes of any zone, returns them in UTC. Raises ValueError for a naive one.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The native type of the database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Aware datetime -> what the column holds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A time without a zone cannot be stored: {value!r}")
        return microseconds(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """What the column holds -> aware datetime in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _EPOCH + timedelta(microseconds=value)
        moment: datetime = value
        return moment.astimezone(UTC)


# SQLite gives out row ids by itself only for a column declared INTEGER.
Key = BigInteger().with_variant(Integer(), "sqlite")

# Python's None is SQL's NULL, never the JSON word null. `json`, not `jsonb`: key order is the author's.
Document = JSON(none_as_null=True)
