"""Spans of schedules in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from millrace.adapters.memory_store.rows import MemoryRepository
from millrace.domain.ids import JobId, SpanId
from millrace.ports.schedule_records import SpanRecord

_PLAN = "plan"


class MemorySchedules(MemoryRepository):
    """`ScheduleRepository` in dictionaries."""

    def spans(self, jobs: Collection[JobId]) -> Mapping[JobId, Sequence[SpanRecord]]:
        found: dict[JobId, list[SpanRecord]] = {}
        for record in sorted(self._rows.spans.values(), key=lambda each: (each.span.begins_at, each.id)):
            if record.job_id in jobs:
                found.setdefault(record.job_id, []).append(record)
        return found

    def open_spans(self) -> Sequence[SpanRecord]:
        return [record for _, record in sorted(self._rows.spans.items()) if record.span.ends_at is None]

    def add_spans(self, spans: Sequence[SpanRecord]) -> Sequence[SpanId]:
        ids = []
        for new in spans:
            key = SpanId(self._rows.next_id("span"))
            self._rows.spans[key] = replace(new, id=key)
            ids.append(key)
        return ids

    def end_spans(self, ids: Collection[SpanId], at: datetime) -> None:
        for key in ids:
            record = self._rows.spans.get(key)
            if record is None or record.span.ends_at is not None:
                continue
            if at < record.span.begins_at:
                del self._rows.spans[key]
            else:
                self._rows.spans[key] = replace(record, span=replace(record.span, ends_at=at))

    def forget_job(self, job_id: JobId) -> None:
        for key in [key for key, record in self._rows.spans.items() if record.job_id == job_id]:
            del self._rows.spans[key]

    def planned_until(self) -> datetime | None:
        return self._rows.planned.get(_PLAN)

    def set_planned_until(self, at: datetime) -> None:
        self._rows.planned[_PLAN] = at
