"""The audit: one row for each change, written in the transaction of the change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from millrace.ports.records import AuditRecord, Page, Stamp
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.tools import Tools

ONE_ROW_PER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Changed:
    """The object a change is about."""

    kind: str
    id: int | None
    name: str


def note(
    session: Session,
    caller: Caller,
    stamp: Stamp,
    action: str,
    changed: Changed,
    *values: Mapping[str, Any] | None,
) -> None:
    """Write the audit row; `values` are what was before and what is after, as far as they exist."""
    session.admin.add_audit([_record(caller, stamp, action, changed, *values)])


def note_now_and_then(
    session: Session,
    caller: Caller,
    stamp: Stamp,
    action: str,
    changed: Changed,
    *values: Mapping[str, Any] | None,
) -> None:
    """For what a person does to one object every few seconds: one row in `ONE_ROW_PER` says so."""
    record = _record(caller, stamp, action, changed, *values)
    if not session.admin.audited(record, stamp.at - ONE_ROW_PER):
        session.admin.add_audit([record])


def _record(
    caller: Caller, stamp: Stamp, action: str, changed: Changed, *values: Mapping[str, Any] | None
) -> AuditRecord:
    before, after = (*values, None, None)[:2]
    return AuditRecord(
        workspace_id=caller.workspace_id,
        who=stamp.by,
        at=stamp.at,
        action=action,
        object_kind=changed.kind,
        object_id=changed.id,
        object_name=changed.name,
        before=before,
        after=after,
    )


class Auditing:
    """Reading the audit."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def rows(self, caller: Caller, cursor: str | None, limit: int) -> Page[AuditRecord]:
        """Latest first."""
        with self._tools.store.read() as session:
            return session.admin.audit(caller.workspace_id, cursor, limit)
