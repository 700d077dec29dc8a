"""Trying many templates at once, as the designer's fields and scripts show them for one plan time.

Values that nobody may see stand as a mask, whatever they are; what a node gave before is read from the newest
instance of the job.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from millrace.domain.calendars import WorkCalendar
from millrace.domain.el import template
from millrace.domain.el.errors import ElError
from millrace.domain.el.objects import EMBEDDED_OBJECTS
from millrace.domain.el.scope import JobFacts, NodeFacts, ParamValue, Scope
from millrace.domain.errors import InvalidInput
from millrace.domain.ids import InstanceId, JobId, NodeId
from millrace.ports.records import InstanceSelection
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.drafts import load_draft
from millrace.services.evaluating import SHOWN_STATUS, has_marks, node_facts
from millrace.services.expressions import TrialResult, as_json
from millrace.services.finding import the_job, workspace_zone
from millrace.services.masking import MASK
from millrace.services.tools import Tools
from millrace.services.working_days import calendar_of

_SECONDS = 3.0
"""For one request: every expression with a pattern may take a second (R159)."""

_MOST_TEXT = 1_000_000
"""Characters of all templates of one request together; a single one is bounded when it is evaluated."""

_PARAM_SIZE = 65_536
"""A longer value of a parameter is not put into others while they are tried."""

_TOO_LONG = "Not evaluated: the expressions before it took too long."
_NO_SCRIPT = "There is no script {name}."


@dataclass(frozen=True, slots=True)
class TriedParameter:
    """A parameter of the job as it is drawn."""

    name: str
    value: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """One template by a key of the caller's; `script` names a stored script in place of the text."""

    key: str
    text: str = ""
    script: str | None = None


@dataclass(frozen=True, slots=True)
class Trials:
    """Templates with the facts to try them with; what is left out is the present and the workspace's zone."""

    items: Sequence[Tried]
    params: Sequence[TriedParameter] = ()
    job_id: JobId | None = None
    plan_time: datetime | None = None
    zone: str | None = None
    calendar: str | None = None  # the job's own


@dataclass(frozen=True, slots=True)
class TrialsResult:
    """Results by key. `instance_id`: where outputs of nodes come from, if any template asks for some."""

    plan_time: datetime
    zone: str
    results: Mapping[str, TrialResult]
    instance_id: InstanceId | None = None


@dataclass(slots=True)
class _Facts:
    """Read in one transaction, before anything is evaluated."""

    zone: str
    job_name: str = "preview"
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)
    own_calendar: WorkCalendar | None = None
    nodes: Mapping[str, NodeFacts] = field(default_factory=dict)
    instance_id: InstanceId | None = None
    scripts: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """A function or property of an expression's object; `kinds` as `functions.methods` tells them."""

    object: str
    name: str
    kinds: Sequence[str] | None


class Trying:
    """See the module."""

    def __init__(self, tools: Tools, watch: Callable[[], float] = time.monotonic) -> None:
        self._tools = tools
        self._watch = watch

    def functions(self) -> Sequence[FunctionFacts]:
        """All that an expression can call or read, by object (R150-R157)."""
        found = []
        for name, item in EMBEDDED_OBJECTS.items():
            found += [FunctionFacts(name, prop, None) for prop in item.properties]
            found += [
                FunctionFacts(name, method, overload.kinds)
                for method, overloads in item.methods.items()
                for overload in overloads
            ]
        return found

    def evaluate(self, caller: Caller, trials: Trials) -> TrialsResult:
        """The values of the templates. Errors of an expression are an answer, not an exception."""
        _check_zone(trials.zone)
        now = self._tools.clock.now()
        plan_time = trials.plan_time or now
        texts = [item.text for item in trials.items] + [param.value for param in trials.params]
        if sum(map(len, texts)) > _MOST_TEXT:
            detail = (
                f"The texts of one request may have {_MOST_TEXT} characters together. Send fewer at a time."
            )
            raise InvalidInput(detail=detail, field="items")
        deadline = self._watch() + _SECONDS
        with self._tools.store.read() as session:
            facts = self._facts(session, caller, trials, texts, deadline)
        bare = Scope(
            zone=facts.zone,
            now=now,
            job=JobFacts(
                facts.job_name,
                plan_time=plan_time,
                start_time=now,
                project_id=str(caller.workspace_id),
                params={param.name: MASK if param.masked else param.value for param in trials.params},
                nodes=facts.nodes,
            ),
            calendars=facts.calendars,
            calendar=facts.own_calendar or WorkCalendar(),
        )
        scope = _with_params(bare, trials.params, lambda: self._watch() > deadline)
        results = {}
        for item in trials.items:
            if self._watch() > deadline:
                results[item.key] = TrialResult(ok=False, message=_TOO_LONG)
                continue
            text = facts.scripts.get(item.script) if item.script else item.text
            results[item.key] = (
                TrialResult(ok=False, message=_NO_SCRIPT.format(name=item.script))
                if text is None
                else _tried(text, scope)
            )
        return TrialsResult(plan_time, facts.zone, results, facts.instance_id)

    def _facts(
        self, session: Session, caller: Caller, trials: Trials, texts: Sequence[str], deadline: float
    ) -> _Facts:
        facts = _Facts(trials.zone or workspace_zone(session, caller.workspace_id))
        names = {item.script for item in trials.items if item.script}
        facts.scripts = {name: _script(session, caller, name) for name in names}
        texts = [*texts, *(text for text in facts.scripts.values() if text)]
        asked = [template.references(text) for text in texts if has_marks(text) and self._watch() <= deadline]
        if trials.calendar or any(found.calendars or found.any_calendar for found in asked):
            records = session.calendars.list(caller.workspace_id)
            facts.calendars = {record.name: calendar_of(record) for record in records}
            facts.own_calendar = facts.calendars.get(trials.calendar or "")
        if trials.job_id is not None:
            job = the_job(session, caller, trials.job_id)
            facts.job_name = job.name
            if any(found.run_data for found in asked):
                facts.instance_id, facts.nodes = _newest(session, caller, trials.job_id)
        return facts


