"""A real engine on a store, driven turn by turn: fake workers on a fake clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from millrace.adapters.memory_bus import MemoryBus
from millrace.domain.ids import (
    CommandId,
    ConnectionId,
    InstanceId,
    JobId,
    NodeId,
    TaskGroupId,
    VersionNo,
    WorkspaceId,
)
from millrace.domain.instance import Attempt, InstanceState, InstanceStatus, NodeRun, Trigger
from millrace.domain.job import JobDefinition
from millrace.domain.plan import plan_of
from millrace.domain.progress import first_state
from millrace.engine.definitions import Definitions
from millrace.engine.duty import Duty
from millrace.engine.inbox import Inbox
from millrace.engine.index import Index
from millrace.engine.keeper import Keepers
from millrace.engine.loop import Engine, EngineParts, EngineSettings
from millrace.engine.messages import CommandGiven, InstancesCreated
from millrace.engine.needs import Needs
from millrace.engine.plan_memory import PlanMemory
from millrace.engine.work_orders import Surroundings
from millrace.nodes.dummy import Dummy
from millrace.nodes.for_each import ForEach
from millrace.nodes.shell import Shell
from millrace.nodes.sql import Sql
from millrace.nodes.subjob import Subjob
from millrace.ports.attempts import AttemptReport, AttemptWork
from millrace.ports.node_runtime import Catalog
from millrace.ports.records import CommandRecord, ConnectionRecord, JobRecord, NewInstance, Stamp
from millrace.ports.schedule_records import TaskGroupRecord
from millrace.ports.store import Session, Store
from millrace.services.slot_source import SlotSource
from millrace.services.slots import SpanSlots
from tests.builders import PostgresLike
from tests.fakes import FakeClock

LEASE = timedelta(seconds=15)
WORKER = "local-1"


class FakeCarrier:
    """Keeps what the engine sends, by kind."""

    def __init__(self) -> None:
        self.admitted: list[str] = []
        self.work: list[AttemptWork] = []
        self.cancelled: list[int] = []
        self.questions: list[AttemptWork] = []
        self.children_ended: list[tuple[int, Mapping[str, Any]]] = []

    def admit(self, worker: str) -> None:
        self.admitted.append(worker)

    def deliver(self, worker: str, items: Sequence[AttemptWork]) -> None:
        self.work += items

    def resolve(self, worker: str, work: AttemptWork) -> None:
        self.questions.append(work)

    def cancel(self, worker: str, attempt_ids: Sequence[int]) -> None:
        self.cancelled += attempt_ids

    def child_ended(self, worker: str, attempt_id: int, child: Mapping[str, Any]) -> None:
        self.children_ended.append((attempt_id, child))

    def take_work(self) -> list[AttemptWork]:
        """What came since the last time."""
        taken, self.work = self.work, []
        return taken


def _no_secrets(record: ConnectionRecord) -> Mapping[str, str]:
    if record.secrets:
        raise ValueError("sealed under another key")
    return {}


def catalog() -> Catalog:
    types = (Dummy(), Shell(), Sql(), Subjob(), ForEach())
    return Catalog({node_type.name: node_type for node_type in types}, {"postgres": PostgresLike()})


@dataclass
class Mill:
    """One engine, one clock, one workspace."""

    store: Store
    clock: FakeClock = field(default_factory=FakeClock)
    name: str = "engine-1"
    lease: timedelta = LEASE
    lead_lease: timedelta = timedelta(days=1)
    workspaces: Path = Path("/ws")
    catalog: Catalog = field(default_factory=catalog)
    duties: Sequence[Duty] = ()
    needs: Needs | None = None
    slots: SlotSource = field(default_factory=SpanSlots)
    keepers: Keepers = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._batches = 0
        self.carrier = FakeCarrier()
        self.inbox = Inbox()
        self.bus = MemoryBus()
        self.index = Index(Definitions(self.catalog), plan=PlanMemory(slots=self.slots))
        around = Surroundings(
            self.catalog, Path("/attempts"), lambda ws: self.workspaces / str(ws), _no_secrets
        )
        settings = EngineSettings(self.name, self.lease, self.lead_lease, pause_after_failure=0.0)
        parts = EngineParts(
            store=self.store,
            clock=self.clock,
            bus=self.bus,
            carrier=self.carrier,
            around=around,
            settings=settings,
            duties=self.duties,
            needs=self.needs,
            keepers=self.keepers,
        )
        self.engine = Engine(parts, self.index, self.inbox)
        with self.store.read() as session:
            found = session.admin.workspaces()
        self.ws: WorkspaceId = (
            found[0] if found else self.store.write(lambda s: s.admin.add_workspace("default", "UTC"))
        ).id
        self.engine.take_lead()

    # ---- jobs and instances

    def job(self, name: str, definition: Mapping[str, Any], *, submitted: bool = True) -> JobRecord:
        """A job with that draft, submitted as version 1 unless told otherwise."""
        whole = JobDefinition.model_validate(definition)
        key, text, stamp = whole.content_hash(), whole.canonical(), Stamp("ada", self.clock.now())
        version = VersionNo(1) if submitted else None
        record = JobRecord(
            JobId(0),
            self.ws,
            None,
            name,
            0,
            "stopped",
            key,
            version,
            key if submitted else None,
            stamp,
            stamp,
        )

        def add(session: Session) -> JobRecord:
            session.jobs.put_content(self.ws, key, text)
            return session.jobs.add(record)

        return self.store.write(add)

    def instance(self, job: JobRecord, **changes: Any) -> InstanceId:
        """An instance of the job's draft, waiting; the engine has not heard of it."""
        text = self.content(job.draft_hash)
        definition = JobDefinition.model_validate_json(text)
        state = first_state(
            plan_of(definition),
            InstanceId(0),
            run_number=1,
            needs_confirmation=False,
            dry_run=definition.dry_run,
        )
        self._batches += 1
        values: dict[str, Any] = {
            "workspace_id": self.ws, "job_id": job.id, "job_name": job.name, "version_no": VersionNo(1),
            "definition_hash": job.draft_hash, "trigger": Trigger.MANUAL, "plan_time": self.clock.now(),
            "zone": "UTC", "batch": str(self._batches), "priority": 1, "params": {}, "passed_params": {},
            "loop": None, "parent_node_run_id": None, "parent_row": None, "only_nodes": (), "dry_run": False,
            "status": state.status, "node_runs": list(state.node_runs.values()),
            "created": Stamp("ada", self.clock.now()), **changes,
        }  # fmt: skip
        (made,) = self.store.write(lambda s: s.instances.create([NewInstance(**values)]))
        assert made is not None
        return made

    def scheduled(self, job: JobRecord, minutes: float = 0, **changes: Any) -> InstanceId:
        """An instance of the job's schedule, due so many minutes from now; the engine has not heard of it."""
        due = self.clock.now() + timedelta(minutes=minutes)
        return self.instance(job, **{"trigger": Trigger.SCHEDULE, "batch": "", "plan_time": due, **changes})

    def submit(self, job: JobRecord, definition: Mapping[str, Any]) -> None:
        """The job's next version; the engine is not told."""
        whole = JobDefinition.model_validate(definition)
        key, text = whole.content_hash(), whole.canonical()

        def work(session: Session) -> None:
            now = session.jobs.get(self.ws, job.id)
            assert now is not None
            number = VersionNo((now.submitted_version or 0) + 1)
            session.jobs.put_content(self.ws, key, text)
            changed = replace(now, draft_hash=key, submitted_hash=key, submitted_version=number)
            session.jobs.update(changed, now.revision)

        self.store.write(work)

    def group(self, name: str, most: int) -> None:
        """A task group with so many places; the engine is told by `limits_changed`."""
        stamp = Stamp("ada", self.clock.now())

        def work(session: Session) -> None:
            known = session.task_groups.by_name(self.ws, name)
            if known is None:
                fresh = TaskGroupRecord(TaskGroupId(0), self.ws, name, most, 0, stamp, stamp)
                session.task_groups.add(fresh)
            else:
                session.task_groups.update(replace(known, max=most), known.revision)

        self.store.write(work)

    def set(self, **settings: Any) -> None:
        """Settings of the workspace for all its jobs."""

        def work(session: Session) -> None:
            known = session.admin.settings(self.ws).get("scheduling") or {}
            session.admin.put_setting(self.ws, "scheduling", {**known, **settings})

        self.store.write(work)

    def limits_changed(self) -> None:
        """The engine reads groups and settings again."""
        self.command("limits_changed", None)

    def content(self, key: str) -> str:
        with self.store.read() as session:
            text = session.jobs.content(self.ws, key)
        assert text is not None
        return text

    def run(self, definition: Mapping[str, Any], name: str = "daily", **changes: Any) -> InstanceId:
        """A job and an instance of it, which starts."""
        made = self.instance(self.job(name, definition), **changes)
        self.start(made)
        return made

    def start(self, *instances: InstanceId) -> None:
        """The engine hears of instances."""
        self.inbox.put(InstancesCreated(instances))
        self.turn()

    def turn(self) -> None:
        """Let the engine do all that it can do now."""
        self.engine.turn(0)
        while len(self.inbox):
            self.engine.turn(0)

    def later(self, **delta: float) -> None:
        """Time goes on, then the engine looks."""
        self.clock.advance(**delta)
        self.turn()

    # ---- the worker

    def join(
        self,
        running: Sequence[int] = (),
        reports: Sequence[AttemptReport] = (),
        light: int = 500,
        heavy: int = 4,
    ) -> None:
        """The worker comes (back) with free places."""
        self.inbox.joined(WORKER, running, reports)
        self.inbox.offer(WORKER, ("",), light, heavy)
        self.turn()

    def report(self, attempt_id: int, result: str = "success", **more: Any) -> AttemptReport:
        return AttemptReport(attempt_id, result, self.clock.now().isoformat(), **more)

    def end(self, work: AttemptWork, result: str = "success", **more: Any) -> None:
        """The worker reports an attempt and its free place."""
        self.inbox.report(WORKER, [self.report(work.attempt_id, result, **more)])
        heavy = self.catalog.nodes[work.node_type].traits.heavy
        self.inbox.offer(WORKER, ("",), 0 if heavy else 1, 1 if heavy else 0)
        self.turn()

    def beat(self, *running: int, gone: Sequence[int] = ()) -> None:
        self.inbox.heartbeat(WORKER, running, gone)
        self.turn()

    def take(self) -> AttemptWork:
        """The one attempt that was handed to the worker since the last time."""
        (work,) = self.carrier.take_work()
        return work

    def work_off(self) -> list[str]:
        """Let the worker succeed with all it gets; returns the names of the nodes in that order."""
        names = []
        while items := self.carrier.take_work():
            for item in items:
                names.append(item.node_name)
                self.end(item)
        return names

    # ---- looking

    def state(self, instance_id: InstanceId) -> InstanceState:
        with self.store.read() as session:
            return session.instances.load([instance_id])[instance_id][1]

    def status(self, instance_id: InstanceId) -> InstanceStatus:
        return self.state(instance_id).status

    def node(self, instance_id: InstanceId, name: str) -> NodeRun:
        return self.state(instance_id).node_runs[NodeId(name)]

    def attempts(self, instance_id: InstanceId) -> list[Attempt]:
        with self.store.read() as session:
            return sorted(session.instances.attempts_of(instance_id), key=lambda attempt: attempt.id)

    def story(self, instance_id: InstanceId) -> list[tuple[str, int, str, str | None]]:
        """Node, number, cause and result of all attempts."""
        return [
            (each.node_id, each.number, each.cause.value, each.result.value if each.result else None)
            for each in self.attempts(instance_id)
        ]

    def set_aside(self) -> list[Mapping[str, Any]]:
        with self.store.read() as session:
            return [each.payload for each in session.admin.events_set_aside(None)]

    def connection(self, name: str, **secrets: str) -> None:
        """A connection whose secrets, if it has any, do not open."""
        stamp = Stamp("ada", self.clock.now())
        record = ConnectionRecord(
            ConnectionId(0), self.ws, name, "postgres", {}, secrets, {}, 0, stamp, stamp
        )
        self.store.write(lambda s: s.connections.add(record))

    # ---- commands

    @staticmethod
    def instance_id(number: int) -> InstanceId:
        return InstanceId(number)

    def command(
        self, kind: str, instance_id: InstanceId | None, node: str | None = None, **more: Any
    ) -> CommandId:
        """A command stands in the store and the engine is told."""
        given = self.write_command(kind, instance_id, node, **more)
        self.inbox.put(CommandGiven(given))
        self.turn()
        return given

    def write_command(
        self, kind: str, instance_id: InstanceId | None, node: str | None = None, **more: Any
    ) -> CommandId:
        """A command stands in the store; `key` and `args` are its own."""
        node_id = NodeId(node) if node else None
        record = CommandRecord(
            CommandId(0),
            self.ws,
            kind,
            instance_id,
            node_id,
            more.get("args", {}),
            more.get("key"),
            Stamp("ada", self.clock.now()),
        )
        return self.store.write(lambda s: s.commands.add(record)).id

    def verdict(self, command_id: CommandId) -> tuple[str, str | None]:
        with self.store.read() as session:
            record = session.commands.get(self.ws, command_id)
        assert record is not None
        return record.verdict, (record.error or {}).get("code")
