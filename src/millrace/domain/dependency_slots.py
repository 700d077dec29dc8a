"""R37 and its part of R38: pairs with hours chosen one by one, matched by the slots of the natural day."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from millrace.domain.dependency_windows import Interval
from millrace.domain.local_times import start_of_day_of
from millrace.domain.periods import is_discrete, runs_per_day
from millrace.domain.plan_times import slots
from millrace.domain.schedule import Recurrence, Schedule

_MICROSECOND = timedelta(microseconds=1)
_FURTHEST_BACK_DAYS = 8192  # earlier cycles of a yearly schedule of many years

SlotsBetween = Callable[[datetime, datetime], Sequence[datetime]]


@dataclass(frozen=True, slots=True)
class Side:
    """One job of a dependency: its schedule and the plan times that exist, first <= t < until, ascending."""

    schedule: Schedule
    zone: str
    slots: SlotsBetween
    all_slots: SlotsBetween | None = None
    """Those its recurrence means, whether they exist or not, if they are not simply those."""

    @property
    def recurrence(self) -> Recurrence:
        """Of a periodic schedule."""
        if self.schedule.recurrence is None:
            raise ValueError("only periodic schedules take part in dependencies")  # refused by pair_refusal
        return self.schedule.recurrence

    def meant(self, first: datetime, until: datetime) -> Sequence[datetime]:
        """The slots of the recurrence, whether they exist or not."""
        if self.all_slots is not None:
            return self.all_slots(first, until)
        return list(slots(self.recurrence, self.zone, first, until))


def interval_of(down: Side, plan_time: datetime, up: Side, previous: int) -> Interval | None:
    """The upstream slots that count for a plan time; None: there are none."""
    same = _same(down, plan_time, up)
    if same is None or previous == 0:
        return same
    times = _last_before(up, same.first, previous)
    return Interval(times[0], times[-1] + _MICROSECOND) if times else None


def _same(down: Side, plan_time: datetime, up: Side) -> Interval | None:
    day = start_of_day_of(plan_time, down.zone)
    next_day = start_of_day_of(plan_time, down.zone, 1)
    if _paired_by_number(down, up):
        return _numbered(down.meant(day, next_day), plan_time, up.meant(day, next_day))
    theirs = up.slots(day, next_day)
    if not theirs:
        return None
    own = down.slots(day, plan_time)
    begin = own[-1] + _MICROSECOND if own else day
    until = plan_time + _MICROSECOND
    inside = [moment for moment in theirs if begin <= moment < until]
    if inside:
        return Interval(inside[0], inside[-1] + _MICROSECOND)
    at = bisect_right(theirs, plan_time)
    nearest = theirs[at - 1] if at else theirs[0]
    return Interval(nearest, nearest + _MICROSECOND)


def _paired_by_number(down: Side, up: Side) -> bool:
    return (
        is_discrete(down.recurrence)
        and is_discrete(up.recurrence)
        and runs_per_day(down.recurrence) == runs_per_day(up.recurrence)
    )


def _numbered(own: Sequence[datetime], plan_time: datetime, theirs: Sequence[datetime]) -> Interval | None:
    """The k-th of the day with the k-th, counted by what the schedules mean: a missing run shifts none."""
    number = max(0, bisect_right(own, plan_time) - 1)
    if number >= len(theirs):
        return None
    return Interval(theirs[number], theirs[number] + _MICROSECOND)


def _last_before(side: Side, before: datetime, wanted: int) -> Sequence[datetime]:
    """The last `wanted` plan times before an instant, looked for further and further back."""
    found: list[datetime] = []
    until, days = before, 2
    while len(found) < wanted and days <= _FURTHEST_BACK_DAYS:
        first = until - timedelta(days=days)
        found[:0] = side.slots(first, until)
        until, days = first, days * 2
    return found[-wanted:]
