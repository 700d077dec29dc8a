"""PatchData tasks on a mill: what the tests of the engine and the shared cases have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from millrace.domain.ids import CommandId, InstanceId, PatchDataId
from millrace.domain.instance import Instance, InstanceState, InstanceStatus, Trigger
from millrace.domain.patchdata import PatchPlan
from millrace.domain.permissions import PERMISSIONS, Role
from millrace.engine.messages import CommandGiven
from millrace.ports.records import InstanceSelection, JobRecord, Stamp
from millrace.ports.schedule_records import PatchDataRecord
from millrace.services.calling import Caller
from millrace.services.patching_plans import basis_of, batch_of, plan_from, request_of
from tests.builders import a_node
from tests.engine.mill import Mill

SHELL = a_node("a", "shell", properties={"script": "true"})
LIMIT = 200_000


def daily(at: str = "02:00", **more: Any) -> Mapping[str, Any]:
    return {"recurrence": {"type": "daily", "at": at}, **more}


def every_minutes(minutes: int, **more: Any) -> Mapping[str, Any]:
    return {"recurrence": {"type": "minutes", "every": minutes}, **more}


def days(first: str, last: str) -> Mapping[str, Any]:
    """A range of whole local days."""
    return {"from": f"{first}T00:00:00", "to": f"{last}T23:59:00"}


@dataclass
class PatchHouse:
    """See the module."""

    mill: Mill

    def join(self, *running: int) -> None:
        """The worker comes (back) and has places for all."""
        self.mill.join(running, heavy=10_000)

    def job(self, name: str, schedule: Mapping[str, Any], **definition: Any) -> JobRecord:
        return self.mill.job(name, {"nodes": [SHELL], "schedule": schedule, **definition})

    def plan(self, request: Mapping[str, Any]) -> tuple[Mapping[str, Any], PatchPlan]:
        """The basis and the plan of a request, as the service makes them."""
        caller = Caller(workspace_id=self.mill.ws, name="ada", permissions=PERMISSIONS[Role.ADMIN])
        wanted = request_of(request)
        with self.mill.store.read() as session:
            basis = basis_of(session, caller, wanted, self.mill.clock.now(), LIMIT)
        return basis, plan_from(wanted, basis)

    def add(self, request: Mapping[str, Any]) -> PatchDataId:
        """The task stands in the store; the engine has not heard of it."""
        wanted = request_of(request)
        basis, plan = self.plan(request)
        record = PatchDataRecord(
            id=PatchDataId(0),
            workspace_id=self.mill.ws,
            name="again",
            request=wanted.model_dump(mode="json", by_alias=True),
            basis=basis,
            state="running",
            paused=False,
            total=len(plan.entries),
            generated=0,
            priority=wanted.priority or 1,
            revision=0,
            created=Stamp("ada", self.mill.clock.now()),
        )
        return self.mill.store.write(lambda session: session.patchdata.add(record)).id

    def task(self, request: Mapping[str, Any]) -> PatchDataId:
        """A task that the engine has begun."""
        task_id = self.add(request)
        assert self.give("start_patchdata", task_id) == ("applied", None)
        return task_id

    def write(self, kind: str, task_id: PatchDataId) -> CommandId:
        """A command stands in the store; nobody has told the engine."""
        return self.mill.write_command(kind, None, args={"task_id": task_id})

    def give(self, kind: str, task_id: PatchDataId) -> tuple[str, str | None]:
        given = self.write(kind, task_id)
        self.mill.inbox.put(CommandGiven(given))
        self.mill.turn()
        return self.mill.verdict(given)

    # ---- looking

    def record(self, task_id: PatchDataId) -> PatchDataRecord:
        with self.mill.store.read() as session:
            found = session.patchdata.get(self.mill.ws, task_id)
        assert found is not None
        return found

    def state(self, task_id: PatchDataId) -> str:
        return self.record(task_id).state

    def rows(self, task_id: PatchDataId) -> Sequence[Instance]:
        """The instances of the task, in the order in which they were made."""
        chosen = InstanceSelection(triggers=(Trigger.PATCHDATA,), batch=batch_of(task_id))
        with self.mill.store.read() as session:
            page = session.instances.list(self.mill.ws, chosen, limit=20_000)
        return sorted((each.instance for each in page.items), key=lambda instance: instance.id)

    def states(self, task_id: PatchDataId) -> Sequence[InstanceState]:
        ids = [row.id for row in self.rows(task_id)]
        with self.mill.store.read() as session:
            found = session.instances.load(ids)
        return [found[key][1] for key in ids]

    def words(self, task_id: PatchDataId) -> list[str]:
        """The statuses in list order."""
        return [state.status.value for state in self.states(task_id)]

    def only(self, task_id: PatchDataId, status: InstanceStatus) -> InstanceId:
        (found,) = [state.id for state in self.states(task_id) if state.status is status]
        return found

    # ---- other engines

    def successor(self) -> "PatchHouse":
        """Another engine on the same store and clock; the first one does nothing any more."""
        other = Mill(self.mill.store, self.mill.clock, name="engine-2")
        return PatchHouse(other)

    def give_up(self) -> None:
        """The engine is gone; its lead runs out at once."""
        self.mill.engine.give_up_lead()
