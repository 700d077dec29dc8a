"""Which waiting instances begin, and which never will (R42-R49, R93, R94, R103-R106, R120)."""

from typing import Any

import pytest

from millrace.domain.ids import InstanceId
from millrace.domain.instance import InstanceStatus, StateClass, Trigger, is_final
from millrace.domain.progress import InstanceMayStart
from millrace.engine.step import Step, Working
from millrace.engine.waits import waits_for
from millrace.ports.store import Store
from tests.builders import a_node
from tests.engine.given_needs import SHELL, Yard, key, scheduled
from tests.engine.mill import Mill


@pytest.fixture
def yard(store: Store) -> Yard:
    return Yard(store)


def reason(yard: Yard, instance_id: InstanceId) -> str | None:
    return yard.mill.state(instance_id).reason


def word(yard: Yard, instance_id: InstanceId) -> str | None:
    return waits_for(yard.mill.index, instance_id)


# ---- places of a job -------------------------------------------------------------------------------------


def test_without_a_worker_an_instance_keeps_its_place_and_waits(yard: Yard) -> None:
    """R103."""
    job = yard.mill.job("daily", scheduled())
    first, second = yard.due(job, 0), yard.due(job, 1)
    assert yard.statuses(first, second) == ["waiting", "waiting"]
    assert (yard.mill.state(first).admitted, yard.mill.state(second).admitted) == (True, False)
    assert (word(yard, first), word(yard, second)) == (None, "concurrency")
    yard.mill.join()
    assert yard.statuses(first, second) == ["running", "waiting"]


def test_the_next_engine_knows_who_has_a_place_and_gives_it_to_the_oldest_plan_time(yard: Yard) -> None:
    """R103."""
    job = yard.mill.job("daily", scheduled())
    yard.mill.join()
    running = yard.due(job, 0)
    late, early = yard.make(job, 9), yard.make(job, 5)
    other = yard.successor()
    assert other.statuses(running, early, late) == ["running", "waiting", "waiting"]
    (work,) = yard.mill.carrier.take_work()
    other.mill.join(running=[work.attempt_id])
    other.mill.end(work)
    assert other.statuses(running, early, late) == ["success", "running", "waiting"]


def test_one_that_queues_with_its_place_keeps_it_under_the_next_engine(yard: Yard) -> None:
    """R103."""
    job = yard.mill.job("daily", scheduled())
    first, second = yard.due(job, 0), yard.due(job, 1)
    other = yard.successor()
    other.mill.join()
    assert other.statuses(first, second) == ["running", "waiting"]
    assert len(other.mill.attempts(first)) == 1


def test_frozen_while_it_queues_it_gives_its_place_to_the_next(yard: Yard) -> None:
    """R94."""
    job = yard.mill.job("daily", scheduled())
    first, second = yard.due(job, 0), yard.due(job, 1)
    yard.mill.command("freeze", first)
    yard.mill.join()
    assert yard.statuses(first, second) == ["frozen", "running"]
    yard.mill.end(yard.mill.take())
    yard.mill.command("unfreeze", first)
    assert yard.statuses(first, second) == ["running", "success"]


def test_an_instance_that_cannot_be_read_holds_up_no_other(yard: Yard) -> None:
    yard.mill.join()
    job = yard.mill.job("daily", scheduled())
    broken, sound = yard.make(job, 0, definition_hash="gone"), yard.make(job, 1)
    yard.mill.start(broken, sound)
    assert yard.statuses(broken, sound) == ["waiting", "running"]
    assert yard.mill.set_aside() == [{"instance_id": broken}]


def test_many_that_follow_one_another_run_one_by_one(yard: Yard) -> None:
    """R104: under the next engine too, which looks at all of them together."""
    job = yard.mill.job("daily", scheduled(self_dependent=True, concurrency=5))
    many = [yard.make(job, minute) for minute in range(30)]
    other = yard.successor()
    assert [word(other, each) for each in many] == [None, *["previous_cycle"] * 29]
    other.mill.join()
    for instance_id in many:
        work = other.mill.take()
        assert work.instance_id == instance_id
        other.mill.end(work)
    assert set(other.statuses(*many)) == {"success"}


# ---- upstream --------------------------------------------------------------------------------------------


