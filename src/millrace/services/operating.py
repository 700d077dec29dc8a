"""Operations on instances: commands that the engine applies; only it changes a status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from millrace.domain.errors import InvalidInput, NotFound
from millrace.domain.ids import CommandId, InstanceId, NodeId
from millrace.domain.instance import Instance
from millrace.domain.job import JobDefinition
from millrace.domain.permissions import Permission
from millrace.ports.records import CommandRecord
from millrace.ports.store import Session
from millrace.services.auditing import Changed
from millrace.services.calling import Caller
from millrace.services.checking import need_rights, need_rights_of_job
from millrace.services.commanding import InstanceCommand, Wish, give, give_all, refusal, the_command
from millrace.services.drafts import load_draft
from millrace.services.finding import the_instance
from millrace.services.tools import Tools

_ON_A_NODE = frozenset(
    {
        InstanceCommand.RETRY_NODE,
        InstanceCommand.SUCCEED_NODE,
        InstanceCommand.PAUSE_NODE,
        InstanceCommand.RESUME_NODE,
        InstanceCommand.SKIP_NODE,
        InstanceCommand.RUN_AGAIN,
    }
)
MAX_ID = 2**63 - 1
RERUN_FROM = ("failed", "start", "node")


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants done with an instance, or with one node of it."""

    kind: InstanceCommand
    node_id: NodeId | None = None
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedCommand:
    """An instance that stays as it is, and why."""

    id: InstanceId
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of one operation on many instances; `pending`: no engine has answered yet."""

    applied: Sequence[InstanceId]
    refused: Sequence[RefusedCommand]
    pending: Sequence[InstanceId]


class Operating:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def give(self, caller: Caller, instance_id: InstanceId, order: Order) -> CommandRecord:
        """Store the command and wait up to 2 s for the engine's verdict; it may still be `pending` then.

        The same Idempotency-Key gives the earlier command again.
        """
        caller.need(Permission.INSTANCE_OPERATE)
        args = checked_args(order)

        def choose(session: Session) -> Wish:
            instance = the_instance(session, caller, instance_id).instance
            draft = load_draft(session, caller.workspace_id, instance.definition_hash)
            _check_nodes(order, args, draft.definition)
            self._need_rights(session, caller, order, [instance])
            return _wish(order, args, instance_id, instance.job_name)

        return give(self._tools, caller, choose)

    def give_all(self, caller: Caller, ids: Sequence[InstanceId], order: Order) -> Outcomes:
        """The same for many instances; those that are not there are refused, and hold up no other."""
        caller.need(Permission.INSTANCE_OPERATE)
        if order.kind in _ON_A_NODE or order.args.get("from") == "node":
            raise InvalidInput(
                detail=f"{order.kind.value} is about a node of one instance; give it to each by itself.",
                field="kind",
            )
        args = checked_args(order)
        wanted = list(dict.fromkeys(ids))
        names: dict[InstanceId, str] = {}

        def choose(session: Session) -> list[Wish]:
            names.clear()
            found = session.overviews.summaries(caller.workspace_id, wanted)
            self._need_rights(session, caller, order, [each.instance for each in found.values()])
            names.update({found_id: summary.instance.job_name for found_id, summary in found.items()})
            return [_wish(order, args, at, names[at]) for at in wanted if at in names]

        return _outcomes(wanted, give_all(self._tools, caller, choose))

    def command(self, caller: Caller, command_id: CommandId) -> CommandRecord:
        """A command with its verdict, or NotFound."""
        return the_command(self._tools, caller, command_id)

    def _need_rights(
        self, session: Session, caller: Caller, order: Order, instances: Sequence[Instance]
    ) -> None:
        """A rerun runs what the job does anew, as it was and as it is submitted now (R92)."""
        if order.kind is not InstanceCommand.RERUN or Permission.RUN_LOCAL_CODE in caller.permissions:
            return
        ws, catalog = caller.workspace_id, self._tools.catalog
        for job_id in dict.fromkeys(each.job_id for each in instances):
            job = session.jobs.get(ws, job_id)
            if job is not None:
                need_rights_of_job(session, caller, catalog, job)
        for content in dict.fromkeys(each.definition_hash for each in instances):
            definition = load_draft(session, ws, content).definition or JobDefinition()
            need_rights(session, caller, catalog, definition, drafts=False)


def checked_args(order: Order) -> Mapping[str, Any]:
    """What a command takes besides its kind; InvalidInput where something is missing or not known."""
    if order.kind is InstanceCommand.RERUN:
        return _rerun_args(order.args)
    if order.kind is InstanceCommand.REMOVE_DEPENDENCY:
        return _upstream_args(order.args)
    _only(order.args, order.kind, ())
    return {}


def _rerun_args(args: Mapping[str, Any]) -> Mapping[str, Any]:
    """R92: `from` is failed, start or node (with node_id)."""
    _only(args, InstanceCommand.RERUN, ("from", "node_id", "keep_params"))
    start = args.get("from", "failed")
    if start not in RERUN_FROM:
        raise InvalidInput(detail="rerun begins from: failed, start or node.", field="args.from")
    keep = args.get("keep_params", True)
    if not isinstance(keep, bool):
        raise InvalidInput(detail="keep_params is true or false.", field="args.keep_params")
    node_id = args.get("node_id")
    if (start == "node") != (isinstance(node_id, str) and bool(node_id)):
        raise InvalidInput(
            detail="A rerun from a node names it as node_id; no other rerun does.", field="args.node_id"
        )
    return {"from": start, "keep_params": keep, **({"node_id": node_id} if start == "node" else {})}


def _upstream_args(args: Mapping[str, Any]) -> Mapping[str, Any]:
    """R49: which upstream instance is let go."""
    _only(args, InstanceCommand.REMOVE_DEPENDENCY, ("upstream_job_id", "upstream_plan_time"))
    job_id, text = args.get("upstream_job_id"), args.get("upstream_plan_time")
    if not isinstance(job_id, int) or isinstance(job_id, bool) or not 1 <= job_id <= MAX_ID:
        raise InvalidInput(
            detail="remove_dependency needs the id of the upstream job.", field="args.upstream_job_id"
        )
    at = _moment(text)
    if at is None:
        raise InvalidInput(
            detail="remove_dependency needs the upstream plan time, ISO 8601 with an offset.",
            field="args.upstream_plan_time",
        )
    return {"upstream_job_id": job_id, "upstream_plan_time": at.isoformat()}


def _moment(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def _only(args: Mapping[str, Any], kind: InstanceCommand, known: Sequence[str]) -> None:
    unknown = sorted(set(args) - set(known))
    if unknown:
        raise InvalidInput(
            detail=f"{kind.value} knows no {unknown[0][:40]}.", field=f"args.{unknown[0][:40]}"
        )


def _check_nodes(order: Order, args: Mapping[str, Any], definition: JobDefinition | None) -> None:
    nodes = {node.id for node in definition.nodes} if definition else set()
    if order.kind in _ON_A_NODE and order.node_id is None:
        raise InvalidInput(detail=f"{order.kind.value} needs a node_id.", field="node_id")
    named = order.node_id if order.kind in _ON_A_NODE else args.get("node_id")
    if named is not None and named not in nodes:
        raise NotFound(kind="node", name=str(named)[:64])


def _wish(order: Order, args: Mapping[str, Any], instance_id: InstanceId, job_name: str) -> Wish:
    return Wish(
        kind=order.kind.value,
        action=f"instance.{order.kind.value}",
        changed=Changed("instance", instance_id, job_name),
        instance_id=instance_id,
        node_id=order.node_id,
        args=args,
    )


def _outcomes(wanted: Sequence[InstanceId], given: Sequence[CommandRecord]) -> Outcomes:
    by_id = {command.instance_id: command for command in given}
    applied: list[InstanceId] = []
    pending: list[InstanceId] = []
    refused: list[RefusedCommand] = []
    for instance_id in wanted:
        command = by_id.get(instance_id)
        if command is None:
            gone = NotFound(kind="instance", name=instance_id)
            refused.append(RefusedCommand(instance_id, gone.code, gone.message))
        elif command.verdict == "applied":
            applied.append(instance_id)
        elif command.verdict == "pending":
            pending.append(instance_id)
        else:
            refused.append(RefusedCommand(instance_id, *refusal(command)))
    return Outcomes(applied, refused, pending)
