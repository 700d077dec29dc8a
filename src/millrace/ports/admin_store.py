"""Repositories of commands, of the installation, and of what became old; see `ports/store.py`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from millrace.domain.ids import CommandId, InstanceId, UserId, WorkspaceId
from millrace.ports.records import (
    AuditRecord,
    CommandRecord,
    Forgettable,
    Page,
    SetAside,
    UserRecord,
    Workspace,
)


class CommandRepository(Protocol):
    """Operations that people asked for and the engine applies."""

    def add(self, command: CommandRecord) -> CommandRecord:
        """Store; with an idempotency key seen before (same workspace) return the earlier row instead."""
        ...

    def get(self, ws: WorkspaceId, command_id: CommandId) -> CommandRecord | None: ...
    def pending(self) -> Sequence[CommandRecord]:
        """Commands of all workspaces without a verdict, oldest first."""
        ...

    def settle(
        self, command_id: CommandId, verdict: str, error: Mapping[str, Any] | None, at: datetime
    ) -> None:
        """Record the verdict of a pending command; a settled one keeps its first verdict."""
        ...


class AdminRepository(Protocol):
    """Workspaces, users, sessions, settings, audit, idempotent answers, events set aside."""

    def workspaces(self) -> Sequence[Workspace]: ...
    def add_workspace(self, name: str, zone: str) -> Workspace:
        """Raises NameTaken."""
        ...

    def user(self, user_id: UserId) -> UserRecord | None: ...
    def user_by_name(self, name: str) -> UserRecord | None: ...
    def add_user(self, name: str, display_name: str) -> UserRecord:
        """Raises NameTaken."""
        ...

    def add_session(self, token_hash: str, user_id: UserId, csrf: str, expires_at: datetime) -> None: ...
    def session(self, token_hash: str, now: datetime) -> tuple[UserRecord, str] | None:
        """User and CSRF token of a live session."""
        ...

    def delete_session(self, token_hash: str) -> None: ...
    def add_login_token(self, token_hash: str, user_id: UserId, expires_at: datetime) -> None: ...
    def use_login_token(self, token_hash: str, now: datetime) -> UserRecord | None:
        """Once: deletes the row."""
        ...

    def settings(self, ws: WorkspaceId | None) -> Mapping[str, Any]: ...
    def put_setting(self, ws: WorkspaceId | None, key: str, value: Any) -> None: ...
    def add_audit(self, records: Sequence[AuditRecord]) -> None: ...
    def audited(self, like: AuditRecord, since: datetime) -> bool:
        """Whether a row of the same workspace, action, object and person was written at `since` or later."""
        ...

    def audit(self, ws: WorkspaceId, cursor: str | None, limit: int) -> Page[AuditRecord]: ...
    def remembered(self, ws: WorkspaceId, key: str) -> Mapping[str, Any] | None:
        """The answer given earlier to the same Idempotency-Key."""
        ...

    def remember(self, ws: WorkspaceId, key: str, answer: Mapping[str, Any], at: datetime) -> None:
        """Keep the answer; the first one given to a key stays."""
        ...

    def set_aside(
        self,
        what: str,
        payload: Mapping[str, Any],
        error: Mapping[str, Any],
        at: datetime,
        ws: WorkspaceId | None = None,
    ) -> None: ...
    def events_set_aside(self, ws: WorkspaceId | None, limit: int = 100) -> Sequence[SetAside]:
        """Newest first; None are those that belong to no workspace."""
        ...

    def take_lead(self, holder: str, now: datetime, until: datetime) -> int | None:
        """Lease of the engine: its number (epoch) if `holder` leads now, else None.

        Expired leases change hands under a new number; the holder extends its own under the old one.
        """
        ...

    def still_leads(self, epoch: int) -> bool:
        """Fence: checked inside the engine's writing transactions."""
        ...

    def give_up_lead(self, epoch: int) -> None:
        """An engine that ends in order lets the next one lead at once."""
        ...


class HistoryRepository(Protocol):
    """What has become old: found and removed in batches."""

    def expirable(self, ended_before: datetime, limit: int) -> Sequence[tuple[InstanceId, int]]:
        """Instances that ended before, the longest ago first, each with the number of its node runs.

        Left out: what was expired before, what can still go on (frozen, R94), what has a live attempt, and
        children of an open parent, which its node may look at.
        """
        ...

    def expire(self, ids: Collection[InstanceId], at: datetime) -> None:
        """Remove node runs, attempts and outputs of these instances; the rows of the instances stay."""
        ...

    def forget(self, what: Forgettable, before: datetime, limit: int) -> int:
        """Remove at most `limit` of the oldest rows from before that time; returns how many went."""
        ...
