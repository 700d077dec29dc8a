"""Records of schedules, calendars, task groups and PatchData: frozen, without behaviour; times in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from millrace.domain.ids import (
    CalendarId,
    InstanceId,
    JobId,
    PatchDataId,
    SpanId,
    TaskGroupId,
    VersionNo,
    WorkspaceId,
)
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.domain.spans import Span
from millrace.ports.records import Stamp


@dataclass(frozen=True, slots=True)
class SpanRecord:
    """A span of a job's schedule, with the version it came from.

    `left_out`: plan times just before its begin that an outage swallowed and the misfire policy did not make
    up (R26); they do not exist.
    """

    workspace_id: WorkspaceId
    job_id: JobId
    version_no: VersionNo
    span: Span
    opened: Stamp
    left_out: int = 0
    id: SpanId = SpanId(0)


class InstanceKey(NamedTuple):
    """What makes an instance one of a kind (R1)."""

    job_id: JobId
    trigger: Trigger
    plan_time: datetime
    batch: str = ""


@dataclass(frozen=True, slots=True)
class InstanceBrief:
    """What those who wait for an instance need to know of it."""

    id: InstanceId
    key: InstanceKey
    status: InstanceStatus
    admitted: bool = False


@dataclass(frozen=True, slots=True)
class Waiver:
    """An operator let a waiting instance go without an upstream instance (R49).

    Without an upstream key: without all of them.
    """

    instance_id: InstanceId
    upstream_job_id: JobId | None
    upstream_plan_time: datetime | None
    made: Stamp


@dataclass(frozen=True, slots=True)
class CalendarRecord:
    """A working-day calendar of a workspace (R20)."""

    id: CalendarId
    workspace_id: WorkspaceId
    name: str
    default_working_days: str  # "MON_FRI" | "MON_SUN"
    overrides: Mapping[str, bool]  # ISO date -> working
    revision: int
    created: Stamp
    updated: Stamp
    description: str = ""


@dataclass(frozen=True, slots=True)
class TaskGroupRecord:
    """A limit on node runs at once over all jobs that name the group (R86)."""

    id: TaskGroupId
    workspace_id: WorkspaceId
    name: str
    max: int
    revision: int
    created: Stamp
    updated: Stamp
    description: str = ""


@dataclass(frozen=True, slots=True)
class PatchDataRecord:
    """A PatchData task (R180-R190).

    `request` is what was asked for (`domain.patchdata.PatchRequest` as JSON), `basis` what its plan was made
    from (versions, definitions, zones, calendars, mode, the moment), so that the plan can be made again.
    """

    id: PatchDataId
    workspace_id: WorkspaceId
    name: str
    request: Mapping[str, Any]
    basis: Mapping[str, Any]
    state: str  # "running" | "success" | "failed" | "canceled"
    paused: bool
    total: int  # instances of the plan
    generated: int  # of these, in list order, the first so many stand in the store
    priority: int
    revision: int
    created: Stamp
    ended_at: datetime | None = None
