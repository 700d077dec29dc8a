"""A store with two workspaces and a job, and short ways to fill it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from millrace.domain.ids import AttemptId, CommandId, InstanceId, JobId, NodeId, VersionNo, WorkspaceId
from millrace.domain.instance import (
    Attempt,
    AttemptCause,
    AttemptResult,
    Instance,
    InstanceState,
    InstanceStatus,
    NodeRun,
    NodeRunStatus,
    Trigger,
)
from millrace.ports.records import (
    CommandRecord,
    FinishedAttempt,
    JobRecord,
    NewAttempt,
    NewInstance,
    Stamp,
)
from millrace.ports.store import Session, Store

T = TypeVar("T")

NOW = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
STAMP = Stamp("ann", NOW)


def minutes(count: int) -> datetime:
    """That many minutes after `NOW`."""
    return NOW + timedelta(minutes=count)


def job_record(ws: WorkspaceId, name: str = "daily") -> JobRecord:
    return JobRecord(JobId(0), ws, None, name, 0, "stopped", "h1", None, None, STAMP, STAMP)


def command(ws: WorkspaceId, key: str | None = None) -> CommandRecord:
    return CommandRecord(CommandId(0), ws, "stop", InstanceId(1), None, {"force": True}, key, STAMP)


class Scene:
    """Workspaces `ws` and `other`, job `job` in `ws`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ws, self.other = store.write(
            lambda s: (s.admin.add_workspace("main", "UTC").id, s.admin.add_workspace("other", "UTC").id)
        )
        self.job = store.write(lambda s: s.jobs.add(job_record(self.ws)))

    def read(self, look: Callable[[Session], T]) -> T:
        with self.store.read() as session:
            return look(session)

    def new_instance(self, plan: int = 0, nodes: Sequence[str] = ("a", "b"), **changes: Any) -> NewInstance:
        """An instance planned that many minutes after `NOW`."""
        new = NewInstance(
            workspace_id=self.ws,
            job_id=self.job.id,
            job_name=self.job.name,
            version_no=VersionNo(1),
            definition_hash="h1",
            trigger=Trigger.SCHEDULE,
            plan_time=minutes(plan),
            zone="Europe/Berlin",
            batch="",
            priority=1,
            params={"day": "2026-03-01"},
            passed_params={"from": "parent"},
            loop=None,
            parent_node_run_id=None,
            parent_row=None,
            only_nodes=(),
            dry_run=False,
            status=InstanceStatus.WAITING,
            node_runs=[NodeRun(NodeId(name)) for name in nodes],
            created=STAMP,
        )
        return replace(new, **changes)

    def create(self, plan: int = 0, nodes: Sequence[str] = ("a", "b"), **changes: Any) -> InstanceId:
        """Create one instance, which must not exist."""
        new = self.new_instance(plan, nodes, **changes)
        (key,) = self.store.write(lambda s: s.instances.create([new]))
        assert key is not None
        return key

    def load(self, key: InstanceId) -> tuple[Instance, InstanceState]:
        return self.read(lambda s: s.instances.load([key]))[key]

    def state(self, key: InstanceId) -> InstanceState:
        return self.load(key)[1]

    def save(self, old: InstanceState, new: InstanceState) -> list[InstanceId]:
        return sorted(self.store.write(lambda s: s.instances.save([(old, new)])))

    def queue(self, key: InstanceId, *nodes: str, number: int = 1) -> list[AttemptId]:
        """Add an attempt for each of the nodes."""
        runs = self.state(key).node_runs
        new = []
        for node in nodes:
            run_id = runs[NodeId(node)].id
            assert run_id is not None
            new.append(NewAttempt(self.ws, key, run_id, NodeId(node), number, AttemptCause.FIRST, "etl", NOW))
        return list(self.store.write(lambda s: s.instances.add_attempts(new)))

    def claim(self, *ids: AttemptId, worker: str = "w1") -> list[AttemptId]:
        return sorted(self.store.write(lambda s: s.instances.claim(ids, worker, minutes(1), minutes(2))))

    def finish(self, *reports: FinishedAttempt) -> list[AttemptId]:
        return sorted(self.store.write(lambda s: s.instances.finish(reports)))

    def attempt(self, key: AttemptId) -> Attempt:
        (found,) = self.read(lambda s: s.instances.attempts([key]))
        return found


def report(
    key: AttemptId, worker: str = "w1", result: AttemptResult = AttemptResult.SUCCESS, **more: Any
) -> FinishedAttempt:
    """A report of an end."""
    return FinishedAttempt(
        **{
            "id": key,
            "worker": worker,
            "result": result,
            "exit_code": 0,
            "error": None,
            "ended_at": minutes(3),
            **more,
        }
    )


def moved(state: InstanceState, status: InstanceStatus, **nodes: NodeRunStatus) -> InstanceState:
    """The state one revision later, with these node runs changed."""
    runs = dict(state.node_runs)
    for name, node_status in nodes.items():
        runs[NodeId(name)] = replace(runs[NodeId(name)], status=node_status)
    return replace(state, status=status, revision=state.revision + 1, node_runs=runs)
