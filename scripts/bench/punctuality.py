"""How late the first nodes of scheduled jobs start, read from the store of a server that runs."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, func, select

from millrace.adapters.sql_store.tables import attempt, instance
from millrace.domain.instance import Trigger
from scripts.bench.scheduled import CLOCK

_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Start:
    """The first attempt of an instance, in milliseconds after its plan time."""

    plan_time: datetime
    started: float
    """When the engine gave it to the worker."""
    ended: float
    """When the worker was through with it: a Dummy does nothing, so this bounds its start from above."""


def starts(data: Path, job_prefix: str) -> Sequence[Start]:
    """Of all scheduled instances of jobs whose names begin so."""
    firsts = (
        select(attempt.c.instance_id, func.min(attempt.c.id).label("id"))
        .group_by(attempt.c.instance_id)
        .subquery()
    )
    query = (
        select(instance.c.plan_time, attempt.c.started_at, attempt.c.ended_at)
        .join(firsts, firsts.c.instance_id == instance.c.id)
        .join(attempt, attempt.c.id == firsts.c.id)
        .where(
            instance.c.trigger == Trigger.SCHEDULE.value,
            instance.c.job_name.startswith(job_prefix),
            attempt.c.ended_at.is_not(None),
        )
    )
    engine = create_engine(f"sqlite:///{data / 'millrace.db'}")
    try:
        with engine.connect() as connection:
            return [
                Start(plan_time, _after(plan_time, started), _after(plan_time, ended))
                for plan_time, started, ended in connection.execute(query)
            ]
    finally:
        engine.dispose()


def _after(plan_time: datetime, moment: datetime) -> float:
    return (moment - plan_time).total_seconds() * 1000


def sleep_until(moment: datetime) -> None:
    """Return at that instant."""
    time.sleep(max(0.0, (moment - CLOCK.now()).total_seconds()))


def all_starts(data: Path, job_prefix: str, expected: int) -> Sequence[Start]:
    """Wait until so many are there; what is there after a minute, if they are fewer."""
    deadline = time.monotonic() + _PATIENCE
    found = starts(data, job_prefix)
    while len(found) < expected and time.monotonic() < deadline:
        time.sleep(1)
        found = starts(data, job_prefix)
    return found
