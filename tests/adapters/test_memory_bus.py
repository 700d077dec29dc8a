from collections.abc import Mapping
from typing import Any

from millrace.adapters.memory_bus import MemoryBus


def test_events_reach_the_listeners_of_their_topic_until_they_leave() -> None:
    bus, heard = MemoryBus(), list[str]()
    leave = bus.subscribe("a", lambda topic, event, data: heard.append(event))
    bus.publish("a", "one", {})
    bus.publish("b", "two", {})
    assert bus.wanted("a")
    leave()
    bus.publish("a", "three", {})
    assert heard == ["one"]
    assert not bus.wanted("a")


def test_a_listener_that_fails_disturbs_nobody() -> None:
    bus, heard = MemoryBus(), list[str]()

    def broken(topic: str, event: str, data: Mapping[str, Any]) -> None:
        raise ValueError("broken")

    bus.subscribe("a", broken)
    bus.subscribe("a", lambda topic, event, data: heard.append(event))
    bus.publish("a", "one", {})
    assert heard == ["one"]
