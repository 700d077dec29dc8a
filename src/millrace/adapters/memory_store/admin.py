"""Commands, people, settings, audit and the lead in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from millrace.adapters.memory_store.rows import MemoryRepository, plain, refuse_taken
from millrace.domain.ids import CommandId, UserId, WorkspaceId
from millrace.ports.paging import from_cursor, to_cursor
from millrace.ports.records import AuditRecord, CommandRecord, Page, SetAside, UserRecord, Workspace

_LEASE = "engine"


class MemoryCommands(MemoryRepository):
    """`CommandRepository` in dictionaries."""

    def add(self, new: CommandRecord) -> CommandRecord:
        for known in self._rows.commands.values():
            same = (known.workspace_id, known.idempotency_key) == (new.workspace_id, new.idempotency_key)
            if same and new.idempotency_key is not None:
                return known
        stored = replace(new, id=CommandId(self._rows.next_id("command")), args=plain(dict(new.args)))
        self._rows.commands[stored.id] = stored
        return stored

    def get(self, ws: WorkspaceId, command_id: CommandId) -> CommandRecord | None:
        found = self._rows.commands.get(command_id)
        return found if found is not None and found.workspace_id == ws else None

    def pending(self) -> Sequence[CommandRecord]:
        return [each for each in self._rows.commands.values() if each.verdict == "pending"]

    def settle(
        self, command_id: CommandId, verdict: str, error: Mapping[str, Any] | None, at: datetime
    ) -> None:
        known = self._rows.commands.get(command_id)
        if known is not None and known.verdict == "pending":
            detail = None if error is None else plain(dict(error))
            self._rows.commands[command_id] = replace(known, verdict=verdict, error=detail)
            self._rows.settled[command_id] = at


class MemoryPeople(MemoryRepository):
    """Workspaces, users and sessions, as part of `AdminRepository`."""

    def workspaces(self) -> Sequence[Workspace]:
        return list(self._rows.workspaces.values())

    def add_workspace(self, name: str, zone: str) -> Workspace:
        refuse_taken("workspace", name, self.workspaces(), lambda each: each.name == name)
        new = Workspace(WorkspaceId(self._rows.next_id("workspace")), name, zone)
        self._rows.workspaces[new.id] = new
        return new

    def user(self, user_id: UserId) -> UserRecord | None:
        return self._rows.users.get(user_id)

    def user_by_name(self, name: str) -> UserRecord | None:
        return next((user for user in self._rows.users.values() if user.name == name), None)

    def add_user(self, name: str, display_name: str) -> UserRecord:
        refuse_taken("user", name, self._rows.users.values(), lambda user: user.name == name)
        new = UserRecord(UserId(self._rows.next_id("user")), name, display_name)
        self._rows.users[new.id] = new
        return new

    def add_session(self, token_hash: str, user_id: UserId, csrf: str, expires_at: datetime) -> None:
        self._rows.sessions[token_hash] = (user_id, csrf, expires_at)

    def session(self, token_hash: str, now: datetime) -> tuple[UserRecord, str] | None:
        found = self._rows.sessions.get(token_hash)
        if found is None or found[2] <= now:
            return None
        return self._rows.users[found[0]], found[1]

    def delete_session(self, token_hash: str) -> None:
        self._rows.sessions.pop(token_hash, None)

    def add_login_token(self, token_hash: str, user_id: UserId, expires_at: datetime) -> None:
        self._rows.login_tokens[token_hash] = (user_id, expires_at)

    def use_login_token(self, token_hash: str, now: datetime) -> UserRecord | None:
        found = self._rows.login_tokens.pop(token_hash, None)
        return None if found is None or found[1] <= now else self.user(found[0])


class MemoryNotes(MemoryRepository):
    """Settings, audit, remembered answers and events set aside, as part of `AdminRepository`."""

    def settings(self, ws: WorkspaceId | None) -> Mapping[str, Any]:
        return {key: value for (owner, key), value in self._rows.settings.items() if owner == ws}

    def put_setting(self, ws: WorkspaceId | None, key: str, value: Any) -> None:
        self._rows.settings[ws, key] = plain(value)

    def add_audit(self, records: Sequence[AuditRecord]) -> None:
        for record in records:
            key = self._rows.next_id("audit")
            self._rows.audit[key] = replace(record, id=key)

    def audited(self, like: AuditRecord, since: datetime) -> bool:
        return any(_same_act(row, like) and row.at >= since for row in self._rows.audit.values())

    def audit(self, ws: WorkspaceId, cursor: str | None, limit: int) -> Page[AuditRecord]:
        before = None if cursor is None else from_cursor(cursor)
        found = [
            record
            for key, record in sorted(self._rows.audit.items(), reverse=True)
            if record.workspace_id == ws and (before is None or key < before)
        ]
        items = found[:limit]
        return Page(items, to_cursor(items[-1].id) if len(found) > limit else None)

    def remembered(self, ws: WorkspaceId, key: str) -> Mapping[str, Any] | None:
        found = self._rows.answers.get((ws, key))
        return None if found is None else found[0]

    def remember(self, ws: WorkspaceId, key: str, answer: Mapping[str, Any], at: datetime) -> None:
        self._rows.answers.setdefault((ws, key), (plain(dict(answer)), at))

    def set_aside(
        self,
        what: str,
        payload: Mapping[str, Any],
        error: Mapping[str, Any],
        at: datetime,
        ws: WorkspaceId | None = None,
    ) -> None:
        key = self._rows.next_id("aside")
        self._rows.aside[key] = SetAside(key, ws, what, plain(dict(payload)), plain(dict(error)), at)

    def events_set_aside(self, ws: WorkspaceId | None, limit: int = 100) -> Sequence[SetAside]:
        newest = sorted(self._rows.aside.values(), key=lambda each: -each.id)
        return [each for each in newest if each.workspace_id == ws][:limit]


class MemoryLeadership(MemoryRepository):
    """The lead, as part of `AdminRepository`."""

    def take_lead(self, holder: str, now: datetime, until: datetime) -> int | None:
        epoch, leader, expires = self._rows.lease.get(_LEASE, (0, None, now))
        live = leader is not None and expires > now
        if live and leader != holder:
            return None
        if not live:
            epoch += 1
        self._rows.lease[_LEASE] = (epoch, holder, until)
        return epoch

    def still_leads(self, epoch: int) -> bool:
        current, leader, _ = self._rows.lease.get(_LEASE, (0, None, None))
        return leader is not None and current == epoch

    def give_up_lead(self, epoch: int) -> None:
        if self.still_leads(epoch):
            _, _, expires = self._rows.lease[_LEASE]
            self._rows.lease[_LEASE] = (epoch, None, expires)


class MemoryAdmin(MemoryPeople, MemoryNotes, MemoryLeadership):
    """`AdminRepository` in dictionaries."""


def _same_act(one: AuditRecord, other: AuditRecord) -> bool:
    def key(row: AuditRecord) -> tuple[object, ...]:
        return row.workspace_id, row.action, row.object_kind, row.object_id, row.who

    return key(one) == key(other)
