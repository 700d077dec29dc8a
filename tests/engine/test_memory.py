"""What the engine remembers beside the store: timers, definitions, verdicts, live attempts."""

import threading
from collections.abc import Mapping
from datetime import timedelta

import pytest

from millrace.domain.graph import CycleError
from millrace.domain.ids import AttemptId, CommandId, InstanceId, NodeId, NodeRunId, WorkspaceId
from millrace.domain.job import JobDefinition
from millrace.engine.definitions import Definitions
from millrace.engine.live_attempts import Live, LiveAttempts
from millrace.engine.messages import RetryIsDue
from millrace.engine.timers import Timers
from millrace.engine.verdicts import Verdicts
from tests.builders import a_definition, a_node
from tests.engine.mill import catalog
from tests.fakes import START


def text_of(definition: Mapping[str, object]) -> str:
    return JobDefinition.model_validate(definition).canonical()


def retry(number: int) -> RetryIsDue:
    return RetryIsDue(InstanceId(number), NodeId("a"))


def test_timers_give_out_what_is_due_in_the_order_of_time_and_then_of_their_setting() -> None:
    timers = Timers()
    for number, seconds in enumerate([3, 1, 2, 1]):
        timers.add(START + timedelta(seconds=seconds), retry(number))
    assert timers.next_at() == START + timedelta(seconds=1)
    assert timers.due(START) == []
    assert timers.due(START + timedelta(seconds=2)) == [retry(1), retry(3), retry(2)]
    timers.clear()
    assert timers.next_at() is None


def test_a_definition_is_made_ready_once_and_the_least_used_is_forgotten() -> None:
    definitions = Definitions(catalog(), most=2)
    text = text_of(a_definition("a"))
    first = definitions.add("1", text)
    definitions.add("2", text)
    assert definitions.known("1") is first
    definitions.add("3", text)
    assert definitions.known("2") is None
    assert definitions.known("1") is first


def test_a_recipe_knows_what_a_node_refers_to() -> None:
    sql = a_node(
        "a", "sql", properties={"connection": "dwh", "sql": "select ${day} #{Job.getNodeOutput('x')}"}
    )
    recipe = Definitions(catalog()).add("1", text_of({"nodes": [sql], "edges": []})).recipes[NodeId("a")]
    assert recipe.connections == ("dwh",)
    assert recipe.names == {"day"}
    assert recipe.uses_run_data
    assert recipe.traits.heavy


def test_a_node_type_that_is_not_installed_makes_no_definition_unreadable() -> None:
    unknown = {"nodes": [a_node("a", "from_elsewhere")], "edges": []}
    assert Definitions(catalog()).add("1", text_of(unknown)).recipes[NodeId("a")].connections == ()


def test_a_circle_is_no_definition() -> None:
    with pytest.raises(CycleError):
        Definitions(catalog()).add("1", text_of(a_definition("a", "b", edges=[("a", "b"), ("b", "a")])))


def test_a_verdict_is_remembered_for_those_who_come_late_and_wakes_those_who_wait() -> None:
    verdicts = Verdicts()
    verdicts.settled(CommandId(1))
    assert verdicts.wait(CommandId(1), 0)
    assert not verdicts.wait(CommandId(2), 0.01)
    threading.Timer(0.02, verdicts.settled, [CommandId(3)]).start()
    assert verdicts.wait(CommandId(3), 5)


def test_an_earlier_attempt_of_the_same_node_run_holds_up_its_successor() -> None:
    attempts = LiveAttempts()
    for number in (1, 2):
        attempts.put(
            Live(
                AttemptId(number),
                WorkspaceId(1),
                InstanceId(1),
                NodeRunId(7),
                NodeId("a"),
                number,
                may_repeat=True,
            )
        )
    assert attempts.previous_is_ending(AttemptId(2), InstanceId(1), NodeId("a"))
    assert not attempts.previous_is_ending(AttemptId(1), InstanceId(1), NodeId("a"))
    attempts.drop(AttemptId(1))
    assert not attempts.previous_is_ending(AttemptId(2), InstanceId(1), NodeId("a"))
    attempts.drop(AttemptId(2))
    assert (attempts.by_node_run, attempts.by_node) == ({}, {})
