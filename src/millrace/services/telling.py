"""Telling the engine of a change: a command in the transaction of the change, for which nobody waits."""

from collections.abc import Mapping
from typing import Any

from millrace.domain.ids import CommandId
from millrace.ports.records import CommandRecord, Stamp
from millrace.ports.store import Session
from millrace.services.calling import Caller

LIMITS_CHANGED = "limits_changed"


def tell_engine(
    session: Session, caller: Caller, stamp: Stamp, kind: str, args: Mapping[str, Any]
) -> CommandId:
    """Store a command; the caller wakes the engine once the transaction is done."""
    command = CommandRecord(
        id=CommandId(0),
        workspace_id=caller.workspace_id,
        kind=kind,
        instance_id=None,
        node_id=None,
        args=args,
        idempotency_key=None,
        created=stamp,
    )
    return session.commands.add(command).id


def limits_changed(session: Session, caller: Caller, stamp: Stamp) -> CommandId:
    """Let the engine read task groups and settings again (R86: changes act at once)."""
    return tell_engine(session, caller, stamp, LIMITS_CHANGED, {})
