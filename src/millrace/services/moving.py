"""Several directories, jobs and scripts moved at once: all of them, or none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from millrace.domain.errors import InvalidInput, NotFound
from millrace.domain.ids import DirectoryId, JobId, ScriptId
from millrace.ports.records import Directory
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.finding import the_directory, the_job, the_script
from millrace.services.tools import Tools

LEVELS = 10
"""How deep directories may lie in one another."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What goes into the directory `to` (None is the root)."""

    to: DirectoryId | None
    directories: Sequence[DirectoryId] = ()
    jobs: Sequence[JobId] = ()
    scripts: Sequence[ScriptId] = ()


class Moving:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def move(self, caller: Caller, wanted: Moved) -> None:
        """Raises NotFound, NameTaken, or InvalidInput for a directory below itself or too deep."""
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> None:
            if wanted.to is not None:
                the_directory(session, caller, wanted.to)
            for directory_id in dict.fromkeys(wanted.directories):
                old = the_directory(session, caller, directory_id)
                if old.parent_id != wanted.to:
                    refuse_place(session, caller, directory_id, wanted.to)
                    new = replace(old, parent_id=wanted.to)
                    session.jobs.update_directory(new)
                    changed = Changed("directory", old.id, old.name)
                    note(session, caller, stamp, "directory.change", changed, asdict(old), asdict(new))
            for job_id in dict.fromkeys(wanted.jobs):
                job = the_job(session, caller, job_id)
                if job.directory_id != wanted.to:
                    session.jobs.place(caller.workspace_id, job_id, job.name, wanted.to)
                    before, after = (
                        {"name": job.name, "directory_id": each} for each in (job.directory_id, wanted.to)
                    )
                    note(
                        session, caller, stamp, "job.change", Changed("job", job.id, job.name), before, after
                    )
            for script_id in dict.fromkeys(wanted.scripts):
                script = the_script(session, caller, script_id)
                if script.directory_id != wanted.to:
                    session.scripts.update(replace(script, directory_id=wanted.to), script.revision)
                    before, after = (
                        {"name": script.name, "directory_id": each}
                        for each in (script.directory_id, wanted.to)
                    )
                    changed = Changed("script", script.id, script.name)
                    note(session, caller, stamp, "script.change", changed, before, after)

        self._tools.store.write(work)
        self._tools.tell_tree(caller)


def refuse_depth(session: Session, caller: Caller, parent_id: DirectoryId | None) -> None:
    """InvalidInput if a new directory there would lie too deep."""
    known = {each.id: each for each in session.jobs.directories(caller.workspace_id)}
    _refuse_levels(len(_above(known, parent_id)) + 1)


def refuse_place(
    session: Session, caller: Caller, directory_id: DirectoryId, parent_id: DirectoryId | None
) -> None:
    """InvalidInput if the directory cannot lie there: below itself, or with something too deep in it."""
    known = {each.id: each for each in session.jobs.directories(caller.workspace_id)}
    if parent_id is not None and parent_id not in known:
        raise NotFound(kind="directory", name=parent_id)
    above = _above(known, parent_id)
    if directory_id in above:
        name = known[directory_id].name
        raise InvalidInput(
            detail=f"The directory {name} cannot be moved below itself. Choose a place outside of it.",
            field="parent_id",
        )
    _refuse_levels(len(above) + _height(known.values(), directory_id))


def _refuse_levels(levels: int) -> None:
    if levels > LEVELS:
        raise InvalidInput(
            detail=f"Directories lie at most {LEVELS} levels deep; here it would be {levels}. "
            "Choose a place further up.",
            field="parent_id",
        )


def _above(known: Mapping[DirectoryId, Directory], directory_id: DirectoryId | None) -> list[DirectoryId]:
    """The directory and those it lies in, from the inside out."""
    found: list[DirectoryId] = []
    while directory_id is not None and directory_id in known and directory_id not in found:
        found.append(directory_id)
        directory_id = known[directory_id].parent_id
    return found


def _height(directories: Collection[Directory], directory_id: DirectoryId) -> int:
    """Levels of the directory with everything in it."""
    levels, row = 0, {directory_id}
    while row and levels <= LEVELS:
        levels += 1
        row = {each.id for each in directories if each.parent_id in row}
    return levels
