"""Commands: what people asked the engine to do, and its verdicts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select, update

from millrace.adapters.sql_store.repositories.common import (
    SqlRepository,
    constants,
    document,
    insert_or_ignore,
)
from millrace.adapters.sql_store.tables import command
from millrace.domain.ids import CommandId, WorkspaceId
from millrace.ports.records import CommandRecord, Stamp


class SqlCommands(SqlRepository):
    """`CommandRepository` in SQL."""

    def add(self, new: CommandRecord) -> CommandRecord:
        values = {
            "workspace_id": new.workspace_id,
            "kind": new.kind,
            "instance_id": new.instance_id,
            "node_id": new.node_id,
            "args": dict(new.args),
            "idempotency_key": new.idempotency_key,
            "created_by": new.created.by,
            "created_at": new.created.at,
            "verdict": new.verdict,
            "error": document(new.error),
        }
        statement = insert_or_ignore(self._dialect, command).returning(*command.c)
        row = self._connection.execute(statement, values).mappings().one_or_none()
        if row is None:
            row = (
                self._connection.execute(
                    select(command).where(
                        command.c.workspace_id == new.workspace_id,
                        command.c.idempotency_key == new.idempotency_key,
                    )
                )
                .mappings()
                .one()
            )
        return command_of(row)

    def get(self, ws: WorkspaceId, command_id: CommandId) -> CommandRecord | None:
        query = select(command).where(command.c.workspace_id == ws, command.c.id == command_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else command_of(row)

    def pending(self) -> Sequence[CommandRecord]:
        rows = self._connection.execute(_PENDING).mappings()
        return [command_of(row) for row in rows]

    def settle(
        self, command_id: CommandId, verdict: str, error: Mapping[str, Any] | None, at: datetime
    ) -> None:
        self._connection.execute(
            update(command)
            .where(command.c.id == command_id, command.c.verdict == "pending")
            .values(verdict=verdict, error=document(error), settled_at=at)
        )


_PENDING = select(command).where(command.c.verdict == constants(["pending"])[0]).order_by(command.c.id)


def command_of(row: RowMapping) -> CommandRecord:
    """The record of a row."""
    return CommandRecord(
        id=row["id"],
        workspace_id=row["workspace_id"],
        kind=row["kind"],
        instance_id=row["instance_id"],
        node_id=row["node_id"],
        args=row["args"],
        idempotency_key=row["idempotency_key"],
        created=Stamp(row["created_by"], row["created_at"]),
        verdict=row["verdict"],
        error=row["error"],
    )
