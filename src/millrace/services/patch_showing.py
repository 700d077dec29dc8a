"""How plans and tasks of PatchData are shown: counts, warnings, stretches of instances, tables."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from millrace.domain.ids import JobId
from millrace.domain.instance import InstanceStatus, Trigger, is_final
from millrace.domain.patchdata import PatchEntry, PatchPlan
from millrace.domain.patchdata_estimate import DEFAULT_MINUTES, estimate
from millrace.domain.patchdata_slots import days_in_future, estimated_count, stretches
from millrace.ports.schedule_records import InstanceKey, PatchDataRecord
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.patch_views import (
    PlannedEntry,
    PlannedJob,
    PlanView,
    TaskEntriesView,
    TaskEntryView,
    TaskJob,
    TaskView,
)
from millrace.services.patching_plans import (
    BasisJob,
    batch_of,
    count_good,
    jobs_of,
    request_of,
    scheduled_statuses,
)
from millrace.services.waiting_words import plural

COLUMNS = ("index", "job", "plan_time", "local", "day", "dry_run", "waits_for")
_FORMULAS = ("=", "+", "-", "@")
"""A spreadsheet takes a cell that begins so for a formula."""
_MOST_WAITS = 1000
MOST_FORESEEN = 20_000
"""Instances of a task that are played through to reckon its end."""
_OPEN_TASKS = 50
_BEYOND_TODAY = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Known:
    """What a plan was made from, and the present instant."""

    jobs: Sequence[BasisJob]
    plan: PatchPlan
    now: datetime

    def zone_of(self, name: str) -> str:
        """The zone of a job's schedule."""
        return next(each.job.zone for each in self.jobs if each.name == name)


def local(at: datetime, zone: str) -> str:
    """ISO 8601 with the offset of the zone."""
    return at.astimezone(ZoneInfo(zone)).isoformat()


def plan_view(session: Session, caller: Caller, known: Known, offset: int, limit: int) -> PlanView:
    """Counts over all of a plan, and the instances from `offset` on."""
    plan = known.plan
    statuses = {each.name: scheduled_statuses(session, each, plan.request, known.now) for each in known.jobs}
    means = session.waiting.durations([each.job_id for each in known.jobs])
    end, ends = _foreseen(known, means, {})
    times = {line.name: line.times for line in plan.lines}
    jobs = [
        _planned_job(each, times[each.name], statuses[each.name], means.get(each.job_id))
        for each in known.jobs
    ]
    nodes = {each.name: each.nodes for each in known.jobs}
    first = min(plan.entries, key=lambda entry: entry.plan_time)
    last = max(plan.entries, key=lambda entry: entry.plan_time)
    return PlanView(
        total=len(plan.entries),
        node_runs=sum(nodes[entry.job] for entry in plan.entries if not entry.dry_run),
        jobs=jobs,
        days=len({entry.day for entry in plan.entries}),
        estimated_end=end,
        first=first.plan_time,
        last=last.plan_time,
        first_local=local(first.plan_time, known.zone_of(first.job)),
        last_local=local(last.plan_time, known.zone_of(last.job)),
        warnings=_warnings(session, caller, known),
        entries=[
            _planned_entry(
                known, entry, statuses[entry.job].get(entry.plan_time), ends[entry.index] if ends else None
            )
            for entry in plan.entries[offset : offset + limit]
        ],
    )


