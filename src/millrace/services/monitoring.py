"""Read models of instances, node runs and logs for the monitoring screens."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from millrace.domain.errors import NotFound
from millrace.domain.ids import AttemptId, InstanceId, JobId, NodeId
from millrace.domain.instance import (
    Attempt,
    AttemptStatus,
    Instance,
    InstanceState,
    InstanceStatus,
    NodeRun,
    StateClass,
    Trigger,
    is_final,
    state_class,
)
from millrace.domain.job import Node
from millrace.ports.files import LogChunk
from millrace.ports.records import InstanceSelection, InstanceSummary, Page
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.drafts import Draft, load_draft
from millrace.services.finding import the_instance
from millrace.services.masking import hide_values
from millrace.services.read_models import (
    ChildCounts,
    NodeRunFacts,
    NodeRunView,
    SummaryView,
    file_url,
    node_run_view,
    summary_view,
)
from millrace.services.tools import Tools

MAX_OUTPUT = 65_536
MAX_LOG_CHUNK = 1_048_576


@dataclass(frozen=True, slots=True)
class InstanceFilter:
    """Which instances a list shows; empty means all."""

    job_id: JobId | None = None
    statuses: Collection[InstanceStatus] = ()
    triggers: Collection[Trigger] = ()
    batch: str | None = None
    plan_from: datetime | None = None
    plan_until: datetime | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class InstanceView:
    """The instance page."""

    summary: SummaryView
    definition: Mapping[str, Any]
    params: Mapping[str, str]
    node_runs: Sequence[NodeRunView]


@dataclass(frozen=True, slots=True)
class ArtifactView:
    """A file that a node made."""

    name: str
    url: str
    size: int | None


@dataclass(frozen=True, slots=True)
class NodeDetail:
    """A node run with what it made; `output` is cut at 64 KiB."""

    node_run: NodeRunView
    output: Any
    truncated: bool
    inputs: Mapping[str, Any]
    artifacts: Sequence[ArtifactView]
    children: Sequence[SummaryView]


@dataclass(frozen=True, slots=True)
class LogView:
    """A piece of a log; `ended`: nothing follows."""

    chunk: LogChunk
    ended: bool


@dataclass(frozen=True, slots=True)
class _Loaded:
    """An instance as read in one transaction."""

    summary: InstanceSummary
    instance: Instance
    state: InstanceState
    draft: Draft

    @property
    def nodes(self) -> Mapping[str, Node]:
        definition = self.draft.definition
        return {node.id: node for node in definition.nodes} if definition else {}


class Monitoring:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def instances(self, caller: Caller, wanted: InstanceFilter) -> Page[SummaryView]:
        """Newest first."""
        with self._tools.store.read() as session:
            page = session.instances.list(
                caller.workspace_id,
                InstanceSelection(
                    job_id=wanted.job_id,
                    statuses=wanted.statuses,
                    triggers=wanted.triggers,
                    batch=wanted.batch,
                    plan_from=wanted.plan_from,
                    plan_until=wanted.plan_until,
                ),
                cursor=wanted.cursor,
                limit=wanted.limit,
            )
            return Page([summary_view(item) for item in page.items], page.next_cursor)

    def summary(self, caller: Caller, instance_id: InstanceId) -> SummaryView:
        """One row of the list."""
        with self._tools.store.read() as session:
            return summary_view(the_instance(session, caller, instance_id))

    def instance(self, caller: Caller, instance_id: InstanceId) -> InstanceView:
        """The instance with all its node runs, in the order of the definition."""
        with self._tools.store.read() as session:
            loaded = _load(session, caller, instance_id)
            views = self._views(session, caller, loaded, loaded.state.node_runs.keys())
        return InstanceView(
            summary=summary_view(loaded.summary),
            definition=loaded.draft.as_json,
            params=hide_values(loaded.draft.definition, loaded.instance.params),
            node_runs=views,
        )

    def node_runs(
        self, caller: Caller, instance_id: InstanceId, nodes: Collection[NodeId]
    ) -> Sequence[NodeRunView]:
        """Some node runs of an instance, as its page shows them."""
        with self._tools.store.read() as session:
            return self._views(session, caller, _load(session, caller, instance_id), nodes)

    def node(self, caller: Caller, instance_id: InstanceId, node_id: NodeId) -> NodeDetail:
        """One node run with output, inputs, files and child instances."""
        with self._tools.store.read() as session:
            loaded = _load(session, caller, instance_id)
            run = loaded.state.node_runs.get(node_id)
            if run is None:
                raise NotFound(kind="node", name=node_id)
            attempts = _by_node_run(session.instances.attempts_of(instance_id))
            output = session.instances.outputs(instance_id, [node_id]).get(node_id)
            children = session.instances.children(run.id) if run.id is not None else ()
        facts = NodeRunFacts(attempts.get(run.id, ()), output, _count(children))
        document = output or {}
        shown, truncated = _shown(document)
        return NodeDetail(
            node_run=node_run_view(caller.workspace_id, loaded.nodes.get(node_id), run, facts),
            output=shown,
            truncated=truncated,
            inputs=document.get("inputs") or {},
            artifacts=[self._artifact(caller, path) for path in document.get("artifacts") or ()],
            children=[summary_view(child, instance_id) for child in children],
        )

    def log(self, caller: Caller, attempt_id: AttemptId, offset: int, limit: int) -> LogView:
        """Lines of an attempt's log from a byte offset on."""
        attempt = self._attempt(caller, attempt_id)
        chunk = self._tools.logs.read(attempt_id, offset, min(limit, MAX_LOG_CHUNK))
        over = attempt.status in (AttemptStatus.FINISHED, AttemptStatus.LOST) and not attempt.ending
        return LogView(chunk, over and chunk.at_end)

    def log_text(self, caller: Caller, attempt_id: AttemptId) -> str:
        """The whole log, as people read it."""
        self._attempt(caller, attempt_id)
        return self._tools.logs.text(attempt_id)

    # ---- inside

    def _views(
        self, session: Session, caller: Caller, loaded: _Loaded, wanted: Collection[NodeId]
    ) -> Sequence[NodeRunView]:
        attempts = _by_node_run(session.instances.attempts_of(loaded.instance.id))
        outputs = session.instances.outputs(loaded.instance.id, wanted)
        known = loaded.nodes
        views = []
        for node_id, run in _in_order(loaded):
            if node_id in wanted:
                node = known.get(node_id)
                children = self._children(session, node, run)
                facts = NodeRunFacts(attempts.get(run.id, ()), outputs.get(node_id), children)
                views.append(node_run_view(caller.workspace_id, node, run, facts))
        return views

    def _attempt(self, caller: Caller, attempt_id: AttemptId) -> Attempt:
        with self._tools.store.read() as session:
            for attempt in session.instances.attempts([attempt_id]):
                if attempt.workspace_id == caller.workspace_id:
                    return attempt
        raise NotFound(kind="attempt", name=attempt_id)

    def _children(self, session: Session, node: Node | None, run: NodeRun) -> ChildCounts | None:
        node_type = self._tools.catalog.nodes.get(node.type) if node else None
        if node_type is None or not node_type.traits.waits or run.id is None:
            return None
        return _count(session.instances.children(run.id))

    def _artifact(self, caller: Caller, path: str) -> ArtifactView:
        found = self._tools.files.find(caller.workspace_id, path)
        size = found.stat().st_size if found else None
        return ArtifactView(path.rpartition("/")[2], file_url(caller.workspace_id, path), size)


