"""Needs that a test gives itself, and jobs with schedules that use them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from millrace.domain.ids import InstanceId
from millrace.domain.instance import Instance, Trigger
from millrace.domain.schedule import Dependency
from millrace.engine.definitions import Runnable
from millrace.engine.needs import DependencyNeed, InstanceNeeds
from millrace.ports.records import JobRecord
from millrace.ports.schedule_records import InstanceKey
from millrace.ports.store import Session, Store
from tests.builders import a_node
from tests.engine.mill import Mill
from tests.fakes import START

SHELL = a_node("a", "shell", properties={"script": "true"})


@dataclass
class GivenNeeds:
    """By job name: the upstream instances that all instances of the job wait for."""

    keys: dict[str, tuple[InstanceKey, ...]] = field(default_factory=dict)
    policy: str = "pending"
    asked: int = 0

    def of(self, session: Session, instance: Instance, runnable: Runnable) -> InstanceNeeds:
        self.asked += 1
        keys = self.keys.get(instance.job_name)
        if keys is None:
            return InstanceNeeds()
        dependency = Dependency.model_validate({"job": "up", "on_upstream_failure": self.policy})
        return InstanceNeeds((DependencyNeed(0, dependency, keys[0].job_id, keys),))


def scheduled(*nodes: Mapping[str, Any], **schedule: Any) -> Mapping[str, Any]:
    """A job of one shell node, or of these nodes, with that schedule."""
    whole = {"recurrence": {"type": "minutes", "every": 1}, **schedule}
    return {"nodes": list(nodes) or [SHELL], "edges": [], "schedule": whole}


@dataclass
class Yard:
    """A mill whose waiting instances have given needs."""

    store: Store
    needs: GivenNeeds = field(default_factory=GivenNeeds)

    def __post_init__(self) -> None:
        self.mill = Mill(self.store, needs=self.needs)

    def due(self, job: JobRecord, minute: int = 0, **changes: Any) -> InstanceId:
        """An instance with the plan time so many minutes after the beginning; the engine hears of it."""
        made = self.make(job, minute, **changes)
        self.mill.start(made)
        return made

    def make(self, job: JobRecord, minute: int = 0, **changes: Any) -> InstanceId:
        minutes = (START - self.mill.clock.now()) / timedelta(minutes=1) + minute
        return self.mill.scheduled(job, minutes, **changes)

    def needed(self, name: str, *upstream: tuple[JobRecord, int]) -> None:
        """Instances of the named job wait for these."""
        self.needs.keys[name] = tuple(key(job, minute) for job, minute in upstream)

    def successor(self) -> "Yard":
        """Another engine takes the lead."""
        self.mill.engine.give_up_lead()
        other = Yard.__new__(Yard)
        other.store, other.needs = self.store, self.needs
        other.mill = Mill(self.store, self.mill.clock, name="engine-2", needs=self.needs)
        other.mill.turn()
        return other

    def status(self, instance_id: InstanceId) -> str:
        return self.mill.status(instance_id).value

    def statuses(self, *ids: InstanceId) -> list[str]:
        return [self.status(each) for each in ids]


def key(job: JobRecord, minute: int) -> InstanceKey:
    return InstanceKey(job.id, Trigger.SCHEDULE, START + timedelta(minutes=minute))
