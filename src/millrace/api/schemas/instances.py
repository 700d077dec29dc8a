"""Bodies of instances, node runs, commands, logs and files."""

from datetime import datetime
from typing import Any

from pydantic import Field

from millrace.api.schemas.base import Answer, Body
from millrace.ports.records import CommandRecord
from millrace.services.commanding import InstanceCommand
from millrace.services.monitoring import InstanceView, LogView, NodeDetail


class InstanceSummaryAnswer(Answer):
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


class Instances(Answer):
    """A page of instances, newest first."""

    items: list[InstanceSummaryAnswer]
    next_cursor: str | None


class AttemptAnswer(Answer):
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
    error: dict[str, Any] | None


class Children(Answer):
    """Counts of child instances."""

    total: int
    done: int
    failed: int


class NodeRunAnswer(Answer):
    """A node within the current run."""

    id: int | None
    node_id: str
    name: str
    type: str
    status: str
    sub_state: str
    attempts: int
    reason: str | None
    error: dict[str, Any] | None
    started_at: datetime | None
    ended_at: datetime | None
    retry_at: datetime | None
    has_output: bool
    report_url: str | None
    children: Children | None
    attempt_list: list[AttemptAnswer]


class InstanceAnswer(InstanceSummaryAnswer):
    """The instance page."""

    definition: dict[str, Any]
    params: dict[str, str]
    node_runs: list[NodeRunAnswer]
    revision: int

    @classmethod
    def of(cls, view: InstanceView) -> "InstanceAnswer":
        """From the service's view."""
        summary = InstanceSummaryAnswer.model_validate(view.summary)
        return cls(
            **summary.model_dump(),
            definition=dict(view.definition),
            params=dict(view.params),
            node_runs=[NodeRunAnswer.model_validate(run) for run in view.node_runs],
            revision=view.summary.revision,
        )


class Artifact(Answer):
    """A file that a node made."""

    name: str
    url: str
    size: int | None


class NodeRunWithOutput(NodeRunAnswer):
    """A node run with what it made; of the children the list is in `child_instances`."""

    output: Any
    truncated: bool
    inputs: dict[str, Any]
    artifacts: list[Artifact]
    child_instances: list[InstanceSummaryAnswer]

    @classmethod
    def of(cls, detail: NodeDetail) -> "NodeRunWithOutput":
        """From the service's view."""
        return cls(
            **NodeRunAnswer.model_validate(detail.node_run).model_dump(),
            output=detail.output,
            truncated=detail.truncated,
            inputs=dict(detail.inputs),
            artifacts=[Artifact.model_validate(artifact) for artifact in detail.artifacts],
            child_instances=[InstanceSummaryAnswer.model_validate(child) for child in detail.children],
        )


class CommandBody(Body):
    """An operation; those on a node name it, and some take more in `args`."""

    kind: InstanceCommand
    node_id: str | None = None
    args: dict[str, Any] = Field(default_factory=dict)


class CommandAnswer(Answer):
    """A command and its verdict: pending, applied or refused. `address` is where to ask for it."""

    id: int
    kind: str
    verdict: str
    error: dict[str, Any] | None
    address: str

    @classmethod
    def of(cls, command: CommandRecord) -> "CommandAnswer":
        """From the record."""
        return cls(
            id=command.id,
            kind=command.kind,
            verdict=command.verdict,
            error=dict(command.error) if command.error else None,
            address=f"/api/workspaces/{command.workspace_id}/commands/{command.id}",
        )


class LogLineAnswer(Answer):
    """A line; `n` is its byte offset."""

    n: int
    at: datetime
    stream: str
    text: str


class LogAnswer(Answer):
    """Lines from an offset on; `ended`: nothing will follow; `truncated`: more is there already."""

    lines: list[LogLineAnswer]
    next_offset: int
    ended: bool
    truncated: bool

    @classmethod
    def of(cls, view: LogView) -> "LogAnswer":
        """From the service's view."""
        return cls(
            lines=[LogLineAnswer.model_validate(line) for line in view.chunk.lines],
            next_offset=view.chunk.next_offset,
            ended=view.ended,
            truncated=not view.chunk.at_end,
        )


class FileAnswer(Answer):
    """A file of the workspace's folder."""

    path: str
    url: str
    size: int
    modified: datetime


class Files(Answer):
    """Files by path."""

    items: list[FileAnswer]
    next_cursor: str | None = None
