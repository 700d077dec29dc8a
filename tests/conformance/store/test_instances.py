"""Creating, loading and saving instances."""

from dataclasses import replace
from typing import Any

import pytest

from millrace.domain.ids import InstanceId, NodeId
from millrace.domain.instance import (
    InstanceStatus,
    NodeRun,
    NodeRunStatus,
    SubState,
    Trigger,
)
from tests.conformance.store.scene import NOW, Scene, minutes, moved


def test_an_instance_comes_back_as_it_was_created(scene: Scene) -> None:
    key = scene.create(
        loop={"data_array": [["x", "1"]], "offset": 0}, only_nodes=(NodeId("b"),), dry_run=True, batch="7"
    )
    instance, state = scene.load(key)
    assert (instance.id, instance.workspace_id, instance.job_id) == (key, scene.ws, scene.job.id)
    assert (instance.plan_time, instance.zone, instance.batch) == (NOW, "Europe/Berlin", "7")
    assert instance.params == {"day": "2026-03-01"}
    assert instance.passed_params == {"from": "parent"}
    assert instance.loop == {"data_array": [["x", "1"]], "offset": 0}
    assert instance.only_nodes == (NodeId("b"),)
    assert (instance.created_by, instance.created_at) == ("ann", NOW)
    assert instance.trigger is Trigger.SCHEDULE
    assert (state.status, state.run_number, state.revision) == (InstanceStatus.WAITING, 1, 1)
    assert state.dry_run
    assert not state.continued


def test_node_runs_keep_their_order_and_have_ids(scene: Scene) -> None:
    runs = scene.state(scene.create(nodes=("z", "a", "m"))).node_runs
    assert list(runs) == ["z", "a", "m"]
    ids = [run.id for run in runs.values()]
    assert None not in ids
    assert len(set(ids)) == 3


def test_an_instance_without_nodes_is_an_instance(scene: Scene) -> None:
    assert scene.state(scene.create(nodes=())).node_runs == {}


def test_every_field_of_a_node_run_is_kept(scene: Scene) -> None:
    old = scene.state(scene.create())
    run = replace(
        old.node_runs[NodeId("a")],
        status=NodeRunStatus.RUNNING,
        sub_state=SubState.RETRY_WAIT,
        attempts=3,
        retries_used=2,
        skip_propagates=True,
        suspended=True,
        ignored=True,
        retry_at=minutes(5),
        reason="retry",
        started_at=minutes(1),
        ended_at=minutes(2),
    )
    new = replace(old, revision=2, node_runs={**old.node_runs, NodeId("a"): run})
    assert scene.save(old, new) == []
    assert scene.state(old.id).node_runs == new.node_runs


def test_every_field_of_a_state_is_kept(scene: Scene) -> None:
    old = scene.state(scene.create())
    new = replace(
        old,
        status=InstanceStatus.ABNORMAL,
        revision=2,
        dry_run=True,
        continued=True,
        reason="because",
        started_at=minutes(1),
        ended_at=minutes(9),
    )
    scene.save(old, new)
    assert scene.state(old.id) == new


@pytest.mark.parametrize("field", ["trigger", "plan_time", "batch"])
def test_instances_that_differ_in_one_part_of_their_key_are_two(scene: Scene, field: str) -> None:
    first = scene.create()
    changed: dict[str, Any] = {"trigger": Trigger.MANUAL, "plan_time": minutes(1), "batch": "x"}
    assert scene.create(**{field: changed[field]}) != first


def test_an_instance_that_exists_is_not_created_again(scene: Scene) -> None:
    first = scene.create(plan=1)
    new = [scene.new_instance(1), scene.new_instance(2), scene.new_instance(2)]
    ids = scene.store.write(lambda s: s.instances.create(new))
    assert ids[0] is None
    assert ids[1] is not None
    assert ids[2] is None
    assert len(scene.state(first).node_runs) == 2
    assert len(scene.state(ids[1]).node_runs) == 2


def test_an_instance_is_found_by_its_key(scene: Scene) -> None:
    key = scene.create(batch="b1")
    find = scene.job.id, Trigger.SCHEDULE, NOW
    assert scene.read(lambda s: s.instances.find(*find, "b1")) == key
    assert scene.read(lambda s: s.instances.find(*find, "b2")) is None


