"""Instances that others wait for: found by key, by time and by state; waivers; figures."""

from dataclasses import replace
from datetime import timedelta

import pytest

from millrace.domain.ids import InstanceId, JobId, NodeId, VersionNo
from millrace.domain.instance import InstanceStatus, NodeRun, Trigger
from millrace.ports.records import InstanceSelection, Stamp
from millrace.ports.schedule_records import InstanceKey, Waiver
from tests.conformance.store.scene import NOW, STAMP, Scene, job_record, minutes, moved, report

OPEN = [InstanceStatus.RUNNING, InstanceStatus.ABNORMAL, InstanceStatus.PAUSED]
WAITING = [InstanceStatus.WAITING, InstanceStatus.WAITING_CONFIRMATION, InstanceStatus.FROZEN]


def key(scene: Scene, plan: int, trigger: Trigger = Trigger.SCHEDULE, batch: str = "") -> InstanceKey:
    return InstanceKey(scene.job.id, trigger, minutes(plan), batch)


def test_instances_are_found_by_their_keys(scene: Scene) -> None:
    first = scene.create(1, admitted=True)
    second = scene.create(1, trigger=Trigger.PATCHDATA, batch="7", status=InstanceStatus.FAILED)
    scene.create(2)
    wanted = [key(scene, 1), key(scene, 1, Trigger.PATCHDATA, "7"), key(scene, 1, Trigger.PATCHDATA, "8")]
    found = scene.read(lambda s: s.waiting.find(wanted))
    assert {each: brief.id for each, brief in found.items()} == {wanted[0]: first, wanted[1]: second}
    briefs = [found[each] for each in wanted[:2]]
    assert [(brief.key, brief.status, brief.admitted) for brief in briefs] == [
        (wanted[0], InstanceStatus.WAITING, True),
        (wanted[1], InstanceStatus.FAILED, False),
    ]
    assert scene.read(lambda s: s.waiting.find([])) == {}


def test_a_thousand_keys_are_found_at_once(scene: Scene) -> None:
    news = [scene.new_instance(n, nodes=()) for n in range(0, 1200, 2)]
    scene.store.write(lambda s: s.instances.create(news))
    found = scene.read(lambda s: s.waiting.find([key(scene, n) for n in range(1200)]))
    assert set(found) == {key(scene, n) for n in range(0, 1200, 2)}


@pytest.mark.parametrize(("trigger", "batch"), [(Trigger.SCHEDULE, ""), (Trigger.PATCHDATA, "7")])
def test_instances_between_two_times_and_the_one_before(scene: Scene, trigger: Trigger, batch: str) -> None:
    other = scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "other"))).id
    ids = {plan: scene.create(plan, trigger=trigger, batch=batch) for plan in (30, 10, 20)}
    for changes in (
        {"trigger": trigger, "batch": "99"},
        {"trigger": Trigger.TEST, "batch": batch},
        {"trigger": trigger, "batch": batch, "job_id": other},
    ):
        scene.create(15, **changes)
    with scene.store.read() as s:
        job = scene.job.id
        found = s.waiting.between(job, trigger, batch, minutes(10), minutes(30))
        assert [each.id for each in found] == [ids[10], ids[20]]
        assert found[0].key == key(scene, 10, trigger, batch)
        earlier = s.waiting.before(job, trigger, batch, minutes(20))
        assert earlier is not None
        assert earlier.id == ids[10]
        assert s.waiting.before(job, trigger, batch, minutes(10)) is None


def test_who_waits_and_who_has_a_place(scene: Scene) -> None:
    waiting = [scene.create(n, status=status) for n, status in enumerate(WAITING)]
    placed = [scene.create(10 - n, status=status, admitted=True) for n, status in enumerate(OPEN)]
    for minute, trigger in ((-6, Trigger.ONCE), (-7, Trigger.MANUAL)):
        by_hand = {"trigger": trigger, "batch": trigger.value}
        placed.append(scene.create(minute, status=InstanceStatus.RUNNING, admitted=True, **by_hand))
        scene.create(minute - 5, status=InstanceStatus.RUNNING, **by_hand)
    scene.create(20, status=InstanceStatus.SUCCESS, admitted=True)
    scene.create(21, status=InstanceStatus.RUNNING)
    scene.create(22, status=InstanceStatus.RUNNING, admitted=True, trigger=Trigger.TEST)
    queued = scene.create(-5, status=InstanceStatus.WAITING, admitted=True)
    placed.insert(len(OPEN), queued)
    scene.create(23, status=InstanceStatus.RUNNING, admitted=True, job_id=JobId(999))
    with scene.store.read() as s:
        assert [each.id for each in s.waiting.waiting()] == [*waiting, queued]
        found = s.waiting.taking_places([scene.job.id])
    assert [each.id for each in found] == placed[::-1]
    assert all(each.admitted for each in found)


def test_place_and_preference_are_saved(scene: Scene) -> None:
    old = scene.state(scene.create(0, preferred=True))
    assert (old.admitted, old.preferred) == (False, True)
    scene.save(old, replace(old, admitted=True, preferred=False, revision=old.revision + 1))
    new = scene.state(old.id)
    assert (new.admitted, new.preferred) == (True, False)


def test_a_waiver_is_kept_once(scene: Scene) -> None:
    waiting, other = scene.create(0), scene.create(1)
    one = Waiver(waiting, JobId(77), minutes(3), STAMP)
    every = Waiver(waiting, None, None, STAMP)
    scene.store.write(lambda s: s.waiting.add_waivers([one, every]))
    scene.store.write(lambda s: s.waiting.add_waivers([replace(one, made=Stamp("bob", NOW)), every]))
    scene.store.write(lambda s: s.waiting.add_waivers([]))
    assert scene.read(lambda s: s.waiting.waivers([waiting, other])) == {waiting: [every, one]}


