"""Between engine and worker: what a worker gets for one attempt, and what it reports.

Everything here is plain data that survives JSON: the worker may be on another machine. It holds only the
secrets of its own attempt, never the master key or the database's address.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class AttemptWork:
    """One claimed attempt, with all that its properties may refer to. Times are ISO 8601, UTC."""

    attempt_id: int
    workspace_id: int
    instance_id: int
    node_run_id: int
    number: int
    job_id: int
    job_name: str
    node_id: str
    node_name: str
    node_type: str
    properties: Mapping[str, Any]
    trigger: str
    version_no: int
    plan_time: str
    zone: str
    started_at: str | None
    run_number: int
    params: Mapping[str, str]
    """Effective parameters by R135, templates not yet evaluated."""
    job_params: Mapping[str, str]
    """The job's own parameters, what `Job.getParam` sees (R139)."""
    outside: Mapping[str, str] = field(default_factory=dict)
    """Values that came from outside (R141): transfer parameters of nodes before."""
    masked: Sequence[str] = ()
    """Names of parameters whose values never appear in logs."""
    nodes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Ancestors by name: status, output, running_data."""
    loop: Mapping[str, Any] | None = None
    connections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Name -> {"type", "driver", "properties", "secrets"} for those the properties name."""
    scripts: Mapping[str, str] = field(default_factory=dict)
    timeout_seconds: float = 3600.0
    memory_limit_mb: int | None = None
    nice: int = 0
    folder: str = ""
    """The attempt's folder (absolute)."""
    workspace_folder: str = ""
    conditions: Sequence[Mapping[str, Any]] = ()
    """For a *resolve* request instead of a run: [{"source", "text"}]; attempt_id is then 0."""


@dataclass(frozen=True, slots=True)
class AttemptReport:
    """How an attempt ended, from the worker."""

    attempt_id: int
    result: str  # AttemptResult
    ended_at: str
    exit_code: int | None = None
    error: Mapping[str, Any] | None = None  # {"code", "message", "data"}
    output: Mapping[str, Any] | None = None
    """{"text", "values", "running_data", "report", "artifacts", "inputs"}"""


class Carrier(Protocol):
    """Takes ready attempts to workers: the local link, or Celery. At-least-once; the claim decides."""

    def wake(self, queue: str, count: int) -> None:
        """`count` more attempts of that queue are ready."""
        ...

    def cancel(self, worker: str, attempt_ids: Sequence[int]) -> None:
        """Tell a worker to stop attempts."""
        ...

    def child_ended(self, worker: str, attempt_id: int, result: Mapping[str, Any]) -> None:
        """A child instance that this attempt waits for has ended."""
        ...


class EngineInbox(Protocol):
    """What a carrier hands to the engine; every call returns at once, the answer comes by callback."""

    def claim(
        self,
        worker: str,
        queues: Sequence[str],
        capacity: int,
        answer: Callable[[Sequence[AttemptWork]], None],
    ) -> None:
        """Take up to `capacity` ready attempts; answered as soon as there is at least one."""
        ...

    def report(self, worker: str, reports: Sequence[AttemptReport]) -> None: ...
    def heartbeat(
        self,
        worker: str,
        running: Sequence[int],
        ended_trees: Sequence[int],
        answer: Callable[[Sequence[int]], None],
    ) -> None:
        """Extend the leases of `running`; the answer holds the ids that are no longer this worker's: kill them.
        `ended_trees`: attempts whose process tree is gone (R89)."""
        ...

    def adopted(self, worker: str, running: Sequence[int], answer: Callable[[], None]) -> None:
        """A worker has come (back) and runs these attempts; whatever else it held before is lost."""
        ...

    def start_children(
        self,
        attempt_id: int,
        job: str,
        requests: Sequence[Mapping[str, Any]],
        answer: Callable[[Sequence[Mapping[str, Any]]], None],
    ) -> None:
        """Create (or find, after a loss) child instances; each end is told by `Carrier.child_ended`."""
        ...

    def worker_gone(self, worker: str) -> None: ...
