"""Directed acyclic graphs: order, parents, children, what lies before and after. Knows nothing of jobs."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class CycleError(ValueError):
    """The edges run in a circle; `path` begins and ends with the same node."""

    def __init__(self, path: Sequence[object]) -> None:
        self.path = path
        super().__init__(" -> ".join(str(key) for key in path))


@dataclass(frozen=True, slots=True)
class Graph(Generic[Key]):
    """A graph without cycles. Parents and children stand in the order in which their edges were given."""

    order: tuple[Key, ...]
    """Topological: every parent before its children; the same for the same nodes and edges."""
    parents: Mapping[Key, tuple[Key, ...]]
    children: Mapping[Key, tuple[Key, ...]]

    @classmethod
    def from_edges(cls, nodes: Iterable[Key], edges: Iterable[tuple[Key, Key]]) -> "Graph[Key]":
        """Build from nodes and (source, target) pairs; a pair given twice counts once.

        Raises CycleError for a circle and KeyError for an edge to or from an unknown node.
        """
        nodes = list(nodes)
        children = _children(nodes, edges)
        parents: dict[Key, list[Key]] = {node: [] for node in children}
        for source, targets in children.items():
            for target in targets:
                parents[target].append(source)
        order = _topological(children, parents)
        if len(order) < len(children):
            cycle = _some_cycle(children)
            raise CycleError(cycle or [])
        return cls(
            order=tuple(order),
            parents={node: tuple(found) for node, found in parents.items()},
            children={node: tuple(found) for node, found in children.items()},
        )

    def ancestors(self, node: Key) -> frozenset[Key]:
        """Every node from which a path leads to this one."""
        return _reachable(node, self.parents)

    def descendants(self, node: Key) -> frozenset[Key]:
        """Every node to which a path leads from this one."""
        return _reachable(node, self.children)


def find_cycle(nodes: Iterable[Key], edges: Iterable[tuple[Key, Key]]) -> list[Key] | None:
    """One circle as a path that begins and ends with the same node, or None; skips edges to unknown nodes."""
    nodes = list(nodes)
    known = set(nodes)
    return _some_cycle(_children(nodes, [edge for edge in edges if edge[0] in known and edge[1] in known]))


def _children(nodes: Iterable[Key], edges: Iterable[tuple[Key, Key]]) -> dict[Key, list[Key]]:
    children: dict[Key, dict[Key, None]] = {node: {} for node in nodes}
    for source, target in edges:
        if target not in children:
            raise KeyError(target)
        children[source][target] = None
    return {node: list(targets) for node, targets in children.items()}


def _topological(children: Mapping[Key, list[Key]], parents: Mapping[Key, list[Key]]) -> list[Key]:
    """Kahn's order; shorter than the graph if there is a circle."""
    missing = {node: len(found) for node, found in parents.items()}
    order = [node for node, count in missing.items() if not count]
    for node in order:
        for child in children[node]:
            missing[child] -= 1
            if not missing[child]:
                order.append(child)
    return order


def _some_cycle(children: Mapping[Key, list[Key]]) -> list[Key] | None:
    """Depth first without recursion: a path of thousands of nodes must not exhaust the stack."""
    done: set[Key] = set()
    for start in children:
        if start in done:
            continue
        path, on_path, pending = [start], {start}, [iter(children[start])]
        while pending:
            child = next(pending[-1], None)
            if child is None:
                pending.pop()
                left = path.pop()
                on_path.discard(left)
                done.add(left)
            elif child in on_path:
                return [*path[path.index(child) :], child]
            elif child not in done:
                path.append(child)
                on_path.add(child)
                pending.append(iter(children[child]))
    return None


def _reachable(node: Key, neighbours: Mapping[Key, tuple[Key, ...]]) -> frozenset[Key]:
    found: set[Key] = set()
    pending = list(neighbours[node])
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending.extend(neighbours[key])
    return frozenset(found)
