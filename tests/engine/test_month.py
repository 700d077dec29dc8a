"""Fifty jobs with random dependencies and random failures live through a month, with clock changes.

The engine must come to exactly the instances that `plain_month` comes to, with the same ends.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from millrace.adapters.memory_store import MemoryStore
from millrace.domain.ids import InstanceId, JobId
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.engine.messages import CommandGiven
from millrace.ports.records import InstanceSelection
from tests.engine.mill import WORKER, Mill
from tests.engine.plain_month import OPERATOR, Key, PlainJob, PlainMonth, fails, made_up
from tests.engine.timetable import Timetable
from tests.fakes import FakeClock

FIRST = datetime(2024, 3, 1, tzinfo=UTC)
UNTIL = datetime(2024, 4, 1, tzinfo=UTC)

Fate = tuple[str, str | None, datetime | None, datetime | None]
"""Status, reason, start and end."""


@dataclass
class Month:
    """The engine, and a worker and an operator who do what the plain calculation assumes."""

    jobs: list[PlainJob]
    seed: int
    mill: Mill
    by_id: dict[JobId, PlainJob] = field(default_factory=dict)
    ends: list[tuple[datetime, int, str]] = field(default_factory=list)
    forced: list[tuple[datetime, InstanceId]] = field(default_factory=list)

    def run(self) -> None:
        timetable = Timetable(self.mill)
        timetable.calendar("weekdays")
        self.mill.join(light=500, heavy=500)
        for job in self.jobs:
            record = timetable.job(job.name, _schedule(job), nodes=[_node()])
            self.by_id[record.id] = job
            assert timetable.give("start_schedule", record) == ("applied", None)
        self._look()
        while (moment := self._next()) < UNTIL:
            self.mill.clock.present = moment
            self._end(moment)
            self._force(moment)
            self.mill.turn()
            self._look()

    def _next(self) -> datetime:
        moments = [queue[0][0] for queue in (self.ends, self.forced) if queue]
        due = self.mill.index.timers.next_at()
        return min([*moments, *([due] if due else []), UNTIL])

    def _look(self) -> None:
        """The worker looks at its watch for each attempt that it got."""
        for work in self.mill.carrier.take_work():
            with self.mill.store.read() as session:
                instance, _ = session.instances.load([InstanceId(work.instance_id)])[
                    InstanceId(work.instance_id)
                ]
            job = self.by_id[instance.job_id]
            over = self.mill.clock.now() + timedelta(minutes=job.minutes)
            bad = fails(self.seed, job.name, instance.plan_time)
            heapq.heappush(self.ends, (over, work.attempt_id, "failure" if bad else "success"))
            if bad:
                heapq.heappush(self.forced, (over + OPERATOR, instance.id))

    def _end(self, moment: datetime) -> None:
        while self.ends and self.ends[0][0] == moment:
            _, attempt_id, result = heapq.heappop(self.ends)
            self.mill.inbox.report(WORKER, [self.mill.report(attempt_id, result)])
            self.mill.inbox.offer(WORKER, ("",), 0, 1)

    def _force(self, moment: datetime) -> None:
        while self.forced and self.forced[0][0] == moment:
            _, instance_id = heapq.heappop(self.forced)
            given = self.mill.write_command("force_success", instance_id)
            self.mill.inbox.put(CommandGiven(given))

    def fates(self) -> Mapping[Key, Fate]:
        found: dict[Key, Fate] = {}
        with self.mill.store.read() as session:
            for job_id, job in self.by_id.items():
                chosen = InstanceSelection(job_id=job_id, triggers=(Trigger.SCHEDULE,))
                for each in session.instances.list(self.mill.ws, chosen, limit=5000).items:
                    started = each.started_at if each.nodes_total and not _is_dry(each.status, each) else None
                    found[job.name, each.instance.plan_time] = (
                        each.status.value,
                        each.reason,
                        started,
                        each.ended_at,
                    )
        return found


def _mill() -> Mill:
    """Leases outlast the month: nobody dies here."""
    year = timedelta(days=400)
    return Mill(MemoryStore(), FakeClock(FIRST), lease=year, lead_lease=year)


def _is_dry(status: InstanceStatus, each: Any) -> bool:
    return status is InstanceStatus.SUCCESS and each.started_at == each.ended_at


def _node() -> Mapping[str, Any]:
    return {"id": "a", "name": "a", "type": "shell", "properties": {"script": "true"}}


def _schedule(job: PlainJob) -> Mapping[str, Any]:
    return {
        "zone": job.zone,
        "recurrence": job.recurrence,
        "concurrency": job.concurrency,
        "self_dependent": job.self_dependent,
        "skip_to_latest": job.skip_to_latest,
        "calendar": "weekdays" if job.weekdays_only else None,
        "clear_waiting": "no",
        "depends_on": [
            {
                "job": each.job.name,
                "cycle": each.cycle,
                "n": each.n,
                "rule": each.rule,
                "on_upstream_failure": each.policy,
                "run_after_dependency_ends": each.after_end,
            }
            for each in job.depends_on
        ],
    }


def _when(item: tuple[Key, object]) -> datetime:
    return item[0][1]


def _compare(seed: int) -> int:
    jobs = made_up(seed)
    month = Month(jobs, seed, _mill())
    month.run()
    expected = {
        key: (each.state, each.reason, each.started, each.ended)
        for key, each in PlainMonth(jobs, seed, FIRST, UNTIL).run().items()
    }
    found = month.fates()
    differing = {
        key: (found.get(key), expected.get(key))
        for key in sorted({*found, *expected})
        if found.get(key) != expected.get(key)
    }
    assert not differing, f"{len(differing)} differ; first: {min(differing.items(), key=_when)}"
    assert month.mill.set_aside() == []
    return len(expected)


@pytest.mark.timeout(300)
def test_a_month_of_fifty_jobs_is_what_the_rules_give() -> None:
    assert _compare(seed=1) > 3000


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
def test_other_months_too(seed: int) -> None:
    assert _compare(seed) > 1000
