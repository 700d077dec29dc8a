"""Plays one case of patchdata through a real engine: simulated minutes, a worker that ends what is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from millrace.domain.instance import InstanceState
from millrace.domain.patchdata import PatchEntry, PatchPlan
from millrace.domain.plan_times import instant_of
from millrace.engine.messages import CommandGiven
from millrace.ports.attempts import AttemptWork
from millrace.ports.store import Store
from tests.builders import a_node
from tests.engine.mill import WORKER, Mill
from tests.engine.patch_house import PatchHouse
from tests.engine.timetable import Timetable
from tests.fakes import FakeClock

PLACES = 10_000
IDLE_DAYS = 4
"""A task that nothing has happened to for so long waits for ever."""
TASK_STATES = {"running": "RUNNING", "success": "SUCCESS", "failed": "FAIL", "canceled": "CANCEL"}
POLICIES = {"failed": "FAIL", "failure_ignored": "IGNORE", "abnormal": "SUSPEND"}
"""A node for each way to fail; the one that fails decides the end of its instance."""
SCHEDULE_FIELDS = ("start", "end", "recurrence", "calendar", "depends_on", "self_dependent")

Key = tuple[str, datetime]


@dataclass
class Busy:
    """What the worker has, and when and how it ends."""

    work: AttemptWork
    ends: int
    result: str


class PatchPlay:
    """The case on a store: its jobs, calendars and plan; `play` runs the task to its end."""

    def __init__(self, case: Mapping[str, Any], store: Store) -> None:
        self.case = case
        self.zone: str = case["timezone"]
        self.zones = {job["name"]: job.get("timezone", self.zone) for job in case["jobs"]}
        store.write(lambda session: session.admin.add_workspace("default", self.zone))
        self.begin = self.instant(case["now"])
        self.mill = Mill(store, FakeClock(self.begin), lead_lease=timedelta(days=3000))
        self.house = PatchHouse(self.mill)
        self.minute = self.last_act = 0
        self.busy: dict[int, Busy] = {}
        self._prepare()

    def instant(self, text: str, job: str | None = None) -> datetime:
        zone = self.zones[job] if job is not None else self.zone
        return instant_of(datetime.fromisoformat(text), zone)

    def _prepare(self) -> None:
        for name, calendar in self.case.get("calendars", {}).items():
            Timetable(self.mill).calendar(name, **calendar.get("overrides", {}))
        if "mode" in self.case:
            self.mill.set(dependency_mode=self.case["mode"])
        for job in self.case["jobs"]:
            self.mill.job(job["name"], self._definition(job))

    def _definition(self, job: Mapping[str, Any]) -> Mapping[str, Any]:
        schedule = {key: job[key] for key in SCHEDULE_FIELDS if key in job}
        schedule["type"] = job.get("trigger", "periodic")
        if "timezone" in job:
            schedule["zone"] = job["timezone"]
        results = self.case.get("run", {}).get("results", [])
        ends = {"failed"} | {each["state"] for each in results if each["job"] == job["name"]}
        nodes = [
            a_node(end, "shell", properties={"script": "true"}, fail_policy=POLICIES[end])
            for end in sorted(ends)
        ]
        return {"nodes": nodes, "schedule": schedule}

    # ---- the plan

    def plan(self) -> PatchPlan:
        return self.house.plan(self.case["request"])[1]

    def listed(self, plan: PatchPlan) -> list[Mapping[str, Any]]:
        """The plan in the words of the cases, plan times as instants."""
        return [
            {
                "job": entry.job,
                "plan_time": entry.plan_time,
                "dry_run": entry.dry_run,
                "waits_for": {key_of(plan.entries[index]) for index in entry.waits_for},
            }
            for entry in plan.entries
        ]

    def expected(self) -> list[Mapping[str, Any]]:
        """What the case lists, in the same words."""
        return [
            {
                "job": each["job"],
                "plan_time": self.instant(each["plan_time"]),
                "dry_run": each["dry_run"],
                "waits_for": {self._written(text) for text in each["waits_for"]},
            }
            for each in self.case["expect"]["instances"]
        ]

    def _written(self, text: str) -> Key:
        job, plan_time = text.split("@")
        return job, self.instant(plan_time)

    # ---- minutes

    def play(self) -> "PatchPlay":
        """Until nothing can happen any more."""
        self.mill.join(light=PLACES, heavy=PLACES)
        self.task_id = self.house.task(self.case["request"])
        self._work()
        minute = self._next()
        while minute is not None:
            self._one(minute)
            minute = self._next()
        return self

    def _next(self) -> int | None:
        stop_at = self.case["run"].get("stop_at")
        minutes = [busy.ends for busy in self.busy.values()]
        minutes += [stop_at] if stop_at is not None and stop_at > self.minute else []
        if "running_window" in self.case["request"] and self.house.state(self.task_id) == "running":
            alarm = self.mill.index.timers.next_at()
            wake = -((self.begin - alarm) // timedelta(minutes=1)) if alarm else self.minute
            last = max((busy.ends for busy in self.busy.values()), default=self.last_act)
            if self.minute < wake < last + IDLE_DAYS * 24 * 60:
                minutes.append(wake)
        return min(minutes) if minutes else None

    def _one(self, minute: int) -> None:
        self.minute = minute
        self.mill.clock.present = self.begin + timedelta(minutes=minute)
        self._end_what_is_over()
        if self.case["run"].get("stop_at") == minute:
            self.mill.inbox.put(CommandGiven(self.house.write("stop_patchdata", self.task_id)))
        self.mill.turn()
        self._work()

    def _work(self) -> None:
        """What the worker got begins, what it was told to stop is gone; until nothing changes."""
        while True:
            taken = self.mill.carrier.take_work()
            for work in taken:
                minutes = self.case["run"]["minutes"][work.job_name]
                self.busy[work.attempt_id] = Busy(work, self.minute + minutes, self._result(work))
            gone, self.mill.carrier.cancelled = self.mill.carrier.cancelled, []
            for attempt_id in gone:
                self.busy.pop(attempt_id, None)
            if gone:
                self.mill.inbox.heartbeat(WORKER, list(self.busy), gone)
            if taken or gone:
                self.last_act = self.minute
            if not gone and not self._end_what_is_over():
                return
            self.mill.turn()

    def _end_what_is_over(self) -> bool:
        over = [key for key, busy in self.busy.items() if busy.ends <= self.minute]
        ended = [self.busy.pop(key) for key in over]
        reports = [self.mill.report(busy.work.attempt_id, busy.result) for busy in ended]
        if reports:
            self.mill.inbox.report(WORKER, reports)
        return bool(reports)

    def _result(self, work: AttemptWork) -> str:
        at = datetime.fromisoformat(work.plan_time)
        for each in self.case["run"].get("results", []):
            same = each["job"] == work.job_name and self.instant(each["plan_time"], work.job_name) == at
            if same and each["state"] == work.node_name:
                return "failure"
        return "success"

    # ---- what became of it

    def outcome(self) -> list[tuple[int | None, str]]:
        """Start minute and state in list order; what an ended task never made is canceled."""
        rows = self.house.rows(self.task_id)
        states = dict(
            zip(
                ((row.job_name, row.plan_time) for row in rows),
                self.house.states(self.task_id),
                strict=True,
            )
        )
        return [self._outcome(states.get(key_of(entry))) for entry in self.plan().entries]

    def _outcome(self, state: InstanceState | None) -> tuple[int | None, str]:
        if state is None:
            return None, "not made" if self.house.state(self.task_id) == "running" else "canceled"
        started = state.started_at
        minute = None if started is None else (started - self.begin) // timedelta(minutes=1)
        return minute, state.status.value

    def task_state(self) -> str:
        return TASK_STATES[self.house.state(self.task_id)]


def key_of(entry: PatchEntry) -> Key:
    return entry.job, entry.plan_time
