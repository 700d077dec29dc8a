"""What an instance of PatchData waits for: inside its task only, by the task's plan (R181-R188)."""

from collections.abc import Sequence
from dataclasses import dataclass

from millrace.domain.ids import JobId, PatchDataId
from millrace.domain.instance import InstanceStatus, StateClass, Trigger, is_final, state_class
from millrace.domain.patchdata import PatchEntry, PatchPlan
from millrace.domain.plan_times import FAR_FUTURE, FAR_PAST
from millrace.ports.schedule_records import InstanceKey, PatchDataRecord
from millrace.services.patching_plans import BasisJob, jobs_of, plan_of
from millrace.services.waiting_parts import Looked
from millrace.services.waiting_upstream import Asked
from millrace.services.waiting_views import Link, WaitingPart
from millrace.services.waiting_words import STATUS, clock_time, local_day, plural

REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class InTask:
    """An instance's place in the plan of its task."""

    record: PatchDataRecord
    plan: PatchPlan
    jobs: Sequence[BasisJob]
    entry: PatchEntry

    def key(self, index: int) -> InstanceKey:
        """Of another entry of the plan."""
        entry = self.plan.entries[index]
        return self._key(entry)

    def _key(self, entry: PatchEntry) -> InstanceKey:
        job_id = next((each.job_id for each in self.jobs if each.name == entry.job), JobId(0))
        return InstanceKey(job_id, Trigger.PATCHDATA, entry.plan_time, str(self.record.id))


class Plans:
    """The plans of tasks that were looked at last: they never change."""

    def __init__(self) -> None:
        self._known: dict[PatchDataId, PatchPlan] = {}

    def find(self, looked: Looked) -> InTask | None:
        """None if the task is gone, or its plan does not hold the instance."""
        instance = looked.summary.instance
        if not instance.batch.isdecimal():
            return None
        record = looked.session.patchdata.get(instance.workspace_id, PatchDataId(int(instance.batch)))
        if record is None:
            return None
        plan = self._known.get(record.id)
        if plan is None:
            plan = plan_of(looked.session, record)
            if len(self._known) >= REMEMBERED:
                self._known = {}
            self._known[record.id] = plan
        jobs = jobs_of(record.basis)
        names = {each.name for each in jobs if each.job_id == instance.job_id}
        for entry in plan.entries:
            if entry.job in names and entry.plan_time == instance.plan_time:
                return InTask(record, plan, jobs, entry)
        return None


def asked_by_task(place: InTask) -> list[Asked]:
    """R181: upstream jobs of the same task only, all other ones are not waited for."""
    (job,) = (each for each in place.jobs if each.name == place.entry.job)
    return [
        Asked(
            dependency=job.job.schedule.depends_on[wait.number],
            keys=[place.key(index) for index in wait.indices],
        )
        for wait in place.entry.waits
    ]


def task_parts(looked: Looked, place: InTask) -> list[WaitingPart]:
    """Its predecessor in the task, and the task's own limits."""
    return [_previous(looked, place), _turn(looked, place)]


def _previous(looked: Looked, place: InTask) -> WaitingPart:
    instance = looked.summary.instance
    index = place.entry.predecessor
    if index is None:
        return WaitingPart("previous_cycle", True, "No earlier instance of the job in its task counts.")
    key = place.key(index)
    brief = looked.session.waiting.find([key]).get(key)
    at = clock_time(key.plan_time, instance.zone, local_day(instance.plan_time, instance.zone))
    if brief is None:
        return WaitingPart("previous_cycle", False, f"Its previous instance {at} was not generated yet.")
    good = state_class(brief.status) is StateClass.GOOD or brief.status is InstanceStatus.CANCELED
    text = f"Its previous instance {at} is {STATUS[brief.status]}"
    text += "." if good else ", and has to be good first."
    return WaitingPart("previous_cycle", good, text, link=Link("instance", brief.id))


def _turn(looked: Looked, place: InTask) -> WaitingPart:
    """R184, R188: how many of the job run at once in the task, day by day, inside its running window."""
    record, request = place.record, place.plan.request
    instance = looked.summary.instance
    if record.paused:
        return WaitingPart("concurrency", False, f"Its task {record.name} is paused.")
    batch = looked.session.waiting.between(
        instance.job_id, Trigger.PATCHDATA, instance.batch, FAR_PAST, FAR_FUTURE
    )
    running = [brief for brief in batch if brief.admitted and not is_final(brief.status)]
    rules = "; the task goes day by day" if request.by_day else ""
    if request.running_window is not None:
        window = request.running_window
        rules += f"; the task starts instances between {window.from_} and {window.to} only"
    most = request.parallel
    mine = any(brief.id == instance.id for brief in running)
    runs = "runs" if len(running) == 1 else "run"
    text = f"{len(running)} of {plural(most, 'instance')} of the job in its task {runs}{rules}."
    if mine or len(running) < most:
        return WaitingPart("concurrency", True, text)
    return WaitingPart(
        "concurrency", False, f"It waits for its turn: {text}", link=Link("instance", running[0].id)
    )
