"""The engine's memory beside the store: queue, live attempts, timers, open questions; all can be rebuilt."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from millrace.domain.ids import InstanceId, NodeId, NodeRunId
from millrace.domain.instance import (
    TAKING_PLACES,
    Attempt,
    AttemptStatus,
    Instance,
    InstanceState,
    InstanceStatus,
    SubState,
    is_final,
)
from millrace.engine.definitions import Definitions, Runnable
from millrace.engine.live_attempts import Live, LiveAttempts
from millrace.engine.messages import InstancesCreated, Message, RetryIsDue, SlotsDue
from millrace.engine.patch_memory import PatchMemory
from millrace.engine.places import Places
from millrace.engine.plan_memory import PlanMemory
from millrace.engine.ready_queue import Ready, ReadyQueue
from millrace.engine.timers import Timers
from millrace.engine.waiting_room import WaitingRoom
from millrace.ports.store import Session

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Ear:
    """An instance that listens: until when, and whether it has heard. Its first node run names answers."""

    run_id: NodeRunId
    until: datetime
    heard: bool = False
    next_at: datetime | None = None


@dataclass(slots=True)
class Index:
    """See the module."""

    definitions: Definitions
    ready: ReadyQueue = field(default_factory=ReadyQueue)
    live: LiveAttempts = field(default_factory=LiveAttempts)
    timers: Timers = field(default_factory=Timers)
    plan: PlanMemory = field(default_factory=PlanMemory)
    places: Places = field(default_factory=Places)
    room: WaitingRoom = field(default_factory=WaitingRoom)
    patch: PatchMemory = field(default_factory=PatchMemory)
    questions: dict[NodeRunId, tuple[InstanceId, NodeId]] = field(default_factory=dict)
    """Node runs whose conditions are with a worker, or wait for one to come."""
    ears: dict[InstanceId, Ear] = field(default_factory=dict)
    """Instances that listen for an object (R108)."""

    def runnable(self, session: Session, instance: Instance) -> Runnable:
        """The definition an instance runs, made ready."""
        found = self.definitions.known(instance.definition_hash)
        if found is not None:
            return found
        text = session.jobs.content(instance.workspace_id, instance.definition_hash)
        if text is None:
            raise LookupError(f"definition {instance.definition_hash} of instance {instance.id} is gone")
        return self.definitions.add(instance.definition_hash, text)

    def rebuild(self, session: Session, now: datetime, not_lost_before: datetime) -> Sequence[Message]:
        """Read the store again; returns what was left undone (crash between save and do).

        Leases may have run out while no engine listened: every worker gets until `not_lost_before` to come
        back and tell what it runs. An instance that cannot be read holds up no other; its step sets it aside.
        """
        self.ready = ReadyQueue()
        self.live.clear()
        self.room = WaitingRoom()
        self.places.read(session)
        self.timers.clear()
        self.questions.clear()
        self.ears.clear()
        loaded = session.instances.load(session.instances.open_instances())
        attempts = session.instances.live_attempts()
        missing = {attempt.instance_id for attempt in attempts} - loaded.keys()
        loaded = {**loaded, **session.instances.load(missing)}
        bad: dict[InstanceId, None] = {}
        for attempt in attempts:
            known = loaded.get(attempt.instance_id)
            if known is None:
                continue
            try:
                self._take_up(session, attempt, known, not_lost_before)
            except Exception as error:
                _log.error("instance %s cannot be read", attempt.instance_id, exc_info=error)
                bad[attempt.instance_id] = None
        undone: list[Message] = [InstancesCreated([instance_id]) for instance_id in bad]
        self.plan.rebuild(session, now)
        if len(self.plan):
            undone.append(SlotsDue())
        undone += self.patch.rebuild(session, (instance for instance, _ in loaded.values()))
        waiting: list[InstanceId] = []
        for instance, state in loaded.values():
            if self._waits(instance, state) and not self.patch.knows(instance):
                waiting.append(instance.id)
            self._set_alarms(instance, state)
        together = [key for key in waiting if loaded[key][0].trigger in TAKING_PLACES]
        if together:  # at once: places go to the oldest plan times (R103)
            undone.append(InstancesCreated(together))
        others = (key for key in waiting if loaded[key][0].trigger not in TAKING_PLACES)
        return [*undone, *(InstancesCreated([key]) for key in others)]

    def _waits(self, instance: Instance, state: InstanceState) -> bool:
        """Whether the gate must see the instance; what has its place is known to hold it (R103)."""
        takes_place = instance.trigger in TAKING_PLACES
        begun = state.admitted or state.status not in (
            InstanceStatus.WAITING,
            InstanceStatus.WAITING_CONFIRMATION,
        )
        if takes_place and begun and not is_final(state.status):
            self.room.hold(instance.job_id, instance.id)
        return not begun or (takes_place and state.status is InstanceStatus.WAITING)

    def _set_alarms(self, instance: Instance, state: InstanceState) -> None:
        for run in state.node_runs.values():
            if run.sub_state is SubState.RETRY_WAIT and run.retry_at is not None:
                self.timers.add(run.retry_at, RetryIsDue(instance.id, run.node_id))
            elif run.sub_state is SubState.RESOLVING and run.id is not None:
                self.questions[run.id] = (instance.id, run.node_id)

    def _take_up(
        self,
        session: Session,
        attempt: Attempt,
        known: tuple[Instance, InstanceState],
        not_lost_before: datetime,
    ) -> None:
        instance, state = known
        recipe = self.runnable(session, instance).recipes[attempt.node_id]
        self.live.put(
            Live(
                attempt.id,
                attempt.workspace_id,
                attempt.instance_id,
                attempt.node_run_id,
                attempt.node_id,
                attempt.number,
                recipe.traits.safe_to_repeat,
                worker=attempt.worker,
                lease_until=not_lost_before if attempt.lease_until else None,
                stopping=attempt.ending or attempt.cancel_requested,
                place=recipe.place,
            )
        )
        if attempt.status is AttemptStatus.QUEUED:
            queued_at = attempt.queued_at or instance.plan_time
            ready = ready_of(attempt, instance, self.runnable(session, instance), queued_at)
            self.ready.add(replace(ready, preferred=state.preferred))


def ready_of(attempt: Attempt | Live, instance: Instance, runnable: Runnable, queued_at: datetime) -> Ready:
    """The place of an attempt in the queue; whether it is preferred, the state of its instance says."""
    recipe = runnable.recipes[attempt.node_id]
    return Ready(
        attempt_id=attempt.attempt_id if isinstance(attempt, Live) else attempt.id,
        workspace_id=instance.workspace_id,
        instance_id=instance.id,
        node_run_id=attempt.node_run_id,
        node_id=attempt.node_id,
        number=attempt.number,
        queue=recipe.node.queue,
        heavy=recipe.traits.heavy,
        trigger=instance.trigger,
        priority=instance.priority,
        plan_time=instance.plan_time,
        queued_at=queued_at,
        job_name=instance.job_name,
        node_name=recipe.node.name,
        place=recipe.place,
    )


def open_questions(
    questions: Mapping[NodeRunId, tuple[InstanceId, NodeId]],
) -> dict[InstanceId, list[NodeId]]:
    """Node runs with open questions, by instance."""
    found: dict[InstanceId, list[NodeId]] = {}
    for instance_id, node_id in questions.values():
        found.setdefault(instance_id, []).append(node_id)
    return found
