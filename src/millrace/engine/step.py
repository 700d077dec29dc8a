"""One step of the engine: messages in, one transaction, effects out (`load`, `decide`, `save`; then `do`).

A `Step` lives for one batch. It changes the engine's index as it goes; if the transaction fails the index is
rebuilt from the store, so nothing here undoes anything by hand.
"""

import logging
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from millrace.domain.effects import (
    Effect,
    InstanceEnded,
    QueueAttempt,
    ResolveConditions,
    StopAttempt,
    WakeAt,
)
from millrace.domain.errors import MillraceError
from millrace.domain.ids import CommandId, InstanceId, JobId, NodeId, WorkspaceId
from millrace.domain.instance import Instance, InstanceState, StateClass, state_class
from millrace.domain.progress import (
    ConditionsFailed,
    ConditionsResolved,
    Decision,
    Operate,
    Operation,
    ProgressEvent,
    decide,
)
from millrace.engine.definitions import Runnable
from millrace.engine.index import Index, ready_of
from millrace.engine.live_attempts import Live
from millrace.engine.messages import Message, RetryIsDue
from millrace.engine.work_orders import Asked, Surroundings, condition_order
from millrace.ports.attempts import AttemptWork
from millrace.ports.records import NewAttempt
from millrace.ports.store import Session
from millrace.services.evaluating import UnresolvedError, scope_of, votes
from millrace.services.masking import without_values

_log = logging.getLogger(__name__)

_FOR_WORKERS = re.compile(
    r"getNodeOutput|getRunningData|getInsertJobId|OBSUtil|(?:replace|remove)(?:All|First|Pattern)"
)
"""What asks for outputs or files, or may take a second: regular expressions. The engine waits for nothing."""
_NAME = re.compile(r"\$\{([A-Za-z0-9._-]+)\}")

_MOST_ROUNDS = 100_000
"""A batch ends: every round either settles votes of one more node or starts attempts; this only guards us."""


@dataclass(slots=True)
class Working:
    """An instance while a batch works on it."""

    instance: Instance
    before: InstanceState
    state: InstanceState
    runnable: Runnable
    changed: dict[NodeId, None] = field(default_factory=dict)


@dataclass(slots=True)
class Outbox:
    """What is to be done once the batch is durable."""

    joined: list[str] = field(default_factory=list)
    deliveries: dict[str, list[AttemptWork]] = field(default_factory=dict)
    cancels: dict[str, list[int]] = field(default_factory=dict)
    questions: list[tuple[str, AttemptWork]] = field(default_factory=list)
    children_ended: list[tuple[str, int, dict[str, object]]] = field(default_factory=list)
    created: list[InstanceId] = field(default_factory=list)
    commands: list[CommandId] = field(default_factory=list)
    follow: list[Message] = field(default_factory=list)
    """What the engine itself is to do next, after what came meanwhile."""
    trees: set[WorkspaceId] = field(default_factory=set)
    """Workspaces in which the state of a job's schedule changed."""
    tasks: list[tuple[WorkspaceId, Mapping[str, object]]] = field(default_factory=list)
    """News of PatchData tasks."""


class StaleStates(Exception):
    """Rows changed under the batch: it is undone, loaded again and decided anew."""


