"""What one plan time of a schedule that was not saved would wait for: the rules of the engine, asked ahead.

An upstream job that is not scheduled is looked at as if it always had been: whoever draws a dependency wants
to see its window before everything runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from millrace.domain.dependencies import Verdict, verdict
from millrace.domain.ids import JobId
from millrace.domain.instance import InstanceStatus, StateClass, Trigger, state_class
from millrace.domain.plan_times import FAR_PAST
from millrace.domain.schedule import Schedule
from millrace.domain.spans import Span
from millrace.ports.schedule_records import InstanceBrief, InstanceKey
from millrace.ports.store import Session
from millrace.services.needing import Downstream, Needing, UpstreamNeed
from millrace.services.schedule_facts import said
from millrace.services.schedule_lookup import SCHEDULED, Landscape, ScheduleLookup
from millrace.services.schedule_views import DependencyPreview, DependencyView, NeededInstance
from millrace.services.slots import SpanSlots
from millrace.services.upstream_jobs import Upstream, resolve

MOST_SHOWN = 1000
MOST_COUNTED = 20_000
"""So many upstream plan times are counted for one list of plan times."""


class _Ahead(Needing):
    """`Needing` with spans for jobs that are not scheduled yet."""

    def __init__(self, session: Session, assumed: Mapping[JobId, Sequence[Span]]) -> None:
        super().__init__(session, SpanSlots())
        self._spans.update(assumed)


@dataclass(frozen=True, slots=True)
class Draft:
    """A schedule that was not saved, of a job that exists."""

    job_id: JobId
    schedule: Schedule
    zone: str


class ForeseenNeeds:
    """Resolves the dependencies of a draft inside one transaction."""

    def __init__(self, session: Session, lookup: ScheduleLookup, here: Landscape, draft: Draft) -> None:
        self._session = session
        self._here = here
        self._draft = draft
        self._upstream = resolve(session, lookup, here, draft.schedule.depends_on)
        self._usable = [
            (index, each) for index, each in enumerate(self._upstream) if each.job and not each.refusal
        ]
        allowed = [each.dependency for _, each in self._usable]
        self._schedule = draft.schedule.model_copy(update={"depends_on": allowed})
        self._needing = _Ahead(session, _assumed(self._upstream))
        self._left = MOST_COUNTED

    def count(self, plan_time: datetime) -> int | None:
        """How many upstream instances the plan time waits for; None when that became too much to count."""
        if self._left <= 0:
            return None
        found = sum(len(need.needed.plan_times) for need in self._of(plan_time))
        self._left -= found
        return found

    def preview(self, plan_time: datetime) -> DependencyPreview:
        """All dependencies of one plan time, with the instances that exist."""
        needs = dict(zip((index for index, _ in self._usable), self._of(plan_time), strict=True))
        keys = [
            InstanceKey(need.job.id, Trigger.SCHEDULE, at)
            for need in needs.values()
            if need.job is not None
            for at in (*need.needed.plan_times, *(need.previous or ()))
        ]
        briefs = self._session.waiting.find(keys)
        views = [
            self._view(index, each, needs[index], briefs) if index in needs else _unknown(index, each)
            for index, each in enumerate(self._upstream)
        ]
        return DependencyPreview(self._needing.mode(self._here.ws).value, views)

    def _of(self, plan_time: datetime) -> Sequence[UpstreamNeed]:
        span = Span(self._schedule, self._draft.zone, FAR_PAST)
        return self._needing.of(
            Downstream(self._here.ws, self._draft.job_id, self._schedule, self._draft.zone, plan_time, [span])
        )

    def _view(
        self,
        index: int,
        upstream: Upstream,
        need: UpstreamNeed,
        briefs: Mapping[InstanceKey, InstanceBrief],
    ) -> DependencyView:
        instances = self._instances(need, need.needed.plan_times, briefs)
        previous = None if need.previous is None else self._instances(need, need.previous, briefs)
        found = verdict(
            need.dependency,
            _states(instances),
            None if previous is None else _states(previous),
            when_empty=need.needed.when_empty,
        )
        window = need.needed.window or (None, None)
        return DependencyView(
            index=index,
            job=need.dependency.job,
            workspace=need.dependency.workspace,
            job_id=need.job.id if need.job else None,
            refusal=need.refusal,
            upstream_sentence=said(upstream.schedule, upstream.zone),
            upstream_state=upstream.state,
            first=window[0],
            until=window[1],
            require=need.needed.require,
            when_empty=need.needed.when_empty,
            instances=instances[:MOST_SHOWN],
            total=len(instances),
            previous=None if previous is None else previous[:MOST_SHOWN],
            decision="wait" if found is Verdict.WAIT_FOR_END else found.value,
            note=_note(upstream, need, found, instances),
        )

    def _instances(
        self,
        need: UpstreamNeed,
        plan_times: Sequence[datetime],
        briefs: Mapping[InstanceKey, InstanceBrief],
    ) -> list[NeededInstance]:
        job_id = need.job.id if need.job else JobId(0)
        zone = ZoneInfo(self._draft.zone)
        found = []
        for at in plan_times:
            brief = briefs.get(InstanceKey(job_id, Trigger.SCHEDULE, at))
            found.append(
                NeededInstance(
                    plan_time=at,
                    local=at.astimezone(zone).isoformat(),
                    instance_id=brief.id if brief else None,
                    status=brief.status.value if brief else None,
                )
            )
        return found


def _assumed(upstream: Sequence[Upstream]) -> Mapping[JobId, Sequence[Span]]:
    return {
        each.job.id: [Span(each.schedule, each.zone, FAR_PAST)]
        for each in upstream
        if each.job is not None and each.schedule is not None and each.state not in SCHEDULED
    }


def _states(instances: Sequence[NeededInstance]) -> list[InstanceStatus | None]:
    return [InstanceStatus(each.status) if each.status else None for each in instances]


def _unknown(index: int, upstream: Upstream) -> DependencyView:
    """A job that is not there, or may not be depended on."""
    return DependencyView(
        index=index,
        job=upstream.dependency.job,
        workspace=upstream.dependency.workspace,
        job_id=None,
        refusal=upstream.refusal,
        upstream_sentence="",
        upstream_state=None,
        first=None,
        until=None,
        require="none",
        when_empty="run",
        instances=[],
        total=0,
        previous=None,
        decision="run",
        note=upstream.refusal or "",
    )


def _note(upstream: Upstream, need: UpstreamNeed, found: Verdict, instances: Sequence[NeededInstance]) -> str:
    """The decision in a sentence."""
    if need.refusal:
        return need.refusal
    name = upstream.shown_name
    ahead = "" if upstream.state in SCHEDULED else f" ({name} is not scheduled; shown as if it were.)"
    if not instances:
        end = "is canceled" if found is Verdict.CANCEL else "does not wait for it"
        return f"{name} has no plan time in this window, so the instance {end}.{ahead}"
    classes = [state_class(each) if each else StateClass.OPEN for each in _states(instances)]
    good, bad = classes.count(StateClass.GOOD), classes.count(StateClass.BAD)
    open_ = len(classes) - good - bad
    counts = f"{good} of {len(classes)} good, {bad} failed or canceled, {open_} not ended."
    words = {
        Verdict.RUN: f"The instance may run: {counts}",
        Verdict.WAIT: f"The instance waits for {name}: {counts}",
        Verdict.WAIT_FOR_END: f"The instance waits until the previous cycle of {name} has ended.",
        Verdict.CANCEL: f"The instance is canceled: {counts}",
    }
    return words[found] + ahead