def test_a_waiting_instance_takes_another_version(scene: Scene) -> None:
    waiting = scene.create(0, nodes=("a", "b"))
    old = scene.state(waiting)
    runs = {NodeId("b"): old.node_runs[NodeId("b")], NodeId("c"): NodeRun(NodeId("c"))}
    scene.store.write(lambda s: s.waiting.adopt_version(waiting, VersionNo(9), "h9"))
    assert scene.save(old, replace(old, revision=old.revision + 1, node_runs=runs)) == []
    instance, state = scene.load(waiting)
    assert (instance.version_no, instance.definition_hash) == (9, "h9")
    assert set(state.node_runs) == {"b", "c"}
    assert state.node_runs[NodeId("b")] == old.node_runs[NodeId("b")]


def test_a_removed_instance_leaves_nothing(scene: Scene) -> None:
    removed, kept = scene.create(0), scene.create(1)
    (attempt,) = scene.queue(removed, "a")
    scene.claim(attempt)
    scene.finish(report(attempt, output={"value": 1}))
    scene.store.write(lambda s: s.waiting.add_waivers([Waiver(removed, None, None, STAMP)]))
    scene.store.write(lambda s: s.waiting.remove(removed))
    scene.store.write(lambda s: s.waiting.remove(InstanceId(999)))
    with scene.store.read() as s:
        assert set(s.instances.load([removed, kept])) == {kept}
        assert s.instances.summary(scene.ws, removed) is None
        assert s.instances.attempts([attempt]) == []
        assert s.instances.outputs(removed) == {}
        assert s.waiting.waivers([removed]) == {}
        assert s.waiting.find([key(scene, 0)]) == {}
    again = scene.create(0)
    assert again > kept
    assert set(scene.state(again).node_runs) == {"a", "b"}


def test_expiring_leaves_the_instance_to_those_who_wait_for_it(scene: Scene) -> None:
    old = scene.create(0, status=InstanceStatus.SUCCESS)
    scene.store.write(lambda s: s.history.expire([old], minutes(9)))
    found = scene.read(lambda s: s.waiting.find([key(scene, 0)]))
    assert found[key(scene, 0)].status is InstanceStatus.SUCCESS


def test_counts_of_batches(scene: Scene) -> None:
    for n in range(3):
        scene.create(n, trigger=Trigger.PATCHDATA, batch="7")
    scene.create(3, trigger=Trigger.PATCHDATA, batch="7", status=InstanceStatus.SUCCESS)
    scene.create(0, trigger=Trigger.PATCHDATA, batch="8", status=InstanceStatus.FAILED)
    scene.create(0, trigger=Trigger.TEST, batch="7")
    assert scene.read(lambda s: s.waiting.counts(Trigger.PATCHDATA, ["7", "9"])) == {
        "7": {InstanceStatus.WAITING: 3, InstanceStatus.SUCCESS: 1},
        "9": {},
    }
    assert scene.read(lambda s: s.waiting.counts(Trigger.TEST, ["7"])) == {"7": {InstanceStatus.WAITING: 1}}


def test_durations_are_the_mean_of_the_newest_good_runs(scene: Scene) -> None:
    def ran(plan: int, took: int, status: InstanceStatus, *, dry_run: bool = False) -> None:
        old = scene.state(scene.create(plan, dry_run=dry_run))
        started = replace(moved(old, status), started_at=minutes(0), ended_at=minutes(took))
        assert scene.save(old, started) == []

    never = scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "never ran"))).id
    ran(0, 500, InstanceStatus.SUCCESS)
    ran(1, 10, InstanceStatus.SUCCESS)
    ran(2, 20, InstanceStatus.FAILURE_IGNORED)
    ran(3, 900, InstanceStatus.FAILED)
    ran(4, 1, InstanceStatus.SUCCESS, dry_run=True)
    scene.create(5, status=InstanceStatus.FORCE_SUCCESS)
    found = scene.read(lambda s: s.waiting.durations([scene.job.id, never], newest=2))
    assert found == {scene.job.id: timedelta(minutes=15)}


def test_lists_choose_by_batch_and_plan_time(scene: Scene) -> None:
    early, late = scene.create(0), scene.create(20, status=InstanceStatus.FAILED)
    patched = scene.create(10, trigger=Trigger.PATCHDATA, batch="7")

    def ids(chosen: InstanceSelection) -> list[InstanceId]:
        page = scene.read(lambda s: s.instances.list(scene.ws, chosen))
        return [row.instance.id for row in page.items]

    assert ids(InstanceSelection(batch="7")) == [patched]
    assert ids(InstanceSelection(batch="")) == [late, early]
    assert ids(InstanceSelection(batch="7", statuses=[InstanceStatus.FAILED])) == []
    assert ids(InstanceSelection(plan_from=minutes(10))) == [patched, late]
    assert ids(InstanceSelection(plan_until=minutes(10))) == [early]
    assert ids(InstanceSelection(plan_from=minutes(0), plan_until=minutes(20))) == [patched, early]
    window = InstanceSelection(plan_from=minutes(0), plan_until=minutes(99), triggers=[Trigger.SCHEDULE])
    assert ids(window) == [late, early]
    assert ids(replace(window, statuses=[InstanceStatus.FAILED])) == [late]
    assert ids(replace(window, job_id=scene.job.id, triggers=[Trigger.PATCHDATA])) == [patched]
    pages = scene.read(lambda s: s.instances.list(scene.ws, window, limit=1))
    rest = scene.read(lambda s: s.instances.list(scene.ws, window, limit=1, cursor=pages.next_cursor))
    assert [row.instance.id for row in (*pages.items, *rest.items)] == [late, early]
    assert rest.next_cursor is None
