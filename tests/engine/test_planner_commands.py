"""Start, pause, resume, stop and change schedules; freeze plan times (R15, R19, R46, R50, R94)."""

import pytest

from millrace.domain.instance import InstanceStatus
from millrace.engine.messages import CommandGiven
from millrace.ports.store import Store
from tests.engine.mill import Mill
from tests.engine.timetable import Timetable, at, daily, every


@pytest.fixture
def table(mill: Mill) -> Timetable:
    return Timetable(mill)


_SCRIPT = {"source": "script", "script_name": "sums", "connection": "c"}


def _on(*names: str) -> dict[str, object]:
    return {**every(30), "depends_on": [{"job": name} for name in names]}


# ---- states (R50) ------------------------------------------------------------------------------------------


def test_the_states_of_a_schedule(table: Timetable) -> None:
    """R50: what is not listed is refused."""
    job = table.job("steady", every(30))
    refused = ("refused", "illegal_state")
    assert [table.give(f"{kind}_schedule", job) for kind in ("pause", "resume", "stop")] == [refused] * 3
    assert table.give("start_schedule", job) == ("applied", None)
    assert table.give("start_schedule", job) == refused
    assert table.give("resume_schedule", job) == refused
    assert table.give("pause_schedule", job) == ("applied", None)
    assert table.state(job) == "paused"
    assert [table.give(f"{kind}_schedule", job) for kind in ("pause", "start")] == [refused] * 2
    assert table.give("resume_schedule", job) == ("applied", None)
    assert table.state(job) == "scheduling"
    assert table.give("stop_schedule", job) == ("applied", None)
    assert table.state(job) == "stopped"
    assert table.give("stop_schedule", job) == refused
    assert table.give("start_schedule", job) == ("applied", None)


def test_start_needs_a_submitted_version_with_a_schedule_and_submitted_scripts(table: Timetable) -> None:
    """R50."""
    draft = table.mill.job("draft", {"nodes": []}, submitted=False)
    assert table.give("start_schedule", draft) == ("refused", "job_not_submitted")
    bare = table.job("bare", None)
    assert table.give("start_schedule", bare) == ("refused", "not_schedulable")
    event = table.job("event", {"type": "event"})
    assert table.give("start_schedule", event) == ("refused", "not_schedulable")
    live = table.job("live", every(30), processing_mode="real_time")
    assert table.give("start_schedule", live) == ("refused", "not_schedulable")
    node = {"id": "s", "name": "s", "type": "sql", "properties": _SCRIPT}
    scripted = table.job("scripted", every(30), nodes=[node])
    assert table.give("start_schedule", scripted) == ("refused", "script_not_submitted")
    assert table.state(scripted) == "stopped"
    assert table.spans(scripted) == ()


def test_an_unknown_job_is_not_found(table: Timetable) -> None:
    job = table.job("gone", every(30))
    table.mill.store.write(lambda s: s.jobs.delete(table.mill.ws, job.id))
    assert table.give("start_schedule", job) == ("refused", "not_found")


# ---- pause and stop (R15) ----------------------------------------------------------------------------------


def test_plan_times_of_a_pause_are_never_made(table: Timetable) -> None:
    """R15: pause <= t < restore."""
    job = table.started("steady", every(30))
    table.jump("2026-11-22 02:30")
    table.mill.clock.present = at("2026-11-22 03:00")
    table.give("pause_schedule", job)
    table.jump("2026-11-22 04:00")
    table.give("resume_schedule", job)
    table.go("2026-11-22 04:30")
    assert table.times(job) == ["22 02:00", "22 02:30", "22 04:00", "22 04:30"]


def test_what_was_due_before_a_pause_is_made(table: Timetable) -> None:
    """The command comes to an engine that has not looked for a while."""
    job = table.started("steady", every(30))
    table.mill.clock.present = at("2026-11-22 03:10")
    command = table.write("pause_schedule", job)
    table.mill.inbox.put(CommandGiven(command))
    table.mill.turn()
    assert table.times(job) == ["22 02:00", "22 02:30", "22 03:00"]
    assert table.state(job) == "paused"
    table.go("2026-11-22 05:00")
    assert len(table.times(job)) == 3


