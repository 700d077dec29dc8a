"""Filling `${...}` and `#{...}` in an attempt's parameters and properties (R136-R141)."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from millrace.domain.el import template
from millrace.domain.el.scope import LoopFacts, Scope
from millrace.ports.attempts import AttemptWork
from millrace.ports.node_runtime import NodeFailure
from millrace.ports.workspace_paths import resolve_below
from millrace.services.evaluating import evaluate, has_marks, scope_of, votes
from millrace.worker.masking import Masker

_INPUT_LIMIT = 4096
_PATTERNS = re.compile("(?:replace|remove)(?:All|First|Pattern)")


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
            folder = self._work.workspace_folder
            self._scope = scope_of(self._work, self._now, _asks_folder(folder) if folder else None)
        return self._scope

    def text(self, text: str, path: str, loop: Mapping[str, Any] | None = None) -> str:
        """A text with everything filled in, in the given turn of a loop (R155). Raises UnresolvedError."""
        if not has_marks(text):
            return text
        scope = self.scope
        if loop is not None:
            scope = replace(scope, loop=LoopFacts(loop["data_array"], int(loop["offset"])))
        return evaluate(text, scope, path).text

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
        """How edge conditions vote (R70). Raises UnresolvedError."""
        return votes(conditions, self.scope)

    def unknown_names(self, text: str) -> Iterator[str]:
        """`${names}` that stay as they are because nothing has that name (R141)."""
        if "${" in text:
            yield from sorted(template.references(text).params - set(self.scope.params))

    def _filled(self, text: str, path: str) -> Any:
        if not has_marks(text):
            return text
        found = evaluate(text, self.scope, path)
        return found.value if isinstance(found.value, list | dict) else found.text


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


def _asks_folder(folder: str) -> Callable[[str], bool]:
    def exists(path: str) -> bool:
        try:
            return os.path.exists(resolve_below(Path(folder), path))
        except NodeFailure:
            return False

    return exists
