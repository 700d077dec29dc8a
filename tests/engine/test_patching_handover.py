"""A PatchData task goes on exactly where it was when another engine takes the lead (R180-R190)."""

import random
from collections.abc import Mapping
from typing import Any

import pytest

from millrace.domain.ids import PatchDataId
from millrace.engine.messages import CommandGiven
from millrace.ports.attempts import AttemptReport, AttemptWork
from millrace.ports.store import Store
from tests.engine.mill import WORKER, Mill
from tests.engine.patch_house import PatchHouse, daily, days, every_minutes

MARCH = days("2026-03-01", "2026-03-09")
Story = list[tuple[str, str, int]]


class Relay:
    """Engines that follow one another, and one worker that outlives them all."""

    def __init__(self, store: Store, seed: int | None) -> None:
        self.house = PatchHouse(Mill(store))
        self.dice = random.Random(seed) if seed is not None else None
        self.busy: dict[int, AttemptWork] = {}
        self.told: list[AttemptReport] = []
        """Reports that no engine has taken yet."""
        self.changes = 0
        self.house.join()

    def maybe_another(self) -> None:
        """Now and then the engine is gone, with whatever stood in its inbox."""
        if self.dice is None or self.dice.random() > 0.25:
            return
        self._collect()
        self.house.give_up()
        self.house = self.house.successor()
        self.house.mill.join(list(self.busy), self.told, heavy=10_000)
        self.told = []
        self.changes += 1

    def _collect(self) -> None:
        carrier = self.house.mill.carrier
        self.busy |= {work.attempt_id: work for work in carrier.take_work()}
        gone, carrier.cancelled = carrier.cancelled, []
        for attempt_id in gone:
            self.busy.pop(attempt_id, None)
        if gone:
            self.house.mill.inbox.heartbeat(WORKER, list(self.busy), gone)

    def give(self, kind: str, task_id: PatchDataId) -> None:
        """The command is in the store, and one step later the engine may be gone."""
        given = self.house.write(kind, task_id)
        self.house.mill.inbox.put(CommandGiven(given))
        self.house.mill.engine.turn(0)
        self.maybe_another()

    def work(self, bad: frozenset[tuple[str, str]], most: int = 100_000) -> None:
        """Single steps; the worker ends what it has, the oldest first, some of it badly."""
        for _ in range(most):
            mill = self.house.mill
            mill.engine.turn(0)
            self.told = []
            self._collect()
            if self.busy:
                attempt_id = min(self.busy)
                work = self.busy.pop(attempt_id)
                key = (work.job_name, work.plan_time[:10])
                result = "failure" if key in bad and work.run_number == 1 else "success"
                self.told = [mill.report(attempt_id, result)]
                mill.inbox.report(WORKER, self.told)
            elif not len(mill.inbox):
                return
            self.maybe_another()

    def story(self, task_id: PatchDataId) -> Story:
        """What became of every instance: status, runs."""
        rows = zip(self.house.rows(task_id), self.house.states(task_id), strict=True)
        return [
            (
                f"{row.job_name}@{row.plan_time:%m-%d %H:%M}",
                state.status.value,
                state.run_number,
            )
            for row, state in rows
        ]


def jobs(house: PatchHouse) -> Mapping[str, Any]:
    house.job("B", daily("04:00"))
    house.job("A", daily("03:00", depends_on=[{"job": "B"}], self_dependent=True))
    house.job("C", every_minutes(30), dry_run=True)
    return {"jobs": ["A", "B", "C"], "ranges": [MARCH], "parallel": 2}


BAD = frozenset({("B", "2026-03-02"), ("B", "2026-03-05"), ("A", "2026-03-07")})


@pytest.mark.parametrize("seed", [None, *range(1, 4)])
@pytest.mark.parametrize("more", [{}, {"by_day": True}, {"by_day": True, "reverse": True}])
def test_it_ends_as_with_a_single_engine(store: Store, seed: int | None, more: Mapping[str, Any]) -> None:
    relay = Relay(store, seed)
    task_id = relay.house.add({**jobs(relay.house), **more})
    relay.give("start_patchdata", task_id)
    relay.work(BAD)
    record = relay.house.record(task_id)
    found = {name: (status, runs) for name, status, runs in relay.story(task_id)}
    assert (record.generated, len(found)) == (record.total, 9 + 9 + 9 * 48)
    assert {name for name, (status, _) in found.items() if status == "failed"} == {
        "B@03-02 04:00", "B@03-05 04:00", "A@03-07 03:00"
    }  # fmt: skip
    canceled = {name for name, (status, _) in found.items() if status == "canceled"}
    assert canceled == {"A@03-02 03:00", "A@03-05 03:00"}
    stuck = {name for name, (status, _) in found.items() if status == "waiting"}
    if "reverse" in more:  # self-dependence on another day is dropped (R183)
        assert (record.state, stuck) == ("failed", set())
    else:
        assert record.state == "running"
        assert {"A@03-08 03:00"} <= stuck
    relay.give("retry_patchdata", task_id)
    relay.work(BAD)
    assert {status for _, status, _ in relay.story(task_id)} == {"success"}
    assert relay.house.state(task_id) == "success"
    assert max(runs for _, _, runs in relay.story(task_id)) == 2
    assert relay.house.mill.set_aside() == []
    assert seed is None or relay.changes > 3


@pytest.mark.parametrize("seed", range(4))
def test_a_retry_in_many_steps_is_continued(store: Store, seed: int) -> None:
    """Nobody is begun again twice, and nobody is canceled for one whose turn has not come."""
    relay = Relay(store, None)
    relay.house.job("B", every_minutes(20))
    relay.house.job("A", every_minutes(20, depends_on=[{"job": "B"}]))
    request = {"jobs": ["A", "B"], "ranges": [days("2026-03-01", "2026-03-02")], "parallel": 5}
    task_id = relay.house.task(request)
    relay.work(frozenset({("B", "2026-03-01"), ("B", "2026-03-02")}))
    assert relay.house.state(task_id) == "failed"
    relay.dice = random.Random(seed)
    relay.give("retry_patchdata", task_id)
    relay.work(frozenset())
    assert {story[1:3] for story in relay.story(task_id)} == {("success", 2)}
    assert relay.house.state(task_id) == "success"


@pytest.mark.parametrize("seed", range(4))
def test_a_stop_in_many_steps_is_continued(store: Store, seed: int) -> None:
    relay = Relay(store, None)
    relay.house.job("A", every_minutes(5))
    task_id = relay.house.task({"jobs": ["A"], "ranges": [days("2026-03-01", "2026-03-01")], "parallel": 5})
    relay.dice = random.Random(seed)
    relay.give("stop_patchdata", task_id)
    relay.work(frozenset())
    assert {story[1] for story in relay.story(task_id)} == {"canceled"}
    record = relay.house.record(task_id)
    assert (record.state, record.ended_at) == ("canceled", relay.house.mill.clock.now())
