"""Workers that die, come back, and report too late."""

from typing import Any

import pytest

from millrace.domain.instance import AttemptStatus, InstanceStatus, NodeRunStatus, SubState
from tests.builders import a_definition, a_node
from tests.engine.mill import LEASE, Mill


def shell(name: str, **more: object) -> dict[str, object]:
    return a_node(name, "shell", properties={"script": "true"}, **more)


def alone(**more: object) -> dict[str, object]:
    return {"nodes": [shell("a", **more)], "edges": []}


def let_leases_end(mill: Mill) -> None:
    """In steps, as time passes for an engine that is awake."""
    for _ in range(2):
        mill.later(seconds=LEASE.total_seconds() / 2)


def test_what_a_silent_worker_ran_is_lost_and_a_safe_node_runs_again(mill: Mill) -> None:
    mill.join()
    made = mill.run(a_definition("a"))
    first = mill.take()
    let_leases_end(mill)
    second = mill.take()
    assert (first.number, second.number) == (1, 2)
    mill.end(second)
    assert mill.status(made) is InstanceStatus.SUCCESS
    assert mill.story(made) == [("a", 1, "first", "lost"), ("a", 2, "worker_lost", "success")]


def test_a_node_that_is_not_safe_to_repeat_fails_when_its_worker_is_lost(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone(retry={"times": 3, "interval_seconds": 0}))
    mill.take()
    let_leases_end(mill)
    assert mill.status(made) is InstanceStatus.FAILED
    (attempt,) = mill.attempts(made)
    assert attempt.status is AttemptStatus.LOST
    assert attempt.error is not None
    assert attempt.error["code"] == "worker_lost"
    assert mill.carrier.take_work() == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [("run_again", NodeRunStatus.RUNNING), ("succeed_node", NodeRunStatus.FORCE_SUCCESS)],
)
def test_a_node_that_asks_after_a_loss_waits_for_an_operator(
    mill: Mill, answer: str, status: NodeRunStatus
) -> None:
    mill.join()
    made = mill.run(alone(after_loss="ask"))
    mill.take()
    let_leases_end(mill)
    assert mill.node(made, "a").sub_state is SubState.ASK
    assert mill.carrier.take_work() == []
    assert mill.verdict(mill.command(answer, made, "a")) == ("applied", None)
    assert mill.node(made, "a").status is status


def test_what_a_worker_has_forgotten_when_it_comes_back_is_lost_and_what_it_runs_is_not(mill: Mill) -> None:
    mill.join()
    made = mill.run({"nodes": [shell(n, after_loss="run_again") for n in ("a", "b", "c")], "edges": []})
    kept, forgotten, ended = mill.carrier.take_work()
    mill.inbox.left("local-1")
    mill.turn()
    mill.join(running=[kept.attempt_id], reports=[mill.report(ended.attempt_id)])
    assert mill.take().node_name == forgotten.node_name
    mill.end(kept)
    assert mill.story(made) == [
        ("a", 1, "first", "success"),
        ("b", 1, "first", "lost"),
        ("c", 1, "first", "success"),
        ("b", 2, "worker_lost", None),
    ]


def test_a_late_report_of_a_lost_attempt_is_kept_and_changes_nothing(mill: Mill) -> None:
    mill.join()
    made = mill.run(a_definition("a"))
    lost = mill.take()
    let_leases_end(mill)
    mill.end(lost, "failure", exit_code=9)
    late = mill.attempts(made)[0].late_result
    assert late is not None
    assert (late["result"], late["exit_code"]) == ("failure", 9)
    assert mill.node(made, "a").status is NodeRunStatus.RUNNING
    mill.end(mill.take())
    assert mill.status(made) is InstanceStatus.SUCCESS


def test_a_late_report_of_a_stopped_attempt_ends_its_row_but_not_the_node_anew(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone())
    work = mill.take()
    mill.command("stop", made)
    mill.end(work)
    assert mill.node(made, "a").status is NodeRunStatus.STOPPED
    assert not mill.index.live.by_id


def test_a_worker_that_beats_for_an_attempt_that_is_not_its_own_is_told_to_end_it(mill: Mill) -> None:
    mill.join()
    mill.run(a_definition("a"))
    lost = mill.take()
    let_leases_end(mill)
    mill.beat(lost.attempt_id)
    assert mill.carrier.cancelled == [lost.attempt_id]


def test_an_adopted_attempt_that_was_stopped_meanwhile_is_stopped(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone())
    work = mill.take()
    mill.inbox.left("local-1")
    mill.command("stop", made)
    mill.carrier.cancelled.clear()
    mill.join(running=[work.attempt_id])
    assert mill.carrier.cancelled == [work.attempt_id]


def test_leases_that_ran_out_while_no_engine_ran_are_no_losses(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone())
    work = mill.take()
    mill.engine.give_up_lead()
    mill.clock.advance(hours=3)
    other = Mill(mill.store, mill.clock, name="engine-2")
    other.later(seconds=LEASE.total_seconds() / 2)
    assert other.node(made, "a").status is NodeRunStatus.RUNNING
    other.join(running=[work.attempt_id])
    other.end(work)
    assert other.story(made) == [("a", 1, "first", "success")]


def test_leases_that_ran_out_while_the_machine_slept_are_no_losses(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone())
    work = mill.take()
    mill.later(hours=8)
    mill.beat(work.attempt_id)
    mill.later(seconds=LEASE.total_seconds() / 2)
    assert mill.node(made, "a").status is NodeRunStatus.RUNNING


def test_what_a_worker_ended_by_itself_is_lost_not_forgotten(mill: Mill) -> None:
    mill.join()
    made = mill.run(alone())
    mill.beat(gone=[mill.take().attempt_id])
    assert mill.status(made) is InstanceStatus.FAILED
    assert mill.story(made) == [("a", 1, "first", "lost")]


def test_nothing_is_handed_to_a_worker_that_left(mill: Mill) -> None:
    mill.join()
    mill.inbox.left("local-1")
    mill.run(a_definition("a"))
    assert mill.carrier.take_work() == []


def test_a_worker_is_admitted_once_its_coming_has_taken_effect(mill: Mill) -> None:
    mill.join()
    assert mill.carrier.admitted == ["local-1"]


def test_a_question_with_a_lost_worker_is_asked_again(mill: Mill) -> None:
    mill.join()
    edges: list[dict[str, Any]] = [
        {"source": "a", "target": "b", "condition": "#{Job.getNodeOutput('a') == 'go'}"}
    ]
    made = mill.run({"nodes": [a_node("a"), a_node("b")], "edges": edges})
    mill.end(mill.take(), output={"text": "go"})
    assert len(mill.carrier.questions) == 1
    mill.inbox.left("local-1")
    mill.join()
    first, second = mill.carrier.questions
    assert first == second
    mill.inbox.resolved("local-1", second.node_run_id, {"votes": {"a": True}})
    mill.turn()
    assert mill.work_off() == ["b"]
    assert mill.status(made) is InstanceStatus.SUCCESS
