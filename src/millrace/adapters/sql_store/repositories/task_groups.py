"""Task groups."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from millrace.adapters.sql_store.repositories.common import SqlRepository, unique_name
from millrace.adapters.sql_store.repositories.jobs import stamp_values, stamps
from millrace.adapters.sql_store.schedule_tables import task_group
from millrace.domain.ids import TaskGroupId, WorkspaceId
from millrace.ports.schedule_records import TaskGroupRecord


class SqlTaskGroups(SqlRepository):
    """`TaskGroupRepository` in SQL."""

    def all(self) -> Sequence[TaskGroupRecord]:
        rows = self._connection.execute(select(task_group).order_by(task_group.c.id)).mappings()
        return [_record(row) for row in rows]

    def list(self, ws: WorkspaceId) -> Sequence[TaskGroupRecord]:
        query = (
            select(task_group)
            .where(task_group.c.workspace_id == ws)
            .order_by(task_group.c.name, task_group.c.id)
        )
        return [_record(row) for row in self._connection.execute(query).mappings()]

    def get(self, ws: WorkspaceId, group_id: TaskGroupId) -> TaskGroupRecord | None:
        query = select(task_group).where(task_group.c.workspace_id == ws, task_group.c.id == group_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _record(row)

    def by_name(self, ws: WorkspaceId, name: str) -> TaskGroupRecord | None:
        query = select(task_group).where(task_group.c.workspace_id == ws, task_group.c.name == name)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _record(row)

    def add(self, new: TaskGroupRecord) -> TaskGroupRecord:
        with unique_name(self._connection, "task group", new.name):
            statement = insert(task_group).values(**_values(new), revision=1).returning(*task_group.c)
            return _record(self._connection.execute(statement).mappings().one())

    def update(self, changed: TaskGroupRecord, expected_revision: int) -> bool:
        with unique_name(self._connection, "task group", changed.name):
            done = self._connection.execute(
                update(task_group)
                .where(
                    task_group.c.id == changed.id,
                    task_group.c.workspace_id == changed.workspace_id,
                    task_group.c.revision == expected_revision,
                )
                .values(**_values(changed), revision=expected_revision + 1)
            )
        return done.rowcount == 1

    def delete(self, ws: WorkspaceId, group_id: TaskGroupId) -> bool:
        done = self._connection.execute(
            delete(task_group).where(task_group.c.id == group_id, task_group.c.workspace_id == ws)
        )
        return done.rowcount == 1


def _record(row: RowMapping) -> TaskGroupRecord:
    return TaskGroupRecord(
        id=row["id"],
        workspace_id=row["workspace_id"],
        name=row["name"],
        description=row["description"],
        max=row["max"],
        revision=row["revision"],
        **stamps(row),
    )


def _values(record: TaskGroupRecord) -> dict[str, Any]:
    return {
        "workspace_id": record.workspace_id,
        "name": record.name,
        "description": record.description,
        "max": record.max,
        **stamp_values(record.created, record.updated),
    }
