"""Calendars and task groups in memory."""

from collections.abc import Sequence
from dataclasses import replace

from millrace.adapters.memory_store.rows import MemoryRepository, plain, refuse_taken
from millrace.domain.ids import CalendarId, TaskGroupId, WorkspaceId
from millrace.ports.schedule_records import CalendarRecord, TaskGroupRecord


class MemoryCalendars(MemoryRepository):
    """`CalendarRepository` in dictionaries."""

    def list(self, ws: WorkspaceId) -> Sequence[CalendarRecord]:
        mine = (each for each in self._rows.calendars.values() if each.workspace_id == ws)
        return sorted(mine, key=lambda each: (each.name, each.id))

    def get(self, ws: WorkspaceId, calendar_id: CalendarId) -> CalendarRecord | None:
        found = self._rows.calendars.get(calendar_id)
        return found if found is not None and found.workspace_id == ws else None

    def by_name(self, ws: WorkspaceId, name: str) -> CalendarRecord | None:
        return next((each for each in self.list(ws) if each.name == name), None)

    def add(self, new: CalendarRecord) -> CalendarRecord:
        self._refuse(new, None)
        key = CalendarId(self._rows.next_id("calendar"))
        stored = replace(new, id=key, revision=1, overrides=plain(dict(new.overrides)))
        self._rows.calendars[key] = stored
        return stored

    def update(self, changed: CalendarRecord, expected_revision: int) -> bool:
        known = self.get(changed.workspace_id, changed.id)
        if known is None or known.revision != expected_revision:
            return False
        self._refuse(changed, changed.id)
        overrides = plain(dict(changed.overrides))
        stored = replace(changed, revision=expected_revision + 1, overrides=overrides)
        self._rows.calendars[changed.id] = stored
        return True

    def _refuse(self, new: CalendarRecord, own: CalendarId | None) -> None:
        refuse_taken(
            "calendar",
            new.name,
            self.list(new.workspace_id),
            lambda each: each.name == new.name and each.id != own,
        )

    def delete(self, ws: WorkspaceId, calendar_id: CalendarId) -> bool:
        if self.get(ws, calendar_id) is None:
            return False
        del self._rows.calendars[calendar_id]
        return True


class MemoryTaskGroups(MemoryRepository):
    """`TaskGroupRepository` in dictionaries."""

    def all(self) -> Sequence[TaskGroupRecord]:
        return [group for _, group in sorted(self._rows.task_groups.items())]

    def list(self, ws: WorkspaceId) -> Sequence[TaskGroupRecord]:
        mine = (each for each in self._rows.task_groups.values() if each.workspace_id == ws)
        return sorted(mine, key=lambda each: (each.name, each.id))

    def get(self, ws: WorkspaceId, group_id: TaskGroupId) -> TaskGroupRecord | None:
        found = self._rows.task_groups.get(group_id)
        return found if found is not None and found.workspace_id == ws else None

    def by_name(self, ws: WorkspaceId, name: str) -> TaskGroupRecord | None:
        return next((each for each in self.list(ws) if each.name == name), None)

    def add(self, new: TaskGroupRecord) -> TaskGroupRecord:
        self._refuse(new, None)
        stored = replace(new, id=TaskGroupId(self._rows.next_id("task_group")), revision=1)
        self._rows.task_groups[stored.id] = stored
        return stored

    def update(self, changed: TaskGroupRecord, expected_revision: int) -> bool:
        known = self.get(changed.workspace_id, changed.id)
        if known is None or known.revision != expected_revision:
            return False
        self._refuse(changed, changed.id)
        self._rows.task_groups[changed.id] = replace(changed, revision=expected_revision + 1)
        return True

    def _refuse(self, new: TaskGroupRecord, own: TaskGroupId | None) -> None:
        refuse_taken(
            "task group",
            new.name,
            self.list(new.workspace_id),
            lambda each: each.name == new.name and each.id != own,
        )

    def delete(self, ws: WorkspaceId, group_id: TaskGroupId) -> bool:
        if self.get(ws, group_id) is None:
            return False
        del self._rows.task_groups[group_id]
        return True
