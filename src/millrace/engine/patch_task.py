"""One PatchData task under way, as the engine remembers it: its plan, its rows, what may start (R180-R190).

The rules stand in `domain.patchdata_starts`; here is what links them with the instances in the store. All of
it can be made again from the task's record and the states of its instances.
"""

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from millrace.domain.ids import InstanceId, JobId
from millrace.domain.instance import InstanceStatus, StateClass, is_final, state_class
from millrace.domain.patchdata import PatchEntry, PatchPlan
from millrace.domain.patchdata_starts import PatchRun
from millrace.ports.schedule_records import InstanceBrief, PatchDataRecord, Waiver
from millrace.services.patching_plans import BasisJob

RUNNING, CANCELED = "running", "canceled"


class Task:
    """See the module. `briefs`: its instances in the store."""

    def __init__(
        self,
        record: PatchDataRecord,
        plan: PatchPlan,
        jobs: Sequence[BasisJob],
        briefs: Iterable[InstanceBrief],
    ) -> None:
        self.record = record
        self.plan = plan
        self.jobs = {each.name: each for each in jobs}
        self.ids: list[InstanceId | None] = [None] * len(plan.entries)
        self.statuses: list[InstanceStatus | None] = [None] * len(plan.entries)
        self.open: dict[InstanceId, int] = {}
        """Rows that are not final, with their place in the list."""
        self.to_stop: deque[InstanceId] = deque()
        self.retrying = False
        """Bad instances are being begun again, a few a step: until all are, nothing starts or is canceled."""
        self.changed = False
        """There is something to tell those who watch."""
        self.told_at: datetime | None = None
        self.tells_at: datetime | None = None
        self.opens_at: datetime | None = None
        """A timer is set for that instant, when the running window opens."""
        lines = {line.name: line for line in plan.lines}
        self._lines = {each.job_id: lines[each.name] for each in jobs}
        self._counts: Counter[InstanceStatus] = Counter()
        self.run = self._begin(briefs)

    def _begin(self, briefs: Iterable[InstanceBrief]) -> PatchRun:
        """The state of the task; what was to be generated and has no row could not be made, or is gone."""
        states = dict.fromkeys(range(self.record.generated), InstanceStatus.CANCELED)
        admitted = []
        for brief in briefs:
            index = self.index_of(brief.key.job_id, brief.key.plan_time)
            if index is None:
                continue
            states[index] = brief.status
            self._count(index, brief.id, brief.status)
            if brief.admitted and brief.status is InstanceStatus.WAITING:
                admitted.append(index)
        run = PatchRun(self.plan, states, admitted)
        if self.record.state == CANCELED:
            run.stop()
            self.to_stop.extend(self.open)
        return run

    # ---- finding

    @property
    def holds(self) -> bool:
        """Whether nothing may start or be canceled now."""
        return self.record.paused or self.retrying

    def index_of(self, job_id: JobId, plan_time: datetime) -> int | None:
        """The place in the list; None if the plan has no such instance."""
        line = self._lines.get(job_id)
        if line is None:
            return None
        ordinal = bisect_left(line.times, plan_time)
        if ordinal == len(line.times) or line.times[ordinal] != plan_time:
            return None
        return line.indexes[ordinal]

    def job_of(self, entry: PatchEntry) -> BasisJob:
        """The job of an entry."""
        return self.jobs[entry.job]

    def bad_after(self, index: int, most: int) -> list[int]:
        """The next bad instances in list order that have a row (R92)."""
        found = []
        for at in range(index + 1, self.record.generated):
            status = self.statuses[at]
            if status is not None and state_class(status) is StateClass.BAD:
                if status is not InstanceStatus.FROZEN:
                    found.append(at)
                if len(found) == most:
                    break
        return found

    def waits_on(self, index: int, upstream: int | None) -> bool:
        """Whether an operator may drop that upstream instance (R49): self-dependence stays."""
        entry = self.plan.entries[index]
        return upstream is not None and any(upstream in wait.indices for wait in entry.waits)

    # ---- what happened

    def note(self, index: int, instance_id: InstanceId, status: InstanceStatus, *, admitted: bool) -> None:
        """An instance is in that state now."""
        self._count(index, instance_id, status)
        gave_back = status is InstanceStatus.WAITING and not admitted and self.run.holds_place(index)
        if gave_back:  # frozen or stopped, and waiting again within one batch
            self.run.changed(index, InstanceStatus.RUNNING)
        self.run.changed(index, status)

    def _count(self, index: int, instance_id: InstanceId, status: InstanceStatus) -> None:
        before, self.statuses[index] = self.statuses[index], status
        self.ids[index] = instance_id
        if before is not None:
            self._counts[before] -= 1
        self._counts[status] += 1
        self.changed = True
        if is_final(status):
            self.open.pop(instance_id, None)
        else:
            self.open[instance_id] = index

    def waive(self, waiver: Waiver) -> None:
        """Let a waiting instance go without an upstream instance, or without all (R49)."""
        index = self.open.get(waiver.instance_id)
        if index is None:
            return
        if waiver.upstream_job_id is None or waiver.upstream_plan_time is None:
            self.run.without(index)
            return
        upstream = self.index_of(waiver.upstream_job_id, waiver.upstream_plan_time)
        if upstream is not None:
            self.run.without(index, upstream)

    def go_on(self) -> None:
        """A stopped task is open again."""
        self.to_stop.clear()
        self.run.stopped = False

    # ---- telling

    def news(self) -> Mapping[str, Any]:
        """What those who watch the workspace's tasks are told. What an ended task never made is canceled."""
        counts = {status.value: count for status, count in self._counts.items() if count}
        record = self.record
        rest = record.total - sum(counts.values())
        if record.state != RUNNING and rest > 0:
            counts[CANCELED] = counts.get(CANCELED, 0) + rest
        return {
            "id": record.id,
            "state": record.state,
            "paused": record.paused,
            "total": record.total,
            "generated": record.generated,
            "counts": counts,
        }
