"""Which version a waiting instance runs: the latest submitted one, at its start or rerun (R120)."""

from dataclasses import dataclass, replace

from millrace.domain.ids import VersionNo
from millrace.domain.instance import InstanceState
from millrace.domain.progress import first_state
from millrace.domain.progress_rerun import same_nodes
from millrace.engine.definitions import Runnable
from millrace.engine.step import Step, Working


@dataclass(frozen=True, slots=True)
class Version:
    """A version made ready to run."""

    number: VersionNo
    content_hash: str
    runnable: Runnable


def present(working: Working) -> Version:
    """What the instance has now."""
    return Version(working.instance.version_no, working.instance.definition_hash, working.runnable)


def latest(step: Step, working: Working) -> Version:
    """The latest submitted version of the instance's job; what it has already if the job is gone."""
    job = step.session.jobs.by_ids([working.instance.job_id]).get(working.instance.job_id)
    if job is None or job.submitted_version is None or job.submitted_hash is None:
        return present(working)
    changed = replace(working.instance, definition_hash=job.submitted_hash)
    return Version(job.submitted_version, job.submitted_hash, step.index.runnable(step.session, changed))


def with_params_of(step: Step, version: Version, working: Working) -> Version:
    """The version with the parameter values the instance had so far (R92, R120).

    It is kept as a definition of its own: the same nodes, other values.
    """
    old, new = working.runnable.definition, version.runnable.definition
    had = {param.name: param for param in old.params}
    params = [had.pop(param.name, param) for param in new.params] + list(had.values())
    if params == list(new.params):
        return version
    mixed = new.model_copy(update={"params": params})
    ws, key, text = working.instance.workspace_id, mixed.content_hash(), mixed.canonical()
    step.session.jobs.put_content(ws, key, text)
    changed = replace(working.instance, definition_hash=key)
    return Version(version.number, key, step.index.runnable(step.session, changed))


def adopt_latest(step: Step, working: Working) -> None:
    """Where the workspace wants it, let an instance that begins take the latest submitted version (R120)."""
    if step.index.places.settings(step.session, working.instance.workspace_id).sync_waiting:
        take_latest(step, working)


def take_latest(step: Step, working: Working) -> None:
    """Let an instance that begins take the latest submitted version (R189)."""
    version = latest(step, working)
    if version.content_hash == working.instance.definition_hash:
        return
    state, plan = working.state, version.runnable.plan
    if not same_nodes(working.runnable.plan, plan):
        fresh = first_state(
            plan,
            state.id,
            run_number=state.run_number,
            needs_confirmation=False,
            dry_run=state.dry_run,
        )
        state = replace(state, node_runs=fresh.node_runs)
    adopt(step, working, version, state)


def adopt(step: Step, working: Working, version: Version, state: InstanceState) -> None:
    """Write the version and the state that goes with it."""
    step.session.waiting.adopt_version(working.instance.id, version.number, version.content_hash)
    step.begin_anew(working, version.runnable, state)
