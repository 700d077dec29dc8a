"""PatchData: planning, making, looking at and steering tasks (R180-R190). The engine runs them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from millrace.domain.errors import InvalidInput, NotFound, NotPeriodic
from millrace.domain.ids import CommandId, JobId, PatchDataId
from millrace.domain.patchdata import PatchPlan, PatchRequest
from millrace.domain.permissions import Permission
from millrace.domain.schedule import ScheduleType
from millrace.ports.records import CommandRecord, JobRecord, Page
from millrace.ports.schedule_records import PatchDataRecord
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.checking import checked, need_rights, need_rights_of_job, need_submitted_scripts
from millrace.services.commanding import Wish, give
from millrace.services.drafts import load_draft
from millrace.services.finding import the_job
from millrace.services.names import checked_name
from millrace.services.patch_showing import (
    MOST_FORESEEN,
    Known,
    foreseen_end,
    plan_table,
    plan_view,
    task_entries,
    task_views,
)
from millrace.services.patch_views import PlanView, RelatedJob, TaskEntriesView, TaskView
from millrace.services.patching_plans import basis_of, jobs_of, plan_from, plan_of, request_of
from millrace.services.running import check_params
from millrace.services.schedule_lookup import Landscape, ScheduleLookup, landscape
from millrace.services.telling import tell_engine
from millrace.services.tools import Tools
from millrace.services.workspace_settings import scheduling_settings

_PLANS_KEPT = 8
_MAX_RELATED = 1000


class TaskVerb(StrEnum):
    """What can be asked of a task."""

    START = "start_patchdata"
    PAUSE = "pause_patchdata"
    RESUME = "resume_patchdata"
    STOP = "stop_patchdata"
    RETRY = "retry_patchdata"


_ACTIONS = {
    TaskVerb.PAUSE: "patchdata.pause",
    TaskVerb.RESUME: "patchdata.resume",
    TaskVerb.STOP: "patchdata.stop",
    TaskVerb.RETRY: "patchdata.retry",
}

_LETS_RUN = frozenset({TaskVerb.START, TaskVerb.RESUME, TaskVerb.RETRY})


class Patching:
    """See the module."""

    def __init__(self, tools: Tools, lookup: ScheduleLookup) -> None:
        self._tools = tools
        self._lookup = lookup
        self._plans: dict[PatchDataId, PatchPlan] = {}

    # ---- plans

    def plan(self, caller: Caller, raw: Mapping[str, Any], offset: int, limit: int) -> PlanView:
        """What a task would do; the refusals of R180-R187."""
        with self._tools.store.read() as session:
            known = self._planned(session, caller, self._request(raw))
            return plan_view(session, caller, known, offset, limit)

    def plan_as_csv(self, caller: Caller, raw: Mapping[str, Any]) -> str:
        """All instances that a task would make, as a table."""
        with self._tools.store.read() as session:
            known = self._planned(session, caller, self._request(raw))
        return plan_table(known)

    def related(self, caller: Caller, job_id: JobId, direction: str) -> Sequence[RelatedJob]:
        """Jobs above and below in the dependency graph that may join a task, the nearest first."""
        with self._tools.store.read() as session:
            job = the_job(session, caller, job_id)
            around = landscape(session, self._lookup, caller.workspace_id)
        found: list[RelatedJob] = []
        if direction != "down":
            above = {each: [up for _, up in around.upstream(each)] for each in around.jobs}
            found += _walk(around, above, job, "up")
        if direction != "up":
            found += _walk(around, around.dependents(), job, "down")
        return sorted(found, key=lambda item: (item.distance, item.job_name))[:_MAX_RELATED]

    # ---- tasks

    def create(self, caller: Caller, raw: Mapping[str, Any]) -> TaskView:
        """A new task, which the engine starts. Raises what `plan` refuses, and what R50 and R120 refuse."""
        caller.need(Permission.PATCHDATA_RUN)
        request, stamp = self._request(raw), self._tools.stamp(caller)
        name = checked_name("PatchData task", request.name)
        commands: list[CommandId] = []

        with self._tools.store.read() as session:
            basis = basis_of(session, caller, request, stamp.at, self._tools.limits.patchdata_instances)
            self._need_runnable(session, caller, request)
        plan = plan_from(request, basis)  # before the transaction: a large one takes seconds

        def make(session: Session) -> int:
            default = scheduling_settings(session, caller.workspace_id).patchdata_priority
            task = session.patchdata.add(
                PatchDataRecord(
                    id=PatchDataId(0),
                    workspace_id=caller.workspace_id,
                    name=name,
                    request=request.model_dump(mode="json", by_alias=True),
                    basis=basis,
                    state="running",
                    paused=False,
                    total=len(plan.entries),
                    generated=0,
                    priority=request.priority or default,
                    revision=0,
                    created=stamp,
                )
            )
            after = {"jobs": list(request.jobs), "instances": len(plan.entries)}
            note(session, caller, stamp, "patchdata.create", _of(task), None, after)
            args = {"task_id": task.id}
            commands.append(tell_engine(session, caller, stamp, TaskVerb.START.value, args))
            return task.id

        made = PatchDataId(self._tools.create(caller, "patchdata.create", make, request=dict(raw)))
        self._tools.engine.wake(commands=commands)
        return self.task(caller, made)

    def tasks(
        self, caller: Caller, states: Collection[str], cursor: str | None, limit: int
    ) -> Page[TaskView]:
        """Tasks, newest first."""
        with self._tools.store.read() as session:
            page = session.patchdata.list(caller.workspace_id, states=states, cursor=cursor, limit=limit)
            return Page(task_views(session, page.items), page.next_cursor)

    def task(self, caller: Caller, task_id: PatchDataId) -> TaskView:
        """One task."""
        with self._tools.store.read() as session:
            task = _the_task(session, caller, task_id)
            (view,) = task_views(session, [task])
            if task.state != "running" or task.paused or task.total > MOST_FORESEEN:
                return view
            known = Known(jobs_of(task.basis), self._kept_plan(session, task), self._tools.clock.now())
            return replace(view, estimated_end=foreseen_end(session, task, known))

    def entries(self, caller: Caller, task_id: PatchDataId, offset: int, limit: int) -> TaskEntriesView:
        """A stretch of a task's instances."""
        with self._tools.store.read() as session:
            task = _the_task(session, caller, task_id)
            known = Known(jobs_of(task.basis), self._kept_plan(session, task), self._tools.clock.now())
            return task_entries(session, task, known, slice(offset, offset + limit))

    def give(self, caller: Caller, task_id: PatchDataId, verb: TaskVerb) -> CommandRecord:
        """Give a command and wait up to 2 s for the engine's verdict."""
        caller.need(Permission.PATCHDATA_RUN)

        def choose(session: Session) -> Wish:
            task = _the_task(session, caller, task_id)
            if verb in _LETS_RUN:
                self._need_rights(session, caller, task)
            return Wish(verb.value, _ACTIONS[verb], _of(task), args={"task_id": task_id})

        return give(self._tools, caller, choose)

    # ---- inside

    def _request(self, raw: Mapping[str, Any]) -> PatchRequest:
        request = request_of(raw)
        for name, values in request.params.items():
            if name not in request.jobs:
                detail = f"Parameters are given for {name}, which is no job of the task."
                raise InvalidInput(detail=detail, field=f"params.{name}")
            if not all(isinstance(value, str) for value in values.values()):
                raise InvalidInput(detail=f"Parameters of {name} are texts.", field=f"params.{name}")
            check_params(values)
        return request

    def _planned(self, session: Session, caller: Caller, request: PatchRequest) -> Known:
        now = self._tools.clock.now()
        basis = basis_of(session, caller, request, now, self._tools.limits.patchdata_instances)
        return Known(jobs_of(basis), plan_from(request, basis), now)

    def _need_runnable(self, session: Session, caller: Caller, request: PatchRequest) -> None:
        """As for any run of a submitted version: no errors, rights, submitted scripts."""
        catalog, ws = self._tools.catalog, caller.workspace_id
        for job in session.jobs.by_names(ws, request.jobs).values():
            if job.submitted_hash is None:
                raise NotPeriodic(name=job.name)
            definition = checked(session, caller, self._tools, load_draft(session, ws, job.submitted_hash))
            need_rights(session, caller, catalog, definition, drafts=False)
            need_submitted_scripts(session, caller, catalog, definition)

    def _need_rights(self, session: Session, caller: Caller, task: PatchDataRecord) -> None:
        """Whoever lets a task run must be allowed what its jobs do."""
        for chosen in jobs_of(task.basis):
            job = session.jobs.get(caller.workspace_id, chosen.job_id)
            if job is not None:
                need_rights_of_job(session, caller, self._tools.catalog, job)

    def _kept_plan(self, session: Session, task: PatchDataRecord) -> PatchPlan:
        """The plan of a task never changes; a few are remembered."""
        known = self._plans.get(task.id)
        if known is None:
            known = plan_of(session, task)
            if len(self._plans) >= _PLANS_KEPT:
                self._plans.clear()
            self._plans[task.id] = known
        return known


