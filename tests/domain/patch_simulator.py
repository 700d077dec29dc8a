"""Runs a PatchData plan by the minute, as the case table describes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from millrace.domain.instance import InstanceStatus, is_final
from millrace.domain.patchdata import PatchPlan
from millrace.domain.patchdata_starts import PatchRun, TaskState
from millrace.domain.plan_times import instant_of
from tests.cases.loading import Case

TASK_WORDS = {
    TaskState.RUNNING: "RUNNING",
    TaskState.SUCCESS: "SUCCESS",
    TaskState.FAILED: "FAIL",
    TaskState.CANCELED: "CANCEL",
}
LAST_MINUTE = 60 * 24 * 60


@dataclass
class Simulated:
    start: int | None
    state: str


@dataclass
class Simulation:
    instances: list[Simulated]
    task_state: str


def simulate(plan: PatchPlan, case: Case) -> Simulation:
    """At one minute: instances end, then the stop, then what the task itself decides."""
    run = PatchRun(plan, {entry.index: InstanceStatus.WAITING for entry in plan.entries})
    found = [Simulated(None, "waiting") for _ in plan.entries]
    results = _results(case)
    now = instant_of(datetime.fromisoformat(case["now"]), case["timezone"])
    ends: dict[int, list[int]] = {}
    for minute in range(LAST_MINUTE):
        for index in ends.pop(minute, []):
            if found[index].state == "running":
                entry = plan.entries[index]
                _set(run, found, index, results.get((entry.job, entry.plan_time), InstanceStatus.SUCCESS))
        if minute == case["run"].get("stop_at"):
            for index in run.stop():
                found[index].state = "canceled"
        step = run.take(now + timedelta(minutes=minute))
        for index, _ in step.cancel:
            found[index].state = "canceled"
        for index in step.start:
            entry = plan.entries[index]
            found[index] = Simulated(minute, "success" if entry.dry_run else "running")
            if not entry.dry_run:
                run.changed(index, InstanceStatus.RUNNING)
                ends.setdefault(minute + case["run"]["minutes"][entry.job], []).append(index)
        if not ends and all(is_final(InstanceStatus(each.state)) for each in found):
            break
    return Simulation(found, TASK_WORDS[run.task_state])


def _set(run: PatchRun, found: list[Simulated], index: int, status: InstanceStatus) -> None:
    found[index].state = status.value
    run.changed(index, status)


def _results(case: Case) -> dict[tuple[str, datetime], InstanceStatus]:
    zones = {job["name"]: job.get("timezone", case["timezone"]) for job in case["jobs"]}
    return {
        (each["job"], instant_of(datetime.fromisoformat(each["plan_time"]), zones[each["job"]])): (
            InstanceStatus(each["state"])
        )
        for each in case["run"].get("results", [])
    }
