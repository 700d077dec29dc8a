"""Definitions as people send them: they may be wrong, and are kept all the same.

A draft is stored under the hash of its canonical text. What does not even fit the model of a definition is
kept as it came (keys sorted), with its faults as problems: errors never block saving.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from millrace.domain.faults import fault_words
from millrace.domain.ids import WorkspaceId
from millrace.domain.job import JobDefinition
from millrace.domain.job_checks import Problem
from millrace.ports.store import Session
from millrace.services.masking import hide


@dataclass(frozen=True, slots=True)
class Draft:
    """A definition as it was sent: its canonical text, and what the model makes of it."""

    text: str
    content_hash: str
    definition: JobDefinition | None
    faults: Sequence[Problem]
    raw: Mapping[str, Any]

    @property
    def as_json(self) -> Mapping[str, Any]:
        """For people: all defaults filled in where the definition fits the model, masked values hidden."""
        return hide(self.definition.model_dump(mode="json") if self.definition else self.raw)


def draft_of(raw: Mapping[str, Any]) -> Draft:
    """Read a definition without refusing anything."""
    try:
        definition = JobDefinition.model_validate(raw)
    except ValidationError as error:
        text = json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        faults = [_fault(fault, raw) for fault in error.errors(include_url=False)]
        return Draft(text, hashlib.sha256(text.encode()).hexdigest(), None, faults, raw)
    text = definition.canonical()
    return Draft(text, hashlib.sha256(text.encode()).hexdigest(), definition, (), raw)


def load_draft(session: Session, ws: WorkspaceId, content_hash: str) -> Draft:
    """A stored definition by its hash; an empty one if the content is gone."""
    return draft_of(json.loads(session.jobs.content(ws, content_hash) or "{}"))


_WORDS = {
    "string_pattern_mismatch": "may hold letters, digits, dots, _ and - only, and must not be empty",
    "missing": "is missing",
    "extra_forbidden": "is not known here",
}
"""What is wrong, in words, where the library's own would be a riddle."""


_TIME_PATTERN = "[0-5]"
"""Stands in the pattern of a time of day, and in no other."""


def _fault(fault: ErrorDetails, raw: Mapping[str, Any]) -> Problem:
    place = fault["loc"]
    node_id = None
    if len(place) > 1 and place[0] == "nodes" and isinstance(place[1], int):
        node_id = _node_id(raw, place[1])
        place = place[2:]
    if place[:2] == ("schedule", "recurrence"):
        place = place[:2] + place[3:]  # the library names the kind of recurrence there
    where = " ".join(str(step + 1) if isinstance(step, int) else str(step) for step in place)
    given = fault.get("input")
    value = f" ({given!r:.60})" if isinstance(given, str | int | float) else ""
    return Problem(
        code="invalid_field",
        message=f"{where}{value}: {_words(fault)}.",
        severity="error",
        node_id=node_id,
        field=_path(place) or None,
        column=None,
    )


def _words(fault: ErrorDetails) -> str:
    if _TIME_PATTERN in str(fault.get("ctx", {}).get("pattern", "")):
        return "is no time of day; write hh:mm, from 00:00 to 23:59"
    return _WORDS.get(fault["type"], fault_words(fault))


def _path(place: tuple[int | str, ...]) -> str:
    """As checks write it: `schedule.depends_on[0].n`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".")


def _node_id(raw: Mapping[str, Any], index: int) -> str | None:
    node = raw["nodes"][index]
    node_id = node.get("id") if isinstance(node, Mapping) else None
    return node_id if isinstance(node_id, str) else None
