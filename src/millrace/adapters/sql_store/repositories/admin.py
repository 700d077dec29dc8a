"""Settings, audit, remembered answers, events set aside; with people and the lead, the admin repository."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from millrace.adapters.sql_store.repositories.common import (
    SqlRepository,
    document,
    insert_or_ignore,
    insert_or_update,
)
from millrace.adapters.sql_store.repositories.leadership import SqlLeadership
from millrace.adapters.sql_store.repositories.people import SqlPeople
from millrace.adapters.sql_store.tables import audit, event_set_aside, idempotent_answer, setting
from millrace.domain.ids import WorkspaceId
from millrace.ports.paging import from_cursor, to_cursor
from millrace.ports.records import AuditRecord, Page, SetAside

_INSTALLATION = 0


class SqlMemory(SqlRepository):
    """Settings, audit, remembered answers and events set aside, as part of `AdminRepository`."""

    def settings(self, ws: WorkspaceId | None) -> Mapping[str, Any]:
        query = select(setting.c.key, setting.c.value).where(setting.c.workspace_id == (ws or _INSTALLATION))
        return {row.key: row.value for row in self._connection.execute(query)}

    def put_setting(self, ws: WorkspaceId | None, key: str, value: Any) -> None:
        self._connection.execute(
            insert_or_update(self._dialect, setting, ("workspace_id", "key"), ("value",)),
            {"workspace_id": ws or _INSTALLATION, "key": key, "value": value},
        )

    def add_audit(self, records: Sequence[AuditRecord]) -> None:
        if not records:
            return
        rows = [
            {
                "workspace_id": record.workspace_id,
                "who": record.who,
                "at": record.at,
                "action": record.action,
                "object_kind": record.object_kind,
                "object_id": record.object_id,
                "object_name": record.object_name,
                "before": document(record.before),
                "after": document(record.after),
            }
            for record in records
        ]
        self._connection.execute(insert(audit), rows)

    def audited(self, like: AuditRecord, since: datetime) -> bool:
        query = select(audit.c.id).where(
            audit.c.object_kind == like.object_kind,
            audit.c.object_id == like.object_id,
            audit.c.at >= since,
            audit.c.workspace_id == like.workspace_id,
            audit.c.action == like.action,
            audit.c.who == like.who,
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def audit(self, ws: WorkspaceId, cursor: str | None, limit: int) -> Page[AuditRecord]:
        query = select(audit).where(audit.c.workspace_id == ws).order_by(audit.c.id.desc()).limit(limit + 1)
        if cursor is not None:
            query = query.where(audit.c.id < from_cursor(cursor))
        found = [AuditRecord(**row) for row in self._connection.execute(query).mappings()]
        items = found[:limit]
        return Page(items, to_cursor(items[-1].id) if len(found) > limit else None)

    def remembered(self, ws: WorkspaceId, key: str) -> Mapping[str, Any] | None:
        answer: Mapping[str, Any] | None = self._connection.execute(
            select(idempotent_answer.c.answer).where(
                idempotent_answer.c.workspace_id == ws, idempotent_answer.c.key == key
            )
        ).scalar_one_or_none()
        return answer

    def remember(self, ws: WorkspaceId, key: str, answer: Mapping[str, Any], at: datetime) -> None:
        self._connection.execute(
            insert_or_ignore(self._dialect, idempotent_answer),
            {"workspace_id": ws, "key": key, "answer": dict(answer), "at": at},
        )

    def set_aside(
        self,
        what: str,
        payload: Mapping[str, Any],
        error: Mapping[str, Any],
        at: datetime,
        ws: WorkspaceId | None = None,
    ) -> None:
        self._connection.execute(
            insert(event_set_aside).values(
                workspace_id=ws, what=what, payload=dict(payload), error=dict(error), at=at
            )
        )

    def events_set_aside(self, ws: WorkspaceId | None, limit: int = 100) -> Sequence[SetAside]:
        query = (
            select(event_set_aside)
            .where(event_set_aside.c.workspace_id.is_not_distinct_from(ws))
            .order_by(event_set_aside.c.id.desc())
            .limit(limit)
        )
        return [SetAside(**row) for row in self._connection.execute(query).mappings()]


class SqlAdmin(SqlPeople, SqlMemory, SqlLeadership):
    """`AdminRepository` in SQL."""
