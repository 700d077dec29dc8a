"""Overviews of scheduled work: the graph of dependencies, and the calendar."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from millrace.domain import plan_times
from millrace.domain.cron import CronError
from millrace.domain.errors import InvalidInput
from millrace.domain.ids import JobId
from millrace.domain.instance import InstanceStatus, StateClass, state_class
from millrace.ports.overview_store import Tally
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.finding import the_job
from millrace.services.schedule_facts import said
from millrace.services.schedule_lookup import Landscape, ScheduleLookup, landscape
from millrace.services.schedule_views import (
    CalendarDay,
    CalendarView,
    DayJob,
    GraphEdge,
    GraphJob,
    GraphView,
)
from millrace.services.tools import Tools

MAX_JOBS = 500
JOBS_A_DAY = 20
_INSTANT = timedelta(microseconds=1)
_WAITING = frozenset({InstanceStatus.WAITING, InstanceStatus.WAITING_CONFIRMATION})


@dataclass(frozen=True, slots=True)
class Around:
    """A job, and how many steps up and down from it."""

    job_id: JobId
    up: int
    down: int


class Graphing:
    """See the module."""

    def __init__(self, tools: Tools, lookup: ScheduleLookup) -> None:
        self._tools = tools
        self._lookup = lookup

    def graph(self, caller: Caller, around: Around | None) -> GraphView:
        """Jobs and what they wait for; around one, or all of the workspace (at most 500)."""
        with self._tools.store.read() as session:
            if around is not None:
                the_job(session, caller, around.job_id)
            here = landscape(session, self._lookup, caller.workspace_id)
            latest = session.instances.latest_of_jobs(caller.workspace_id)
        chosen = _near(here, around) if around is not None else _all(here)
        shown = chosen[:MAX_JOBS]
        nodes = [
            GraphJob(
                job_id=job_id,
                job_name=here.jobs[job_id].name,
                state=here.jobs[job_id].schedule_state,
                sentence=said(here.schedules.get(job_id), here.zone_of(here.schedules.get(job_id))),
                last_status=latest[job_id][1].value if job_id in latest else None,
            )
            for job_id in shown
        ]
        return GraphView(nodes, _edges(here, frozenset(shown)), len(chosen) - len(shown))

    def calendar(self, caller: Caller, first: date, days: int) -> CalendarView:
        """What was and will be done on each of some days, in the workspace's zone."""
        if not 1970 <= first.year < plan_times.FAR_FUTURE.year - 1:
            raise InvalidInput(detail="The calendar begins in 1970 or later.", field="first")
        now = self._tools.clock.now()
        with self._tools.store.read() as session:
            here = landscape(session, self._lookup, caller.workspace_id)
            dates = [first + timedelta(days=number) for number in range(days + 1)]
            edges = [plan_times.instant_of(datetime.combine(day, time()), here.zone) for day in dates]
            tallies = session.overviews.tally(caller.workspace_id, edges)
            planned = _planned(session, here, edges, now)
        return CalendarView(here.zone, _days(here, dates[:-1], tallies, planned))


# ---- the graph


def _all(here: Landscape) -> Sequence[JobId]:
    """Every job with a schedule, or one that others wait for, by name."""
    waited_for = here.dependents().keys()
    return [
        job.id
        for job in sorted(here.jobs.values(), key=lambda job: job.name)
        if job.id in here.schedules or job.id in waited_for
    ]


def _near(here: Landscape, around: Around) -> Sequence[JobId]:
    """The nearest first."""
    dependents = here.dependents()
    up = _steps(around.job_id, around.up, lambda job_id: (job.id for _, job in here.upstream(job_id)))
    down = _steps(around.job_id, around.down, lambda job_id: (job.id for job in dependents.get(job_id, ())))
    distance = {job_id: min(up.get(job_id, 99), down.get(job_id, 99)) for job_id in {**up, **down}}
    return sorted(distance, key=lambda job_id: (distance[job_id], here.jobs[job_id].name))


