"""The event bus inside one process."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

Listener = Callable[[str, str, Mapping[str, Any]], None]

_log = logging.getLogger(__name__)


class MemoryBus:
    """Calls listeners from the publisher's thread. A listener that raises is logged and stays."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # tuples are replaced, never changed: publish reads them without the lock
        self._listeners: dict[str, tuple[Listener, ...]] = {}

    def publish(self, topic: str, event: str, data: Mapping[str, Any]) -> None:
        """Hand the event to whoever listens now."""
        for listener in self._listeners.get(topic, ()):
            try:
                listener(topic, event, data)
            except Exception:  # a watcher's fault must not reach the publisher
                _log.exception("a listener of %s failed", topic)

    def wanted(self, topic: str) -> bool:
        """See `EventBus`."""
        return topic in self._listeners

    def subscribe(self, topic: str, listener: Listener) -> Callable[[], None]:
        """Listen to a topic; call what comes back to stop."""
        with self._lock:
            self._listeners[topic] = (*self._listeners.get(topic, ()), listener)

        def unsubscribe() -> None:
            with self._lock:
                left = tuple(item for item in self._listeners.get(topic, ()) if item is not listener)
                if left:
                    self._listeners[topic] = left
                else:
                    self._listeners.pop(topic, None)

        return unsubscribe
