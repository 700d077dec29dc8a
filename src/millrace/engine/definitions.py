"""Definitions made ready to run, kept by content hash: the plan, and what each node needs from outside."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from millrace.domain.ids import NodeId
from millrace.domain.job import JobDefinition, Node
from millrace.domain.plan import Plan, plan_of
from millrace.domain.references import references, schema_of
from millrace.engine.order_calendars import NO_CALENDARS, CalendarNames, calendars_in
from millrace.ports.node_runtime import Catalog, Traits

_RUN_DATA = re.compile(r"getNodeStatus|getNodeOutput|getRunningData|getInsertJobId")
_NAME = re.compile(r"\$\{([A-Za-z0-9._-]+)\}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the engine must know of a node to hand it out, found once per definition."""

    node: Node
    traits: Traits
    connections: tuple[str, ...]
    scripts: tuple[str, ...]
    uses_run_data: bool
    names: frozenset[str]
    """Names that stand in `${...}` somewhere in the properties."""
    calendars: CalendarNames = NO_CALENDARS
    """Working-day calendars that the properties ask for."""
    place: str | None = ""
    """The task group whose place it takes (its own, else the job's), "" without one, None for no place."""


@dataclass(frozen=True, slots=True)
class Runnable:
    """A definition with its plan and recipes."""

    definition: JobDefinition
    plan: Plan
    recipes: Mapping[NodeId, Recipe]
    params: Mapping[str, str]
    masked: tuple[str, ...]
    gives_values: bool
    """Whether a node of it may give transfer parameters to those after it (R139)."""
    calendars: CalendarNames = NO_CALENDARS
    """Working-day calendars that its parameters ask for: these are rendered for every node."""


class Definitions:
    """The cache: definitions never change under their hash, so nothing is ever stale."""

    def __init__(self, catalog: Catalog, most: int = 2000) -> None:
        self._catalog = catalog
        self._most = most
        self._known: OrderedDict[str, Runnable] = OrderedDict()

    def known(self, content_hash: str) -> Runnable | None:
        """The definition, if it was made ready before."""
        runnable = self._known.get(content_hash)
        if runnable is not None:
            self._known.move_to_end(content_hash)
        return runnable

    def add(self, content_hash: str, text: str) -> Runnable:
        """Make a stored definition ready. Raises CycleError or ValueError for one that was never checked."""
        definition = JobDefinition.model_validate_json(text)
        group = definition.schedule.task_group if definition.schedule else None
        recipes = {NodeId(node.id): self._recipe(node, group) for node in definition.nodes}
        runnable = Runnable(
            definition=definition,
            plan=plan_of(definition),
            recipes=recipes,
            gives_values=any(recipe.traits.gives_values for recipe in recipes.values()),
            params={param.name: param.value for param in definition.params},
            masked=tuple(param.name for param in definition.params if param.masked),
            calendars=calendars_in(param.value for param in definition.params),
        )
        self._known[content_hash] = runnable
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return runnable

    def _recipe(self, node: Node, group: str | None) -> Recipe:
        node_type = self._catalog.nodes.get(node.type)
        traits = node_type.traits if node_type else Traits()
        found = list(references(schema_of(node_type.properties), node.properties)) if node_type else []
        texts = _texts(node.properties)
        text = "\n".join(texts)
        return Recipe(
            node=node,
            traits=traits,
            connections=tuple(ref.name for ref in found if ref.kind == "connection"),
            scripts=tuple(ref.name for ref in found if ref.kind == "script"),
            uses_run_data=bool(_RUN_DATA.search(text)),
            names=frozenset(_NAME.findall(text)),
            calendars=calendars_in(texts),
            place=None if traits.takes_no_place or traits.waits else node.task_group or group or "",
        )


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return []
