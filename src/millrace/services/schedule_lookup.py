"""The schedules of a workspace's jobs, read from their definitions in few statements.

Definitions are kept under their hash and never change, so a schedule that was read once is remembered.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from millrace.domain.ids import JobId, WorkspaceId
from millrace.domain.schedule import Dependency, Schedule
from millrace.ports.records import JobRecord
from millrace.ports.store import Session

REMEMBERED = 20_000

SCHEDULED = frozenset({"scheduling", "paused"})
"""States of jobs that take part in scheduling (R46, R50)."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A definition that was read; it may have no schedule."""

    schedule: Schedule | None


class ScheduleLookup:
    """Schedules by the hash of their definition. Threads may share it: at worst one reads what is known."""

    def __init__(self) -> None:
        self._known: dict[tuple[WorkspaceId, str], _Read] = {}

    def of(self, session: Session, ws: WorkspaceId, hashes: Collection[str]) -> Mapping[str, Schedule | None]:
        """The schedule of each definition; None where it has none, or one that cannot be read."""
        known = {each: self._known.get((ws, each)) for each in hashes}
        found = {each: read.schedule for each, read in known.items() if read is not None}
        missing = [each for each, read in known.items() if read is None]
        if missing:
            texts = session.overviews.contents(ws, missing)
            fresh = {each: read_schedule(texts.get(each, "{}")) for each in missing}
            found |= fresh
            if len(self._known) + len(fresh) > REMEMBERED:
                self._known = {}
            for each, schedule in fresh.items():
                self._known[ws, each] = _Read(schedule)
        return found


def read_schedule(text: str) -> Schedule | None:
    """The schedule of a definition's text."""
    raw = json.loads(text)
    try:
        return Schedule.model_validate(raw["schedule"]) if raw.get("schedule") else None
    except (ValidationError, AttributeError):
        return None


@dataclass(frozen=True, slots=True)
class Landscape:
    """All jobs of a workspace with their schedules: the submitted one, else that of the draft."""

    ws: WorkspaceId
    name: str
    zone: str
    jobs: Mapping[JobId, JobRecord]
    schedules: Mapping[JobId, Schedule]
    by_name: Mapping[str, JobRecord] = field(default_factory=dict)

    def upstream(self, job_id: JobId) -> Iterator[tuple[Dependency, JobRecord]]:
        """The dependencies of a job on jobs of this workspace that exist."""
        schedule = self.schedules.get(job_id)
        for dependency in schedule.depends_on if schedule else ():
            found = self.by_name.get(dependency.job) if self.is_here(dependency) else None
            if found is not None:
                yield dependency, found

    def dependents(self) -> Mapping[JobId, list[JobRecord]]:
        """Who depends on each job, by name."""
        found: dict[JobId, dict[JobId, JobRecord]] = {}
        for job in self.jobs.values():
            for _, upstream in self.upstream(job.id):
                found.setdefault(upstream.id, {})[job.id] = job
        return {job_id: list(jobs.values()) for job_id, jobs in found.items()}

    def is_here(self, dependency: Dependency) -> bool:
        """Whether a dependency names a job of this workspace (R47)."""
        return dependency.workspace in (None, self.name)

    def zone_of(self, schedule: Schedule | None) -> str:
        """The zone of a schedule (R16)."""
        return (schedule.zone if schedule else None) or self.zone


def landscape(session: Session, lookup: ScheduleLookup, ws: WorkspaceId) -> Landscape:
    """Read it."""
    jobs = session.jobs.list(ws)
    hashes = {content for job in jobs for content in (job.draft_hash, job.submitted_hash) if content}
    found = lookup.of(session, ws, hashes)
    shown = {job.id: found.get(job.submitted_hash or "") or found.get(job.draft_hash) for job in jobs}
    workspace = next(each for each in session.admin.workspaces() if each.id == ws)
    return Landscape(
        ws=ws,
        name=workspace.name,
        zone=workspace.zone,
        jobs={job.id: job for job in jobs},
        schedules={job_id: schedule for job_id, schedule in shown.items() if schedule is not None},
        by_name={job.name: job for job in jobs},
    )
