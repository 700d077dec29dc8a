"""Stored scripts: the same life as a job, with text instead of a definition."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from millrace.domain.errors import DescriptionTooLong, InvalidInput, NothingChanged, RevisionConflict
from millrace.domain.ids import DirectoryId, ScriptId, VersionNo
from millrace.ports.records import ScriptRecord
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.finding import the_directory, the_script
from millrace.services.names import checked_name
from millrace.services.organizing import Move
from millrace.services.submitting import MAX_DESCRIPTION
from millrace.services.tools import Tools

LANGUAGES = ("sql", "shell", "python")


@dataclass(frozen=True, slots=True)
class ScriptView:
    """A script with its draft's text."""

    script: ScriptRecord
    content: str


@dataclass(frozen=True, slots=True)
class NewScript:
    """A script to be made."""

    name: str
    language: str
    directory_id: DirectoryId | None
    content: str = ""


class Scripting:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def scripts(self, caller: Caller) -> Sequence[ScriptView]:
        """All scripts of the workspace."""
        with self._tools.store.read() as session:
            return [_view(session, script) for script in session.scripts.list(caller.workspace_id)]

    def script(self, caller: Caller, script_id: ScriptId) -> ScriptView:
        """One script."""
        with self._tools.store.read() as session:
            return _view(session, the_script(session, caller, script_id))

    def create(self, caller: Caller, new: NewScript) -> ScriptView:
        """A new script. Raises InvalidInput, NameTaken."""
        if new.language not in LANGUAGES:
            raise InvalidInput(detail=f"The language is one of {', '.join(LANGUAGES)}.", field="language")
        stamp = self._tools.stamp(caller)

        def make(session: Session) -> int:
            if new.directory_id is not None:
                the_directory(session, caller, new.directory_id)
            made = session.scripts.add(
                ScriptRecord(
                    id=ScriptId(0),
                    workspace_id=caller.workspace_id,
                    directory_id=new.directory_id,
                    name=checked_name("script", new.name),
                    language=new.language,
                    revision=0,
                    draft_hash=_keep(session, caller, new.content),
                    submitted_version=None,
                    submitted_hash=None,
                    created=stamp,
                    updated=stamp,
                )
            )
            note(session, caller, stamp, "script.create", _of(made), None, _place(made))
            return made.id

        made = ScriptId(self._tools.create(caller, "script.create", make))
        self._tools.tell_tree(caller)
        return self.script(caller, made)

    def change(self, caller: Caller, script_id: ScriptId, move: Move) -> ScriptView:
        """Rename or move."""
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> None:
            old = the_script(session, caller, script_id)
            if move.moves and move.to_directory is not None:
                the_directory(session, caller, move.to_directory)
            new = replace(
                old,
                name=checked_name("script", move.name) if move.name is not None else old.name,
                directory_id=move.to_directory if move.moves else old.directory_id,
                updated=stamp,
            )
            _update(session, new, old.revision)
            note(session, caller, stamp, "script.change", _of(new), _place(old), _place(new))

        self._tools.store.write(work)
        self._tools.tell_tree(caller)
        return self.script(caller, script_id)

    def save(self, caller: Caller, script_id: ScriptId, revision: int, content: str) -> ScriptView:
        """Write the draft; RevisionConflict if somebody else was faster."""
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> None:
            old = the_script(session, caller, script_id)
            new = replace(old, draft_hash=_keep(session, caller, content), updated=stamp)
            _update(session, new, revision)
            before, after = {"draft": old.draft_hash}, {"draft": new.draft_hash}
            note(session, caller, stamp, "script.save", _of(new), before, after)

        self._tools.store.write(work)
        return self.script(caller, script_id)

    def submit(self, caller: Caller, script_id: ScriptId, description: str) -> ScriptView:
        """R118, as for jobs. Raises DescriptionTooLong, NothingChanged."""
        if len(description) > MAX_DESCRIPTION:
            raise DescriptionTooLong(length=len(description))
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> int:
            old = the_script(session, caller, script_id)
            if old.submitted_hash == old.draft_hash:
                raise NothingChanged(name=old.name, version=old.submitted_version)
            number = VersionNo((old.submitted_version or 0) + 1)
            new = replace(old, submitted_version=number, submitted_hash=old.draft_hash, updated=stamp)
            _update(session, new, old.revision)
            session.scripts.add_version(
                caller.workspace_id, script_id, number, old.draft_hash, description, stamp
            )
            before, after = {"version_no": old.submitted_version}, {"version_no": number}
            note(session, caller, stamp, "script.submit", _of(new), before, after)
            return number

        self._tools.create(caller, f"script.submit:{script_id}", work)
        self._tools.tell_tree(caller)
        return self.script(caller, script_id)

    def delete(self, caller: Caller, script_id: ScriptId) -> None:
        """Delete it; nodes that name it become problems of their jobs."""
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> None:
            old = the_script(session, caller, script_id)
            session.scripts.delete(caller.workspace_id, script_id)
            note(session, caller, stamp, "script.delete", _of(old), _place(old))

        self._tools.store.write(work)
        self._tools.tell_tree(caller)


def _keep(session: Session, caller: Caller, content: str) -> str:
    content_hash = hashlib.sha256(content.encode()).hexdigest()
    session.jobs.put_content(caller.workspace_id, content_hash, content)
    return content_hash


def _update(session: Session, new: ScriptRecord, revision: int) -> None:
    if not session.scripts.update(new, revision):
        raise RevisionConflict(kind="Script", name=new.name, current=new.revision, given=revision)


def _view(session: Session, script: ScriptRecord) -> ScriptView:
    return ScriptView(script, session.jobs.content(script.workspace_id, script.draft_hash) or "")


def _of(script: ScriptRecord) -> Changed:
    return Changed("script", script.id, script.name)


def _place(script: ScriptRecord) -> dict[str, Any]:
    return {"name": script.name, "directory_id": script.directory_id, "language": script.language}
