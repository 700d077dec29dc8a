"""What will be: plan times of a schedule, the instances they will wait for, instances to be generated."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from millrace.domain import plan_times
from millrace.domain.errors import InvalidInput
from millrace.domain.ids import InstanceId, JobId
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.domain.job import JobDefinition
from millrace.domain.job_checks import Problem
from millrace.domain.schedule import Schedule, ScheduleType
from millrace.domain.spans import Span
from millrace.ports.records import JobRecord
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.checking import problems_of
from millrace.services.drafts import Draft, draft_of, load_draft
from millrace.services.finding import the_job
from millrace.services.foreseen_needs import Draft as DraftSchedule
from millrace.services.foreseen_needs import ForeseenNeeds
from millrace.services.schedule_facts import said
from millrace.services.schedule_lookup import ScheduleLookup, landscape
from millrace.services.schedule_views import (
    DependencyPreview,
    FuturePage,
    FutureSlot,
    PlanTimeView,
    SchedulePreview,
)
from millrace.services.tools import Tools
from millrace.services.working_days import WorkingDays

_INSTANT = timedelta(microseconds=1)
_TIMING = ("schedule.recurrence", "schedule.zone", "schedule.start", "schedule.end", "schedule.type")
_TOO_MUCH = frozenset({"invalid_field", "too_many_dependencies", "window_too_large"})
_COUNTED = timedelta(days=366 * 60)
"""An end further away than that is none: nobody counts so far."""


class Foreseeing:
    """See the module."""

    def __init__(self, tools: Tools, lookup: ScheduleLookup) -> None:
        self._tools = tools
        self._lookup = lookup

    def preview(
        self, caller: Caller, job_id: JobId, raw: Mapping[str, Any], count: int, after: datetime | None
    ) -> SchedulePreview:
        """What a schedule that was not saved means; a wrong one has problems and no plan times."""
        begin = (after or self._tools.clock.now()) + _INSTANT
        with self._tools.store.read() as session:
            job = the_job(session, caller, job_id)
            here = landscape(session, self._lookup, caller.workspace_id)
            draft, problems = self._read(session, caller, job, raw)
            schedule = draft.definition.schedule if draft.definition else None
            zone = here.zone_of(schedule)
            if draft.definition is None or schedule is None or _timing(problems):
                return SchedulePreview(said(schedule, zone), zone, problems, [])
            times = plan_times.page(schedule, zone, begin, 0, count)
            days = _Days(session, caller, draft.definition, schedule, zone)
            needs = ForeseenNeeds(session, self._lookup, here, DraftSchedule(job_id, schedule, zone))
            shown = [days.plan_time(at, needs.count(at)) for at in times]
        return SchedulePreview(said(schedule, zone), zone, problems, shown)

    def dependencies(
        self, caller: Caller, job_id: JobId, raw: Mapping[str, Any], plan_time: datetime
    ) -> DependencyPreview:
        """Which upstream instances one plan time would wait for."""
        with self._tools.store.read() as session:
            job = the_job(session, caller, job_id)
            here = landscape(session, self._lookup, caller.workspace_id)
            draft, problems = self._read(session, caller, job, raw)
            schedule = _computable(draft, problems)
            needs = ForeseenNeeds(
                session, self._lookup, here, DraftSchedule(job_id, schedule, here.zone_of(schedule))
            )
            return needs.preview(plan_time.astimezone(UTC))

    def future(
        self, caller: Caller, job_id: JobId, offset: int, limit: int, after: datetime | None
    ) -> FuturePage:
        """Instances to be generated (R22), with those that were frozen before their time (R94)."""
        now = self._tools.clock.now()
        begin = max(now, after or now) + _INSTANT
        with self._tools.store.read() as session:
            job = the_job(session, caller, job_id)
            records = session.schedules.spans([job_id]).get(job_id, ())
            span = records[-1].span if records and records[-1].span.ends_at is None else None
            if span is None or span.schedule.type is not ScheduleType.PERIODIC:
                return _frozen_only(session, caller, job, begin, offset, limit)
            first = max(begin, span.begins_at)
            times = plan_times.page(span.schedule, span.zone, first, offset, limit)
            frozen = _frozen(session, job_id, times)
            draft = load_draft(session, caller.workspace_id, job.submitted_hash or job.draft_hash)
            days = _Days(session, caller, draft.definition or JobDefinition(), span.schedule, span.zone)
            items = [days.slot(at, frozen.get(at)) for at in times]
        return FuturePage(items, offset, _total(span, first))

    def _read(
        self, session: Session, caller: Caller, job: JobRecord, raw: Mapping[str, Any]
    ) -> tuple[Draft, list[Problem]]:
        """The job's draft with that schedule, and what is wrong with the schedule."""
        kept = load_draft(session, caller.workspace_id, job.draft_hash).raw
        draft = draft_of({**kept, "schedule": dict(raw)})
        if draft.definition is None:  # what else is wrong with the draft is not asked here
            draft = draft_of({"schedule": dict(raw)})
        found = problems_of(session, caller, self._tools, draft, job)
        return draft, [problem for problem in found if (problem.field or "").startswith("schedule")]


