"""What comes before the start of an instance: confirmation, freezing, its place (R93, R94, R103)."""

from typing import Any

import pytest

from millrace.domain.effects import (
    InstanceEnded,
    QueueAttempt,
    StopAttempt,
)
from millrace.domain.instance import AttemptCause, InstanceStatus, SubState
from millrace.domain.progress import (
    AttemptStarted,
    InstanceMayStart,
    InstanceMustEnd,
    Operate,
    Operation,
    ProgressEvent,
)
from tests.domain.telling import NOW, A, B, Run


def test_confirmation_comes_before_the_start() -> None:
    run = Run(nodes={"a": {}}, needs_confirmation=True)
    assert run.tell(InstanceMayStart()) == ()
    assert run.status == "waiting_confirmation"
    run.tell(Operate(Operation.CONFIRM))
    assert run.status == "waiting"


def test_a_frozen_instance_counts_as_ended_until_it_is_unfrozen() -> None:
    run = Run(nodes={"a": {}})
    assert run.tell(Operate(Operation.FREEZE)) == (InstanceEnded(InstanceStatus.FROZEN),)
    run.tell(Operate(Operation.FREEZE))
    assert run.refused == ["illegal_state"]
    assert run.tell(InstanceMayStart()) == ()
    run.tell(Operate(Operation.UNFREEZE))
    assert (run.status, run.state.ended_at) == ("waiting", None)


def test_an_instance_with_its_place_waits_until_its_first_attempt_starts() -> None:
    run = Run("ab", nodes={"a": {}, "b": {}})
    assert run.tell(InstanceMayStart()) == (QueueAttempt(A, 1, AttemptCause.FIRST),)
    assert (run.status, run.state.admitted, run.state.started_at) == ("waiting", True, None)
    assert run.tell(InstanceMayStart()) == ()
    run.tell(AttemptStarted(A, 1))
    assert (run.status, run.state.started_at) == ("running", NOW)


@pytest.mark.parametrize("ended", [{"dry_run": True}, {}])
def test_a_first_node_that_ends_without_an_attempt_makes_the_instance_run(ended: dict[str, Any]) -> None:
    run = Run("ab", nodes={"a": ended, "b": {}})
    if ended:
        run.tell(InstanceMayStart())
    else:
        run.tell(InstanceMayStart(), Operate(Operation.SKIP_NODE, A))
    assert (run.status, run.node(B).sub_state) == ("running", SubState.QUEUED)


def test_a_job_without_anything_to_start_ends_well_at_once() -> None:
    run = Run(nodes={})
    run.tell(InstanceMayStart())
    assert run.status == "success"


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (Operate(Operation.STOP), "canceled"),
        (Operate(Operation.FREEZE), "frozen"),
        (InstanceMustEnd("upstream_stopped"), "canceled"),
    ],
)
def test_an_instance_that_queues_with_its_place_gives_it_back(event: ProgressEvent, status: str) -> None:
    run = Run(nodes={"a": {}})
    run.tell(InstanceMayStart())
    assert run.tell(event)[0] == StopAttempt(A, 1)
    assert (run.status, run.state.admitted) == (status, False)


def test_an_unfrozen_instance_queues_again_under_a_new_number() -> None:
    run = Run(nodes={"a": {}})
    run.tell(InstanceMayStart())
    run.tell(Operate(Operation.FREEZE))
    run.tell(Operate(Operation.UNFREEZE))
    assert run.tell(InstanceMayStart()) == (QueueAttempt(A, 2, AttemptCause.FIRST),)


def test_only_what_is_not_over_can_be_preferred() -> None:
    run = Run(nodes={"a": {}})
    run.tell(Operate(Operation.PREFER))
    assert run.state.preferred
    run.tell(Operate(Operation.STOP))
    run.tell(Operate(Operation.PREFER))
    assert run.refused == ["illegal_state"]
