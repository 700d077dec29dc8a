"""Dependencies between jobs: which pairs are allowed, and which upstream plan times an instance needs.

All of it is computed from schedules and plan times; what becomes of an instance by the states of those
upstream instances is decided in `dependency_verdicts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from millrace.domain import dependency_slots
from millrace.domain.dependency_slots import Side
from millrace.domain.dependency_verdicts import Verdict, combined, verdict
from millrace.domain.dependency_windows import Interval, Pair, nearest_interval, pair_of
from millrace.domain.periods import (
    PeriodKind,
    interval_hours,
    interval_minutes,
    is_discrete,
    kind_of,
)
from millrace.domain.schedule import Cycle, Dependency, InstanceRule, Recurrence, Schedule, ScheduleType
from millrace.domain.workspace_settings import DependencyMode

__all__ = [
    "Needed",
    "Side",
    "Verdict",
    "combined",
    "interval_for",
    "needed",
    "pair_refusal",
    "previous_cycle",
    "verdict",
]

_K = PeriodKind
_NATURAL = {
    _K.MINUTE: {_K.MINUTE, _K.HOUR, _K.DAY},
    _K.HOUR: {_K.MINUTE, _K.HOUR, _K.DAY, _K.WEEK, _K.MONTH},
    _K.DAY: {_K.MINUTE, _K.HOUR, _K.DAY, _K.WEEK, _K.MONTH},
    _K.WEEK: {_K.HOUR, _K.DAY, _K.WEEK, _K.MONTH},
    _K.MONTH: {_K.HOUR, _K.DAY, _K.WEEK, _K.MONTH},
}
_TRADITIONAL: dict[PeriodKind, set[PeriodKind]] = {
    _K.MINUTE: {_K.MINUTE},
    _K.HOUR: {_K.MINUTE, _K.HOUR},
    _K.DAY: {_K.MINUTE, _K.HOUR, _K.DAY},
    _K.WEEK: set(),
    _K.MONTH: {_K.DAY},
}
_WORDS = {_K.MINUTE: "minutely", _K.HOUR: "hourly", _K.DAY: "daily", _K.WEEK: "weekly", _K.MONTH: "monthly"}

WhenEmpty = Literal["run", "cancel"]


@dataclass(frozen=True, slots=True)
class Needed:
    """What one dependency of one instance asks of the upstream job."""

    require: Literal["all", "any", "none"]
    plan_times: tuple[datetime, ...]  # ascending; of `last` and `nearest` the one that counts
    when_empty: WhenEmpty = "run"  # R29, R43: without any plan time
    window: tuple[datetime, datetime] | None = None  # for a person: where the plan times were looked for


def pair_refusal(mode: DependencyMode, downstream: Schedule, upstream: Schedule) -> str | None:
    """R28: why the one may not depend on the other, naming the pair; None if it may."""
    own, theirs = _periodic(downstream), _periodic(upstream)
    if own is None or theirs is None:
        side = "This job" if own is None else "The upstream job"
        return f"{side} is not scheduled periodically, so the two have no cycles to compare."
    return _recurrence_refusal(mode, own, theirs)


def _periodic(schedule: Schedule) -> Recurrence | None:
    return schedule.recurrence if schedule.type is ScheduleType.PERIODIC else None


def _with_article(word: str) -> str:
    return f"{'an' if word == _WORDS[_K.HOUR] else 'a'} {word}"  # its h is silent


def _recurrence_refusal(mode: DependencyMode, down: Recurrence, up: Recurrence) -> str | None:
    kinds = kind_of(down), kind_of(up)
    traditional = mode is DependencyMode.TRADITIONAL
    own, theirs = (_with_article(_WORDS[kind]) for kind in kinds)
    pair = f"{own.capitalize()} job cannot depend on {theirs} job with {mode.value} periods"
    allowed = _TRADITIONAL if traditional else _NATURAL
    if kinds[1] not in allowed[kinds[0]]:
        return f"{pair}."
    if traditional and (is_discrete(down) or is_discrete(up)):
        return f"{pair} if hours are chosen one by one; use an interval of hours."
    if not traditional or kinds[0] is not kinds[1]:
        return None
    for name, interval in (("minute", interval_minutes), ("hour", interval_hours)):
        shorter, longer = interval(down), interval(up)
        if shorter is not None and longer is not None and shorter < longer:
            often = name if shorter == 1 else f"{shorter} {name}s"
            return (
                f"{pair} of a longer interval: this job is due every {often}, "
                f"the upstream one every {longer} {name}s."
            )
    return None


def needed(
    mode: DependencyMode, dependency: Dependency, downstream: Side, plan_time: datetime, upstream: Side
) -> Needed:
    """R29-R41: the upstream plan times that one dependency of the instance at `plan_time` looks at."""
    when_empty: WhenEmpty = "cancel" if mode is DependencyMode.TRADITIONAL else "run"
    pair = pair_of(mode, downstream.recurrence, upstream.recurrence, downstream.zone)
    interval = interval_for(pair, dependency, downstream, plan_time, upstream)
    if interval is None:
        return Needed("none", (), when_empty)
    window = interval.begin, interval.end
    times = tuple(upstream.slots(interval.first, interval.until))
    if not times:
        return Needed("none", (), when_empty, window)
    if dependency.rule in (InstanceRule.LAST, InstanceRule.NEAREST):
        return Needed("all", times[-1:], when_empty, window)
    return Needed("any" if dependency.rule is InstanceRule.ANY else "all", times, when_empty, window)


def interval_for(
    pair: Pair, dependency: Dependency, downstream: Side, plan_time: datetime, upstream: Side
) -> Interval | None:
    """The stretch of time that holds the upstream plan times of a dependency; None: there are none.

    Of the rules `last` and `nearest` the last one in it counts. `nearest` of previous cycles is their last.
    """
    previous = dependency.n if dependency.cycle is Cycle.PREVIOUS else 0
    if dependency.rule is InstanceRule.NEAREST and previous == 0:
        return nearest_interval(plan_time, downstream.zone)
    return _cycle(pair, downstream, plan_time, upstream, previous)


def _cycle(
    pair: Pair, downstream: Side, plan_time: datetime, upstream: Side, previous: int
) -> Interval | None:
    if pair.by_slots:
        return dependency_slots.interval_of(downstream, plan_time, upstream, previous)
    return pair.interval(plan_time, previous)


def previous_cycle(
    mode: DependencyMode, downstream: Side, plan_time: datetime, upstream: Side
) -> tuple[datetime, ...]:
    """R45: every upstream plan time of the previous cycle (R38 with N = 1), whatever the rule."""
    pair = pair_of(mode, downstream.recurrence, upstream.recurrence, downstream.zone)
    interval = _cycle(pair, downstream, plan_time, upstream, 1)
    found: Sequence[datetime] = () if interval is None else upstream.slots(interval.first, interval.until)
    return tuple(found)
