"""The tables of the memory store: dictionaries of frozen values, so that a shallow copy is a snapshot."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, TypeVar

from millrace.domain.errors import NameTaken
from millrace.domain.ids import (
    AttemptId,
    CalendarId,
    CommandId,
    ConnectionId,
    DirectoryId,
    InstanceId,
    JobId,
    NodeId,
    NodeRunId,
    PatchDataId,
    ScriptId,
    SpanId,
    TaskGroupId,
    UserId,
    WorkspaceId,
)
from millrace.domain.instance import Attempt, Instance, InstanceState
from millrace.ports.records import (
    AuditRecord,
    CommandRecord,
    ConnectionRecord,
    Directory,
    JobRecord,
    ScriptRecord,
    SetAside,
    Stamp,
    UserRecord,
    VersionRecord,
    Workspace,
)
from millrace.ports.schedule_records import (
    CalendarRecord,
    PatchDataRecord,
    SpanRecord,
    TaskGroupRecord,
    Waiver,
)

Record = TypeVar("Record")


@dataclass
class Rows:
    """Everything the store remembers."""

    workspaces: dict[WorkspaceId, Workspace] = field(default_factory=dict)
    directories: dict[DirectoryId, Directory] = field(default_factory=dict)
    jobs: dict[JobId, JobRecord] = field(default_factory=dict)
    contents: dict[tuple[WorkspaceId, str], str] = field(default_factory=dict)
    versions: dict[tuple[JobId, str, int], VersionRecord] = field(default_factory=dict)
    scripts: dict[ScriptId, ScriptRecord] = field(default_factory=dict)
    script_versions: dict[tuple[ScriptId, int], tuple[str, str, Stamp]] = field(default_factory=dict)
    connections: dict[ConnectionId, ConnectionRecord] = field(default_factory=dict)
    instances: dict[InstanceId, Instance] = field(default_factory=dict)
    states: dict[InstanceId, InstanceState] = field(default_factory=dict)
    run_numbers: dict[NodeRunId, int] = field(default_factory=dict)
    run_owners: dict[NodeRunId, InstanceId] = field(default_factory=dict)
    expired: dict[InstanceId, datetime] = field(default_factory=dict)
    instance_keys: dict[tuple[JobId, str, datetime, str], InstanceId] = field(default_factory=dict)
    attempts: dict[AttemptId, Attempt] = field(default_factory=dict)
    outputs: dict[tuple[InstanceId, int, NodeId], Mapping[str, Any]] = field(default_factory=dict)
    commands: dict[CommandId, CommandRecord] = field(default_factory=dict)
    settled: dict[CommandId, datetime] = field(default_factory=dict)
    users: dict[UserId, UserRecord] = field(default_factory=dict)
    sessions: dict[str, tuple[UserId, str, datetime]] = field(default_factory=dict)
    login_tokens: dict[str, tuple[UserId, datetime]] = field(default_factory=dict)
    settings: dict[tuple[WorkspaceId | None, str], Any] = field(default_factory=dict)
    audit: dict[int, AuditRecord] = field(default_factory=dict)
    answers: dict[tuple[WorkspaceId, str], tuple[Mapping[str, Any], datetime]] = field(default_factory=dict)
    aside: dict[int, SetAside] = field(default_factory=dict)
    lease: dict[str, tuple[int, str | None, datetime]] = field(default_factory=dict)
    spans: dict[SpanId, SpanRecord] = field(default_factory=dict)
    planned: dict[str, datetime] = field(default_factory=dict)
    waivers: dict[tuple[InstanceId, JobId, datetime], Waiver] = field(default_factory=dict)
    calendars: dict[CalendarId, CalendarRecord] = field(default_factory=dict)
    task_groups: dict[TaskGroupId, TaskGroupRecord] = field(default_factory=dict)
    patchdata: dict[PatchDataId, PatchDataRecord] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)

    def copy(self) -> "Rows":
        """A snapshot: new dictionaries, the same frozen values."""
        return Rows(**{each.name: dict(getattr(self, each.name)) for each in fields(self)})

    def next_id(self, table: str) -> int:
        """The next id of a table, from 1; one that was given out never comes back."""
        self.counters[table] = self.counters.get(table, 0) + 1
        return self.counters[table]


class MemoryRepository:
    """A repository over the rows of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows


def plain(value: Any) -> Any:
    """The value as it comes back from JSON: detached from the caller's, tuples as lists."""
    return json.loads(json.dumps(value))


def refuse_taken(kind: str, name: str, others: Iterable[Record], taken: Callable[[Record], bool]) -> None:
    """Raise NameTaken if one of the other records has the name in that place."""
    if any(taken(other) for other in others):
        raise NameTaken(kind=kind, name=name)
