"""What an instance needs of its upstream jobs: for the engine, and for those who explain and foresee.

The rules are in `domain.dependencies`; here their sides are looked up in the store: the upstream jobs by
name, and the plan times that exist, from the spans of their schedules (R44).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from millrace.domain.dependencies import Needed, Side, needed, pair_refusal, previous_cycle
from millrace.domain.ids import JobId, WorkspaceId
from millrace.domain.schedule import Dependency, Schedule, ScheduleType
from millrace.domain.spans import Span
from millrace.domain.workspace_settings import DependencyMode, WorkspaceSettings
from millrace.ports.records import JobRecord
from millrace.ports.store import Session
from millrace.services.slot_source import SlotSource

SETTING = "scheduling"


@dataclass(frozen=True, slots=True)
class Downstream:
    """An instance that is, will be or would be: what its dependencies are resolved for.

    `spans`: of its own job; None reads them from the store. A schedule that was never started has none.
    """

    workspace_id: WorkspaceId
    job_id: JobId
    schedule: Schedule
    zone: str
    plan_time: datetime
    spans: Sequence[Span] | None = None


@dataclass(frozen=True, slots=True)
class UpstreamNeed:
    """One entry of `depends_on`, resolved (R27-R45)."""

    index: int
    dependency: Dependency
    job: JobRecord | None
    """None: there is no such job (any more)."""
    needed: Needed
    previous: tuple[datetime, ...] | None = None
    """Plan times of the previous cycle, where these must have ended too (R45)."""
    refusal: str | None = None
    """Why the two do not fit together (R28); nothing of the upstream job is looked at then."""


class JobsByName:
    """Upstream jobs, across workspaces (R47); each is read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[WorkspaceId, str], JobRecord | None] = {}
        self._workspaces: Mapping[str, WorkspaceId] | None = None

    def of(
        self, ws: WorkspaceId, dependencies: Collection[Dependency]
    ) -> Mapping[tuple[str | None, str], JobRecord]:
        """The jobs that exist, by the names of their workspace (as it is given) and of their own."""
        wanted: dict[str | None, set[str]] = {}
        for each in dependencies:
            wanted.setdefault(each.workspace, set()).add(each.job)
        found = {}
        for workspace, names in wanted.items():
            where = ws if workspace is None else self._workspace(workspace)
            if where is not None:
                self._read(where, names)
                for name in names:
                    job = self._known[where, name]
                    if job is not None:
                        found[workspace, name] = job
        return found

    def _read(self, ws: WorkspaceId, names: Collection[str]) -> None:
        unknown = [name for name in names if (ws, name) not in self._known]
        if unknown:
            found = self._session.jobs.by_names(ws, unknown)
            self._known.update({(ws, name): found.get(name) for name in unknown})

    def _workspace(self, name: str) -> WorkspaceId | None:
        if self._workspaces is None:
            self._workspaces = {each.name: each.id for each in self._session.admin.workspaces()}
        return self._workspaces.get(name)


class Needing:
    """Resolves dependencies inside one transaction, which it must not outlive: it keeps what it has read."""

    def __init__(
        self, session: Session, slots: SlotSource, assumed: Mapping[JobId, Sequence[Span]] | None = None
    ) -> None:
        """`assumed`: spans that these jobs are taken to have, whatever stands in the store."""
        self._session = session
        self._slots = slots
        self._jobs = JobsByName(session)
        self._modes: dict[WorkspaceId, DependencyMode] = {}
        self._spans: dict[JobId, Sequence[Span]] = dict(assumed or {})

    def of(self, downstream: Downstream) -> tuple[UpstreamNeed, ...]:
        """All entries of `depends_on`, in their order."""
        dependencies = downstream.schedule.depends_on
        if not dependencies:
            return ()
        jobs = self._jobs.of(downstream.workspace_id, dependencies)
        self._read_spans({job.id for job in jobs.values()} | _own(downstream), jobs.values())
        own = self._spans.get(downstream.job_id, ()) if downstream.spans is None else downstream.spans
        side = self._side(downstream.job_id, downstream.schedule, downstream.zone, own)
        return tuple(
            self._need(index, each, downstream, side, jobs.get((each.workspace, each.job)))
            for index, each in enumerate(dependencies)
        )

    def mode(self, ws: WorkspaceId) -> DependencyMode:
        """R28: how the windows of a workspace are cut."""
        if ws not in self._modes:
            document = self._session.admin.settings(ws).get(SETTING) or {}
            self._modes[ws] = WorkspaceSettings.model_validate(document).dependency_mode
        return self._modes[ws]

    def _read_spans(self, ids: Collection[JobId], upstream: Collection[JobRecord]) -> None:
        unknown = [job_id for job_id in ids if job_id not in self._spans]
        if not unknown:
            return
        found = self._session.schedules.spans(unknown)
        self._spans.update({job_id: [row.span for row in found.get(job_id, ())] for job_id in unknown})
        for job in upstream:
            spans = self._spans[job.id]
            if job.schedule_state == "paused" and spans and job.id in found:
                # R46: until it is resumed, its plan times are waited for as if it were not paused
                self._spans[job.id] = [*spans[:-1], replace(spans[-1], ends_at=None)]

    def _side(self, job_id: JobId, schedule: Schedule, zone: str, spans: Sequence[Span]) -> Side:
        return Side(
            schedule=schedule,
            zone=zone,
            slots=lambda first, until: self._existing(job_id, spans, first, until),
        )

    def _existing(
        self, job_id: JobId, spans: Sequence[Span], first: datetime, until: datetime
    ) -> Sequence[datetime]:
        """Of all spans together; two overlap where a clock was set back between them."""
        found: list[datetime] = []
        for span in spans:
            if span.begins_at < until and (span.ends_at is None or span.ends_at > first):
                found.extend(self._slots.between(job_id, span, max(first, span.begins_at), until))
        return sorted(set(found))

    def _need(
        self, index: int, dependency: Dependency, downstream: Downstream, side: Side, job: JobRecord | None
    ) -> UpstreamNeed:
        mode = self.mode(downstream.workspace_id)
        spans = self._spans.get(job.id, ()) if job is not None else ()
        if job is None or not spans or downstream.schedule.type is not ScheduleType.PERIODIC:
            return UpstreamNeed(index, dependency, job, _nothing(mode))
        current = _span_at(spans, downstream.plan_time)
        refusal = pair_refusal(mode, downstream.schedule, current.schedule)
        if refusal is not None:
            return UpstreamNeed(index, dependency, job, _nothing(mode), refusal=refusal)
        upstream = self._side(job.id, current.schedule, current.zone, spans)
        previous = (
            previous_cycle(mode, side, downstream.plan_time, upstream)
            if dependency.run_after_dependency_ends
            else None
        )
        return UpstreamNeed(
            index,
            dependency,
            job,
            needed(mode, dependency, side, downstream.plan_time, upstream),
            previous,
        )


def _own(downstream: Downstream) -> set[JobId]:
    return {downstream.job_id} if downstream.spans is None else set()


def _nothing(mode: DependencyMode) -> Needed:
    """R29, R43: there is no plan time to wait for."""
    return Needed("none", (), "cancel" if mode is DependencyMode.TRADITIONAL else "run")


def _span_at(spans: Sequence[Span], moment: datetime) -> Span:
    """The span that holds at a moment: the latest that has begun; before all of them the first."""
    begun = [span for span in spans if span.begins_at <= moment]
    return begun[-1] if begun else spans[0]