def test_a_failure_is_followed_down_all_that_wait_in_one_step(yard: Yard) -> None:
    """R42: cancelations until nothing changes."""
    yard.mill.join()
    up, mid, low = (yard.mill.job(name, scheduled()) for name in ("up", "mid", "low"))
    yard.needs.policy = "cancel"
    yard.needed("mid", (up, 0))
    yard.needed("low", (mid, 0))
    made = [yard.due(job, 0) for job in (low, mid, up)]
    assert yard.statuses(*made) == ["waiting", "waiting", "running"]
    yard.mill.end(yard.mill.take(), "failure")
    assert yard.statuses(*made) == ["canceled", "canceled", "failed"]
    assert reason(yard, made[0]) == "upstream_policy"


def test_the_next_engine_knows_what_is_waited_for(yard: Yard) -> None:
    up, low = yard.mill.job("up", scheduled()), yard.mill.job("low", scheduled())
    yard.needed("low", (up, 0), (up, 7))
    yard.mill.join()
    upstream, waiting = yard.due(up, 0), yard.due(low, 0)
    yard.mill.end(yard.mill.take())
    other = yard.successor()
    other.mill.join()
    assert other.statuses(upstream, waiting) == ["success", "waiting"]
    assert word(other, waiting) == "upstream"
    other.due(up, 7)
    other.mill.end(other.mill.take())
    assert other.status(waiting) == "running"


def test_a_stopped_upstream_ends_what_waits_or_queues_but_nothing_that_runs(yard: Yard) -> None:
    """R46."""
    up, low = yard.mill.job("up", scheduled()), yard.mill.job("low", scheduled(concurrency=2))
    started = yard.mill.command("start_schedule", None, args={"job_id": up.id})
    assert yard.mill.verdict(started) == ("applied", None)
    yard.needed("low", (up, 0))
    yard.mill.join(heavy=1)
    yard.mill.end(yard.mill.take())
    running, queueing, waiting = (yard.due(low, minute) for minute in (1, 2, 3))
    yard.mill.carrier.take_work()
    assert yard.statuses(running, queueing, waiting) == ["running", "waiting", "waiting"]
    assert yard.mill.state(queueing).admitted
    yard.mill.command("stop_schedule", None, args={"job_id": up.id})
    assert yard.statuses(running, queueing, waiting) == ["running", "canceled", "canceled"]
    assert (reason(yard, queueing), reason(yard, waiting)) == ("upstream_stopped", "upstream_stopped")


def test_when_plan_times_of_an_upstream_job_cease_to_exist_needs_are_found_anew(yard: Yard) -> None:
    """R44, R46: after a pause a slot that was waited for may not exist any more."""
    up, low = yard.mill.job("up", scheduled()), yard.mill.job("low", scheduled())
    yard.mill.join()
    yard.mill.command("start_schedule", None, args={"job_id": up.id})
    yard.mill.carrier.take_work()
    yard.needed("low", (up, 600))
    waiting = yard.due(low, 0)
    assert yard.status(waiting) == "waiting"
    yard.needed("low", (up, 0))
    yard.mill.command("stop", InstanceId(1))
    asked = yard.needs.asked
    yard.mill.command("pause_schedule", None, args={"job_id": up.id})
    assert yard.needs.asked == asked + 1
    assert word(yard, waiting) == "upstream"
    yard.mill.command("force_success", InstanceId(1))
    assert yard.status(waiting) == "running"


@pytest.mark.parametrize(
    ("kind", "args", "code"),
    [
        (
            "remove_dependency",
            {"upstream_job_id": 99, "upstream_plan_time": "2026-11-22T02:00:00Z"},
            "not_found",
        ),
        ("remove_dependency", {"upstream_job_id": 1}, "invalid_input"),
        ("remove_dependency", {}, "invalid_input"),
    ],
)
def test_a_dependency_that_is_not_there_cannot_be_removed(
    yard: Yard, kind: str, args: dict[str, Any], code: str
) -> None:
    """R49."""
    up, low = yard.mill.job("up", scheduled()), yard.mill.job("low", scheduled())
    yard.needed("low", (up, 0))
    waiting = yard.due(low, 0)
    given = yard.mill.command("remove_dependency", waiting, args=args)
    assert yard.mill.verdict(given) == ("refused", code)


def test_only_of_a_waiting_instance_dependencies_can_be_dropped(yard: Yard) -> None:
    """R49."""
    yard.mill.join()
    running = yard.due(yard.mill.job("up", scheduled()), 0)
    args = {"upstream_job_id": 1, "upstream_plan_time": "2026-11-22T02:00:00Z"}
    for kind in ("remove_dependency", "without_dependency"):
        given = yard.mill.command(kind, running, args=args)
        assert yard.mill.verdict(given) == ("refused", "illegal_state")


