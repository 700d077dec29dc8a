"""Lists of instances: keyset pages, with the counts of a page in one grouped query."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, select

from millrace.adapters.sql_store.repositories.common import SqlRepository, chunks, constants
from millrace.adapters.sql_store.repositories.instance_states import (
    IDENTITY_COLUMNS,
    STATUS,
    WITH_FACTS,
    instance_of,
)
from millrace.adapters.sql_store.tables import instance, job, node_run
from millrace.domain.ids import InstanceId, JobId, NodeRunId, WorkspaceId
from millrace.domain.instance import InstanceStatus, NodeRunStatus, Trigger, is_final_node
from millrace.ports.paging import from_cursor, to_cursor
from millrace.ports.records import InstanceSelection, InstanceSummary, Page

AnyRow = Row[*tuple[Any, ...]]

_NO_BATCH, _SCHEDULE = constants(["", Trigger.SCHEDULE.value])
_FINAL = [status.value for status in NodeRunStatus if is_final_node(status)]
SUMMARY = select(
    *IDENTITY_COLUMNS,
    instance.c.status,
    instance.c.reason,
    instance.c.run_number,
    instance.c.revision,
    instance.c.started_at,
    instance.c.ended_at,
).select_from(WITH_FACTS)
_COUNTS = (
    select(
        node_run.c.instance_id,
        func.count(),
        func.sum(case((node_run.c.status.in_(_FINAL), 1), else_=0)),
        func.sum(case((node_run.c.status == NodeRunStatus.FAILED.value, 1), else_=0)),
    )
    .select_from(
        instance.join(
            node_run,
            (node_run.c.instance_id == instance.c.id) & (node_run.c.run_number == instance.c.run_number),
        )
    )
    .where(instance.c.id.in_(bindparam("ids", expanding=True)))
    .group_by(node_run.c.instance_id)
)


class SqlInstanceLists(SqlRepository):
    """What people look at, as part of `InstanceRepository`."""

    def summary(self, ws: WorkspaceId, instance_id: InstanceId) -> InstanceSummary | None:
        found = self._rows(SUMMARY.where(instance.c.workspace_id == ws, instance.c.id == instance_id))
        return self._summaries(found)[0] if found else None

    def children(self, parent: NodeRunId) -> Sequence[InstanceSummary]:
        query = SUMMARY.where(instance.c.parent_node_run_id == parent)
        return self._summaries(self._rows(query.order_by(instance.c.parent_row, instance.c.id)))

    def list(
        self,
        ws: WorkspaceId,
        chosen: InstanceSelection = InstanceSelection(),  # noqa: B008 - frozen
        *,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[InstanceSummary]:
        ids = select(instance.c.id).where(instance.c.workspace_id == ws, *_conditions(chosen))
        if cursor is not None:
            ids = ids.where(instance.c.id < from_cursor(cursor))
        # Chosen from an index first: only the rows of the page are read.
        ids = ids.order_by(instance.c.id.desc()).limit(limit + 1).correlate(None)
        found = self._rows(SUMMARY.where(instance.c.id.in_(ids)).order_by(instance.c.id.desc()))
        items = self._summaries(found[:limit])
        return Page(items, to_cursor(items[-1].instance.id) if len(found) > limit else None)

    def latest_of_jobs(self, ws: WorkspaceId) -> Mapping[JobId, tuple[InstanceId, InstanceStatus]]:
        # One look into the index for each job; grouping would read the entries of a million instances.
        latest = (
            select(func.max(instance.c.id))
            .where(instance.c.workspace_id == job.c.workspace_id, instance.c.job_id == job.c.id)
            .correlate(job)
            .scalar_subquery()
        )
        query = (
            select(job.c.id, instance.c.id, instance.c.status)
            .select_from(job.join(instance, instance.c.id == latest))
            .where(job.c.workspace_id == ws)
        )
        return {
            JobId(row[0]): (InstanceId(row[1]), STATUS[row[2]]) for row in self._connection.execute(query)
        }

    def _rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[AnyRow]:
        return self._connection.execute(query).all()

    def _summaries(self, rows: Sequence[AnyRow]) -> Sequence[InstanceSummary]:
        counts: dict[int, tuple[int, int, int]] = {}
        for chunk in chunks([row[0] for row in rows]):
            for key, total, done, failed in self._connection.execute(_COUNTS, {"ids": chunk}):
                counts[key] = (total, done, failed)
        return [_summary(row, counts.get(row[0], (0, 0, 0))) for row in rows]


def _conditions(chosen: InstanceSelection) -> Iterator[ColumnElement[bool]]:
    """What narrows most names its index: job or batch, else plan time, else status or trigger."""
    if chosen.job_id is None:
        yield instance.c.parent_node_run_id.is_(None)
    else:
        yield instance.c.job_id == chosen.job_id
    if chosen.batch is not None:
        yield instance.c.batch == chosen.batch
        if chosen.batch:
            yield instance.c.batch != _NO_BATCH
    if chosen.plan_from is not None:
        yield instance.c.plan_time >= chosen.plan_from
    if chosen.plan_until is not None:
        yield instance.c.plan_time < chosen.plan_until
    narrowed = (chosen.job_id, chosen.batch or None, chosen.plan_from, chosen.plan_until)
    yield from _kinds(chosen, free=all(each is None for each in narrowed))


def _kinds(chosen: InstanceSelection, *, free: bool) -> Iterator[ColumnElement[bool]]:
    """Conditions on status and trigger; unless they are free to choose an index, in a form that has none."""
    status: ColumnElement[str] = instance.c.status
    trigger: ColumnElement[str] = instance.c.trigger
    if not free:
        status, trigger = func.coalesce(status, ""), func.coalesce(trigger, "")
    if chosen.statuses:
        yield status.in_(sorted(each.value for each in chosen.statuses))
    if chosen.triggers:
        yield trigger.in_(sorted(each.value for each in chosen.triggers))
        if Trigger.SCHEDULE not in chosen.triggers:
            yield instance.c.trigger != _SCHEDULE


def _summary(row: AnyRow, counts: tuple[int, int, int]) -> InstanceSummary:
    status, reason, run_number, revision, started_at, ended_at = row[len(IDENTITY_COLUMNS) :]
    return InstanceSummary(
        instance=instance_of(row),
        status=STATUS[status],
        reason=reason,
        run_number=run_number,
        revision=revision,
        started_at=started_at,
        ended_at=ended_at,
        nodes_total=counts[0],
        nodes_done=counts[1],
        nodes_failed=counts[2],
    )
