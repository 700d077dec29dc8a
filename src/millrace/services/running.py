"""Starting instances by hand: test runs of the draft, and run now of the submitted version (R119)."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from millrace.domain.errors import InvalidInput, NotSubmitted
from millrace.domain.ids import DRAFT_VERSION, InstanceId, JobId, NodeId, VersionNo
from millrace.domain.instance import Instance, Trigger, is_final_node
from millrace.domain.job import JobDefinition
from millrace.domain.permissions import Permission
from millrace.domain.plan import plan_of
from millrace.domain.progress import first_state
from millrace.ports.records import InstanceSummary, JobRecord, NewInstance
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.checking import checked, need_rights, need_submitted_scripts
from millrace.services.drafts import load_draft
from millrace.services.finding import the_instance, the_job, workspace_zone
from millrace.services.tools import Tools

_PARAMETER_NAME = re.compile(r"[A-Za-z0-9._-]{1,128}")
MAX_VALUE = 1_000_000


@dataclass(frozen=True, slots=True)
class Start:
    """How to start: run-time values (R135, 1), for a test also another plan time and only some nodes."""

    params: Mapping[str, str] = field(default_factory=dict)
    plan_time: datetime | None = None
    only_nodes: Sequence[NodeId] = ()


@dataclass(frozen=True, slots=True)
class _Content:
    """What an instance runs."""

    version_no: VersionNo
    content_hash: str
    definition: JobDefinition
    trigger: Trigger


_Chooser = Callable[[Session, Caller, JobRecord], _Content]


class Running:
    """See the module. The engine does the rest; both return once the instance is in the store."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def test_run(self, caller: Caller, job_id: JobId, start: Start) -> InstanceSummary:
        """An instance of the draft as it is now, version 0. Raises InvalidDefinition."""
        return self._start(caller, job_id, start, self._draft)

    def run_now(self, caller: Caller, job_id: JobId, start: Start) -> InstanceSummary:
        """An instance of the latest submitted version. Raises NotSubmitted, ScriptNotSubmitted."""
        return self._start(caller, job_id, start, self._submitted)

    def _start(self, caller: Caller, job_id: JobId, start: Start, content_of: _Chooser) -> InstanceSummary:
        caller.need(Permission.JOB_RUN)
        check_params(start.params)

        fresh: dict[InstanceId, InstanceSummary] = {}

        def make(session: Session) -> int:
            job = the_job(session, caller, job_id)
            content = content_of(session, caller, job)
            new = self._new(session, caller, job, content, start)
            made = _store(session, caller, new)
            fresh[made] = _as_summary(new, made)
            return made

        made = InstanceId(self._tools.create(caller, f"instance.create:{job_id}", make))
        self._tools.engine.wake(instances=[made])
        if made in fresh:
            return fresh[made]
        with self._tools.store.read() as session:  # a repeated request: the instance as it is now
            return the_instance(session, caller, made)

    def _draft(self, session: Session, caller: Caller, job: JobRecord) -> _Content:
        draft = load_draft(session, caller.workspace_id, job.draft_hash)
        definition = checked(session, caller, self._tools, draft)
        need_rights(session, caller, self._tools.catalog, definition, drafts=True)
        return _Content(DRAFT_VERSION, job.draft_hash, definition, Trigger.TEST)

    def _submitted(self, session: Session, caller: Caller, job: JobRecord) -> _Content:
        if job.submitted_version is None or job.submitted_hash is None:
            raise NotSubmitted(name=job.name)
        draft = load_draft(session, caller.workspace_id, job.submitted_hash)
        definition = checked(session, caller, self._tools, draft)
        need_rights(session, caller, self._tools.catalog, definition, drafts=False)
        need_submitted_scripts(session, caller, self._tools.catalog, definition)
        return _Content(job.submitted_version, job.submitted_hash, definition, Trigger.MANUAL)

    def _new(
        self, session: Session, caller: Caller, job: JobRecord, content: _Content, start: Start
    ) -> NewInstance:
        definition, stamp = content.definition, self._tools.stamp(caller)
        _check_nodes(definition, start.only_nodes)
        state = first_state(
            plan_of(definition),
            InstanceId(0),
            run_number=1,
            needs_confirmation=False,
            dry_run=definition.dry_run,
            only_nodes=start.only_nodes,
        )
        return NewInstance(
            workspace_id=caller.workspace_id,
            job_id=job.id,
            job_name=job.name,
            version_no=content.version_no,
            definition_hash=content.content_hash,
            trigger=content.trigger,
            plan_time=start.plan_time or stamp.at,
            zone=_zone(session, caller, definition),
            batch=self._tools.tokens.fresh(),  # R1: a fresh id, several may fall on one instant
            priority=definition.priority,
            params=dict(start.params),
            passed_params={},
            loop=None,
            parent_node_run_id=None,
            parent_row=None,
            only_nodes=tuple(start.only_nodes),
            dry_run=definition.dry_run,
            status=state.status,
            node_runs=list(state.node_runs.values()),
            created=stamp,
        )


_VERBS = {Trigger.TEST: "test_run", Trigger.MANUAL: "run_now"}


def _store(session: Session, caller: Caller, new: NewInstance) -> InstanceId:
    (made,) = session.instances.create([new])
    if made is None:
        raise RuntimeError("a fresh batch id was not fresh")
    after = {"job_id": new.job_id, "version_no": new.version_no, "params": sorted(new.params)}
    changed = Changed("instance", made, new.job_name)
    note(session, caller, new.created, f"job.{_VERBS[new.trigger]}", changed, None, after)
    return made


def _as_summary(new: NewInstance, made: InstanceId) -> InstanceSummary:
    """What the list shows of an instance in the moment of its creation."""
    same = {field.name for field in fields(Instance)} & {field.name for field in fields(NewInstance)}
    instance = Instance(
        id=made,
        created_at=new.created.at,
        created_by=new.created.by,
        **{name: getattr(new, name) for name in same},
    )
    return InstanceSummary(
        instance=instance,
        status=new.status,
        reason=None,
        run_number=1,
        revision=1,
        started_at=None,
        ended_at=None,
        nodes_total=len(new.node_runs),
        nodes_done=sum(is_final_node(run.status) for run in new.node_runs),
        nodes_failed=0,
    )


def check_params(params: Mapping[str, str]) -> None:
    """Names and sizes of run-time values, or InvalidInput."""
    for name, value in params.items():
        if not _PARAMETER_NAME.fullmatch(name):
            detail = f"{name!r} is no name of a parameter: use letters, digits, dots, _ and - (at most 128)."
            raise InvalidInput(detail=detail, field=f"params.{name}")
        if len(value) > MAX_VALUE:
            raise InvalidInput(
                detail=f"The value of {name} has more than 1,000,000 characters.", field=f"params.{name}"
            )


def _check_nodes(definition: JobDefinition, only_nodes: Sequence[NodeId]) -> None:
    unknown = set(only_nodes) - {node.id for node in definition.nodes}
    if unknown:
        raise InvalidInput(detail=f"The job has no node {min(unknown)}.", field="only_nodes")


def _zone(session: Session, caller: Caller, definition: JobDefinition) -> str:
    """The schedule's (R16), unless there is none such: started by hand, that does not matter."""
    own = definition.schedule.zone if definition.schedule else None
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(own).key if own else workspace_zone(session, caller.workspace_id)
    return workspace_zone(session, caller.workspace_id)