def _steps(start: JobId, most: int, neighbours: Callable[[JobId], Iterable[JobId]]) -> Mapping[JobId, int]:
    """Jobs within so many steps, with their distance."""
    found = {start: 0}
    edge = [start]
    for distance in range(1, most + 1):
        fresh = [job_id for each in edge for job_id in neighbours(each) if job_id not in found]
        edge = list(dict.fromkeys(fresh))
        found.update(dict.fromkeys(edge, distance))
    return found


def _edges(here: Landscape, shown: Collection[JobId]) -> Sequence[GraphEdge]:
    return [
        GraphEdge(
            upstream=upstream.id,
            downstream=job_id,
            cycle=dependency.cycle.value,
            n=dependency.n,
            rule=dependency.rule.value,
            on_upstream_failure=dependency.on_upstream_failure.value,
        )
        for job_id in sorted(shown)
        for dependency, upstream in here.upstream(job_id)
        if upstream.id in shown
    ]


# ---- the calendar


def _planned(
    session: Session, here: Landscape, edges: Sequence[datetime], now: datetime
) -> Mapping[JobId, Sequence[int]]:
    """Plan times to come of scheduled jobs, by stretch."""
    later = [max(edge, now + _INSTANT) for edge in edges]
    running = [job.id for job in here.jobs.values() if job.schedule_state == "scheduling"]
    if not running or later[0] == later[-1]:
        return {}
    found: dict[JobId, Sequence[int]] = {}
    for job_id, records in session.schedules.spans(running).items():
        span = records[-1].span
        if span.ends_at is None:
            try:
                found[job_id] = plan_times.counts(span.schedule, span.zone, later)
            except CronError:  # it was submitted before the rules of expressions changed
                continue
    return found


def _days(
    here: Landscape, dates: Sequence[date], tallies: Sequence[Tally], planned: Mapping[JobId, Sequence[int]]
) -> Sequence[CalendarDay]:
    by_day: dict[int, list[Tally]] = defaultdict(list)
    for tally in tallies:
        by_day[tally.stretch].append(tally)
    coming: dict[int, dict[JobId, int]] = defaultdict(dict)
    for job_id, counts in planned.items():
        for number, count in enumerate(counts):
            if count:
                coming[number][job_id] = count
    return [_day(here, day, by_day[number], coming[number]) for number, day in enumerate(dates)]


def _day(here: Landscape, day: date, tallies: Sequence[Tally], planned: Mapping[JobId, int]) -> CalendarDay:
    words = Counter[str]()
    jobs: dict[JobId, Counter[str]] = defaultdict(Counter)
    for tally in tallies:
        words[_word(tally.status)] += tally.count
        jobs[tally.job_id][state_class(tally.status).value] += tally.count
    for job_id, count in planned.items():
        jobs[job_id]["planned"] += count
    shown = sorted(
        (_day_job(here, job_id, counts) for job_id, counts in jobs.items() if job_id in here.jobs),
        key=lambda job: (not job.bad, not job.open, job.job_name),
    )
    return CalendarDay(
        date=day,
        planned=sum(planned.values()),
        waiting=words["waiting"],
        running=words["running"],
        good=words["good"],
        bad=words["bad"],
        jobs=shown[:JOBS_A_DAY],
        more=max(0, len(shown) - JOBS_A_DAY),
    )


def _day_job(here: Landscape, job_id: JobId, counts: Mapping[str, int]) -> DayJob:
    return DayJob(
        job_id=job_id,
        job_name=here.jobs[job_id].name,
        planned=counts["planned"],
        good=counts["good"],
        bad=counts["bad"],
        open=counts["open"],
    )


def _word(status: InstanceStatus) -> str:
    kind = state_class(status)
    if kind is not StateClass.OPEN:
        return kind.value
    return "waiting" if status in _WAITING else "running"
