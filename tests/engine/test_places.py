"""Places of task groups and workspaces on the engine (R86, R87, R89, R95)."""

from typing import Any

from millrace.domain.ids import InstanceId
from millrace.engine.waits import waits_for
from tests.builders import a_node
from tests.engine.mill import Mill


def grouped(*names: str, group: str = "g") -> dict[str, Any]:
    """Shell nodes beside one another, in a task group."""
    nodes = [a_node(name, "shell", task_group=group) for name in names]
    return {"nodes": nodes, "edges": []}


def names(mill: Mill) -> list[str]:
    return [work.node_name for work in mill.carrier.take_work()]


def limit(mill: Mill, most: int | None = None, **groups: int) -> None:
    for name, count in groups.items():
        mill.group(name, count)
    if most is not None:
        mill.set(running_limit=most)
    mill.limits_changed()


def test_a_stopped_attempt_keeps_its_place_until_its_process_tree_is_gone(mill: Mill) -> None:
    """R89."""
    mill.join(heavy=9)
    limit(mill, g=1)
    first = mill.run(grouped("a"), name="first")
    (work,) = mill.carrier.take_work()
    second = mill.run(grouped("b"), name="second")
    mill.command("stop", first)
    assert names(mill) == []
    assert waits_for(mill.index, second) == "task_group"
    mill.beat(gone=[work.attempt_id])
    assert names(mill) == ["b"]


def test_an_attempt_that_is_over_time_keeps_its_place_until_it_is_gone(mill: Mill) -> None:
    """R89."""
    mill.join(heavy=9)
    limit(mill, 1)
    mill.run(grouped("a"), name="first")
    (work,) = mill.carrier.take_work()
    mill.run(grouped("b"), name="second")
    mill.end(work, "timeout")
    assert names(mill) == []
    mill.beat(gone=[work.attempt_id])
    assert names(mill) == ["b"]


def test_the_next_engine_counts_what_runs(mill: Mill) -> None:
    limit(mill, g=2)
    mill.join(heavy=9)
    mill.run(grouped("a", "b", "c"))
    running = [work.attempt_id for work in mill.carrier.take_work()]
    mill.engine.give_up_lead()
    other = Mill(mill.store, mill.clock, name="engine-2")
    other.join(running=running, heavy=9)
    assert names(other) == []
    other.inbox.report("local-1", [other.report(running[0])])
    other.turn()
    assert names(other) == ["c"]


def test_a_limit_that_is_lowered_ends_nothing_and_starts_nothing_more(mill: Mill) -> None:
    mill.join(heavy=9)
    mill.run(grouped("a", "b"), name="first")
    works = mill.carrier.take_work()
    limit(mill, g=1)
    mill.run(grouped("c"), name="second")
    mill.end(works[0])
    assert names(mill) == []
    mill.end(works[1])
    assert names(mill) == ["c"]


def test_between_two_attempts_a_node_holds_no_place(mill: Mill) -> None:
    """R54."""
    mill.join(heavy=9)
    limit(mill, 1)
    retry = {"times": 1, "interval_seconds": 60}
    mill.run({"nodes": [a_node("a", "shell", retry=retry)], "edges": []}, name="first")
    mill.end(mill.take(), "failure")
    mill.run(grouped("b"), name="second")
    assert names(mill) == ["b"]


def test_for_each_and_dummies_start_in_a_full_workspace(mill: Mill) -> None:
    """R87: what waits for children takes no place, else the children could never start."""
    mill.join(heavy=9)
    limit(mill, 1)
    mill.run(grouped("a"), name="first")
    nodes = [a_node("loop", "for_each"), a_node("sub", "subjob"), a_node("point"), a_node("work", "shell")]
    mill.run({"nodes": nodes, "edges": []}, name="second")
    assert sorted(names(mill)) == ["a", "loop", "point", "sub"]


def test_a_name_that_is_no_group_limits_nothing(mill: Mill) -> None:
    mill.join(heavy=9)
    mill.run(grouped("a", "b", group="nowhere"))
    assert names(mill) == ["a", "b"]


def test_what_queues_already_goes_first_once_it_is_preferred(mill: Mill) -> None:
    """R95, also after another engine took the lead."""
    limit(mill, 1)
    made = [mill.run(grouped(name), name=name) for name in "abc"]
    assert mill.verdict(mill.command("prefer", InstanceId(made[2]))) == ("applied", None)
    mill.engine.give_up_lead()
    other = Mill(mill.store, mill.clock, name="engine-2")
    other.join(heavy=9)
    assert names(other) == ["c"]
