"""Making the instances of a PatchData task, in list order, a few a step (R180, R189)."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from millrace.domain.ids import JobId
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.domain.patchdata import PatchEntry
from millrace.engine.definitions import Runnable
from millrace.engine.new_instances import Birth, definition_of, new_instance
from millrace.engine.patch_task import Task
from millrace.engine.step import StaleStates, Step
from millrace.ports.records import JobRecord, NewInstance
from millrace.ports.schedule_records import PatchDataRecord
from millrace.services.patching_plans import batch_of

_log = logging.getLogger(__name__)

AHEAD = 1000
"""Instances of a task that are made and not final: about so many at most, unless those behind could start."""


def wants_rows(task: Task) -> bool:
    """Whether further instances of the task are to be made now."""
    begin = task.record.generated
    if begin >= task.record.total or task.run.stopped or task.run.closed or task.holds:
        return False
    return len(task.open) < AHEAD or task.run.wants_more(begin, AHEAD)


def make_rows(step: Step, task: Task, most: int) -> int:
    """Make the next instances in one call of the store; how many places of the list they are."""
    begin = task.record.generated
    entries = task.plan.entries[begin : begin + most]
    jobs = step.session.jobs.by_ids({task.job_of(entry).job_id for entry in entries})
    runnables = {job.id: _runnable(step, job) for job in jobs.values()}
    new = [_row(step, task, entry, (jobs, runnables)) for entry in entries]
    rows = [row for row in new if row is not None]
    made = step.session.instances.create(rows)
    for row, instance_id in zip(rows, made, strict=True):
        found = instance_id or step.session.instances.find(row.job_id, row.trigger, row.plan_time, row.batch)
        if found is not None:
            step.arrived([found])
    write(step, task, replace(task.record, generated=begin + len(entries)))
    return len(entries)


def write(step: Step, task: Task, record: PatchDataRecord) -> None:
    """Keep the task's record as it is now."""
    if not step.session.patchdata.update(record, task.record.revision):
        raise StaleStates
    task.record = replace(record, revision=task.record.revision + 1)
    task.changed = True


def _runnable(step: Step, job: JobRecord) -> Runnable | None:
    try:
        return definition_of(step, job)
    except Exception as error:  # one bad job must not hold up the others
        _log.error("job %s: no instances of it can be made", job.id, exc_info=error)
        return None


def _row(
    step: Step,
    task: Task,
    entry: PatchEntry,
    known: tuple[Mapping[JobId, JobRecord], Mapping[JobId, Runnable | None]],
) -> NewInstance | None:
    """The row of an entry; one whose job is gone counts as canceled and has none."""
    jobs, runnables = known
    job_id = task.job_of(entry).job_id
    job, runnable = jobs.get(job_id), runnables.get(job_id)
    if job is None or runnable is None:
        task.run.changed(entry.index, InstanceStatus.CANCELED)
        return None
    return new_instance(job, runnable, _birth(step, task, entry, runnable))


def _birth(step: Step, task: Task, entry: PatchEntry, runnable: Runnable) -> Birth:
    record, request = task.record, task.plan.request
    return Birth(
        trigger=Trigger.PATCHDATA,
        plan_time=entry.plan_time,
        zone=task.job_of(entry).job.zone,
        batch=batch_of(record.id),
        by=record.created.by,
        at=step.now,
        dry_run=entry.dry_run or runnable.definition.dry_run,  # fixed here (R21)
        priority=record.priority,
        params=request.params.get(entry.job, {}),
        confirmed=request.confirm,
    )
