"""Schedules of jobs: the list, one of them, and starting, pausing, resuming and stopping (R50)."""

import base64
import binascii
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from millrace.domain.errors import HasDependents, InvalidInput
from millrace.domain.ids import JobId, WorkspaceId
from millrace.domain.permissions import Permission
from millrace.ports.records import CommandRecord, JobRecord, Page
from millrace.ports.store import Session
from millrace.services.auditing import Changed
from millrace.services.calling import Caller
from millrace.services.checking import need_rights_of_job
from millrace.services.commanding import JobCommand, Wish, give, give_all, refusal
from millrace.services.finding import the_job
from millrace.services.schedule_facts import detail_view, row_views
from millrace.services.schedule_lookup import SCHEDULED, Landscape, ScheduleLookup, landscape
from millrace.services.schedule_views import RefusedSlot, ScheduleDetail, ScheduleRow, SlotsChanged
from millrace.services.tools import Tools

_NAMES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ScheduleFilter:
    """Which schedules a list shows; empty means all. `name` is a part of the job's name."""

    states: Collection[str] = ()
    types: Collection[str] = ()
    name: str = ""
    cursor: str | None = None
    limit: int = 50


class Scheduling:
    """See the module."""

    def __init__(self, tools: Tools, lookup: ScheduleLookup) -> None:
        self._tools = tools
        self._lookup = lookup

    # ---- looking

    def rows(self, caller: Caller, wanted: ScheduleFilter) -> Page[ScheduleRow]:
        """Jobs that have a schedule, or were ever started, by name."""
        after = _from_cursor(wanted.cursor) if wanted.cursor is not None else ""
        now = self._tools.clock.now()
        with self._tools.store.read() as session:
            around = landscape(session, self._lookup, caller.workspace_id)
            chosen = [job for job in around.jobs.values() if job.name > after and _is_shown(job, around)]
            chosen = sorted((job for job in chosen if _fits(job, around, wanted)), key=lambda job: job.name)
            shown = chosen[: wanted.limit]
            views = row_views(session, around, shown, now)
        more = len(chosen) > len(shown)
        return Page(views, _to_cursor(shown[-1].name) if more else None)

    def detail(self, caller: Caller, job_id: JobId) -> ScheduleDetail:
        """One job's submitted schedule, and how it stands; before a first version that of the draft."""
        with self._tools.store.read() as session:
            job = the_job(session, caller, job_id)
            around = landscape(session, self._lookup, caller.workspace_id)
            return detail_view(session, self._lookup, around, job, self._tools.clock.now())

    # ---- commands

    def start(self, caller: Caller, job_id: JobId, *, with_upstream: bool = False) -> CommandRecord:
        """Start scheduling; the engine refuses what R46 and R50 refuse."""

        def check(session: Session, job: JobRecord) -> None:
            jobs = [job]
            if with_upstream:
                jobs += _all_upstream(landscape(session, self._lookup, caller.workspace_id), job)
            for each in jobs:
                self._need_rights(caller, session, each)

        return self._give(caller, job_id, JobCommand.START, check, {"with_upstream": with_upstream})

    def pause(self, caller: Caller, job_id: JobId, *, confirmed: bool = False) -> CommandRecord:
        """Pause; HasDependents unless confirmed (R46)."""
        return self._give(caller, job_id, JobCommand.PAUSE, self._guard(confirmed))

    def resume(self, caller: Caller, job_id: JobId) -> CommandRecord:
        """Go on after a pause."""
        return self._give(caller, job_id, JobCommand.RESUME, partial(self._need_rights, caller))

    def stop(self, caller: Caller, job_id: JobId, *, confirmed: bool = False) -> CommandRecord:
        """Stop; HasDependents unless confirmed (R46)."""
        return self._give(caller, job_id, JobCommand.STOP, self._guard(confirmed))

    def change_slots(
        self, caller: Caller, job_id: JobId, plan_times: Sequence[datetime], *, freeze: bool
    ) -> SlotsChanged:
        """Freeze or unfreeze plan times to come (R94); each is applied or refused by itself."""
        caller.need(Permission.SCHEDULE_OPERATE)
        kind = JobCommand.FREEZE_SLOT if freeze else JobCommand.UNFREEZE_SLOT
        wanted = sorted({at.astimezone(UTC) for at in plan_times})

        def choose(session: Session) -> list[Wish]:
            job = the_job(session, caller, job_id)
            return [_wish(job, kind, {"plan_time": at.isoformat()}) for at in wanted]

        given = give_all(self._tools, caller, choose)
        pairs = list(zip(wanted, given, strict=True))
        return SlotsChanged(
            applied=[at for at, command in pairs if command.verdict == "applied"],
            refused=[
                RefusedSlot(at, *refusal(command))
                for at, command in pairs
                if command.verdict not in ("applied", "pending")
            ],
            pending=[at for at, command in pairs if command.verdict == "pending"],
        )

    def _give(
        self,
        caller: Caller,
        job_id: JobId,
        kind: JobCommand,
        check: Callable[[Session, JobRecord], None],
        args: Mapping[str, Any] | None = None,
    ) -> CommandRecord:
        caller.need(Permission.SCHEDULE_OPERATE)

        def choose(session: Session) -> Wish:
            job = the_job(session, caller, job_id)
            check(session, job)
            return _wish(job, kind, args or {})

        return give(self._tools, caller, choose)

    def _guard(self, confirmed: bool) -> Callable[[Session, JobRecord], None]:
        def check(session: Session, job: JobRecord) -> None:
            names = [] if confirmed else self._live_dependents(session, job)
            if names:
                first = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
                raise HasDependents(
                    name=job.name, count=len(names), first=first, dependents=names[:_NAMES_SHOWN]
                )

        return check

    def _live_dependents(self, session: Session, job: JobRecord) -> list[str]:
        """R46: scheduled and paused jobs of all workspaces that depend on the job."""
        workspaces = {each.id: each.name for each in session.admin.workspaces()}
        found: list[str] = []
        by_workspace: dict[WorkspaceId, list[JobRecord]] = {}
        for other in session.jobs.in_schedule_states(SCHEDULED):
            if other.submitted_hash is not None:
                by_workspace.setdefault(other.workspace_id, []).append(other)
        for ws, others in by_workspace.items():
            schedules = self._lookup.of(session, ws, [other.submitted_hash or "" for other in others])
            for other in others:
                schedule = schedules.get(other.submitted_hash or "")
                names = {
                    (each.workspace or workspaces[ws], each.job)
                    for each in (schedule.depends_on if schedule else ())
                }
                if (workspaces[job.workspace_id], job.name) in names:
                    mine = ws == job.workspace_id
                    found.append(other.name if mine else f"{workspaces[ws]}/{other.name}")
        return sorted(found)

    def _need_rights(self, caller: Caller, session: Session, job: JobRecord) -> None:
        """Whoever lets a job run must be allowed what it does; without a version the engine refuses."""
        need_rights_of_job(session, caller, self._tools.catalog, job)


