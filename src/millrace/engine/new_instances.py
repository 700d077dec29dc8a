"""Making the row of a new instance of a submitted version."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from millrace.domain.errors import NotSubmitted
from millrace.domain.ids import InstanceId
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.domain.progress import first_state
from millrace.engine.definitions import Runnable
from millrace.engine.step import Step
from millrace.ports.records import JobRecord, NewInstance, Stamp

_PERIODIC = (Trigger.SCHEDULE, Trigger.PATCHDATA)
"""Those ask for confirmation where the schedule says so (R93)."""


@dataclass(frozen=True, slots=True)
class Birth:
    """What makes this instance the one it is (R1), and how it begins."""

    trigger: Trigger
    plan_time: datetime
    zone: str
    batch: str
    by: str
    at: datetime
    dry_run: bool
    frozen: bool = False
    priority: int | None = None
    """None: the one of its job."""
    params: Mapping[str, str] = field(default_factory=dict)
    confirmed: bool = False
    """Somebody gave their word beforehand."""


def definition_of(step: Step, job: JobRecord) -> Runnable:
    """The submitted version of a job, made ready. Raises NotSubmitted, LookupError, ValueError."""
    if job.submitted_hash is None:
        raise NotSubmitted(name=job.name)
    found = step.index.definitions.known(job.submitted_hash)
    if found is not None:
        return found
    text = step.session.jobs.content(job.workspace_id, job.submitted_hash)
    if text is None:
        raise LookupError(f"the definition {job.submitted_hash} of job {job.name} is gone")
    return step.index.definitions.add(job.submitted_hash, text)


def new_instance(job: JobRecord, runnable: Runnable, birth: Birth) -> NewInstance:
    """The row to be stored: waiting, or waiting for confirmation where the schedule asks for it (R93)."""
    if job.submitted_version is None or job.submitted_hash is None:
        raise NotSubmitted(name=job.name)
    schedule = runnable.definition.schedule
    state = first_state(
        runnable.plan,
        InstanceId(0),
        run_number=1,
        needs_confirmation=birth.trigger in _PERIODIC
        and not birth.confirmed
        and schedule is not None
        and schedule.confirm,
        dry_run=birth.dry_run,
    )
    if birth.frozen:
        state = replace(state, status=InstanceStatus.FROZEN)
    return NewInstance(
        workspace_id=job.workspace_id,
        job_id=job.id,
        job_name=job.name,
        version_no=job.submitted_version,
        definition_hash=job.submitted_hash,
        trigger=birth.trigger,
        plan_time=birth.plan_time,
        zone=birth.zone,
        batch=birth.batch,
        priority=birth.priority or runnable.definition.priority,
        params=birth.params,
        passed_params={},
        loop=None,
        parent_node_run_id=None,
        parent_row=None,
        only_nodes=(),
        dry_run=birth.dry_run,
        status=state.status,
        node_runs=list(state.node_runs.values()),
        created=Stamp(birth.by, birth.at),
    )
