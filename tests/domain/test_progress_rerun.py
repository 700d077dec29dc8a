"""What a rerun repeats and what it carries over (R92)."""

from datetime import UTC, datetime

import pytest

from millrace.domain.effects import StopAttempt
from millrace.domain.errors import MillraceError
from millrace.domain.ids import InstanceId, NodeId
from millrace.domain.instance import InstanceState, InstanceStatus, NodeRun, NodeRunStatus, SubState
from millrace.domain.job import Edge, JobDefinition, Node
from millrace.domain.plan import Plan, plan_of
from millrace.domain.progress import InstanceMayStart, decide
from millrace.domain.progress_rerun import RerunChoice, RerunFrom, close_run, rerun, same_nodes

NOW = datetime(2024, 1, 7, tzinfo=UTC)


def plan(nodes: str, *edges: str) -> Plan:
    return plan_of(
        JobDefinition(
            nodes=[Node(id=name, name=name.upper(), type="dummy") for name in nodes],
            edges=[Edge(source=edge[0], target=edge[1]) for edge in edges],
        )
    )


def over(status: str, **nodes: str) -> InstanceState:
    """An instance that has ended, with the status of each node."""
    runs = {
        NodeId(name): NodeRun(NodeId(name), status=NodeRunStatus(word), sub_state=SubState.NONE, attempts=1)
        for name, word in nodes.items()
    }
    return InstanceState(InstanceId(1), InstanceStatus(status), 1, 7, runs, admitted=True, ended_at=NOW)


def repeated(state: InstanceState) -> str:
    """The nodes that are done again."""
    return "".join(key for key, run in state.node_runs.items() if run.status is NodeRunStatus.WAITING)


def again(of: Plan, state: InstanceState, begin: str = "failed", *, unchanged: bool = True) -> str:
    choice = RerunChoice(RerunFrom.NODE, NodeId(begin)) if len(begin) == 1 else RerunChoice(RerunFrom(begin))
    return repeated(rerun(of, state, choice, unchanged=unchanged, needs_confirmation=False))


DIAMOND = plan("abcd", "ab", "ac", "bd", "cd")
HALF = over("failed", a="success", b="failed", c="success", d="canceled")


def test_from_the_failed_nodes_the_good_ones_are_carried_over() -> None:
    assert again(DIAMOND, HALF) == "bd"


def test_what_follows_a_failure_that_was_ignored_is_repeated() -> None:
    assert again(DIAMOND, over("failed", a="failed", b="success", c="skipped", d="failed")) == "abcd"


def test_from_the_start_all_is_repeated() -> None:
    assert again(DIAMOND, HALF, "start") == "abcd"


def test_from_a_node_what_lies_before_it_is_not_repeated() -> None:
    assert again(DIAMOND, HALF, "b") == "bd"
    assert again(DIAMOND, HALF, "d") == "d"
    assert again(DIAMOND, HALF, "c") == "bcd"


def test_a_failed_node_before_the_chosen_one_is_passed_over_and_lets_it_run() -> None:
    fresh = rerun(
        DIAMOND, HALF, RerunChoice(RerunFrom.NODE, NodeId("d")), unchanged=True, needs_confirmation=False
    )
    assert fresh.node_runs[NodeId("b")].status is NodeRunStatus.SKIPPED
    started = decide(DIAMOND, fresh, [InstanceMayStart()], NOW).state
    assert started.node_runs[NodeId("d")].sub_state is SubState.QUEUED


@pytest.mark.parametrize("status", ["success", "force_success", "failure_ignored"])
def test_a_good_instance_begins_with_its_first_node(status: str) -> None:
    state = over(status, a="success", b="failed", c="success", d="success")
    assert again(DIAMOND, state) == "abcd"
    assert again(DIAMOND, state, "d") == "abcd"


def test_another_set_of_nodes_begins_with_the_first_one() -> None:
    assert again(DIAMOND, HALF, unchanged=False) == "abcd"
    renamed = plan_of(JobDefinition(nodes=[Node(id="a", name="other", type="dummy")]))
    assert not same_nodes(plan("a"), renamed)
    assert not same_nodes(plan("a"), plan("ab"))
    assert same_nodes(DIAMOND, plan("dcba"))


def test_a_new_run_has_nothing_of_the_old_one_but_its_good_nodes() -> None:
    fresh = rerun(DIAMOND, HALF, RerunChoice(), unchanged=True, needs_confirmation=False)
    assert (fresh.status, fresh.run_number, fresh.revision) == (InstanceStatus.WAITING, 2, 7)
    assert (fresh.admitted, fresh.ended_at, fresh.reason) == (False, None, None)
    kept = fresh.node_runs[NodeId("a")]
    assert (kept.status, kept.attempts, kept.id, kept.reason) == (
        NodeRunStatus.SUCCESS,
        0,
        None,
        "earlier_run",
    )


def test_a_job_that_asks_is_confirmed_again() -> None:
    fresh = rerun(DIAMOND, HALF, RerunChoice(), unchanged=True, needs_confirmation=True)
    assert fresh.status is InstanceStatus.WAITING_CONFIRMATION


@pytest.mark.parametrize("status", ["waiting", "running", "abnormal", "paused", "frozen"])
def test_what_is_not_over_cannot_be_rerun(status: str) -> None:
    state = over(status, a="waiting", b="waiting", c="waiting", d="waiting")
    with pytest.raises(MillraceError) as caught:
        rerun(DIAMOND, state, RerunChoice(), unchanged=True, needs_confirmation=False)
    assert caught.value.code == "illegal_state"


def test_a_node_that_is_not_there_is_named() -> None:
    with pytest.raises(MillraceError) as caught:
        again(DIAMOND, HALF, "x")
    assert caught.value.code == "not_found"


def test_what_runs_on_after_a_forced_success_ends_with_its_run() -> None:
    closed = close_run(plan("a"), over("force_success", a="running"), NOW)
    assert closed.state.node_runs[NodeId("a")].status is NodeRunStatus.STOPPED
    assert closed.effects == (StopAttempt(NodeId("a"), 1),)
    assert closed.state.status is InstanceStatus.FORCE_SUCCESS
