"""Child instances of Subjob and For Each nodes (R109).

A child is keyed by its parent node run and its row, so that an attempt after a loss finds the children of the
one before instead of making new ones. A retry keeps what succeeded or still runs and makes what failed anew.
"""

from collections.abc import Mapping
from typing import Any

from millrace.domain.ids import DRAFT_VERSION, InstanceId, NodeRunId
from millrace.domain.instance import AttemptCause, Instance, StateClass, Trigger, is_final, state_class
from millrace.domain.plan import Plan
from millrace.domain.progress import InstanceMayStart, first_state
from millrace.engine.live_attempts import Live
from millrace.engine.messages import ChildrenAsked
from millrace.engine.step import Step, Working
from millrace.ports.records import JobRecord, NewInstance, Stamp


def start_children(step: Step, asked: ChildrenAsked) -> None:
    """Create or find the children; a refusal goes back to the attempt that asked."""
    parent = step.index.live.by_id.get(asked.attempt_id)
    if parent is None:
        return
    step.load([parent.instance_id])
    working = step.working.get(parent.instance_id)
    if working is None:
        return
    job = step.session.jobs.by_name(parent.workspace_id, asked.job)
    refusal = _refusal(step, job, working.instance, asked.job)
    if refusal is not None or job is None:
        for request in asked.requests:
            _tell(step, asked, {"row": request["row"], "error": refusal})
        return
    is_retry = _is_retry(step, parent)
    for request in asked.requests:
        key = _key(parent, request, parent.number if is_retry else 1)
        found = _found(step, parent, working.instance, job, request)
        child = step.working.get(found) if found is not None else None
        if child is not None and not (
            is_retry and state_class(child.state.status) is StateClass.BAD and child.instance.batch != key
        ):
            _tell_if_over(step, asked, request, child)
        elif found is None or child is not None:
            _start(step, parent, working.instance, job, request, key)


def _is_retry(step: Step, parent: Live) -> bool:
    (attempt,) = step.session.instances.attempts([parent.attempt_id])
    return attempt.cause in (AttemptCause.RETRY, AttemptCause.MANUAL_RETRY)


def _key(parent: Live, request: Mapping[str, Any], generation: int) -> str:
    """`generation`: the number of the retry that made the child, 1 for the first attempt."""
    suffix = f":{generation}" if generation > 1 else ""
    return f"{parent.node_run_id}:{request['row']}{suffix}"


def _found(
    step: Step, parent: Live, caller: Instance, job: JobRecord, request: Mapping[str, Any]
) -> InstanceId | None:
    """The newest child of that row, loaded."""
    for generation in range(parent.number, 0, -1):
        key = _key(parent, request, generation)
        found = step.session.instances.find(job.id, Trigger.SUBJOB, caller.plan_time, key)
        if found is not None:
            step.load([found])
            return found
    return None


def _tell_if_over(step: Step, asked: ChildrenAsked, request: Mapping[str, Any], child: Working) -> None:
    status = child.state.status
    if is_final(status):
        told = {"row": request["row"], "instance_id": child.instance.id, "status": status.value}
        _tell(step, asked, told)


def _refusal(step: Step, job: JobRecord | None, caller: Instance, name: str) -> Mapping[str, Any] | None:
    if job is None:
        return _error("job_not_found", f"There is no job {name} in this workspace. Choose another job.")
    content_hash = _content_hash(job, caller)
    if content_hash is None:
        return _error("job_not_submitted", f"Job {name} has not been submitted. Submit a version first.")
    try:
        plan = _plan(step, job, content_hash)
    except (LookupError, ValueError) as error:  # a draft may be unfinished: saving never refuses it
        return _error("invalid_definition", f"Job {name} cannot run: {error}. Open it and mend its problems.")
    calls = [node.name for node in plan.definition.nodes if _calls_too_deep(step, caller, node.type)]
    if calls:
        return _error(
            "nested_subjob",
            f"Job {name} itself calls a job (node {calls[0]}); called jobs may not. Call that one from here.",
        )
    return None


def _calls_too_deep(step: Step, caller: Instance, node_type: str) -> bool:
    """A called job has no Subjob node (R109); one called by a called job has no For Each node either.

    So calls end after two levels, also where jobs call one another in a circle.
    """
    if node_type == "subjob":
        return True
    found = step.around.catalog.nodes.get(node_type)
    return caller.parent_node_run_id is not None and found is not None and found.traits.waits


def _error(code: str, message: str) -> Mapping[str, Any]:
    return {"code": code, "message": message, "data": {}}


def _content_hash(job: JobRecord, caller: Instance) -> str | None:
    """Children follow their parent's kind: the draft in a test run, else the submitted version (R119)."""
    return job.draft_hash if caller.version_no == DRAFT_VERSION else job.submitted_hash


def _plan(step: Step, job: JobRecord, content_hash: str) -> Plan:
    found = step.index.definitions.known(content_hash)
    if found is None:
        text = step.session.jobs.content(job.workspace_id, content_hash)
        if text is None:
            raise LookupError("its definition is gone")
        found = step.index.definitions.add(content_hash, text)
    return found.plan


def _start(
    step: Step, parent: Live, caller: Instance, job: JobRecord, request: Mapping[str, Any], key: str
) -> None:
    created = step.session.instances.create([_child(step, parent, caller, job, request, key)])[0]
    if created is not None:
        step.happen(created, InstanceMayStart())
        step.out.created.append(created)


def _child(
    step: Step, parent: Live, caller: Instance, job: JobRecord, request: Mapping[str, Any], key: str
) -> NewInstance:
    content_hash = _content_hash(job, caller) or ""
    plan = _plan(step, job, content_hash)
    dry_run = plan.definition.dry_run
    fresh = first_state(plan, InstanceId(0), run_number=1, needs_confirmation=False, dry_run=dry_run)
    drafts = caller.version_no == DRAFT_VERSION
    return NewInstance(
        workspace_id=job.workspace_id,
        job_id=job.id,
        job_name=job.name,
        version_no=DRAFT_VERSION if drafts else job.submitted_version or DRAFT_VERSION,
        definition_hash=content_hash,
        trigger=Trigger.SUBJOB,
        plan_time=caller.plan_time,
        zone=caller.zone,
        batch=key,
        priority=caller.priority,
        params={},
        passed_params=dict(request.get("params") or {}),
        loop=request.get("loop"),
        parent_node_run_id=NodeRunId(parent.node_run_id),
        parent_row=int(request["row"]),
        only_nodes=(),
        dry_run=dry_run,
        status=fresh.status,
        node_runs=list(fresh.node_runs.values()),
        created=Stamp(by=caller.created_by, at=step.now),
    )


def _tell(step: Step, asked: ChildrenAsked, child: dict[str, Any]) -> None:
    step.out.children_ended.append((asked.worker, asked.attempt_id, child))
