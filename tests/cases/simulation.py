"""Plays one case of fail_policy over `decide`: places are unlimited, time goes in ticks."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from millrace.domain.effects import QueueAttempt, ResolveConditions, StopAttempt
from millrace.domain.ids import InstanceId, NodeId
from millrace.domain.instance import AttemptResult, InstanceState, NodeRunStatus
from millrace.domain.job import Edge, FailurePolicy, JobDefinition, MultiIf, Node, OnFalse, Retry
from millrace.domain.plan import plan_of
from millrace.domain.progress import (
    AttemptEnded,
    AttemptStarted,
    ConditionsFailed,
    ConditionsResolved,
    InstanceMayStart,
    Operate,
    Operation,
    ProgressEvent,
    decide,
    first_state,
)

START = datetime(2024, 1, 7, tzinfo=UTC)
LAST_TICK = 10_000

OPERATIONS = {
    "retry": Operation.RETRY_NODE,
    "succeed": Operation.SUCCEED_NODE,
    "skip": Operation.SKIP_NODE,
    "pause": Operation.PAUSE_NODE,
    "resume": Operation.RESUME_NODE,
    "continue": Operation.CONTINUE,
    "stop": Operation.STOP,
    "force_success": Operation.FORCE_SUCCESS,
}

# What Job.getNodeStatus gives (R53); null for the others.
STATUS_WORDS = {
    NodeRunStatus.SUCCESS: "success",
    NodeRunStatus.FORCE_SUCCESS: "success",
    NodeRunStatus.FAILED: "fail",
    NodeRunStatus.SKIPPED: "skip",
    NodeRunStatus.CANCELED: "cancel",
    NodeRunStatus.STOPPED: "stop",
}

Evaluate = Callable[[str, Mapping[str, str | None]], bool]
"""A condition and the statuses of the nodes -> met or not; ValueError if it cannot be evaluated."""


class Simulation:
    """One instance of the case's job, from its start until nothing can happen any more."""

    def __init__(self, case: Mapping[str, Any], evaluate: Evaluate) -> None:
        self.run = case["run"]
        self.actions = list(case.get("actions", []))
        self.evaluate = evaluate
        self.plan = plan_of(definition_of(case["job"]))
        self.state: InstanceState = first_state(
            self.plan,
            InstanceId(1),
            run_number=1,
            needs_confirmation=False,
            dry_run=self.plan.definition.dry_run,
        )
        self.tick = 0
        self.ends: dict[NodeId, int] = {}
        self.numbers: dict[NodeId, int] = {}
        self.starts = dict.fromkeys(self.plan.nodes, 0)

    def play(self) -> "Simulation":
        """Run to the end and return itself."""
        self._tell([InstanceMayStart(), *self._due_actions()])
        while self.tick < LAST_TICK:
            if self._next_tick():
                ended = sorted(node for node, tick in self.ends.items() if tick == self.tick)
                results = [self._end(node) for node in ended]
                self._tell([*results, *self._due_actions()])
            elif self.actions:
                self._tell([_operation(self.actions.pop(0))])
            else:
                return self
        raise AssertionError("the case never comes to rest")

    def _next_tick(self) -> bool:
        ticks = [*self.ends.values(), *(action["at"] for action in self.actions if action["at"] != "idle")]
        if ticks:
            self.tick = min(ticks)
        return bool(ticks)

    def _due_actions(self) -> list[ProgressEvent]:
        due = [action for action in self.actions if action["at"] == self.tick]
        self.actions = [action for action in self.actions if action["at"] != self.tick]
        return [_operation(action) for action in due]

    def _end(self, node_id: NodeId) -> ProgressEvent:
        del self.ends[node_id]
        results = self.run.get(node_id, {}).get("attempts", [])
        number = self.starts[node_id]
        word, _, code = (results[number - 1] if number <= len(results) else "success").partition(":")
        result = {"success": AttemptResult.SUCCESS, "timeout": AttemptResult.TIMEOUT}.get(
            word, AttemptResult.FAILURE
        )
        return AttemptEnded(node_id, self.numbers[node_id], result, exit_code=int(code) if code else None)

    def _tell(self, events: list[ProgressEvent]) -> None:
        """Decide, then do what is asked for until nothing more follows at this tick."""
        while events:
            decision = decide(self.plan, self.state, events, START + timedelta(minutes=self.tick))
            assert not decision.refused, decision.refused
            self.state = decision.state
            events = []
            for effect in decision.effects:
                match effect:
                    case QueueAttempt(node_id, number):
                        self.starts[node_id] += 1
                        self.numbers[node_id] = number
                        self.ends[node_id] = self.tick + self.run.get(node_id, {}).get("duration", 1)
                        events.append(AttemptStarted(node_id, number))
                    case StopAttempt(node_id):
                        self.ends.pop(node_id, None)
                    case ResolveConditions(node_id, sources):
                        events.append(self._resolve(node_id, sources))

    def _resolve(self, node_id: NodeId, sources: tuple[NodeId, ...]) -> ProgressEvent:
        words: dict[str, str | None] = {
            name: STATUS_WORDS.get(run.status) for name, run in self.state.node_runs.items()
        }
        edges = {edge.source: edge.condition or "" for edge in self.plan.conditions[node_id]}
        try:
            votes = {source: self.evaluate(edges[source], words) for source in sources}
        except ValueError as error:
            return ConditionsFailed(node_id, {"message": str(error)})
        return ConditionsResolved(node_id, votes)


def _operation(action: Mapping[str, Any]) -> ProgressEvent:
    return Operate(OPERATIONS[action["op"]], action.get("node"))


def definition_of(job: Mapping[str, Any]) -> JobDefinition:
    """The definition a case describes; node ids are the names."""
    return JobDefinition(
        nodes=[
            Node(
                id=node["name"],
                name=node["name"],
                type="dummy",
                fail_policy=FailurePolicy(node.get("fail_policy", "FAIL")),
                retry=Retry(interval_seconds=0, **node.get("retry", {})),
                dry_run=node.get("dry_run", False),
            )
            for node in job["nodes"]
        ],
        edges=[
            Edge(
                source=parent["node"],
                target=node["name"],
                condition=parent.get("condition"),
                on_false=OnFalse(parent.get("on_false", "skip_all")),
            )
            for node in job["nodes"]
            for parent in node.get("after", [])
        ],
        multi_if=MultiIf(job.get("multi_if", "OR")),
        dry_run=job.get("dry_run", False),
    )
