"""The order of ready attempts (R110), fairness, and what is passed over."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from millrace.domain.ids import AttemptId, InstanceId, NodeId, NodeRunId, WorkspaceId
from millrace.domain.instance import Trigger
from millrace.engine.ready_queue import Ready, ReadyQueue
from tests.fakes import START


def ready(number: int, **changes: Any) -> Ready:
    first = Ready(
        attempt_id=AttemptId(number),
        workspace_id=WorkspaceId(1),
        instance_id=InstanceId(number),
        node_run_id=NodeRunId(number),
        node_id=NodeId("a"),
        number=1,
        queue="",
        heavy=False,
        trigger=Trigger.SCHEDULE,
        priority=1,
        plan_time=START,
        queued_at=START,
        job_name="job",
        node_name="node",
    )
    return replace(first, **changes)


def queue_of(*items: Ready) -> ReadyQueue:
    queue = ReadyQueue()
    for item in items:
        queue.add(item)
    return queue


def take(
    queue: ReadyQueue, count: int = 100, *, heavy: bool = False, not_these: tuple[int, ...] = ()
) -> list[int]:
    return [
        item.attempt_id for item in queue.take(("",), heavy, count, lambda r: r.attempt_id not in not_these)
    ]


LATER = START + timedelta(minutes=1)


@pytest.mark.parametrize(
    "second",
    [
        {"priority": 2},
        {"plan_time": LATER},
        {"queued_at": LATER},
        {"job_name": "z"},
        {"node_name": "z"},
        {},
    ],
)
def test_priority_then_plan_time_then_readiness_then_names_then_ids_order_the_queue(
    second: dict[str, Any],
) -> None:
    assert take(queue_of(ready(2, **second), ready(1))) == [1, 2]


def test_a_higher_priority_beats_an_earlier_plan_time() -> None:
    assert take(queue_of(ready(1, priority=1), ready(2, priority=0, plan_time=LATER))) == [2, 1]


def test_what_is_preferred_goes_before_every_priority() -> None:
    assert take(queue_of(ready(1, priority=0), ready(2, priority=2, preferred=True))) == [2, 1]


def test_workspaces_take_turns() -> None:
    other = WorkspaceId(2)
    queue = queue_of(*(ready(n) for n in (1, 2, 3)), *(ready(n, workspace_id=other) for n in (11, 12)))
    assert take(queue) == [1, 11, 2, 12, 3]


def test_patchdata_does_not_starve_scheduled_work() -> None:
    flood = [ready(number, trigger=Trigger.PATCHDATA, priority=0) for number in range(100, 400)]
    queue = queue_of(*flood, ready(1), ready(2))
    assert take(queue, 4) == [100, 1, 101, 2]


def test_turns_go_on_where_the_last_taking_left_off() -> None:
    queue = queue_of(*(ready(n) for n in (1, 2)), *(ready(n, trigger=Trigger.EVENT) for n in (11, 12)))
    assert [take(queue, 1) for _ in range(4)] == [[1], [11], [2], [12]]


def test_heavy_and_light_work_stand_in_lanes_of_their_own() -> None:
    queue = queue_of(ready(1, heavy=True), ready(2))
    assert take(queue, heavy=False) == [2]
    assert take(queue, heavy=True) == [1]


def test_what_may_not_start_yet_is_passed_over_and_keeps_its_place() -> None:
    queue = queue_of(ready(1), ready(2), ready(3))
    assert take(queue, 1, not_these=(1,)) == [2]
    assert len(queue) == 2
    assert take(queue) == [1, 3]


def test_what_was_withdrawn_is_never_taken_and_not_counted() -> None:
    queue = queue_of(ready(1), ready(2))
    queue.withdraw(AttemptId(1))
    assert len(queue) == 1
    assert take(queue) == [2]
    assert len(queue) == 0


def test_other_queues_are_left_to_their_workers() -> None:
    queue = queue_of(ready(1, queue="etl"), ready(2))
    assert take(queue) == [2]
    assert [item.attempt_id for item in queue.take(("etl",), False, 1, lambda item: True)] == [1]


# ---- places (R86, R87, R95) ------------------------------------------------------------------------------


def test_a_full_group_is_passed_over_without_touching_those_who_queue_in_it() -> None:
    asked: list[str | None] = []

    def is_open(ws: WorkspaceId, place: str | None) -> bool:
        asked.append(place)
        return place != "g"

    queue = queue_of(*(ready(number, place="g", priority=0) for number in range(1, 1001)), ready(2000))
    taken = queue.take(("",), False, 10, lambda item: True, is_open)
    assert [item.attempt_id for item in taken] == [2000]
    assert len(asked) < 10
    assert len(queue) == 1000


def test_what_takes_no_place_starts_in_a_full_workspace() -> None:
    queue = queue_of(ready(1), ready(2, place=None))
    taken = queue.take(("",), False, 10, lambda item: True, lambda ws, place: place is None)
    assert [item.attempt_id for item in taken] == [2]


def test_order_holds_across_the_groups_of_a_class() -> None:
    groups = ["g", "h", "", None]
    queue = queue_of(*(ready(n, place=groups[n % 4], plan_time=START - timedelta(n)) for n in range(1, 9)))
    assert take(queue) == [8, 7, 6, 5, 4, 3, 2, 1]


def test_what_is_preferred_goes_before_the_turn_of_any_other_class() -> None:
    queue = queue_of(ready(1), ready(2, trigger=Trigger.EVENT), ready(3, preferred=True, priority=2))
    assert take(queue, 1) == [3]


def test_what_is_preferred_of_one_workspace_does_not_go_before_another_workspace_twice() -> None:
    other = WorkspaceId(2)
    queue = queue_of(
        ready(11, workspace_id=other),
        *(ready(n, preferred=True) for n in (1, 2)),
        ready(12, workspace_id=other),
    )
    assert take(queue) == [11, 1, 12, 2]


def test_an_attempt_that_is_added_again_stands_once_in_its_new_place() -> None:
    queue = queue_of(ready(1), ready(2), ready(2, preferred=True))
    assert len(queue) == 2
    assert take(queue) == [2, 1]


def test_the_attempts_of_an_instance_are_found_until_they_are_taken_or_withdrawn() -> None:
    first, second = ready(1, instance_id=InstanceId(7)), ready(2, instance_id=InstanceId(7))
    queue = queue_of(first, second, ready(3))
    assert queue.of_instance(InstanceId(7)) == [first, second]
    queue.withdraw(AttemptId(1))
    assert queue.of_instance(InstanceId(7)) == [second]
    take(queue)
    assert queue.of_instance(InstanceId(7)) == []
