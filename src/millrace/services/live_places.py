"""How many node runs hold and wait for places of task groups and of the workspace (R86, R87)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from millrace.domain.ids import WorkspaceId
from millrace.domain.instance import AttemptStatus
from millrace.domain.job import JobDefinition, Node
from millrace.ports.node_runtime import Catalog
from millrace.ports.store import Session
from millrace.services.uses import Uses

WHOLE_WORKSPACE = ""
"""Stands for a group's name where the places of the workspace itself are meant."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Node runs that run, and those that are queued."""

    running: int = 0
    queued: int = 0


def live_places(session: Session, ws: WorkspaceId, uses: Uses, catalog: Catalog) -> Mapping[str, Taken]:
    """By task group, and for the whole workspace; what takes no place is left out."""
    running: Counter[str] = Counter()
    queued: Counter[str] = Counter()
    for live in session.instances.live_nodes(ws):
        named = uses.named(session, ws, live.definition_hash)
        node = named.nodes.get(live.node_id)
        if node is not None and not takes_place(catalog, node[1]):
            continue
        counted = queued if live.status is AttemptStatus.QUEUED else running
        for group in {WHOLE_WORKSPACE, named.group_of(live.node_id) or WHOLE_WORKSPACE}:
            counted[group] += live.count
    return {group: Taken(running[group], queued[group]) for group in running | queued}


def takes_place(catalog: Catalog, node_type: str) -> bool:
    """R87: Dummy, Subjob and For Each take none."""
    found = catalog.nodes.get(node_type)
    return found is None or not (found.traits.waits or found.traits.takes_no_place)


def placed_nodes(catalog: Catalog, definition: JobDefinition) -> list[Node]:
    """The nodes that take a place, but for those that run dry (R85)."""
    return [node for node in definition.nodes if takes_place(catalog, node.type) and not node.dry_run]


def groups_of(catalog: Catalog, definition: JobDefinition) -> list[str]:
    """The task groups of these nodes, each once; a node's own wins over its job's."""
    job_group = definition.schedule.task_group if definition.schedule else None
    found = (node.task_group or job_group for node in placed_nodes(catalog, definition))
    return list(dict.fromkeys(group for group in found if group))
