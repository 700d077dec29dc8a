"""What instances wait for, in memory."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from millrace.adapters.memory_store.rows import MemoryRepository
from millrace.domain.ids import InstanceId, JobId, VersionNo
from millrace.domain.instance import (
    TAKING_PLACES,
    InstanceState,
    InstanceStatus,
    StateClass,
    Trigger,
    is_final,
    state_class,
)
from millrace.ports.schedule_records import InstanceBrief, InstanceKey, Waiver

_WAITING = (InstanceStatus.WAITING, InstanceStatus.WAITING_CONFIRMATION, InstanceStatus.FROZEN)
_ALL_JOBS = JobId(0)
_ALL_TIMES = datetime(1970, 1, 1, tzinfo=UTC)


class MemoryBriefs(MemoryRepository):
    """Looking for instances that others wait for, as part of `WaitingRepository`."""

    def find(self, keys: Collection[InstanceKey]) -> Mapping[InstanceKey, InstanceBrief]:
        found = {
            key: self._rows.instance_keys.get((key.job_id, key.trigger.value, key.plan_time, key.batch))
            for key in keys
        }
        return {key: self._brief(found_id) for key, found_id in found.items() if found_id is not None}

    def between(
        self, job_id: JobId, trigger: Trigger, batch: str, first: datetime, until: datetime
    ) -> Sequence[InstanceBrief]:
        found = self._briefs(
            lambda brief: (
                (brief.key.job_id, brief.key.trigger, brief.key.batch) == (job_id, trigger, batch)
                and first <= brief.key.plan_time < until
            )
        )
        return sorted(found, key=lambda brief: brief.key.plan_time)

    def before(
        self, job_id: JobId, trigger: Trigger, batch: str, plan_time: datetime
    ) -> InstanceBrief | None:
        earlier = self.between(job_id, trigger, batch, datetime.min.replace(tzinfo=UTC), plan_time)
        return earlier[-1] if earlier else None

    def waiting(self) -> Sequence[InstanceBrief]:
        return self._briefs(lambda brief: brief.status in _WAITING)

    def taking_places(self, jobs: Collection[JobId]) -> Sequence[InstanceBrief]:
        found = self._briefs(
            lambda brief: (
                brief.key.job_id in jobs
                and brief.key.trigger in TAKING_PLACES
                and brief.admitted
                and not is_final(brief.status)
            )
        )
        return sorted(found, key=lambda brief: (brief.key.job_id, brief.key.plan_time))

    def _briefs(self, chosen: Callable[[InstanceBrief], bool]) -> Sequence[InstanceBrief]:
        briefs = (self._brief(key) for key in sorted(self._rows.instances))
        return [brief for brief in briefs if chosen(brief)]

    def _brief(self, key: InstanceId) -> InstanceBrief:
        instance, state = self._rows.instances[key], self._rows.states[key]
        unique = InstanceKey(instance.job_id, instance.trigger, instance.plan_time, instance.batch)
        return InstanceBrief(key, unique, state.status, state.admitted)


class MemoryFigures(MemoryRepository):
    """Counts and durations, as part of `WaitingRepository`."""

    def counts(
        self, trigger: Trigger, batches: Collection[str]
    ) -> Mapping[str, Mapping[InstanceStatus, int]]:
        counted: dict[str, dict[InstanceStatus, int]] = {batch: {} for batch in batches}
        for key, instance in self._rows.instances.items():
            if instance.trigger is trigger and instance.batch in counted:
                of_batch, status = counted[instance.batch], self._rows.states[key].status
                of_batch[status] = of_batch.get(status, 0) + 1
        return counted

    def durations(self, jobs: Collection[JobId], newest: int = 20) -> Mapping[JobId, timedelta]:
        took: dict[JobId, list[timedelta]] = {}
        for key, state in sorted(self._rows.states.items(), reverse=True):
            job_id = self._rows.instances[key].job_id
            time = _took(state)
            times = took.setdefault(job_id, [])
            if job_id in jobs and job_id in self._rows.jobs and time is not None and len(times) < newest:
                times.append(time)
        return {job_id: sum(times, timedelta()) / len(times) for job_id, times in took.items() if times}


class MemoryWaiting(MemoryBriefs, MemoryFigures):
    """`WaitingRepository` in dictionaries."""

    def add_waivers(self, waivers: Sequence[Waiver]) -> None:
        for waiver in waivers:
            upstream = (waiver.upstream_job_id or _ALL_JOBS, waiver.upstream_plan_time or _ALL_TIMES)
            self._rows.waivers.setdefault((waiver.instance_id, *upstream), waiver)

    def waivers(self, ids: Collection[InstanceId]) -> Mapping[InstanceId, Sequence[Waiver]]:
        found: dict[InstanceId, list[Waiver]] = {}
        for (key, _, _), waiver in sorted(self._rows.waivers.items(), key=lambda item: item[0]):
            if key in ids:
                found.setdefault(key, []).append(waiver)
        return found

    def adopt_version(self, instance_id: InstanceId, version_no: VersionNo, definition_hash: str) -> None:
        known = self._rows.instances.get(instance_id)
        if known is not None:
            self._rows.instances[instance_id] = replace(
                known, version_no=version_no, definition_hash=definition_hash
            )

    def remove(self, instance_id: InstanceId) -> None:
        rows = self._rows
        instance = rows.instances.pop(instance_id, None)
        if instance is None:
            return
        del rows.states[instance_id]
        key = (instance.job_id, instance.trigger.value, instance.plan_time, instance.batch)
        del rows.instance_keys[key]
        for run_id in [run_id for run_id, owner in rows.run_owners.items() if owner == instance_id]:
            del rows.run_owners[run_id], rows.run_numbers[run_id]
        for attempt_id in [each.id for each in rows.attempts.values() if each.instance_id == instance_id]:
            del rows.attempts[attempt_id]
        for output in [output for output in rows.outputs if output[0] == instance_id]:
            del rows.outputs[output]
        for waiver in [waiver for waiver in rows.waivers if waiver[0] == instance_id]:
            del rows.waivers[waiver]


def _took(state: InstanceState) -> timedelta | None:
    """How long an instance ran; None for one that ended badly or did not run."""
    good = state_class(state.status) is StateClass.GOOD
    if not good or state.dry_run or state.started_at is None or state.ended_at is None:
        return None
    return state.ended_at - state.started_at