def test_stop_and_start_is_a_new_activation(table: Timetable) -> None:
    job = table.started("steady", every(30))
    table.give("stop_schedule", job)
    table.jump("2026-11-22 03:10")
    table.give("start_schedule", job)
    table.go("2026-11-22 03:30")
    assert table.times(job) == ["22 02:00", "22 03:30"]


# ---- another version (R19) ---------------------------------------------------------------------------------


def test_plan_times_up_to_the_change_stay_and_later_ones_are_new(table: Timetable) -> None:
    """R19: t <= c old, t > c new."""
    job = table.started("steady", every(30))
    table.mill.clock.present = at("2026-11-22 02:30")
    table.submit(job, {"recurrence": {"type": "minutes", "every": 20, "from": "00:10"}})
    table.go("2026-11-22 03:30")
    assert table.times(job) == ["22 02:00", "22 02:30", "22 02:50", "22 03:10", "22 03:30"]
    assert len(table.spans(job)) == 2


def test_a_slot_of_the_new_schedule_at_the_very_change_does_not_exist(table: Timetable) -> None:
    job = table.started("steady", daily("05:00"))
    table.mill.clock.present = at("2026-11-22 03:00")
    table.submit(job, every(30))
    table.go("2026-11-22 03:30")
    assert table.times(job) == ["22 03:30"]


def test_a_change_while_no_engine_led_counts_from_when_it_was_made(table: Timetable, store: Store) -> None:
    job = table.started("steady", every(30))
    table.mill.engine.give_up_lead()
    table.mill.clock.present = at("2026-11-22 02:45")
    table.version(job, {"recurrence": {"type": "minutes", "every": 20, "from": "00:10"}})
    table.write("schedule_changed", job)
    table.mill.clock.present = at("2026-11-22 03:35")
    later = Timetable(Mill(store, clock=table.mill.clock, name="engine-2"))
    later.mill.turn()
    assert later.times(job) == ["22 02:00", "22 02:30", "22 02:50", "22 03:10", "22 03:30"]


_POLICIES = {
    "all": ["22 02:00", "22 02:30", "22 02:50", "22 03:10", "22 03:30"],
    "latest": ["22 02:00", "22 02:30", "22 03:30"],
    "none": ["22 02:00"],
}


@pytest.mark.parametrize("policy", _POLICIES)
def test_both_schedules_of_a_change_in_an_outage_have_their_policy(table: Timetable, policy: str) -> None:
    """R19, R26."""
    job = table.started("steady", {**every(30), "misfire": policy})
    table.mill.engine.give_up_lead()
    table.mill.clock.present = at("2026-11-22 02:45")
    new = {"recurrence": {"type": "minutes", "every": 20, "from": "00:10"}, "misfire": policy}
    table.version(job, new)
    table.write("schedule_changed", job)
    table.mill.clock.present = at("2026-11-22 03:35")
    later = Timetable(Mill(table.mill.store, clock=table.mill.clock, name="engine-2"))
    later.mill.turn()
    assert later.times(job) == _POLICIES[policy]
    later.go("2026-11-22 03:50")
    assert later.times(job) == [*_POLICIES[policy], "22 03:50"]


def test_a_pause_while_no_engine_led_counts_from_when_it_was_asked_for(
    table: Timetable, store: Store
) -> None:
    """R15: by the time somebody asked, not by the time an engine heard of it."""
    job = table.started("steady", every(30))
    table.mill.engine.give_up_lead()
    table.mill.clock.present = at("2026-11-22 02:45")
    table.write("pause_schedule", job)
    table.mill.clock.present = at("2026-11-22 04:10")
    later = Timetable(Mill(store, clock=table.mill.clock, name="engine-2"))
    later.mill.turn()
    assert (later.times(job), later.state(job)) == (["22 02:00", "22 02:30"], "paused")


