"""Which instances of a PatchData task may start, and which are canceled, one change at a time (R183-R190).

`PatchRun` holds the state of a task. It is told every change of an instance and asked what may happen now. It
regards what it answers as done: a started entry holds its place, a canceled one is canceled, a dry run has
ended good. So an answer is never given twice, and what the caller reports of it later changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from heapq import heappop, heappush

from millrace.domain.dependency_verdicts import Verdict, combined, verdict
from millrace.domain.instance import InstanceStatus, StateClass, state_class
from millrace.domain.patchdata import JobLine, PatchPlan
from millrace.domain.patchdata_days import DayBarrier
from millrace.domain.patchdata_waits import ClassRow, LinkState, link_states
from millrace.domain.patchdata_windows import is_open, next_opening
from millrace.domain.schedule import Dependency

_S = InstanceStatus
_HOLDING = frozenset({_S.RUNNING, _S.ABNORMAL, _S.PAUSED})
_STARTABLE = frozenset({_S.WAITING, _S.WAITING_CONFIRMATION})
_OPEN, _GOOD, _BAD = StateClass.OPEN, StateClass.GOOD, StateClass.BAD


class TaskState(StrEnum):
    """R189."""

    RUNNING = "running"
    SUCCESS = "success"
    FAILED = "failed"
    CANCELED = "canceled"


class CancelReason(StrEnum):
    """Why a task cancels an instance that has not started."""

    UPSTREAM_POLICY = "upstream_policy"  # R42 inside the task
    STOPPED_ON_FAILURE = "stopped_on_failure"  # R185


@dataclass(frozen=True, slots=True)
class PatchStep:
    """What happens now: first the cancelations, then the starts, in list order as places are given."""

    cancel: tuple[tuple[int, CancelReason], ...] = ()
    start: tuple[int, ...] = ()


class _Job:
    """The running state of one job of the task."""

    def __init__(self, line: JobLine) -> None:
        self.line = line
        self.row = ClassRow(len(line.times))
        self.missing = [0] * len(line.times)  # dependencies not satisfied, and the own instance before
        self.held_back = bytearray(len(line.times))  # by the own instance before
        self.links: list[LinkState] = []  # its own dependencies
        self.below: list[tuple[LinkState, _Job]] = []  # those of others on it
        self.ready: list[int] = []  # heap of indexes that lack only a place
        self.used = 0


class PatchRun:
    """A task under way. `states`: of the generated instances; `admitted`: waiting ones that have a place."""

    def __init__(
        self,
        plan: PatchPlan,
        states: Mapping[int, InstanceStatus] | None = None,
        admitted: Iterable[int] = (),
    ) -> None:
        self.plan = plan
        self.stopped = False
        self._jobs = {line.name: _Job(line) for line in plan.lines}
        self._states: list[InstanceStatus | None] = [None] * len(plan.entries)
        self._placed = bytearray(len(plan.entries))
        self._fronts: list[int] = []  # heap: the first ready one of jobs with a free place
        self._doubtful: list[int] = []  # perhaps canceled by policy
        self._waived: dict[int, set[int] | None] = {}  # R49; None: of all
        self._days = DayBarrier(plan)
        self._open, self._bad = len(plan.entries), 0
        self._connect()
        for index in admitted:
            self._take_place(index)
        for index, status in sorted((states or {}).items()):
            self.changed(index, status)

    def _connect(self) -> None:
        rows = {name: job.row for name, job in self._jobs.items()}
        for job in self._jobs.values():
            job.links = link_states(job.line, rows)
            for link, state in zip(job.line.links, job.links, strict=True):
                self._jobs[link.upstream.name].below.append((state, job))
                for ordinal in state.unsatisfied():
                    job.missing[ordinal] += 1
            for ordinal in range(len(job.line.times)):
                if job.line.predecessor(ordinal) is not None:
                    job.held_back[ordinal] = 1
                    job.missing[ordinal] += 1

    # ---- what happened ----

    def changed(self, index: int, status: InstanceStatus) -> None:
        """An instance was generated, began, ended, was frozen, or waits again (rerun)."""
        old = self._states[index]
        if old is status:
            return
        self._states[index] = status
        entry = self.plan.entries[index]
        job = self._jobs[entry.job]
        if status in _HOLDING:
            self._take_place(index)
        elif old is not None and self._placed[index]:
            self._placed[index] = 0
            job.used -= 1
            self._offer(job)
        self._class_changed(job, entry.ordinal, index, state_class(status))
        self._own_successor(job, entry.ordinal, status)
        if status in _STARTABLE:
            self._arrived(job, index)

    ended = changed

    def _take_place(self, index: int) -> None:
        if not self._placed[index]:
            self._placed[index] = 1
            self._jobs[self.plan.entries[index].job].used += 1

    def _class_changed(self, job: _Job, ordinal: int, index: int, now: StateClass) -> None:
        before = job.row[ordinal]
        if before is now:
            return
        job.row[ordinal] = now
        self._open += (now is _OPEN) - (before is _OPEN)
        self._bad += (now is _BAD) - (before is _BAD)
        if self._days.changed(index, before, now):
            for other in self._jobs.values():
                self._offer(other)
        for state, target in job.below:
            positions, satisfied = state.turned(ordinal, before)
            for each in state.ordinals(positions):
                self._count(target, each, -1 if satisfied else 1)
            if now is _BAD:
                self._doubtful += [
                    target.line.indexes[each] for each in state.ordinals(state.to_cancel(ordinal))
                ]

    def _own_successor(self, job: _Job, ordinal: int, status: InstanceStatus) -> None:
        """R104 inside the task: held back unless the own instance before is good or canceled."""
        after = ordinal + 1
        if after >= len(job.line.times) or job.line.predecessor(after) is None:
            return
        blocks = status is not _S.CANCELED and state_class(status) is not _GOOD
        if blocks != bool(job.held_back[after]):
            job.held_back[after] = blocks
            self._count(job, after, 1 if blocks else -1)

    def _count(self, job: _Job, ordinal: int, by: int) -> None:
        job.missing[ordinal] += by
        if job.missing[ordinal] == 0:
            self._push(job, job.line.indexes[ordinal])

    def _arrived(self, job: _Job, index: int) -> None:
        if self._policy_cancels(index) or self._days.is_closed(index):
            self._doubtful.append(index)
        self._push(job, index)

    def _push(self, job: _Job, index: int) -> None:
        if self._may_start(index):
            heappush(job.ready, index)
            self._offer(job)

    def without(self, index: int, upstream: int | None = None) -> None:
        """R49: let a waiting instance go without one upstream entry, or without all of them."""
        waived = self._waived.setdefault(index, set())
        if upstream is None:
            self._waived[index] = None
        elif waived is not None:
            waived.add(upstream)

    def stop(self) -> tuple[int, ...]:
        """R189: nothing starts any more; the instances to be canceled, waiting and running ones."""
        self.stopped = True
        found = tuple(
            index for index, status in enumerate(self._states) if status in _HOLDING or status in _STARTABLE
        )
        for index in found:
            self.changed(index, _S.CANCELED)
        return found

    # ---- what may happen now ----

    def take(self, now: datetime, most: int | None = None) -> PatchStep:
        """What happens now, until nothing changes any more; regarded as done.

        With `most` no more than so many: who gets that many asks again. No start comes before a cancelation.
        """
        if self.stopped:
            return PatchStep()
        room = len(self._states) * 2 if most is None else most
        cancel = self._cancelations(room)
        start: list[int] = []
        if self.is_open(now) and len(cancel) < room:
            self._look_at_waived()
            while len(cancel) + len(start) < room and (index := self._next_start()) is not None:
                start.append(index)
                self._begin(index)
        return PatchStep(tuple(cancel), tuple(start))

    def is_open(self, now: datetime) -> bool:
        """Whether the running window lets instances start (R188)."""
        return is_open(self.plan.request.running_window, self.plan.zone, now)

    def next_window(self, now: datetime) -> datetime | None:
        """When the running window opens; None if it is open, or there is none."""
        return next_opening(self.plan.request.running_window, self.plan.zone, now)

    def status_of(self, index: int) -> InstanceStatus | None:
        """As far as the task knows, what it answered included; None: not generated."""
        return self._states[index]

    def holds_place(self, index: int) -> bool:
        """Whether the entry has a place: it began, or was told to."""
        return bool(self._placed[index])

    @property
    def has_ready(self) -> bool:
        """Whether some instance lacks only a place, its day, or the running window."""
        return any(self._may_start(index) for job in self._jobs.values() for index in job.ready)

    def wants_more(self, first: int, most: int) -> bool:
        """Whether one of the `most` entries from `first` on, none of them generated, could start at once."""
        for entry in self.plan.entries[first : first + most]:
            job = self._jobs[entry.job]
            if job.used >= self.plan.request.parallel or self._front(job) is not None:
                continue
            if job.missing[entry.ordinal] == 0 and self._days.may_start(entry.index):
                return True
        return False

    def lacks(self, index: int) -> str:
        """The word of R54 for what a waiting entry lacks."""
        entry = self.plan.entries[index]
        job = self._jobs[entry.job]
        if self._states[index] is _S.WAITING_CONFIRMATION:
            return "confirmation"
        held = job.held_back[entry.ordinal]
        if index in self._waived:
            upstream = self._waived_verdict(index) is not Verdict.RUN
        else:
            upstream = job.missing[entry.ordinal] > held
        return "upstream" if upstream else "previous_cycle" if held else "concurrency"

    @property
    def closed(self) -> bool:
        """R185: a day with a bad instance has ended the task; later days need not be generated any more."""
        return self._days.closed_after is not None

    @property
    def task_state(self) -> TaskState:
        """R189. After a stop upon failure, instances that were never generated count as canceled."""
        if self.stopped:
            return TaskState.CANCELED
        if self._days.open_in_reach(self._open) > 0:
            return TaskState.RUNNING
        return TaskState.FAILED if self._bad else TaskState.SUCCESS

    def _cancelations(self, most: int) -> list[tuple[int, CancelReason]]:
        found: list[tuple[int, CancelReason]] = []
        while True:
            self._doubtful += self._days.newly_closed(self._states)
            if not self._doubtful or len(found) >= most:
                return found
            index = self._doubtful.pop()
            if self._states[index] not in _STARTABLE or self._placed[index]:
                continue
            if self._days.is_closed(index):
                found.append((index, CancelReason.STOPPED_ON_FAILURE))
            elif self._policy_cancels(index):
                found.append((index, CancelReason.UPSTREAM_POLICY))
            else:
                continue
            self.changed(index, _S.CANCELED)

    def _policy_cancels(self, index: int) -> bool:
        entry = self.plan.entries[index]
        if index in self._waived:
            return self._waived_verdict(index) is Verdict.CANCEL
        return any(state.cancels(entry.ordinal) for state in self._jobs[entry.job].links)

    def _front(self, job: _Job) -> int | None:
        """The first one of the job that lacks only a place."""
        while job.ready and not self._may_start(job.ready[0]):
            heappop(job.ready)
        return job.ready[0] if job.ready else None

    def _offer(self, job: _Job) -> None:
        front = self._front(job)
        if front is not None and job.used < self.plan.request.parallel:
            heappush(self._fronts, front)

    def _may_start(self, index: int) -> bool:
        if self._states[index] is not _S.WAITING or self._placed[index]:
            return False
        entry = self.plan.entries[index]
        job = self._jobs[entry.job]
        if index in self._waived:
            return not job.held_back[entry.ordinal] and self._waived_verdict(index) is Verdict.RUN
        return job.missing[entry.ordinal] == 0

    def _next_start(self) -> int | None:
        while self._fronts:
            index = heappop(self._fronts)
            job = self._jobs[self.plan.entries[index].job]
            front = self._front(job)
            if front is None or job.used >= self.plan.request.parallel:
                continue
            if front != index:
                heappush(self._fronts, front)
            elif self._days.may_start(index):  # else offered again when its day begins
                return heappop(job.ready)
        return None

    def _begin(self, index: int) -> None:
        entry = self.plan.entries[index]
        if entry.dry_run:  # gives its place back at once (R184)
            self.changed(index, _S.SUCCESS)
        else:
            self._take_place(index)
        self._offer(self._jobs[entry.job])

    def _look_at_waived(self) -> None:
        for index in self._waived:
            self._push(self._jobs[self.plan.entries[index].job], index)

    def _waived_verdict(self, index: int) -> Verdict:
        """Of an instance that an operator helps, by looking at everything it waits for (R49)."""
        waived = self._waived[index]
        if waived is None:
            return Verdict.RUN
        return combined(
            verdict(
                Dependency(job=wait.job, rule=wait.rule, on_upstream_failure=wait.policy),
                [_S.FORCE_SUCCESS if each in waived else self._states[each] for each in wait.indices],
            )
            for wait in self.plan.entries[index].waits
        )
