"""What the engine remembers of PatchData tasks, and how it finds them again in the store.

Plans stay remembered when the rest is built anew: they never change.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from millrace.domain.ids import InstanceId, PatchDataId, WorkspaceId
from millrace.domain.instance import Instance, InstanceStatus, Trigger
from millrace.domain.patchdata import PatchPlan
from millrace.engine.messages import PatchingDue
from millrace.engine.patch_task import CANCELED, Task
from millrace.ports.schedule_records import InstanceBrief, PatchDataRecord
from millrace.ports.store import Session
from millrace.services.patching_plans import BasisJob, batch_of, jobs_of, plan_of

MOST_A_STEP = 50
"""Instances of tasks that are made, started or canceled in one step: other work goes between."""

_PLANS = 20
_MOMENT = timedelta(microseconds=1)
_RETRY = "retry_patchdata"


@dataclass(slots=True)
class PatchMemory:
    """Tasks under way, and those of them that are to be looked at."""

    tasks: dict[PatchDataId, Task] = field(default_factory=dict)
    touched: dict[PatchDataId, WorkspaceId] = field(default_factory=dict)
    unreadable: set[PatchDataId] = field(default_factory=set)
    """Their plans cannot be made: their instances do not start until the engine begins anew."""
    left: int = MOST_A_STEP
    """What the present step may still do."""
    follows: bool = False
    """The step goes on in another one."""
    _plans: OrderedDict[PatchDataId, PatchPlan] = field(default_factory=OrderedDict)

    def new_step(self) -> None:
        """What one step may do is counted from here."""
        self.left = MOST_A_STEP
        self.follows = False

    def touch(self, ws: WorkspaceId, task_id: PatchDataId) -> None:
        """The task is to be looked at before the step ends."""
        self.touched[task_id] = ws

    def drop(self, task: Task) -> None:
        """The task is over."""
        self.tasks.pop(task.record.id, None)
        self.touched.pop(task.record.id, None)

    def lacks(self, instance_id: InstanceId) -> str | None:
        """The word of R54 for an instance of a task that waits for its turn. Other threads may ask."""
        for task in list(self.tasks.values()):
            index = task.open.get(instance_id)
            if index is not None:
                status = task.statuses[index]
                begun = status not in (InstanceStatus.WAITING, InstanceStatus.WAITING_CONFIRMATION)
                return None if begun or task.run.holds_place(index) else task.run.lacks(index)
        return None

    # ---- the store

    def rebuild(self, session: Session, instances: Iterable[Instance]) -> Sequence[PatchingDue]:
        """Forget all but the plans; `instances` are those that are not final.

        Every open task is due, and every one that was stopped while instances of it were left.
        """
        self.tasks, self.touched = {}, {}
        self.unreadable = set()
        found = {task.id: task.workspace_id for task in session.patchdata.open_tasks()}
        for ws, task_id in _tasks_of(instances):
            record = None if task_id in found else session.patchdata.get(ws, task_id)
            if record is not None and _is_stopping(record):
                found[task_id] = ws
        self.touched = found
        return [PatchingDue()] if found else []

    def knows(self, instance: Instance) -> bool:
        """Whether the instance is of a task that is due anyhow, after `rebuild`."""
        task_id = task_id_of(instance)
        return task_id is not None and task_id in self.touched

    def load(self, session: Session, record: PatchDataRecord) -> Task:
        """Make a task again from the store. Raises what the making of a plan may raise."""
        jobs = jobs_of(record.basis)
        plan = self._plan(session, record)
        task = Task(record, plan, jobs, _briefs(session, record, plan, jobs))
        for waivers in session.waiting.waivers(list(task.open)).values():
            for waiver in waivers:
                task.waive(waiver)
        task.retrying = any(
            command.kind == _RETRY and command.args.get("task_id") == record.id
            for command in session.commands.pending()
        )
        self.tasks[record.id] = task
        self.touch(record.workspace_id, record.id)
        return task

    def _plan(self, session: Session, record: PatchDataRecord) -> PatchPlan:
        plan = self._plans.get(record.id)
        if plan is None:
            plan = self._plans[record.id] = plan_of(session, record)
        self._plans.move_to_end(record.id)
        while len(self._plans) > _PLANS:
            self._plans.popitem(last=False)
        return plan


def task_id_of(instance: Instance) -> PatchDataId | None:
    """The task that made an instance, if it was made by one."""
    if instance.trigger is not Trigger.PATCHDATA or not instance.batch.isdecimal():
        return None
    return PatchDataId(int(instance.batch))


def _is_stopping(record: PatchDataRecord) -> bool:
    return record.state == CANCELED and record.ended_at is None


def _tasks_of(instances: Iterable[Instance]) -> set[tuple[WorkspaceId, PatchDataId]]:
    ids = ((instance.workspace_id, task_id_of(instance)) for instance in instances)
    return {(ws, task_id) for ws, task_id in ids if task_id is not None}


def _briefs(
    session: Session, record: PatchDataRecord, plan: PatchPlan, jobs: Sequence[BasisJob]
) -> list[InstanceBrief]:
    """The instances of a task: one look at the store a job."""
    times = {line.name: line.times for line in plan.lines}
    batch, found = batch_of(record.id), list[InstanceBrief]()
    for each in jobs if record.generated else ():
        own = times[each.name]
        if own:
            until = own[-1] + _MOMENT
            found += session.waiting.between(each.job_id, Trigger.PATCHDATA, batch, own[0], until)
    return found
