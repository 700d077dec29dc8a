"""Attempts: claim, lease, end, late results, outputs."""

import threading
from dataclasses import replace

from millrace.domain.ids import AttemptId, NodeId
from millrace.domain.instance import AttemptResult, AttemptStatus, NodeRun
from tests.conformance.store.scene import NOW, Scene, minutes, report


def test_new_attempts_are_queued_and_their_ids_are_in_order(scene: Scene) -> None:
    key = scene.create(nodes=("a", "b", "c"))
    ids = scene.queue(key, "c", "a", "b")
    found = [scene.attempt(each) for each in ids]
    assert [each.node_id for each in found] == ["c", "a", "b"]
    assert {each.status for each in found} == {AttemptStatus.QUEUED}
    assert found[0].queued_at == NOW
    assert found[0].queue == "etl"
    assert ids == sorted(ids)


def test_a_claimed_attempt_belongs_to_its_worker(scene: Scene) -> None:
    (key,) = scene.queue(scene.create(), "a")
    assert scene.claim(key) == [key]
    attempt = scene.attempt(key)
    assert (attempt.status, attempt.worker) == (AttemptStatus.RUNNING, "w1")
    assert (attempt.started_at, attempt.lease_until) == (minutes(1), minutes(2))
    assert scene.claim(key, worker="w2") == []
    assert scene.attempt(key).worker == "w1"


def test_only_one_of_two_racing_workers_wins_each_attempt(scene: Scene) -> None:
    nodes = [f"n{number}" for number in range(40)]
    ids = scene.queue(scene.create(nodes=nodes), *nodes)
    start = threading.Barrier(2)
    won: dict[str, list[AttemptId]] = {"w1": [], "w2": []}

    def race(worker: str) -> None:
        start.wait()
        for key in ids:
            won[worker] += scene.claim(key, worker=worker)

    threads = [threading.Thread(target=race, args=(worker,)) for worker in won]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won["w1"] + won["w2"]) == ids
    assert all(scene.attempt(key).worker == worker for worker, keys in won.items() for key in keys)


def test_the_report_of_the_owner_ends_an_attempt(scene: Scene) -> None:
    (key,) = scene.queue(scene.create(), "a")
    scene.claim(key)
    error = {"code": "exit", "message": "exit code 2", "data": {"code": 2}}
    ended = report(key, result=AttemptResult.FAILURE, exit_code=2, error=error)
    assert scene.finish(ended) == [key]
    attempt = scene.attempt(key)
    assert (attempt.status, attempt.result) == (AttemptStatus.FINISHED, AttemptResult.FAILURE)
    assert (attempt.exit_code, attempt.error, attempt.ended_at) == (2, error, minutes(3))
    assert attempt.late_result is None
    assert attempt.lease_until is None


def test_a_queued_attempt_may_be_ended_by_anybody(scene: Scene) -> None:
    (key,) = scene.queue(scene.create(), "a")
    assert scene.finish(report(key, worker="engine", result=AttemptResult.FAILURE)) == [key]


def test_a_lost_attempt_is_lost(scene: Scene) -> None:
    (key,) = scene.queue(scene.create(), "a")
    scene.claim(key)
    scene.finish(report(key, result=AttemptResult.LOST, exit_code=None))
    assert scene.attempt(key).status is AttemptStatus.LOST


def test_the_late_result_of_a_lost_attempt_is_kept_and_changes_nothing(scene: Scene) -> None:
    instance = scene.create()
    (key,) = scene.queue(instance, "a")
    scene.claim(key)
    scene.finish(report(key, result=AttemptResult.LOST, exit_code=None))
    before = scene.attempt(key)
    assert scene.finish(report(key, ended_at=minutes(9), output={"text": "late"})) == []
    after = scene.attempt(key)
    assert after.late_result is not None
    assert after.late_result["result"] == "success"
    assert after.late_result["ended_at"] == minutes(9).isoformat()
    assert replace(after, late_result=None) == before
    assert scene.read(lambda s: s.instances.outputs(instance)) == {}


def test_the_report_of_another_worker_is_late(scene: Scene) -> None:
    (key,) = scene.queue(scene.create(), "a")
    scene.claim(key, worker="w1")
    assert scene.finish(report(key, worker="w2")) == []
    attempt = scene.attempt(key)
    assert attempt.status is AttemptStatus.RUNNING
    assert attempt.late_result is not None


def test_of_two_reports_in_one_call_the_first_counts(scene: Scene) -> None:
    (key,) = scene.queue(scene.create(), "a")
    scene.claim(key)
    assert scene.finish(report(key), report(key, result=AttemptResult.FAILURE)) == [key]
    attempt = scene.attempt(key)
    assert attempt.result is AttemptResult.SUCCESS
    assert attempt.late_result is not None
    assert attempt.late_result["result"] == "failure"


def test_the_report_of_an_unknown_attempt_is_ignored(scene: Scene) -> None:
    assert scene.finish(report(AttemptId(999))) == []


