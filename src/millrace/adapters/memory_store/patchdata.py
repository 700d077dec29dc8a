"""PatchData tasks in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from millrace.adapters.memory_store.rows import MemoryRepository, plain
from millrace.domain.ids import PatchDataId, WorkspaceId
from millrace.ports.paging import from_cursor, to_cursor
from millrace.ports.records import Page
from millrace.ports.schedule_records import PatchDataRecord


class MemoryPatchData(MemoryRepository):
    """`PatchDataRepository` in dictionaries."""

    def add(self, new: PatchDataRecord) -> PatchDataRecord:
        key = PatchDataId(self._rows.next_id("patchdata"))
        request, basis = plain(dict(new.request)), plain(dict(new.basis))
        self._rows.patchdata[key] = replace(new, id=key, revision=1, request=request, basis=basis)
        return self._rows.patchdata[key]

    def get(self, ws: WorkspaceId, task_id: PatchDataId) -> PatchDataRecord | None:
        found = self._rows.patchdata.get(task_id)
        return found if found is not None and found.workspace_id == ws else None

    def open_tasks(self) -> Sequence[PatchDataRecord]:
        return [task for _, task in sorted(self._rows.patchdata.items()) if task.state == "running"]

    def update(self, task: PatchDataRecord, expected_revision: int) -> bool:
        known = self.get(task.workspace_id, task.id)
        if known is None or known.revision != expected_revision:
            return False
        self._rows.patchdata[task.id] = replace(
            known,
            state=task.state,
            paused=task.paused,
            generated=task.generated,
            ended_at=task.ended_at,
            revision=expected_revision + 1,
        )
        return True

    def list(
        self, ws: WorkspaceId, *, states: Collection[str] = (), cursor: str | None = None, limit: int = 50
    ) -> Page[PatchDataRecord]:
        before = None if cursor is None else from_cursor(cursor)
        found = [
            task
            for key, task in sorted(self._rows.patchdata.items(), reverse=True)
            if task.workspace_id == ws
            and (not states or task.state in states)
            and (before is None or key < before)
        ]
        items = found[:limit]
        return Page(items, to_cursor(items[-1].id) if len(found) > limit else None)
