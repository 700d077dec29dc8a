"""Jobs that live for a while on a simulated clock: a worker who takes its time, an operator, and a killer."""

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from millrace.adapters.memory_store import MemoryStore
from millrace.domain.ids import InstanceId
from millrace.domain.instance import Instance, InstanceStatus, Trigger
from millrace.engine.messages import CommandGiven
from millrace.ports.records import InstanceSelection, InstanceSummary, JobRecord
from millrace.ports.store import Store
from tests.engine.mill import WORKER, Mill
from tests.engine.timetable import Timetable, at
from tests.fakes import FakeClock

SHELL = {"id": "a", "name": "a", "type": "shell", "properties": {"script": "true"}}
_EVER = timedelta(days=4000)

Fates = Mapping[tuple[str, str], tuple[str, str | None]]
"""By job and plan time (`11-22 02:30`, UTC): status and reason."""


def hours(every: int = 1) -> Mapping[str, Any]:
    return {"recurrence": {"type": "hours", "every": every}}


def on(*names: str, **more: Any) -> Mapping[str, Any]:
    return {"depends_on": [{"job": name, **more} for name in names]}


@dataclass
class Life:
    """See the module. Work takes `minutes` (by job), and fails where `bad` says so (job and plan time)."""

    start: str
    store: Store = field(default_factory=MemoryStore)
    minutes: dict[str, int] = field(default_factory=dict)
    bad: set[tuple[str, str]] = field(default_factory=set)
    killing: bool = False
    """Kill the engine after one step wherever something happens, and let another one go on."""

    def __post_init__(self) -> None:
        self.clock = FakeClock(at(self.start))
        self.jobs: dict[str, JobRecord] = {}
        self._ends: list[tuple[datetime, int, str]] = []
        self._orders: list[tuple[datetime, int, Callable[[], None]]] = []
        self._engines = 0
        self._lead()

    def _lead(self) -> None:
        self._engines += 1
        self.mill = Mill(
            self.store, clock=self.clock, name=f"engine-{self._engines}", lease=_EVER, lead_lease=_EVER
        )
        self.table = Timetable(self.mill)
        self.mill.join(running=[attempt_id for _, attempt_id, _ in self._ends], light=500, heavy=500)
        self._look()

    # ---- what is there

    def job(self, name: str, *schedules: Mapping[str, Any], **definition: Any) -> JobRecord:
        """A job with a shell node, started."""
        schedule = {key: value for each in schedules for key, value in each.items()}
        found = self.table.started(name, schedule, **{"nodes": [SHELL], **definition})
        self.jobs[name] = found
        self._look()
        return found

    def order(self, when: str, kind: str, job: str, plan_time: str | None = None, **args: Any) -> None:
        """An operator gives a command: on a job, or on its instance of a plan time."""
        self.then(when, lambda: self._give(kind, job, plan_time, args))

    def then(self, when: str, what: Callable[[], None]) -> None:
        """Something happens at an instant."""
        heapq.heappush(self._orders, (at(when), len(self._orders), what))

    def _give(self, kind: str, job: str, plan_time: str | None, args: Mapping[str, Any]) -> None:
        if plan_time is None or kind.endswith("_slot"):
            more = {"plan_time": at(plan_time).isoformat()} if plan_time else {}
            given = self.table.write(kind, self.jobs[job], **more, **args)
        else:
            given = self.mill.write_command(kind, self.instance(job, plan_time).id, args=args)
        self.mill.inbox.put(CommandGiven(given))

    # ---- time

    def run(self, until: str) -> None:
        """Let time go on from event to event."""
        end = at(until)
        while self.clock.now() < end:
            self.clock.present = min(end, self._next(end))
            self._happen()
            self.turn()

    def turn(self) -> None:
        """Let the engine work; or be killed at it."""
        if self.killing:
            self.mill.engine.turn(0)
            self._look()
            self.mill.engine.give_up_lead()
            self._lead()
        self.mill.turn()
        self._look()

    def down(self, until: str) -> None:
        """No engine leads until then; the operator may still write commands."""
        self.mill.engine.give_up_lead()
        end = at(until)
        while self._orders and self._orders[0][0] <= end:
            self.clock.present, _, what = heapq.heappop(self._orders)
            what()
        self.clock.present = end
        self._lead()
        self.mill.turn()
        self._look()

    def set_clock(self, to: str) -> None:
        self.clock.present = at(to)
        self.turn()

    def _next(self, end: datetime) -> datetime:
        moments = [queue[0][0] for queue in (self._ends, self._orders) if queue]
        due = self.mill.index.plan.next_at()
        return max(self.clock.now(), min([*moments, *([due] if due else []), end]))

    def _happen(self) -> None:
        now = self.clock.now()
        while self._orders and self._orders[0][0] <= now:
            heapq.heappop(self._orders)[2]()
        while self._ends and self._ends[0][0] <= now:
            _, attempt_id, result = heapq.heappop(self._ends)
            self.mill.inbox.report(WORKER, [self.mill.report(attempt_id, result)])
            self.mill.inbox.offer(WORKER, ("",), 0, 1)

    def _look(self) -> None:
        cancelled, self.mill.carrier.cancelled = self.mill.carrier.cancelled, []
        for attempt_id in cancelled:
            self._ends = [each for each in self._ends if each[1] != attempt_id]
            self.mill.inbox.heartbeat(WORKER, [], [attempt_id])
        heapq.heapify(self._ends)
        for work in self.mill.carrier.take_work():
            with self.store.read() as session:
                key = InstanceId(work.instance_id)
                instance, _ = session.instances.load([key])[key]
            name = instance.job_name
            over = self.clock.now() + timedelta(minutes=self.minutes.get(name, 0))
            bad = (name, f"{instance.plan_time:%m-%d %H:%M}") in self.bad
            heapq.heappush(self._ends, (over, work.attempt_id, "failure" if bad else "success"))

    # ---- looking

    def all(self, job: str) -> Sequence[InstanceSummary]:
        """Of the schedule, the earliest plan time first."""
        chosen = InstanceSelection(job_id=self.jobs[job].id, triggers=(Trigger.SCHEDULE,))
        with self.store.read() as session:
            found = session.instances.list(self.mill.ws, chosen, limit=20_000).items
        return sorted(found, key=lambda each: each.instance.plan_time)

    def instance(self, job: str, plan_time: str) -> Instance:
        (found,) = [
            each.instance for each in self.all(job) if f"{each.instance.plan_time:%m-%d %H:%M}" == plan_time
        ]
        return found

    def status(self, job: str, plan_time: str) -> InstanceStatus:
        return self.mill.status(self.instance(job, plan_time).id)

    def fates(self) -> Fates:
        return {
            (name, f"{each.instance.plan_time:%m-%d %H:%M}"): (each.status.value, each.reason)
            for name in self.jobs
            for each in self.all(name)
        }

    def local(self, job: str, zone: str) -> Mapping[str, list[str]]:
        """Wall times by local day."""
        found: dict[str, list[str]] = {}
        for each in self.all(job):
            wall = each.instance.plan_time.astimezone(ZoneInfo(zone))
            found.setdefault(f"{wall:%Y-%m-%d}", []).append(f"{wall:%H:%M}")
        return found
