"""What attempts share inside one agent."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

from millrace.worker.config import AgentConfig, AgentParts
from millrace.worker.supervision.client import Supervision


class AskForChildren(Protocol):
    """Sends the wish for child instances to the server."""

    def __call__(self, attempt_id: int, job: str, requests: Sequence[Mapping[str, Any]]) -> None: ...


@dataclass(slots=True)
class Tools:
    """Handed to every attempt."""

    config: AgentConfig
    parts: AgentParts
    supervision: Supervision
    ask_for_children: AskForChildren
    expressions: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8, "expressions"))
    """For those with regular expressions, each of which may take a second (R159)."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The workspace settings the server sent in its welcome."""