def test_a_version_with_the_same_schedule_leaves_the_span(table: Timetable) -> None:
    job = table.started("steady", every(30))
    table.submit(job, every(30), description="the same again")
    assert len(table.spans(job)) == 1


def test_a_version_without_a_schedule_stops_it(table: Timetable) -> None:
    job = table.started("steady", every(30))
    table.mill.clock.advance(minutes=5)
    table.submit(job, None)
    assert table.state(job) == "stopped"
    table.jump("2026-11-22 05:00")
    assert table.times(job) == ["22 02:00"]


def test_a_paused_job_resumes_with_the_new_version(table: Timetable) -> None:
    job = table.started("steady", every(30))
    table.give("pause_schedule", job)
    table.submit(job, daily("03:00"))
    assert table.state(job) == "paused"
    table.give("resume_schedule", job)
    table.go("2026-11-22 04:00")
    assert table.times(job)[-1] == "22 03:00"
    assert "22 02:30" not in table.times(job)


def test_nothing_of_a_deleted_job_is_made(table: Timetable) -> None:
    job = table.started("steady", every(30))
    table.mill.store.write(lambda s: s.jobs.delete(table.mill.ws, job.id))
    assert table.give("job_deleted", job) == ("applied", None)
    table.jump("2026-11-22 05:00")
    assert table.spans(job) == ()
    assert len(table.mill.index.plan) == 0


# ---- upstream jobs (R46) -----------------------------------------------------------------------------------


def test_start_is_refused_while_an_upstream_job_is_not_scheduled(table: Timetable) -> None:
    """R46: scheduled or paused."""
    up = table.job("up", every(30))
    down = table.job("down", _on("up"))
    assert table.give("start_schedule", down) == ("refused", "upstream_job_not_running")
    table.give("start_schedule", up)
    table.give("pause_schedule", up)
    assert table.give("start_schedule", down) == ("applied", None)
    lost = table.job("lost", _on("nobody"))
    assert table.give("start_schedule", lost) == ("refused", "upstream_job_not_running")


def test_start_with_all_upstream_jobs_or_with_none(table: Timetable) -> None:
    """R46, transitively; the first reason refuses all."""
    first = table.job("first", every(30))
    second = table.job("second", _on("first"))
    third = table.job("third", _on("second", "first"))
    assert table.give("start_schedule", third, with_upstream=True) == ("applied", None)
    assert {table.state(job) for job in (first, second, third)} == {"scheduling"}
    bad = table.job("bad", None)
    fine = table.job("fine", every(30))
    last = table.job("last", _on("fine", "bad"))
    assert table.give("start_schedule", last, with_upstream=True) == ("refused", "not_schedulable")
    assert {table.state(job) for job in (bad, fine, last)} == {"stopped"}
    assert table.times(fine) == []


def test_jobs_of_other_workspaces_are_not_started_along(table: Timetable, store: Store) -> None:
    """R47: whoever starts a job here may have no right to start one there."""
    home, there = table.mill.ws, store.write(lambda s: s.admin.add_workspace("there", "UTC")).id
    table.mill.ws = there
    up = table.job("up", every(30))
    table.mill.ws = home
    down = table.job("down", {**every(30), "depends_on": [{"job": "up", "workspace": "there"}]})
    refused = ("refused", "upstream_job_not_running")
    assert table.give("start_schedule", down, with_upstream=True) == refused
    table.mill.ws = there
    assert table.state(up) == "stopped"
    table.give("start_schedule", up)
    table.mill.ws = home
    assert table.give("start_schedule", down) == ("applied", None)


def test_resume_is_refused_while_an_upstream_job_is_stopped(table: Timetable) -> None:
    """R46: as for a start; a paused upstream job is no hindrance."""
    up = table.started("up", every(30))
    down = table.started("down", _on("up"))
    table.give("pause_schedule", down)
    table.give("stop_schedule", up)
    assert table.give("resume_schedule", down) == ("refused", "upstream_job_not_running")
    assert table.state(down) == "paused"
    assert all(span.span.ends_at is not None for span in table.spans(down))
    table.give("start_schedule", up)
    table.give("pause_schedule", up)
    assert table.give("resume_schedule", down) == ("applied", None)
    assert table.state(down) == "scheduling"


