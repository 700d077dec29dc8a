"""Wait for something to become true, without sleeping longer than needed."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(look: Callable[[], T], within: float = 20.0, what: str = "") -> T:
    """The first true value of `look`; fails after `within` seconds."""
    end = time.monotonic() + within
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {within} s: {what or look}; last seen: {found!r}")
        time.sleep(0.02)
