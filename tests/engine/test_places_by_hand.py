"""Run once and run now: they take places of their job like scheduled instances, and nothing else (R103)."""

from typing import Any

import pytest

from millrace.domain.ids import InstanceId
from millrace.domain.instance import Trigger
from millrace.engine.waits import waits_for
from millrace.ports.records import JobRecord
from millrace.ports.store import Store
from tests.engine.given_needs import SHELL, Yard, scheduled

BY_HAND = (Trigger.MANUAL, Trigger.ONCE)


@pytest.fixture
def yard(store: Store) -> Yard:
    found = Yard(store)
    found.mill.join()
    return found


def by_hand(yard: Yard, job: JobRecord, minute: int, trigger: Trigger = Trigger.MANUAL) -> InstanceId:
    return yard.due(job, minute, trigger=trigger, batch=f"by-hand-{minute}")


@pytest.mark.parametrize("trigger", BY_HAND)
@pytest.mark.parametrize("schedule", [{"concurrency": 1}, {"concurrency": 5, "self_dependent": True}])
def test_by_hand_it_waits_for_a_place_of_the_job(
    yard: Yard, trigger: Trigger, schedule: dict[str, Any]
) -> None:
    """R103: both ways, the oldest plan time first."""
    job = yard.mill.job("daily", scheduled(**schedule))
    first = yard.due(job, 0)
    late, early = by_hand(yard, job, 4, trigger), by_hand(yard, job, 2, trigger)
    assert yard.statuses(first, early, late) == ["running", "waiting", "waiting"]
    assert waits_for(yard.mill.index, late) == "concurrency"
    yard.mill.end(yard.mill.take())
    assert yard.statuses(first, early, late) == ["success", "running", "waiting"]
    second = yard.due(job, 3)
    assert yard.status(second) == "waiting"
    yard.mill.end(yard.mill.take())
    assert yard.statuses(early, second, late) == ["success", "running", "waiting"]
    yard.mill.end(yard.mill.take())
    assert yard.status(late) == "running"


def test_by_hand_there_are_as_many_places_as_the_job_has(yard: Yard) -> None:
    job = yard.mill.job("daily", scheduled(concurrency=2))
    made = [yard.due(job, 0), *(by_hand(yard, job, minute) for minute in (1, 2))]
    assert yard.statuses(*made) == ["running", "running", "waiting"]


def test_by_hand_it_waits_for_nothing_upstream_and_for_no_predecessor(yard: Yard) -> None:
    """R104 is about the schedule's instances."""
    up, job = yard.mill.job("up", scheduled()), yard.mill.job("daily", scheduled(self_dependent=True))
    failed = yard.due(job, 0)
    yard.mill.end(yard.mill.take(), "failure")
    yard.needed("daily", (up, 0))
    first = by_hand(yard, job, 1)
    assert yard.statuses(failed, first) == ["failed", "running"]
    yard.mill.end(yard.mill.take())
    after = yard.due(job, 2)
    assert yard.statuses(first, after) == ["success", "waiting"]


def test_by_hand_nothing_skips_and_nothing_is_skipped(yard: Yard) -> None:
    """R105."""
    job = yard.mill.job("daily", scheduled(skip_to_latest=True))
    running, older, early = yard.due(job, 0), yard.due(job, 1), by_hand(yard, job, 2)
    newer, late = yard.due(job, 3), by_hand(yard, job, 4)
    yard.mill.end(yard.mill.take())
    made = (running, older, early, newer, late)
    assert yard.statuses(*made) == ["success", "canceled", "running", "waiting", "waiting"]
    for _ in range(3):
        yard.mill.end(yard.mill.take())
    assert yard.statuses(early, newer, late) == ["success"] * 3


def test_without_a_schedule_nothing_is_limited_and_tests_take_no_place(yard: Yard) -> None:
    free = yard.mill.job("free", {"nodes": [SHELL], "edges": []})
    assert yard.statuses(*(by_hand(yard, free, minute) for minute in range(2))) == ["running"] * 2
    job = yard.mill.job("daily", scheduled())
    made = [by_hand(yard, job, 0), by_hand(yard, job, 1, Trigger.TEST), by_hand(yard, job, 2)]
    assert yard.statuses(*made) == ["running", "running", "waiting"]


@pytest.mark.parametrize("trigger", BY_HAND)
def test_the_next_engine_knows_places_taken_by_hand(yard: Yard, trigger: Trigger) -> None:
    job = yard.mill.job("daily", scheduled())
    running = by_hand(yard, job, 0, trigger)
    late, early = yard.make(job, 9), yard.make(job, 5, trigger=trigger, batch="early")
    other = yard.successor()
    assert other.statuses(running, early, late) == ["running", "waiting", "waiting"]
    (work,) = yard.mill.carrier.take_work()
    other.mill.join(running=[work.attempt_id])
    other.mill.end(work)
    assert other.statuses(running, early, late) == ["success", "running", "waiting"]


def test_a_run_by_hand_that_is_canceled_while_it_waits_gives_way(yard: Yard) -> None:
    job = yard.mill.job("daily", scheduled())
    first, second, third = yard.due(job, 0), by_hand(yard, job, 1), yard.due(job, 2)
    yard.mill.command("stop", second)
    yard.mill.end(yard.mill.take())
    assert yard.statuses(first, second, third) == ["success", "canceled", "running"]