def plan_table(known: Known) -> str:
    """All instances of a plan as CSV."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    zones = {each.name: each.job.zone for each in known.jobs}
    for entry in known.plan.entries:
        name = f"'{entry.job}" if entry.job.startswith(_FORMULAS) else entry.job
        table.writerow(
            (
                entry.index,
                name,
                entry.plan_time.isoformat(),
                local(entry.plan_time, zones[entry.job]),
                entry.day.isoformat(),
                "yes" if entry.dry_run else "no",
                " ".join(str(index) for index in entry.waits_for[:_MOST_WAITS]),
            )
        )
    return out.getvalue()


def task_views(session: Session, tasks: Sequence[PatchDataRecord]) -> Sequence[TaskView]:
    """Tasks with their counts, read for all of them at once."""
    counts = session.waiting.counts(Trigger.PATCHDATA, [batch_of(task.id) for task in tasks])
    return [_task_view(task, counts.get(batch_of(task.id), {})) for task in tasks]


def foreseen_end(session: Session, task: PatchDataRecord, known: Known) -> datetime | None:
    """When an open task will be over, about, from what has happened so far."""
    ids = {each.name: each.job_id for each in known.jobs}
    made = known.plan.entries[: task.generated]
    keys = {_key(task, ids, entry): entry.index for entry in made}
    states = {keys[key]: brief.status for key, brief in session.waiting.find(keys).items()}
    return _foreseen(known, session.waiting.durations(list(ids.values())), states)[0]


def task_entries(session: Session, task: PatchDataRecord, known: Known, stretch: slice) -> TaskEntriesView:
    """Instances of a task, with what became of those that are made."""
    ids = {each.name: each.job_id for each in known.jobs}
    entries = known.plan.entries[stretch]
    keys = [_key(task, ids, entry) for entry in entries]
    found = session.waiting.find(keys)
    rows = session.overviews.summaries(task.workspace_id, [brief.id for brief in found.values()])
    items = []
    for entry, key in zip(entries, keys, strict=True):
        brief = found.get(key)
        row = rows.get(brief.id) if brief else None
        items.append(
            TaskEntryView(
                index=entry.index,
                job=entry.job,
                plan_time=entry.plan_time,
                local=local(entry.plan_time, known.zone_of(entry.job)),
                day=entry.day,
                dry_run=entry.dry_run,
                waits_for=entry.waits_for[:_MOST_WAITS],
                instance_id=brief.id if brief else None,
                status=brief.status.value if brief else _without_row(task, entry),
                started_at=row.started_at if row else None,
                ended_at=row.ended_at if row else None,
                reason=row.reason if row else None,
            )
        )
    return TaskEntriesView(items, stretch.start or 0, len(known.plan.entries))


def _without_row(task: PatchDataRecord, entry: PatchEntry) -> str | None:
    """What a task that was stopped never made is canceled; so is what could not be made (R185, R189)."""
    gone = task.state != "running" or entry.index < task.generated
    return InstanceStatus.CANCELED.value if gone else None


# ---- inside -----------------------------------------------------------------------------------------------


def _foreseen(
    known: Known, means: Mapping[JobId, timedelta], states: Mapping[int, InstanceStatus]
) -> tuple[datetime | None, Sequence[datetime | None]]:
    """When the last instance ends, and when each does, about."""
    minutes = {
        each.name: means[each.job_id].total_seconds() / 60 for each in known.jobs if each.job_id in means
    }
    if len(known.plan.entries) <= MOST_FORESEEN:
        found = estimate(known.plan, minutes, known.now, states)
        return found.end, found.ends
    longest = max(
        len(line.times) * minutes.get(line.name, DEFAULT_MINUTES) for line in known.plan.lines
    )  # of that many only roughly: the job that takes longest, all its places taken
    end = known.now + timedelta(minutes=longest / known.plan.request.parallel)
    return end, ()


def _planned_job(
    each: BasisJob,
    times: Sequence[datetime],
    statuses: Mapping[datetime, InstanceStatus],
    mean: timedelta | None,
) -> PlannedJob:
    return PlannedJob(
        job_id=each.job_id,
        job_name=each.name,
        version_no=each.version_no,
        instances=len(times),
        already_good=count_good(statuses, statuses.keys()),
        asks_confirmation=each.job.schedule.confirm,
        mean_minutes=None if mean is None else round(mean.total_seconds() / 60, 2),
    )


def _planned_entry(
    known: Known, entry: PatchEntry, status: InstanceStatus | None, ends_about: datetime | None
) -> PlannedEntry:
    return PlannedEntry(
        index=entry.index,
        job=entry.job,
        plan_time=entry.plan_time,
        local=local(entry.plan_time, known.zone_of(entry.job)),
        day=entry.day,
        dry_run=entry.dry_run,
        waits_for=entry.waits_for[:_MOST_WAITS],
        already=status.value if status else None,
        ends_about=ends_about,
    )


def _warnings(session: Session, caller: Caller, known: Known) -> list[str]:
    """What is allowed, and yet worth a second look."""
    plan, found = known.plan, []
    counts = Counter(entry.job for entry in plan.entries)
    dry = sum(entry.dry_run for entry in plan.entries)
    if dry:
        what = "is a dry run: its" if dry == 1 else "are dry runs: their"
        found.append(f"{dry:,} of the instances {what} nodes do nothing.")
    asking = [each.name for each in known.jobs if each.job.schedule.confirm]
    if asking and not plan.request.confirm:
        many = sum(counts[name] for name in asking)
        waits, those = ("waits", "that") if many == 1 else ("wait", "those")
        found.append(
            f"{plural(many, 'instance')} {waits} for confirmation, {those} of {', '.join(asking[:5])}."
        )
    names = set(counts)
    for each in known.jobs:
        outside = {item.job for item in each.job.schedule.depends_on} - names - {each.name}
        if outside:
            shown = ", ".join(sorted(outside)[:5])
            found.append(f"{each.name} does not wait for {shown}, which the task leaves out.")
        if not counts[each.name]:
            found.append(f"{each.name} has no plan time in the ranges.")
    return found + _left_out(known) + _overlaps(session, caller, known)


def _left_out(known: Known) -> list[str]:
    """R180: ranges are cut to now."""
    request, now = known.plan.request, known.now
    days = max(days_in_future(request, each.job.zone, now) for each in known.jobs)
    if days:
        lie = "1 day of the ranges lies" if days == 1 else f"{days} days of the ranges lie"
        found = f"{lie} in the future and {'is' if days == 1 else 'are'}"
    elif _misses_today(known):
        found = "Plan times of today are still to come and are"
    else:
        return []
    return [f"{found} left out: PatchData runs plan times that have passed."]


def _misses_today(known: Known) -> bool:
    request, now = known.plan.request, known.now
    return any(
        estimated_count(request, each.job, now + _BEYOND_TODAY) > estimated_count(request, each.job, now)
        for each in known.jobs
    )


def _overlaps(session: Session, caller: Caller, known: Known) -> list[str]:
    """R181: other tasks that are open make up plan times of the same jobs in overlapping ranges."""
    found = []
    own = {each.job_id: stretches(known.plan.request, each.job.zone, known.now) for each in known.jobs}
    open_tasks = session.patchdata.list(caller.workspace_id, states=["running"], limit=_OPEN_TASKS)
    for task in open_tasks.items:
        request = request_of(task.request)
        for other in jobs_of(task.basis):
            theirs = stretches(request, other.job.zone, known.now)
            if any(a < d and c < b for a, b in own.get(other.job_id, ()) for c, d in theirs):
                found.append(f"The open task {task.name} makes up plan times of {other.name} there as well.")
    return found


def _task_view(task: PatchDataRecord, counts: Mapping[InstanceStatus, int]) -> TaskView:
    final = sum(count for status, count in counts.items() if is_final(status))
    ended = task.state != "running"
    shown = {status.value: count for status, count in counts.items()}
    never_made = task.total - sum(counts.values())
    if ended and never_made > 0:
        canceled = InstanceStatus.CANCELED.value
        shown[canceled] = shown.get(canceled, 0) + never_made
    return TaskView(
        id=task.id,
        name=task.name,
        state=task.state,
        paused=task.paused,
        total=task.total,
        generated=task.generated,
        counts=shown,
        priority=task.priority,
        request=task.request,
        jobs=[TaskJob(each.job_id, each.name, each.version_no) for each in jobs_of(task.basis)],
        created_by=task.created.by,
        created_at=task.created.at,
        ended_at=task.ended_at,
        estimated_end=None,
        progress=1.0 if ended else min(1.0, final / task.total) if task.total else 0.0,
    )


def _key(task: PatchDataRecord, ids: Mapping[str, JobId], entry: PatchEntry) -> InstanceKey:
    return InstanceKey(ids[entry.job], Trigger.PATCHDATA, entry.plan_time, batch_of(task.id))
