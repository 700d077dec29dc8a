"""How the schedules of jobs stand: what the list and the page of a schedule show."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from millrace.domain import plan_times
from millrace.domain.cron import CronError
from millrace.domain.ids import JobId
from millrace.domain.schedule import Schedule, ScheduleType
from millrace.domain.schedule_words import sentence
from millrace.domain.spans import Span
from millrace.ports.records import InstanceSummary, JobRecord
from millrace.ports.schedule_records import SpanRecord
from millrace.ports.store import Session
from millrace.services.schedule_lookup import Landscape, ScheduleLookup
from millrace.services.schedule_views import (
    DependentJob,
    LastScheduled,
    MisfireView,
    ScheduleDetail,
    ScheduleRow,
    UpstreamJob,
)
from millrace.services.upstream_jobs import resolve

MISFIRES_SHOWN = 100
_INSTANT = timedelta(microseconds=1)


def said(schedule: Schedule | None, zone: str) -> str:
    """The schedule in words; empty where it has none that can be said."""
    if schedule is None:
        return ""
    try:
        return sentence(schedule, zone)
    except CronError as error:
        return f"A cron expression with a mistake: {error}"


def next_of(spans: Sequence[SpanRecord], now: datetime) -> datetime | None:
    """The next plan time of a job that is scheduled; None without an open span."""
    if not spans or spans[-1].span.ends_at is not None:
        return None
    return next_in(spans[-1].span, now)


def next_in(span: Span, now: datetime) -> datetime | None:
    """The next plan time of an open span."""
    if span.schedule.type is not ScheduleType.PERIODIC:
        return None
    begin = max(now, span.begins_at - _INSTANT)
    try:
        return plan_times.next_after(span.schedule, span.zone, begin)
    except CronError:
        return None


def since(job: JobRecord, spans: Sequence[SpanRecord]) -> datetime | None:
    """Since when the job is in its state: a new version (R19) or an outage (R26) is no new beginning."""
    if not spans or job.schedule_state == "not_started":
        return None
    if spans[-1].span.ends_at is not None:
        return spans[-1].span.ends_at
    begin = spans[-1].span.begins_at
    for earlier, later in reversed(list(pairwise(spans))):
        if earlier.span.ends_at != later.span.begins_at and not later.left_out:
            break
        begin = earlier.span.begins_at
    return begin


def row_views(
    session: Session, around: Landscape, jobs: Sequence[JobRecord], now: datetime
) -> Sequence[ScheduleRow]:
    """Rows of the list, in a handful of statements."""
    spans = session.schedules.spans([job.id for job in jobs])
    latest = _latest(session, around, jobs)
    dependents = around.dependents()
    return [
        _row(around, job, spans.get(job.id, ()), latest.get(job.id), len(dependents.get(job.id, ())), now)
        for job in jobs
    ]


def _row(
    around: Landscape,
    job: JobRecord,
    spans: Sequence[SpanRecord],
    last: LastScheduled | None,
    dependents: int,
    now: datetime,
) -> ScheduleRow:
    schedule = around.schedules.get(job.id)
    return ScheduleRow(
        job_id=job.id,
        job_name=job.name,
        directory_id=job.directory_id,
        state=job.schedule_state,
        type=schedule.type.value if schedule else None,
        sentence=said(schedule, around.zone_of(schedule)),
        zone=around.zone_of(schedule),
        next_plan_time=next_of(spans, now),
        last_instance=last,
        task_group=schedule.task_group if schedule else None,
        calendar=schedule.calendar if schedule else None,
        depends_on=len(schedule.depends_on) if schedule else 0,
        dependents=dependents,
        left_out=sum(record.left_out for record in spans),
        submitted_version=job.submitted_version,
        since=since(job, spans),
    )


def _latest(session: Session, around: Landscape, jobs: Sequence[JobRecord]) -> Mapping[JobId, LastScheduled]:
    newest = session.instances.latest_of_jobs(around.ws)
    ids = [newest[job.id][0] for job in jobs if job.id in newest]
    found = session.overviews.summaries(around.ws, ids)
    return {summary.instance.job_id: _last(summary) for summary in found.values()}


def _last(summary: InstanceSummary) -> LastScheduled:
    return LastScheduled(summary.instance.id, summary.status.value, summary.instance.plan_time)


def detail_view(
    session: Session, lookup: ScheduleLookup, around: Landscape, job: JobRecord, now: datetime
) -> ScheduleDetail:
    """The page of one schedule."""
    schedule = around.schedules.get(job.id)
    upstream = resolve(session, lookup, around, schedule.depends_on if schedule else ())
    spans = session.schedules.spans([job.id]).get(job.id, ())
    return ScheduleDetail(
        job_id=job.id,
        job_name=job.name,
        state=job.schedule_state,
        since=since(job, spans),
        schedule=schedule.model_dump(mode="json") if schedule else None,
        zone=around.zone_of(schedule),
        sentence=said(schedule, around.zone_of(schedule)),
        next_plan_time=next_of(spans, now),
        left_out=sum(record.left_out for record in spans),
        dependents=[
            DependentJob(each.id, each.name, each.schedule_state)
            for each in sorted(around.dependents().get(job.id, ()), key=lambda each: each.name)
        ],
        upstream=[
            UpstreamJob(each.shown_name, each.job.id if each.job else None, each.state) for each in upstream
        ],
        misfires=[MisfireView(record.span.begins_at, record.left_out) for record in spans if record.left_out][
            -MISFIRES_SHOWN:
        ],
    )
