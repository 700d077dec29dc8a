"""Find what the properties of a node refer to: connections, scripts and jobs, by the hints of the schema."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import BaseModel

_TEMPLATE_SIGNS = ("#{", "${")


class Reference(NamedTuple):
    """One reference: the path of its field, what kind of object it names, and the name."""

    field: str
    kind: str
    name: str


@lru_cache(maxsize=1000)
def schema_of(model: type[BaseModel]) -> Mapping[str, Any]:
    """The JSON Schema of a property model. It never changes, and making it costs a third of a millisecond."""
    return model.model_json_schema()


def references(schema: Mapping[str, Any], value: Any) -> Iterator[Reference]:
    """Every reference that is set, templates included; `schema` is the JSON Schema of a property model."""
    yield from _walk(schema, value, schema.get("$defs", {}), "")


def is_template(text: str) -> bool:
    """Whether the text's value is known at run time only."""
    return any(sign in text for sign in _TEMPLATE_SIGNS)


def _walk(
    schema: Mapping[str, Any], value: Any, models: Mapping[str, Any], place: str
) -> Iterator[Reference]:
    if "$ref" in schema:
        target = models.get(str(schema["$ref"]).rsplit("/", 1)[-1], {})
        schema = {**target, **{key: hint for key, hint in schema.items() if key != "$ref"}}
    kind = schema.get("x-reference")
    if kind and isinstance(value, str):
        if value:
            yield Reference(place, str(kind), value)
        return
    for option in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from _walk(option, value, models, place)
    if isinstance(value, Mapping):
        for name, field in schema.get("properties", {}).items():
            yield from _walk(field, value.get(name), models, f"{place}.{name}" if place else name)
    elif isinstance(value, list | tuple) and "items" in schema:
        for index, item in enumerate(value):
            yield from _walk(schema["items"], item, models, f"{place}[{index}]")
