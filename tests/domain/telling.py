"""One run of a small job of nodes a, b, c ... told what happens."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from millrace.domain.effects import (
    Effect,
)
from millrace.domain.ids import InstanceId, NodeId
from millrace.domain.instance import AttemptResult, NodeRun
from millrace.domain.job import Edge, JobDefinition, Node
from millrace.domain.plan import plan_of
from millrace.domain.progress import (
    AttemptEnded,
    AttemptStarted,
    Decision,
    InstanceMayStart,
    ProgressEvent,
    decide,
    first_state,
)

NOW = datetime(2024, 1, 7, tzinfo=UTC)
A, B, C = NodeId("a"), NodeId("b"), NodeId("c")
FAILURE, SUCCESS, LOST = AttemptResult.FAILURE, AttemptResult.SUCCESS, AttemptResult.LOST


class Run:
    """A job of nodes a, b, c ... joined by edges like "ab", told one batch after another."""

    def __init__(self, *edges: str, nodes: Mapping[str, Mapping[str, Any]], **first: Any) -> None:
        definition = JobDefinition(
            nodes=[Node(id=key, name=key, type="dummy", **values) for key, values in nodes.items()],
            edges=[
                Edge(source=edge[0], target=edge[1], condition="#{true}" if edge.endswith("?") else None)
                for edge in edges
            ],
        )
        self.plan = plan_of(definition)
        self.now = NOW
        defaults = {"run_number": 1, "needs_confirmation": False, "dry_run": False}
        self.state = first_state(self.plan, InstanceId(1), **{**defaults, **first})
        self.refused: list[str] = []

    def tell(self, *events: ProgressEvent) -> tuple[Effect, ...]:
        decision: Decision = decide(self.plan, self.state, events, self.now)
        self.state = decision.state
        self.refused = [error.code for _, error in decision.refused]
        return decision.effects

    def start(self, *node_ids: NodeId) -> None:
        self.tell(InstanceMayStart())
        self.tell(*(AttemptStarted(node_id, 1) for node_id in node_ids))

    def end(self, node_id: NodeId, result: AttemptResult, number: int = 1, **more: Any) -> tuple[Effect, ...]:
        return self.tell(AttemptEnded(node_id, number, result, **more))

    def node(self, node_id: NodeId) -> NodeRun:
        return self.state.node_runs[node_id]

    @property
    def status(self) -> str:
        return self.state.status.value

    @property
    def statuses(self) -> str:
        return " ".join(run.status.value for run in self.state.node_runs.values())
