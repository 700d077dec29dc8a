from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from millrace.domain.effects import (
    InstanceEnded,
    QueueAttempt,
    ResolveConditions,
    StopAttempt,
    WakeAt,
)
from millrace.domain.errors import MillraceError
from millrace.domain.ids import NodeId
from millrace.domain.instance import AttemptCause, AttemptResult, InstanceStatus, SubState
from millrace.domain.job import AfterLoss, FailurePolicy, Retry
from millrace.domain.progress import (
    AttemptEnded,
    AttemptStarted,
    ConditionsFailed,
    ConditionsResolved,
    InstanceMayStart,
    InstanceMustEnd,
    Operate,
    Operation,
    RetryDue,
    decide,
)
from tests.domain.telling import FAILURE, LOST, NOW, SUCCESS, A, B, C, Run


def test_a_ready_node_is_queued_and_runs_only_when_its_attempt_starts() -> None:
    run = Run(nodes={"a": {}})
    assert run.tell(InstanceMayStart()) == (QueueAttempt(A, 1, AttemptCause.FIRST),)
    assert (run.node(A).status.value, run.node(A).sub_state) == ("waiting", SubState.QUEUED)
    run.tell(AttemptStarted(A, 1))
    assert (run.node(A).status.value, run.node(A).sub_state) == ("running", SubState.NONE)
    assert run.node(A).attempts == 1
    assert run.end(A, SUCCESS) == (InstanceEnded(InstanceStatus.SUCCESS),)
    assert run.state.ended_at == NOW


def test_the_first_attempts_of_a_later_run_are_reruns() -> None:
    run = Run(nodes={"a": {}}, run_number=2)
    assert run.tell(InstanceMayStart()) == (QueueAttempt(A, 1, AttemptCause.RERUN),)


def test_an_empty_job_ends_as_a_success_at_once() -> None:
    run = Run(nodes={})
    assert run.tell(InstanceMayStart()) == (InstanceEnded(InstanceStatus.SUCCESS),)


def test_a_dry_run_of_the_job_leaves_nodes_that_were_not_chosen_skipped() -> None:
    run = Run("ab", nodes={"a": {}, "b": {}}, dry_run=True, only_nodes=[B])
    assert run.tell(InstanceMayStart()) == (InstanceEnded(InstanceStatus.SUCCESS),)
    assert run.statuses == "skipped success"


def test_a_test_of_one_node_runs_it_without_its_condition() -> None:
    run = Run("ab?", "bc", nodes={"a": {}, "b": {}, "c": {}}, only_nodes=[B])
    assert run.tell(InstanceMayStart()) == (QueueAttempt(B, 1, AttemptCause.FIRST),)
    run.end(B, SUCCESS)
    assert run.statuses == "skipped success skipped"
    assert run.node(A).reason == "not_chosen"
    assert run.status == "success"


def test_a_result_may_come_without_news_of_the_start() -> None:
    run = Run(nodes={"a": {}})
    run.tell(InstanceMayStart())
    run.end(A, SUCCESS)
    assert run.node(A).attempts == 1
    assert run.node(A).started_at == NOW


# ---- conditions


def test_conditions_are_asked_for_when_all_parents_are_final() -> None:
    run = Run("ac?", "bc", nodes={"a": {}, "b": {}, "c": {}})
    run.start(A, B)
    assert run.end(A, SUCCESS) == ()
    assert run.end(B, SUCCESS) == (ResolveConditions(C, (A,)),)
    assert run.node(C).sub_state is SubState.RESOLVING
    assert run.tell(ConditionsResolved(C, {A: True})) == (QueueAttempt(C, 1, AttemptCause.FIRST),)


def test_a_missing_vote_counts_as_not_met() -> None:
    run = Run("ab?", nodes={"a": {}, "b": {}})
    run.start(A)
    run.end(A, SUCCESS)
    run.tell(ConditionsResolved(B, {}))
    assert run.statuses == "success skipped"
    assert run.node(B).reason == "condition_unmet"


def test_a_condition_that_cannot_be_evaluated_fails_the_node_without_a_retry() -> None:
    run = Run("ab?", nodes={"a": {}, "b": {"retry": Retry(times=3), "fail_policy": FailurePolicy.IGNORE}})
    run.start(A)
    run.end(A, SUCCESS)
    run.tell(ConditionsFailed(B, {"code": "expression_error"}))
    assert run.statuses == "success failed"
    assert run.node(B).reason == "expression_error"
    assert run.status == "failure_ignored"


