"""Plays one case of queue through a real engine: simulated minutes, and a worker that ends what is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from millrace.domain.ids import CommandId, InstanceId
from millrace.domain.instance import Instance, InstanceState, InstanceStatus, NodeRun, Trigger
from millrace.engine.messages import CommandGiven, InstancesCreated
from millrace.engine.waits import waits_for
from millrace.ports.attempts import AttemptWork
from millrace.ports.records import InstanceSelection, JobRecord
from millrace.ports.store import Store
from tests.cases.queue_tables import (
    LAST,
    TableNeeds,
    TableSlots,
    definition_of,
    minute_of,
    moment,
    name_of,
    results_of,
)
from tests.engine.mill import WORKER, Mill

HOUR = 60
TRIGGERS = {"patchdata": Trigger.PATCHDATA, "test": Trigger.TEST}
JOB_COMMANDS = {
    "start_job": "start_schedule",
    "stop_job": "stop_schedule",
    "pause_job": "pause_schedule",
    "restore_job": "resume_schedule",
}


@dataclass
class Busy:
    """What the worker has, and when and how it ends."""

    work: AttemptWork
    ends: int
    result: str


class Play:
    """The case, played to its end."""

    def __init__(self, case: Mapping[str, Any], store: Store) -> None:
        self.case = case
        self.rows = {name_of(row["job"], row["due"], row.get("kind")): row for row in case["instances"]}
        due: dict[str, list[int]] = {}
        for row in case["instances"]:
            if "kind" not in row:
                due.setdefault(row["job"], []).append(row["due"])
        self.slots = TableSlots(due)
        self.needs = TableNeeds(case)
        self.mill = Mill(store, needs=self.needs, slots=self.slots)
        self.minute = 0
        self.busy: dict[int, Busy] = {}
        self.given: dict[int, CommandId] = {}
        self.variants: dict[str, Mapping[str, Any]] = {}
        self.actions = list(enumerate(case.get("actions", [])))
        self._prepare()

    # ---- before the first minute

    def _prepare(self) -> None:
        settings = self.case.get("settings", {})
        for group, most in settings.get("groups", {}).items():
            self.mill.group(group, most)
        wanted = {
            "running_limit": settings.get("workspace_limit"),
            "clear_waiting_days": settings.get("clear_days"),
        }
        self.mill.set(**{name: value for name, value in wanted.items() if value is not None})
        for job in self.case["jobs"]:
            self.variants[job["name"]] = definition_of(job, self._first_row(job["name"]))
            self.needs.jobs[job["name"]] = made = self.mill.job(job["name"], self.variants[job["name"]])
            self.slots.names[made.id] = job["name"]
        self.mill.command("limits_changed", None)
        self.mill.join(light=LAST, heavy=LAST)
        self.mill.clock.present = moment(0) - timedelta(seconds=1)
        for job in self.case["jobs"]:
            if job.get("state", "scheduling") == "scheduling":
                self._start(job)

    def _first_row(self, job: str) -> Mapping[str, Any]:
        return next((row for row in self.case["instances"] if row["job"] == job), {})

    def _start(self, job: Mapping[str, Any]) -> None:
        job_id = self.needs.jobs[job["name"]].id
        with self.mill.store.read() as session:
            known = session.jobs.get(self.mill.ws, job_id)
        if known is not None and known.schedule_state != "scheduling":
            args = {"job_id": job_id, "with_upstream": True}
            given = self.mill.command("start_schedule", None, args=args)
            assert self.mill.verdict(given) == ("applied", None)

    # ---- minutes

    def play(self) -> "Play":
        """To the last minute, or until nothing can happen."""
        last = self.case.get("until")
        minute: int | None = 0
        while minute is not None and minute <= (LAST if last is None else last):
            self._one(minute)
            minute = self._next(last)
        assert minute is None or last is not None, "the case never comes to an end"
        return self

    def _next(self, last: int | None) -> int | None:
        minutes = [busy.ends for busy in self.busy.values()]
        minutes += [action["at"] for _, action in self.actions]
        minutes += [row["due"] for row in self.case["instances"] if row["due"] > self.minute]
        if last is not None:
            minutes.append((self.minute // HOUR + 1) * HOUR)
        return min(minutes) if minutes else None

    def _one(self, minute: int) -> None:
        """Ends, actions and due instances of the minute reach the engine as one batch."""
        self.minute = minute
        self.mill.clock.present = moment(minute)
        self._end_what_is_over()
        actions = [pair for pair in self.actions if pair[1]["at"] == minute]
        self.actions = [pair for pair in self.actions if pair[1]["at"] != minute]
        for number, action in actions:
            self.given[number] = self._give(action)
            self.mill.inbox.put(CommandGiven(self.given[number]))
        self._come_due(minute)
        self.mill.turn()
        while self._take_work() or self._end_what_is_over():
            self.mill.turn()

    def _take_work(self) -> bool:
        """What the worker got begins, and what it was told to stop is gone at once."""
        for work in self.mill.carrier.take_work():
            self.busy[work.attempt_id] = Busy(work, self.minute + self._minutes(work), self._result(work))
        gone, self.mill.carrier.cancelled = self.mill.carrier.cancelled, []
        for attempt_id in gone:
            self.busy.pop(attempt_id, None)
        if gone:
            self.mill.inbox.heartbeat(WORKER, list(self.busy), gone)
        return bool(gone)

    def _end_what_is_over(self) -> bool:
        over = [key for key, busy in self.busy.items() if busy.ends <= self.minute]
        over.sort(key=lambda key: (self.busy[key].work.node_name, self.busy[key].work.job_name))
        ended = [self.busy.pop(key) for key in over]
        reports = [self.mill.report(busy.work.attempt_id, busy.result) for busy in ended]
        if reports:
            self.mill.inbox.report(WORKER, reports)
        return bool(reports)

    def _come_due(self, minute: int) -> None:
        for row in self.case["instances"]:
            if row["due"] != minute:
                continue
            job = self.needs.jobs[row["job"]]
            variant = definition_of(self._job(row["job"]), row)
            if variant != self.variants[row["job"]]:
                self.variants[row["job"]] = variant
                self.mill.submit(job, variant)
            if "kind" in row:
                made = self._by_hand(row, job)
                self.mill.inbox.put(InstancesCreated([made]))

    def _by_hand(self, row: Mapping[str, Any], job: JobRecord) -> InstanceId:
        with self.mill.store.read() as session:
            known = session.jobs.get(self.mill.ws, job.id)
        assert known is not None
        definition = self._job(row["job"])
        return self.mill.instance(
            known,
            trigger=TRIGGERS[row["kind"]],
            priority=definition.get("priority", 1),
            dry_run=row.get("dry_run", False),
        )

    def _job(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = next(job for job in self.case["jobs"] if job["name"] == name)
        return found

    # ---- the worker

    def _row(self, work: AttemptWork) -> Mapping[str, Any]:
        due = minute_of(datetime.fromisoformat(work.plan_time)) or 0
        kind = {trigger.value: kind for kind, trigger in TRIGGERS.items()}.get(work.trigger)
        row: Mapping[str, Any] = self.rows.get(name_of(work.job_name, due, kind), {})
        return row

    def _minutes(self, work: AttemptWork) -> int:
        job = self._job(work.job_name)
        nodes = {node["name"]: node for node in job.get("nodes", [])}
        given = nodes.get(work.node_name) or self._row(work)
        return int(given.get("minutes", job.get("minutes", 0)))

    def _result(self, work: AttemptWork) -> str:
        results = results_of(self._row(work))
        word = results[work.run_number - 1] if work.run_number <= len(results) else "success"
        return "success" if word == "success" else "failure"

    # ---- actions

    def _give(self, action: Mapping[str, Any]) -> CommandId:
        op = action["op"]
        if op == "set_group":
            self.mill.group(action["group"], action["max"])
            return self.mill.write_command("limits_changed", None)
        if op == "set_limit":
            self.mill.set(running_limit=action["max"])
            return self.mill.write_command("limits_changed", None)
        if op in JOB_COMMANDS:
            job = self.needs.jobs[action["job"]]
            args = {"job_id": job.id, "with_upstream": action.get("with_upstream", False)}
            return self.mill.write_command(JOB_COMMANDS[op], None, args=args)
        return self._operate(op, action)

    def _operate(self, op: str, action: Mapping[str, Any]) -> CommandId:
        found = self.instances().get(action["instance"])
        if found is None:  # a slot to come
            job, due = action["instance"].split("@")
            args = {"job_id": self.needs.jobs[job].id, "plan_time": moment(int(due)).isoformat()}
            return self.mill.write_command(f"{op}_slot", None, args=args)
        args = {}
        if op == "remove_dependency":
            job, due = action["upstream"].split("@")
            args = {
                "upstream_job_id": self.needs.jobs[job].id,
                "upstream_plan_time": moment(int(due)).isoformat(),
            }
        return self.mill.write_command(op, found.id, args=args)

    # ---- what became of it

    def instances(self) -> dict[str, Instance]:
        with self.mill.store.read() as session:
            page = session.instances.list(self.mill.ws, InstanceSelection(), limit=1000)
        kinds = {trigger: kind for kind, trigger in TRIGGERS.items()}
        return {
            name_of(
                each.instance.job_name,
                minute_of(each.instance.plan_time) or 0,
                kinds.get(each.instance.trigger),
            ): each.instance
            for each in page.items
        }

    def outcome(self) -> dict[str, dict[str, Any]]:
        """Start, end, state and whatever else a case may expect of its instances."""
        return {
            name: self._outcome(instance, self.mill.state(instance.id))
            for name, instance in self.instances().items()
        }

    def _outcome(self, instance: Instance, state: InstanceState) -> dict[str, Any]:
        started = minute_of(state.started_at)
        found: dict[str, Any] = {
            "start": started,
            "end": None if started is None else minute_of(state.ended_at),
            "state": state.status.value,
            "nodes": {key: list(_times(run)) for key, run in state.node_runs.items()},
        }
        if state.status is InstanceStatus.CANCELED:
            found["reason"] = state.reason
        if state.status in (InstanceStatus.WAITING, InstanceStatus.WAITING_CONFIRMATION):
            found["waits_for"] = waits_for(self.mill.index, instance.id)
        return found

    def errors(self) -> dict[str, str | None]:
        """Codes of the refused actions, by their index."""
        verdicts = {number: self.mill.verdict(given) for number, given in self.given.items()}
        return {str(number): code for number, (verdict, code) in verdicts.items() if verdict != "applied"}


def _times(run: NodeRun) -> tuple[int | None, int | None]:
    """One that ended without an attempt started in that moment."""
    return minute_of(run.started_at or run.ended_at), minute_of(run.ended_at)