def _load(session: Session, caller: Caller, instance_id: InstanceId) -> _Loaded:
    summary = the_instance(session, caller, instance_id)
    instance, state = session.instances.load([instance_id])[instance_id]
    draft = load_draft(session, caller.workspace_id, instance.definition_hash)
    return _Loaded(summary, instance, state, draft)


def _in_order(loaded: _Loaded) -> Sequence[tuple[NodeId, NodeRun]]:
    places = {node_id: place for place, node_id in enumerate(loaded.nodes)}
    return sorted(loaded.state.node_runs.items(), key=lambda item: places.get(item[0], len(places)))


def _by_node_run(attempts: Sequence[Attempt]) -> Mapping[int | None, Sequence[Attempt]]:
    found: dict[int | None, list[Attempt]] = {}
    for attempt in attempts:
        found.setdefault(attempt.node_run_id, []).append(attempt)
    return found


def _count(children: Sequence[InstanceSummary]) -> ChildCounts | None:
    if not children:
        return None
    return ChildCounts(
        total=len(children),
        done=sum(is_final(child.status) for child in children),
        failed=sum(state_class(child.status) is StateClass.BAD for child in children),
    )


def _shown(document: Mapping[str, Any]) -> tuple[Any, bool]:
    """The output for people: the text, or else the values; parsed where it is a JSON object or list."""
    text = document.get("text")
    if text is None:
        return document.get("values") or None, False
    if len(text) > MAX_OUTPUT:
        return text[:MAX_OUTPUT], True
    if not text.startswith(("{", "[")):
        return text, False
    try:
        return json.loads(text), False
    except ValueError:
        return text, False
