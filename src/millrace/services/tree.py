"""The tree of the studio: every directory, job and script, each with what its row shows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from millrace.domain.ids import InstanceId, JobId, WorkspaceId
from millrace.domain.instance import InstanceStatus
from millrace.ports.records import Directory, JobRecord, ScriptRecord
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.tools import Tools

_SINGLE = '"job_kind":"single_task"'
"""As it stands in a canonical text; in a value it would be written with backslashes."""
_MOST_KNOWN = 50_000
_FEW = 200


@dataclass(frozen=True, slots=True)
class Tree:
    """What the left side of the studio shows; `kinds` are the jobs' kinds."""

    directories: Sequence[Directory]
    jobs: Sequence[JobRecord]
    kinds: Mapping[JobId, str]
    latest: Mapping[JobId, tuple[InstanceId, InstanceStatus]]
    scripts: Sequence[ScriptRecord]

    def rows(self) -> Iterator[dict[str, Any]]:
        """The jobs as plain data."""
        for job in self.jobs:
            latest = self.latest.get(job.id)
            yield {
                **job_row(job, self.kinds[job.id]),
                "last_instance": {"id": latest[0], "status": latest[1].value} if latest else None,
            }


def job_row(job: JobRecord, kind: str) -> dict[str, Any]:
    """What the tree shows of a job, without its instances; events carry the same."""
    return {
        "id": job.id,
        "name": job.name,
        "directory_id": job.directory_id,
        "job_kind": kind,
        "revision": job.revision,
        "schedule_state": job.schedule_state,
        "submitted_version": job.submitted_version,
        "changed_since_submit": job.draft_hash != job.submitted_hash,
        "created_by": job.created.by,
        "updated_by": job.updated.by,
        "updated_at": job.updated.at.isoformat().replace("+00:00", "Z"),
    }


class JobTree:
    """Remembers the kinds it has read: content under a hash never changes."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._singles: dict[tuple[WorkspaceId, str], bool] = {}

    def read(self, caller: Caller) -> Tree:
        """Everything of the workspace that has a place in a directory."""
        ws = caller.workspace_id
        with self._tools.store.read() as session:
            jobs = session.jobs.list(ws)
            return Tree(
                directories=session.jobs.directories(ws),
                jobs=jobs,
                kinds=self._kinds(session, ws, jobs),
                latest=session.instances.latest_of_jobs(ws),
                scripts=session.scripts.list(ws),
            )

    def _kinds(self, session: Session, ws: WorkspaceId, jobs: Sequence[JobRecord]) -> Mapping[JobId, str]:
        known = self._singles
        if len(known) > _MOST_KNOWN:
            known.clear()
        news = {job.draft_hash for job in jobs if (ws, job.draft_hash) not in known}
        singles = self._read(session, ws, news)
        known.update({(ws, each): each in singles for each in news})
        return {
            job.id: "single_task"
            if job.draft_hash in singles or known.get((ws, job.draft_hash))
            else "pipeline"
            for job in jobs
        }

    @staticmethod
    def _read(session: Session, ws: WorkspaceId, hashes: Collection[str]) -> Collection[str]:
        """Those of single tasks: a few are read, of many the database finds the right ones."""
        if len(hashes) > _FEW:
            return session.jobs.drafts_holding(ws, _SINGLE)
        texts = session.overviews.contents(ws, hashes)
        return {content_hash for content_hash, text in texts.items() if _SINGLE in text}
