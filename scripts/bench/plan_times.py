"""`python -m scripts.bench.plan_times`: how fast plan times are found, counted and paged."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any

from rich.console import Console
from rich.table import Table

from millrace.domain import plan_times
from millrace.domain.schedule import Schedule

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WANTED = 1000
HALF_A_MILLION = 500_000
PAGE = 100
DENSE_MS, ANY_MS, PAGE_MS = 20.0, 200.0, 1000.0
ZONES = ("Europe/Vienna", "Africa/Casablanca", "UTC")
DENSE: tuple[dict[str, Any], ...] = (
    {"type": "minutes", "every": 1},
    {"type": "even_minutes", "every": 50},
    {"type": "hours", "every": 1},
    {"type": "daily", "at": "02:30"},
    {"type": "cron", "expression": "0 30 2 * * ?"},
)
RARE: tuple[dict[str, Any], ...] = (
    {"type": "weekly", "days": [1], "at": "02:30"},
    {"type": "monthly", "days": [31], "at": "02:30"},
    {"type": "cron", "expression": "0 0 0 29 2 ?"},
    {"type": "cron", "expression": "0 0 0 1 1 ?"},
    {"type": "cron", "expression": "0 0 0 31 2 ?"},
)
PAGED: tuple[dict[str, Any], ...] = (
    {"type": "minutes", "every": 1},
    {"type": "minutes", "every": 10},
    {"type": "hours", "every": 1},
)


def milliseconds(work: Callable[[], object]) -> float:
    """The time of the first call, with nothing remembered about zones."""
    plan_times.forget_zones()
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def named(recurrence: dict[str, Any]) -> str:
    """A recurrence in a few words."""
    return " ".join(str(value) for value in recurrence.values())


def figures() -> Iterator[tuple[str, str, float, float]]:
    """What was done, on which schedule, how long it took at worst over the zones, and how long it may."""
    for group, bound in ((DENSE, DENSE_MS), (RARE, ANY_MS)):
        for recurrence in group:
            yield f"next {WANTED:,}", named(recurrence), worst(recurrence, _next_times), bound
    for recurrence in PAGED:
        what = f"page of {PAGE} at {HALF_A_MILLION - PAGE:,}"
        yield what, named(recurrence), worst(recurrence, _last_page), PAGE_MS


def worst(recurrence: dict[str, Any], work: Callable[[Schedule, str], object]) -> float:
    """The slowest zone, in milliseconds."""
    schedule = Schedule.model_validate({"recurrence": recurrence})
    return max(milliseconds(partial(work, schedule, zone)) for zone in ZONES)


def _next_times(schedule: Schedule, zone: str) -> object:
    return list(islice(plan_times.plan_times(schedule, zone, NOW, plan_times.FAR_FUTURE), WANTED))


def _last_page(schedule: Schedule, zone: str) -> object:
    return plan_times.page(schedule, zone, NOW, HALF_A_MILLION - PAGE, PAGE)


def table() -> Table:
    """Measure, and put the figures side by side."""
    found = Table(title=f"Plan times (slowest of {', '.join(ZONES)}; nothing remembered)")
    for head in ("What", "Schedule"):
        found.add_column(head)
    for head in ("ms", "of the bound"):
        found.add_column(head, justify="right")
    for what, schedule, took, bound in figures():
        found.add_row(what, schedule, f"{took:.1f}", f"{took / bound:.0%} of {bound:.0f}")
    return found


if __name__ == "__main__":
    Console().print(table())