def test_stop_cancels_what_waits_for_the_job_and_nothing_else(table: Timetable) -> None:
    """R46."""
    up = table.started("up", every(30), nodes=[_shell()])
    down = table.started("down", _on("up"))
    other = table.started("other", every(30), nodes=[_shell()])
    assert table.only(down)[1] is InstanceStatus.WAITING
    table.give("stop_schedule", up)
    instance, status = table.only(down)
    assert status is InstanceStatus.CANCELED
    assert table.mill.state(instance.id).reason == "upstream_stopped"
    assert table.only(other)[1] is not InstanceStatus.CANCELED
    assert table.only(up)[1] is not InstanceStatus.CANCELED


def test_pause_lets_what_waits_go_on_waiting(table: Timetable) -> None:
    up = table.started("up", every(30), nodes=[_shell()])
    down = table.started("down", _on("up"))
    table.give("pause_schedule", up)
    assert table.only(down)[1] is InstanceStatus.WAITING


# ---- frozen plan times (R94, R52) --------------------------------------------------------------------------


def test_a_frozen_plan_time_stays_frozen_when_it_comes(table: Timetable) -> None:
    job = table.started("nightly", daily("03:00"))
    assert table.give("freeze_slot", job, plan_time="2026-11-22T03:00:00Z") == ("applied", None)
    assert table.only(job)[1] is InstanceStatus.FROZEN
    table.go("2026-11-22 03:00")
    instance, status = table.only(job)
    assert status is InstanceStatus.FROZEN
    assert table.give("freeze_slot", job, plan_time="2026-11-22T03:00:00Z") == ("refused", "illegal_state")
    assert table.give("unfreeze_slot", job, plan_time="2026-11-22T03:00:00Z") == ("applied", None)
    assert table.only(job)[1] is not InstanceStatus.FROZEN


def test_unfrozen_before_its_time_it_is_a_future_slot_again(table: Timetable) -> None:
    job = table.started("nightly", daily("03:00"))
    table.give("freeze_slot", job, plan_time="2026-11-22T11:00:00+08:00")
    assert table.give("unfreeze_slot", job, plan_time="2026-11-22T03:00:00Z") == ("applied", None)
    assert table.times(job) == []
    table.go("2026-11-22 03:00")
    assert table.only(job)[1] is not InstanceStatus.FROZEN


def test_unfreezing_the_instance_by_its_id_does_the_same(table: Timetable) -> None:
    job = table.started("nightly", daily("03:00"))
    table.give("freeze_slot", job, plan_time="2026-11-22T03:00:00Z")
    instance, _ = table.only(job)
    assert table.mill.verdict(table.mill.command("unfreeze", instance.id)) == ("applied", None)
    assert table.times(job) == []
    assert table.mill.verdict(table.mill.command("unfreeze", instance.id)) == ("refused", "not_found")


def test_only_plan_times_to_come_can_be_frozen(table: Timetable) -> None:
    job = table.started("nightly", daily("03:00"))
    for text in ("2026-11-22T03:01:00Z", "2026-11-21T03:00:00Z"):
        assert table.give("freeze_slot", job, plan_time=text) == ("refused", "no_such_plan_time")
    assert table.give("freeze_slot", job, plan_time="soon") == ("refused", "invalid_input")
    assert table.give("freeze_slot", job, plan_time="2026-11-22T03:00:00") == ("refused", "invalid_input")
    assert table.give("unfreeze_slot", job, plan_time="2026-11-22T03:00:00Z") == (
        "refused",
        "no_such_plan_time",
    )


def _shell() -> dict[str, object]:
    return {"id": "a", "name": "a", "type": "shell", "properties": {"script": "true"}}
