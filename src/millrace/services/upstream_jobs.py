"""The jobs that dependencies name, in this workspace or in others (R47)."""

from collections.abc import Sequence
from dataclasses import dataclass

from millrace.domain.schedule import Dependency, Schedule
from millrace.domain.workspace_settings import CrossWorkspace
from millrace.ports.records import JobRecord
from millrace.ports.store import Session
from millrace.services.schedule_lookup import Landscape, ScheduleLookup, landscape
from millrace.services.workspace_settings import scheduling_settings


@dataclass(frozen=True, slots=True)
class Upstream:
    """A dependency and the job it names; `refusal` says why it cannot be used."""

    dependency: Dependency
    job: JobRecord | None
    schedule: Schedule | None = None
    zone: str = "UTC"
    refusal: str | None = None

    @property
    def shown_name(self) -> str:
        """With its workspace where that is another one."""
        workspace = self.dependency.workspace
        return f"{workspace}/{self.dependency.job}" if workspace else self.dependency.job

    @property
    def state(self) -> str | None:
        """R50; None without such a job."""
        return self.job.schedule_state if self.job else None


def resolve(
    session: Session, lookup: ScheduleLookup, around: Landscape, dependencies: Sequence[Dependency]
) -> Sequence[Upstream]:
    """One for each dependency, in order."""
    others: dict[str, Landscape | str] = {}
    for dependency in dependencies:
        name = dependency.workspace
        if name is not None and not around.is_here(dependency) and name not in others:
            others[name] = _other(session, lookup, name)
    return [_one(each, _place(each, around, others)) for each in dependencies]


def _place(dependency: Dependency, around: Landscape, others: dict[str, Landscape | str]) -> Landscape | str:
    if dependency.workspace is None or around.is_here(dependency):
        return around
    return others[dependency.workspace]


def _other(session: Session, lookup: ScheduleLookup, name: str) -> Landscape | str:
    """The jobs of another workspace, or why they may not be depended on."""
    found = next((each for each in session.admin.workspaces() if each.name == name), None)
    if found is None:
        return f"There is no workspace {name}."
    if scheduling_settings(session, found.id).cross_workspace is CrossWorkspace.FORBIDDEN:
        return f"Workspace {name} does not let jobs of other workspaces depend on its jobs."
    return landscape(session, lookup, found.id)


def _one(dependency: Dependency, place: Landscape | str) -> Upstream:
    if isinstance(place, str):
        return Upstream(dependency, None, refusal=place)
    job = place.by_name.get(dependency.job)
    if job is None:
        return Upstream(dependency, None, refusal=f"There is no job {dependency.job}.")
    schedule = place.schedules.get(job.id)
    return Upstream(dependency, job, schedule, place.zone_of(schedule))
