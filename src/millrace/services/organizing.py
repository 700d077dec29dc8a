"""Directories, and the identity of jobs: create, rename, move, delete."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from millrace.domain.errors import DirectoryNotEmpty, JobRunning
from millrace.domain.ids import CommandId, DirectoryId, JobId
from millrace.domain.instance import InstanceStatus, is_final
from millrace.domain.schedule_errors import StillNamed
from millrace.ports.records import Directory, InstanceSelection, JobRecord, Stamp
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.commanding import JobCommand
from millrace.services.dependents import dependent_names
from millrace.services.drafts import Draft, draft_of
from millrace.services.finding import the_directory, the_job
from millrace.services.moving import refuse_depth, refuse_place
from millrace.services.names import checked_name
from millrace.services.telling import tell_engine
from millrace.services.tools import Tools

_SCHEDULED = frozenset({"scheduling", "paused"})
_NAMES_SHOWN = 20
_OPEN = tuple(status for status in InstanceStatus if not is_final(status))


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be made; no definition means an empty one of that kind."""

    name: str
    directory_id: DirectoryId | None
    job_kind: str
    definition: Mapping[str, Any] | None = None

    def draft(self) -> Draft:
        """What its draft begins with."""
        return draft_of({**(self.definition or {}), "job_kind": self.job_kind})


@dataclass(frozen=True, slots=True)
class Move:
    """A new name or another directory; `to_directory` counts only where `moves` is set (None is the root)."""

    name: str | None = None
    moves: bool = False
    to_directory: DirectoryId | None = None


class Organizing:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    # ---- directories

    def create_directory(self, caller: Caller, name: str, parent_id: DirectoryId | None) -> Directory:
        """A new directory; NameTaken if its parent has one of that name, InvalidInput if it lies too deep."""
        name = checked_name("directory", name)
        stamp = self._tools.stamp(caller)

        def make(session: Session) -> int:
            if parent_id is not None:
                the_directory(session, caller, parent_id)
            refuse_depth(session, caller, parent_id)
            made = session.jobs.add_directory(caller.workspace_id, name, parent_id)
            note(session, caller, stamp, "directory.create", _named(made), None, asdict(made))
            return made.id

        made = DirectoryId(self._tools.create(caller, "directory.create", make))
        self._tools.tell_tree(caller)
        return Directory(made, caller.workspace_id, parent_id, name)

    def change_directory(self, caller: Caller, directory_id: DirectoryId, move: Move) -> Directory:
        """Rename or move; never below itself, and never too deep."""
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> Directory:
            old = the_directory(session, caller, directory_id)
            new = replace(
                old,
                name=checked_name("directory", move.name) if move.name is not None else old.name,
                parent_id=move.to_directory if move.moves else old.parent_id,
            )
            if move.moves and new.parent_id != old.parent_id:
                refuse_place(session, caller, directory_id, new.parent_id)
            session.jobs.update_directory(new)
            note(session, caller, stamp, "directory.change", _named(new), asdict(old), asdict(new))
            return new

        changed = self._tools.store.write(work)
        self._tools.tell_tree(caller)
        return changed

    def delete_directory(self, caller: Caller, directory_id: DirectoryId) -> None:
        """Only when nothing is in it (DirectoryNotEmpty)."""
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> None:
            old = the_directory(session, caller, directory_id)
            ws = caller.workspace_id
            homes = {job.directory_id for job in session.jobs.list(ws)}
            homes |= {script.directory_id for script in session.scripts.list(ws)}
            homes |= {child.parent_id for child in session.jobs.directories(ws)}
            if directory_id in homes:
                raise DirectoryNotEmpty(name=old.name)
            session.jobs.delete_directory(ws, directory_id)
            note(session, caller, stamp, "directory.delete", _named(old), asdict(old))

        self._tools.store.write(work)
        self._tools.tell_tree(caller)

    # ---- jobs

    def create_job(self, caller: Caller, new: NewJob) -> JobId:
        """A new job with its draft; NameTaken if the workspace has one of that name."""
        stamp = self._tools.stamp(caller)
        made = self._tools.create(
            caller, "job.create", lambda session: add_job(session, caller, stamp, new).id
        )
        self._tools.tell_tree(caller)
        return JobId(made)

    def change_job(self, caller: Caller, job_id: JobId, move: Move) -> None:
        """Rename or move; its revision stays, so that who is editing its draft meanwhile is not disturbed."""
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> None:
            old = the_job(session, caller, job_id)
            if move.moves and move.to_directory is not None:
                the_directory(session, caller, move.to_directory)
            if move.name is not None and checked_name("job", move.name) != old.name:
                _refuse_named(session, old, "renamed")
            new = replace(
                old,
                name=checked_name("job", move.name) if move.name is not None else old.name,
                directory_id=move.to_directory if move.moves else old.directory_id,
            )
            session.jobs.place(caller.workspace_id, job_id, new.name, new.directory_id)
            note(session, caller, stamp, "job.change", _job(new), _place(old), _place(new))

        self._tools.store.write(work)
        self._tools.tell_tree(caller)

    def delete_job(self, caller: Caller, job_id: JobId) -> None:
        """R50: only while it is not scheduled, none of its instances is open, and no other job names it."""
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> CommandId:
            job = the_job(session, caller, job_id)
            still_open = InstanceSelection(job_id=job_id, statuses=_OPEN)
            live = session.instances.list(caller.workspace_id, still_open, limit=1)
            if job.schedule_state in _SCHEDULED or live.items:
                raise JobRunning(name=job.name)
            _refuse_named(session, job, "deleted")
            session.jobs.delete(caller.workspace_id, job_id)
            note(session, caller, stamp, "job.delete", _job(job), _place(job))
            return tell_engine(session, caller, stamp, JobCommand.DELETED.value, {"job_id": job_id})

        self._tools.engine.wake(commands=[self._tools.store.write(work)])
        self._tools.tell_tree(caller)


def add_job(session: Session, caller: Caller, stamp: Stamp, new: NewJob) -> JobRecord:
    """Store a new job with its draft and audit row, in the caller's transaction."""
    if new.directory_id is not None:
        the_directory(session, caller, new.directory_id)
    draft = new.draft()
    session.jobs.put_content(caller.workspace_id, draft.content_hash, draft.text)
    job = session.jobs.add(
        JobRecord(
            id=JobId(0),
            workspace_id=caller.workspace_id,
            directory_id=new.directory_id,
            name=checked_name("job", new.name),
            revision=0,
            schedule_state="not_started",
            draft_hash=draft.content_hash,
            submitted_version=None,
            submitted_hash=None,
            created=stamp,
            updated=stamp,
        )
    )
    note(session, caller, stamp, "job.create", _job(job), None, {**_place(job), "draft": draft.content_hash})
    return job


def _refuse_named(session: Session, job: JobRecord, what: str) -> None:
    """Dependencies name jobs: without the name they would wait for nothing, and nobody would see it."""
    names = dependent_names(session, job)
    if names:
        first = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
        raise StillNamed(
            name=job.name, what=what, count=len(names), first=first, dependents=names[:_NAMES_SHOWN]
        )


def _named(directory: Directory) -> Changed:
    return Changed("directory", directory.id, directory.name)


def _job(job: JobRecord) -> Changed:
    return Changed("job", job.id, job.name)


def _place(job: JobRecord) -> dict[str, Any]:
    return {"name": job.name, "directory_id": job.directory_id}
