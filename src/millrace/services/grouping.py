"""Task groups (R86): limits on the node runs that run at once over all jobs that name the group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from millrace.domain.errors import InvalidInput, NotFound, RevisionConflict
from millrace.domain.ids import CommandId, TaskGroupId
from millrace.domain.permissions import Permission
from millrace.domain.schedule_errors import TaskGroupInUse
from millrace.ports.schedule_records import TaskGroupRecord
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.live_places import Taken, live_places
from millrace.services.names import checked_name
from millrace.services.telling import limits_changed
from millrace.services.tools import Tools
from millrace.services.uses import GroupUse, Uses


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group, how many node runs of it run and wait for a place, and who names it."""

    group: TaskGroupRecord
    running: int
    queued: int
    used_by: Sequence[GroupUse]


@dataclass(frozen=True, slots=True)
class GroupInput:
    """What people enter."""

    name: str
    description: str
    max: int


class Grouping:
    """See the module. Every change of a limit tells the engine, in the same transaction."""

    def __init__(self, tools: Tools, uses: Uses) -> None:
        self._tools = tools
        self._uses = uses

    def groups(self, caller: Caller) -> Sequence[GroupView]:
        """All task groups by name."""
        ws = caller.workspace_id
        with self._tools.store.read() as session:
            taken = live_places(session, ws, self._uses, self._tools.catalog)
            uses = self._uses.task_groups(session, ws)
            records = sorted(session.task_groups.list(ws), key=lambda item: item.name)
        return [
            GroupView(
                record,
                taken.get(record.name, Taken()).running,
                taken.get(record.name, Taken()).queued,
                uses.get(record.name, ()),
            )
            for record in records
        ]

    def group(self, caller: Caller, group_id: TaskGroupId) -> GroupView:
        """One task group."""
        for view in self.groups(caller):
            if view.group.id == group_id:
                return view
        raise NotFound(kind="task group", name=group_id)

    def create(self, caller: Caller, given: GroupInput) -> GroupView:
        """A new group. Raises InvalidInput, NameTaken."""
        caller.need(Permission.TASK_GROUP_EDIT)
        stamp = self._tools.stamp(caller)
        commands: list[CommandId] = []

        def make(session: Session) -> int:
            wanted = TaskGroupRecord(
                id=TaskGroupId(0),
                workspace_id=caller.workspace_id,
                name=checked_name("task group", given.name),
                max=self._limited(given.max),
                revision=0,
                created=stamp,
                updated=stamp,
                description=given.description,
            )
            made = session.task_groups.add(wanted)
            note(session, caller, stamp, "task_group.create", _of(made), None, _shown(made))
            commands.append(limits_changed(session, caller, stamp))
            return made.id

        made = TaskGroupId(self._tools.create(caller, "task_group.create", make))
        self._tools.engine.wake(commands=commands)
        return self.group(caller, made)

    def change(self, caller: Caller, group_id: TaskGroupId, given: GroupInput, revision: int) -> GroupView:
        """Write it anew. Raises InvalidInput, NameTaken, RevisionConflict (another name)."""
        caller.need(Permission.TASK_GROUP_EDIT)
        stamp = self._tools.stamp(caller)
        self.group(caller, group_id)  # reads the definitions before the transaction

        def work(session: Session) -> CommandId:
            old = _the_group(session, caller, group_id)
            name = checked_name("task group", given.name)
            if name != old.name:
                self._refuse_used(session, caller, old)
            new = replace(
                old, name=name, description=given.description, max=self._limited(given.max), updated=stamp
            )
            if not session.task_groups.update(new, revision):
                raise RevisionConflict(kind="Task group", name=old.name, current=old.revision, given=revision)
            note(session, caller, stamp, "task_group.change", _of(new), _shown(old), _shown(new))
            return limits_changed(session, caller, stamp)

        self._tools.engine.wake(commands=[self._tools.store.write(work)])
        return self.group(caller, group_id)

    def delete(self, caller: Caller, group_id: TaskGroupId) -> None:
        """Delete it, unless jobs name it (TaskGroupInUse)."""
        caller.need(Permission.TASK_GROUP_EDIT)
        stamp = self._tools.stamp(caller)
        self.group(caller, group_id)  # reads the definitions before the transaction

        def work(session: Session) -> CommandId:
            old = _the_group(session, caller, group_id)
            self._refuse_used(session, caller, old)
            session.task_groups.delete(caller.workspace_id, group_id)
            note(session, caller, stamp, "task_group.delete", _of(old), _shown(old))
            return limits_changed(session, caller, stamp)

        self._tools.engine.wake(commands=[self._tools.store.write(work)])

    # ---- inside

    def _limited(self, most: int) -> int:
        limit = self._tools.limits.task_group
        if not 1 <= most <= limit:
            raise InvalidInput(detail=f"A task group allows 1 to {limit:,} node runs at once.", field="max")
        return most

    def _refuse_used(self, session: Session, caller: Caller, record: TaskGroupRecord) -> None:
        uses = self._uses.task_groups(session, caller.workspace_id).get(record.name, ())
        if uses:
            raise TaskGroupInUse(
                name=record.name,
                count=len(uses),
                first=uses[0].job_name,
                jobs=[
                    {"job_id": use.job_id, "job_name": use.job_name, "nodes": list(use.nodes)} for use in uses
                ],
            )


def _the_group(session: Session, caller: Caller, group_id: TaskGroupId) -> TaskGroupRecord:
    record = session.task_groups.get(caller.workspace_id, group_id)
    if record is None:
        raise NotFound(kind="task group", name=group_id)
    return record


def _of(record: TaskGroupRecord) -> Changed:
    return Changed("task_group", record.id, record.name)


def _shown(record: TaskGroupRecord) -> dict[str, Any]:
    return {"name": record.name, "description": record.description, "max": record.max}
