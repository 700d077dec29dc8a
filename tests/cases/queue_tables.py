"""What a case of queue gives: slots, windows and definitions of jobs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from millrace.domain.ids import JobId
from millrace.domain.instance import Instance, Trigger
from millrace.domain.schedule import Dependency
from millrace.domain.spans import Span
from millrace.engine.definitions import Runnable
from millrace.engine.needs import DependencyNeed, InstanceNeeds
from millrace.ports.records import JobRecord
from millrace.ports.schedule_records import InstanceKey
from millrace.ports.store import Session
from tests.fakes import START

LAST = 200_000
"""Minutes; a case that is not over then never ends."""


def moment(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def minute_of(instant: datetime | None) -> int | None:
    return None if instant is None else int((instant - START).total_seconds() // 60)


def name_of(job: str, due: int, kind: str | None = None) -> str:
    return f"{job}@{due}" + (f"/{kind}" if kind else "")


@dataclass
class TableSlots:
    """The due minutes of the case's scheduled instances as slots (see `SlotSource`)."""

    due: dict[str, list[int]]
    names: dict[JobId, str] = field(default_factory=dict)

    def between(self, job_id: JobId, span: Span, first: datetime, until: datetime) -> Iterator[datetime]:
        last = until if span.ends_at is None else min(until, span.ends_at)
        times = (moment(minute) for minute in sorted(self.due.get(self.names[job_id], [])))
        return (at for at in times if max(first, span.begins_at) <= at < last)

    def next_from(self, job_id: JobId, span: Span, at: datetime) -> datetime | None:
        return next(self.between(job_id, span, at, moment(10 * LAST)), None)

    def count(self, job_id: JobId, span: Span, first: datetime, until: datetime) -> int:
        return len(list(self.between(job_id, span, first, until)))

    def nth(self, job_id: JobId, span: Span, first: datetime, offset: int) -> datetime | None:
        found = list(self.between(job_id, span, first, moment(10 * LAST)))
        return found[offset] if offset < len(found) else None

    def closes_at(self, job_id: JobId, span: Span) -> datetime | None:
        return None


@dataclass
class TableNeeds:
    """The windows of the case (see `Needs`)."""

    case: Mapping[str, Any]
    jobs: dict[str, JobRecord] = field(default_factory=dict)

    def of(self, session: Session, instance: Instance, runnable: Runnable) -> InstanceNeeds:
        due = minute_of(instance.plan_time)
        row: Mapping[str, Any] = next(
            (
                row
                for row in self.case["instances"]
                if (row["job"], row["due"]) == (instance.job_name, due) and "kind" not in row
            ),
            {},
        )
        schedule = runnable.definition.schedule
        return InstanceNeeds(
            tuple(
                self._need(index, dependency, row)
                for index, dependency in enumerate(schedule.depends_on if schedule else ())
            )
        )

    def _need(self, index: int, dependency: Dependency, row: Mapping[str, Any]) -> DependencyNeed:
        ends = dependency.run_after_dependency_ends
        return DependencyNeed(
            index,
            dependency,
            self.jobs[dependency.job].id,
            self._keys(dependency.job, row.get("up", [])),
            previous=self._keys(dependency.job, row.get("previous", [])) if ends else None,
        )

    def _keys(self, job: str, names: list[str]) -> tuple[InstanceKey, ...]:
        pairs = (name.split("@") for name in names)
        return tuple(
            InstanceKey(self.jobs[job].id, Trigger.SCHEDULE, moment(int(due)))
            for upstream, due in pairs
            if upstream == job
        )


def results_of(row: Mapping[str, Any]) -> list[str]:
    return list(row.get("results") or [row.get("result", "success")])


def definition_of(job: Mapping[str, Any], row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The job's definition, as it must be for this instance: how its nodes fail, and whether it runs dry."""
    policy = "SUSPEND" if "abnormal" in results_of(row) else "FAIL"
    nodes = job.get("nodes") or [{"name": "only"}]
    return {
        "nodes": [
            {
                "id": node["name"],
                "name": node["name"],
                "type": node.get("type", "shell"),
                "fail_policy": policy,
                "dry_run": node.get("dry_run", False),
                "task_group": node.get("group"),
                "timeout_minutes": 1440,
            }
            for node in nodes
        ],
        "edges": [
            {"source": parent, "target": node["name"]} for node in nodes for parent in node.get("after", [])
        ],
        "priority": job.get("priority", 1),
        "dry_run": row.get("dry_run", False),
        "schedule": _schedule(job),
    }


def _schedule(job: Mapping[str, Any]) -> Mapping[str, Any]:
    clear = job.get("clear_waiting")
    words = {None: "workspace", "no": "no"}
    return {
        "type": job.get("trigger", "periodic"),
        "recurrence": {"type": "minutes", "every": 1},
        "concurrency": job.get("concurrency", 1),
        "self_dependent": job.get("self_dependent", False),
        "skip_to_latest": job.get("skip_to_latest", False),
        "clear_waiting": words.get(clear, "yes"),
        "clear_days": clear if isinstance(clear, int) else None,
        "confirm": job.get("confirm", False),
        "task_group": job.get("group"),
        "depends_on": [{"job": name, **entry} for name, entry in job.get("depends_on", {}).items()],
    }
