"""An instance from its start to its end, on the engine's real loop."""

from datetime import timedelta

from millrace.domain.instance import AttemptStatus, InstanceStatus, NodeRunStatus, SubState
from tests.builders import a_definition, a_node
from tests.engine.mill import LEASE, Mill


def shell(name: str, **more: object) -> dict[str, object]:
    return a_node(name, "shell", properties={"script": "true"}, **more)


def alone(**more: object) -> dict[str, object]:
    return {"nodes": [shell("a", **more)], "edges": []}


def test_nodes_run_in_the_order_of_their_edges_and_the_instance_ends_successful(mill: Mill) -> None:
    mill.join()
    made = mill.run(a_definition("a", "b", "c", "d", edges=[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]))
    assert mill.work_off() == ["a", "b", "c", "d"]
    assert mill.status(made) is InstanceStatus.SUCCESS
    assert mill.story(made) == [(name, 1, "first", "success") for name in "abcd"]
    assert not mill.index.live.by_id
    assert len(mill.index.ready) == 0


def test_an_instance_created_before_any_worker_came_starts_with_the_first_one(mill: Mill) -> None:
    made = mill.run(a_definition("a"))
    assert mill.node(made, "a").sub_state is SubState.QUEUED
    mill.join()
    assert mill.work_off() == ["a"]
    assert mill.status(made) is InstanceStatus.SUCCESS


def test_an_order_carries_what_the_node_may_refer_to(mill: Mill) -> None:
    mill.join()
    params = [{"name": "day", "value": "monday"}, {"name": "pin", "value": "1234", "masked": True}]
    made = mill.run(
        {
            "nodes": [shell("a"), a_node("b", "shell", properties={"script": "#{Job.getNodeOutput('a')}"})],
            "edges": [{"source": "a", "target": "b"}],
            "params": params,
        },
        params={"day": "tuesday"},
    )
    mill.end(mill.take(), output={"text": "forty-two", "values": {}})
    order = mill.take()
    assert order.nodes["a"] == {"status": "success", "output": "forty-two", "running_data": None}
    assert order.params == {"day": "tuesday", "pin": "1234"}
    assert order.job_params == {"day": "monday", "pin": "1234"}
    assert list(order.masked) == ["pin"]
    assert order.instance_id == made


def test_places_bound_what_runs_at_once_and_a_freed_one_is_used(mill: Mill) -> None:
    mill.join(heavy=2)
    mill.run({"nodes": [shell(name) for name in "abcde"], "edges": []})
    first = mill.carrier.take_work()
    assert [work.node_name for work in first] == ["a", "b"]
    mill.end(first[0])
    assert mill.take().node_name == "c"


def test_a_failure_is_retried_after_its_interval_and_not_before(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone(retry={"times": 1, "interval_seconds": 30}))
    mill.end(mill.take(), "failure", exit_code=3)
    assert mill.node(made, "a").sub_state is SubState.RETRY_WAIT
    mill.later(seconds=29)
    assert mill.carrier.take_work() == []
    mill.later(seconds=1)
    mill.end(mill.take())
    assert mill.status(made) is InstanceStatus.SUCCESS
    assert mill.story(made) == [("a", 1, "first", "failure"), ("a", 2, "retry", "success")]


def test_a_retry_that_waits_is_found_again_by_the_next_engine(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone(retry={"times": 1, "interval_seconds": 30}))
    mill.end(mill.take(), "failure")
    mill.engine.give_up_lead()
    other = Mill(mill.store, mill.clock, name="engine-2")
    other.join()
    other.later(seconds=30)
    assert other.work_off() == ["a"]
    assert other.status(made) is InstanceStatus.SUCCESS


