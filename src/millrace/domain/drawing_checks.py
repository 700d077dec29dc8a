"""What is wrong with the drawing of a job: its groups and notes, and how long its texts are.

A drawing changes nothing of how a job runs. So only what could not be told apart or would outgrow every limit
is an error; a group that does not exist is a warning.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from millrace.domain.job import CanvasGroup, CanvasNote, JobDefinition
from millrace.domain.problems import Problem

__all__ = ["GROUP_DEPTH", "GROUP_LIMIT", "NOTE_LIMIT", "TEXT_LENGTH", "check_drawing"]

GROUP_LIMIT = 500
NOTE_LIMIT = 500
GROUP_DEPTH = 10
TEXT_LENGTH = 20_000
"""Of a description: it is Markdown for people, and is read with every look at the job."""


def check_drawing(definition: JobDefinition) -> Iterator[Problem]:
    """Groups first, then notes, then descriptions."""
    yield from _count("group", "groups", len(definition.groups), GROUP_LIMIT)
    yield from _ids("group", "groups", definition.groups)
    yield from _parents(definition.groups)
    yield from _members(definition)
    yield from _count("note", "notes", len(definition.notes), NOTE_LIMIT)
    yield from _ids("note", "notes", definition.notes)
    yield from _descriptions(definition)


def _count(kind: str, field: str, count: int, limit: int) -> Iterator[Problem]:
    if count > limit:
        message = f"The job has {count} {field}; at most {limit} are allowed. Remove some."
        yield Problem(f"too_many_{kind}s", message, field=field)


def _ids(kind: str, field: str, parts: Sequence[CanvasGroup | CanvasNote]) -> Iterator[Problem]:
    for part_id, times in Counter(part.id for part in parts).items():
        if times > 1:
            index = next(index for index, part in enumerate(parts) if part.id == part_id)
            message = f"{times} {field} have the id {part_id}. Ids must differ."
            yield Problem(f"duplicate_{kind}_id", message, field=f"{field}[{index}].id")


def _parents(groups: Sequence[CanvasGroup]) -> Iterator[Problem]:
    parents = {group.id: group.parent for group in groups}
    for index, group in enumerate(groups):
        field, name = f"groups[{index}].parent", group.name or group.id
        if group.parent is not None and group.parent not in parents:
            message = (
                f"The group {name} lies in a group {group.parent}, which this job does not have. Move it out."
            )
            yield Problem("unknown_group", message, "warning", field=field)
            continue
        depth = _depth(group.id, parents)
        if depth is None:
            message = f"The group {name} lies in a circle of groups. Move it out of its group."
            yield Problem("group_cycle", message, "warning", field=field)
        elif depth == GROUP_DEPTH + 1:
            message = f"The group {name} lies {depth} levels deep; {GROUP_DEPTH} are allowed. Move it up."
            yield Problem("groups_too_deep", message, field=field)


def _depth(group_id: str, parents: Mapping[str, str | None]) -> int | None:
    """How many levels down it lies, from 1; None in a circle. More than one too many is not counted."""
    seen: set[str] = set()
    here: str | None = group_id
    while here is not None and len(seen) <= GROUP_LIMIT:
        if here in seen:
            return None
        seen.add(here)
        here = parents.get(here)
    return len(seen)


def _members(definition: JobDefinition) -> Iterator[Problem]:
    known = {group.id for group in definition.groups}
    for node in definition.nodes:
        if node.group is not None and node.group not in known:
            message = (
                f"Node {node.name} is drawn in the group {node.group}, which this job does not have. "
                "Take it out of the group."
            )
            yield Problem("unknown_group", message, "warning", node_id=node.id, field="group")


def _descriptions(definition: JobDefinition) -> Iterator[Problem]:
    def too_long(length: int, what: str, node_id: str | None, field: str) -> Iterator[Problem]:
        if length > TEXT_LENGTH:
            message = (
                f"The description of {what} has {length:,} characters; at most {TEXT_LENGTH:,} are allowed. "
                "Shorten it."
            )
            yield Problem("text_too_long", message, node_id=node_id, field=field)

    yield from too_long(len(definition.description), "the job", None, "description")
    for node in definition.nodes:
        yield from too_long(len(node.description), f"node {node.name}", node.id, "description")
    for index, edge in enumerate(definition.edges):
        yield from too_long(len(edge.description), "an edge", edge.target, f"edges[{index}].description")
