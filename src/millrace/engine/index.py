"""The engine's memory beside the store: queue, live attempts, timers, open questions; all can be rebuilt."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from millrace.domain.ids import InstanceId, NodeId, NodeRunId
from millrace.domain.instance import Attempt, AttemptStatus, Instance, InstanceState, InstanceStatus, SubState
from millrace.engine.definitions import Definitions, Runnable
from millrace.engine.live_attempts import Live, LiveAttempts
from millrace.engine.messages import InstancesCreated, Message, RetryIsDue
from millrace.engine.ready_queue import Ready, ReadyQueue
from millrace.engine.timers import Timers
from millrace.ports.store import Session

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Index:
    """See the module."""

    definitions: Definitions
    ready: ReadyQueue = field(default_factory=ReadyQueue)
    live: LiveAttempts = field(default_factory=LiveAttempts)
    timers: Timers = field(default_factory=Timers)
    questions: dict[NodeRunId, tuple[InstanceId, NodeId]] = field(default_factory=dict)
    """Node runs whose conditions are with a worker, or wait for one to come."""

    def runnable(self, session: Session, instance: Instance) -> Runnable:
        """The definition an instance runs, made ready."""
        found = self.definitions.known(instance.definition_hash)
        if found is not None:
            return found
        text = session.jobs.content(instance.workspace_id, instance.definition_hash)
        if text is None:
            raise LookupError(f"definition {instance.definition_hash} of instance {instance.id} is gone")
        return self.definitions.add(instance.definition_hash, text)

    def rebuild(self, session: Session, not_lost_before: datetime) -> Sequence[Message]:
        """Read the store again; returns what was left undone (crash between save and do).

        Leases may have run out while no engine listened: every worker gets until `not_lost_before` to come
        back and tell what it runs. An instance that cannot be read holds up no other; its step sets it aside.
        """
        self.ready = ReadyQueue()
        self.live.by_id.clear()
        self.live.by_node_run.clear()
        self.timers.clear()
        self.questions.clear()
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
                self._take_up(session, attempt, known[0], not_lost_before)
            except Exception as error:
                _log.error("instance %s cannot be read", attempt.instance_id, exc_info=error)
                bad[attempt.instance_id] = None
        undone: list[Message] = [InstancesCreated([instance_id]) for instance_id in bad]
        for instance, state in loaded.values():
            undone.extend(self._undone(instance, state))
        return undone

    def _undone(self, instance: Instance, state: InstanceState) -> Sequence[Message]:
        if state.status is InstanceStatus.WAITING:
            return [InstancesCreated([instance.id])]
        for run in state.node_runs.values():
            if run.sub_state is SubState.RETRY_WAIT and run.retry_at is not None:
                self.timers.add(run.retry_at, RetryIsDue(instance.id, run.node_id))
            elif run.sub_state is SubState.RESOLVING and run.id is not None:
                self.questions[run.id] = (instance.id, run.node_id)
        return []

    def _take_up(
        self, session: Session, attempt: Attempt, instance: Instance, not_lost_before: datetime
    ) -> None:
        recipe = self.runnable(session, instance).recipes[attempt.node_id]
        lease_until = attempt.lease_until
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
                lease_until=max(lease_until, not_lost_before) if lease_until else None,
                stopping=attempt.ending or attempt.cancel_requested,
            )
        )
        if attempt.status is AttemptStatus.QUEUED:
            queued_at = attempt.queued_at or instance.plan_time
            self.ready.add(ready_of(attempt, instance, self.runnable(session, instance), queued_at))


def ready_of(attempt: Attempt | Live, instance: Instance, runnable: Runnable, queued_at: datetime) -> Ready:
    """The place of an attempt in the queue."""
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
    )


def open_questions(
    questions: Mapping[NodeRunId, tuple[InstanceId, NodeId]],
) -> dict[InstanceId, list[NodeId]]:
    """Node runs with open questions, by instance."""
    found: dict[InstanceId, list[NodeId]] = {}
    for instance_id, node_id in questions.values():
        found.setdefault(instance_id, []).append(node_id)
    return found
