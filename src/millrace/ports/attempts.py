"""Between engine and worker: what a worker gets for one attempt, and what it reports.

Everything here is plain data that survives JSON: the worker may be on another machine. It holds only the
secrets of its own attempt, never the master key or the database's address.
"""

from collections.abc import Mapping, Sequence
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
    calendar: Mapping[str, Any] | None = field(default_factory=dict)
    """The job's working-day calendar {"default_working_days", "overrides": {ISO date: working}}, if a text
    asks for it; empty: the job names none, Monday to Friday holds; None: the one it names is gone."""
    calendars: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Calendars that texts name, in the same form."""
    timeout_seconds: float = 3600.0
    memory_limit_mb: int | None = None
    nice: int = 0
    folder: str = ""
    """The attempt's folder (absolute)."""
    workspace_folder: str = ""
    conditions: Sequence[Mapping[str, Any]] = ()
    """For a *resolve* request instead of a run: [{"source", "name", "text"}], where `name` is for
    people; attempt_id is then 0."""
    listening: Mapping[str, Any] | None = None
    """For a *resolve* request that looks for a new object (R108): {"path", "after"}."""


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
    """Takes claimed attempts to workers and brings their news back: the local link.

    Never blocks, never raises; what does not arrive is found by its lease.
    """

    def admit(self, worker: str) -> None:
        """`EngineInbox.joined` has taken effect. Until then nothing may be handed to the worker: it was meant
        for its past self, and what that one had is lost or told anew."""
        ...

    def deliver(self, worker: str, items: Sequence[AttemptWork]) -> None:
        """Hand over attempts that were claimed for this worker."""
        ...

    def resolve(self, worker: str, work: AttemptWork) -> None:
        """Have edge conditions evaluated; the answer comes by `EngineInbox.resolved`."""
        ...

    def cancel(self, worker: str, attempt_ids: Sequence[int]) -> None:
        """Tell a worker to stop attempts."""
        ...

    def child_ended(self, worker: str, attempt_id: int, child: Mapping[str, Any]) -> None:
        """A child instance ended: {"row", "instance_id", "status"}."""
        ...


class EngineInbox(Protocol):
    """What a carrier hands to the engine. Thread-safe; every call returns at once."""

    def joined(self, worker: str, running: Sequence[int], reports: Sequence[AttemptReport]) -> None:
        """A worker has come (back): it runs `running` (adopted) and has collected `reports` of what ended
        meanwhile. Whatever else it held before is lost."""
        ...

    def offer(self, worker: str, queues: Sequence[str], light: int, heavy: int) -> None:
        """`light` and `heavy` (trait of the node type) more places are free; see `Carrier.deliver`."""
        ...

    def report(self, worker: str, reports: Sequence[AttemptReport]) -> None:
        """Attempts ended."""
        ...

    def resolved(self, worker: str, node_run_id: int, answer: Mapping[str, Any]) -> None:
        """{"votes": {source: bool}} or {"error": {...}}."""
        ...

    def heartbeat(self, worker: str, running: Sequence[int], gone: Sequence[int]) -> None:
        """Extend the leases of `running`; those no longer this worker's come back by `Carrier.cancel`.
        `gone`: stopped attempts whose process tree has ended (R89)."""
        ...

    def start_children(
        self, worker: str, attempt_id: int, job: str, requests: Sequence[Mapping[str, Any]]
    ) -> None:
        """Create (or find, after a loss) child instances {"row", "params", "label", "loop"}; each end is told
        by `Carrier.child_ended`, a refusal as {"row", "error"}."""
        ...

    def left(self, worker: str) -> None:
        """The worker's link broke."""
        ...
