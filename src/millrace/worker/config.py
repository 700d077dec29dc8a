"""What an agent is started with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from millrace.ports.clock import Clock
from millrace.ports.node_runtime import Catalog

Loader = Callable[[str], Callable[..., Any]]
"""Gives the adapter behind a dotted name (`adapters/loading.py`)."""


@dataclass(frozen=True, slots=True)
class AgentConfig:
    """Settings of one agent. Sizes in bytes, times in seconds."""

    socket: Path
    """The server's link socket."""
    name: str
    """Name of this agent, unique on the machine: `local-1`."""
    data: Path
    """The data folder."""
    token: str
    light: int = 500
    heavy: int = 32
    """Attempts at once: coroutines, and processes or database work."""
    log_limit_bytes: int = 100_000_000
    disk_reserve_bytes: int = 200_000_000
    """Logs are no longer written when less of the disk is free."""
    grace_seconds: float = 5.0
    """Between TERM and KILL."""


@dataclass(frozen=True, slots=True)
class AgentParts:
    """What the composition root hands to an agent."""

    catalog: Catalog
    load: Loader
    clock: Clock
