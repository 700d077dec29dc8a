"""Edge conditions: in place where parameters and states are enough, by a worker where outputs are needed."""

from typing import Any

from millrace.domain.ids import InstanceId
from millrace.domain.instance import InstanceStatus, NodeRunStatus, SubState
from tests.builders import a_node
from tests.engine.mill import Mill


def conditional(mill: Mill, text: str, **more: Any) -> InstanceId:
    """Node a has run; the edge to b carries the condition."""
    mill.join()
    edges = [{"source": "a", "target": "b", "condition": text}]
    made = mill.run(
        {"nodes": [a_node("a"), a_node("b", **more)], "edges": edges, "params": [{"name": "x", "value": "1"}]}
    )
    mill.end(mill.take(), output={"text": "go", "values": {}})
    return made


def test_a_condition_on_a_parameter_is_evaluated_in_place(mill: Mill) -> None:
    made = conditional(mill, "#{Job.getParam('x') == '1'}")
    assert mill.carrier.questions == []
    assert mill.work_off() == ["b"]
    assert mill.status(made) is InstanceStatus.SUCCESS


def test_a_condition_on_a_state_is_evaluated_in_place(mill: Mill) -> None:
    made = conditional(mill, "#{Job.getNodeStatus('a') == 'fail'}")
    assert mill.carrier.questions == []
    assert mill.node(made, "b").status is NodeRunStatus.SKIPPED
    assert mill.status(made) is InstanceStatus.SUCCESS


def test_a_condition_on_an_output_is_evaluated_by_a_worker_that_gets_the_output(mill: Mill) -> None:
    made = conditional(mill, "#{Job.getNodeOutput('a') == 'go'}")
    (question,) = mill.carrier.questions
    assert question.nodes["a"]["output"] == "go"
    assert list(question.conditions) == [
        {"source": "a", "name": "a", "text": "#{Job.getNodeOutput('a') == 'go'}"}
    ]
    mill.inbox.resolved("local-1", question.node_run_id, {"votes": {"a": False}})
    mill.turn()
    assert mill.node(made, "b").status is NodeRunStatus.SKIPPED
    assert mill.index.questions == {}


def test_a_condition_that_cannot_be_evaluated_fails_its_node_whose_policy_applies(mill: Mill) -> None:
    made = conditional(mill, "#{Job.getParam('x') +}", fail_policy="IGNORE")
    assert mill.node(made, "b").status is NodeRunStatus.FAILED
    assert mill.node(made, "b").attempts == 0
    assert mill.status(made) is InstanceStatus.FAILURE_IGNORED


def test_a_worker_that_cannot_evaluate_a_condition_fails_the_node(mill: Mill) -> None:
    made = conditional(mill, "#{Job.getNodeOutput('a').nonsense}")
    (question,) = mill.carrier.questions
    error = {"code": "expression_error", "message": "no such thing"}
    mill.inbox.resolved("local-1", question.node_run_id, {"error": error})
    mill.turn()
    assert mill.status(made) is InstanceStatus.FAILED
    assert mill.node(made, "b").reason == "expression_error"


def test_a_question_without_a_worker_waits_for_one_and_survives_the_engine(mill: Mill) -> None:
    mill.join()
    edges = [{"source": "a", "target": "b", "condition": "#{Job.getNodeOutput('a') == 'go'}"}]
    made = mill.run({"nodes": [a_node("a"), a_node("b")], "edges": edges})
    work = mill.take()
    mill.inbox.report("local-1", [mill.report(work.attempt_id, output={"text": "go"})])
    mill.inbox.left("local-1")
    mill.turn()
    assert mill.node(made, "b").sub_state is SubState.RESOLVING
    mill.engine.give_up_lead()
    other = Mill(mill.store, mill.clock, name="engine-2")
    other.join()
    (question,) = other.carrier.questions
    other.inbox.resolved("local-1", question.node_run_id, {"votes": {"a": True}})
    other.turn()
    assert other.work_off() == ["b"]


def test_an_answer_that_comes_twice_counts_once(mill: Mill) -> None:
    made = conditional(mill, "#{Job.getNodeOutput('a') == 'go'}")
    (question,) = mill.carrier.questions
    for vote in (True, False):
        mill.inbox.resolved("local-1", question.node_run_id, {"votes": {"a": vote}})
    mill.turn()
    assert mill.work_off() == ["b"]
    assert mill.status(made) is InstanceStatus.SUCCESS
