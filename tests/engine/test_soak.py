"""Random jobs, random results, workers that die at random, engines that take over: what holds at the end."""

import random
from typing import Any

import pytest

from millrace.adapters.memory_store import MemoryStore
from millrace.domain.errors import StoreUnavailable
from millrace.domain.ids import InstanceId
from millrace.domain.instance import AttemptStatus, InstanceStatus, NodeRunStatus, is_final, is_final_node
from millrace.ports.attempts import AttemptWork
from tests.builders import a_node
from tests.engine.faulty_store import FaultyStore
from tests.engine.mill import Mill

CAUSES = {"first", "retry", "manual_retry", "worker_lost"}


def random_job(chance: random.Random) -> dict[str, Any]:
    names = [f"n{number}" for number in range(chance.randint(1, 12))]
    nodes = [
        a_node(
            name,
            chance.choice(["dummy", "shell"]),
            fail_policy=chance.choice(["FAIL", "FAIL_CHILD", "IGNORE", "SUSPEND"]),
            after_loss=chance.choice(["default", "fail", "run_again", "ask"]),
            retry={
                "times": chance.randint(0, 2),
                "interval_seconds": chance.choice([0, 30]),
                "on_timeout": chance.random() < 0.5,
            },
        )
        for name in names
    ]
    edges = [
        {
            "source": source,
            "target": target,
            "condition": chance.choice([None, None, "#{1 == 1}", "#{1 == 2}"]),
        }
        for number, target in enumerate(names)
        for source in names[:number]
        if chance.random() < 0.25
    ]
    return {"nodes": nodes, "edges": edges}


class Storm:
    """One run of everything that can happen."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.store = FaultyStore(MemoryStore())
        self.mill = Mill(self.store)
        self.held: dict[int, AttemptWork] = {}
        self.dying: set[int] = set()
        self.began: list[int] = []
        self.engines = 1

    def run(self, jobs: int) -> list[InstanceId]:
        self.mill.join()
        made = []
        for number in range(jobs):
            made.append(self.mill.run(random_job(self.chance), name=f"job{number}"))
            self.live(3)
        while not all(is_final(self.mill.status(each)) for each in made):
            self.live(10)
            self.answer(made)
        return made

    def live(self, events: int) -> None:
        kinds = [
            self.end,
            self.end,
            self.end,
            self.beat,
            self.die,
            self.fault,
            self.succeed_engine,
            self.wait,
        ]
        weights = [6, 6, 6, 4, 1, 1, 0.3, 3]
        for _ in range(events):
            self.receive()
            self.chance.choices(kinds, weights)[0]()
        self.receive()

    def receive(self) -> None:
        """What the worker gets, it begins; what it is told to end, ends a little later."""
        for work in self.mill.carrier.take_work():
            self.began.append(work.attempt_id)
            self.held[work.attempt_id] = work
        cancelled, self.mill.carrier.cancelled = self.mill.carrier.cancelled, []
        for attempt_id in cancelled:
            self.held.pop(attempt_id, None)
            self.dying.add(attempt_id)

    def end(self) -> None:
        if self.held:
            work = self.held.pop(self.chance.choice(sorted(self.held)))
            result = self.chance.choices(["success", "failure", "timeout"], [8, 2, 1])[0]
            self.mill.end(work, result)
            if result == "timeout":
                self.dying.add(work.attempt_id)

    def beat(self) -> None:
        gone, self.dying = self.dying, set()
        self.mill.beat(*self.held, gone=sorted(gone))

    def die(self) -> None:
        """The worker comes back with what was adopted; the rest is forgotten or had ended."""
        kept = {key: work for key, work in self.held.items() if self.chance.random() < 0.5}
        ended = [key for key in self.held if key not in kept and self.chance.random() < 0.5]
        self.mill.inbox.left("local-1")
        self.held = kept
        self.dying = set()
        self.mill.join(running=sorted(kept), reports=[self.mill.report(key) for key in ended])

    def fault(self) -> None:
        """The next write fails; it is one of the engine's."""
        self.store.faults.append(self.chance.choice([StoreUnavailable(detail="full"), RuntimeError("a bug")]))
        self.beat()

    def succeed_engine(self) -> None:
        """The server dies, the next one starts, the worker with it."""
        self.store.faults.clear()
        self.engines += 1
        past = self.mill
        self.mill = Mill(self.store, past.clock, name=f"engine-{self.engines}", lead_lease=past.lead_lease)
        if not self.mill.engine.leading:
            past.engine.give_up_lead()
            self.mill.engine.take_lead()
        self.die()

    def wait(self) -> None:
        for _ in range(self.chance.randint(1, 8)):
            self.mill.later(seconds=5)
            self.receive()
            self.mill.beat(*self.held)

    def answer(self, made: list[InstanceId]) -> None:
        """An operator deals with what waits for one."""
        for each in made:
            state = self.mill.state(each)
            for run in state.node_runs.values():
                if run.sub_state == "ask":
                    self.mill.command(self.chance.choice(["run_again", "succeed_node"]), each, run.node_id)
                elif run.suspended:
                    self.mill.command(self.chance.choice(["retry_node", "succeed_node"]), each, run.node_id)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_a_storm_leaves_every_instance_ended_and_every_run_explained(seed: int) -> None:
    storm = Storm(seed)
    made = storm.run(50)
    for _ in range(6):  # leases of the stopped end
        storm.beat()
        storm.mill.later(seconds=7)
    for each in made:
        state = storm.mill.state(each)
        assert is_final(state.status)
        assert all(is_final_node(run.status) for run in state.node_runs.values())
        check_attempts(storm.mill, each)
        if state.status is InstanceStatus.SUCCESS:
            assert all(run.status is not NodeRunStatus.FAILED for run in state.node_runs.values())
    assert len(storm.began) == len(set(storm.began)), "no attempt was handed out twice"
    assert not storm.mill.index.live.by_id
    assert len(storm.mill.index.ready) == 0
    assert storm.mill.set_aside() == []


def check_attempts(mill: Mill, each: InstanceId) -> None:
    by_node: dict[str, list[Any]] = {}
    for attempt in mill.attempts(each):
        by_node.setdefault(attempt.node_id, []).append(attempt)
        assert attempt.status in (AttemptStatus.FINISHED, AttemptStatus.LOST)
        assert attempt.ended_at is not None
    for attempts in by_node.values():
        assert len({attempt.number for attempt in attempts}) == len(attempts)
        assert {attempt.cause.value for attempt in attempts} <= CAUSES
        assert attempts[0].cause.value == "first"
        assert [attempt.result for attempt in attempts].count("success") <= 1
