"""What instances wait for: others by their keys, places, waivers, and figures of batches and jobs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    literal,
    select,
    true,
    update,
)

from millrace.adapters.sql_store.repositories.common import (
    SqlRepository,
    chunks,
    constants,
    insert_or_ignore,
)
from millrace.adapters.sql_store.repositories.instance_states import STATUS, TRIGGER
from millrace.adapters.sql_store.schedule_tables import dependency_waiver
from millrace.adapters.sql_store.tables import attempt, instance, job, node_run
from millrace.adapters.sql_store.types import Document, microseconds
from millrace.domain.ids import InstanceId, JobId, VersionNo
from millrace.domain.instance import BY_HAND, InstanceStatus, StateClass, Trigger, is_final, state_class
from millrace.ports.records import Stamp
from millrace.ports.schedule_records import InstanceBrief, InstanceKey, Waiver

AnyRow = Row[*tuple[Any, ...]]

_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_JOB = bindparam("job", type_=instance.c.job_id.type)
_ALL_JOBS = 0
_ALL_TIMES = datetime(1970, 1, 1, tzinfo=UTC)
_WAITING = constants(["waiting", "waiting_confirmation", "frozen"])
_OPEN = constants(status.value for status in InstanceStatus if not is_final(status))
_GOOD = [status.value for status in InstanceStatus if state_class(status) is StateClass.GOOD]
_SCHEDULE = constants([Trigger.SCHEDULE.value])[0]
_BY_HAND = constants(trigger.value for trigger in BY_HAND)
_PATCHDATA = constants([Trigger.PATCHDATA.value])[0]

_KEY = (instance.c.job_id, instance.c.trigger, instance.c.plan_time, instance.c.batch)
_BRIEF = select(instance.c.id, *_KEY, instance.c.status, instance.c.admitted)
# The keys as rows of a table: each is one look into the index, and the statement stays the same.
_in_json = func.json_each(bindparam("keys", type_=Document)).table_valued("value", name="wanted")
_FIND_SQLITE = _BRIEF.select_from(
    _in_json.join(
        instance,
        and_(*(column == func.json_extract(_in_json.c.value, f"$[{n}]") for n, column in enumerate(_KEY))),
    )
)
_in_arrays = (
    func.unnest(*(bindparam(column.name, type_=ARRAY(column.type)) for column in _KEY))
    .table_valued(*(column.name for column in _KEY), name="wanted")
    .render_derived()
)
_FIND_POSTGRESQL = _BRIEF.select_from(
    _in_arrays.join(instance, and_(*(column == _in_arrays.c[column.name] for column in _KEY)))
)
_ADMITTED = _BRIEF.where(
    instance.c.job_id.in_(_IDS), instance.c.admitted == true(), instance.c.status.in_(_OPEN)
)
# Two statements: the index of places serves only the schedule's instances, the key of all serves the others.
_TAKING = (
    _ADMITTED.where(instance.c.trigger.in_(_BY_HAND)),
    _ADMITTED.where(instance.c.trigger == _SCHEDULE),
)
_TOOK = (
    select(instance.c.started_at, instance.c.ended_at)
    .where(
        instance.c.workspace_id == select(job.c.workspace_id).where(job.c.id == _JOB).scalar_subquery(),
        instance.c.job_id == _JOB,
        func.coalesce(instance.c.status, "").in_(_GOOD),
        instance.c.started_at.is_not(None),
        instance.c.ended_at.is_not(None),
        instance.c.dry_run.is_(False),
    )
    .order_by(instance.c.id.desc())
    .limit(bindparam("most", type_=instance.c.run_number.type))
)


class SqlBriefs(SqlRepository):
    """Looking for instances that others wait for, as part of `WaitingRepository`."""

    def find(self, keys: Collection[InstanceKey]) -> Mapping[InstanceKey, InstanceBrief]:
        if self._dialect == "sqlite":
            listed = [(key.job_id, key.trigger.value, microseconds(key.plan_time), key.batch) for key in keys]
            rows = self._connection.execute(_FIND_SQLITE, {"keys": listed})
        else:
            arrays = {
                "job_id": [key.job_id for key in keys],
                "trigger": [key.trigger.value for key in keys],
                "plan_time": [key.plan_time for key in keys],
                "batch": [key.batch for key in keys],
            }
            rows = self._connection.execute(_FIND_POSTGRESQL, arrays)
        return {brief.key: brief for brief in map(_brief, rows)}

    def between(
        self, job_id: JobId, trigger: Trigger, batch: str, first: datetime, until: datetime
    ) -> Sequence[InstanceBrief]:
        query = _of_batch(job_id, trigger, batch).where(
            instance.c.plan_time >= first, instance.c.plan_time < until
        )
        return self._briefs(query.order_by(instance.c.plan_time))

    def before(
        self, job_id: JobId, trigger: Trigger, batch: str, plan_time: datetime
    ) -> InstanceBrief | None:
        query = _of_batch(job_id, trigger, batch).where(instance.c.plan_time < plan_time)
        found = self._briefs(query.order_by(instance.c.plan_time.desc()).limit(1))
        return found[0] if found else None

    def waiting(self) -> Sequence[InstanceBrief]:
        return self._briefs(_BRIEF.where(instance.c.status.in_(_WAITING)).order_by(instance.c.id))

    def taking_places(self, jobs: Collection[JobId]) -> Sequence[InstanceBrief]:
        found = [
            _brief(row)
            for chunk in chunks(jobs)
            for query in _TAKING
            for row in self._connection.execute(query, {"ids": chunk})
        ]
        return sorted(found, key=lambda brief: (brief.key.job_id, brief.key.plan_time, brief.id))

    def _briefs(self, query: Select[*tuple[Any, ...]]) -> Sequence[InstanceBrief]:
        return [_brief(row) for row in self._connection.execute(query)]


class SqlFigures(SqlRepository):
    """Counts and durations, as part of `WaitingRepository`."""

    def counts(
        self, trigger: Trigger, batches: Collection[str]
    ) -> Mapping[str, Mapping[InstanceStatus, int]]:
        counted: dict[str, dict[InstanceStatus, int]] = {batch: {} for batch in batches}
        query = (
            select(instance.c.batch, instance.c.status, func.count())
            .where(instance.c.batch.in_(bindparam("batches", expanding=True)), _has_trigger(trigger))
            .group_by(instance.c.batch, instance.c.status)
        )
        if "" not in batches:
            query = query.where(instance.c.batch != constants([""])[0])
        for chunk in chunks(batches):
            for batch, status, count in self._connection.execute(query, {"batches": chunk}):
                counted[batch][STATUS[status]] = count
        return counted

    def durations(self, jobs: Collection[JobId], newest: int = 20) -> Mapping[JobId, timedelta]:
        # The newest of a job come from the index by job, however many instances there are.
        took: dict[JobId, list[timedelta]] = {}
        for job_id in jobs:
            for started_at, ended_at in self._connection.execute(_TOOK, {"job": job_id, "most": newest}):
                took.setdefault(job_id, []).append(ended_at - started_at)
        return {job_id: sum(times, timedelta()) / len(times) for job_id, times in took.items()}


class SqlWaiting(SqlBriefs, SqlFigures):
    """`WaitingRepository` in SQL."""

    def add_waivers(self, waivers: Sequence[Waiver]) -> None:
        if waivers:
            self._connection.execute(
                insert_or_ignore(self._dialect, dependency_waiver),
                [
                    {
                        "instance_id": waiver.instance_id,
                        "upstream_job_id": waiver.upstream_job_id or _ALL_JOBS,
                        "upstream_plan_time": waiver.upstream_plan_time or _ALL_TIMES,
                        "made_by": waiver.made.by,
                        "made_at": waiver.made.at,
                    }
                    for waiver in waivers
                ],
            )

    def waivers(self, ids: Collection[InstanceId]) -> Mapping[InstanceId, Sequence[Waiver]]:
        query = (
            select(dependency_waiver)
            .where(dependency_waiver.c.instance_id.in_(_IDS))
            .order_by(*dependency_waiver.primary_key)
        )
        found: dict[InstanceId, list[Waiver]] = {}
        for chunk in chunks(ids):
            for key, job_id, plan_time, by, at in self._connection.execute(query, {"ids": chunk}):
                upstream = None if plan_time == _ALL_TIMES else plan_time
                found.setdefault(key, []).append(Waiver(key, job_id or None, upstream, Stamp(by, at)))
        return found

    def adopt_version(self, instance_id: InstanceId, version_no: VersionNo, definition_hash: str) -> None:
        self._connection.execute(
            update(instance)
            .where(instance.c.id == instance_id)
            .values(version_no=version_no, definition_hash=definition_hash)
        )

    def remove(self, instance_id: InstanceId) -> None:
        for below in (attempt, node_run):  # facts, outputs and waivers go with their instance
            self._connection.execute(delete(below).where(below.c.instance_id == instance_id))
        self._connection.execute(delete(instance).where(instance.c.id == instance_id))


def _has_trigger(trigger: Trigger) -> Any:
    """PatchData has an index of its own, which serves only a condition that names it."""
    return instance.c.trigger == (_PATCHDATA if trigger is Trigger.PATCHDATA else trigger.value)


def _of_batch(job_id: JobId, trigger: Trigger, batch: str) -> Select[*tuple[Any, ...]]:
    return _BRIEF.where(
        and_(instance.c.job_id == job_id, _has_trigger(trigger), instance.c.batch == literal(batch))
    )


def _brief(row: AnyRow) -> InstanceBrief:
    """Positional, in the order of `_BRIEF`."""
    key, job_id, trigger, plan_time, batch, status, admitted = row
    return InstanceBrief(
        key, InstanceKey(job_id, TRIGGER[trigger], plan_time, batch), STATUS[status], admitted
    )
