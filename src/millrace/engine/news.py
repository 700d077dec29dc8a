"""Tell those who watch what a step has changed: only what somebody listens to is put into words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from millrace.domain.instance import Instance, InstanceState, NodeRun, NodeRunStatus, is_final_node
from millrace.engine.step import Working
from millrace.ports.event_bus import EventBus

_FAILED = (NodeRunStatus.FAILED, NodeRunStatus.STOPPED)


def publish(bus: EventBus, changed: Iterable[Working]) -> None:
    """One `instance` event a changed instance, one `node_run` event a changed node run."""
    for working in changed:
        instance, state = working.instance, working.state
        of_list = f"ws:{instance.workspace_id}:instances"
        of_one = f"ws:{instance.workspace_id}:instance:{instance.id}"
        watched = bus.wanted(of_one)
        if watched:
            for node_id in working.changed:
                run = state.node_runs[node_id]
                bus.publish(of_one, "node_run", {"instance_id": instance.id, "node_run": _node_run(run)})
        if watched or bus.wanted(of_list):
            summary = _summary(instance, state)
            bus.publish(of_list, "instance", summary)
            bus.publish(of_one, "instance", summary)


def _node_run(run: NodeRun) -> Mapping[str, Any]:
    return {
        "id": run.id,
        "node_id": run.node_id,
        "status": run.status.value,
        "sub_state": run.sub_state.value,
        "attempts": run.attempts,
        "reason": run.reason,
        "started_at": _time(run.started_at),
        "ended_at": _time(run.ended_at),
        "retry_at": _time(run.retry_at),
    }


def _summary(instance: Instance, state: InstanceState) -> Mapping[str, Any]:
    runs = state.node_runs.values()
    return {
        "id": instance.id,
        "job_id": instance.job_id,
        "job_name": instance.job_name,
        "version_no": instance.version_no,
        "trigger": instance.trigger.value,
        "status": state.status.value,
        "plan_time": _time(instance.plan_time),
        "zone": instance.zone,
        "run_number": state.run_number,
        "started_at": _time(state.started_at),
        "ended_at": _time(state.ended_at),
        "created_at": _time(instance.created_at),
        "created_by": instance.created_by,
        "reason": state.reason,
        "parent_node_run_id": instance.parent_node_run_id,
        "nodes_total": len(state.node_runs),
        "nodes_done": sum(is_final_node(run.status) for run in runs),
        "nodes_failed": sum(run.status in _FAILED for run in runs),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None
