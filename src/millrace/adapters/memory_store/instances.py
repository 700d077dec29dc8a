"""Instances with their node runs, and their lists, in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from millrace.adapters.memory_store.attempts import MemoryAttempts
from millrace.adapters.memory_store.rows import MemoryRepository, plain
from millrace.domain.ids import InstanceId, JobId, NodeId, NodeRunId, WorkspaceId
from millrace.domain.instance import (
    Instance,
    InstanceState,
    InstanceStatus,
    NodeRun,
    NodeRunStatus,
    Trigger,
    is_final,
    is_final_node,
)
from millrace.ports.paging import from_cursor, to_cursor
from millrace.ports.records import InstanceSelection, InstanceSummary, NewInstance, Page


class MemoryInstanceStates(MemoryRepository):
    """Instances and node runs, as part of `InstanceRepository`."""

    def create(self, instances: Sequence[NewInstance]) -> Sequence[InstanceId | None]:
        return [self._create(new) for new in instances]

    def _create(self, new: NewInstance) -> InstanceId | None:
        unique = (new.job_id, new.trigger.value, new.plan_time, new.batch)
        if unique in self._rows.instance_keys:
            return None
        key = InstanceId(self._rows.next_id("instance"))
        self._rows.instance_keys[unique] = key
        self._rows.instances[key] = _identity(key, new)
        self._rows.states[key] = InstanceState(
            id=key,
            status=new.status,
            run_number=1,
            revision=1,
            node_runs=self._numbered(key, new.node_runs, {}, 1),
            dry_run=new.dry_run,
            admitted=new.admitted,
            preferred=new.preferred,
        )
        return key

    def _numbered(
        self,
        owner: InstanceId,
        runs: Iterable[NodeRun],
        known: Mapping[NodeId, NodeRun],
        run_number: int,
    ) -> Mapping[NodeId, NodeRun]:
        """The node runs with an id each: their own, that of the known row, or a new one."""
        numbered = dict(known)
        for run in runs:
            row = known.get(run.node_id)
            key = run.id or (row.id if row is not None else None)
            if key is None:
                key = NodeRunId(self._rows.next_id("node_run"))
                self._rows.run_numbers[key] = run_number
                self._rows.run_owners[key] = owner
            numbered[run.node_id] = replace(run, id=key)
        return numbered

    def find(self, job_id: JobId, trigger: Trigger, plan_time: datetime, batch: str) -> InstanceId | None:
        return self._rows.instance_keys.get((job_id, trigger.value, plan_time, batch))

    def load(self, ids: Collection[InstanceId]) -> Mapping[InstanceId, tuple[Instance, InstanceState]]:
        return {
            key: (self._rows.instances[key], self._rows.states[key])
            for key in ids
            if key in self._rows.states
        }

    def save(self, changes: Sequence[tuple[InstanceState, InstanceState]]) -> Collection[InstanceId]:
        stale: set[InstanceId] = set()
        for old, new in changes:
            stored = self._rows.states.get(old.id)
            if stored is None or stored.revision != old.revision:
                stale.add(old.id)
                continue
            same_run = stored.run_number == new.run_number
            gone = old.node_runs.keys() - new.node_runs.keys()
            known = {key: run for key, run in stored.node_runs.items() if same_run and key not in gone}
            runs = self._numbered(old.id, new.node_runs.values(), known, new.run_number)
            self._rows.expired.pop(old.id, None)  # a rerun gives it a history again
            self._rows.states[old.id] = replace(new, revision=old.revision + 1, node_runs=runs)
        return stale

    def open_instances(self) -> Sequence[InstanceId]:
        return sorted(key for key, state in self._rows.states.items() if not is_final(state.status))


class MemoryInstanceLists(MemoryRepository):
    """What people look at, as part of `InstanceRepository`."""

    def summary(self, ws: WorkspaceId, instance_id: InstanceId) -> InstanceSummary | None:
        instance = self._rows.instances.get(instance_id)
        return None if instance is None or instance.workspace_id != ws else self._summary(instance)

    def children(self, parent: NodeRunId) -> Sequence[InstanceSummary]:
        found = (each for each in self._rows.instances.values() if each.parent_node_run_id == parent)
        ordered = sorted(found, key=lambda each: (each.parent_row or 0, each.id))
        return [self._summary(instance) for instance in ordered]

    def list(
        self,
        ws: WorkspaceId,
        chosen: InstanceSelection = InstanceSelection(),  # noqa: B008 - frozen
        *,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[InstanceSummary]:
        before = None if cursor is None else from_cursor(cursor)
        found = [
            instance
            for key, instance in sorted(self._rows.instances.items(), reverse=True)
            if instance.workspace_id == ws
            and _is_chosen(instance, self._rows.states[key].status, chosen)
            and (before is None or key < before)
        ]
        items = [self._summary(instance) for instance in found[:limit]]
        return Page(items, to_cursor(items[-1].instance.id) if len(found) > limit else None)

    def latest_of_jobs(self, ws: WorkspaceId) -> Mapping[JobId, tuple[InstanceId, InstanceStatus]]:
        return {
            instance.job_id: (key, self._rows.states[key].status)
            for key, instance in sorted(self._rows.instances.items())
            if instance.workspace_id == ws and instance.job_id in self._rows.jobs
        }

    def _summary(self, instance: Instance) -> InstanceSummary:
        state = self._rows.states[instance.id]
        runs = state.node_runs.values()
        return InstanceSummary(
            instance=instance,
            status=state.status,
            reason=state.reason,
            run_number=state.run_number,
            revision=state.revision,
            started_at=state.started_at,
            ended_at=state.ended_at,
            nodes_total=len(runs),
            nodes_done=sum(is_final_node(run.status) for run in runs),
            nodes_failed=sum(run.status is NodeRunStatus.FAILED for run in runs),
        )


class MemoryInstances(MemoryInstanceStates, MemoryAttempts, MemoryInstanceLists):
    """`InstanceRepository` in dictionaries."""


def _is_chosen(instance: Instance, status: InstanceStatus, chosen: InstanceSelection) -> bool:
    top = instance.parent_node_run_id is None
    return (
        (top if chosen.job_id is None else instance.job_id == chosen.job_id)
        and (not chosen.statuses or status in chosen.statuses)
        and (not chosen.triggers or instance.trigger in chosen.triggers)
        and (chosen.batch is None or instance.batch == chosen.batch)
        and (chosen.plan_from is None or instance.plan_time >= chosen.plan_from)
        and (chosen.plan_until is None or instance.plan_time < chosen.plan_until)
    )


def _identity(key: InstanceId, new: NewInstance) -> Instance:
    return Instance(
        id=key,
        workspace_id=new.workspace_id,
        job_id=new.job_id,
        job_name=new.job_name,
        version_no=new.version_no,
        definition_hash=new.definition_hash,
        trigger=new.trigger,
        plan_time=new.plan_time,
        zone=new.zone,
        batch=new.batch,
        priority=new.priority,
        params=plain(dict(new.params)),
        passed_params=plain(dict(new.passed_params)),
        loop=None if new.loop is None else plain(dict(new.loop)),
        parent_node_run_id=new.parent_node_run_id,
        parent_row=new.parent_row,
        only_nodes=new.only_nodes,
        created_at=new.created.at,
        created_by=new.created.by,
    )
