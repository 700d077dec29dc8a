"""What a waiting instance needs before it may begin: the seam between the gate and the windows of schedules.

The gate asks once when an instance begins to wait, and again when the schedule of one of its upstream jobs
changes. It looks after the instances behind the keys by itself; a key may name one that is not there yet.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

from millrace.domain.ids import JobId
from millrace.domain.instance import Instance
from millrace.domain.schedule import Dependency
from millrace.engine.definitions import Runnable
from millrace.ports.schedule_records import InstanceKey
from millrace.ports.store import Session


@dataclass(frozen=True, slots=True)
class DependencyNeed:
    """One entry of `depends_on`, resolved for one plan time (R27-R45)."""

    index: int
    """Its place in `depends_on`."""
    dependency: Dependency
    upstream_job_id: JobId | None
    """None: there is no such job (any more); nothing of it exists, so `keys` is empty."""
    keys: tuple[InstanceKey, ...] = ()
    """The upstream instances that count, in plan-time order."""
    require: Literal["all", "any", "none"] = "all"
    when_empty: Literal["run", "cancel"] = "run"
    """What an empty window means (R29, R43)."""
    previous: tuple[InstanceKey, ...] | None = None
    """The upstream instances of the previous cycle, where these must have ended too (R45)."""
    upstream_state: str | None = None
    """The state of the upstream job's schedule (R46, R50), None without such a job."""


@dataclass(frozen=True, slots=True)
class InstanceNeeds:
    """All that one instance waits for upstream; its own predecessor (R104) the gate finds by itself."""

    dependencies: tuple[DependencyNeed, ...] = ()


class Needs(Protocol):
    """Says what an instance needs, from the spans of the jobs as they are in the store now."""

    def of(self, session: Session, instance: Instance, runnable: Runnable) -> InstanceNeeds:
        """The needs of a scheduled instance that runs this definition."""
        ...
