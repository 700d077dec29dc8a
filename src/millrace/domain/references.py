"""Find what the properties of a node refer to: connections, scripts and jobs, by the hints of the schema."""

from collections.abc import Iterator, Mapping
from typing import Any


def references(schema: Mapping[str, Any], value: Any) -> Iterator[tuple[str, str]]:
    """(kind, name) of every reference that is set; `schema` is the JSON Schema of a property model."""
    yield from _walk(schema, value, schema.get("$defs", {}))


def _walk(schema: Mapping[str, Any], value: Any, defs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "$ref" in schema:
        target = defs.get(str(schema["$ref"]).rsplit("/", 1)[-1], {})
        schema = {**target, **{key: hint for key, hint in schema.items() if key != "$ref"}}
    kind = schema.get("x-reference")
    if kind and isinstance(value, str) and value:
        yield str(kind), value
        return
    for option in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from _walk(option, value, defs)
    if isinstance(value, Mapping):
        for name, field in schema.get("properties", {}).items():
            yield from _walk(field, value.get(name), defs)
    elif isinstance(value, list | tuple) and "items" in schema:
        for item in value:
            yield from _walk(schema["items"], item, defs)
