"""PatchData tasks under way: what is made, started and canceled next (R180-R190).

Runs with the gate: it is told what became of the instances of tasks, and looks at the tasks that were touched
until nothing changes any more. One step makes at most so many instances and starts or cancels at most so
many; what is left is done by the next step, after whatever came meanwhile. The tasks know nothing of the
waiting room and of scheduled instances, and these know nothing of them.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from millrace.domain.errors import NotFound, Unavailable
from millrace.domain.ids import JobId, PatchDataId, WorkspaceId
from millrace.domain.instance import InstanceStatus, StateClass, is_final
from millrace.domain.patchdata_starts import TaskState
from millrace.domain.progress import InstanceMayStart, InstanceMustEnd, Operate, Operation
from millrace.domain.progress_operations import STOPPED
from millrace.engine.messages import PatchingDue
from millrace.engine.patch_making import make_rows, wants_rows, write
from millrace.engine.patch_memory import task_id_of
from millrace.engine.patch_task import CANCELED, RUNNING, Task
from millrace.engine.step import StaleStates, Step, Working
from millrace.engine.versions import take_latest
from millrace.ports.schedule_records import PatchDataRecord, Waiver

_log = logging.getLogger(__name__)

_NOT_THE_TASK = (StaleStates, Unavailable)

BETWEEN_NEWS = timedelta(seconds=1)
"""Those who watch a task hear of it no more often, but at once when its state changes."""


class Patching:
    """The keeper of PatchData instances. All it remembers is the index's `patch`."""

    # ---- what happened

    def note(self, step: Step, working: Working, before: StateClass | None) -> None:
        """See `Keeper`. An instance that no task looks after starts at once."""
        waits = working.state.status is InstanceStatus.WAITING and not working.state.admitted
        if not self._take_note(step, working) and waits:
            step.happen(working.instance.id, InstanceMayStart())

    def _take_note(self, step: Step, working: Working) -> bool:
        """Whether a task looks after the instance."""
        task_id = task_id_of(working.instance)
        if task_id is None:
            return False
        memory = step.index.patch
        if task_id in memory.unreadable:
            return True
        task = memory.tasks.get(task_id)
        if task is None:
            record = step.session.patchdata.get(working.instance.workspace_id, task_id)
            if record is None:
                return False
            if _is_over(record):
                return self._of_ended_task(step, working, record)
            task = self._load(step, record)
            if task is None:
                return True
        return _note(step, task, working)

    def _of_ended_task(self, step: Step, working: Working, record: PatchDataRecord) -> bool:
        """A rerun opens the task again, a forced success may turn its end; a stopped one stays so."""
        status = working.state.status
        if record.state == CANCELED:
            never_ran = status is InstanceStatus.WAITING and working.state.run_number == 1
            if never_ran:  # it was frozen when the task was stopped
                step.happen(working.instance.id, InstanceMustEnd(STOPPED))
            return never_ran
        task = self._load(step, record)
        if task is None:
            return True
        known = _note(step, task, working)
        if known and not is_final(status):
            write(step, task, replace(task.record, state=RUNNING, ended_at=None))
        return known

    def waived(self, step: Step, waiver: Waiver) -> None:
        """An operator lets a waiting instance go without others (R49)."""
        for task in step.index.patch.tasks.values():
            if waiver.instance_id in task.open:
                task.waive(waiver)
                _touch(step, task)

    def need_dependency(self, step: Step, working: Working, job_id: JobId, plan_time: datetime) -> None:
        """Raises NotFound if an instance of a task does not wait for that one."""
        if not self._take_note(step, working):
            return
        for task in step.index.patch.tasks.values():
            index = task.open.get(working.instance.id)
            if index is not None and not task.waits_on(index, task.index_of(job_id, plan_time)):
                raise NotFound(kind="upstream instance", name=f"{job_id} at {plan_time.isoformat()}")

    # ---- what follows

    def run(self, step: Step) -> bool:
        """See `Keeper`: look at the tasks that were touched; True if something happens to an instance."""
        memory = step.index.patch
        touched, memory.touched = memory.touched, {}
        acted = False
        for task_id, ws in touched.items():
            task = memory.tasks.get(task_id) or self._find(step, ws, task_id)
            if task is None:
                continue
            try:
                acted = self._look(step, task) or acted
            except _NOT_THE_TASK:
                raise
            except Exception as error:
                memory.drop(task)
                _give_up(step, task.record, error)
        return acted

    def _look(self, step: Step, task: Task) -> bool:
        acts = self._go_on(step, task)
        if acts:
            _touch(step, task)
        elif not self._finish(step, task):
            _set_window_timer(step, task)
        _tell(step, task)
        return acts

    def _go_on(self, step: Step, task: Task) -> bool:
        """Start and cancel, or make what comes next; what is too much for this step goes on in the next."""
        memory = step.index.patch
        if memory.left <= 0:
            _later(step, task)
            return False
        done = self._stop_some(step, task) if task.run.stopped else self._start_some(step, task)
        if not done and wants_rows(task):
            done = make_rows(step, task, memory.left)
        memory.left -= done
        return done > 0

    def _stop_some(self, step: Step, task: Task) -> int:
        """R189: waiting and running instances of a stopped task."""
        acts = 0
        while task.to_stop and acts < step.index.patch.left:
            step.happen(task.to_stop.popleft(), Operate(Operation.STOP))
            acts += 1
        return acts

    def _start_some(self, step: Step, task: Task) -> int:
        if task.holds:
            return 0
        found = task.run.take(step.now, step.index.patch.left)
        for index, reason in found.cancel:
            instance_id = task.ids[index]
            if instance_id is not None:
                step.happen(instance_id, InstanceMustEnd(reason.value))
        if found.start:
            self._start(step, task, found.start)
        return len(found.cancel) + len(found.start)

    def _start(self, step: Step, task: Task, indexes: Sequence[int]) -> None:
        """With the version submitted last (R189); a rerun has taken its own already (R92)."""
        ids = [instance_id for index in indexes if (instance_id := task.ids[index]) is not None]
        step.load(ids)
        workings = [step.working[instance_id] for instance_id in ids if instance_id in step.working]
        for working in _outdated(step, workings):
            try:
                take_latest(step, working)
            except _NOT_THE_TASK:
                raise
            except Exception as error:  # one bad version must not hold up the others
                step.set_aside(working.instance.id, error)
        for instance_id in ids:
            if instance_id in step.working:
                step.happen(instance_id, InstanceMayStart())

    def _finish(self, step: Step, task: Task) -> bool:
        """The task is over when nothing is open any more (R189)."""
        state = CANCELED if task.run.stopped else task.run.task_state.value
        if task.open or task.retrying or state == TaskState.RUNNING.value:
            return False
        ended = replace(task.record, state=state, paused=False, ended_at=task.record.ended_at or step.now)
        if ended != task.record:
            write(step, task, ended)
            task.told_at = None
        step.index.patch.drop(task)
        return True

    # ---- finding

    def _find(self, step: Step, ws: WorkspaceId, task_id: PatchDataId) -> Task | None:
        record = step.session.patchdata.get(ws, task_id)
        return None if record is None or _is_over(record) else self._load(step, record)

    def _load(self, step: Step, record: PatchDataRecord) -> Task | None:
        """The task, with what this step has done to its instances; None if its plan cannot be made."""
        memory = step.index.patch
        if record.id in memory.unreadable:
            return None
        try:
            task = memory.load(step.session, record)
        except _NOT_THE_TASK:
            raise
        except Exception as error:
            _give_up(step, record, error)
            return None
        for working in step.working.values():
            if task_id_of(working.instance) == record.id:
                _note(step, task, working)
        return task

    def task(self, step: Step, ws: WorkspaceId, task_id: PatchDataId) -> Task:
        """The task for a command, also one that is over. Raises NotFound."""
        known = step.index.patch.tasks.get(task_id)
        record = step.session.patchdata.get(ws, task_id) if known is None else known.record
        if record is None or record.workspace_id != ws:
            raise NotFound(kind="PatchData task", name=task_id)
        task = known or self._load(step, record)
        if task is None:
            raise NotFound(kind="plan of PatchData task", name=record.name)
        return task


