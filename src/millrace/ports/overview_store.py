"""What lists and overviews read: many rows in few statements; see `ports/store.py`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from millrace.domain.ids import CommandId, InstanceId, JobId, WorkspaceId
from millrace.domain.instance import InstanceStatus
from millrace.ports.records import CommandRecord, InstanceSummary


@dataclass(frozen=True, slots=True)
class Tally:
    """So many instances of a job have a plan time in one stretch (its number, from 0) and this status."""

    stretch: int
    job_id: JobId
    status: InstanceStatus
    count: int


class OverviewRepository(Protocol):
    """See the module."""

    def contents(self, ws: WorkspaceId, hashes: Collection[str]) -> Mapping[str, str]:
        """Definitions by their hashes; unknown ones are left out."""
        ...

    def summaries(self, ws: WorkspaceId, ids: Collection[InstanceId]) -> Mapping[InstanceId, InstanceSummary]:
        """Rows of the instance list by id; unknown ones are left out."""
        ...

    def commands(self, ws: WorkspaceId, ids: Collection[CommandId]) -> Mapping[CommandId, CommandRecord]:
        """Commands by id; unknown ones are left out."""
        ...

    def tally(self, ws: WorkspaceId, edges: Sequence[datetime]) -> Sequence[Tally]:
        """Instances that schedules made (schedule, once), counted by stretch, job and status.

        Stretch n holds the plan times from edge n on, before edge n + 1.
        """
        ...
