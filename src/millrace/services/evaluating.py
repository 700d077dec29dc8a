"""Evaluate what stands in properties and on edges, with the facts that an order brings.

The engine does it in place for conditions on parameters and node states alone; the worker for all others.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from millrace.domain.calendars import WorkCalendar
from millrace.domain.el import template
from millrace.domain.el.errors import ElError
from millrace.domain.el.scope import JobFacts, LoopFacts, NodeFacts, ParamValue, Scope
from millrace.domain.el.values import TypedValue
from millrace.domain.instance import NodeRunStatus
from millrace.ports.attempts import AttemptWork

_MARKS = ("#{", "${")

SHOWN_STATUS = {
    NodeRunStatus.SUCCESS: "success",
    NodeRunStatus.FORCE_SUCCESS: "success",
    NodeRunStatus.FAILED: "fail",
    NodeRunStatus.SKIPPED: "skip",
    NodeRunStatus.CANCELED: "cancel",
    NodeRunStatus.STOPPED: "stop",
}
"""What `Job.getNodeStatus` answers (R53)."""


class UnresolvedError(Exception):
    """A parameter, a property or a condition cannot be evaluated (R75, R159); `path` says which."""

    def __init__(self, path: str, error: ElError) -> None:
        super().__init__(f"{path}: {error}")
        self.path = path
        self.error = error

    def as_document(self) -> dict[str, Any]:
        """The error as a report carries it."""
        where = f", column {self.error.column}" if self.error.column else ""
        return {
            "code": ElError.code,
            "message": f"{self.path}{where}: {self.error.message}",
            "data": {"field": self.path, **self.error.data},
        }


def has_marks(value: object) -> bool:
    """Whether there is anything to fill in the texts of a value."""
    if isinstance(value, str):
        return "{" in value and any(mark in value for mark in _MARKS)
    if isinstance(value, Mapping):
        return any(has_marks(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(has_marks(item) for item in value)
    return False


def evaluate(text: str, scope: Scope, path: str) -> TypedValue:
    """The value of a template. Raises UnresolvedError."""
    try:
        return template.evaluate(text, scope)
    except ElError as error:
        raise UnresolvedError(path, error) from None


def scope_of(work: AttemptWork, now: datetime, paths: Callable[[str], bool] | None = None) -> Scope:
    """What the templates of an order see; `now` is aware, `paths` answers for stored objects (R157).

    Parameters that are templates are rendered once, here, each after those it names; a circle keeps its
    `${...}` (R136). Raises UnresolvedError.
    """
    bare = _bare_scope(work, now, paths)
    known = {name: ParamValue(value) for name, value in work.params.items() if not has_marks(value)}
    known |= {name: ParamValue(value, outside=True) for name, value in work.outside.items()}
    waiting = {name: work.params[name] for name in work.params if name not in known}
    needs = {name: template.references(text) for name, text in waiting.items()}
    while waiting:
        free = [name for name in waiting if not _names(needs[name]) & (waiting.keys() - {name})]
        for name in free or list(waiting)[:1]:
            found = evaluate(waiting.pop(name), _seeing(bare, known), f"parameter {name}")
            known[name] = ParamValue(found.text)
    return _seeing(bare, known)


def votes(conditions: Sequence[Mapping[str, Any]], scope: Scope) -> dict[str, bool]:
    """How edge conditions vote, by source: `true` in any case is met (R70). Raises UnresolvedError (R75)."""
    return {str(item["source"]): _vote(item, scope) for item in conditions}


def _vote(condition: Mapping[str, Any], scope: Scope) -> bool:
    text = str(condition["text"])
    if has_marks(text):
        text = evaluate(text, scope, f"condition after {condition.get('name') or condition['source']}").text
    return text.strip().lower() == "true"


def _bare_scope(work: AttemptWork, now: datetime, paths: Callable[[str], bool] | None) -> Scope:
    return Scope(
        zone=work.zone,
        now=now,
        job=JobFacts(
            name=work.job_name,
            plan_time=datetime.fromisoformat(work.plan_time),
            start_time=datetime.fromisoformat(work.started_at) if work.started_at else None,
            project_id=str(work.workspace_id),
            params=work.job_params,
            nodes={name: node_facts(facts) for name, facts in work.nodes.items()},
        ),
        loop=LoopFacts(work.loop["data_array"], int(work.loop["offset"])) if work.loop else None,
        paths=paths,
        calendar=None if work.calendar is None else _calendar(work.calendar),
        calendars={name: _calendar(found) for name, found in work.calendars.items()},
    )


def _calendar(document: Mapping[str, Any]) -> WorkCalendar:
    overrides = document.get("overrides", {})
    return WorkCalendar(
        document.get("default_working_days", "MON_FRI"),
        {date.fromisoformat(day): working for day, working in overrides.items()},
    )


def _seeing(scope: Scope, params: Mapping[str, ParamValue]) -> Scope:
    """Parameters are replaced as `${name}` and visible by name in expressions (R149)."""
    return replace(scope, params=params, variables={name: param.value for name, param in params.items()})


def _names(found: template.References) -> frozenset[str]:
    return found.params | found.variables


def node_facts(facts: Mapping[str, Any]) -> NodeFacts:
    """What an expression may ask of a node, from the facts that an order or an instance tells of it."""
    data = facts.get("running_data")
    return NodeFacts(
        status=facts.get("status"),
        output=facts.get("output"),
        running_data=None if data is None else data if isinstance(data, str) else json.dumps(data),
    )
