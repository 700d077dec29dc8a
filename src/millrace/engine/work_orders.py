"""Make the order a worker gets for an attempt: everything its properties may refer to, and nothing more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from millrace.domain.ids import NodeId, WorkspaceId
from millrace.domain.instance import Instance, InstanceState, NodeRun
from millrace.engine.definitions import Recipe, Runnable
from millrace.engine.order_calendars import Asker, CalendarNames, calendar_facts, calendars_in
from millrace.ports.attempts import AttemptWork
from millrace.ports.node_runtime import Catalog
from millrace.ports.records import ConnectionRecord
from millrace.ports.store import Session
from millrace.services.evaluating import SHOWN_STATUS


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What orders need besides the instance: places on disk, the catalog, and how secrets are opened."""

    catalog: Catalog
    attempts_folder: Path
    workspace_folder: Callable[[WorkspaceId], Path]
    reveal: Callable[[ConnectionRecord], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed attempt."""

    attempt_id: int
    number: int
    node_id: NodeId


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of the edges from `sources` to a node; `with_outputs` for those who may need outputs."""

    node_id: NodeId
    sources: Sequence[NodeId]
    with_outputs: bool


def make_order(
    around: Surroundings,
    session: Session,
    instance: Instance,
    state: InstanceState,
    runnable: Runnable,
    claimed: Claimed,
) -> AttemptWork:
    """The order for one claimed attempt."""
    recipe = runnable.recipes[claimed.node_id]
    run = state.node_runs[claimed.node_id]
    params = effective_params(runnable, instance)
    nodes: Mapping[str, Mapping[str, Any]] = {}
    outside: Mapping[str, str] = {}
    if _needs_outputs(runnable, recipe, params):
        nodes, outside = ancestors(session, state, runnable, claimed.node_id)
    folder = around.attempts_folder / str(claimed.attempt_id // 1000) / str(claimed.attempt_id)
    node, scripts = recipe.node, _scripts(session, instance, recipe)
    calendars = recipe.calendars | calendars_in(scripts.values())
    return AttemptWork(
        attempt_id=claimed.attempt_id,
        number=claimed.number,
        timeout_seconds=node.timeout_minutes * 60,
        memory_limit_mb=node.memory_limit_mb,
        nice=node.nice,
        folder=str(folder),
        connections=_connections(around, session, instance, recipe),
        scripts=scripts,
        properties=node.properties,
        nodes=nodes,
        outside=outside,
        workspace_folder=str(around.workspace_folder(instance.workspace_id)),
        **_facts(instance, state, runnable, run, params),
        **_calendars(session, instance, runnable, calendars),
    )


def condition_order(
    around: Surroundings,
    session: Session,
    instance: Instance,
    state: InstanceState,
    runnable: Runnable,
    asked: Asked,
) -> AttemptWork:
    """The order to evaluate the conditions of a node's incoming edges (R70)."""
    node_id, wanted = asked.node_id, set(asked.sources)
    conditions = [
        {"source": edge.source, "name": runnable.plan.nodes[NodeId(edge.source)].name, "text": edge.condition}
        for edge in runnable.plan.conditions.get(node_id, ())
        if edge.source in wanted
    ]
    params = effective_params(runnable, instance)
    nodes: Mapping[str, Mapping[str, Any]] = {}
    outside: Mapping[str, str] = {}
    if asked.with_outputs:
        nodes, outside = ancestors(session, state, runnable, node_id)
    else:
        nodes = _statuses(state, runnable, node_id)
    return AttemptWork(
        attempt_id=0,
        number=0,
        properties={},
        nodes=nodes,
        outside=outside,
        conditions=conditions,
        workspace_folder=str(around.workspace_folder(instance.workspace_id)),
        **_facts(instance, state, runnable, state.node_runs[node_id], params),
        **_calendars(session, instance, runnable, calendars_in(str(item["text"]) for item in conditions)),
    )


def listening_order(
    around: Surroundings,
    session: Session,
    instance: Instance,
    state: InstanceState,
    runnable: Runnable,
    looks: Mapping[str, Any],
) -> AttemptWork:
    """The order to look for a new object (R108), in the name of the first node."""
    params = effective_params(runnable, instance)
    return AttemptWork(
        attempt_id=0,
        number=0,
        properties={},
        listening=looks,
        workspace_folder=str(around.workspace_folder(instance.workspace_id)),
        **_facts(instance, state, runnable, next(iter(state.node_runs.values())), params),
        **_calendars(session, instance, runnable, calendars_in([str(looks["path"])])),
    )


def effective_params(runnable: Runnable, instance: Instance) -> Mapping[str, str]:
    """R135 as far as values are known to the engine: run-time value, passed value, the job's own."""
    if not instance.params and not instance.passed_params:
        return runnable.params
    return {**runnable.params, **instance.passed_params, **instance.params}


def ancestors(
    session: Session, state: InstanceState, runnable: Runnable, node_id: NodeId
) -> tuple[Mapping[str, Mapping[str, Any]], Mapping[str, str]]:
    """Facts of all ancestors by name (R150), and the transfer parameters they gave (R139)."""
    above = runnable.plan.graph.ancestors(node_id)
    outputs = session.instances.outputs(state.id, above) if above else {}
    facts: dict[str, Mapping[str, Any]] = {}
    outside: dict[str, str] = {}
    for name, fact in _statuses(state, runnable, node_id).items():
        facts[name] = fact
    for ancestor in above:
        output = outputs.get(ancestor)
        if output is None:
            continue
        name = runnable.plan.nodes[ancestor].name
        facts[name] = {
            **facts[name],
            "output": output.get("text"),
            "running_data": output.get("running_data"),
        }
        outside.update(output.get("values") or {})
    return facts, outside


def _statuses(state: InstanceState, runnable: Runnable, node_id: NodeId) -> dict[str, Mapping[str, Any]]:
    return {
        runnable.plan.nodes[ancestor].name: {"status": SHOWN_STATUS.get(state.node_runs[ancestor].status)}
        for ancestor in runnable.plan.graph.ancestors(node_id)
    }


def _needs_outputs(runnable: Runnable, recipe: Recipe, params: Mapping[str, str]) -> bool:
    if recipe.uses_run_data or not recipe.names <= params.keys():
        return True
    return recipe.traits.runs_local_code and runnable.gives_values


def _facts(
    instance: Instance, state: InstanceState, runnable: Runnable, run: NodeRun, params: Mapping[str, str]
) -> dict[str, Any]:
    node = runnable.plan.nodes[run.node_id]
    return {
        "workspace_id": instance.workspace_id,
        "instance_id": instance.id,
        "node_run_id": run.id or 0,
        "job_id": instance.job_id,
        "job_name": instance.job_name,
        "node_id": node.id,
        "node_name": node.name,
        "node_type": node.type,
        "trigger": instance.trigger.value,
        "version_no": instance.version_no,
        "plan_time": instance.plan_time.isoformat(),
        "zone": instance.zone,
        "started_at": state.started_at.isoformat() if state.started_at else None,
        "run_number": state.run_number,
        "params": params,
        "job_params": runnable.params,
        "masked": runnable.masked,
        "loop": instance.loop,
    }


def _calendars(
    session: Session, instance: Instance, runnable: Runnable, asked: CalendarNames
) -> Mapping[str, Any]:
    """The calendars that an order's own texts ask for, and those that its parameters do."""
    given = calendars_in((*instance.params.values(), *instance.passed_params.values()))
    schedule = runnable.definition.schedule
    asker = Asker(
        instance.workspace_id, schedule.calendar if schedule else None, instance.plan_time, instance.zone
    )
    return calendar_facts(session, asker, asked | runnable.calendars | given)


def _connections(
    around: Surroundings, session: Session, instance: Instance, recipe: Recipe
) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for name in recipe.connections:
        record = session.connections.by_name(instance.workspace_id, name)
        kind = around.catalog.connections.get(record.type) if record else None
        if record is not None and kind is not None:
            found[name] = {
                "type": record.type,
                "driver": kind.driver,
                "properties": dict(record.properties),
                "secrets": dict(around.reveal(record)),
            }
    return found


def _scripts(session: Session, instance: Instance, recipe: Recipe) -> dict[str, str]:
    """Scripts by name: the draft in a test run, else the submitted version (R115, R119)."""
    found: dict[str, str] = {}
    for name in recipe.scripts:
        record = session.scripts.by_name(instance.workspace_id, name)
        if record is None:
            continue
        wanted = record.draft_hash if instance.version_no == 0 else record.submitted_hash
        text = session.jobs.content(instance.workspace_id, wanted) if wanted else None
        if text is not None:
            found[name] = text
    return found
