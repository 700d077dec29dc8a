"""Operations on instances: a row in `commands`; only the engine applies it and changes a status."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from millrace.domain.errors import InvalidInput, NotFound
from millrace.domain.ids import CommandId, InstanceId, NodeId
from millrace.domain.progress_events import Operation
from millrace.ports.records import CommandRecord
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.drafts import load_draft
from millrace.services.finding import the_instance
from millrace.services.tools import Tools

VERDICT_SECONDS = 2.0
_ON_A_NODE = frozenset(
    {
        Operation.RETRY_NODE,
        Operation.SUCCEED_NODE,
        Operation.PAUSE_NODE,
        Operation.RESUME_NODE,
        Operation.SKIP_NODE,
        Operation.RUN_AGAIN,
    }
)


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants done with an instance, or with one node of it."""

    kind: Operation
    node_id: NodeId | None = None
    args: Mapping[str, Any] = field(default_factory=dict)


class Operating:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def give(self, caller: Caller, instance_id: InstanceId, order: Order) -> CommandRecord:
        """Store the command and wait up to 2 s for the engine's verdict; it may still be `pending` then.

        The same Idempotency-Key gives the earlier command again.
        """
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> CommandRecord:
            summary = the_instance(session, caller, instance_id)
            draft = load_draft(session, caller.workspace_id, summary.instance.definition_hash)
            nodes = {node.id for node in draft.definition.nodes} if draft.definition else set()
            _check(order, nodes)
            wanted = CommandRecord(
                id=CommandId(0),
                workspace_id=caller.workspace_id,
                kind=order.kind.value,
                instance_id=instance_id,
                node_id=order.node_id,
                args=order.args,
                idempotency_key=caller.repeat_key,
                created=stamp,
            )
            stored = session.commands.add(wanted)
            if stored.created == stamp:
                changed = Changed("instance", instance_id, summary.instance.job_name)
                note(session, caller, stamp, f"instance.{order.kind.value}", changed, None, _as_json(order))
            return stored

        command = self._tools.store.write(work)
        self._tools.engine.wake(commands=[command.id])
        settled = self._tools.engine.wait_for(command.id, VERDICT_SECONDS)
        return self.command(caller, command.id) if settled else command

    def command(self, caller: Caller, command_id: CommandId) -> CommandRecord:
        """A command with its verdict, or NotFound."""
        with self._tools.store.read() as session:
            command = session.commands.get(caller.workspace_id, command_id)
        if command is None:
            raise NotFound(kind="command", name=command_id)
        return command


def _check(order: Order, nodes: set[str]) -> None:
    if order.kind not in _ON_A_NODE:
        return
    if order.node_id is None:
        raise InvalidInput(detail=f"{order.kind.value} needs a node_id.", field="node_id")
    if order.node_id not in nodes:
        raise NotFound(kind="node", name=order.node_id)


def _as_json(order: Order) -> Mapping[str, Any]:
    return {"node_id": order.node_id, **order.args}
