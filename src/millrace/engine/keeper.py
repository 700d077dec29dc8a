"""Who decides instead of the gate when instances of one trigger begin, by rules of their own."""

from collections.abc import Mapping
from typing import Protocol

from millrace.domain.instance import StateClass, Trigger
from millrace.engine.step import Step, Working


class Keeper(Protocol):
    """Called by the gate in every step, with all events settled; works by `step.happen`."""

    def note(self, step: Step, working: Working, before: StateClass | None) -> None:
        """An instance is new (None), or its status or place changed; `before`: its class until then."""
        ...

    def run(self, step: Step) -> bool:
        """Let instances end or begin; True if anything is to happen, so that it is called again."""
        ...


Keepers = Mapping[Trigger, Keeper]
