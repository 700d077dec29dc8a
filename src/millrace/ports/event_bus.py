"""Live news for those who watch.

Lossy by contract: the store is the truth, a watcher that missed something reloads.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol


class EventBus(Protocol):
    """Publish and subscribe by topic (`instances`, `instance:12`, `tree`, `log:345`); thread-safe."""

    def publish(self, topic: str, event: str, data: Mapping[str, Any]) -> None:
        """Hand an event to whoever listens now; never blocks, never raises."""
        ...

    def wanted(self, topic: str) -> bool:
        """Whether anybody listens to the topic now: what nobody hears need not be put into words."""
        ...

    def subscribe(
        self, topic: str, listener: Callable[[str, str, Mapping[str, Any]], None]
    ) -> Callable[[], None]:
        """Call `listener(topic, event, data)` from the publisher's thread; returns how to unsubscribe.

        The topic's workspace is part of it: `ws:1:instances`.
        """
        ...
