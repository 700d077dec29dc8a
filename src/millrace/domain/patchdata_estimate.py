"""When a PatchData task will be over, about: its plan is run in virtual time by mean durations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush

from millrace.domain.instance import InstanceStatus
from millrace.domain.patchdata import PatchPlan
from millrace.domain.patchdata_starts import PatchRun

DEFAULT_MINUTES = 1.0
"""Of a job that has never run."""

_HOLDING = frozenset({InstanceStatus.RUNNING, InstanceStatus.ABNORMAL, InstanceStatus.PAUSED})


@dataclass(frozen=True, slots=True)
class Estimate:
    """`ends`: by index; None for an entry that would not end."""

    ends: tuple[datetime | None, ...]

    @property
    def end(self) -> datetime | None:
        """When the last one ends; None if some entry would wait for ever, or nothing is left to be run."""
        if any(end is None for end in self.ends):
            return None
        return max((end for end in self.ends if end is not None), default=None)


def estimate(
    plan: PatchPlan,
    mean_minutes: Mapping[str, float],
    now: datetime,
    states: Mapping[int, InstanceStatus] | None = None,
) -> Estimate:
    """If every instance ends good after the mean minutes of its job; `states` is what has happened already.

    Running ones are taken to have just begun; those that have ended, well or badly, ended now.
    """
    virtual = _Virtual(plan, mean_minutes, now, states or {})
    return Estimate(tuple(virtual.run()))


class _Virtual:
    def __init__(
        self,
        plan: PatchPlan,
        mean_minutes: Mapping[str, float],
        now: datetime,
        states: Mapping[int, InstanceStatus],
    ) -> None:
        self._plan = plan
        self._now = now
        self._lasting = {
            line.name: timedelta(minutes=mean_minutes.get(line.name, DEFAULT_MINUTES)) for line in plan.lines
        }
        all_states = {entry.index: InstanceStatus.WAITING for entry in plan.entries}
        for index, status in states.items():
            confirmed = status is not InstanceStatus.WAITING_CONFIRMATION
            all_states[index] = status if confirmed else InstanceStatus.WAITING
        self._run = PatchRun(plan, all_states)
        self._ends: list[datetime | None] = [None] * len(plan.entries)
        self._going: list[tuple[datetime, int]] = []
        for index, status in all_states.items():
            if status in _HOLDING:
                self._begin(index)
            elif status is not InstanceStatus.WAITING:
                self._ends[index] = now

    def _begin(self, index: int) -> None:
        heappush(self._going, (self._now + self._lasting[self._plan.entries[index].job], index))

    def run(self) -> list[datetime | None]:
        """Until nothing can happen any more."""
        while True:
            self._start()
            opening = self._run.next_window(self._now)
            if self._going and (opening is None or self._going[0][0] <= opening):
                self._now = self._going[0][0]
                self._end_those_due()
            elif opening is not None and self._waiting():
                self._now = opening
                if not self._start() and not self._going:
                    return self._ends
            elif not self._going:
                return self._ends
            else:
                self._now = self._going[0][0]
                self._end_those_due()

    def _waiting(self) -> bool:
        return self._run.has_ready

    def _end_those_due(self) -> None:
        while self._going and self._going[0][0] <= self._now:
            _, index = heappop(self._going)
            self._ends[index] = self._now
            self._run.changed(index, InstanceStatus.SUCCESS)

    def _start(self) -> bool:
        step = self._run.take(self._now)
        for index, _ in step.cancel:
            self._ends[index] = self._now
        for index in step.start:
            if self._plan.entries[index].dry_run:
                self._ends[index] = self._now
            else:
                self._run.changed(index, InstanceStatus.RUNNING)
                self._begin(index)
        return bool(step.start)
