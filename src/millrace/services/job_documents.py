"""Jobs as YAML documents: writing one out, and taking one in."""

from millrace.domain.ids import DirectoryId, JobId
from millrace.domain.job import JobDefinition
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.document_mapping import JobDocument, read_document, write_document
from millrace.services.drafts import draft_of, load_draft
from millrace.services.editing import Editing, JobView, save_draft
from millrace.services.finding import the_job
from millrace.services.masking import restore
from millrace.services.moving import refuse_depth
from millrace.services.names import checked_name
from millrace.services.organizing import NewJob, add_job
from millrace.services.tools import Tools


class JobDocuments:
    """See the module."""

    def __init__(self, tools: Tools, editing: Editing) -> None:
        self._tools = tools
        self._editing = editing

    def export(self, caller: Caller, job_id: JobId) -> str:
        """The job's draft as a document; masked values are masks."""
        with self._tools.store.read() as session:
            job = the_job(session, caller, job_id)
            draft = load_draft(session, caller.workspace_id, job.draft_hash)
            path = _path(session, caller, job.directory_id)
        definition = JobDefinition.model_validate(draft.as_json) if draft.definition else JobDefinition()
        return write_document(JobDocument(job.name, path, definition))

    def import_(self, caller: Caller, text: str, source: str = "document") -> JobView:
        """Create the job that the document names, or write its draft. Raises DocumentError.

        Directories that do not exist are made; a job that exists stays where it is.
        """
        document = read_document(text, source)
        raw = document.definition.model_dump(mode="json")
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> JobView:
            job = session.jobs.by_name(caller.workspace_id, document.name)
            if job is None:
                directory = self._directory(session, caller, document.directory)
                new = NewJob(document.name, directory, document.definition.job_kind.value, raw)
                return self._editing.view(session, caller, add_job(session, caller, stamp, new))
            kept = load_draft(session, caller.workspace_id, job.draft_hash)
            draft = draft_of(restore(raw, kept.raw))
            if draft.content_hash != job.draft_hash:
                job = save_draft(session, caller, stamp, job, draft)
            return self._editing.view(session, caller, job, draft)

        view = self._tools.store.write(work)
        self._tools.tell_tree(caller)
        return view

    def _directory(self, session: Session, caller: Caller, path: str) -> DirectoryId | None:
        parent: DirectoryId | None = None
        for step in filter(None, path.split("/")):
            name = checked_name("directory", step)
            parent = self._step(session, caller, name, parent)
        return parent

    def _step(self, session: Session, caller: Caller, name: str, parent: DirectoryId | None) -> DirectoryId:
        for directory in session.jobs.directories(caller.workspace_id):
            if directory.name == name and directory.parent_id == parent:
                return directory.id
        refuse_depth(session, caller, parent)
        made = session.jobs.add_directory(caller.workspace_id, name, parent)
        changed = Changed("directory", made.id, made.name)
        note(session, caller, self._tools.stamp(caller), "directory.create", changed)
        return made.id


def _path(session: Session, caller: Caller, directory_id: DirectoryId | None) -> str:
    directories = {item.id: item for item in session.jobs.directories(caller.workspace_id)}
    steps: list[str] = []
    while directory_id is not None and directory_id in directories:
        steps.append(directories[directory_id].name)
        directory_id = directories[directory_id].parent_id
    return "/".join(reversed(steps))
