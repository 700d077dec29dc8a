"""Operations: applied or refused with a code, once."""

import pytest

from millrace.domain.instance import InstanceStatus, NodeRunStatus
from millrace.engine.messages import CommandGiven
from tests.builders import a_definition, a_node
from tests.engine.mill import Mill


def suspended(mill: Mill) -> int:
    """An abnormal instance: a failed under SUSPEND, b waits for it."""
    mill.join()
    nodes = [a_node("a", fail_policy="SUSPEND"), a_node("b")]
    made = mill.run({"nodes": nodes, "edges": [{"source": "a", "target": "b"}]})
    mill.end(mill.take(), "failure")
    assert mill.status(made) is InstanceStatus.ABNORMAL
    return made


@pytest.mark.parametrize(
    ("kind", "node", "status"),
    [
        ("retry_node", "a", InstanceStatus.SUCCESS),
        ("succeed_node", "a", InstanceStatus.SUCCESS),
        ("continue", None, InstanceStatus.FAILURE_IGNORED),
    ],
)
def test_an_abnormal_instance_goes_on_after_an_operation(
    mill: Mill, kind: str, node: str | None, status: InstanceStatus
) -> None:
    made = mill.instance_id(suspended(mill))
    assert mill.verdict(mill.command(kind, made, node)) == ("applied", None)
    mill.work_off()
    assert mill.status(made) is status


def test_what_does_not_fit_the_state_is_refused_with_its_code(mill: Mill) -> None:
    mill.join()
    made = mill.run(a_definition("a"))
    assert mill.verdict(mill.command("continue", made)) == ("refused", "illegal_state")
    assert mill.verdict(mill.command("skip_node", made, "a")) == ("refused", "only_node")
    assert mill.verdict(mill.command("skip_node", made, "nobody")) == ("refused", "not_found")
    assert mill.verdict(mill.command("dance", made)) == ("refused", "not_found")
    assert mill.verdict(mill.command("stop", mill.instance_id(4711))) == ("refused", "not_found")
    assert mill.status(made) is InstanceStatus.RUNNING


def test_a_command_given_twice_under_one_key_is_applied_once(mill: Mill) -> None:
    made = mill.instance_id(suspended(mill))
    first = mill.command("retry_node", made, "a", key="k1")
    second = mill.command("retry_node", made, "a", key="k1")
    assert first == second
    assert mill.verdict(first) == ("applied", None)
    assert [entry[:3] for entry in mill.story(made)] == [("a", 1, "first"), ("a", 2, "manual_retry")]


def test_the_second_of_two_same_wishes_in_one_batch_is_refused(mill: Mill) -> None:
    mill.join()
    made = mill.run(a_definition("a"))
    first, second = mill.write_command("stop", made), mill.write_command("stop", made)
    mill.inbox.put(CommandGiven(first), CommandGiven(second))
    mill.turn()
    assert mill.verdict(first) == ("applied", None)
    assert mill.verdict(second) == ("refused", "illegal_state")


def test_whoever_waits_for_a_verdict_is_told(mill: Mill) -> None:
    mill.join()
    given = mill.command("stop", mill.run(a_definition("a")))
    assert mill.engine.verdicts.wait(given, 0)


def test_a_command_that_stood_in_the_store_before_the_engine_led_is_applied(mill: Mill) -> None:
    made = mill.run(a_definition("a"))
    given = mill.write_command("stop", made)
    mill.engine.give_up_lead()
    other = Mill(mill.store, mill.clock, name="engine-2")
    other.turn()
    assert other.verdict(given) == ("applied", None)
    assert other.status(made) is InstanceStatus.CANCELED


def test_a_paused_node_holds_its_branch_until_it_is_resumed(mill: Mill) -> None:
    mill.join(light=1)
    made = mill.run(a_definition("a", "b", "c", edges=[("a", "b"), ("a", "c")]))
    mill.command("pause_node", made, "b")
    assert mill.work_off() == ["a", "c"]
    assert mill.status(made) is InstanceStatus.PAUSED
    mill.command("resume_node", made, "b")
    assert mill.work_off() == ["b"]
    assert mill.status(made) is InstanceStatus.SUCCESS


def test_a_skipped_node_lets_the_next_one_run(mill: Mill) -> None:
    made = mill.run(a_definition("a", "b"))
    mill.command("skip_node", made, "a")
    assert mill.status(made) is InstanceStatus.RUNNING
    mill.join()
    assert mill.work_off() == ["b"]
    assert mill.node(made, "a").status is NodeRunStatus.SKIPPED


def test_a_forced_success_leaves_what_runs_alone(mill: Mill) -> None:
    mill.join()
    made = mill.run({"nodes": [a_node("a", fail_policy="SUSPEND"), a_node("b")], "edges": []})
    failing, running = mill.carrier.take_work()
    mill.end(failing, "failure")
    assert mill.verdict(mill.command("force_success", made)) == ("applied", None)
    assert mill.carrier.cancelled == []
    mill.end(running)
    assert mill.status(made) is InstanceStatus.FORCE_SUCCESS
    assert mill.node(made, "b").status is NodeRunStatus.SUCCESS
