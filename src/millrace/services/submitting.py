"""Submitting versions of a job (R118), and looking at them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from millrace.domain.errors import DescriptionTooLong, NothingChanged, RevisionConflict, VersionNotFound
from millrace.domain.ids import CommandId, JobId, VersionNo
from millrace.ports.records import VersionRecord
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.checking import checked, need_rights
from millrace.services.commanding import VERDICT_SECONDS, JobCommand
from millrace.services.drafts import Draft, load_draft
from millrace.services.editing import forget_old_versions
from millrace.services.finding import the_job
from millrace.services.schedule_lookup import SCHEDULED
from millrace.services.telling import tell_engine
from millrace.services.tools import Tools

MAX_DESCRIPTION = 128


@dataclass(frozen=True, slots=True)
class VersionView:
    """A submitted version with its content."""

    version: VersionRecord
    draft: Draft


class Submitting:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def submit(self, caller: Caller, job_id: JobId, description: str) -> VersionRecord:
        """Make the draft the production version under the next number.

        Raises DescriptionTooLong, NothingChanged, InvalidDefinition (with all problems), Forbidden.
        """
        if len(description) > MAX_DESCRIPTION:
            raise DescriptionTooLong(length=len(description))
        told: list[CommandId] = []

        def make(session: Session) -> int:
            told.clear()
            number = self._submit(session, caller, job_id, description)
            if the_job(session, caller, job_id).schedule_state in SCHEDULED:  # R19
                stamp, args = self._tools.stamp(caller), {"job_id": job_id}
                told.append(tell_engine(session, caller, stamp, JobCommand.CHANGED.value, args))
            return number

        made = self._tools.create(caller, f"job.submit:{job_id}", make)
        if told:
            self._tools.engine.wake(commands=told)
            self._tools.engine.wait_for(told[0], VERDICT_SECONDS)
        self._tools.tell_tree(caller)
        return self.version(caller, job_id, VersionNo(made)).version

    def _submit(self, session: Session, caller: Caller, job_id: JobId, description: str) -> VersionNo:
        job, stamp = the_job(session, caller, job_id), self._tools.stamp(caller)
        if job.submitted_hash == job.draft_hash:
            raise NothingChanged(name=job.name, version=job.submitted_version)
        draft = load_draft(session, caller.workspace_id, job.draft_hash)
        definition = checked(session, caller, self._tools, draft, job)
        need_rights(session, caller, self._tools.catalog, definition, drafts=False)
        number = VersionNo((job.submitted_version or 0) + 1)
        submitted = replace(job, submitted_version=number, submitted_hash=job.draft_hash, updated=stamp)
        if not session.jobs.update(submitted, job.revision):
            raise RevisionConflict(kind="Job", name=job.name, current="newer", given=job.revision)
        session.jobs.add_version(
            VersionRecord(
                caller.workspace_id, job_id, "submitted", number, job.draft_hash, description, stamp
            )
        )
        forget_old_versions(session, submitted)
        before = {"version_no": job.submitted_version, "content": job.submitted_hash}
        after = {"version_no": number, "content": job.draft_hash, "description": description}
        note(session, caller, stamp, "job.submit", Changed("job", job.id, job.name), before, after)
        return number

    def versions(self, caller: Caller, job_id: JobId) -> Sequence[VersionRecord]:
        """Submitted versions, newest first."""
        with self._tools.store.read() as session:
            the_job(session, caller, job_id)
            return session.jobs.versions(caller.workspace_id, job_id, "submitted")

    def version(self, caller: Caller, job_id: JobId, number: VersionNo) -> VersionView:
        """One version with its content, or VersionNotFound."""
        with self._tools.store.read() as session:
            job = the_job(session, caller, job_id)
            for version in session.jobs.versions(caller.workspace_id, job_id, "submitted"):
                if version.number == number:
                    return VersionView(
                        version, load_draft(session, caller.workspace_id, version.content_hash)
                    )
        raise VersionNotFound(kind="Job", name=job.name, version=number)
