"""What has become old: instances whose history goes, and rows that go themselves, in bounded batches."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Delete,
    Table,
    bindparam,
    delete,
    func,
    select,
    tuple_,
    update,
)

from millrace.adapters.sql_store.repositories.common import SqlRepository, chunks, constants
from millrace.adapters.sql_store.tables import (
    attempt,
    audit,
    command,
    event_set_aside,
    idempotent_answer,
    instance,
    login_token,
    node_run,
    output,
    web_session,
)
from millrace.domain.ids import InstanceId
from millrace.domain.instance import AttemptStatus, InstanceStatus, is_final
from millrace.ports.records import Forgettable

_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_FINAL = [status.value for status in InstanceStatus if is_final(status)]
_FROZEN = constants([InstanceStatus.FROZEN.value])[0]
_LIVE = constants([AttemptStatus.QUEUED.value, AttemptStatus.RUNNING.value])
_LIMIT = bindparam("most", type_=node_run.c.run_number.type)

_parent = instance.alias("parent")
_parent_run = node_run.alias("parent_run")
_HAS_OPEN_PARENT = (
    select(_parent.c.id)
    .join(_parent_run, _parent_run.c.instance_id == _parent.c.id)
    .where(_parent_run.c.id == instance.c.parent_node_run_id, _parent.c.status.not_in(_FINAL))
    .correlate(instance)
    .exists()
)
_HAS_LIVE_ATTEMPT = (
    select(attempt.c.id)
    .where(attempt.c.instance_id == instance.c.id, attempt.c.status.in_(_LIVE))
    .correlate(instance)
    .exists()
)
_NODE_RUNS = (
    select(func.count()).where(node_run.c.instance_id == instance.c.id).correlate(instance).scalar_subquery()
)
# The first conditions repeat the partial index's: a sweep that finds nothing reads one entry of it.
_EXPIRABLE = (
    select(instance.c.id, _NODE_RUNS)
    .where(
        instance.c.ended_at.is_not(None),
        instance.c.expired_at.is_(None),
        instance.c.status != _FROZEN,
        instance.c.ended_at < bindparam("before", type_=instance.c.ended_at.type),
        ~_HAS_LIVE_ATTEMPT,
        ~_HAS_OPEN_PARENT,
    )
    .order_by(instance.c.ended_at)
    .limit(_LIMIT)
)
_EXPIRE = (
    delete(output).where(output.c.instance_id.in_(_IDS)),
    delete(attempt).where(attempt.c.instance_id.in_(_IDS)),  # its details go with it
    delete(node_run).where(node_run.c.instance_id.in_(_IDS)),
)
_MARK = (
    update(instance)
    .where(instance.c.id.in_(_IDS))
    .values(expired_at=bindparam("at", type_=instance.c.expired_at.type))
)


def _by_time(table: Table, moment: Column[datetime]) -> Delete:
    """Delete the rows with the oldest times: for tables with few rows or an index on the time."""
    keys = list(table.primary_key)
    first = select(*keys).where(moment < bindparam("before", type_=moment.type)).order_by(moment)
    return delete(table).where(tuple_(*keys).in_(first.limit(_LIMIT)))


def _by_id(table: Table, moment: Column[datetime], *conditions: ColumnElement[bool]) -> Delete:
    """Delete of the first rows those that are old: ids grow with time, so no index on the time is needed."""
    first = select(table.c.id).where(*conditions).order_by(table.c.id).limit(_LIMIT)
    return delete(table).where(table.c.id.in_(first), moment < bindparam("before", type_=moment.type))


_FORGET: Mapping[Forgettable, Delete] = {
    Forgettable.SESSION: _by_time(web_session, web_session.c.expires_at),
    Forgettable.LOGIN_TOKEN: _by_time(login_token, login_token.c.expires_at),
    Forgettable.ANSWER: _by_time(idempotent_answer, idempotent_answer.c.at),
    Forgettable.COMMAND: _by_id(command, command.c.settled_at, command.c.settled_at.is_not(None)),
    Forgettable.SET_ASIDE: _by_id(event_set_aside, event_set_aside.c.at),
    Forgettable.AUDIT: _by_id(audit, audit.c.at),
}


class SqlHistory(SqlRepository):
    """`HistoryRepository` in SQL."""

    def expirable(self, ended_before: datetime, limit: int) -> Sequence[tuple[InstanceId, int]]:
        rows = self._connection.execute(_EXPIRABLE, {"before": ended_before, "most": limit})
        return [(InstanceId(row[0]), row[1]) for row in rows]

    def expire(self, ids: Collection[InstanceId], at: datetime) -> None:
        for chunk in chunks(ids):
            for statement in _EXPIRE:
                self._connection.execute(statement, {"ids": chunk})
            self._connection.execute(_MARK, {"ids": chunk, "at": at})

    def forget(self, what: Forgettable, before: datetime, limit: int) -> int:
        return self._connection.execute(_FORGET[what], {"before": before, "most": limit}).rowcount
