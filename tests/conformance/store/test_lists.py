"""Instance lists: order, filters, pages, counts."""

from typing import Any

import pytest

from millrace.domain.errors import InvalidInput
from millrace.domain.ids import InstanceId, NodeId
from millrace.domain.instance import InstanceStatus, NodeRunStatus, Trigger
from millrace.ports.records import InstanceSelection
from tests.conformance.store.scene import Scene, job_record, moved


def _pages(scene: Scene, limit: int, between: list[int]) -> list[InstanceId]:
    """All ids, page by page; after each page an instance is inserted, planned at the last of `between`."""
    ids: list[InstanceId] = []
    cursor: str | None = None
    while True:
        page = scene.read(lambda s, at=cursor: s.instances.list(scene.ws, cursor=at, limit=limit))  # type: ignore[misc]
        ids += [row.instance.id for row in page.items]
        if page.next_cursor is None:
            return ids
        cursor = page.next_cursor
        if between:
            scene.create(between.pop())


def test_pages_follow_each_other_newest_first(scene: Scene) -> None:
    ids = [scene.create(plan) for plan in range(7)]
    assert _pages(scene, 3, []) == ids[::-1]
    assert _pages(scene, 7, []) == ids[::-1]


def test_pages_stay_stable_while_instances_are_inserted(scene: Scene) -> None:
    ids = [scene.create(plan) for plan in range(7)]
    assert _pages(scene, 2, [100, 101, 102]) == ids[::-1]


def test_an_empty_list_is_a_page_without_a_next_one(scene: Scene) -> None:
    page = scene.read(lambda s: s.instances.list(scene.ws))
    assert list(page.items) == []
    assert page.next_cursor is None


@pytest.mark.parametrize("cursor", ["nonsense", "", "aWQ6eA", "ü"])
def test_a_foreign_cursor_is_refused(scene: Scene, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        scene.read(lambda s: s.instances.list(scene.ws, cursor=cursor))


def test_a_row_counts_the_nodes_of_the_current_run(scene: Scene) -> None:
    counted, other = scene.create(0, nodes=("a", "b", "c", "d")), scene.create(1, nodes=())
    old = scene.state(counted)
    states = {
        "a": NodeRunStatus.SUCCESS,
        "b": NodeRunStatus.FAILED,
        "c": NodeRunStatus.SKIPPED,
        "d": NodeRunStatus.RUNNING,
    }
    scene.save(old, moved(old, InstanceStatus.RUNNING, **states))
    page = scene.read(lambda s: s.instances.list(scene.ws))
    counts = {row.instance.id: (row.nodes_total, row.nodes_done, row.nodes_failed) for row in page.items}
    assert counts == {counted: (4, 3, 1), other: (0, 0, 0)}
    assert scene.read(lambda s: s.instances.summary(scene.ws, counted)) == page.items[1]


def test_a_list_can_be_narrowed(scene: Scene) -> None:
    job = scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "second")))
    failed = scene.create(0, status=InstanceStatus.FAILED)
    manual = scene.create(1, trigger=Trigger.MANUAL)
    second = scene.create(2, job_id=job.id)

    def ids(**narrow: Any) -> list[InstanceId]:
        page = scene.read(lambda s: s.instances.list(scene.ws, InstanceSelection(**narrow)))
        return [row.instance.id for row in page.items]

    assert ids(statuses=[InstanceStatus.FAILED]) == [failed]
    assert ids(triggers=[Trigger.MANUAL, Trigger.ONCE]) == [manual]
    assert ids(job_id=job.id) == [second]
    assert ids(job_id=job.id, statuses=[InstanceStatus.FAILED]) == []


def test_children_are_found_below_their_node_and_in_the_list_of_their_job(scene: Scene) -> None:
    parent = scene.create(0)
    node_run = scene.state(parent).node_runs[NodeId("a")].id
    assert node_run is not None
    child_job = scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "child")))
    child: dict[str, Any] = {
        "trigger": Trigger.SUBJOB,
        "parent_node_run_id": node_run,
        "job_id": child_job.id,
    }
    second = scene.create(0, batch="2", parent_row=1, **child)
    first = scene.create(0, batch="1", parent_row=0, **child)
    found = scene.read(lambda s: s.instances.children(node_run))
    assert [row.instance.id for row in found] == [first, second]
    top = scene.read(lambda s: s.instances.list(scene.ws))
    assert [row.instance.id for row in top.items] == [parent]
    below = scene.read(lambda s: s.instances.list(scene.ws, InstanceSelection(child_job.id)))
    assert [row.instance.id for row in below.items] == [first, second]


def test_the_latest_instance_of_each_job_is_known(scene: Scene) -> None:
    second = scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "second")))
    scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "never ran")))
    scene.create(5)
    last = scene.create(1, status=InstanceStatus.FAILED)
    other = scene.create(0, job_id=second.id)
    assert scene.read(lambda s: s.instances.latest_of_jobs(scene.ws)) == {
        scene.job.id: (last, InstanceStatus.FAILED),
        second.id: (other, InstanceStatus.WAITING),
    }
