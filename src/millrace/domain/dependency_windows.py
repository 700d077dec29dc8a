"""The windows of dependencies: which upstream plan times an instance looks at (R27-R40).

Most pairs of recurrences have an *interval*: a stretch of time computed from the plan time t alone. Pairs
with hours chosen one by one are matched by the slots of the day (`dependency_slots`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from millrace.domain.local_times import (
    hour_start,
    same_time,
    start_of_day_of,
    start_of_month_of,
)
from millrace.domain.periods import PeriodKind, interval_hours, interval_minutes, is_discrete, kind_of
from millrace.domain.schedule import Recurrence
from millrace.domain.workspace_settings import DependencyMode

_MICROSECOND = timedelta(microseconds=1)
_HOUR = timedelta(hours=1)
_BY_DAYS = frozenset({PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH})
_SHORT = frozenset({PeriodKind.MINUTE, PeriodKind.HOUR})


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time; `[begin, end)`, or `(begin, end]` when it is closed above."""

    begin: datetime
    end: datetime
    closed_above: bool = False

    @property
    def first(self) -> datetime:
        """The first instant inside."""
        return self.begin + _MICROSECOND if self.closed_above else self.begin

    @property
    def until(self) -> datetime:
        """The first instant behind."""
        return self.end + _MICROSECOND if self.closed_above else self.end


@dataclass(frozen=True, slots=True)
class Pair:
    """Two recurrences, and what their windows are computed from: made once, asked for many plan times."""

    mode: DependencyMode
    zone: str  # of the downstream schedule (R27)
    downstream: PeriodKind
    upstream: PeriodKind
    minutes: int  # the interval that counts between two minute recurrences
    hours: int  # the same between two of hours
    by_slots: bool  # R37: matched slot by slot

    def interval(self, plan_time: datetime, previous: int) -> Interval:
        """The window of a plan time; `previous` 0 is the same cycle, N the N cycles before."""
        moment = plan_time.astimezone(UTC)
        if self.mode is DependencyMode.TRADITIONAL:
            return _traditional(self, moment, previous)
        return _previous(self, moment, previous) if previous else _same(self, moment)


def pair_of(mode: DependencyMode, downstream: Recurrence, upstream: Recurrence, zone: str) -> Pair:
    """The pair of a downstream recurrence, in its zone, with an upstream one."""
    kinds = kind_of(downstream), kind_of(upstream)
    natural = mode is DependencyMode.NATURAL
    own = interval_minutes(downstream) or 1, interval_hours(downstream) or 1
    theirs = interval_minutes(upstream) or 1, interval_hours(upstream) or 1
    discrete = is_discrete(downstream) or is_discrete(upstream)
    return Pair(
        mode=mode,
        zone=zone,
        downstream=kinds[0],
        upstream=kinds[1],
        minutes=max(own[0], theirs[0]) if natural else own[0],
        hours=max(own[1], theirs[1]) if natural else own[1],
        by_slots=natural and discrete and set(kinds) <= _SHORT,
    )


def _days(pair: Pair, moment: datetime, first: int, last: int) -> Interval:
    return Interval(
        start_of_day_of(moment, pair.zone, first),
        start_of_day_of(moment, pair.zone, last),
    )


def _same(pair: Pair, moment: datetime) -> Interval:
    """R30-R36."""
    match pair.downstream, pair.upstream:
        case PeriodKind.MINUTE, PeriodKind.MINUTE:
            return Interval(moment - timedelta(minutes=pair.minutes), moment, closed_above=True)
        case PeriodKind.MINUTE, PeriodKind.HOUR:
            hour = hour_start(moment, pair.zone)
            return Interval(hour - _HOUR, hour)
        case PeriodKind.HOUR, PeriodKind.MINUTE:
            return Interval(moment - _HOUR, moment, closed_above=True)
        case PeriodKind.HOUR, PeriodKind.HOUR:
            hour = hour_start(moment, pair.zone)
            return Interval(hour, hour + _HOUR)
        case _:
            return _days(pair, moment, 0, 1)


def _previous(pair: Pair, moment: datetime, n: int) -> Interval:
    """R38."""
    if pair.downstream in _BY_DAYS or pair.upstream in _BY_DAYS:
        return _days(pair, moment, -n, 0)
    if pair.downstream is pair.upstream is PeriodKind.MINUTE:
        step = timedelta(minutes=pair.minutes)
        return Interval(moment - (n + 1) * step, moment - step, closed_above=True)
    hour = hour_start(moment, pair.zone)
    both = pair.downstream is pair.upstream
    return Interval(hour - n * (pair.hours if both else 1) * _HOUR, hour)


def _traditional(pair: Pair, moment: datetime, n: int) -> Interval:
    """R39 and R40; "previous N" lies one period further back and is N periods wide."""
    same_level = pair.downstream is pair.upstream
    back = _steps_back(pair, moment) if same_level else _periods_back(pair, moment)
    return Interval(back(n + 1), back(1 if n else 0), closed_above=same_level)


def _steps_back(pair: Pair, moment: datetime) -> Callable[[int], datetime]:
    """R39: so many of A's intervals, or calendar days, back from t."""
    if pair.downstream is PeriodKind.MINUTE:
        return lambda steps: moment - steps * timedelta(minutes=pair.minutes)
    if pair.downstream is PeriodKind.HOUR:
        return lambda steps: moment - steps * pair.hours * _HOUR
    return lambda steps: same_time(moment, pair.zone, -steps) if steps else moment


def _periods_back(pair: Pair, moment: datetime) -> Callable[[int], datetime]:
    """R40: the start of A's natural period so many periods before that of t."""
    if pair.downstream in _SHORT:
        hour = hour_start(moment, pair.zone)
        return lambda periods: hour - periods * _HOUR
    if pair.downstream is PeriodKind.MONTH:
        return lambda periods: start_of_month_of(moment, pair.zone, -periods)
    return lambda periods: start_of_day_of(moment, pair.zone, -periods)


def nearest_interval(plan_time: datetime, zone: str) -> Interval:
    """R41: strictly before t, back to the last midnight before t."""
    return Interval(start_of_day_of(plan_time - _MICROSECOND, zone), plan_time.astimezone(UTC))
