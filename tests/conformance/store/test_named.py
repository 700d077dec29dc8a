"""Calendars, task groups and PatchData tasks."""

from dataclasses import replace

import pytest

from millrace.domain.errors import InvalidInput, NameTaken
from millrace.domain.ids import CalendarId, PatchDataId, TaskGroupId, WorkspaceId
from millrace.ports.schedule_records import CalendarRecord, PatchDataRecord, TaskGroupRecord
from tests.conformance.store.scene import STAMP, Scene, minutes


def calendar(ws: WorkspaceId, name: str = "bank") -> CalendarRecord:
    days = {"2026-12-25": False, "2026-12-26": True}
    return CalendarRecord(CalendarId(0), ws, name, "MON_FRI", days, 0, STAMP, STAMP, "of the bank")


def group(ws: WorkspaceId, name: str = "etl") -> TaskGroupRecord:
    return TaskGroupRecord(TaskGroupId(0), ws, name, 5, 0, STAMP, STAMP, "heavy ones")


def task(ws: WorkspaceId, state: str = "running") -> PatchDataRecord:
    request, basis = {"jobs": ["daily"], "parallel": 2}, {"mode": "natural"}
    return PatchDataRecord(PatchDataId(0), ws, "May", request, basis, state, False, 40, 0, 3, 0, STAMP)


def test_a_calendar_is_kept_changed_and_deleted(scene: Scene) -> None:
    made = scene.store.write(lambda s: s.calendars.add(calendar(scene.ws)))
    assert made == replace(calendar(scene.ws), id=made.id, revision=1)
    changed = replace(made, name="shop", overrides={}, default_working_days="MON_SUN", description="")
    assert scene.store.write(lambda s: s.calendars.update(changed, 1))
    assert not scene.store.write(lambda s: s.calendars.update(changed, 1))
    with scene.store.read() as s:
        assert s.calendars.get(scene.ws, made.id) == replace(changed, revision=2)
        assert s.calendars.by_name(scene.ws, "shop") == replace(changed, revision=2)
        assert s.calendars.by_name(scene.ws, "bank") is None
        assert s.calendars.get(scene.other, made.id) is None
        assert s.calendars.list(scene.other) == []
    abroad = replace(changed, workspace_id=scene.other)
    assert not scene.store.write(lambda s: s.calendars.update(abroad, 2))
    assert not scene.store.write(lambda s: s.calendars.delete(scene.other, made.id))
    assert scene.store.write(lambda s: s.calendars.delete(scene.ws, made.id))
    assert not scene.store.write(lambda s: s.calendars.delete(scene.ws, made.id))


def test_the_names_of_calendars_differ_in_a_workspace(scene: Scene) -> None:
    def fill() -> list[CalendarRecord]:
        new = [calendar(scene.ws, "z"), calendar(scene.ws, "a"), calendar(scene.other, "a")]
        return [scene.store.write(lambda s, one=one: s.calendars.add(one)) for one in new]  # type: ignore[misc]

    second, first, _ = fill()
    assert scene.read(lambda s: s.calendars.list(scene.ws)) == [first, second]
    with pytest.raises(NameTaken, match="calendar named a"):
        scene.store.write(lambda s: s.calendars.add(calendar(scene.ws, "a")))
    with pytest.raises(NameTaken):
        scene.store.write(lambda s: s.calendars.update(replace(second, name="a"), 1))


def test_a_task_group_is_kept_changed_and_deleted(scene: Scene) -> None:
    made = scene.store.write(lambda s: s.task_groups.add(group(scene.ws)))
    assert made == replace(group(scene.ws), id=made.id, revision=1)
    changed = replace(made, name="heavy", max=9, description="")
    assert scene.store.write(lambda s: s.task_groups.update(changed, 1))
    assert not scene.store.write(lambda s: s.task_groups.update(changed, 1))
    with scene.store.read() as s:
        assert s.task_groups.get(scene.ws, made.id) == replace(changed, revision=2)
        assert s.task_groups.by_name(scene.ws, "heavy") == replace(changed, revision=2)
        assert s.task_groups.by_name(scene.other, "heavy") is None
        assert s.task_groups.get(scene.other, made.id) is None
    assert not scene.store.write(lambda s: s.task_groups.delete(scene.other, made.id))
    assert scene.store.write(lambda s: s.task_groups.delete(scene.ws, made.id))
    assert scene.read(lambda s: s.task_groups.all()) == []


def test_the_names_of_task_groups_differ_in_a_workspace(scene: Scene) -> None:
    def add(ws: WorkspaceId, name: str) -> TaskGroupRecord:
        return scene.store.write(lambda s: s.task_groups.add(group(ws, name)))

    second, first, abroad = add(scene.ws, "z"), add(scene.ws, "a"), add(scene.other, "a")
    with scene.store.read() as s:
        assert s.task_groups.list(scene.ws) == [first, second]
        assert s.task_groups.all() == [second, first, abroad]
    with pytest.raises(NameTaken, match="task group named a"):
        add(scene.ws, "a")
    with pytest.raises(NameTaken):
        scene.store.write(lambda s: s.task_groups.update(replace(second, name="a"), 1))


def test_of_a_patchdata_task_only_its_progress_changes(scene: Scene) -> None:
    made = scene.store.write(lambda s: s.patchdata.add(task(scene.ws)))
    assert made == replace(task(scene.ws), id=made.id, revision=1)
    ended = replace(made, state="failed", paused=True, generated=12, ended_at=minutes(9))
    other = replace(ended, name="June", request={}, basis={}, total=1, priority=1)
    assert scene.store.write(lambda s: s.patchdata.update(other, 1))
    assert not scene.store.write(lambda s: s.patchdata.update(other, 1))
    assert not scene.store.write(lambda s: s.patchdata.update(replace(other, workspace_id=scene.other), 2))
    assert scene.read(lambda s: s.patchdata.get(scene.ws, made.id)) == replace(ended, revision=2)
    assert scene.read(lambda s: s.patchdata.get(scene.other, made.id)) is None


def test_patchdata_tasks_are_listed_newest_first(scene: Scene) -> None:
    def add(ws: WorkspaceId, state: str) -> PatchDataRecord:
        return scene.store.write(lambda s: s.patchdata.add(task(ws, state)))

    first, second, third = (add(scene.ws, state) for state in ("running", "success", "running"))
    abroad = add(scene.other, "running")
    with scene.store.read() as s:
        assert s.patchdata.open_tasks() == [first, third, abroad]
        page = s.patchdata.list(scene.ws, limit=2)
        assert page.items == [third, second]
        rest = s.patchdata.list(scene.ws, limit=2, cursor=page.next_cursor)
        assert (rest.items, rest.next_cursor) == ([first], None)
        assert s.patchdata.list(scene.ws, states=["success", "failed"]).items == [second]
    with pytest.raises(InvalidInput):
        scene.read(lambda s: s.patchdata.list(scene.ws, cursor="not ours"))
