"""Evaluate what stands in properties and on edges, with the facts that an order brings.

The engine does it in place for conditions on parameters and node states alone; the worker for all others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from millrace.domain.el.errors import ElError
from millrace.domain.el.scope import JobFacts, LoopFacts, NodeFacts, ParamValue, Scope
from millrace.domain.el.template import render
from millrace.ports.attempts import AttemptWork


def scope_of(work: AttemptWork, now: datetime) -> Scope:
    """The scope of an order's templates. Parameter values that are templates are rendered once, here (R136).

    Raises ElError for a parameter that cannot be evaluated. `now` is aware.
    """
    scope = Scope(
        zone=work.zone,
        now=now,
        job=JobFacts(
            name=work.job_name,
            plan_time=datetime.fromisoformat(work.plan_time),
            start_time=datetime.fromisoformat(work.started_at) if work.started_at else None,
            project_id=str(work.workspace_id),
            params=work.job_params,
            nodes={name: _node(facts) for name, facts in work.nodes.items()},
        ),
        loop=_loop(work.loop),
    )
    return with_params(scope, work.params, work.outside)


def with_params(scope: Scope, params: Mapping[str, str], outside: Mapping[str, str]) -> Scope:
    """The scope with parameters: plain ones first, so that templates among them may refer to those."""
    values = {name: ParamValue(text, outside=True) for name, text in outside.items()}
    values |= {name: ParamValue(text) for name, text in params.items() if _is_plain(text)}
    templates = {name: text for name, text in params.items() if not _is_plain(text)}
    known = _seeing(scope, values)
    rendered = {name: _rendered(name, text, known) for name, text in templates.items()}
    return _seeing(scope, values | rendered)


def votes(conditions: Sequence[Mapping[str, Any]], scope: Scope) -> dict[str, Any]:
    """{"votes": {source: bool}} (R70). Raises ElError, which says which condition it is (R75)."""
    answer: dict[str, bool] = {}
    for condition in conditions:
        try:
            answer[condition["source"]] = render(condition["text"], scope).lower() == "true"
        except ElError as error:
            where = f", column {error.column}" if error.column else ""
            raise ElError(f"{name_of(condition)}{where}: {error.message}", error.column) from None
    return {"votes": answer}


def _rendered(name: str, text: str, scope: Scope) -> ParamValue:
    try:
        return ParamValue(render(text, scope))
    except ElError as error:
        where = f", column {error.column}" if error.column else ""
        raise ElError(f"parameter {name}{where}: {error.message}", error.column) from None


def name_of(condition: Mapping[str, Any]) -> str:
    """What messages call a condition."""
    return f"condition after {condition.get('name') or condition['source']}"


def _seeing(scope: Scope, params: Mapping[str, ParamValue]) -> Scope:
    """Parameters are replaced as `${name}` and visible by name in expressions (R149)."""
    return replace(scope, params=params, variables={name: param.value for name, param in params.items()})


def _is_plain(text: str) -> bool:
    return "#{" not in text and "${" not in text


def _node(facts: Mapping[str, Any]) -> NodeFacts:
    return NodeFacts(
        status=facts.get("status"), output=facts.get("output"), running_data=facts.get("running_data")
    )


def _loop(loop: Mapping[str, Any] | None) -> LoopFacts | None:
    if loop is None:
        return None
    return LoopFacts(data_array=loop["data_array"], offset=loop["offset"])
