"""Everything an expression can see (R139, R149-R157). It is given whole: nothing is read while evaluating."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from millrace.domain.calendars import WorkCalendar
from millrace.domain.el.limits import DEFAULT_LIMITS, Limits


@dataclass(frozen=True)
class NodeFacts:
    """What is known of an ancestor node in the same run (R150)."""

    status: str | None = None
    output: str | None = None
    running_data: str | None = None
    insert_job_id: str | None = None


@dataclass(frozen=True)
class JobFacts:
    """The job instance in which the expression stands (R150).

    `params` are the job's own parameters for Job.getParam; `nodes` holds ancestors only. Times are aware.
    """

    name: str
    plan_time: datetime | None = None
    start_time: datetime | None = None
    event_data: str | None = None
    project_id: str | None = None
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    nodes: Mapping[str, NodeFacts] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class ParamValue:
    """Text that replaces `${name}`; `outside` marks event data, REST answers and node outputs (R141)."""

    value: str
    outside: bool = False


@dataclass(frozen=True)
class LoopFacts:
    """The turn of a For Each node (R155): all rows and the number of the turn, from 0."""

    data_array: Sequence[object]
    offset: int


@dataclass(frozen=True)
class Scope:
    """Facts for one template.

    `zone` is the schedule's zone (IANA name) and `now` an aware time. `params` replace `${name}`,
    `variables` are visible by name. `paths` answers whether an object or folder exists; None where no
    storage can be asked. `calendar` is the job's working-day calendar; None if the one it names does not
    exist.
    """

    zone: str
    now: datetime
    job: JobFacts | None = None
    params: Mapping[str, ParamValue] = field(default_factory=lambda: MappingProxyType({}))
    variables: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    env: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    loop: LoopFacts | None = None
    paths: Callable[[str], bool] | None = None
    calendars: Mapping[str, WorkCalendar] = field(default_factory=lambda: MappingProxyType({}))
    calendar: WorkCalendar | None = field(default_factory=WorkCalendar)
    limits: Limits = DEFAULT_LIMITS

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone as the standard library knows it."""
        return ZoneInfo(self.zone)
