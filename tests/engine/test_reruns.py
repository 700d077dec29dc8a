"""Reruns on the engine: what is repeated, in which version, and what the past run may not disturb (R92)."""

from typing import Any

import pytest

from millrace.domain.ids import InstanceId
from millrace.domain.instance import InstanceStatus, NodeRunStatus, Trigger
from millrace.ports.records import JobRecord
from tests.builders import a_definition, a_node
from tests.engine.mill import Mill


def shells(*names: str, **more: Any) -> dict[str, Any]:
    """Shell nodes in a row."""
    told = {"properties": {"script": "#{Job.getNodeOutput('a')}"}}
    edges = [{"source": one, "target": two} for one, two in zip(names, names[1:], strict=False)]
    return {"nodes": [a_node(name, "shell", **told) for name in names], "edges": edges, **more}


def failed_at_b(mill: Mill, **more: Any) -> tuple[JobRecord, InstanceId]:
    """An instance whose first node has succeeded with an output, and whose second one has failed."""
    mill.join()
    job = mill.job("daily", shells("a", "b", "c", **more))
    made = mill.instance(job)
    mill.start(made)
    mill.end(mill.take(), output={"text": "of a", "values": {"found": "7"}})
    mill.end(mill.take(), "failure")
    assert mill.status(made) is InstanceStatus.FAILED
    return job, made


def rerun(mill: Mill, made: InstanceId, **args: Any) -> tuple[str, str | None]:
    return mill.verdict(mill.command("rerun", made, args=args))


def test_from_the_failed_nodes_with_what_the_good_ones_gave(mill: Mill) -> None:
    _, made = failed_at_b(mill)
    assert rerun(mill, made) == ("applied", None)
    work = mill.take()
    assert (work.node_name, work.run_number, work.nodes["a"]["output"]) == ("b", 2, "of a")
    assert work.outside == {"found": "7"}
    mill.end(work)
    mill.end(mill.take())
    assert mill.status(made) is InstanceStatus.SUCCESS
    assert [(node, cause) for node, _, cause, _ in mill.story(made)] == [
        ("a", "first"),
        ("b", "first"),
        ("b", "rerun"),
        ("c", "rerun"),
    ]
    assert mill.node(made, "a").status is NodeRunStatus.SUCCESS


def test_from_the_start_and_from_a_node(mill: Mill) -> None:
    _, made = failed_at_b(mill)
    assert rerun(mill, made, **{"from": "start"}) == ("applied", None)
    assert mill.take().node_name == "a"
    mill.command("stop", made)
    mill.beat(gone=[3])
    assert rerun(mill, made, **{"from": "node", "node_id": "c"}) == ("applied", None)
    assert mill.take().node_name == "c"


@pytest.mark.parametrize(
    ("args", "code"),
    [({"from": "yesterday"}, "invalid_input"), ({"from": "node", "node_id": "x"}, "not_found")],
)
def test_a_beginning_that_is_not_there_is_refused_and_changes_nothing(
    mill: Mill, args: dict[str, Any], code: str
) -> None:
    _, made = failed_at_b(mill)
    before = mill.state(made)
    assert rerun(mill, made, **args) == ("refused", code)
    assert mill.state(made) == before


def test_what_is_not_over_and_a_test_cannot_be_rerun(mill: Mill) -> None:
    """R52, R102."""
    mill.join()
    running = mill.run(shells("a"))
    assert rerun(mill, running) == ("refused", "illegal_state")
    test = mill.run(a_definition("x"), name="tested", trigger=Trigger.TEST)
    mill.command("stop", test)
    assert rerun(mill, test) == ("refused", "illegal_state")


@pytest.mark.parametrize(("keep", "value"), [(True, "monday"), (False, "friday")])
def test_the_latest_version_runs_with_the_parameters_that_were_chosen(
    mill: Mill, keep: bool, value: str
) -> None:
    """R120: a rerun mixes the latest nodes with the first run's values, where that is wanted."""
    job, made = failed_at_b(mill, params=[{"name": "day", "value": "monday"}])
    renewed = [{"name": "day", "value": "friday"}, {"name": "more", "value": "x"}]
    mill.submit(job, shells("a", "b", "c", params=renewed, description="second"))
    assert rerun(mill, made, keep_params=keep) == ("applied", None)
    work = mill.take()
    assert (work.node_name, work.version_no) == ("b", 2)
    assert work.params == {"day": value, "more": "x"}


def test_other_nodes_than_before_begin_with_the_first_one(mill: Mill) -> None:
    job, made = failed_at_b(mill)
    mill.submit(job, shells("a", "b", "d"))
    assert rerun(mill, made) == ("applied", None)
    assert mill.work_off() == ["a", "b", "d"]
    assert list(mill.state(made).node_runs) == ["a", "b", "d"]


def test_a_job_that_asks_is_asked_again(mill: Mill) -> None:
    """R93."""
    mill.join()
    job = mill.job("daily", shells("a", schedule={"confirm": True}))
    made = mill.scheduled(job)
    mill.start(made)
    mill.command("stop", made)
    mill.beat(gone=[mill.take().attempt_id])
    assert rerun(mill, made) == ("applied", None)
    assert mill.status(made) is InstanceStatus.WAITING_CONFIRMATION
    mill.command("confirm", made)
    assert mill.work_off() == ["a"]


def test_what_the_past_run_left_running_neither_counts_nor_is_met(mill: Mill) -> None:
    """R89: forced to succeed while a node runs on, then rerun: the old tree ends before the new one."""
    mill.join()
    nodes = [a_node("a", "shell", fail_policy="SUSPEND"), a_node("b", "shell")]
    made = mill.run({"nodes": nodes, "edges": []})
    failing, running = mill.carrier.take_work()
    mill.end(failing, "failure")
    mill.command("force_success", made)
    assert rerun(mill, made) == ("applied", None)
    assert mill.carrier.cancelled == [running.attempt_id]
    assert mill.take().node_name == "a"
    mill.inbox.report("local-1", [mill.report(running.attempt_id, "failure")])
    mill.turn()
    fresh = mill.take()
    assert (fresh.node_name, fresh.run_number) == ("b", 2)
    assert mill.node(made, "b").status is NodeRunStatus.RUNNING


def test_a_rerun_in_the_batch_of_the_failure_keeps_the_history_of_the_run_before(mill: Mill) -> None:
    mill.join()
    made = mill.run(shells("a", "b"))
    mill.end(mill.take())
    (work,) = mill.carrier.take_work()
    mill.inbox.report("local-1", [mill.report(work.attempt_id, "failure")])
    assert rerun(mill, made) == ("applied", None)
    assert mill.take().node_name == "b"
    assert mill.story(made)[-2:] == [("b", 1, "first", "failure"), ("b", 1, "rerun", None)]


def test_a_rerun_of_a_deleted_job_runs_what_it_ran(mill: Mill) -> None:
    job, made = failed_at_b(mill)
    mill.store.write(lambda s: s.jobs.delete(mill.ws, job.id))
    assert rerun(mill, made) == ("applied", None)
    assert mill.work_off() == ["b", "c"]