def _wish(job: JobRecord, kind: JobCommand, args: Mapping[str, Any]) -> Wish:
    return Wish(
        kind=kind.value,
        action=f"job.{kind.value}",
        changed=Changed("job", job.id, job.name),
        args={"job_id": job.id, **args},
    )


def _all_upstream(around: Landscape, job: JobRecord) -> list[JobRecord]:
    found: dict[JobId, JobRecord] = {}
    left = [job]
    while left:
        for _, upstream in around.upstream(left.pop().id):
            if upstream.id not in found and upstream.id != job.id:
                found[upstream.id] = upstream
                left.append(upstream)
    return list(found.values())


def _is_shown(job: JobRecord, around: Landscape) -> bool:
    return job.schedule_state != "not_started" or job.id in around.schedules


def _fits(job: JobRecord, around: Landscape, wanted: ScheduleFilter) -> bool:
    schedule = around.schedules.get(job.id)
    if wanted.states and job.schedule_state not in wanted.states:
        return False
    if wanted.types and (schedule is None or schedule.type.value not in wanted.types):
        return False
    return wanted.name.casefold() in job.name.casefold()


def _to_cursor(name: str) -> str:
    return base64.urlsafe_b64encode(f"name:{name}".encode()).decode().rstrip("=")


def _from_cursor(cursor: str) -> str:
    try:
        kind, _, name = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
    except (binascii.Error, ValueError):
        kind, name = "", ""
    if kind != "name" or not name:
        raise InvalidInput(detail="The list cursor is not valid. Load the list again from its start.")
    return name
