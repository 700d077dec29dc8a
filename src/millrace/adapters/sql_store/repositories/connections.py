"""Connections. Secrets arrive here as ciphertext."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from millrace.adapters.sql_store.repositories.common import SqlRepository, unique_name
from millrace.adapters.sql_store.repositories.jobs import stamp_values, stamps
from millrace.adapters.sql_store.tables import connection
from millrace.domain.ids import ConnectionId, WorkspaceId
from millrace.ports.records import ConnectionRecord


class SqlConnections(SqlRepository):
    """`ConnectionRepository` in SQL."""

    def list(self, ws: WorkspaceId) -> Sequence[ConnectionRecord]:
        rows = self._connection.execute(
            select(connection)
            .where(connection.c.workspace_id == ws)
            .order_by(connection.c.name, connection.c.id)
        ).mappings()
        return [_connection(row) for row in rows]

    def get(self, ws: WorkspaceId, connection_id: ConnectionId) -> ConnectionRecord | None:
        query = select(connection).where(connection.c.workspace_id == ws, connection.c.id == connection_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _connection(row)

    def by_name(self, ws: WorkspaceId, name: str) -> ConnectionRecord | None:
        query = select(connection).where(connection.c.workspace_id == ws, connection.c.name == name)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _connection(row)

    def add(self, new: ConnectionRecord) -> ConnectionRecord:
        with unique_name(self._connection, "connection", new.name):
            statement = insert(connection).values(**_values(new), revision=1).returning(*connection.c)
            return _connection(self._connection.execute(statement).mappings().one())

    def update(self, changed: ConnectionRecord, expected_revision: int) -> bool:
        with unique_name(self._connection, "connection", changed.name):
            done = self._connection.execute(
                update(connection)
                .where(
                    connection.c.id == changed.id,
                    connection.c.workspace_id == changed.workspace_id,
                    connection.c.revision == expected_revision,
                )
                .values(**_values(changed), revision=expected_revision + 1)
            )
        return done.rowcount == 1

    def delete(self, ws: WorkspaceId, connection_id: ConnectionId) -> bool:
        done = self._connection.execute(
            delete(connection).where(connection.c.id == connection_id, connection.c.workspace_id == ws)
        )
        return done.rowcount == 1


def _connection(row: RowMapping) -> ConnectionRecord:
    return ConnectionRecord(
        id=row["id"],
        workspace_id=row["workspace_id"],
        name=row["name"],
        type=row["type"],
        properties=row["properties"],
        secrets=row["secrets"],
        secrets_set={field: datetime.fromisoformat(at) for field, at in row["secrets_set"].items()},
        revision=row["revision"],
        **stamps(row),
    )


def _values(record: ConnectionRecord) -> dict[str, Any]:
    return {
        "workspace_id": record.workspace_id,
        "name": record.name,
        "type": record.type,
        "properties": dict(record.properties),
        "secrets": dict(record.secrets),
        "secrets_set": {field: at.isoformat() for field, at in record.secrets_set.items()},
        **stamp_values(record.created, record.updated),
    }
