"""A job copied: a new one that begins with the other's draft, not submitted and not scheduled."""

from collections.abc import Collection

from millrace.domain.ids import DirectoryId, JobId
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.drafts import load_draft
from millrace.services.finding import the_job
from millrace.services.names import MAX_LENGTH
from millrace.services.organizing import NewJob, add_job
from millrace.services.tools import Tools


class Copying:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def copy(
        self, caller: Caller, job_id: JobId, name: str | None = None, directory_id: DirectoryId | None = None
    ) -> JobId:
        """The copy lies in `directory_id`, else beside the original; without a name it gets a free one.

        Masked values stay in it as they are. Raises NameTaken.
        """
        stamp = self._tools.stamp(caller)

        def make(session: Session) -> int:
            source = the_job(session, caller, job_id)
            draft = load_draft(session, caller.workspace_id, source.draft_hash)
            taken = () if name else {job.name for job in session.jobs.list(caller.workspace_id)}
            new = NewJob(
                name=name or free_name(source.name, taken),
                directory_id=directory_id if directory_id is not None else source.directory_id,
                job_kind=str(draft.raw.get("job_kind", "pipeline")),
                definition=draft.raw,
            )
            made = add_job(session, caller, stamp, new)
            origin = {"job_id": source.id, "name": source.name}
            note(session, caller, stamp, "job.copy", Changed("job", made.id, made.name), None, origin)
            return made.id

        made = self._tools.create(caller, f"job.copy:{job_id}", make)
        self._tools.tell_tree(caller)
        return JobId(made)


def free_name(name: str, taken: Collection[str]) -> str:
    """`name_copy`, or the first of `name_copy2`, `name_copy3`, ... that nobody has."""
    number = 1
    while True:
        ending = "_copy" if number == 1 else f"_copy{number}"
        found = name[: MAX_LENGTH - len(ending)] + ending
        if found not in taken:
            return found
        number += 1
