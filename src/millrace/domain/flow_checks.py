"""Doubts about how a job flows: what runs, and is yet rarely what its author means."""

from collections.abc import Iterator

from millrace.domain.el import template
from millrace.domain.job import Edge, JobDefinition
from millrace.domain.problems import Problem


def check_flow(definition: JobDefinition) -> Iterator[Problem]:
    """Nodes that nothing connects, and conditions that are the same in every instance."""
    yield from _isolated(definition)
    names = {node.id: node.name for node in definition.nodes}
    for index, edge in enumerate(definition.edges):
        if edge.condition and edge.source in names and edge.target in names:
            yield from _constant(index, edge, edge.condition, names[edge.source], names[edge.target])


def _isolated(definition: JobDefinition) -> Iterator[Problem]:
    """Only where most nodes are connected: elsewhere, standing alone is how the job is meant."""
    joined = {end for edge in definition.edges if edge.source != edge.target for end in _ends(edge)}
    alone = [node for node in definition.nodes if node.id not in joined]
    if len(alone) * 2 >= len(definition.nodes):
        return
    for node in alone:
        yield Problem(
            "isolated_node",
            f"Node {node.name} is not connected: it starts at once, beside all others. "
            "Draw an edge if it is to wait for another node.",
            "warning",
            node.id,
            values={"name": node.name},
        )


def _ends(edge: Edge) -> tuple[str, str]:
    return edge.source, edge.target


def _constant(index: int, edge: Edge, condition: str, source: str, target: str) -> Iterator[Problem]:
    """R70: met where the text is `true`; a text that names nothing is the same in every instance."""
    values: dict[str, str | int] = {"source": source, "target": target}
    field = f"edges[{index}].condition"
    if "#{" not in condition and "${" not in condition:
        if condition.strip().lower() in ("true", "false"):
            message = (
                f"The condition from {source} to {target} is always {condition.strip().lower()}. "
                "Remove it, or compare something."
            )
            yield Problem("constant_condition", message, "warning", edge.target, field, values=values)
        else:
            message = (
                f"The condition from {source} to {target} is never met: it is text, no expression. "
                "Write it as #{...}."
            )
            yield Problem("condition_is_text", message, "warning", edge.target, field, values=values)
    elif template.references(condition) == template.References() and not template.check(condition):
        message = (
            f"The condition from {source} to {target} names no parameter and no node: "
            "it is the same in every instance. Remove it, or compare something."
        )
        yield Problem("constant_condition", message, "warning", edge.target, field, values=values)
