"""Creating, loading and saving instances with their node runs: the engine's hot path."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, insert, select, update

from millrace.adapters.sql_store.repositories.common import (
    SqlRepository,
    chunks,
    constants,
    document,
    insert_or_ignore,
    insert_or_update,
)
from millrace.adapters.sql_store.tables import instance, instance_facts, node_run
from millrace.domain.ids import InstanceId, NodeId, WorkspaceId
from millrace.domain.instance import (
    Instance,
    InstanceState,
    InstanceStatus,
    NodeRun,
    NodeRunStatus,
    SubState,
    Trigger,
    is_final,
)
from millrace.ports.records import NewInstance

FIRST_RUN = 1
FIRST_REVISION = 1

_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_KEY = (instance.c.job_id, instance.c.trigger, instance.c.plan_time, instance.c.batch)

_STATE_COLUMNS = (
    instance.c.id,
    instance.c.status,
    instance.c.run_number,
    instance.c.revision,
    instance.c.dry_run,
    instance.c.continued,
    instance.c.admitted,
    instance.c.preferred,
    instance.c.reason,
    instance.c.started_at,
    instance.c.ended_at,
    instance.c.listening_since,
)
IDENTITY_COLUMNS = (
    instance.c.id,
    instance.c.workspace_id,
    instance.c.job_id,
    instance.c.job_name,
    instance.c.version_no,
    instance.c.definition_hash,
    instance.c.trigger,
    instance.c.plan_time,
    instance.c.zone,
    instance.c.batch,
    instance.c.priority,
    instance_facts.c.params,
    instance_facts.c.passed_params,
    instance_facts.c.loop,
    instance.c.parent_node_run_id,
    instance.c.parent_row,
    instance_facts.c.only_nodes,
    instance.c.created_at,
    instance.c.created_by,
)
WITH_FACTS = instance.join(instance_facts, instance_facts.c.instance_id == instance.c.id)

_LOAD_INSTANCES = (
    select(*IDENTITY_COLUMNS, *_STATE_COLUMNS[1:]).select_from(WITH_FACTS).where(instance.c.id.in_(_IDS))
)
_LOAD_NODE_RUNS = (
    select(
        node_run.c.instance_id,
        node_run.c.node_id,
        node_run.c.status,
        node_run.c.sub_state,
        node_run.c.attempts,
        node_run.c.retries_used,
        node_run.c.skip_propagates,
        node_run.c.suspended,
        node_run.c.ignored,
        node_run.c.retry_at,
        node_run.c.reason,
        node_run.c.id,
        node_run.c.started_at,
        node_run.c.ended_at,
        node_run.c.error,
    )
    .select_from(
        instance.join(
            node_run,
            (node_run.c.instance_id == instance.c.id) & (node_run.c.run_number == instance.c.run_number),
        )
    )
    .where(instance.c.id.in_(_IDS))
    .order_by(node_run.c.id)
)
_REVISIONS = (
    select(instance.c.id, instance.c.revision)
    .where(instance.c.id.in_(_IDS))
    .order_by(instance.c.id)
    .with_for_update()
)
_OPEN_STATES = [status.value for status in InstanceStatus if not is_final(status)]
_OPEN = select(instance.c.id).where(instance.c.status.in_(constants(_OPEN_STATES))).order_by(instance.c.id)
_CHANGING = ("status", "sub_state", "attempts", "retries_used", "skip_propagates", "suspended", "ignored")
_NODE_RUN_CHANGES = (*_CHANGING, "retry_at", "reason", "started_at", "ended_at", "error")
_UPDATE_INSTANCE = update(instance).where(instance.c.id == bindparam("key"))
_UPDATE_NODE_RUN = update(node_run).where(node_run.c.id == bindparam("key"))
_REMOVE_NODE_RUNS = delete(node_run).where(
    node_run.c.instance_id == bindparam("key"),
    node_run.c.run_number == bindparam("run"),
    node_run.c.node_id.in_(bindparam("nodes", expanding=True)),
)

# A look into a dictionary is several times faster than the call of an enumeration.
_NODE_STATUS = {status.value: status for status in NodeRunStatus}
_SUB_STATE = {state.value: state for state in SubState}
TRIGGER = {trigger.value: trigger for trigger in Trigger}
STATUS = {status.value: status for status in InstanceStatus}


class SqlInstanceStates(SqlRepository):
    """Instances and node runs, as part of `InstanceRepository`."""

    def create(self, instances: Sequence[NewInstance]) -> Sequence[InstanceId | None]:
        if not instances:
            return []
        statement = insert_or_ignore(self._dialect, instance).returning(instance.c.id, *_KEY)
        rows = self._connection.execute(statement, [_instance_values(new) for new in instances])
        made = {(row[1], row[2], row[3], row[4]): InstanceId(row[0]) for row in rows}
        # Of two equal ones in one call the first gets the row: `pop` leaves nothing for the second.
        ids = [made.pop((new.job_id, new.trigger.value, new.plan_time, new.batch), None) for new in instances]
        created = [(key, new) for key, new in zip(ids, instances, strict=True) if key is not None]
        if created:
            self._connection.execute(
                insert(instance_facts), [_facts_values(key, new) for key, new in created]
            )
        runs = [
            _node_run_values(new.workspace_id, key, FIRST_RUN, run)
            for key, new in created
            for run in new.node_runs
        ]
        if runs:
            self._connection.execute(insert(node_run), runs)
        return ids

    def find(self, job_id: int, trigger: Trigger, plan_time: datetime, batch: str) -> InstanceId | None:
        found = self._connection.execute(
            select(instance.c.id).where(
                instance.c.job_id == job_id,
                instance.c.trigger == trigger.value,
                instance.c.plan_time == plan_time,
                instance.c.batch == batch,
            )
        ).scalar_one_or_none()
        return None if found is None else InstanceId(found)

    def load(self, ids: Collection[InstanceId]) -> Mapping[InstanceId, tuple[Instance, InstanceState]]:
        loaded: dict[InstanceId, tuple[Instance, InstanceState]] = {}
        for chunk in chunks(ids):
            rows = self._connection.execute(_LOAD_INSTANCES, {"ids": chunk}).all()
            node_runs: dict[int, dict[NodeId, NodeRun]] = {row[0]: {} for row in rows}
            for row in self._connection.execute(_LOAD_NODE_RUNS, {"ids": chunk}):
                node_runs[row[0]][row[1]] = _node_run(row)
            for row in rows:
                loaded[row[0]] = (instance_of(row), _state(row, node_runs[row[0]]))
        return loaded

    def save(self, changes: Sequence[tuple[InstanceState, InstanceState]]) -> Collection[InstanceId]:
        revisions: dict[int, int] = {}
        for chunk in chunks([old.id for old, _ in changes]):
            # Locked by this read (SQLite: by the transaction), so what follows cannot meet a newer revision.
            revisions.update((row[0], row[1]) for row in self._connection.execute(_REVISIONS, {"ids": chunk}))
        stale: set[InstanceId] = set()
        fresh: list[tuple[InstanceState, InstanceState]] = []
        for old, new in changes:
            if revisions.get(old.id) != old.revision:
                stale.add(old.id)
                continue
            revisions[old.id] = old.revision + 1
            fresh.append((old, new))
        if fresh:
            self._connection.execute(_UPDATE_INSTANCE, [_state_values(old, new) for old, new in fresh])
            self._save_node_runs(fresh)
        return stale

    def _save_node_runs(self, changes: Sequence[tuple[InstanceState, InstanceState]]) -> None:
        changed = [
            {"key": run.id, **_progress_values(run)} for _, run in _differing(changes) if run.id is not None
        ]
        if changed:
            self._connection.execute(_UPDATE_NODE_RUN, changed)
        for old, new in changes:
            if old.run_number == new.run_number and (gone := old.node_runs.keys() - new.node_runs.keys()):
                self._connection.execute(
                    _REMOVE_NODE_RUNS, {"key": old.id, "run": old.run_number, "nodes": sorted(gone)}
                )
        added = [(state, run) for state, run in _differing(changes) if run.id is None]
        if not added:
            return
        workspaces = self._workspaces([state.id for state, _ in added])
        self._connection.execute(
            insert_or_update(
                self._dialect, node_run, ("instance_id", "run_number", "node_id"), _NODE_RUN_CHANGES
            ),
            [_node_run_values(workspaces[state.id], state.id, state.run_number, run) for state, run in added],
        )

    def _workspaces(self, ids: Collection[InstanceId]) -> Mapping[int, WorkspaceId]:
        query = select(instance.c.id, instance.c.workspace_id).where(instance.c.id.in_(_IDS))
        return {
            row[0]: WorkspaceId(row[1])
            for chunk in chunks(ids)
            for row in self._connection.execute(query, {"ids": chunk})
        }

    def open_instances(self) -> Sequence[InstanceId]:
        return [InstanceId(key) for key in self._connection.execute(_OPEN).scalars()]


def _differing(
    changes: Sequence[tuple[InstanceState, InstanceState]],
) -> Iterator[tuple[InstanceState, NodeRun]]:
    """The node runs to write, with the state they belong to. Those of another run number are all new."""
    for old, new in changes:
        before = old.node_runs if old.run_number == new.run_number else {}
        for node_id, run in new.node_runs.items():
            known = before.get(node_id)
            if run is not known and run != known:
                yield new, run


def _node_run(row: Sequence[Any]) -> NodeRun:
    """Positional, in the order of `_LOAD_NODE_RUNS`: this runs 500 times for a big instance."""
    return NodeRun(row[1], _NODE_STATUS[row[2]], _SUB_STATE[row[3]], *row[4:])


def instance_of(row: Sequence[Any]) -> Instance:
    """Positional, in the order of `IDENTITY_COLUMNS`."""
    values = list(row[: len(IDENTITY_COLUMNS)])
    values[6] = TRIGGER[values[6]]
    values[16] = tuple(values[16])
    return Instance(*values)


def _state(row: Sequence[Any], node_runs: Mapping[NodeId, NodeRun]) -> InstanceState:
    """Positional, in the order of `_STATE_COLUMNS`."""
    status, run_number, revision, *others = row[len(IDENTITY_COLUMNS) :]
    return InstanceState(row[0], STATUS[status], run_number, revision, node_runs, *others)


def _instance_values(new: NewInstance) -> dict[str, Any]:
    return {
        "workspace_id": new.workspace_id,
        "job_id": new.job_id,
        "trigger": new.trigger.value,
        "plan_time": new.plan_time,
        "batch": new.batch,
        "job_name": new.job_name,
        "version_no": new.version_no,
        "definition_hash": new.definition_hash,
        "zone": new.zone,
        "priority": new.priority,
        "parent_node_run_id": new.parent_node_run_id,
        "parent_row": new.parent_row,
        "created_by": new.created.by,
        "created_at": new.created.at,
        "status": new.status.value,
        "run_number": FIRST_RUN,
        "revision": FIRST_REVISION,
        "dry_run": new.dry_run,
        "continued": False,
        "admitted": new.admitted,
        "preferred": new.preferred,
    }


def _facts_values(key: InstanceId, new: NewInstance) -> dict[str, Any]:
    return {
        "instance_id": key,
        "workspace_id": new.workspace_id,
        "params": dict(new.params),
        "passed_params": dict(new.passed_params),
        "loop": document(new.loop),
        "only_nodes": list(new.only_nodes),
    }


def _state_values(old: InstanceState, new: InstanceState) -> dict[str, Any]:
    return {
        "key": old.id,
        "status": new.status.value,
        "run_number": new.run_number,
        "revision": old.revision + 1,
        "dry_run": new.dry_run,
        "continued": new.continued,
        "admitted": new.admitted,
        "preferred": new.preferred,
        "reason": new.reason,
        "started_at": new.started_at,
        "ended_at": new.ended_at,
        "listening_since": new.listening_since,
        "expired_at": None,  # a rerun gives it a history again
    }


def _progress_values(run: NodeRun) -> dict[str, Any]:
    return {
        "status": run.status.value,
        "sub_state": run.sub_state.value,
        "attempts": run.attempts,
        "retries_used": run.retries_used,
        "skip_propagates": run.skip_propagates,
        "suspended": run.suspended,
        "ignored": run.ignored,
        "retry_at": run.retry_at,
        "reason": run.reason,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "error": document(run.error),
    }


def _node_run_values(ws: WorkspaceId, key: InstanceId, run_number: int, run: NodeRun) -> dict[str, Any]:
    return {
        "workspace_id": ws,
        "instance_id": key,
        "run_number": run_number,
        "node_id": run.node_id,
        **_progress_values(run),
    }
