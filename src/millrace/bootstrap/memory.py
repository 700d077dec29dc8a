"""Garbage collection of a process that serves for weeks: it must not stop the engine while jobs are due."""

import gc

_YOUNG = 10_000
"""Objects made before the young ones are looked through; Python's own 700 is for small programs."""


def begin() -> None:
    """While a process starts nearly all that is made stays: looking through it would only take time."""
    gc.disable()


def settle() -> None:
    """What is in memory now stays: leave it out of all later collections, which then take milliseconds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
    gc.enable()