def _give_up(step: Step, record: PatchDataRecord, error: Exception) -> None:
    """Whatever is wrong with one task, the others go on; this one when an engine begins anew."""
    _log.error("PatchData task %s cannot be gone on with", record.id, exc_info=error)
    step.index.patch.unreadable.add(record.id)
    step.session.admin.set_aside(
        "patchdata",
        {"task_id": record.id},
        {"code": "internal_error", "message": str(error)},
        step.now,
        record.workspace_id,
    )


def _is_over(record: PatchDataRecord) -> bool:
    """A stopped task is not over while instances of it are left to be stopped."""
    return record.state != RUNNING and not (record.state == CANCELED and record.ended_at is None)


def _note(step: Step, task: Task, working: Working) -> bool:
    instance, state = working.instance, working.state
    index = task.index_of(instance.job_id, instance.plan_time)
    if index is None:
        return False
    task.note(index, instance.id, state.status, admitted=state.admitted)
    _touch(step, task)
    rerun_by_hand = state.status is InstanceStatus.WAITING and state.run_number > 1
    return not (task.run.stopped and rerun_by_hand and instance.id not in task.to_stop)


def _touch(step: Step, task: Task) -> None:
    step.index.patch.touch(task.record.workspace_id, task.record.id)


def _later(step: Step, task: Task) -> None:
    """This step has done enough: the next one goes on."""
    memory = step.index.patch
    _touch(step, task)
    if not memory.follows:
        memory.follows = True
        step.out.follow.append(PatchingDue())


def _outdated(step: Step, workings: Iterable[Working]) -> list[Working]:
    """Those of a first run whose job has another version now."""
    first = [working for working in workings if working.state.run_number == 1]
    jobs = step.session.jobs.by_ids({working.instance.job_id for working in first})
    found = []
    for working in first:
        job = jobs.get(working.instance.job_id)
        if job is not None and job.submitted_hash not in (None, working.instance.definition_hash):
            found.append(working)
    return found


def _set_window_timer(step: Step, task: Task) -> None:
    """R188: look again when the running window opens."""
    if task.run.stopped or task.holds:
        return
    opens_at = task.run.next_window(step.now)
    if opens_at is not None and opens_at != task.opens_at:
        task.opens_at = opens_at
        step.index.timers.add(opens_at, PatchingDue(task.record.workspace_id, task.record.id))


def _tell(step: Step, task: Task) -> None:
    """News of the task, now and then."""
    if not task.changed:
        return
    record, now = task.record, step.now
    due_at = None if task.told_at is None else task.told_at + BETWEEN_NEWS
    if due_at is None or now >= due_at or now < due_at - BETWEEN_NEWS:
        step.out.tasks.append((record.workspace_id, task.news()))
        task.told_at, task.changed = now, False
    elif task.tells_at != due_at:
        task.tells_at = due_at
        step.index.timers.add(due_at, PatchingDue(record.workspace_id, record.id))
