"""How long it takes to resolve an instance with 50 dependencies, with all that it reads from the store."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from millrace.domain.dependency_verdicts import combined, verdict
from millrace.domain.ids import JobId
from millrace.domain.instance import Trigger
from millrace.domain.schedule import Schedule
from millrace.ports.schedule_records import InstanceKey
from millrace.ports.store import Session
from millrace.services.needing import Downstream, Needing
from millrace.services.slots import SpanSlots
from scripts.bench.measure import median, percentile
from scripts.bench.scheduled import ZONE, ScheduledJob, make_jobs, open_store

MOST = 50
TIMES = 200
_HOURLY = 10
"""Of them; each stands for 24 instances of the day."""
_NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_PLAN_TIME = datetime(2026, 3, 2, 6, tzinfo=UTC)


def measure(folder: Path) -> Sequence[float]:
    """Seconds of each time, with nothing kept from one to the next."""
    data = folder / "dependencies"
    upstream = [ScheduledJob(f"up_{number}", _recurrence(number)) for number in range(MOST)]
    depends_on = [{"job": job.name, "on_upstream_failure": "pending"} for job in upstream]
    down = ScheduledJob("down", {"type": "daily", "at": "06:00"}, more={"depends_on": depends_on})
    ids = make_jobs(data, [*upstream, down], _NOW - timedelta(days=30))
    schedule = down.definition().schedule
    if schedule is None:
        raise AssertionError("the job was given a schedule")
    store = open_store(data)
    try:
        return [_once(store.read, schedule, ids) for _ in range(TIMES)]
    finally:
        store.close()


def _recurrence(number: int) -> Mapping[str, Any]:
    if number < _HOURLY:
        return {"type": "hours", "every": 1, "from": f"00:{number:02}"}
    return {"type": "daily", "at": f"{number % 6:02}:{number:02}"}


def _once(read: Any, schedule: Schedule, ids: Mapping[str, JobId]) -> float:
    begun = time.perf_counter()
    with read() as session:
        _resolve(session, schedule, ids["down"])
    return time.perf_counter() - begun


def _resolve(session: Session, schedule: Schedule, job_id: JobId) -> None:
    """What the gate does with an instance that arrives: what it needs, how that is, and what follows."""
    ws = session.admin.workspaces()[0].id
    needs = Needing(session, SpanSlots()).of(Downstream(ws, job_id, schedule, ZONE, _PLAN_TIME))
    keys = {
        index: [InstanceKey(need.job.id, Trigger.SCHEDULE, at) for at in need.needed.plan_times]
        for index, need in enumerate(needs)
        if need.job is not None
    }
    there = session.waiting.find([key for each in keys.values() for key in each])
    verdicts = []
    for index, need in enumerate(needs):
        briefs = [there.get(key) for key in keys[index]]
        states = [brief.status if brief else None for brief in briefs]
        verdicts.append(verdict(need.dependency, states, None, when_empty=need.needed.when_empty))
    combined(verdicts)


def lines(seconds: Sequence[float]) -> list[str]:
    """What was measured, in words."""
    shown = ", ".join(
        f"{name} {value * 1000:.1f} ms"
        for name, value in (
            ("first", seconds[0]),
            ("best", min(seconds)),
            ("p50", median(seconds)),
            ("p95", percentile(seconds, 0.95)),
        )
    )
    return [f"Resolving an instance with {MOST} dependencies, store included: {shown}"]
