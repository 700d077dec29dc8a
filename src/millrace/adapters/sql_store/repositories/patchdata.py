"""PatchData tasks. Their instances carry the task's id as batch."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from millrace.adapters.sql_store.repositories.common import SqlRepository, constants
from millrace.adapters.sql_store.schedule_tables import patchdata_task
from millrace.domain.ids import PatchDataId, WorkspaceId
from millrace.ports.paging import from_cursor, to_cursor
from millrace.ports.records import Page, Stamp
from millrace.ports.schedule_records import PatchDataRecord

_RUNNING = constants(["running"])[0]


class SqlPatchData(SqlRepository):
    """`PatchDataRepository` in SQL."""

    def add(self, new: PatchDataRecord) -> PatchDataRecord:
        statement = insert(patchdata_task).values(**_values(new)).returning(*patchdata_task.c)
        return _task(self._connection.execute(statement).mappings().one())

    def get(self, ws: WorkspaceId, task_id: PatchDataId) -> PatchDataRecord | None:
        query = select(patchdata_task).where(
            patchdata_task.c.workspace_id == ws, patchdata_task.c.id == task_id
        )
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _task(row)

    def open_tasks(self) -> Sequence[PatchDataRecord]:
        query = select(patchdata_task).where(patchdata_task.c.state == _RUNNING).order_by(patchdata_task.c.id)
        return [_task(row) for row in self._connection.execute(query).mappings()]

    def update(self, task: PatchDataRecord, expected_revision: int) -> bool:
        done = self._connection.execute(
            update(patchdata_task)
            .where(
                patchdata_task.c.id == task.id,
                patchdata_task.c.workspace_id == task.workspace_id,
                patchdata_task.c.revision == expected_revision,
            )
            .values(
                state=task.state,
                paused=task.paused,
                generated=task.generated,
                ended_at=task.ended_at,
                revision=expected_revision + 1,
            )
        )
        return done.rowcount == 1

    def list(
        self, ws: WorkspaceId, *, states: Collection[str] = (), cursor: str | None = None, limit: int = 50
    ) -> Page[PatchDataRecord]:
        query = select(patchdata_task).where(patchdata_task.c.workspace_id == ws)
        if states:
            query = query.where(patchdata_task.c.state.in_(sorted(states)))
        if cursor is not None:
            query = query.where(patchdata_task.c.id < from_cursor(cursor))
        rows = self._connection.execute(
            query.order_by(patchdata_task.c.id.desc()).limit(limit + 1)
        ).mappings()
        found = [_task(row) for row in rows]
        items = found[:limit]
        return Page(items, to_cursor(items[-1].id) if len(found) > limit else None)


def _task(row: RowMapping) -> PatchDataRecord:
    return PatchDataRecord(
        id=row["id"],
        workspace_id=row["workspace_id"],
        name=row["name"],
        request=row["request"],
        basis=row["basis"],
        state=row["state"],
        paused=row["paused"],
        total=row["total"],
        generated=row["generated"],
        priority=row["priority"],
        revision=row["revision"],
        created=Stamp(row["created_by"], row["created_at"]),
        ended_at=row["ended_at"],
    )


def _values(new: PatchDataRecord) -> dict[str, Any]:
    return {
        "workspace_id": new.workspace_id,
        "name": new.name,
        "request": dict(new.request),
        "basis": dict(new.basis),
        "state": new.state,
        "paused": new.paused,
        "total": new.total,
        "generated": new.generated,
        "priority": new.priority,
        "revision": 1,
        "created_by": new.created.by,
        "created_at": new.created.at,
        "ended_at": new.ended_at,
    }
