"""The door of the engine: how services hand work to it and ask after it, without knowing it.

Work itself travels through the store (new instances, rows in `commands`); the door only wakes and waits. All
methods are thread-safe.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from millrace.domain.ids import CommandId, InstanceId


@dataclass(frozen=True, slots=True)
class WorkerState:
    """A worker as the engine sees it: its places, and how many of them are taken."""

    name: str
    capacity: int
    running: int
    queues: tuple[str, ...] = ("",)
    """The worker groups whose nodes it takes; "" is the default one."""


@dataclass(frozen=True, slots=True)
class ProbeTarget:
    """A connection with its secrets decrypted, as a worker needs it for a test."""

    name: str
    type: str
    driver: str
    properties: Mapping[str, Any]
    secrets: Mapping[str, str]
    workspace_folder: str


class EngineDoor(Protocol):
    """See the module."""

    @property
    def leading(self) -> bool:
        """Whether the engine of this process leads now."""
        ...

    def wake(self, *, instances: Sequence[InstanceId] = (), commands: Sequence[CommandId] = ()) -> None:
        """These new instances and commands are in the store. Returns at once."""
        ...

    def wait_for(self, command_id: CommandId, seconds: float) -> bool:
        """Wait until the command has its verdict in the store; False if it has none after `seconds`."""
        ...

    def workers(self) -> Sequence[WorkerState]:
        """Workers that are connected now."""
        ...

    def probe(self, target: ProbeTarget, seconds: float) -> Mapping[str, Any]:
        """Test a connection on a worker: {"ok", "steps": [{"name", "ok", "detail"}], "hint"}.

        Raises Unavailable if no worker answers within `seconds`.
        """
        ...
