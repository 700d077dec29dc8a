"""The engine's door: how services wake it, wait for it and ask its workers (`ports/engine.py`)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from millrace.domain.ids import CommandId, InstanceId
from millrace.engine.inbox import Inbox
from millrace.engine.loop import Engine
from millrace.engine.messages import CommandGiven, InstancesCreated, Message
from millrace.ports.engine import ProbeTarget, WorkerState

Probe = Callable[[ProbeTarget, float], Mapping[str, Any]]


class Door:
    """Implements `EngineDoor` for an engine of this process."""

    def __init__(self, engine: Engine, inbox: Inbox, probe: Probe) -> None:
        self._engine = engine
        self._inbox = inbox
        self._probe = probe

    @property
    def leading(self) -> bool:
        """See `EngineDoor`."""
        return self._engine.leading

    def wake(self, *, instances: Sequence[InstanceId] = (), commands: Sequence[CommandId] = ()) -> None:
        """See `EngineDoor`."""
        messages: list[Message] = [CommandGiven(command_id) for command_id in commands]
        if instances:
            messages.append(InstancesCreated(instances))
        if messages:
            self._inbox.put(*messages)

    def wait_for(self, command_id: CommandId, seconds: float) -> bool:
        """See `EngineDoor`."""
        return self._engine.verdicts.wait(command_id, seconds)

    def workers(self) -> Sequence[WorkerState]:
        """See `EngineDoor`."""
        index = self._engine.index
        return [
            WorkerState(name, worker.light + worker.heavy + running, running, worker.queues)
            for name, worker in list(index.live.workers.items())
            if worker.here
            for running in (len(list(index.live.of_worker(name))),)
        ]

    def probe(self, target: ProbeTarget, seconds: float) -> Mapping[str, Any]:
        """See `EngineDoor`."""
        return self._probe(target, seconds)
