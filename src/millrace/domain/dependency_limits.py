"""How much one job may ask of its upstream jobs: each instance looks at every plan time of its windows."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from millrace.domain import plan_times
from millrace.domain.dependencies import interval_for
from millrace.domain.dependency_slots import Side
from millrace.domain.dependency_windows import Interval, Pair, pair_of
from millrace.domain.schedule import Cycle, Dependency, InstanceRule, Schedule
from millrace.domain.workspace_settings import DependencyMode

MAX_DEPENDENCIES = 100
MAX_WINDOW = 5000
"""Plan times of the upstream job in the window of one plan time."""

_SHORTEST = timedelta(minutes=MAX_WINDOW)
"""A job is due once a minute at most: a shorter window holds no more."""
_STEP = timedelta(days=31)
_STEPS = 13  # a year: months may differ, in an expression


def window_size(mode: DependencyMode, dependency: Dependency, own: Side, upstream: Side) -> int:
    """How many upstream plan times the largest window holds, as far as a year shows; 0 where it is short.

    Counted as if both jobs were due at all times of their recurrences, and not listed: there may be many.
    """
    pair = pair_of(mode, own.recurrence, upstream.recurrence, own.zone)
    if pair.by_slots:  # as many as the cycles asked for, of at most 24 a day
        return 0
    schedule = _unbounded(upstream.schedule)
    return max(
        (
            plan_times.count(schedule, upstream.zone, interval.first, interval.until)
            for interval in _intervals(pair, dependency, own, upstream)
            if interval.until - interval.first > _SHORTEST
        ),
        default=0,
    )


def _intervals(pair: Pair, dependency: Dependency, own: Side, upstream: Side) -> Iterator[Interval]:
    wanted = [dependency]
    if dependency.run_after_dependency_ends:  # R45 looks at the previous cycle as well
        one_before = {"cycle": Cycle.PREVIOUS, "n": 1, "rule": InstanceRule.ALL}
        wanted.append(dependency.model_copy(update=one_before))
    for at in _samples(own, upstream):
        for each in wanted:
            interval = interval_for(pair, each, own, at, upstream)
            if interval is not None:
                yield interval


def _samples(own: Side, upstream: Side) -> Iterator[datetime]:
    """Plan times of the downstream job, about one a month, from where both jobs are due."""
    firsts = [
        plan_times.next_after(_unbounded(side.schedule), side.zone, plan_times.FAR_PAST)
        for side in (own, upstream)
    ]
    if None in firsts:
        return
    begin = max(first for first in firsts if first is not None)
    for step in range(1, _STEPS + 1):
        at = plan_times.next_after(_unbounded(own.schedule), own.zone, begin + step * _STEP)
        if at is None:
            return
        yield at


def _unbounded(schedule: Schedule) -> Schedule:
    return schedule.model_copy(update={"start": None, "end": None})
