"""What lists and overviews read: many rows in few statements."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, literal, select

from millrace.adapters.sql_store.repositories.commands import command_of
from millrace.adapters.sql_store.repositories.common import chunks, constants
from millrace.adapters.sql_store.repositories.instance_lists import SUMMARY, SqlInstanceLists
from millrace.adapters.sql_store.repositories.instance_states import STATUS
from millrace.adapters.sql_store.tables import command, definition, instance, job
from millrace.domain.ids import CommandId, InstanceId, JobId, WorkspaceId
from millrace.domain.instance import Trigger
from millrace.ports.overview_store import Tally
from millrace.ports.records import CommandRecord, InstanceSummary

_OF_SCHEDULES = constants([Trigger.SCHEDULE.value, Trigger.ONCE.value])


class SqlOverviews(SqlInstanceLists):
    """`OverviewRepository` in SQL."""

    def contents(self, ws: WorkspaceId, hashes: Collection[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for chunk in chunks(hashes):
            query = select(definition.c.content_hash, definition.c.text).where(
                definition.c.workspace_id == ws, definition.c.content_hash.in_(chunk)
            )
            found.update((row[0], row[1]) for row in self._connection.execute(query))
        return found

    def summaries(self, ws: WorkspaceId, ids: Collection[InstanceId]) -> Mapping[InstanceId, InstanceSummary]:
        found: dict[InstanceId, InstanceSummary] = {}
        for chunk in chunks(ids):
            query = SUMMARY.where(instance.c.workspace_id == ws, instance.c.id.in_(chunk))
            for summary in self._summaries(self._rows(query)):
                found[summary.instance.id] = summary
        return found

    def commands(self, ws: WorkspaceId, ids: Collection[CommandId]) -> Mapping[CommandId, CommandRecord]:
        found: dict[CommandId, CommandRecord] = {}
        for chunk in chunks(ids):
            query = select(command).where(command.c.workspace_id == ws, command.c.id.in_(chunk))
            for row in self._connection.execute(query).mappings():
                found[CommandId(row["id"])] = command_of(row)
        return found

    def tally(self, ws: WorkspaceId, edges: Sequence[datetime]) -> Sequence[Tally]:
        # Through the job's row: the unique index of instances begins with job and trigger.
        found = (
            select(_stretch(edges), instance.c.job_id, instance.c.status)
            .select_from(job.join(instance, instance.c.job_id == job.c.id))
            .where(
                job.c.workspace_id == ws,
                instance.c.trigger.in_(_OF_SCHEDULES),
                instance.c.plan_time >= edges[0],
                instance.c.plan_time < edges[-1],
            )
            .subquery()
        )
        query = select(*found.c, func.count()).group_by(*found.c).order_by(*found.c)
        return [
            Tally(row[0], JobId(row[1]), STATUS[row[2]], row[3]) for row in self._connection.execute(query)
        ]


def _stretch(edges: Sequence[datetime]) -> ColumnElement[int]:
    """The number of the stretch that a plan time lies in."""
    last = len(edges) - 2
    later = [(instance.c.plan_time < edge, number) for number, edge in enumerate(edges[1:-1])]
    return (case(*later, else_=last) if later else literal(0)).label("stretch")