class Step:
    """One batch in one transaction."""

    def __init__(
        self, index: Index, around: Surroundings, session: Session, now: datetime, lease: timedelta
    ) -> None:
        self.index = index
        self.around = around
        self.session = session
        self.now = now
        self.lease = lease
        self.working: dict[InstanceId, Working] = {}
        self.out = Outbox()
        self.failed: dict[InstanceId, str] = {}
        """Instances that were set aside, with the error; nothing more happens to them in this batch."""
        self.newcomers: dict[InstanceId, None] = {}
        """Instances the gate is to look at, whatever has become of them."""
        self.moved: dict[InstanceId, StateClass] = {}
        """Instances whose status or place changed since the gate looked, with the class they had then."""
        self._events: dict[InstanceId, list[ProgressEvent]] = {}
        self._new: list[tuple[Working, NewAttempt]] = []
        self.refused: dict[int, MillraceError] = {}
        """Refusals by the identity of the event, for whoever asked for it."""

        self.changed_upstreams: set[JobId] = set()
        """Jobs whose plan times changed: those that wait for them need other instances now (R44)."""
        self.stopped_upstreams: set[JobId] = set()
        """Jobs whose schedule was stopped: scheduled instances that wait for them are canceled (R46)."""

    # ---- gathering -----------------------------------------------------------------------------------

    def happen(self, instance_id: InstanceId, *events: ProgressEvent) -> None:
        """Something happened to an instance."""
        self._events.setdefault(instance_id, []).extend(events)

    def arrived(self, ids: Collection[InstanceId]) -> None:
        """New instances stand in the store: the gate decides when they begin."""
        self.newcomers.update(dict.fromkeys(ids))
        self.out.created.extend(ids)

    def load(self, ids: Collection[InstanceId]) -> None:
        """Bring instances into the batch; those that cannot be read are set aside."""
        missing = [key for key in ids if key not in self.working and key not in self.failed]
        if not missing:
            return
        for instance_id, (instance, state) in self.session.instances.load(missing).items():
            try:
                runnable = self.index.runnable(self.session, instance)
            except Exception as error:  # whatever is wrong with one definition: the others go on
                self.set_aside(instance_id, error)
                continue
            self.working[instance_id] = Working(instance, state, state, runnable)

    # ---- deciding ------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Decide until nothing follows from anything any more."""
        rounds = 0
        while self._events:
            events, self._events = self._events, {}
            self.load(events.keys())
            for instance_id, happened in events.items():
                working = self.working.get(instance_id)
                if working is not None:
                    self._decide(working, happened)
            rounds += 1
            if rounds > _MOST_ROUNDS:
                raise RuntimeError("a batch does not come to an end")

    def _decide(self, working: Working, events: Sequence[ProgressEvent]) -> None:
        try:
            decision = decide(working.runnable.plan, working.state, events, self.now)
            for event, refusal in decision.refused:
                self.refused[id(event)] = refusal
            self.follow(working, decision)
        except Exception as error:  # one bad instance must not hold up the others: it is set aside and shown
            self.set_aside(working.instance.id, error)

    def follow(self, working: Working, decision: Decision) -> None:
        """Take over what was decided on an instance, and do what it asks for."""
        self._notice(working, decision.state)
        working.state = decision.state
        working.changed.update(dict.fromkeys(decision.changed))
        for effect in decision.effects:
            self._effect(working, effect)

    def _notice(self, working: Working, state: InstanceState) -> None:
        """Remember for the gate what changed, and let the queue know who is preferred (R95)."""
        old = working.state
        if state.status is not old.status or state.admitted != old.admitted:
            self.moved.setdefault(state.id, state_class(old.status))
        if state.preferred and not old.preferred:
            for ready in self.index.ready.of_instance(state.id):
                self.index.ready.add(replace(ready, preferred=True))

    def _effect(self, working: Working, effect: Effect) -> None:
        match effect:
            case QueueAttempt():
                self._queue(working, effect)
            case StopAttempt():
                self._stop(working, effect)
            case ResolveConditions():
                self._resolve(working, effect.node_id, effect.sources)
            case WakeAt():
                self.index.timers.add(effect.at, RetryIsDue(working.instance.id, effect.node_id))
            case InstanceEnded():
                self._ended(working)

    def _queue(self, working: Working, effect: QueueAttempt) -> None:
        recipe = working.runnable.recipes[effect.node_id]
        run_id = working.state.node_runs[effect.node_id].id
        if run_id is None:
            raise RuntimeError(f"node run {effect.node_id} of instance {working.instance.id} has no row")
        new = NewAttempt(
            workspace_id=working.instance.workspace_id,
            instance_id=working.instance.id,
            node_run_id=run_id,
            node_id=effect.node_id,
            number=effect.number,
            cause=effect.cause,
            queue=recipe.node.queue,
            queued_at=self.now,
        )
        self._new.append((working, new))

    def _stop(self, working: Working, effect: StopAttempt) -> None:
        self.write_attempts()
        run_id = working.state.node_runs[effect.node_id].id
        if run_id is None:
            return
        for live in self.index.live.of_node_run(run_id):
            if live.number == effect.number:
                self._stop_live(live)
        if working.runnable.recipes[effect.node_id].traits.waits:
            for child in self.session.instances.children(run_id):
                if child.ended_at is None:
                    self.happen(child.instance.id, Operate(Operation.STOP))

    def _stop_live(self, live: Live) -> None:
        self.session.instances.request_cancel([live.attempt_id], self.now)
        if live.worker is None:
            self.index.ready.withdraw(live.attempt_id)
            self.index.live.drop(live.attempt_id)
        else:
            self.index.live.put(replace(live, stopping=True))
            self.out.cancels.setdefault(live.worker, []).append(live.attempt_id)

    # ---- conditions ----------------------------------------------------------------------------------

    def _resolve(self, working: Working, node_id: NodeId, sources: Sequence[NodeId]) -> None:
        """In place where parameters and node states are enough; else a worker does it."""
        wanted = set(sources)
        texts = [
            edge.condition or ""
            for edge in working.runnable.plan.conditions.get(node_id, ())
            if edge.source in wanted
        ]
        params = working.runnable.params.values()
        if any(_needs_worker(text) for text in (*texts, *params)) or self._names_outside(working, texts):
            self.ask_worker(working, node_id, sources)
            return
        order = condition_order(
            self.around,
            self.session,
            working.instance,
            working.state,
            working.runnable,
            Asked(node_id, sources, False),
        )
        self.answer(working.instance.id, node_id, self._votes(order))

    def _names_outside(self, working: Working, texts: Sequence[str]) -> bool:
        known = {**working.runnable.params, **working.instance.passed_params, **working.instance.params}
        return working.runnable.gives_values and any(
            name not in known for text in texts for name in _NAME.findall(text)
        )

    def _votes(self, order: AttemptWork) -> dict[str, object]:
        try:
            return {"votes": votes(order.conditions, scope_of(order, self.now))}
        except UnresolvedError as error:
            secrets = {order.params.get(name, "") for name in order.masked}
            return {"error": without_values(error.as_document(), secrets)}

    def ask_worker(self, working: Working, node_id: NodeId, sources: Sequence[NodeId]) -> None:
        """Hand a question to a worker that is here; with none it waits until one joins."""
        run_id = working.state.node_runs[node_id].id
        if run_id is None:
            return
        self.index.questions[run_id] = (working.instance.id, node_id)
        for name, worker in self.index.live.workers.items():
            if worker.here:
                order = condition_order(
                    self.around,
                    self.session,
                    working.instance,
                    working.state,
                    working.runnable,
                    Asked(node_id, sources, True),
                )
                self.out.questions.append((name, order))
                return

    def answer(self, instance_id: InstanceId, node_id: NodeId, answer: dict[str, object]) -> None:
        """The conditions of a node were evaluated, or could not be (R75)."""
        error = answer.get("error")
        if isinstance(error, dict):
            self.happen(instance_id, ConditionsFailed(node_id, error))
            return
        met = answer.get("votes")
        found = (
            {NodeId(str(source)): bool(vote) for source, vote in met.items()} if isinstance(met, dict) else {}
        )
        self.happen(instance_id, ConditionsResolved(node_id, found))

    # ---- ends ----------------------------------------------------------------------------------------

    def _ended(self, working: Working) -> None:
        parent = working.instance.parent_node_run_id
        if parent is None:
            return
        for live in self.index.live.of_node_run(parent):
            if live.worker is not None:
                self.out.children_ended.append(
                    (
                        live.worker,
                        live.attempt_id,
                        {
                            "row": working.instance.parent_row,
                            "instance_id": working.instance.id,
                            "status": working.state.status.value,
                        },
                    )
                )

    def set_aside(self, instance_id: InstanceId, error: Exception) -> None:
        """Leave the instance as it is in the store and show it; what this batch did to it is forgotten."""
        _log.error("instance %s cannot be processed and is set aside", instance_id, exc_info=error)
        self.failed[instance_id] = str(error)
        self.index.room.leave(instance_id)
        forgotten = self.working.pop(instance_id, None)
        self._new = [entry for entry in self._new if entry[0] is not forgotten]
        self.session.admin.set_aside(
            "instance",
            {"instance_id": instance_id},
            {"code": "internal_error", "message": str(error)},
            self.now,
        )

    # ---- attempts ------------------------------------------------------------------------------------

    def write_attempts(self) -> None:
        """Give the attempts that were asked for their rows and their place in the queue."""
        if not self._new:
            return
        new, self._new = self._new, []
        ids = self.session.instances.add_attempts([attempt for _, attempt in new])
        for attempt_id, (working, attempt) in zip(ids, new, strict=True):
            recipe = working.runnable.recipes[attempt.node_id]
            live = Live(
                attempt_id,
                attempt.workspace_id,
                attempt.instance_id,
                attempt.node_run_id,
                attempt.node_id,
                attempt.number,
                recipe.traits.safe_to_repeat,
                place=recipe.place,
            )
            self.index.live.put(live)
            ready = ready_of(live, working.instance, working.runnable, self.now)
            self.index.ready.add(replace(ready, preferred=working.state.preferred))

    def begin_anew(self, working: Working, runnable: Runnable, state: InstanceState) -> None:
        """Write what the batch did to an instance, then its new beginning, whose node runs get their rows."""
        self.write_attempts()
        changes = [] if working.state is working.before else [(working.before, working.state)]
        if changes and self.session.instances.save(changes):
            raise StaleStates
        before = replace(working.before, revision=working.before.revision + len(changes))
        if self.session.instances.save([(before, state)]):
            raise StaleStates
        instance_id = working.instance.id
        self.moved.setdefault(instance_id, state_class(working.state.status))
        working.instance, stored = self.session.instances.load([instance_id])[instance_id]
        working.before = working.state = stored
        working.runnable = runnable
        working.changed.update(dict.fromkeys(stored.node_runs))

    # ---- saving --------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write what changed. Raises StaleStates."""
        self.write_attempts()
        changes = [
            (working.before, working.state)
            for working in self.working.values()
            if working.state is not working.before
            and (
                working.changed or working.state != replace(working.before, node_runs=working.state.node_runs)
            )
        ]
        if changes and self.session.instances.save(changes):
            raise StaleStates


def _needs_worker(text: str) -> bool:
    """Whether a condition reads outputs or does I/O, and so is not for the engine."""
    return _FOR_WORKERS.search(text) is not None
