"""PatchData tasks in the engine: making, starting, pausing, stopping, beginning again (R180-R190)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from millrace.domain.ids import PatchDataId
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.engine.waits import waits_for
from millrace.ports.attempts import AttemptWork
from tests.engine.mill import Mill
from tests.engine.patch_house import SHELL, PatchHouse, daily, days, every_minutes

S = InstanceStatus
MARCH = days("2026-03-01", "2026-03-05")
LONG = days("2026-03-01", "2026-03-03")  # 4,320 minutes


@pytest.fixture
def house(mill: Mill) -> PatchHouse:
    return PatchHouse(mill)


def five_days(**more: Any) -> Mapping[str, Any]:
    return {"jobs": ["A"], "ranges": [MARCH], **more}


def fail(house: PatchHouse, work: AttemptWork) -> None:
    house.mill.end(work, "failure")


def chain(house: PatchHouse, policy: str = "cancel", **upstream: Any) -> None:
    """B above A."""
    house.job("B", daily("02:00", **upstream))
    house.job("A", daily("03:00", depends_on=[{"job": "B", "on_upstream_failure": policy}]))


def test_a_task_makes_its_instances_and_ends_when_all_are_good(house: PatchHouse) -> None:
    house.job("A", daily())
    house.join()
    task_id = house.task(five_days(parallel=2))
    assert house.words(task_id) == ["running", "running", "waiting", "waiting", "waiting"]
    house.mill.work_off()
    record = house.record(task_id)
    assert (record.state, record.generated, record.ended_at) == ("success", 5, house.mill.clock.now())
    assert [f"{row.plan_time:%d}" for row in house.rows(task_id)] == ["01", "02", "03", "04", "05"]


def test_instances_carry_priority_parameters_and_batch_of_the_task(house: PatchHouse) -> None:
    house.job("A", daily(), params=[{"name": "table", "value": "daily"}], priority=2)
    task_id = house.task(five_days(priority=4, params={"A": {"table": "again"}}))
    for row in house.rows(task_id):
        assert (row.trigger, row.batch, row.priority) == (Trigger.PATCHDATA, str(task_id), 4)
        assert row.params == {"table": "again"}
        assert row.created_by == "ada"


@pytest.mark.parametrize(("confirm", "status"), [(False, "waiting_confirmation"), (True, "running")])
def test_jobs_that_ask_wait_for_a_word_unless_it_was_given_with_the_task(
    house: PatchHouse, confirm: bool, status: str
) -> None:
    house.job("A", daily(confirm=True))
    house.join()
    task_id = house.task(five_days(parallel=5, confirm=confirm))
    assert house.words(task_id) == [status] * 5
    if not confirm:
        first = house.rows(task_id)[0].id
        assert waits_for(house.mill.index, first) == "confirmation"
        house.mill.command("confirm", first)
        assert house.mill.status(first) is S.RUNNING


# ---- small steps -------------------------------------------------------------------------------------------


def test_instances_are_made_few_a_step_and_not_far_ahead(house: PatchHouse) -> None:
    house.job("A", every_minutes(1))
    task_id = house.add({"jobs": ["A"], "ranges": [LONG]})
    house.write("start_patchdata", task_id)
    other = Mill(house.mill.store, house.mill.clock, name="engine-2")
    house.give_up()
    counts = [0]
    other.engine.take_lead()
    while len(other.inbox):
        other.engine.turn(0)
        counts.append(house.record(task_id).generated)
    steps = [after - before for before, after in zip(counts, counts[1:], strict=False)]
    assert max(steps) <= 50
    assert 1000 <= counts[-1] <= 1050
    assert len(house.rows(task_id)) == counts[-1]


def test_further_ones_are_made_when_the_first_have_ended(house: PatchHouse) -> None:
    house.job("A", every_minutes(1), dry_run=True)
    task_id = house.task({"jobs": ["A"], "ranges": [LONG]})
    assert house.record(task_id).generated == 4320
    assert house.state(task_id) == "success"


def test_what_waits_for_ever_does_not_keep_others_from_being_made(house: PatchHouse) -> None:
    """R184: an instance that still waits holds up no later one."""
    house.job("B", daily("00:00"))
    house.job("A", every_minutes(1, depends_on=[{"job": "B", "on_upstream_failure": "pending"}]))
    house.job("C", daily("23:30"))
    house.join()
    house.task({"jobs": ["A", "B", "C"], "ranges": [LONG]})
    works = {work.job_name: work for work in house.mill.carrier.take_work()}
    fail(house, works["B"])
    names = set()
    for _ in range(40):
        for work in house.mill.carrier.take_work():
            names.add((work.job_name, work.plan_time[:10]))
            house.mill.end(work)
    assert ("C", "2026-03-01") in names or "C" in works
    assert ("A", "2026-03-02") in names


def test_scheduled_work_goes_between_the_steps_of_a_large_task(house: PatchHouse) -> None:
    house.job("A", every_minutes(1), dry_run=True)
    nightly = house.mill.job("nightly", {"nodes": [SHELL]})
    house.join()
    task_id = house.add({"jobs": ["A"], "ranges": [LONG]})
    house.write("start_patchdata", task_id)
    house.mill.engine.turn(0)
    house.give_up()
    house = house.successor()
    house.join()
    for _ in range(3):
        house.mill.engine.turn(0)
    made = house.mill.scheduled(nightly)
    house.mill.start(made)
    assert house.mill.status(made) is S.RUNNING


# ---- isolation ---------------------------------------------------------------------------------------------


def test_scheduled_instances_neither_satisfy_nor_block_a_task(house: PatchHouse) -> None:
    """R186: nor does a task satisfy a scheduled instance."""
    chain(house)
    with house.mill.store.read() as session:
        jobs = {name: session.jobs.by_name(house.mill.ws, name) for name in "AB"}
    above = jobs["B"]
    assert above is not None
    house.join()
    blocked = house.mill.scheduled(above)
    house.mill.start(blocked)
    house.mill.carrier.take_work()
    task_id = house.task(five_days())  # A alone: B is not waited for
    assert house.words(task_id)[0] == "running"
    assert house.mill.status(blocked) is S.RUNNING


# ---- pause and stop ----------------------------------------------------------------------------------------


def test_a_paused_task_starts_nothing_and_goes_on_when_resumed(house: PatchHouse) -> None:
    house.job("A", daily())
    house.join()
    task_id = house.task(five_days())
    assert house.give("pause_patchdata", task_id) == ("applied", None)
    house.mill.work_off()
    assert house.words(task_id) == ["success", *["waiting"] * 4]
    assert house.record(task_id).paused
    assert house.give("pause_patchdata", task_id) == ("refused", "illegal_state")
    assert house.give("resume_patchdata", task_id) == ("applied", None)
    assert house.words(task_id)[1] == "running"
    house.mill.work_off()
    assert house.state(task_id) == "success"
    assert house.give("resume_patchdata", task_id) == ("refused", "illegal_state")


def test_a_stop_cancels_what_waits_and_runs_and_makes_no_more(house: PatchHouse) -> None:
    house.job("A", every_minutes(1))
    house.join()
    task_id = house.task({"jobs": ["A"], "ranges": [LONG], "parallel": 3})
    running = [work.attempt_id for work in house.mill.carrier.take_work()]
    assert house.give("stop_patchdata", task_id) == ("applied", None)
    record = house.record(task_id)
    assert (record.state, record.ended_at) == ("canceled", house.mill.clock.now())
    assert set(house.words(task_id)) == {"canceled"}
    assert record.generated < record.total == 4320
    assert sorted(house.mill.carrier.cancelled) == sorted(running)
    assert house.give("stop_patchdata", task_id) == ("refused", "illegal_state")


def test_commands_on_tasks_that_are_not_there_are_refused(house: PatchHouse) -> None:
    assert house.give("stop_patchdata", PatchDataId(7)) == ("refused", "not_found")


# ---- again -------------------------------------------------------------------------------------------------


def test_all_bad_instances_are_begun_again(house: PatchHouse) -> None:
    """R92; also those canceled because of an upstream one that comes later in the list."""
    house.job("B", daily("04:00"))
    house.job("A", daily("03:00", depends_on=[{"job": "B"}]))
    house.join()
    task_id = house.task({"jobs": ["A", "B"], "ranges": [MARCH], "parallel": 5})
    for work in house.mill.carrier.take_work():
        fail(house, work)
    assert house.state(task_id) == "failed"
    assert house.words(task_id) == ["canceled", "failed"] * 5
    house.mill.later(minutes=5)
    assert house.give("retry_patchdata", task_id) == ("applied", None)
    assert (house.state(task_id), house.record(task_id).ended_at) == ("running", None)
    assert house.words(task_id) == ["waiting", "running"] * 5
    house.mill.work_off()
    assert (house.state(task_id), house.record(task_id).ended_at) == ("success", house.mill.clock.now())
    assert house.give("retry_patchdata", task_id) == ("refused", "illegal_state")


def test_many_bad_instances_are_begun_again_in_small_steps(house: PatchHouse) -> None:
    house.job("A", every_minutes(20))
    house.join()
    task_id = house.task({"jobs": ["A"], "ranges": [LONG], "parallel": 5})
    while taken := house.mill.carrier.take_work():
        for work in taken:
            fail(house, work)
    assert house.words(task_id) == ["failed"] * 216
    assert house.give("retry_patchdata", task_id) == ("applied", None)
    assert [state.run_number for state in house.states(task_id)] == [2] * 216
    house.mill.work_off()
    assert house.state(task_id) == "success"


def test_a_stopped_task_that_is_begun_again_makes_the_rest_too(house: PatchHouse) -> None:
    house.job("A", daily())
    house.join()
    task_id = house.task(five_days())
    house.give("stop_patchdata", task_id)
    assert house.give("retry_patchdata", task_id) == ("applied", None)
    house.mill.work_off()
    assert house.words(task_id) == ["success"] * 5
    assert house.state(task_id) == "success"


def test_a_rerun_of_a_failed_instance_opens_an_ended_task_again(house: PatchHouse) -> None:
    house.job("A", daily())
    house.join()
    task_id = house.task(five_days(parallel=5))
    first, *others = house.mill.carrier.take_work()
    fail(house, first)
    for work in others:
        house.mill.end(work)
    assert house.state(task_id) == "failed"
    failed = house.only(task_id, S.FAILED)
    house.mill.command("rerun", failed)
    assert (house.state(task_id), house.mill.status(failed)) == ("running", S.RUNNING)
    house.mill.work_off()
    assert house.state(task_id) == "success"


def test_a_forced_success_may_turn_the_end_of_a_task(house: PatchHouse) -> None:
    house.job("A", daily())
    house.join()
    task_id = house.task(five_days(parallel=5))
    first, *others = house.mill.carrier.take_work()
    fail(house, first)
    for work in others:
        house.mill.end(work)
    ended_at = house.record(task_id).ended_at
    house.mill.clock.advance(hours=1)
    house.mill.command("force_success", house.only(task_id, S.FAILED))
    assert (house.state(task_id), house.record(task_id).ended_at) == ("success", ended_at)


def test_an_instance_of_a_stopped_task_runs_again_by_itself(house: PatchHouse) -> None:
    house.job("A", daily())
    house.join()
    task_id = house.task(five_days())
    house.give("stop_patchdata", task_id)
    third = house.rows(task_id)[2].id
    house.mill.beat(gone=[work.attempt_id for work in house.mill.carrier.take_work()])
    house.mill.command("rerun", third)
    assert house.mill.status(third) is S.RUNNING
    house.mill.work_off()
    assert house.words(task_id) == ["canceled", "canceled", "success", "canceled", "canceled"]
    assert house.state(task_id) == "canceled"


# ---- what operators do to single instances -----------------------------------------------------------------


def test_a_stopped_instance_counts_as_bad_in_its_task(house: PatchHouse) -> None:
    chain(house)
    house.join()
    task_id = house.task({"jobs": ["A", "B"], "ranges": [days("2026-03-01", "2026-03-02")]})
    house.mill.command("stop", house.rows(task_id)[0].id)
    assert house.words(task_id)[:2] == ["canceled", "canceled"]
    assert house.mill.state(house.rows(task_id)[1].id).reason == "upstream_policy"


def test_a_frozen_instance_gives_its_place_and_takes_one_again(house: PatchHouse) -> None:
    house.job("A", daily())
    task_id = house.task(five_days())  # no worker: the first has the place and waits
    first, second = (row.id for row in house.rows(task_id)[:2])
    house.mill.command("freeze", first)
    assert (house.mill.status(first), house.mill.state(second).admitted) == (S.FROZEN, True)
    house.mill.command("unfreeze", first)
    assert waits_for(house.mill.index, first) == "concurrency"
    house.join()
    house.mill.work_off()
    assert house.state(task_id) == "success"


def test_an_instance_goes_without_an_upstream_one(house: PatchHouse) -> None:
    """R49, inside the task."""
    chain(house, "pending")
    house.join()
    task_id = house.task({"jobs": ["A", "B"], "ranges": [days("2026-03-01", "2026-03-02")]})
    fail(house, house.mill.take())
    above, below, _, below_2 = house.rows(task_id)
    assert waits_for(house.mill.index, below.id) == "upstream"
    wrong = {"upstream_job_id": above.job_id, "upstream_plan_time": below_2.plan_time.isoformat()}
    refused = house.mill.command("remove_dependency", below.id, args=wrong)
    assert house.mill.verdict(refused) == ("refused", "not_found")
    right = {**wrong, "upstream_plan_time": above.plan_time.isoformat()}
    given = house.mill.command("remove_dependency", below.id, args=right)
    assert house.mill.verdict(given) == ("applied", None)
    assert house.mill.status(below.id) is S.RUNNING
    house.give_up()
    house = house.successor()
    house.join()
    house.mill.command("without_dependency", below_2.id)
    assert house.mill.verdict(given) == ("applied", None)


def test_what_was_dropped_is_remembered_by_the_next_engine(house: PatchHouse) -> None:
    chain(house, "pending")
    house.join()
    task_id = house.task({"jobs": ["A", "B"], "ranges": [days("2026-03-01", "2026-03-01")]})
    house.give("pause_patchdata", task_id)
    fail(house, house.mill.take())
    below = house.rows(task_id)[1].id
    house.mill.command("without_dependency", below)
    assert house.mill.status(below) is S.WAITING
    house.give_up()
    house = house.successor()
    house.join()
    house.give("resume_patchdata", task_id)
    assert house.mill.status(below) is S.RUNNING


# ---- versions and news -------------------------------------------------------------------------------------


def test_an_instance_takes_the_version_submitted_last_when_it_starts(house: PatchHouse) -> None:
    """R189; what it waits for comes from the plan."""
    job = house.job("A", daily())
    house.join()
    task_id = house.task(five_days())
    first = house.mill.take()
    newer = {"nodes": [{**SHELL, "id": "new", "name": "new"}], "schedule": daily("09:00")}
    house.mill.submit(job, newer)
    house.mill.end(first)
    second = house.mill.take()
    assert (first.node_name, second.node_name) == ("a", "new")
    assert [row.version_no for row in house.rows(task_id)] == [1, 2, 1, 1, 1]
    house.mill.end(second)
    house.mill.work_off()
    assert house.state(task_id) == "success"
    assert [f"{row.plan_time:%H}" for row in house.rows(task_id)] == ["02"] * 5


def test_those_who_watch_hear_of_a_task_now_and_then(house: PatchHouse) -> None:
    heard: list[Mapping[str, Any]] = []
    house.mill.bus.subscribe(f"ws:{house.mill.ws}:patchdata", lambda _, __, news: heard.append(news))
    house.job("A", daily())
    house.join()
    task_id = house.task(five_days())
    before = len(heard)
    house.mill.end(house.mill.take())
    house.mill.end(house.mill.take())
    assert len(heard) == before
    house.mill.clock.advance(seconds=1)
    house.mill.turn()
    assert len(heard) == before + 1
    assert heard[-1] == {
        "id": task_id,
        "state": "running",
        "paused": False,
        "total": 5,
        "generated": 5,
        "counts": {"success": 2, "running": 1, "waiting": 2},
    }
    house.give("stop_patchdata", task_id)
    assert (heard[-1]["state"], heard[-1]["counts"]) == ("canceled", {"success": 2, "canceled": 3})


def test_a_task_starts_when_its_window_opens(house: PatchHouse) -> None:
    """R188: the clock says 02:00."""
    house.job("A", daily())
    house.join()
    task_id = house.task(five_days(running_window={"from": "02:30", "to": "03:00"}))
    assert set(house.words(task_id)) == {"waiting"}
    house.mill.later(minutes=30)
    assert house.words(task_id)[0] == "running"
    house.mill.clock.present += timedelta(minutes=30)
    house.mill.work_off()
    assert house.words(task_id) == ["success", *["waiting"] * 4]
    house.mill.later(hours=23, minutes=30)
    house.mill.work_off()
    assert house.state(task_id) == "success"


def test_a_task_that_cannot_be_read_holds_up_nothing_else(house: PatchHouse) -> None:
    house.job("A", daily())
    nightly = house.mill.job("nightly", {"nodes": [SHELL]})
    house.join()
    broken = house.add(five_days())
    record = replace(house.record(broken), basis={})
    broken = house.mill.store.write(lambda session: session.patchdata.add(record)).id
    assert house.give("start_patchdata", broken) == ("refused", "not_found")
    made = house.mill.scheduled(nightly)
    house.mill.start(made)
    assert house.mill.status(made) is S.RUNNING
    assert house.state(house.task(five_days())) == "running"
    with house.mill.store.read() as session:
        shown = [each.payload for each in session.admin.events_set_aside(house.mill.ws)]
    assert shown == [{"task_id": broken}]


def test_the_task_of_a_deleted_job_does_not_hang(house: PatchHouse) -> None:
    house.job("A", daily())
    job = house.job("C", daily("05:00"))
    house.join()
    task_id = house.add({"jobs": ["A", "C"], "ranges": [MARCH]})
    house.mill.store.write(lambda session: session.jobs.delete(house.mill.ws, job.id))
    house.give("start_patchdata", task_id)
    house.mill.work_off()
    record = house.record(task_id)
    assert (record.state, record.generated, len(house.rows(task_id))) == ("failed", 10, 5)