def test_votes_that_come_after_the_plan_ended_change_nothing() -> None:
    run = Run("ab?", nodes={"a": {}, "b": {}})
    run.start(A)
    run.end(A, SUCCESS)
    run.tell(Operate(Operation.STOP))
    before = run.state
    assert run.tell(ConditionsResolved(B, {A: True})) == ()
    assert run.state == before


# ---- retries and losses


def test_a_retry_waits_for_its_interval() -> None:
    run = Run(nodes={"a": {"retry": Retry(times=1, interval_seconds=30)}})
    run.start(A)
    due = NOW + timedelta(seconds=30)
    assert run.end(A, FAILURE) == (WakeAt(A, due),)
    assert run.node(A).sub_state is SubState.RETRY_WAIT
    assert run.tell(RetryDue(A)) == (WakeAt(A, due),), "the alarm rang too early"
    run.now = due
    assert run.tell(RetryDue(A)) == (QueueAttempt(A, 2, AttemptCause.RETRY),)
    assert (run.node(A).status.value, run.node(A).sub_state) == ("running", SubState.QUEUED)
    assert run.tell(RetryDue(A)) == (), "an alarm that rings twice starts nothing twice"


def test_a_property_that_cannot_be_evaluated_is_not_retried() -> None:
    run = Run(nodes={"a": {"retry": Retry(times=3)}})
    run.tell(InstanceMayStart())
    run.end(A, AttemptResult.UNRESOLVED, error={"code": "expression_error"})
    assert run.statuses == "failed"
    assert run.node(A).reason == "expression_error"
    assert run.node(A).started_at is None


@pytest.mark.parametrize(
    ("codes", "exit_code", "retried"),
    [
        ([], None, True),
        ([(3, 5)], 3, True),
        ([(3, 5)], 5, True),
        ([(3, 5)], 6, False),
        ([(3, 5)], None, False),
    ],
)
def test_a_failure_is_retried_by_its_return_code(
    codes: list[tuple[int, int]], exit_code: int | None, retried: bool
) -> None:
    run = Run(nodes={"a": {"retry": Retry(times=1, interval_seconds=0, codes=codes)}})
    run.start(A)
    run.end(A, FAILURE, exit_code=exit_code)
    assert run.statuses == ("running" if retried else "failed")


@pytest.mark.parametrize(
    ("choice", "may_repeat", "after"),
    [
        (AfterLoss.DEFAULT, True, SubState.QUEUED),
        (AfterLoss.DEFAULT, False, SubState.NONE),
        (AfterLoss.RUN_AGAIN, False, SubState.QUEUED),
        (AfterLoss.FAIL, True, SubState.NONE),
        (AfterLoss.ASK, True, SubState.ASK),
    ],
)
def test_the_node_says_what_becomes_of_a_lost_attempt(
    choice: AfterLoss, may_repeat: bool, after: SubState
) -> None:
    run = Run(nodes={"a": {"after_loss": choice, "retry": Retry(times=1)}})
    run.start(A)
    effects = run.end(A, LOST, may_repeat=may_repeat)
    assert run.node(A).sub_state is after
    if after is SubState.QUEUED:
        assert effects == (QueueAttempt(A, 2, AttemptCause.WORKER_LOST),)
        assert run.node(A).retries_used == 0
    if after is SubState.NONE:
        assert (run.statuses, run.node(A).reason) == ("failed", "worker_lost")


def test_a_node_that_asks_runs_again_when_told_so() -> None:
    run = Run(nodes={"a": {"after_loss": AfterLoss.ASK}})
    run.start(A)
    run.end(A, LOST)
    assert run.tell(Operate(Operation.RUN_AGAIN, A)) == (QueueAttempt(A, 2, AttemptCause.WORKER_LOST),)
    run.tell(Operate(Operation.RUN_AGAIN, A))
    assert run.refused == ["illegal_state"]


def test_a_node_that_asks_can_be_declared_done() -> None:
    run = Run(nodes={"a": {"after_loss": AfterLoss.ASK}})
    run.start(A)
    run.end(A, LOST)
    run.tell(Operate(Operation.SUCCEED_NODE, A))
    assert (run.status, run.statuses) == ("success", "force_success")


# ---- ends from outside


def test_stop_ends_running_and_queued_attempts_and_late_results_are_ignored() -> None:
    run = Run("ac", nodes={"a": {}, "b": {}, "c": {}})
    run.start(A)
    effects = run.tell(Operate(Operation.STOP))
    assert effects == (StopAttempt(A, 1), StopAttempt(B, 1), InstanceEnded(InstanceStatus.CANCELED))
    assert run.statuses == "stopped canceled canceled"
    assert run.state.reason == "stopped"
    before = run.state
    assert run.tell(AttemptEnded(A, 1, SUCCESS), AttemptStarted(B, 1), AttemptEnded(B, 1, SUCCESS)) == ()
    assert run.state == before


