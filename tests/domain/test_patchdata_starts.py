"""The incremental start rules of PatchData against a plain one that looks at everything anew each time."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from millrace.domain.dependency_verdicts import Verdict, combined, verdict
from millrace.domain.instance import InstanceStatus, StateClass, is_final, state_class
from millrace.domain.patchdata import PatchBasis, PatchJob, PatchPlan, PatchRequest
from millrace.domain.patchdata_plan import make_plan
from millrace.domain.patchdata_starts import CancelReason, PatchRun, PatchStep, TaskState
from millrace.domain.schedule import Dependency, Schedule

S = InstanceStatus
NOW = datetime(2024, 3, 20, 4, 0, tzinfo=UTC)
HOLDING = (S.RUNNING, S.ABNORMAL, S.PAUSED)
RECURRENCES: list[dict[str, Any]] = [
    {"type": "hours", "every": 3},
    {"type": "hours", "every": 5, "from": "01:00"},
    {"type": "discrete_hours", "hours": [2, 9, 16]},
    {"type": "discrete_hours", "hours": [4, 20]},
    {"type": "daily", "at": "06:00"},
    {"type": "minutes", "every": 45, "from": "03:00", "to": "08:00"},
]


def plan_with(jobs: list[dict[str, Any]], **request: Any) -> PatchPlan:
    made = [PatchJob(each["name"], Schedule.model_validate(each), "Asia/Shanghai") for each in jobs]
    asked = {
        "jobs": [each["name"] for each in jobs],
        "ranges": [{"from": "2024-03-01T00:00:00", "to": "2024-03-04T23:59:00"}],
        **request,
    }
    return make_plan(PatchRequest.model_validate(asked), made, PatchBasis(NOW, "Asia/Shanghai"))


DAILY = {"type": "daily", "at": "02:00"}


@dataclass
class Plain:
    """The same rules, each time by looking at all entries."""

    plan: PatchPlan
    states: dict[int, S | None]
    admitted: set[int] = field(default_factory=set)

    def class_of(self, index: int) -> StateClass:
        status = self.states[index]
        return StateClass.OPEN if status is None else state_class(status)

    def _verdict(self, index: int) -> Verdict:
        return combined(
            verdict(
                Dependency(job=wait.job, rule=wait.rule, on_upstream_failure=wait.policy),
                [self.states[each] for each in wait.indices],
            )
            for wait in self.plan.entries[index].waits
        )

    def _days(self) -> tuple[list[date], date | None]:
        """In the order of the task; the first failed one."""
        days = sorted({entry.day for entry in self.plan.entries}, reverse=self.plan.request.reverse)
        if not self.plan.request.stop_on_failure:
            return days, None
        for day in days:
            classes = [self.class_of(entry.index) for entry in self.plan.entries if entry.day == day]
            if StateClass.OPEN not in classes and StateClass.BAD in classes:
                return days, day
        return days, None

    def cancelations(self) -> set[int]:
        found: set[int] = set()
        while True:
            days, failed = self._days()
            new = set()
            for index, status in self.states.items():
                if status not in (S.WAITING, S.WAITING_CONFIRMATION) or index in self.admitted:
                    continue
                day = self.plan.entries[index].day
                closed = failed is not None and days.index(day) > days.index(failed)
                if closed or self._verdict(index) is Verdict.CANCEL:
                    new.add(index)
            if not new:
                return found
            found |= new
            for index in new:
                self.states[index] = S.CANCELED

    def _may_start(self, index: int) -> bool:
        entry = self.plan.entries[index]
        before = entry.predecessor
        return (
            self.states[index] is S.WAITING
            and index not in self.admitted
            and self._verdict(index) is Verdict.RUN
            and (
                before is None
                or self.states[before] is S.CANCELED
                or self.class_of(before) is StateClass.GOOD
            )
            and self._used(entry.job) < self.plan.request.parallel
            and self._day_has_begun(entry.day)
        )

    def _used(self, job: str) -> int:
        return sum(
            status in HOLDING or index in self.admitted
            for index, status in self.states.items()
            if self.plan.entries[index].job == job
        )

    def _day_has_begun(self, day: date) -> bool:
        if not self.plan.request.by_day:
            return True
        days, _ = self._days()
        earlier = set(days[: days.index(day)])
        return all(
            self.class_of(entry.index) is not StateClass.OPEN
            for entry in self.plan.entries
            if entry.day in earlier
        )

    def take(self) -> tuple[set[int], tuple[int, ...]]:
        canceled = self.cancelations()
        started: list[int] = []
        while (index := next((each for each in self.states if self._may_start(each)), None)) is not None:
            started.append(index)
            if self.plan.entries[index].dry_run:
                self.states[index] = S.SUCCESS
            else:
                self.admitted.add(index)
        return canceled, tuple(started)

    def set(self, index: int, status: S) -> None:
        if self.states[index] is not status:
            self.admitted.discard(index)
        self.states[index] = status


def _random_jobs(rng: Random) -> list[dict[str, Any]]:
    jobs: list[dict[str, Any]] = []
    for name in "ABCD"[: rng.randint(1, 4)]:
        depends_on = [
            {
                "job": other["name"],
                "rule": rng.choice(["default", "any", "last", "nearest"]),
                "on_upstream_failure": rng.choice(["pending", "continue", "cancel"]),
                **rng.choice([{"cycle": "same"}, {"cycle": "previous", "n": rng.randint(1, 3)}]),
            }
            for other in jobs
            if rng.random() < 0.6
        ]
        recurrence = rng.choice(RECURRENCES)
        jobs.append(
            {
                "name": name,
                "recurrence": recurrence,
                "depends_on": depends_on,
                "self_dependent": rng.random() < 0.3,
            }
        )
    return jobs


NEXT: dict[S, list[S]] = {
    S.WAITING: [S.FROZEN, S.CANCELED, S.WAITING],
    S.WAITING_CONFIRMATION: [S.WAITING],
    S.RUNNING: [S.SUCCESS, S.SUCCESS, S.SUCCESS, S.FAILED, S.ABNORMAL, S.FAILURE_IGNORED, S.CANCELED],
    S.ABNORMAL: [S.RUNNING, S.FAILED],
    S.FAILED: [S.WAITING, S.FORCE_SUCCESS],
    S.CANCELED: [S.WAITING, S.WAITING_CONFIRMATION],
    S.FROZEN: [S.WAITING],
    S.SUCCESS: [S.WAITING],
}


@pytest.mark.parametrize("seed", range(40))
def test_one_change_at_a_time_gives_what_looking_at_everything_gives(seed: int) -> None:
    rng = Random(seed)
    by_day = rng.random() < 0.5
    plan = plan_with(
        _random_jobs(rng),
        parallel=rng.randint(1, 3),
        by_day=by_day,
        stop_on_failure=by_day and rng.random() < 0.5,
        reverse=rng.random() < 0.3,
    )
    run, plain = PatchRun(plan), Plain(plan, dict.fromkeys(range(len(plan.entries))))
    generated = 0
    for _ in range(150):
        for index in range(generated, min(generated + rng.randint(0, 6), len(plan.entries))):
            generated = index + 1
            status = rng.choice([S.WAITING, S.WAITING, S.WAITING, S.WAITING_CONFIRMATION])
            run.changed(index, status)
            plain.set(index, status)
        _change_some(rng, run, plain, generated)
        canceled, started = plain.take()
        step = run.take(NOW)
        assert {index for index, _ in step.cancel} == canceled
        assert step.start == started
        for index in started:
            if rng.random() < 0.7 and not plan.entries[index].dry_run:
                run.changed(index, S.RUNNING)
                plain.states[index] = S.RUNNING
        known = {index: status for index, status in plain.states.items() if status is not None}
        again = PatchRun(plan, known, plain.admitted)  # after a restart
        assert again.take(NOW) == PatchStep()
        assert again.task_state is run.task_state


def _change_some(rng: Random, run: PatchRun, plain: Plain, generated: int) -> None:
    for index in rng.sample(range(generated), min(generated, rng.randint(0, 4))):
        status = plain.states[index]
        following = NEXT.get(status, []) if status is not None else []
        if index in plain.admitted and status is S.WAITING:
            following = [S.RUNNING]
        if not following or (is_final(status or S.WAITING) and rng.random() < 0.8):
            continue
        new = rng.choice(following)
        keeps_place = new in HOLDING
        held = index in plain.admitted
        plain.set(index, new)
        if held and keeps_place:
            plain.admitted.add(index)
        run.changed(index, new)


def test_an_operator_lets_an_instance_go_without_one_upstream_or_all() -> None:
    """R49."""
    jobs: list[dict[str, Any]] = [
        {"name": "B", "recurrence": {"type": "hours", "every": 12}},
        {"name": "A", "recurrence": DAILY, "depends_on": [{"job": "B", "on_upstream_failure": "pending"}]},
    ]
    plan = plan_with(jobs, parallel=5)
    run = PatchRun(plan, {entry.index: S.WAITING for entry in plan.entries})
    run.take(NOW)
    first, second = (entry for entry in plan.entries if entry.job == "A" and entry.day.day < 3)
    run.changed(first.waits_for[0], S.FAILED)
    run.changed(first.waits_for[1], S.SUCCESS)
    assert first.index not in run.take(NOW).start
    run.without(first.index, first.waits_for[0])
    assert run.take(NOW).start == (first.index,)
    run.without(second.index)
    assert run.take(NOW).start == (second.index,)


def test_stop_cancels_waiting_and_running_ones() -> None:
    """R189."""
    plan = plan_with([{"name": "A", "recurrence": DAILY}])
    run = PatchRun(plan, {0: S.SUCCESS, 1: S.RUNNING, 2: S.WAITING})
    assert run.stop() == (1, 2)
    assert run.task_state is TaskState.CANCELED
    assert run.take(NOW) == PatchStep()


def test_a_failed_day_closes_the_task_also_for_instances_never_generated() -> None:
    """R185."""
    plan = plan_with([{"name": "A", "recurrence": DAILY}], by_day=True, stop_on_failure=True)
    run = PatchRun(plan, {0: S.FAILED, 1: S.WAITING})
    assert run.take(NOW).cancel == ((1, CancelReason.STOPPED_ON_FAILURE),)
    assert run.closed
    assert run.task_state is TaskState.FAILED
    run.changed(0, S.WAITING)  # the failed one runs again
    assert run.take(NOW).start == (0,)


def test_a_rerun_of_the_failed_day_opens_a_closed_task_again() -> None:
    plan = plan_with([{"name": "A", "recurrence": DAILY}], by_day=True, stop_on_failure=True)
    run = PatchRun(plan, {0: S.FAILED, 1: S.CANCELED})
    states = [run.task_state]
    run.changed(0, S.WAITING)
    assert [*states, run.task_state] == [TaskState.FAILED, TaskState.RUNNING]


WINDOW = {"from": "22:00", "to": "06:00"}


@pytest.mark.parametrize(
    ("window", "now", "opens"),
    [
        (WINDOW, "2024-03-20T12:00:00+08:00", "2024-03-20T22:00:00+08:00"),
        (WINDOW, "2024-03-20T05:59:59+08:00", None),
        (WINDOW, "2024-03-20T06:00:00+08:00", "2024-03-20T22:00:00+08:00"),
        ({"from": "09:00", "to": "10:00"}, "2024-03-20T10:00:00+08:00", "2024-03-21T09:00:00+08:00"),
        ({"from": "09:00", "to": "09:00"}, "2024-03-20T10:00:00+08:00", None),
    ],
)
def test_the_running_window_says_when_it_opens(window: dict[str, str], now: str, opens: str | None) -> None:
    """R188."""
    plan = plan_with([{"name": "A", "recurrence": DAILY}], running_window=window)
    run = PatchRun(plan, {0: S.WAITING})
    moment = datetime.fromisoformat(now)
    assert run.next_window(moment) == (datetime.fromisoformat(opens) if opens else None)
    assert run.take(moment).start == (() if opens else (0,))


def test_a_window_whose_begin_the_clocks_jump_over_opens_when_they_have_jumped() -> None:
    jobs = [PatchJob("A", Schedule.model_validate({"recurrence": DAILY}), "Europe/Berlin")]
    request = {
        "jobs": ["A"],
        "ranges": [{"from": "2024-03-01T00:00:00", "to": "2024-03-02T00:00:00"}],
        "running_window": {"from": "02:30", "to": "04:00"},
    }
    plan = make_plan(PatchRequest.model_validate(request), jobs, PatchBasis(NOW, "Europe/Berlin"))
    run = PatchRun(plan, {0: S.WAITING})
    jump = datetime(2024, 3, 31, 1, 0, tzinfo=UTC)
    assert run.next_window(jump - timedelta(hours=3)) == jump
