"""Instances, node runs and attempts as the studio sees them: one shape for answers and for live events.

Live events carry what is built here (`as_json`), so that a client can put an event where it has the answer of
a request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from millrace.domain.ids import WorkspaceId
from millrace.domain.instance import Attempt, NodeRun
from millrace.domain.job import Node
from millrace.ports.records import InstanceSummary


@dataclass(frozen=True, slots=True)
class SummaryView:
    """A row of the instance list."""

    id: int
    job_id: int
    job_name: str
    version_no: int
    trigger: str
    status: str
    plan_time: datetime
    zone: str
    run_number: int
    started_at: datetime | None
    ended_at: datetime | None
    created_at: datetime | None
    created_by: str
    reason: str | None
    parent_instance_id: int | None
    nodes_total: int
    nodes_done: int
    nodes_failed: int
    revision: int


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try of a node run."""

    id: int
    number: int
    cause: str
    status: str
    result: str | None
    exit_code: int | None
    worker: str | None
    queued_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    error: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ChildCounts:
    """How far the child instances of a Subjob or For Each node are."""

    total: int
    done: int
    failed: int


@dataclass(frozen=True, slots=True)
class NodeRunView:
    """A node within the current run of an instance."""

    id: int | None
    node_id: str
    name: str
    type: str
    status: str
    sub_state: str
    attempts: int
    reason: str | None
    error: Mapping[str, Any] | None
    started_at: datetime | None
    ended_at: datetime | None
    retry_at: datetime | None
    has_output: bool
    report_url: str | None
    children: ChildCounts | None
    attempt_list: Sequence[AttemptView]


@dataclass(frozen=True, slots=True)
class NodeRunFacts:
    """What is known of a node run besides its row."""

    attempts: Sequence[Attempt] = ()
    output: Mapping[str, Any] | None = None
    children: ChildCounts | None = None


def summary_view(summary: InstanceSummary, parent_instance_id: int | None = None) -> SummaryView:
    """The list row of an instance."""
    instance = summary.instance
    return SummaryView(
        id=instance.id,
        job_id=instance.job_id,
        job_name=instance.job_name,
        version_no=instance.version_no,
        trigger=instance.trigger.value,
        status=summary.status.value,
        plan_time=instance.plan_time,
        zone=instance.zone,
        run_number=summary.run_number,
        started_at=summary.started_at,
        ended_at=summary.ended_at,
        created_at=instance.created_at,
        created_by=instance.created_by,
        reason=summary.reason,
        parent_instance_id=parent_instance_id,
        nodes_total=summary.nodes_total,
        nodes_done=summary.nodes_done,
        nodes_failed=summary.nodes_failed,
        revision=summary.revision,
    )


def node_run_view(
    ws: WorkspaceId, node: Node | None, run: NodeRun, facts: NodeRunFacts = NodeRunFacts()
) -> NodeRunView:
    """A node run as the instance page shows it; `node` is None if the definition is gone."""
    attempts = [_attempt_view(attempt) for attempt in sorted(facts.attempts, key=lambda item: item.number)]
    output = facts.output or {}
    return NodeRunView(
        id=run.id,
        node_id=run.node_id,
        name=node.name if node else run.node_id,
        type=node.type if node else "",
        status=run.status.value,
        sub_state=run.sub_state.value,
        attempts=run.attempts,
        reason=run.reason,
        error=run.error or (attempts[-1].error if attempts else None),
        started_at=run.started_at,
        ended_at=run.ended_at,
        retry_at=run.retry_at,
        has_output=output.get("text") is not None or bool(output.get("values")),
        report_url=file_url(ws, output["report"]) if output.get("report") else None,
        children=facts.children,
        attempt_list=attempts,
    )


def _attempt_view(attempt: Attempt) -> AttemptView:
    return AttemptView(
        id=attempt.id,
        number=attempt.number,
        cause=attempt.cause.value,
        status=attempt.status.value,
        result=attempt.result.value if attempt.result else None,
        exit_code=attempt.exit_code,
        worker=attempt.worker,
        queued_at=attempt.queued_at,
        started_at=attempt.started_at,
        ended_at=attempt.ended_at,
        error=attempt.error,
    )


def file_url(ws: WorkspaceId, path: str) -> str:
    """Where a file of the workspace's folder is served."""
    return f"/api/workspaces/{ws}/files/{quote(path)}"


def as_json(view: SummaryView | NodeRunView | AttemptView) -> dict[str, Any]:
    """The view as JSON values; times in ISO 8601, UTC, with Z."""
    return {name: _value(value) for name, value in asdict(view).items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {name: _value(item) for name, item in value.items()}
    return value
