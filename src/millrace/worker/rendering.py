"""Filling `${...}` and `#{...}` in an attempt's parameters and properties (R136-R141)."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from millrace.domain.el import template
from millrace.domain.el.errors import ElError
from millrace.domain.el.scope import JobFacts, LoopFacts, NodeFacts, ParamValue, Scope
from millrace.domain.el.values import TypedValue
from millrace.ports.attempts import AttemptWork
from millrace.ports.node_runtime import NodeFailure
from millrace.ports.workspace_paths import resolve_below
from millrace.services.evaluating import name_of
from millrace.worker.masking import Masker

_MARKS = ("#{", "${")
_INPUT_LIMIT = 4096
_PATTERNS = re.compile("(?:replace|remove)(?:All|First|Pattern)")


class UnresolvedError(Exception):
    """A parameter, a property or a condition cannot be evaluated (R159); `path` says which."""

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


def may_take_long(value: object) -> bool:
    """Whether a text in the value asks for regular expressions, each of which may take a second (R159)."""
    if isinstance(value, str):
        return "#{" in value and _PATTERNS.search(value) is not None
    if isinstance(value, Mapping):
        return any(may_take_long(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(may_take_long(item) for item in value)
    return False


class Renderer:
    """Renders with what one attempt can see. The parameters are rendered once, when first needed."""

    def __init__(self, work: AttemptWork, now: datetime) -> None:
        self._work = work
        self._now = now
        self._scope: Scope | None = None

    @property
    def params(self) -> Mapping[str, str]:
        """Effective parameters, rendered; those from outside (R139) lie on top. Raises UnresolvedError."""
        if not self._work.outside and not has_marks(self._work.params):
            return self._work.params
        return {name: param.value for name, param in self.scope.params.items()}

    @property
    def scope(self) -> Scope:
        """What an expression of the attempt sees."""
        if self._scope is None:
            self._scope = _with_params(_bare_scope(self._work, self._now), self._work)
        return self._scope

    def text(self, text: str, path: str, loop: Mapping[str, Any] | None = None) -> str:
        """A text with everything filled in, in the given turn of a loop (R155). Raises UnresolvedError."""
        if not has_marks(text):
            return text
        scope = self.scope if loop is None else replace(self.scope, loop=_loop_facts(loop))
        return _typed(text, scope, path).text

    def value(self, value: Any, path: str) -> Any:
        """A value with all texts in it filled, at any depth but not in keys; `path` names it in errors.

        A text that is exactly one expression with a list or a map becomes that list or map.
        """
        if isinstance(value, str):
            return self._filled(value, path)
        if isinstance(value, Mapping):
            return {
                key: self.value(item, f"{path}.{key}" if path else str(key)) for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.value(item, f"{path}[{place}]") for place, item in enumerate(value)]
        return value

    def votes(self, conditions: Sequence[Mapping[str, Any]]) -> dict[str, bool]:
        """How edge conditions vote, by source: `true` in any case is met (R70). Raises UnresolvedError."""
        return {str(item["source"]): self._vote(item) for item in conditions}

    def unknown_names(self, text: str) -> Iterator[str]:
        """`${names}` that stay as they are because nothing has that name (R141)."""
        if "${" in text:
            yield from sorted(template.references(text).params - set(self.scope.params))

    def _filled(self, text: str, path: str) -> Any:
        if not has_marks(text):
            return text
        found = _typed(text, self.scope, path)
        return found.value if isinstance(found.value, list | dict) else found.text

    def _vote(self, condition: Mapping[str, Any]) -> bool:
        rendered = self.text(str(condition["text"]), name_of(condition))
        return rendered.strip().lower() == "true"


def describe_inputs(rendered: Mapping[str, Any], masker: Masker) -> dict[str, Any]:
    """Rendered properties as people may see them: secrets hidden, long texts cut at 4 KiB."""
    return {key: _shown(item, masker) for key, item in rendered.items()}


def _shown(value: Any, masker: Masker) -> Any:
    if isinstance(value, str):
        masked = masker.mask(value)
        return masked if len(masked) <= _INPUT_LIMIT else masked[:_INPUT_LIMIT] + "..."
    if isinstance(value, Mapping):
        return {key: _shown(item, masker) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(item, masker) for item in value]
    return value


def _typed(text: str, scope: Scope, path: str) -> TypedValue:
    try:
        return template.evaluate(text, scope)
    except ElError as error:
        raise UnresolvedError(path, error) from None


def _bare_scope(work: AttemptWork, now: datetime) -> Scope:
    nodes = {name: _node_facts(facts) for name, facts in work.nodes.items()}
    job = JobFacts(
        name=work.job_name,
        plan_time=datetime.fromisoformat(work.plan_time),
        start_time=datetime.fromisoformat(work.started_at) if work.started_at else None,
        event_data=work.outside.get("eventData"),
        project_id=str(work.workspace_id),
        params=work.job_params,
        nodes=nodes,
    )
    return Scope(
        zone=work.zone,
        now=now,
        job=job,
        env=work.params,
        loop=_loop_facts(work.loop) if work.loop else None,
        paths=_asks_folder(work.workspace_folder) if work.workspace_folder else None,
    )


def _with_params(bare: Scope, work: AttemptWork) -> Scope:
    """The scope with its parameters, each rendered after those it names; a circle keeps its `${...}`."""
    known = {name: ParamValue(value) for name, value in work.params.items() if not has_marks(value)}
    known |= {name: ParamValue(value, outside=True) for name, value in work.outside.items()}
    waiting = {name: work.params[name] for name in work.params if name not in known}
    needs = {name: template.references(text) for name, text in waiting.items()}
    while waiting:
        free = [name for name in waiting if not _names(needs[name]) & (waiting.keys() - {name})]
        for name in free or list(waiting)[:1]:
            scope = replace(bare, params=known, variables=_values(known))
            known[name] = ParamValue(_typed(waiting.pop(name), scope, f"parameter {name}").text)
    return replace(bare, params=known, variables=_values(known))


def _names(found: template.References) -> frozenset[str]:
    return found.params | found.variables


def _values(params: Mapping[str, ParamValue]) -> dict[str, object]:
    return {name: param.value for name, param in params.items()}


def _loop_facts(loop: Mapping[str, Any]) -> LoopFacts:
    return LoopFacts(loop["data_array"], int(loop["offset"]))


def _node_facts(facts: Mapping[str, Any]) -> NodeFacts:
    data = facts.get("running_data")
    return NodeFacts(
        status=facts.get("status"),
        output=facts.get("output"),
        running_data=None if data is None else data if isinstance(data, str) else json.dumps(data),
    )


def _asks_folder(folder: str) -> Callable[[str], bool]:
    def exists(path: str) -> bool:
        try:
            return os.path.exists(resolve_below(Path(folder), path))
        except NodeFailure:
            return False

    return exists