def test_an_attempt_asked_for_and_withdrawn_in_one_batch_is_not_told() -> None:
    run = Run(nodes={"a": {"retry": Retry(times=1, interval_seconds=0)}})
    run.start(A)
    effects = run.tell(AttemptEnded(A, 1, FAILURE), Operate(Operation.STOP))
    assert effects == (InstanceEnded(InstanceStatus.CANCELED),)


def test_no_alarm_is_set_for_a_retry_that_a_stop_of_the_same_batch_prevents() -> None:
    run = Run(nodes={"a": {"retry": Retry(times=1)}})
    run.start(A)
    effects = run.tell(AttemptEnded(A, 1, FAILURE), Operate(Operation.STOP))
    assert effects == (InstanceEnded(InstanceStatus.CANCELED),)


def test_the_results_of_a_batch_come_before_its_stop() -> None:
    run = Run(nodes={"a": {}})
    run.start(A)
    run.tell(AttemptEnded(A, 1, SUCCESS), Operate(Operation.STOP))
    assert run.status == "success"
    assert run.refused == ["illegal_state"]


def test_a_failure_under_fail_withdraws_what_is_queued() -> None:
    run = Run(nodes={"a": {}, "b": {}})
    run.start(A)
    assert run.end(A, FAILURE) == (StopAttempt(B, 1), InstanceEnded(InstanceStatus.FAILED))
    assert (run.statuses, run.node(B).reason) == ("failed canceled", "plan_ended")


def test_a_waiting_instance_can_be_canceled_for_a_reason() -> None:
    run = Run(nodes={"a": {}})
    assert run.tell(InstanceMustEnd("expired")) == (InstanceEnded(InstanceStatus.CANCELED),)
    assert (run.state.reason, run.node(A).reason, run.statuses) == ("expired", "expired", "canceled")


def test_a_running_instance_is_not_canceled_by_a_late_policy() -> None:
    run = Run(nodes={"a": {}})
    run.start(A)
    assert run.tell(InstanceMustEnd("upstream_policy")) == ()
    assert run.status == "running"


def test_an_instance_whose_listening_time_is_over_has_failed() -> None:
    run = Run(nodes={"a": {}})
    run.tell(InstanceMustEnd("listening_over", failed=True))
    assert (run.status, run.statuses) == ("failed", "canceled")


# ---- suspended instances


def suspended(**nodes: Mapping[str, Any]) -> Run:
    run = Run(nodes={"a": {"fail_policy": FailurePolicy.SUSPEND}, **nodes})
    run.start(A)
    run.end(A, FAILURE)
    assert run.status == "abnormal"
    return run


def test_a_queued_node_goes_back_to_waiting_and_its_attempt_number_is_not_used_again() -> None:
    run = suspended(b={})
    assert (run.statuses, run.node(B).sub_state) == ("failed waiting", SubState.BLOCKED)
    assert run.tell(AttemptEnded(B, 1, SUCCESS)) == (), "the withdrawn attempt is nobody's any more"
    assert run.tell(Operate(Operation.CONTINUE)) == (QueueAttempt(B, 2, AttemptCause.FIRST),)


def test_a_manual_retry_gives_all_retries_again() -> None:
    retry = Retry(times=1, interval_seconds=0)
    run = Run(nodes={"a": {"fail_policy": FailurePolicy.SUSPEND, "retry": retry}})
    run.start(A)
    run.end(A, FAILURE, 1)
    run.end(A, FAILURE, 2)
    effects = run.tell(Operate(Operation.RETRY_NODE, A))
    assert effects == (QueueAttempt(A, 3, AttemptCause.MANUAL_RETRY),)
    assert run.status == "running"
    assert run.end(A, FAILURE, 3) == (QueueAttempt(A, 4, AttemptCause.RETRY),)
    run.end(A, FAILURE, 4)
    assert run.status == "abnormal"


def test_fail_beats_an_open_suspension() -> None:
    run = Run(nodes={"a": {"fail_policy": FailurePolicy.SUSPEND}, "b": {}})
    run.start(A, B)
    run.end(A, FAILURE)
    run.end(B, FAILURE)
    assert run.status == "failed"


def test_force_success_lets_running_nodes_run_out_and_starts_nothing_new() -> None:
    run = Run("bc", nodes={"a": {"fail_policy": FailurePolicy.SUSPEND}, "b": {}, "c": {}})
    run.start(A, B)
    run.end(A, FAILURE)
    assert run.tell(Operate(Operation.FORCE_SUCCESS)) == (InstanceEnded(InstanceStatus.FORCE_SUCCESS),)
    assert run.statuses == "failed running waiting"
    assert run.end(B, FAILURE) == ()
    assert run.statuses == "failed failed waiting"
    assert run.status == "force_success"


