"""Subjob and For Each: children are made, found again, refused and stopped (R109)."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from millrace.domain.ids import InstanceId
from millrace.domain.instance import Instance, InstanceStatus
from millrace.ports.attempts import AttemptWork
from tests.builders import a_definition, a_node
from tests.engine.mill import LEASE, Mill


def caller(**more: Any) -> dict[str, Any]:
    return {"nodes": [a_node("call", "subjob", properties={"job": "child"}, **more)], "edges": []}


def ask(mill: Mill, work: AttemptWork, rows: Sequence[int] = (0,), job: str = "child") -> None:
    requests = [{"row": row, "params": {"row": str(row)}, "label": str(row), "loop": None} for row in rows]
    mill.inbox.start_children("local-1", work.attempt_id, job, requests)
    mill.turn()


def instances_of(mill: Mill, parent: InstanceId) -> list[Instance]:
    with mill.store.read() as session:
        run_id = mill.node(parent, "call").id
        assert run_id is not None
        return sorted((each.instance for each in session.instances.children(run_id)), key=lambda i: i.id)


def told(mill: Mill) -> list[Mapping[str, Any]]:
    found, mill.carrier.children_ended = [child for _, child in mill.carrier.children_ended], []
    return found


def test_a_subjob_runs_and_its_end_is_told_to_the_attempt_that_asked(mill: Mill) -> None:
    mill.join()
    mill.job("child", a_definition("x"))
    made = mill.run(caller())
    work = mill.take()
    ask(mill, work)
    (child,) = instances_of(mill, made)
    assert (child.version_no, child.passed_params, child.parent_row) == (1, {"row": "0"}, 0)
    mill.end(mill.take())
    assert told(mill) == [{"row": 0, "instance_id": child.id, "status": "success"}]
    mill.end(work)
    assert mill.status(made) is InstanceStatus.SUCCESS


def test_every_row_has_a_child_of_its_own(mill: Mill) -> None:
    mill.join()
    mill.job("child", a_definition("x"))
    made = mill.run(caller())
    ask(mill, mill.take(), rows=[0, 1, 2])
    first, *others = mill.carrier.take_work()
    mill.end(first, "failure")
    for work in others:
        mill.end(work)
    assert [(child["row"], child["status"]) for child in told(mill)] == [
        (0, "failed"),
        (1, "success"),
        (2, "success"),
    ]
    assert [child.parent_row for child in instances_of(mill, made)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nowhere", "job_not_found"),
        ("unsubmitted", "job_not_submitted"),
        ("nested", "nested_subjob"),
        ("circle", "invalid_definition"),
    ],
)
def test_a_child_that_cannot_be_is_refused(mill: Mill, name: str, code: str) -> None:
    mill.join()
    mill.job("unsubmitted", a_definition("x"), submitted=False)
    mill.job("nested", caller())
    mill.job("circle", a_definition("x", "y", edges=[("x", "y"), ("y", "x")]))
    made = mill.run(caller())
    ask(mill, mill.take(), job=name)
    (child,) = told(mill)
    assert child["error"]["code"] == code
    assert instances_of(mill, made) == []
    assert mill.set_aside() == []


def test_a_test_run_calls_the_draft(mill: Mill) -> None:
    mill.join()
    mill.job("child", a_definition("x"), submitted=False)
    made = mill.run(caller(), version_no=0)
    ask(mill, mill.take())
    assert [child.version_no for child in instances_of(mill, made)] == [0]


def test_after_a_loss_the_children_are_found_again(mill: Mill) -> None:
    mill.join()
    mill.job("child", a_definition("x"))
    made = mill.run(caller())
    ask(mill, mill.take(), rows=[0, 1])
    ended, running = mill.carrier.take_work()
    mill.end(ended)
    told(mill)
    mill.join(running=[running.attempt_id])
    again = mill.take()
    assert (again.node_name, again.number) == ("call", 2)
    ask(mill, again, rows=[0, 1])
    assert [(child["row"], child["status"]) for child in told(mill)] == [(0, "success")]
    mill.end(running)
    assert [(child["row"], child["status"]) for child in told(mill)] == [(1, "success")]
    assert len(instances_of(mill, made)) == 2


def test_a_retry_runs_failed_children_anew_and_keeps_good_ones(mill: Mill) -> None:
    mill.join()
    mill.job("child", a_definition("x"))
    made = mill.run(caller(retry={"times": 1, "interval_seconds": 0}))
    work = mill.take()
    ask(mill, work, rows=[0, 1])
    good, bad = mill.carrier.take_work()
    mill.end(good)
    mill.end(bad, "failure")
    mill.end(work, "failure")
    told(mill)
    again = mill.take()
    ask(mill, again, rows=[0, 1])
    assert [(child["row"], child["status"]) for child in told(mill)] == [(0, "success")]
    mill.end(mill.take())
    assert [(child["row"], child["status"]) for child in told(mill)] == [(1, "success")]
    assert [child.parent_row for child in instances_of(mill, made)] == [0, 1, 1]
    mill.end(again)
    assert mill.status(made) is InstanceStatus.SUCCESS


def test_children_are_stopped_with_their_parent(mill: Mill) -> None:
    mill.join()
    mill.job("child", a_definition("x"))
    made = mill.run(caller())
    call = mill.take()
    ask(mill, call)
    work = mill.take()
    mill.command("stop", made)
    (child,) = instances_of(mill, made)
    assert mill.status(child.id) is InstanceStatus.CANCELED
    assert sorted(mill.carrier.cancelled) == sorted([call.attempt_id, work.attempt_id])


def test_a_question_of_an_attempt_that_is_over_makes_no_child(mill: Mill) -> None:
    mill.join()
    mill.job("child", a_definition("x"))
    made = mill.run(caller(after_loss="fail"))
    work = mill.take()
    for _ in range(2):
        mill.later(seconds=LEASE.total_seconds() / 2)
    ask(mill, work)
    assert instances_of(mill, made) == []