def _walk(
    around: Landscape, following: Mapping[JobId, Sequence[JobRecord]], job: JobRecord, direction: str
) -> list[RelatedJob]:
    """Breadth first; jobs that cannot join are passed, not stopped at."""
    seen, level, distance = {job.id}, [job.id], 0
    found: list[RelatedJob] = []
    while level:
        distance += 1
        beyond: list[JobId] = []
        for job_id in level:
            for other in following.get(job_id, ()):
                if other.id in seen:
                    continue
                seen.add(other.id)
                beyond.append(other.id)
                if _may_join(around, other):
                    found.append(RelatedJob(other.id, other.name, distance, direction))
        level = beyond
    return found


def _may_join(around: Landscape, job: JobRecord) -> bool:
    schedule = around.schedules.get(job.id)
    is_periodic = schedule is not None and schedule.type is ScheduleType.PERIODIC and schedule.recurrence
    return bool(is_periodic) and job.submitted_version is not None


def _the_task(session: Session, caller: Caller, task_id: PatchDataId) -> PatchDataRecord:
    task = session.patchdata.get(caller.workspace_id, task_id)
    if task is None:
        raise NotFound(kind="PatchData task", name=task_id)
    return task


def _of(task: PatchDataRecord) -> Changed:
    return Changed("patchdata", task.id, task.name)
