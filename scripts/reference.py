"""Writes what is made from the code: docs/reference/{errors,node-types,states,settings}.md, web/openapi.json.

`python -m scripts.reference` writes them; a test compares them with what is committed.
"""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import millrace
import millrace.connections
import millrace.nodes
from millrace.api.app import openapi_document
from millrace.domain import errors, instance_states, node_run_states
from millrace.sdk import ConnectionType, NodeType

FOLDER = Path(__file__).resolve().parent.parent / "docs/reference"
OPENAPI = FOLDER.parent.parent / "web/openapi.json"
MADE = "Made by `make docs` from the code; not edited by hand."
T = TypeVar("T")
FAMILIES = (errors.InvalidInput, errors.NotFound, errors.Conflict, errors.Forbidden, errors.Unavailable)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """A Markdown table."""

    def line(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return [line(head), line(tuple("---" for _ in head)), *(line(row) for row in rows)]


def classes(package: ModuleType, base: type[T]) -> Iterator[type[T]]:
    """All classes under a package that are made from `base`, by module."""
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        found = importlib.import_module(f"{package.__name__}.{module}")
        for _, member in inspect.getmembers(found, inspect.isclass):
            if issubclass(member, base) and member is not base and member.__module__ == found.__name__:
                yield member


# ---- errors -----------------------------------------------------------------------------------------------


def _all_errors(root: type[errors.MillraceError]) -> Iterator[type[errors.MillraceError]]:
    yield root
    for child in root.__subclasses__():
        yield from _all_errors(child)


def errors_page() -> str:
    """Every error code with the text people read, by kind."""
    lines = ["# Error codes", "", MADE, "", "A problem body carries the code, the text and the error's data."]
    lines += ["Parts in braces are filled in from that data.", ""]
    for family in FAMILIES:
        rows = sorted((f"`{error.code}`", error.template) for error in _all_errors(family))
        lines += [f"## {family.__name__}", "", (family.__doc__ or "").strip(), ""]
        lines += [*table(("Code", "Text"), rows), ""]
    return "\n".join(lines)


# ---- node and connection types ----------------------------------------------------------------------------


def _kind(schema: Mapping[str, Any]) -> str:
    kind = str(schema.get("x-kind", schema.get("type", "")))
    language = schema.get("x-language") or schema.get("x-reference")
    text = f"{kind} ({language})" if language else kind
    return f"{text}, EL" if schema.get("x-el") else text


def _default(schema: Mapping[str, Any], required: bool) -> str:
    if required:
        return "required"
    value = schema.get("default")
    return "" if value in (None, "", [], {}) else f"`{value}`"


def _properties(model: Any) -> list[str]:
    schema = model.model_json_schema()
    required = set(schema.get("required", ()))
    rows = [
        (f"`{name}`", _kind(field), _default(field, name in required), str(field.get("description", "")))
        for name, field in schema.get("properties", {}).items()
    ]
    return table(("Property", "Kind", "Default", "Meaning"), rows) if rows else ["It has no properties."]


def _traits(node_type: type[NodeType]) -> str:
    traits = node_type.traits
    words = {
        "safe_to_repeat": "safe to repeat after a lost worker",
        "waits": "takes no place while it waits",
        "continuous": "never ends by itself",
        "runs_local_code": "needs the permission `run_local_code`",
        "gives_values": "gives parameters to the nodes after it",
    }
    said = [text for name, text in words.items() if getattr(traits, name)]
    return f"Traits: {'; '.join(said)}." if said else ""


def node_types_page() -> str:
    """Every node type and connection type with its properties."""
    lines = ["# Node types and connection types", "", MADE, ""]
    lines += ["A kind that ends in EL accepts `#{...}` and `${...}`.", ""]
    for node_type in classes(millrace.nodes, NodeType):
        lines += [f"## {node_type.label} (`{node_type.name}`)", "", node_type.help, ""]
        if node_type.aliases:
            lines += [f"Also read as: {', '.join(f'`{name}`' for name in node_type.aliases)}.", ""]
        if _traits(node_type):
            lines += [_traits(node_type), ""]
        lines += [*_properties(node_type.properties), ""]
    lines += ["# Connection types", ""]
    for connection in classes(millrace.connections, ConnectionType):
        lines += [f"## {connection.label} (`{connection.name}`)", "", connection.help, ""]
        lines += [*_properties(connection.properties), ""]
    return "\n".join(lines)


# ---- states -----------------------------------------------------------------------------------------------


def _diagram(transitions: Mapping[Any, Mapping[Any, Any]]) -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2"]
    for status, events in transitions.items():
        by_target: dict[str, list[str]] = {}
        for event, target in events.items():
            by_target.setdefault(target.value, []).append(event.value)
        lines += [f"    {status.value} --> {to}: {', '.join(by)}" for to, by in by_target.items()]
    return [*lines, "```", ""]


def _matrix(transitions: Mapping[Any, Mapping[Any, Any]], all_events: type[Enum]) -> list[str]:
    rows = []
    for event in all_events:
        targets = [
            f"{status.value} → {events[event].value}"
            for status, events in transitions.items()
            if event in events
        ]
        rows.append((f"`{event.value}`", "; ".join(targets)))
    return [*table(("Event", "From → to"), rows), ""]


def states_page() -> str:
    """Both state machines, as diagram and table."""
    lines = ["# States", "", MADE, ""]
    for title, module, all_events in (
        ("Instance", instance_states, instance_states.InstanceEvent),
        ("Node run", node_run_states, node_run_states.NodeRunEvent),
    ):
        prose = (module.__doc__ or "").split("\n\n", 1)[1].strip()
        lines += [f"## {title}", "", prose, ""]
        lines += _diagram(module.TRANSITIONS) + _matrix(module.TRANSITIONS, all_events)
    return "\n".join(lines)


# ---- settings ---------------------------------------------------------------------------------------------


def settings_page() -> str | None:
    """Every setting with its environment variable; None while there is no settings module."""
    if find_spec("millrace.settings") is None:
        return None
    model = importlib.import_module("millrace.settings").Settings
    prefix = model.model_config.get("env_prefix", "").upper()
    rows = []
    for name, field in model.model_fields.items():
        default = "" if field.is_required() or field.default_factory else f"`{field.default}`"
        rows.append((f"`{prefix}{name.upper()}`", default, field.description or ""))
    lines = ["# Settings", "", MADE, "", "Read from the environment; a command's options win.", ""]
    return "\n".join([*lines, *table(("Variable", "Default", "Meaning"), rows), ""])


def pages() -> dict[str, str]:
    """File name -> text."""
    made = {"errors.md": errors_page(), "node-types.md": node_types_page(), "states.md": states_page()}
    settings = settings_page()
    return made | ({"settings.md": settings} if settings else {})


# ---- the API


def openapi_text() -> str:
    """The document from which the studio's types are made (`npm run api`)."""
    document = openapi_document(millrace.__version__)
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all of it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text)
        print(f"wrote docs/reference/{name}")
    OPENAPI.write_text(openapi_text())
    print("wrote web/openapi.json")


if __name__ == "__main__":
    main()