class _Days:
    """What one job's plan times are like: local time, working day, dry run."""

    def __init__(
        self, session: Session, caller: Caller, definition: JobDefinition, schedule: Schedule, zone: str
    ) -> None:
        self._working = WorkingDays(session)
        self._ws = caller.workspace_id
        self._definition = definition
        self._schedule = schedule
        self._zone = zone

    def plan_time(self, at: datetime, waits_for: int | None) -> PlanTimeView:
        """For the preview."""
        works = self._works(at)
        return PlanTimeView(
            plan_time=at,
            local=local(at, self._zone),
            working_day=works if self._schedule.calendar else None,
            dry_run=self._definition.dry_run or not works,
            waits_for=waits_for,
        )

    def slot(self, at: datetime, frozen: InstanceId | None) -> FutureSlot:
        """For the list of instances to be generated."""
        dry_run = self._definition.dry_run or not self._works(at)
        return FutureSlot(at, local(at, self._zone), dry_run, frozen)

    def _works(self, at: datetime) -> bool:
        return self._working.works(self._ws, self._schedule, self._zone, at)


def _timing(problems: Sequence[Problem]) -> list[Problem]:
    """The errors that leave nothing to be computed, or too much; others (a missing calendar) do not."""
    return [
        problem
        for problem in problems
        if problem.severity == "error"
        and ((problem.field or "").startswith(_TIMING) or problem.code in _TOO_MUCH)
    ]


def _computable(draft: Draft, problems: Sequence[Problem]) -> Schedule:
    """The schedule, if plan times can be computed from it; InvalidInput with what is wrong."""
    schedule = draft.definition.schedule if draft.definition else None
    wrong = _timing(problems)
    if schedule is None or wrong:
        detail = wrong[0].message if wrong else "The schedule is empty."
        raise InvalidInput(detail=detail, field=wrong[0].field if wrong else "schedule")
    if schedule.type is not ScheduleType.PERIODIC or schedule.recurrence is None:
        raise InvalidInput(detail="Only a periodic schedule has plan times.", field="schedule.type")
    return schedule


def local(at: datetime, zone: str) -> str:
    """ISO 8601 with the offset of the zone."""
    return at.astimezone(ZoneInfo(zone)).isoformat()


def _total(span: Span, first: datetime) -> int | None:
    if span.schedule.end is None:
        return None
    end = plan_times.instant_of(span.schedule.end, span.zone) + _INSTANT
    if end - first > _COUNTED:
        return None
    return plan_times.count(span.schedule, span.zone, first, end)


def _frozen(session: Session, job_id: JobId, times: Sequence[datetime]) -> Mapping[datetime, InstanceId]:
    if not times:
        return {}
    found = session.waiting.between(job_id, Trigger.SCHEDULE, "", times[0], times[-1] + _INSTANT)
    return {brief.key.plan_time: brief.id for brief in found if brief.status is InstanceStatus.FROZEN}


def _frozen_only(
    session: Session, caller: Caller, job: JobRecord, begin: datetime, offset: int, limit: int
) -> FuturePage:
    """A job that is not scheduled has no plan times to come; rows that were frozen before are there."""
    found = session.waiting.between(job.id, Trigger.SCHEDULE, "", begin, plan_times.FAR_FUTURE)
    frozen = [brief for brief in found if brief.status is InstanceStatus.FROZEN]
    shown = frozen[offset : offset + limit]
    loaded = session.overviews.summaries(caller.workspace_id, [brief.id for brief in shown])
    items = [
        FutureSlot(
            plan_time=brief.key.plan_time,
            local=local(brief.key.plan_time, loaded[brief.id].instance.zone),
            dry_run=False,
            frozen_instance_id=brief.id,
        )
        for brief in shown
    ]
    return FuturePage(items, offset, len(frozen))