def _check_zone(zone: str | None) -> None:
    if zone is None:
        return
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(detail=f"There is no time zone {zone!r}.", field="zone") from None


def _script(session: Session, caller: Caller, name: str) -> str | None:
    script = session.scripts.by_name(caller.workspace_id, name)
    return None if script is None else session.jobs.content(caller.workspace_id, script.draft_hash) or ""


def _newest(
    session: Session, caller: Caller, job_id: JobId
) -> tuple[InstanceId | None, Mapping[str, NodeFacts]]:
    """The newest instance of the job with the state and output of each of its nodes, by name."""
    page = session.instances.list(caller.workspace_id, InstanceSelection(job_id=job_id), limit=1)
    if not page.items:
        return None, {}
    newest = page.items[0].instance.id
    instance, state = session.instances.load([newest])[newest]
    definition = load_draft(session, caller.workspace_id, instance.definition_hash).definition
    outputs = session.instances.outputs(newest)
    found = {}
    for node in definition.nodes if definition else ():
        run = state.node_runs.get(NodeId(node.id))
        if run is not None:
            output: Mapping[str, Any] = outputs.get(NodeId(node.id)) or {}
            found[node.name] = node_facts(
                {
                    "status": SHOWN_STATUS.get(run.status),
                    "output": output.get("text"),
                    "running_data": output.get("running_data"),
                }
            )
    return newest, found


def _with_params(bare: Scope, params: Collection[TriedParameter], late: Callable[[], bool]) -> Scope:
    """Parameters that are templates are rendered first, each after those it names; a circle stays as it is.

    One that cannot be evaluated keeps its text: its own field tells what is wrong.
    """
    known = {param.name: MASK for param in params if param.masked and param.value}
    known |= {param.name: param.value for param in params if not param.masked and not has_marks(param.value)}
    waiting = {param.name: param.value for param in params if param.name not in known}
    needs = {name: _names(text) for name, text in waiting.items() if not late()}
    while waiting and not late():
        free = [name for name in waiting if not needs.get(name, frozenset()) & (waiting.keys() - {name})]
        for name in free or list(waiting)[:1]:
            text = waiting.pop(name)
            found = _tried(text, _seeing(bare, known))
            fits = found.ok and found.text is not None and len(found.text) <= _PARAM_SIZE
            known[name] = found.text or "" if fits else text
    known |= waiting
    return _seeing(bare, known)


def _names(text: str) -> frozenset[str]:
    found = template.references(text)
    return found.params | found.variables


def _seeing(scope: Scope, params: Mapping[str, str]) -> Scope:
    values = {name: ParamValue(value) for name, value in params.items()}
    return replace(scope, params=values, variables=dict(params))


def _tried(text: str, scope: Scope) -> TrialResult:
    if not has_marks(text):
        return TrialResult(ok=True, type="string", value=text, text=text)
    try:
        found = template.evaluate(text, scope)
    except ElError as error:
        return TrialResult(ok=False, message=error.message, column=error.column)
    return TrialResult(ok=True, type=found.type, value=as_json(found.value), text=found.text)