def test_force_success_gives_a_node_between_two_attempts_no_further_one() -> None:
    run = Run(nodes={"a": {"fail_policy": FailurePolicy.SUSPEND}, "b": {"retry": Retry(times=1)}})
    run.start(A, B)
    run.end(B, FAILURE)
    run.end(A, FAILURE)
    run.tell(Operate(Operation.FORCE_SUCCESS))
    assert run.statuses == "failed failed"
    assert run.tell(RetryDue(B)) == ()


# ---- operations on nodes


def test_a_paused_node_lets_its_queued_attempt_go_and_gets_another_when_resumed() -> None:
    run = Run(nodes={"a": {}, "b": {}})
    run.start(A)
    assert run.tell(Operate(Operation.PAUSE_NODE, B)) == (StopAttempt(B, 1),)
    run.end(A, SUCCESS)
    assert run.status == "paused"
    assert run.tell(Operate(Operation.RESUME_NODE, B)) == (QueueAttempt(B, 2, AttemptCause.FIRST),)
    assert run.status == "running"


def test_resuming_a_node_behind_a_paused_one_leaves_the_instance_paused() -> None:
    run = Run("ab", nodes={"a": {}, "b": {}, "c": {}})
    run.start(C)
    run.tell(Operate(Operation.PAUSE_NODE, A), Operate(Operation.PAUSE_NODE, B))
    run.end(C, SUCCESS)
    assert run.status == "paused"
    run.tell(Operate(Operation.RESUME_NODE, B))
    assert (run.status, run.statuses) == ("paused", "paused waiting success")


def test_skipping_the_paused_node_ends_the_instance() -> None:
    run = Run("ab", nodes={"a": {}, "b": {}, "c": {}})
    run.start(C)
    run.tell(Operate(Operation.PAUSE_NODE, A))
    run.end(C, SUCCESS)
    assert run.status == "paused"
    assert run.tell(Operate(Operation.SKIP_NODE, A)) == (QueueAttempt(B, 1, AttemptCause.FIRST),)
    assert run.status == "running"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Operate(Operation.PAUSE_NODE, A), "illegal_state"),
        (Operate(Operation.RESUME_NODE, B), "illegal_state"),
        (Operate(Operation.SKIP_NODE, A), "illegal_state"),
        (Operate(Operation.RETRY_NODE, A), "illegal_state"),
        (Operate(Operation.SUCCEED_NODE, A), "illegal_state"),
        (Operate(Operation.RUN_AGAIN, A), "illegal_state"),
        (Operate(Operation.CONTINUE), "illegal_state"),
        (Operate(Operation.FORCE_SUCCESS), "illegal_state"),
        (Operate(Operation.CONFIRM), "illegal_state"),
        (Operate(Operation.FREEZE), "illegal_state"),
        (Operate(Operation.UNFREEZE), "illegal_state"),
        (Operate(Operation.SKIP_NODE, NodeId("ghost")), "not_found"),
        (Operate(Operation.SKIP_NODE), "not_found"),
    ],
)
def test_a_wish_that_does_not_fit_is_refused_and_changes_nothing(wish: Operate, code: str) -> None:
    run = Run("ab", nodes={"a": {}, "b": {}})
    run.start(A)
    before = run.state
    assert run.tell(wish) == ()
    assert run.refused == [code]
    assert run.state == before


def test_the_only_node_of_a_job_cannot_be_skipped() -> None:
    run = Run(nodes={"a": {}})
    run.tell(InstanceMayStart(), Operate(Operation.SKIP_NODE, A))
    assert run.refused == ["only_node"]


def test_a_refused_wish_is_returned_with_its_error() -> None:
    run = Run(nodes={"a": {}})
    wish = Operate(Operation.CONTINUE)
    ((event, error),) = decide(run.plan, run.state, [wish], NOW).refused
    assert event is wish
    assert isinstance(error, MillraceError)
    assert str(error) == "Instance 1 is waiting; continue is not possible in that state."


# ---- what the caller relies on


def test_only_changed_node_runs_are_named_and_copied() -> None:
    run = Run(nodes={"a": {}, "b": {}})
    run.start(A, B)
    decision = decide(run.plan, run.state, [AttemptEnded(A, 1, SUCCESS)], NOW)
    assert decision.changed == (A,)
    assert decision.state.node_runs[B] is run.state.node_runs[B]
    assert decision.state.revision == run.state.revision