def test_unknown_ids_are_left_out_of_a_load(scene: Scene) -> None:
    key = scene.create()
    assert list(scene.read(lambda s: s.instances.load([key, InstanceId(999)]))) == [key]
    assert scene.read(lambda s: s.instances.load([])) == {}


def test_a_stale_save_is_refused_and_writes_nothing(scene: Scene) -> None:
    old = scene.state(scene.create())
    scene.save(old, moved(old, InstanceStatus.RUNNING))
    kept = scene.state(old.id)
    assert scene.save(old, moved(old, InstanceStatus.FAILED, a=NodeRunStatus.FAILED)) == [old.id]
    assert scene.state(old.id) == kept


def test_a_stale_instance_does_not_keep_its_neighbours_from_being_saved(scene: Scene) -> None:
    states = [scene.state(scene.create(plan)) for plan in range(3)]
    scene.save(states[1], moved(states[1], InstanceStatus.PAUSED))
    changes = [(old, moved(old, InstanceStatus.RUNNING, a=NodeRunStatus.RUNNING)) for old in states]
    stale = scene.store.write(lambda s: s.instances.save(changes))
    assert set(stale) == {states[1].id}
    after = [scene.state(old.id) for old in states]
    assert [state.status for state in after] == ["running", "paused", "running"]
    assert [state.node_runs[NodeId("a")].status for state in after] == ["running", "waiting", "running"]


def test_two_changes_of_one_instance_may_follow_each_other_in_one_save(scene: Scene) -> None:
    first = scene.state(scene.create())
    second = moved(first, InstanceStatus.RUNNING, a=NodeRunStatus.RUNNING)
    third = moved(second, InstanceStatus.SUCCESS, a=NodeRunStatus.SUCCESS)
    stale = scene.store.write(lambda s: s.instances.save([(first, second), (second, third)]))
    assert not stale
    assert scene.state(first.id) == third


def test_saving_an_unknown_instance_counts_as_stale(scene: Scene) -> None:
    state = replace(scene.state(scene.create()), id=InstanceId(999))
    assert scene.save(state, moved(state, InstanceStatus.RUNNING)) == [999]


def test_a_rerun_adds_node_runs_and_keeps_the_earlier_ones(scene: Scene) -> None:
    old = scene.state(scene.create())
    fresh = {node_id: NodeRun(node_id) for node_id in old.node_runs}
    scene.save(old, replace(old, run_number=2, revision=2, node_runs=fresh))
    rerun = scene.state(old.id)
    assert rerun.run_number == 2
    assert {run.id for run in rerun.node_runs.values()}.isdisjoint(run.id for run in old.node_runs.values())


def test_a_node_run_saved_without_its_id_keeps_its_row(scene: Scene) -> None:
    old = scene.state(scene.create())
    run = NodeRun(NodeId("a"), status=NodeRunStatus.SKIPPED)
    scene.save(old, replace(old, revision=2, node_runs={**old.node_runs, NodeId("a"): run}))
    expected = replace(run, id=old.node_runs[NodeId("a")].id)
    assert scene.state(old.id).node_runs[NodeId("a")] == expected


def test_open_instances_are_those_that_are_not_final(scene: Scene) -> None:
    ids = {status: scene.create(plan, status=status) for plan, status in enumerate(InstanceStatus)}
    expected = ["waiting", "waiting_confirmation", "running", "abnormal", "paused"]
    found = scene.read(lambda s: s.instances.open_instances())
    assert list(found) == [ids[InstanceStatus(name)] for name in expected]


def test_many_instances_are_created_and_loaded_at_once(scene: Scene) -> None:
    new = [scene.new_instance(plan, nodes=("a",)) for plan in range(1200)]
    ids = [key for key in scene.store.write(lambda s: s.instances.create(new)) if key is not None]
    loaded = scene.read(lambda s: s.instances.load(ids))
    assert [loaded[key][0].plan_time for key in ids] == [each.plan_time for each in new]
    assert all(len(state.node_runs) == 1 for _, state in loaded.values())