def test_a_removed_dependency_is_remembered_by_the_next_engine(yard: Yard) -> None:
    """R49: of two upstream instances one is dropped; the other is still waited for."""
    up, low = yard.mill.job("up", scheduled()), yard.mill.job("low", scheduled())
    yard.needed("low", (up, 0), (up, 5))
    waiting = yard.due(low, 0)
    args = {"upstream_job_id": up.id, "upstream_plan_time": key(up, 0).plan_time.isoformat()}
    assert yard.mill.verdict(yard.mill.command("remove_dependency", waiting, args=args)) == ("applied", None)
    assert word(yard, waiting) == "upstream"
    other = yard.successor()
    other.mill.join()
    other.due(up, 5)
    other.mill.end(other.mill.take())
    assert other.status(waiting) == "running"


# ---- waiting too long ------------------------------------------------------------------------------------


def test_what_queues_too_long_is_cleared_too_and_settings_act_without_a_restart(yard: Yard) -> None:
    """R106."""
    queueing = yard.due(yard.mill.job("daily", scheduled()), 0)
    yard.mill.later(days=3)
    yard.mill.later(hours=1)
    assert yard.status(queueing) == "waiting"
    yard.mill.set(clear_waiting_days=2)
    yard.mill.limits_changed()
    yard.mill.later(hours=1)
    assert (yard.status(queueing), reason(yard, queueing)) == ("canceled", "expired")
    assert len(yard.mill.index.ready) == 0


# ---- versions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sync", "taken"), [(True, 2), (False, 1)])
def test_a_waiting_instance_takes_the_latest_version_only_where_the_workspace_wants_it(
    yard: Yard, sync: bool, taken: int
) -> None:
    """R120."""
    yard.mill.set(sync_waiting=sync)
    yard.mill.limits_changed()
    yard.mill.join()
    job = yard.mill.job("daily", scheduled(a_node("old", "shell")))
    yard.due(job, 0)
    waiting = yard.due(job, 1)
    yard.mill.submit(job, scheduled(a_node("new", "shell")))
    yard.mill.end(yard.mill.take())
    work = yard.mill.take()
    assert (work.node_name, work.version_no) == (["old", "new"][taken - 1], taken)
    yard.mill.end(work)
    state = yard.mill.state(waiting)
    assert (state.status, list(state.node_runs)) == (InstanceStatus.SUCCESS, [work.node_name])


def test_of_many_that_wait_only_those_who_are_touched_are_looked_at(yard: Yard) -> None:
    """Two hundred instances wait for an upstream that never comes; the needs of none are asked for again."""
    up, low = yard.mill.job("up", scheduled()), yard.mill.job("low", scheduled(SHELL))
    yard.needed("low", (up, 5000))
    many = [yard.make(low, minute) for minute in range(200)]
    yard.mill.start(*many)
    yard.mill.join()
    asked = yard.needs.asked
    assert asked == 200
    yard.mill.run({"nodes": [SHELL], "edges": []}, name="other")
    yard.mill.work_off()
    yard.mill.later(minutes=5)
    assert yard.needs.asked == asked
    assert len(yard.mill.index.room.waiters) == 200
    assert yard.mill.index.room.touched == {}


# ---- rules of their own ----------------------------------------------------------------------------------


class OneAtATime:
    """Lets one PatchData instance begin when none of them is open."""

    def __init__(self) -> None:
        self.waiting: list[InstanceId] = []
        self.open: set[InstanceId] = set()

    def note(self, step: Step, working: Working, before: StateClass | None) -> None:
        if before is None:
            self.waiting.append(working.instance.id)
        elif is_final(working.state.status):
            self.open.discard(working.instance.id)

    def run(self, step: Step) -> bool:
        if self.open or not self.waiting:
            return False
        begins = self.waiting.pop(0)
        self.open.add(begins)
        step.happen(begins, InstanceMayStart())
        return True


def test_what_is_kept_by_rules_of_its_own_begins_when_these_say_so(store: Store) -> None:
    mill = Mill(store, keepers={Trigger.PATCHDATA: OneAtATime()})
    mill.join()
    job = mill.job("daily", scheduled())
    made = [mill.instance(job, trigger=Trigger.PATCHDATA, batch=str(number)) for number in range(3)]
    mill.start(*made)
    seen = []
    while works := mill.carrier.take_work():
        seen.append([work.instance_id for work in works])
        mill.end(works[0])
    assert seen == [[instance_id] for instance_id in made]
