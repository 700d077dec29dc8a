"""Jobs that name a job in their dependencies, in all workspaces (R46, R47)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from millrace.domain.ids import WorkspaceId
from millrace.ports.records import JobRecord
from millrace.ports.store import Session


@dataclass(frozen=True, slots=True)
class Dependent:
    """A job, its name as it is shown to the workspace it depends on, and the definition that says so."""

    job: JobRecord
    shown_name: str
    text: str


def dependents(session: Session, upstream: JobRecord, *, drafts: bool) -> Iterator[Dependent]:
    """Jobs whose submitted version, or with `drafts` whose draft, names the job; itself left out.

    A definition counts whether its schedule is right or not: what it names is read all the same.
    """
    workspaces = session.admin.workspaces()
    home = next(each.name for each in workspaces if each.id == upstream.workspace_id)
    for workspace in workspaces:
        is_home = workspace.id == upstream.workspace_id
        wanted = {(home, upstream.name)} | ({(None, upstream.name)} if is_home else set())
        jobs = [each for each in session.jobs.list(workspace.id) if each.id != upstream.id]
        for job, text in definitions_of(session, workspace.id, jobs, drafts):
            if "depends_on" in text and wanted & named_in(text):
                shown = job.name if is_home else f"{workspace.name}/{job.name}"
                yield Dependent(job, shown, text)


def dependent_names(session: Session, upstream: JobRecord) -> list[str]:
    """Of all jobs that name it, submitted or as drafts."""
    return sorted({each.shown_name for each in dependents(session, upstream, drafts=True)})


def definitions_of(
    session: Session, ws: WorkspaceId, jobs: list[JobRecord], drafts: bool
) -> Iterator[tuple[JobRecord, str]]:
    """The jobs with the texts of their submitted versions, and with `drafts` of their drafts."""
    chosen = {job.id: {job.submitted_hash, job.draft_hash if drafts else None} - {None} for job in jobs}
    texts = session.overviews.contents(ws, {each for found in chosen.values() for each in found if each})
    for job in jobs:
        for content in chosen[job.id]:
            yield job, texts.get(content or "", "")


def named_in(text: str) -> set[tuple[str | None, str]]:
    """Workspace and name of each dependency; None is the own workspace."""
    raw = json.loads(text)
    schedule = raw.get("schedule") if isinstance(raw, Mapping) else None
    entries: Any = schedule.get("depends_on") if isinstance(schedule, Mapping) else None
    if not isinstance(entries, list):
        return set()
    pairs = [(each.get("workspace"), each.get("job")) for each in entries if isinstance(each, Mapping)]
    return {
        (workspace, job)
        for workspace, job in pairs
        if isinstance(job, str) and (workspace is None or isinstance(workspace, str))
    }
