"""500 jobs on one minute: alone, and beside 10,000 others, with the start and the rest of that server."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from scripts.bench.measure import median, percentile
from scripts.bench.punctuality import Start, all_starts, sleep_until
from scripts.bench.scheduled import CLOCK, ScheduledJob, at_instants, make_jobs, others
from scripts.bench.server import Server, free_port

TOGETHER = 500
MANY = 10_000
SECONDS = (0, 15, 30)
"""Of the minute: three times as many values, without waiting for two more minutes."""
IDLE_SECONDS = 60.0
_PREFIX = "due_"
_REST = 8.0
_STARTING = 12.0
"""Seconds that the last jobs and the start of a server may take, and some more."""
_HALF_A_MILLION = 500_000
_PAGES = 10


@dataclass
class Due:
    """What was measured with one number of other jobs."""

    others: int
    start_seconds: float = 0.0
    start_cpu_seconds: float = 0.0
    idle_cpu: float | None = None
    """Share of a core, of all processes; None: not measured."""
    memory_mb: float = 0.0
    starts: Sequence[Start] = ()
    expected: int = 0
    pages: list[float] = field(default_factory=list)
    """Seconds of each page of future instances among half a million."""

    def per_instant(self, share: float, *, ended: bool = False) -> list[float]:
        """A percentile of the lateness, in milliseconds, of each instant by itself."""
        values: dict[datetime, list[float]] = {}
        for start in self.starts:
            values.setdefault(start.plan_time, []).append(start.ended if ended else start.started)
        return [percentile(values[moment], share) for moment in sorted(values)]


def measure(folder: Path, *, many: int, idle: float) -> Due:
    """Make the jobs, start a server on them, let it rest, and look how late they start."""
    data = folder / f"due-{many}"
    make_jobs(data, others(many, CLOCK.now()))
    now = CLOCK.now()
    minute = (now + timedelta(seconds=_STARTING + _REST + idle)).replace(second=0, microsecond=0)
    minute += timedelta(minutes=1)
    recurrence = at_instants(minute, seconds=",".join(str(second) for second in SECONDS))
    jobs = [ScheduledJob(f"{_PREFIX}{number}", recurrence, nodes=2) for number in range(TOGETHER)]
    often = ScheduledJob(
        "often", {"type": "hours", "every": 1}, more={"start": f"{now.year + 1}-01-01T00:00"}
    )
    ids = make_jobs(data, [*jobs, often])
    found = Due(others=many, expected=TOGETHER * len(SECONDS))
    with Server(data, free_port()) as server:
        found.start_seconds, found.start_cpu_seconds = server.start_seconds, server.start_cpu_seconds
        time.sleep(_REST)
        found.memory_mb = server.memory_mb()
        if idle:
            found.idle_cpu = _idle_cpu(server, idle)
        found.pages = _pages(server, ids["often"])
        sleep_until(minute + timedelta(seconds=SECONDS[-1] + 3))
        found.starts = all_starts(data, _PREFIX, found.expected)
    return found


def _idle_cpu(server: Server, seconds: float) -> float:
    before, begun = server.cpu_seconds(), time.monotonic()
    time.sleep(seconds)
    return (server.cpu_seconds() - before) / (time.monotonic() - begun)


def _pages(server: Server, job_id: int) -> list[float]:
    """The last page among half a million plan times, and some others."""
    random = Random(1)
    offsets = [_HALF_A_MILLION - 100, *(random.randrange(_HALF_A_MILLION - 100) for _ in range(_PAGES - 1))]
    times = []
    for offset in offsets:
        begun = time.monotonic()
        page = server.get(f"/jobs/{job_id}/future", offset=offset, limit=100)
        times.append(time.monotonic() - begun)
        if len(page["items"]) != 100:
            raise SystemExit(f"the page of future instances at {offset} has {len(page['items'])} items")
    return times


def lines(found: Due) -> list[str]:
    """What was measured, in words."""
    beside = f"beside {found.others:,} others" if found.others else "with no others"
    told = [
        f"Server with {found.others + TOGETHER:,} scheduled jobs: "
        f"first page after {found.start_seconds:.1f} s ({found.start_cpu_seconds:.1f} s of a core)"
    ]
    if found.idle_cpu is not None:
        told.append(f"  idle: {found.idle_cpu:.1%} of a core, {found.memory_mb:.0f} MB (PSS, all processes)")
    told.append(
        f"  {TOGETHER} jobs at one instant {beside} ({len(found.starts)} of {found.expected} starts):"
    )
    for what, ended in (("start of the first node", False), ("its end on the worker", True)):
        halves = " / ".join(f"{value:.0f}" for value in found.per_instant(0.5, ended=ended))
        tails = " / ".join(f"{value:.0f}" for value in found.per_instant(0.99, ended=ended))
        told.append(f"    {what}: p50 {halves} ms, p99 {tails} ms after the plan time, at each instant")
    told.append(
        f"  page of 100 future instances among {_HALF_A_MILLION:,}: "
        f"p50 {median(found.pages) * 1000:.0f} ms, worst {max(found.pages) * 1000:.0f} ms"
    )
    return told
