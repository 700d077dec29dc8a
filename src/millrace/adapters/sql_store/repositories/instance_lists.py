"""Lists of instances: keyset pages, with the counts of a page in one grouped query."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, func, select

from millrace.adapters.sql_store.repositories.common import SqlRepository, chunks
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
from millrace.ports.records import InstanceSummary, Page

AnyRow = Row[*tuple[Any, ...]]

_FINAL = [status.value for status in NodeRunStatus if is_final_node(status)]
_SUMMARY = select(
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
        found = self._rows(_SUMMARY.where(instance.c.workspace_id == ws, instance.c.id == instance_id))
        return self._summaries(found)[0] if found else None

    def children(self, parent: NodeRunId) -> Sequence[InstanceSummary]:
        query = _SUMMARY.where(instance.c.parent_node_run_id == parent)
        return self._summaries(self._rows(query.order_by(instance.c.parent_row, instance.c.id)))

    def list(
        self,
        ws: WorkspaceId,
        *,
        job_id: JobId | None = None,
        statuses: Collection[InstanceStatus] = (),
        triggers: Collection[Trigger] = (),
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[InstanceSummary]:
        query = _SUMMARY.where(instance.c.workspace_id == ws)
        if job_id is None:
            query = query.where(instance.c.parent_node_run_id.is_(None))
        else:
            query = query.where(instance.c.job_id == job_id)
        if statuses:
            query = query.where(instance.c.status.in_(sorted(status.value for status in statuses)))
        if triggers:
            query = query.where(instance.c.trigger.in_(sorted(trigger.value for trigger in triggers)))
        if cursor is not None:
            query = query.where(instance.c.id < from_cursor(cursor))
        found = self._rows(query.order_by(instance.c.id.desc()).limit(limit + 1))
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
