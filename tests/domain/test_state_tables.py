"""Both transition tables, exhaustively: each state with each event does what R52 and R55 say, or is refused.

The expectation is written event by event (the source state by state), so that a slip in one shows up.
"""

import pytest

from millrace.domain import instance_states, node_run_states
from millrace.domain.errors import IllegalTransition
from millrace.domain.instance import InstanceStatus, NodeRunStatus
from millrace.domain.instance_states import InstanceEvent
from millrace.domain.node_run_states import NodeRunEvent

RERUNNABLE = "success force_success failure_ignored failed canceled"

# event -> [(from states, to state)]
INSTANCE = {
    "confirm": [("waiting_confirmation", "waiting")],
    "start": [("waiting", "running")],
    "dry_run": [("waiting", "success")],
    "cancel": [("waiting waiting_confirmation", "canceled")],
    "listening_over": [("waiting", "failed")],
    "freeze": [("waiting", "frozen")],
    "unfreeze": [("frozen", "waiting")],
    "nodes_good": [("running", "success")],
    "nodes_ignored": [("running", "failure_ignored")],
    "nodes_failed": [("running", "failed")],
    "node_failed": [("running abnormal", "failed")],
    "node_suspended": [("running", "abnormal")],
    "suspension_over": [("abnormal", "running")],
    "only_paused_left": [("running", "paused")],
    "go_on": [("paused", "running")],
    "stop": [("waiting waiting_confirmation running abnormal paused", "canceled")],
    "force_success": [("abnormal canceled failed", "force_success")],
    "rerun": [(RERUNNABLE, "waiting")],
    "rerun_and_ask": [(RERUNNABLE, "waiting_confirmation")],
}

NODE_RUN = {
    "start": [("waiting", "running")],
    "skip": [("waiting paused", "skipped")],
    "dry_run": [("waiting", "success")],
    "cannot_evaluate": [("waiting", "failed")],
    "cancel": [("waiting paused", "canceled")],
    "pause": [("waiting", "paused")],
    "resume": [("paused", "waiting")],
    "succeed": [("running", "success")],
    "fail": [("running", "failed")],
    "retry": [("running", "running")],
    "stop": [("running", "stopped")],
    "force_success": [("failed running", "force_success")],
    "manual_retry": [("failed", "running")],
}


def expected(table: dict[str, list[tuple[str, str]]], status: str, event: str) -> str | None:
    return next((target for sources, target in table[event] if status in sources.split()), None)


def test_every_event_is_in_the_expectation() -> None:
    assert set(INSTANCE) == {event.value for event in InstanceEvent}
    assert set(NODE_RUN) == {event.value for event in NodeRunEvent}


@pytest.mark.parametrize("event", InstanceEvent)
@pytest.mark.parametrize("status", InstanceStatus)
def test_an_instance_moves_only_as_the_rules_say(status: InstanceStatus, event: InstanceEvent) -> None:
    target = expected(INSTANCE, status.value, event.value)
    if target is None:
        with pytest.raises(IllegalTransition, match=f"{status.value}; {event.value} is not possible"):
            instance_states.next_status(status, event, name=7)
    else:
        assert instance_states.next_status(status, event) == target


@pytest.mark.parametrize("event", NodeRunEvent)
@pytest.mark.parametrize("status", NodeRunStatus)
def test_a_node_run_moves_only_as_the_rules_say(status: NodeRunStatus, event: NodeRunEvent) -> None:
    target = expected(NODE_RUN, status.value, event.value)
    if target is None:
        with pytest.raises(IllegalTransition, match=f"Node Load is {status.value}"):
            node_run_states.next_status(status, event, name="Load")
    else:
        assert node_run_states.next_status(status, event) == target


def test_a_refusal_carries_the_code_of_the_rules() -> None:
    with pytest.raises(IllegalTransition) as caught:
        instance_states.next_status(InstanceStatus.SUCCESS, InstanceEvent.STOP, name=12)
    assert caught.value.code == "illegal_state"
    assert caught.value.data == {"kind": "Instance", "name": 12, "state": "success", "event": "stop"}