def test_leases_are_extended_for_own_running_attempts_only(scene: Scene) -> None:
    key = scene.create(nodes=("a", "b", "c", "d"))
    mine, other, queued, ended = scene.queue(key, "a", "b", "c", "d")
    scene.claim(mine, ended, worker="w1")
    scene.claim(other, worker="w2")
    scene.finish(report(ended))
    ids = [mine, other, queued, ended]
    kept = scene.store.write(lambda s: s.instances.extend_leases("w1", ids, minutes(30)))
    assert set(kept) == {mine}
    assert scene.attempt(mine).lease_until == minutes(30)
    assert scene.attempt(other).lease_until == minutes(2)
    assert scene.attempt(queued).lease_until is None


def test_cancelling_ends_what_is_queued_and_marks_what_runs(scene: Scene) -> None:
    queued, running, ended = scene.queue(scene.create(nodes=("a", "b", "c")), "a", "b", "c")
    scene.claim(running, ended)
    scene.finish(report(ended))
    scene.store.write(lambda s: s.instances.request_cancel([queued, running, ended], minutes(4)))
    first, second, third = (scene.attempt(key) for key in (queued, running, ended))
    assert (first.status, first.result) == (AttemptStatus.FINISHED, AttemptResult.STOPPED)
    assert first.ended_at == minutes(4)
    assert (second.status, second.cancel_requested, second.ending) == (AttemptStatus.RUNNING, True, True)
    assert (third.result, third.cancel_requested) == (AttemptResult.SUCCESS, False)


def test_an_ending_attempt_is_live_until_its_end_is_reported(scene: Scene) -> None:
    (key,) = scene.queue(scene.create(), "a")
    scene.claim(key)
    scene.store.write(lambda s: s.instances.request_cancel([key]))
    assert [each.id for each in scene.read(lambda s: s.instances.live_attempts())] == [key]
    assert scene.finish(report(key, result=AttemptResult.STOPPED)) == [key]
    assert scene.read(lambda s: s.instances.live_attempts()) == []
    assert not scene.attempt(key).ending


def test_live_nodes_are_counted_by_definition_node_and_status(scene: Scene) -> None:
    first, second = scene.create(0), scene.create(1)
    (claimed,) = scene.queue(first, "a")
    scene.queue(second, "a")
    scene.queue(first, "b")
    (ended,) = scene.queue(second, "b")
    scene.claim(claimed)
    scene.claim(ended)
    scene.finish(report(ended))
    found = scene.read(lambda s: s.instances.live_nodes(scene.ws))
    assert sorted((each.definition_hash, each.node_id, each.status.value, each.count) for each in found) == [
        ("h1", "a", "queued", 1),
        ("h1", "a", "running", 1),
        ("h1", "b", "queued", 1),
    ]
    assert scene.read(lambda s: s.instances.live_nodes(scene.other)) == []


def test_attempts_of_an_instance_are_listed_oldest_first(scene: Scene) -> None:
    first, second = scene.create(0), scene.create(1)
    ids = scene.queue(first, "a") + scene.queue(first, "a", number=2)
    scene.queue(second, "a")
    found = scene.read(lambda s: s.instances.attempts_of(first))
    assert [(each.id, each.number) for each in found] == [(ids[0], 1), (ids[1], 2)]


def test_the_latest_output_of_a_node_wins(scene: Scene) -> None:
    instance = scene.create()
    for number, text in ((1, "old"), (2, "new")):
        (key,) = scene.queue(instance, "a", number=number)
        scene.claim(key)
        scene.finish(report(key, output={"text": text, "values": {"n": [1, None]}}))
    assert scene.read(lambda s: s.instances.outputs(instance)) == {
        "a": {"text": "new", "values": {"n": [1, None]}}
    }
    assert scene.read(lambda s: s.instances.outputs(instance, [NodeId("b")])) == {}


def test_output_may_hold_any_text(scene: Scene) -> None:
    instance = scene.create()
    (key,) = scene.queue(instance, "a")
    text = "Grüße \U0001f600 \x00 \ud800 \"'\\"
    scene.finish(report(key, output={"text": text}))
    assert scene.read(lambda s: s.instances.outputs(instance))[NodeId("a")]["text"] == text


def test_a_rerun_sees_its_own_outputs_and_those_copied_to_it(scene: Scene) -> None:
    instance = scene.create()
    for key in scene.queue(instance, "a", "b"):
        scene.finish(report(key, output={"text": f"first {scene.attempt(key).node_id}"}))
    old = scene.state(instance)
    fresh = {node_id: NodeRun(node_id) for node_id in old.node_runs}
    scene.save(old, replace(old, run_number=2, revision=2, node_runs=fresh))
    assert scene.read(lambda s: s.instances.outputs(instance)) == {}
    scene.store.write(lambda s: s.instances.copy_outputs(instance, [NodeId("a")], 1, 2))
    assert scene.read(lambda s: s.instances.outputs(instance)) == {"a": {"text": "first a"}}
    (key,) = scene.queue(instance, "b")
    scene.finish(report(key, output={"text": "second b"}))
    assert scene.read(lambda s: s.instances.outputs(instance))[NodeId("b")] == {"text": "second b"}
