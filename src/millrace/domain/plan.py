"""A definition made ready for deciding: its graph, and its nodes and conditions by node id."""

from collections.abc import Mapping
from dataclasses import dataclass

from millrace.domain.graph import Graph
from millrace.domain.ids import NodeId
from millrace.domain.job import Edge, JobDefinition, Node


@dataclass(frozen=True, slots=True)
class Plan:
    """What is looked up again and again while an instance progresses; made once per definition."""

    definition: JobDefinition
    graph: Graph[NodeId]
    nodes: Mapping[NodeId, Node]
    conditions: Mapping[NodeId, tuple[Edge, ...]]
    """Incoming edges that carry a condition (R70), by target; nodes without such edges are absent."""


def plan_of(definition: JobDefinition) -> Plan:
    """The plan of a checked definition; raises CycleError or KeyError for one that was not checked.

    An empty condition counts as none. Callers keep the plan by the definition's hash.
    """
    nodes = {NodeId(node.id): node for node in definition.nodes}
    conditions: dict[NodeId, list[Edge]] = {}
    for edge in definition.edges:
        if edge.condition:
            conditions.setdefault(NodeId(edge.target), []).append(edge)
    graph = Graph.from_edges(nodes, [(NodeId(edge.source), NodeId(edge.target)) for edge in definition.edges])
    return Plan(
        definition=definition,
        graph=graph,
        nodes=nodes,
        conditions={target: tuple(edges) for target, edges in conditions.items()},
    )
