"""What is wrong with a job definition: everything that can be seen without running it.

A draft may be saved with problems; a version with errors cannot be submitted or run.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

from millrace.domain.drawing_checks import check_drawing
from millrace.domain.el import template
from millrace.domain.flow_checks import check_flow
from millrace.domain.graph import find_cycle
from millrace.domain.job import JobDefinition, Node
from millrace.domain.problems import Problem, Severity
from millrace.domain.schedule_checks import check_schedule
from millrace.domain.workspace_settings import InstallationLimits

__all__ = ["NODE_LIMIT", "Problem", "Severity", "check_definition"]

NODE_LIMIT = 5000
NAME_LENGTH = 128

_NAME_SIGNS = frozenset("_-. ")
_NAME_CATEGORIES = frozenset("LMN")  # letters and their marks, numbers


class ExpressionProblem(Protocol):
    """What a check of a template finds; `column` counts from 1."""

    @property
    def message(self) -> str: ...
    @property
    def column(self) -> int: ...


ExpressionCheck = Callable[[str], Sequence[ExpressionProblem]]
"""A template -> what is wrong with its `#{...}` parts (R140, R159): `domain.el.template.check`."""


def check_definition(
    definition: JobDefinition,
    catalog_types: Collection[str] | None,
    el_check: ExpressionCheck,
    node_limit: int = NODE_LIMIT,
    limits: InstallationLimits | None = None,
    zone: str = "UTC",
) -> list[Problem]:
    """All problems, nodes first, then edges, the drawing, parameters, expressions and the schedule.

    `catalog_types`: the installed node types; None leaves types unchecked. `zone`: the workspace's.
    """
    problems: list[Problem] = []
    count = len(definition.nodes)
    if count > node_limit:
        problems.append(
            Problem(
                "too_many_nodes",
                f"The job has {count} nodes; at most {node_limit} are allowed. Split it.",
                values={"count": count, "limit": node_limit},
            )
        )
    problems.extend(_doubts(definition))
    problems.extend(_nodes(definition, catalog_types))
    problems.extend(_edges(definition))
    problems.extend(_cycle(definition))
    problems.extend(check_drawing(definition))
    problems.extend(_params(definition))
    problems.extend(check_flow(definition))
    names = {node.name for node in definition.nodes}
    for node_id, field, text in _templates(definition):
        if "#{" not in text:
            continue
        problems.extend(_expressions(node_id, field, text, el_check))
        problems.extend(_strangers(node_id, field, text, names))
    if definition.schedule is not None:
        problems.extend(check_schedule(definition, definition.schedule, limits or InstallationLimits(), zone))
    return problems


def _doubts(definition: JobDefinition) -> Iterator[Problem]:
    """What is allowed and yet rarely meant: unknown fields are kept, and typing mistakes make some."""
    for field in definition.model_extra or ():
        message = f"No job has a field {field}: it does nothing. Look whether it is mistyped."
        yield Problem("unknown_field", message, "warning", field=field, values={"field": field})
    if not definition.nodes:
        yield Problem("no_nodes", "The job has no nodes; it ends at once. Add one.", "warning", field="nodes")


def _strangers(node_id: str | None, field: str, text: str, names: AbstractSet[str]) -> Iterator[Problem]:
    """Nodes that an expression names and the job lacks: their output would silently be empty (R150)."""
    for name in sorted(template.references(text).nodes - names):
        yield Problem(
            "unknown_node",
            f"The expression names the node {name}, which this job does not have. Check the name.",
            severity="warning",
            node_id=node_id,
            field=field,
            values={"name": name},
        )


def _nodes(definition: JobDefinition, catalog_types: Collection[str] | None) -> Iterator[Problem]:
    ids = Counter(node.id for node in definition.nodes)
    names = Counter(node.name for node in definition.nodes)
    for node_id, times in ids.items():
        if times > 1:
            message = f"{times} nodes have the id {node_id}. Ids must differ."
            values: dict[str, str | int] = {"count": times, "id": node_id}
            yield Problem("duplicate_node_id", message, node_id=node_id, values=values)
    for node in definition.nodes:
        yield from _name(node, names)
        if catalog_types is not None and node.type not in catalog_types:
            message = (
                f"Node {node.name} has the type {node.type}, which is not installed. Choose another type."
            )
            values = {"name": node.name, "type": node.type}
            yield Problem("unknown_node_type", message, node_id=node.id, field="type", values=values)


def _name(node: Node, names: Counter[str]) -> Iterator[Problem]:
    if not node.name.strip():
        yield Problem("empty_node_name", "A node has no name. Give it one.", node_id=node.id, field="name")
    elif len(node.name) > NAME_LENGTH or not all(_is_name_sign(sign) for sign in node.name):
        yield Problem(
            "invalid_node_name",
            f"Rename {node.name!r}: names have at most {NAME_LENGTH} letters, digits, spaces, _, - and dots.",
            node_id=node.id,
            field="name",
            values={"name": node.name, "length": NAME_LENGTH},
        )
    elif names[node.name] > 1:
        yield Problem(
            "duplicate_node_name",
            f"{names[node.name]} nodes are named {node.name}. Rename all but one.",
            node_id=node.id,
            field="name",
            values={"count": names[node.name], "name": node.name},
        )


def _is_name_sign(sign: str) -> bool:
    return sign in _NAME_SIGNS or unicodedata.category(sign)[0] in _NAME_CATEGORIES


def _edges(definition: JobDefinition) -> Iterator[Problem]:
    names = {node.id: node.name for node in definition.nodes}
    seen: set[tuple[str, str]] = set()
    for index, edge in enumerate(definition.edges):
        field, node_id = f"edges[{index}]", edge.target if edge.target in names else None
        source, target = names.get(edge.source, edge.source), names.get(edge.target, edge.target)
        unknown = [end for end in (edge.source, edge.target) if end not in names]
        pair = (edge.source, edge.target)
        values: dict[str, str | int] = {"source": source, "target": target}
        if unknown:
            message = f"An edge from {source} to {target} has no node {unknown[0]}. Remove the edge."
            values["name"] = unknown[0]
            yield Problem("unknown_edge_end", message, node_id=node_id, field=field, values=values)
        elif edge.source == edge.target:
            message = f"An edge leads from {source} to itself. Remove it."
            yield Problem("self_edge", message, node_id=node_id, field=field, values=values)
        elif pair in seen:
            message = f"There are several edges from {source} to {target}. Keep one."
            yield Problem("duplicate_edge", message, node_id=node_id, field=field, values=values)
        seen.add(pair)


def _cycle(definition: JobDefinition) -> Iterator[Problem]:
    names = {node.id: node.name for node in definition.nodes}
    pairs = [(edge.source, edge.target) for edge in definition.edges if edge.source != edge.target]
    path = find_cycle(names, pairs)
    if path:
        shown = " -> ".join(names[node_id] for node_id in path)
        message = f"The edges run in a circle: {shown}. Remove one of them."
        yield Problem("cycle", message, node_id=path[0], values={"path": shown})


def _params(definition: JobDefinition) -> Iterator[Problem]:
    for name, times in Counter(param.name for param in definition.params).items():
        if times > 1:
            message = f"{times} parameters are named {name}. Keep one."
            values: dict[str, str | int] = {"count": times, "name": name}
            yield Problem("duplicate_param", message, field=f"params.{name}", values=values)


def _templates(definition: JobDefinition) -> Iterator[tuple[str | None, str, str]]:
    """Every text that may hold expressions, as (node id, field, text)."""
    for param in definition.params:
        yield None, f"params.{param.name}", param.value
    for node in definition.nodes:
        for field, text in _texts(node.properties, "properties"):
            yield node.id, field, text
    for index, edge in enumerate(definition.edges):
        if edge.condition:
            yield edge.target, f"edges[{index}].condition", edge.condition


def _texts(value: Any, field: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{field}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{field}[{index}]")


def _expressions(node_id: str | None, field: str, text: str, el_check: ExpressionCheck) -> Iterator[Problem]:
    """What is wrong with the expressions of a text.

    A `${name}` is replaced as text before the run reads the expression (R141): where there is one, what looks
    wrong now may be right then, so it is only a warning.
    """
    severity: Severity = "warning" if "${" in text else "error"
    for found in el_check(text):
        values: dict[str, str | int] = {"detail": found.message}
        yield Problem(
            "expression_error", found.message, severity, node_id, field, found.column or None, values
        )
