"""Spans of schedules, and how far plan times were generated."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, delete, insert, select, update

from millrace.adapters.sql_store.repositories.common import SqlRepository, chunks, insert_or_update
from millrace.adapters.sql_store.schedule_tables import planning, schedule_span
from millrace.domain.ids import JobId, SpanId
from millrace.domain.schedule import Schedule
from millrace.domain.spans import Span
from millrace.ports.records import Stamp
from millrace.ports.schedule_records import SpanRecord

AnyRow = Row[*tuple[Any, ...]]

_PLAN = "plan"
_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_AT = bindparam("at", type_=schedule_span.c.begins_at.type)
_SPANS = select(
    schedule_span.c.workspace_id,
    schedule_span.c.job_id,
    schedule_span.c.version_no,
    schedule_span.c.schedule,
    schedule_span.c.zone,
    schedule_span.c.begins_at,
    schedule_span.c.ends_at,
    schedule_span.c.opened_by,
    schedule_span.c.opened_at,
    schedule_span.c.left_out,
    schedule_span.c.id,
)
_ADD = insert(schedule_span).returning(schedule_span.c.id, sort_by_parameter_order=True)
_NEVER_BEGAN = delete(schedule_span).where(
    schedule_span.c.id.in_(_IDS), schedule_span.c.ends_at.is_(None), schedule_span.c.begins_at > _AT
)
_END = (
    update(schedule_span)
    .where(schedule_span.c.id.in_(_IDS), schedule_span.c.ends_at.is_(None))
    .values(ends_at=_AT)
)


class SqlSchedules(SqlRepository):
    """`ScheduleRepository` in SQL."""

    def spans(self, jobs: Collection[JobId]) -> Mapping[JobId, Sequence[SpanRecord]]:
        query = _SPANS.where(schedule_span.c.job_id.in_(_IDS)).order_by(
            schedule_span.c.job_id, schedule_span.c.begins_at, schedule_span.c.id
        )
        found: dict[JobId, list[SpanRecord]] = {}
        for chunk in chunks(jobs):
            for row in self._connection.execute(query, {"ids": chunk}):
                found.setdefault(row[1], []).append(_span(row))
        return found

    def open_spans(self) -> Sequence[SpanRecord]:
        query = _SPANS.where(schedule_span.c.ends_at.is_(None)).order_by(schedule_span.c.id)
        return [_span(row) for row in self._connection.execute(query)]

    def add_spans(self, spans: Sequence[SpanRecord]) -> Sequence[SpanId]:
        if not spans:
            return []
        rows = self._connection.execute(_ADD, [_values(new) for new in spans])
        return [SpanId(row[0]) for row in rows]

    def end_spans(self, ids: Collection[SpanId], at: datetime) -> None:
        for chunk in chunks(ids):
            for statement in (_NEVER_BEGAN, _END):
                self._connection.execute(statement, {"ids": chunk, "at": at})

    def forget_job(self, job_id: JobId) -> None:
        self._connection.execute(delete(schedule_span).where(schedule_span.c.job_id == job_id))

    def planned_until(self) -> datetime | None:
        query = select(planning.c.until).where(planning.c.name == _PLAN)
        until: datetime | None = self._connection.execute(query).scalar_one_or_none()
        return until

    def set_planned_until(self, at: datetime) -> None:
        self._connection.execute(
            insert_or_update(self._dialect, planning, ("name",), ("until",)), {"name": _PLAN, "until": at}
        )


@lru_cache(maxsize=4096)
def _schedule(text: str) -> Schedule:
    """Many jobs have the same schedule, and spans never change theirs."""
    return Schedule.model_validate_json(text)


def _span(row: AnyRow) -> SpanRecord:
    ws, job_id, version_no, schedule, zone, begins_at, ends_at, by, at, left_out, key = row
    span = Span(_schedule(schedule), zone, begins_at, ends_at)
    return SpanRecord(ws, job_id, version_no, span, Stamp(by, at), left_out, key)


def _values(new: SpanRecord) -> dict[str, Any]:
    return {
        "workspace_id": new.workspace_id,
        "job_id": new.job_id,
        "version_no": new.version_no,
        "schedule": new.span.schedule.model_dump_json(),
        "zone": new.span.zone,
        "begins_at": new.span.begins_at,
        "ends_at": new.span.ends_at,
        "left_out": new.left_out,
        "opened_by": new.opened.by,
        "opened_at": new.opened.at,
    }
