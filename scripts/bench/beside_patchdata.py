"""How much later daily jobs start while a PatchData of 10,000 instances runs beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scripts.bench.measure import percentile
from scripts.bench.punctuality import Start, all_starts, sleep_until
from scripts.bench.scheduled import CLOCK, ScheduledJob, at_instants, make_jobs
from scripts.bench.server import Server, free_port

INSTANCES = 10_000
PATCHED_JOBS = 4
PARALLEL = 5
TOGETHER = 20
EVERY_SECONDS = 2
BEFORE = range(0, 24, EVERY_SECONDS)
DURING = range(30, 60, EVERY_SECONDS)
"""Seconds of one minute at which daily jobs are due."""
_TASK_AT = timedelta(seconds=28)
_SEEDING = timedelta(seconds=25)
_TIME = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True, slots=True)
class Beside:
    """Starts of daily jobs in the half of a minute before the task and in the one with it."""

    before: Sequence[Start]
    during: Sequence[Start]
    """Only those due while the task was not over."""
    done: int
    """Good instances of the task at its end, or else at the end of the minute."""
    seconds: float
    """How long the task ran by then."""

    def rise(self, *, ended: bool = False) -> float:
        """By how many milliseconds the task raised the p95 of the lateness."""
        return lateness(self.during, 0.95, ended=ended) - lateness(self.before, 0.95, ended=ended)


def lateness(starts: Sequence[Start], share: float, *, ended: bool = False) -> float:
    """A percentile of the lateness, in milliseconds: of the start, or of the end on the worker."""
    return percentile([start.ended if ended else start.started for start in starts], share)


def measure(folder: Path) -> Beside:
    """Half a minute without the task, half a minute with it."""
    data = folder / "patchdata"
    now = CLOCK.now()
    minute = (now + _SEEDING).replace(second=0, microsecond=0) + timedelta(minutes=1)
    before, during = _daily("before", minute, BEFORE), _daily("during", minute, DURING)
    patched = [
        ScheduledJob(f"patched_{number}", {"type": "hours", "every": 1}) for number in range(PATCHED_JOBS)
    ]
    make_jobs(data, [*before, *during, *patched])
    with Server(data, free_port()) as server:
        sleep_until(minute + _TASK_AT)
        begun = CLOCK.now()
        task = server.post("/patchdata", _request(now, [job.name for job in patched]))
        sleep_until(minute + timedelta(minutes=1))
        state = server.get(f"/patchdata/{task['id']}")
        over = datetime.fromisoformat(state["ended_at"]) if state["ended_at"] else CLOCK.now()
        found = all_starts(data, "before_", len(before)), all_starts(data, "during_", len(during))
    beside_it = [start for start in found[1] if start.plan_time < over]
    seconds = (over - begun).total_seconds()
    return Beside(found[0], beside_it, done=state["counts"].get("success", 0), seconds=seconds)


def _daily(name: str, minute: datetime, seconds: range) -> Sequence[ScheduledJob]:
    """So many jobs at each of these seconds of the minute."""
    return [
        ScheduledJob(f"{name}_{second}_{number}", at_instants(minute, seconds=str(second)), nodes=2)
        for second in seconds
        for number in range(TOGETHER)
    ]


def _request(now: datetime, jobs: Sequence[str]) -> dict[str, object]:
    last = (now - timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    first = last - timedelta(hours=INSTANCES // len(jobs) - 1)
    return {
        "name": "bench",
        "jobs": list(jobs),
        "ranges": [{"from": first.strftime(_TIME), "to": last.strftime(_TIME)}],
        "parallel": PARALLEL,
    }


def lines(found: Beside) -> list[str]:
    """What was measured, in words."""
    told = [f"Daily jobs, {TOGETHER} every {EVERY_SECONDS} s, beside a PatchData of {INSTANCES:,} instances:"]
    for name, starts in (("without it", found.before), ("while it runs", found.during)):
        half, most = lateness(starts, 0.5), lateness(starts, 0.95)
        told.append(f"  {name}: p50 {half:.0f} ms, p95 {most:.0f} ms ({len(starts)} starts)")
    ends = found.rise(ended=True)
    told.append(f"  p95 rises by {found.rise():.0f} ms, that of the end of the first node by {ends:.0f} ms")
    told.append(f"  the task had {found.done:,} instances done after {found.seconds:.0f} s")
    return told
