"""Giving commands: rows in `commands`, which only the engine applies; this side waits for its verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from millrace.domain.errors import IdempotencyKeyReused, NotFound
from millrace.domain.ids import CommandId, InstanceId, NodeId
from millrace.ports.records import CommandRecord, Stamp
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.tools import Tools, digest

VERDICT_SECONDS = 2.0
BATCH_SECONDS = 10.0


class InstanceCommand(StrEnum):
    """What can be asked of an instance (R49, R88-R95)."""

    STOP = "stop"
    FORCE_SUCCESS = "force_success"
    RETRY_NODE = "retry_node"
    SUCCEED_NODE = "succeed_node"
    CONTINUE = "continue"
    PAUSE_NODE = "pause_node"
    RESUME_NODE = "resume_node"
    SKIP_NODE = "skip_node"
    CONFIRM = "confirm"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    RUN_AGAIN = "run_again"
    RERUN = "rerun"  # R92
    PREFER = "prefer"  # R95
    REMOVE_DEPENDENCY = "remove_dependency"  # R49
    WITHOUT_DEPENDENCY = "without_dependency"  # R49


class JobCommand(StrEnum):
    """What can be asked of a job's schedule (R50, R94)."""

    START = "start_schedule"
    PAUSE = "pause_schedule"
    RESUME = "resume_schedule"
    STOP = "stop_schedule"
    FREEZE_SLOT = "freeze_slot"
    UNFREEZE_SLOT = "unfreeze_slot"
    CHANGED = "schedule_changed"  # R19; told by a submission
    DELETED = "job_deleted"  # told by a deletion


@dataclass(frozen=True, slots=True)
class Wish:
    """A command to be given: what it is about, and the words for the audit."""

    kind: str
    action: str
    changed: Changed
    instance_id: InstanceId | None = None
    node_id: NodeId | None = None
    args: Mapping[str, Any] = field(default_factory=dict)


def give(tools: Tools, caller: Caller, choose: Callable[[Session], Wish]) -> CommandRecord:
    """Store the command and wait up to 2 s for the engine's verdict; it may still be `pending` then.

    `choose` looks and refuses. The same Idempotency-Key gives the earlier command again.
    """
    stamp = tools.stamp(caller)
    command = tools.store.write(
        lambda session: _store(session, caller, stamp, choose(session), caller.repeat_key)
    )
    tools.engine.wake(commands=[command.id])
    settled = tools.engine.wait_for(command.id, VERDICT_SECONDS)
    return the_command(tools, caller, command.id) if settled else command


def give_all(
    tools: Tools, caller: Caller, choose: Callable[[Session], Sequence[Wish]]
) -> Sequence[CommandRecord]:
    """Store many commands in one transaction, in order, and wait up to 10 s for all verdicts."""
    stamp = tools.stamp(caller)

    def work(session: Session) -> list[CommandRecord]:
        wishes = choose(session)
        _need_same(session, caller, wishes, stamp)
        keys = [f"{caller.repeat_key}:{at}" if caller.repeat_key else None for at in range(len(wishes))]
        return [_store(session, caller, stamp, *pair) for pair in zip(wishes, keys, strict=True)]

    given = tools.store.write(work)
    tools.engine.wake(commands=[command.id for command in given])
    end = tools.clock.now() + timedelta(seconds=BATCH_SECONDS)
    for command in given:
        left = (end - tools.clock.now()).total_seconds()
        tools.engine.wait_for(command.id, max(0.0, left))
    with tools.store.read() as session:
        found = session.overviews.commands(caller.workspace_id, [command.id for command in given])
    return [found.get(command.id, command) for command in given]


def the_command(tools: Tools, caller: Caller, command_id: CommandId) -> CommandRecord:
    """A command with its verdict, or NotFound."""
    with tools.store.read() as session:
        command = session.commands.get(caller.workspace_id, command_id)
    if command is None:
        raise NotFound(kind="command", name=command_id)
    return command


def refusal(command: CommandRecord) -> tuple[str, str]:
    """Code and text of a command that was not applied."""
    error = command.error or {}
    return str(error.get("code", "illegal_state")), str(error.get("message", "The command was refused."))


def _store(session: Session, caller: Caller, stamp: Stamp, wish: Wish, key: str | None) -> CommandRecord:
    wanted = CommandRecord(
        id=CommandId(0),
        workspace_id=caller.workspace_id,
        kind=wish.kind,
        instance_id=wish.instance_id,
        node_id=wish.node_id,
        args=wish.args,
        idempotency_key=key,
        created=stamp,
    )
    stored = session.commands.add(wanted)
    if _sense(stored) != _sense(wanted):
        raise IdempotencyKeyReused()
    if stored.created == stamp:
        after = {"node_id": wish.node_id, **wish.args} if wish.instance_id is not None else dict(wish.args)
        note(session, caller, stamp, wish.action, wish.changed, None, after)
    return stored


def _need_same(session: Session, caller: Caller, wishes: Sequence[Wish], stamp: Stamp) -> None:
    """A key of many commands stands for just these: fewer or more of them are another request."""
    if caller.repeat_key is None:
        return
    key = f"commands:{caller.repeat_key}"
    wanted = digest([[each.kind, each.instance_id, each.node_id, each.args] for each in wishes])
    earlier = session.admin.remembered(caller.workspace_id, key)
    if earlier is None:
        session.admin.remember(caller.workspace_id, key, {"request": wanted}, stamp.at)
    elif earlier["request"] != wanted:
        raise IdempotencyKeyReused()


def _sense(command: CommandRecord) -> str:
    """What a command asks for; stored ones were JSON meanwhile."""
    return digest([command.kind, command.instance_id, command.node_id, command.args])
