"""R184 and R185: the days of a PatchData task that runs day by day, and its end upon failure."""

from collections.abc import Sequence

from millrace.domain.instance import InstanceStatus, StateClass
from millrace.domain.patchdata import PatchPlan

_OPEN, _BAD = StateClass.OPEN, StateClass.BAD
_CANCELABLE = frozenset({InstanceStatus.WAITING, InstanceStatus.WAITING_CONFIRMATION})


class DayBarrier:
    """A day begins when all instances of the days before it are final; without "by day" at once."""

    def __init__(self, plan: PatchPlan) -> None:
        self._by_day = plan.request.by_day
        self._stops = plan.request.stop_on_failure
        self._day_of: list[int] = []
        self._open: list[int] = []
        self._bad: list[int] = []
        self._current = 0
        self._failed: set[int] = set()
        self.closed_after: int | None = None  # place of the first failed day
        self._told: int | None = None
        if self._by_day:
            self._read(plan)

    def _read(self, plan: PatchPlan) -> None:
        days = sorted({entry.day for entry in plan.entries}, reverse=plan.request.reverse)
        places = {day: place for place, day in enumerate(days)}
        self._day_of = [places[entry.day] for entry in plan.entries]
        self._open, self._bad = [0] * len(days), [0] * len(days)
        for place in self._day_of:
            self._open[place] += 1

    def changed(self, index: int, before: StateClass, now: StateClass) -> bool:
        """Counts an entry anew; says whether another day has begun."""
        if not self._by_day:
            return False
        place = self._day_of[index]
        self._open[place] += (now is _OPEN) - (before is _OPEN)
        self._bad[place] += (now is _BAD) - (before is _BAD)
        if self._stops:
            self._count_failed(place)
        current = self._current
        if self._open[place]:
            self._current = min(self._current, place)  # a rerun of an earlier day holds up the later ones
        while self._current < len(self._open) and not self._open[self._current]:
            self._current += 1
        return self._current != current

    def _count_failed(self, place: int) -> None:
        """R185: the day with the failure runs to its end first."""
        if self._bad[place] and not self._open[place]:
            self._failed.add(place)
            if self.closed_after is None or place < self.closed_after:
                self.closed_after = place
        elif place in self._failed:
            self._failed.discard(place)
            if place == self.closed_after:
                self.closed_after = min(self._failed, default=None)

    def may_start(self, index: int) -> bool:
        """Whether the day of an entry has begun."""
        return not self._by_day or self._day_of[index] <= self._current

    def is_closed(self, index: int) -> bool:
        """Whether the task ended, upon failure, before the day of an entry."""
        return self.closed_after is not None and self._day_of[index] > self.closed_after

    def newly_closed(self, states: Sequence[InstanceStatus | None]) -> list[int]:
        """Once for each end upon failure: the generated entries of later days that have not started."""
        if self.closed_after == self._told:
            return []
        earlier = self._told is None or (self.closed_after is not None and self.closed_after < self._told)
        self._told = self.closed_after
        if not earlier:
            return []
        return [
            index for index, status in enumerate(states) if status in _CANCELABLE and self.is_closed(index)
        ]

    def open_in_reach(self, total: int) -> int:
        """Of `total` open entries those that the end upon failure leaves."""
        if self.closed_after is None:
            return total
        return sum(self._open[: self.closed_after + 1])
