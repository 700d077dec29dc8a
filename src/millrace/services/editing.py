"""Editing a job: its draft, guarded by a revision (R114), and the saved versions it leaves (R116, R117)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from millrace.domain.errors import RevisionConflict
from millrace.domain.ids import JobId, VersionNo
from millrace.domain.job_checks import Problem
from millrace.ports.records import JobRecord, Stamp, VersionRecord
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note_now_and_then
from millrace.services.calling import Caller
from millrace.services.checking import problems_of
from millrace.services.drafts import Draft, draft_of, load_draft
from millrace.services.finding import the_job
from millrace.services.masking import restore
from millrace.services.tools import Tools
from millrace.services.tree import job_row

ONE_RECORD_PER = timedelta(seconds=60)
KEPT_RECORDS = 100
KEPT_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with its draft and what is wrong with it."""

    job: JobRecord
    draft: Draft
    problems: Sequence[Problem]

    @property
    def changed_since_submit(self) -> bool:
        """Whether the draft differs from the production version."""
        return self.job.draft_hash != self.job.submitted_hash


@dataclass(frozen=True, slots=True)
class Replaced:
    """One draft took the place of another; `made` is its content unless that was there before."""

    old: str
    made: str | None


class Leftovers:
    """Drafts that were replaced: working copies are saved every few seconds, and most are never seen again.

    Only contents that a save of ours made are dropped. They stay for a minute, so that whoever read the job
    before the save can still use what it named. What is forgotten at the end of a process is only space;
    what is here too much, after a transaction that was taken back, is kept by those who name it.
    """

    def __init__(self) -> None:
        self._made: dict[JobId, set[str]] = {}
        self._replaced: dict[JobId, list[tuple[datetime, str]]] = {}

    def add(self, job_id: JobId, replaced: Replaced, at: datetime) -> None:
        """A save went through at that time."""
        made = self._made.setdefault(job_id, set())
        if replaced.made is not None:
            made.add(replaced.made)
        if replaced.old in made:
            self._replaced.setdefault(job_id, []).append((at, replaced.old))

    def due(self, job_id: JobId, now: datetime) -> list[str]:
        """The drafts that may go."""
        every = self._replaced.get(job_id, [])
        due = {content for at, content in every if now - at >= KEPT_FOR}
        if due:
            self._replaced[job_id] = [each for each in every if each[1] not in due]
            self._made[job_id] -= due
        return sorted(due)


class Editing:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._leftovers = Leftovers()

    def job(self, caller: Caller, job_id: JobId) -> JobView:
        """The job as the designer opens it."""
        with self._tools.store.read() as session:
            return self.view(session, caller, the_job(session, caller, job_id))

    def save(self, caller: Caller, job_id: JobId, revision: int, raw: Mapping[str, Any]) -> JobView:
        """Write the draft and record a saved version; RevisionConflict if somebody else was faster.

        Errors in the definition never block saving; they come back as problems.
        """
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> JobView:
            job = the_job(session, caller, job_id)
            kept = load_draft(session, caller.workspace_id, job.draft_hash)
            draft = draft_of(restore(raw, kept.raw))
            is_new = session.jobs.content(caller.workspace_id, draft.content_hash) is None
            saved = save_draft(session, caller, stamp, replace(job, revision=revision), draft)
            session.jobs.drop_drafts(caller.workspace_id, self._leftovers.due(job.id, stamp.at))
            replaced = Replaced(job.draft_hash, draft.content_hash if is_new else None)
            self._leftovers.add(job.id, replaced, stamp.at)
            return self.view(session, caller, saved, draft)

        saved = self._tools.store.write(work)
        self._tools.tell_draft(saved.job)
        self._tools.tell_job(caller, job_row(saved.job, str(saved.draft.as_json.get("job_kind", "pipeline"))))
        return saved

    def view(self, session: Session, caller: Caller, job: JobRecord, draft: Draft | None = None) -> JobView:
        """The job with its draft read and checked."""
        draft = draft or load_draft(session, caller.workspace_id, job.draft_hash)
        return JobView(job, draft, problems_of(session, caller, self._tools, draft, job))


def save_draft(session: Session, caller: Caller, stamp: Stamp, job: JobRecord, draft: Draft) -> JobRecord:
    """Save in the caller's transaction, with audit row and saved version; `job.revision` is what was read."""
    saved = replace(job, draft_hash=draft.content_hash, updated=stamp)
    if not session.jobs.update(saved, job.revision):
        current = the_job(session, caller, job.id).revision
        raise RevisionConflict(kind="Job", name=job.name, current=current, given=job.revision)
    # After the update, which holds the row: nobody drops what this draft names now.
    session.jobs.put_content(caller.workspace_id, draft.content_hash, draft.text)
    _record(session, saved, stamp)
    before, after = {"draft": job.draft_hash}, {"draft": draft.content_hash}
    note_now_and_then(session, caller, stamp, "job.save", Changed("job", job.id, job.name), before, after)
    return replace(saved, revision=job.revision + 1)


def _record(session: Session, job: JobRecord, stamp: Stamp) -> None:
    """R116: a save within a minute of the last record, by the same person, replaces its content only."""
    saved = session.jobs.versions(job.workspace_id, job.id, "saved")
    latest = saved[0] if saved else None
    if latest and latest.made.by == stamp.by and stamp.at - latest.made.at < ONE_RECORD_PER:
        session.jobs.replace_version(replace(latest, content_hash=job.draft_hash))
        return
    number = VersionNo(latest.number + 1 if latest else 1)
    session.jobs.add_version(
        VersionRecord(job.workspace_id, job.id, "saved", number, job.draft_hash, "", stamp)
    )
    forget_old_versions(session, job)


def forget_old_versions(session: Session, job: JobRecord) -> None:
    """R117: the 100 latest records of both kinds stay, and the submitted version in use besides them.

    Versions that live instances use need no exception: instances hold their definition by its hash.
    """
    records = sorted(
        session.jobs.versions(job.workspace_id, job.id), key=lambda record: record.made.at, reverse=True
    )
    for record in records[KEPT_RECORDS:]:
        if record.kind == "submitted" and record.number == job.submitted_version:
            continue
        session.jobs.delete_versions(job.workspace_id, job.id, record.kind, [record.number])
