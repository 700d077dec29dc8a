"""Whatever happens, in whatever order: what must hold of every job and every run of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from millrace.domain import instance_states, node_run_states
from millrace.domain.effects import (
    Effect,
    InstanceEnded,
    QueueAttempt,
    ResolveConditions,
    StopAttempt,
    WakeAt,
)
from millrace.domain.ids import InstanceId, NodeId
from millrace.domain.instance import (
    AttemptCause,
    AttemptResult,
    InstanceStatus,
    SubState,
    is_final,
    is_final_node,
)
from millrace.domain.job import AfterLoss, Edge, FailurePolicy, JobDefinition, MultiIf, Node, OnFalse, Retry
from millrace.domain.plan import Plan, plan_of
from millrace.domain.progress import (
    AttemptEnded,
    AttemptStarted,
    ConditionsFailed,
    ConditionsResolved,
    InstanceMayStart,
    InstanceMustEnd,
    Operate,
    Operation,
    ProgressEvent,
    RetryDue,
    decide,
    first_state,
)

START = datetime(2024, 1, 7, tzinfo=UTC)
IDS = [NodeId(name) for name in "abcdefg"]
UNKNOWN = NodeId("unknown")


def reachable(table: Any) -> dict[Any, set[Any]]:
    """Every status that a chain of events can lead to."""
    found = {status: {status, *targets.values()} for status, targets in table.items()}
    for _ in found:
        for targets in found.values():
            for target in list(targets):
                targets |= found.get(target, set())
    return found


INSTANCE_WAYS = reachable(instance_states.TRANSITIONS)
NODE_WAYS = reachable(node_run_states.TRANSITIONS)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    ids = IDS[: draw(st.integers(0, len(IDS)))]
    pairs = [(low, high) for index, high in enumerate(ids) for low in ids[:index]]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    definition = JobDefinition(
        nodes=[
            Node(
                id=node_id,
                name=node_id,
                type="dummy",
                fail_policy=draw(st.sampled_from(FailurePolicy)),
                retry=Retry(
                    times=draw(st.integers(0, 2)),
                    interval_seconds=draw(st.sampled_from([0, 5])),
                    on_timeout=draw(st.booleans()),
                    codes=draw(st.sampled_from([[], [(1, 9)]])),
                ),
                dry_run=draw(st.sampled_from([False, False, True])),
                after_loss=draw(st.sampled_from(AfterLoss)),
            )
            for node_id in ids
        ],
        edges=[
            Edge(
                source=low,
                target=high,
                condition=draw(st.sampled_from([None, "#{true}"])),
                on_false=draw(st.sampled_from(OnFalse)),
            )
            for low, high in chosen
        ],
        multi_if=draw(st.sampled_from(MultiIf)),
    )
    return plan_of(definition)


@dataclass
class World:
    """What the engine would know beside the state: live attempts, questions asked, alarms set."""

    plan: Plan
    now: datetime = START
    live: dict[NodeId, int] = field(default_factory=dict)
    given: set[tuple[NodeId, int]] = field(default_factory=set)
    reported: set[tuple[NodeId, int]] = field(default_factory=set)
    ended: list[InstanceStatus] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = first_state(
            self.plan, InstanceId(1), run_number=1, needs_confirmation=False, dry_run=False
        )

    def tell(self, events: list[ProgressEvent]) -> None:
        """Decide, check everything that must hold, and do what is asked for."""
        self.now += timedelta(seconds=2)
        before, runs_before = self.state, dict(self.state.node_runs)
        decision = decide(self.plan, before, events, self.now)
        again = decide(self.plan, before, events, self.now)
        assert (again.state, again.effects) == (decision.state, decision.effects)
        assert [str(error) for _, error in again.refused] == [str(error) for _, error in decision.refused]
        assert before.node_runs == runs_before
        assert decision.state.status in INSTANCE_WAYS[before.status]
        for node_id, run in decision.state.node_runs.items():
            assert run.status in NODE_WAYS[runs_before[node_id].status]
            assert run is runs_before[node_id] or node_id in decision.changed
        self.reported = {(event.node_id, event.number) for event in events if isinstance(event, AttemptEnded)}
        for node_id, number in self.reported & set(self.live.items()):
            assert self.live.pop(node_id) == number
        self.state = decision.state
        for effect in decision.effects:
            self.do(effect)
        self.check()

    def do(self, effect: Effect) -> None:
        match effect:
            case QueueAttempt(node_id, number, cause):
                assert node_id not in self.live
                assert (node_id, number) not in self.given
                self.given.add((node_id, number))
                self.live[node_id] = number
                if cause is AttemptCause.FIRST:
                    self.check_ready(node_id)
            case StopAttempt(node_id, number):
                if (node_id, number) not in self.reported:  # its result came after the stop
                    assert self.live.pop(node_id) == number
            case ResolveConditions(node_id, sources):
                assert set(sources) <= {edge.source for edge in self.plan.conditions[node_id]}
                self.check_ready(node_id)
            case WakeAt(node_id, at):
                assert self.state.node_runs[node_id].retry_at == at
            case InstanceEnded(status):
                self.ended.append(status)

    def check_ready(self, node_id: NodeId) -> None:
        assert self.state.admitted
        assert self.state.status in (InstanceStatus.WAITING, InstanceStatus.RUNNING)
        for parent in self.plan.graph.parents[node_id]:
            run = self.state.node_runs[parent]
            assert is_final_node(run.status)
            assert not run.suspended

    def check(self) -> None:
        state = self.state
        runs = state.node_runs.values()
        if is_final(state.status) and state.status not in (
            InstanceStatus.FORCE_SUCCESS,
            InstanceStatus.FROZEN,
        ):
            assert all(is_final_node(run.status) for run in runs)
            assert self.ended[-1] is state.status
        assert is_final(state.status) == (state.ended_at is not None)
        for run in runs:
            assert is_final_node(run.status) == (run.ended_at is not None)
            holds_attempt = run.sub_state is SubState.QUEUED or (
                run.status.value == "running" and run.sub_state is SubState.NONE
            )
            assert (run.node_id in self.live) == holds_attempt
            assert (run.retry_at is not None) == (run.sub_state is SubState.RETRY_WAIT)
            assert run.retries_used <= self.plan.nodes[run.node_id].retry.times
        if state.status is InstanceStatus.RUNNING:
            assert not any(run.suspended for run in runs)
        if state.status is InstanceStatus.ABNORMAL:
            assert any(run.suspended for run in runs)
            assert not any(run.status.value == "waiting" and run.node_id in self.live for run in runs)

    def finish(self) -> None:
        """From here on all goes well, and an operator helps where one is needed."""
        for _ in range(200):
            events = self.help()
            if not events:
                return
            self.now += timedelta(seconds=5)
            self.tell(events)
        raise AssertionError("the instance never comes to rest")

    def help(self) -> list[ProgressEvent]:
        helps: dict[InstanceStatus, ProgressEvent] = {
            InstanceStatus.WAITING: InstanceMayStart(),
            InstanceStatus.FROZEN: Operate(Operation.UNFREEZE),
            InstanceStatus.ABNORMAL: Operate(Operation.CONTINUE),
        }
        events: list[ProgressEvent] = [
            AttemptEnded(node_id, number, AttemptResult.SUCCESS) for node_id, number in self.live.items()
        ]
        for node_id, run in self.state.node_runs.items():
            if run.sub_state is SubState.RESOLVING:
                parents = self.plan.graph.parents[node_id]
                events.append(ConditionsResolved(node_id, dict.fromkeys(parents, True)))
            elif run.sub_state is SubState.ASK:
                events.append(Operate(Operation.RUN_AGAIN, node_id))
            elif run.sub_state is SubState.RETRY_WAIT:
                events.append(RetryDue(node_id))
            elif run.status.value == "paused" and not is_final(self.state.status):
                events.append(Operate(Operation.RESUME_NODE, node_id))
        return [helps[self.state.status], *events] if self.state.status in helps else events


def happenings(world: World) -> st.SearchStrategy[ProgressEvent]:
    """Fitting events, late ones and nonsense."""
    node_ids = st.sampled_from([*world.plan.nodes, UNKNOWN])
    numbers = st.integers(0, 4)
    results = st.sampled_from(AttemptResult)
    codes = st.sampled_from([None, 1, 77])
    choices: list[st.SearchStrategy[ProgressEvent]] = [
        st.builds(Operate, st.sampled_from(Operation), st.none() | node_ids),
        st.builds(AttemptStarted, node_ids, numbers),
        st.builds(AttemptEnded, node_ids, numbers, results, codes, may_repeat=st.booleans()),
        st.builds(ConditionsResolved, node_ids, st.dictionaries(node_ids, st.booleans())),
        st.builds(ConditionsFailed, node_ids),
        st.builds(RetryDue, node_ids),
        st.builds(InstanceMayStart),
        st.builds(InstanceMustEnd, st.just("expired"), st.booleans()),
    ]
    if world.live:
        live = st.sampled_from(sorted(world.live.items()))
        choices += [
            live.map(lambda item: AttemptStarted(*item)),
            st.builds(
                lambda item, result, code, repeat: AttemptEnded(
                    item[0], item[1], result, code, may_repeat=repeat
                ),
                live,
                results,
                codes,
                st.booleans(),
            ),
        ] * 4
    return st.one_of(choices)


@settings(max_examples=150, deadline=None)
@given(plans(), st.data())
def test_every_run_keeps_the_rules_and_comes_to_an_end(plan: Plan, data: st.DataObject) -> None:
    world = World(plan)
    for _ in range(data.draw(st.integers(0, 25))):
        if data.draw(st.booleans()):
            world.tell([InstanceMayStart()])
        world.tell(data.draw(st.lists(happenings(world), max_size=3)))
    world.finish()
    assert is_final(world.state.status)


@settings(max_examples=80, deadline=None)
@given(plans())
def test_without_trouble_every_node_runs_once_and_the_instance_is_a_success(plan: Plan) -> None:
    world = World(plan)
    world.finish()
    assert world.state.status is InstanceStatus.SUCCESS
    for node_id, run in world.state.node_runs.items():
        assert run.status.value == "success"
        assert run.attempts == (0 if plan.nodes[node_id].dry_run else 1)