def test_a_stopped_node_is_stopped_at_once_and_its_row_ends_with_its_processes(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone())
    work = mill.take()
    mill.command("stop", made)
    assert mill.status(made) is InstanceStatus.CANCELED
    assert mill.node(made, "a").status is NodeRunStatus.STOPPED
    assert mill.carrier.cancelled == [work.attempt_id]
    (attempt,) = mill.attempts(made)
    assert (attempt.status, attempt.ending) == (AttemptStatus.RUNNING, True)
    mill.beat(gone=[work.attempt_id])
    (attempt,) = mill.attempts(made)
    assert (attempt.status, attempt.result, attempt.ending) == (AttemptStatus.FINISHED, "stopped", False)


def test_a_node_stopped_before_it_had_a_place_gets_none_and_its_row_has_an_end(mill: Mill) -> None:
    made = mill.run(alone())
    mill.command("stop", made)
    mill.join()
    assert mill.carrier.take_work() == []
    (attempt,) = mill.attempts(made)
    assert (attempt.result, attempt.ended_at) == ("stopped", mill.clock.now())


def test_a_timeout_is_told_at_once_and_its_successor_waits_until_the_processes_are_gone(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone(retry={"times": 1, "interval_seconds": 0, "on_timeout": True}))
    work = mill.take()
    mill.end(work, "timeout")
    assert mill.node(made, "a").sub_state is SubState.QUEUED
    assert mill.carrier.take_work() == []
    mill.beat(gone=[work.attempt_id])
    mill.end(mill.take())
    assert mill.status(made) is InstanceStatus.SUCCESS
    assert mill.story(made) == [("a", 1, "first", "timeout"), ("a", 2, "retry", "success")]


def test_a_timeout_and_its_end_in_one_batch_are_both_heard(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone())
    work = mill.take()
    mill.inbox.report("local-1", [mill.report(work.attempt_id, "timeout")])
    mill.beat(gone=[work.attempt_id])
    assert mill.status(made) is InstanceStatus.FAILED
    assert mill.story(made) == [("a", 1, "first", "timeout")]
    assert not mill.index.live.by_id


def test_a_timeout_told_by_a_worker_that_comes_back_holds_up_no_successor(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone(retry={"times": 1, "interval_seconds": 0, "on_timeout": True}))
    work = mill.take()
    mill.join(reports=[mill.report(work.attempt_id, "timeout")])
    assert mill.take().number == 2
    assert mill.node(made, "a").status is NodeRunStatus.RUNNING


def test_the_successor_of_a_timed_out_attempt_starts_when_its_lease_is_over(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone(retry={"times": 1, "interval_seconds": 0, "on_timeout": True}))
    mill.end(mill.take(), "timeout")
    for _ in range(3):
        mill.later(seconds=LEASE.total_seconds() / 2)
    assert mill.take().number == 2
    assert mill.story(made)[0] == ("a", 1, "first", "timeout")


def test_a_dry_run_hands_out_nothing(mill: Mill) -> None:
    mill.join()
    made = mill.run(a_definition("a", "b", dry_run=True), dry_run=True)
    assert mill.status(made) is InstanceStatus.SUCCESS
    assert mill.story(made) == []


def test_an_order_that_cannot_be_made_fails_its_own_node_and_nothing_else(mill: Mill) -> None:
    mill.join(heavy=1)
    mill.connection("sealed", password="sealed under another key")
    sql = a_node("a", "sql", properties={"connection": "sealed", "sql": "select 1"}, fail_policy="IGNORE")
    made = mill.run({"nodes": [sql, shell("b")], "edges": []})
    assert mill.node(made, "a").status is NodeRunStatus.FAILED
    assert mill.work_off() == ["b"]
    assert mill.status(made) is InstanceStatus.FAILURE_IGNORED
    assert mill.set_aside() == []


def test_leases_are_extended_by_heartbeats(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone())
    work = mill.take()
    for _ in range(10):
        mill.clock.advance(seconds=5)
        mill.beat(work.attempt_id)
    (attempt,) = mill.attempts(made)
    assert attempt.lease_until == mill.clock.now() + timedelta(seconds=15)
    assert mill.node(made, "a").status is NodeRunStatus.RUNNING
