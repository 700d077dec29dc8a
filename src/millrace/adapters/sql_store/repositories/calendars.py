"""Calendars of working days."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from millrace.adapters.sql_store.repositories.common import SqlRepository, unique_name
from millrace.adapters.sql_store.repositories.jobs import stamp_values, stamps
from millrace.adapters.sql_store.schedule_tables import calendar
from millrace.domain.ids import CalendarId, WorkspaceId
from millrace.ports.schedule_records import CalendarRecord


class SqlCalendars(SqlRepository):
    """`CalendarRepository` in SQL."""

    def list(self, ws: WorkspaceId) -> Sequence[CalendarRecord]:
        query = select(calendar).where(calendar.c.workspace_id == ws).order_by(calendar.c.name, calendar.c.id)
        return [_record(row) for row in self._connection.execute(query).mappings()]

    def get(self, ws: WorkspaceId, calendar_id: CalendarId) -> CalendarRecord | None:
        query = select(calendar).where(calendar.c.workspace_id == ws, calendar.c.id == calendar_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _record(row)

    def by_name(self, ws: WorkspaceId, name: str) -> CalendarRecord | None:
        query = select(calendar).where(calendar.c.workspace_id == ws, calendar.c.name == name)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _record(row)

    def add(self, new: CalendarRecord) -> CalendarRecord:
        with unique_name(self._connection, "calendar", new.name):
            statement = insert(calendar).values(**_values(new), revision=1).returning(*calendar.c)
            return _record(self._connection.execute(statement).mappings().one())

    def update(self, changed: CalendarRecord, expected_revision: int) -> bool:
        with unique_name(self._connection, "calendar", changed.name):
            done = self._connection.execute(
                update(calendar)
                .where(
                    calendar.c.id == changed.id,
                    calendar.c.workspace_id == changed.workspace_id,
                    calendar.c.revision == expected_revision,
                )
                .values(**_values(changed), revision=expected_revision + 1)
            )
        return done.rowcount == 1

    def delete(self, ws: WorkspaceId, calendar_id: CalendarId) -> bool:
        done = self._connection.execute(
            delete(calendar).where(calendar.c.id == calendar_id, calendar.c.workspace_id == ws)
        )
        return done.rowcount == 1


def _record(row: RowMapping) -> CalendarRecord:
    return CalendarRecord(
        id=row["id"],
        workspace_id=row["workspace_id"],
        name=row["name"],
        description=row["description"],
        default_working_days=row["default_working_days"],
        overrides=row["overrides"],
        revision=row["revision"],
        **stamps(row),
    )


def _values(record: CalendarRecord) -> dict[str, Any]:
    return {
        "workspace_id": record.workspace_id,
        "name": record.name,
        "description": record.description,
        "default_working_days": record.default_working_days,
        "overrides": dict(record.overrides),
        **stamp_values(record.created, record.updated),
    }
