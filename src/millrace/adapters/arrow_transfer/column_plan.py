"""Which column goes where, and through which types."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from millrace.adapters.arrow_transfer.casting import PlannedColumn, is_simple, named_type
from millrace.ports.node_runtime import NodeFailure


def planned_columns(
    mapping: Sequence[Mapping[str, Any]], source: Any, target: Any | None
) -> list[PlannedColumn]:
    """The plan. `target` is the schema of what is there, or None where the data decide; in it the type null
    means that the column takes any type. Without a mapping all columns go by name.

    Raises NodeFailure: column_not_found, type_unknown.
    """
    wanted = list(mapping) or [{"source": name} for name in source.names]
    columns = [_planned(entry, source, target) for entry in wanted]
    names = [column.target for column in columns]
    if len(set(names)) != len(names):
        raise NodeFailure("column_not_found", "Two columns go to the same column of the target.")
    return columns


def _planned(entry: Mapping[str, Any], source: Any, target: Any | None) -> PlannedColumn:
    source_field = _found(str(entry["source"]), source, "source")
    steps: list[Any] = [named_type(str(entry["type"]))] if entry.get("type") else []
    name = str(entry.get("target") or source_field.name)
    nullable = True
    if target is not None:
        field = _found(name, target, "target")
        name, nullable = field.name, field.nullable
        if not pa.types.is_null(field.type):
            steps.append(field.type)
    if not steps:
        steps.append(_own_type(source_field.type))
    return PlannedColumn(source_field.name, name, steps, nullable)


def _found(name: str, schema: Any, where: str) -> Any:
    """The column of that name; of another case if there is only one such."""
    same = [field for field in schema if field.name == name]
    similar = same or [field for field in schema if field.name.casefold() == name.casefold()]
    if len(similar) != 1:
        there = ", ".join(schema.names[:30])
        raise NodeFailure(
            "column_not_found",
            f"The {where} has no column {name!r}. It has: {there}. Map the columns, or correct the name.",
            data={"column": name, "end": where},
        )
    return similar[0]


def _own_type(type_: Any) -> Any:
    """What a new table or file gets: the source's type, or text for what not every target has."""
    return type_ if is_simple(type_) else pa.string()
