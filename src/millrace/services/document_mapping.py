"""A job definition as a YAML document, and back, with nothing lost.

The document says the same as the definition, shorter: node ids that follow from the names are left out, edges
stand as `after` on the node they lead to, parameters that are only name and value are a map. Groups and notes
of the canvas come last.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from millrace.domain.errors import DocumentError
from millrace.domain.faults import fault_words
from millrace.domain.job import Edge, JobDefinition, Node
from millrace.services.yaml_text import END, Address, Comment, YamlText, read_yaml, write_yaml

_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_.:-]+")
_ID_LENGTH = 60
_DRAWN = ("groups", "notes")
"""What only the canvas shows: it stands at the end, out of the way of who reads what the job does."""
_FIRST = ("name", "id", "type", "description", "after", "properties")


@dataclass(frozen=True, slots=True)
class JobDocument:
    """What a document says: the job's place and its definition. `directory` is a path with `/`."""

    name: str
    directory: str
    definition: JobDefinition


def read_document(text: str, source: str = "document") -> JobDocument:
    """Read a document. Raises DocumentError with line and column of what is wrong."""
    return _Reader(read_yaml(text, source), source).document()


def write_document(document: JobDocument) -> str:
    """The document's text; the same definition always gives the same text."""
    definition = document.definition
    values = definition.model_dump(mode="json", exclude_defaults=True)
    nodes, edges = values.pop("nodes", []), values.pop("edges", [])
    comments = values.pop("comments", {})
    params = values.pop("params", [])
    drawing = {key: values.pop(key) for key in _DRAWN if key in values}
    written: dict[str, Any] = {"name": document.name}
    if document.directory:
        written["directory"] = document.directory
    written.update(values)
    if params:
        written["params"] = _short_params(params)
    names = _short_names(definition.nodes)
    after = _after(definition, names)
    if after is None and edges:
        written["edges"] = edges
    written["nodes"] = [_short_node(node, (after or {}).get(node["id"], []), names) for node in nodes]
    written.update(drawing)
    ids = {
        "nodes": [node.id for node in definition.nodes],
        "groups": [group.id for group in definition.groups],
        "notes": [note.id for note in definition.notes],
    }
    return write_yaml(written, list(_comments(comments, ids)))


# ---- reading ---------------------------------------------------------------------------------------------


class _Reader:
    def __init__(self, yaml: YamlText, source: str) -> None:
        self._yaml = yaml
        self._source = source
        self._ids: list[str] = []
        self._drawn: dict[str, list[str]] = {}
        self._names: dict[str, str] = {}

    def document(self) -> JobDocument:
        values = dict(self._mapping(self._yaml.value, ()))
        name = self._text(values.pop("name", None), ("name",), "the job needs a name")
        directory = self._text(values.pop("directory", ""), ("directory",), "a directory is a text")
        nodes = [self._mapping(node, ("nodes", i)) for i, node in enumerate(self._list(values, "nodes"))]
        self._name_nodes(nodes)
        edges = [dict(self._mapping(e, ("edges", i))) for i, e in enumerate(self._list(values, "edges"))]
        for index, node in enumerate(nodes):
            edges.extend(self._edges(index, node))
        values["params"] = self._params(values.get("params") or [])
        values["nodes"] = [
            {**{key: value for key, value in node.items() if key != "after"}, "id": self._ids[index]}
            for index, node in enumerate(nodes)
        ]
        values["edges"] = edges
        for key in _DRAWN:
            parts = self._list(values, key)
            found = [self._mapping(part, (key, index)) for index, part in enumerate(parts)]
            self._drawn[key] = [str(part.get("id", index)) for index, part in enumerate(found)]
            values[key] = found
        values["comments"] = {self._key(comment): comment.text for comment in self._yaml.comments}
        try:
            return JobDocument(name, directory.strip("/"), JobDefinition.model_validate(values))
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            steps = ".".join(str(step) for step in fault["loc"])
            raise self._error(fault["loc"], f"{steps}: {fault_words(fault)}") from None

    def _name_nodes(self, nodes: Sequence[Mapping[str, Any]]) -> None:
        given = {str(node["id"]) for node in nodes if node.get("id")}
        for index, node in enumerate(nodes):
            name = self._text(node.get("name"), ("nodes", index, "name"), "a node needs a name")
            node_id = str(node["id"]) if node.get("id") else _fresh_id(name, given)
            given.add(node_id)
            self._ids.append(node_id)
            self._names.setdefault(name, node_id)

    def _edges(self, index: int, node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        after = node.get("after") or []
        if isinstance(after, str):
            after = [after]
        place: Address = ("nodes", index, "after")
        if not isinstance(after, list):
            raise self._error(place, "`after` is a list of nodes")
        for number, item in enumerate(after):
            edge = {"node": item} if isinstance(item, str) else dict(self._mapping(item, (*place, number)))
            source = self._text(edge.pop("node", None), (*place, number), "an edge needs a node")
            known = self._names.get(source) or (source if source in self._ids else None)
            if known is None:
                raise self._error((*place, number), f"there is no node {source!r} to come after")
            yield {**edge, "source": known, "target": self._ids[index]}

    def _params(self, params: Any) -> list[Any]:
        if isinstance(params, Mapping):
            texts = self._yaml.texts
            return [{"name": name, "value": self._param(params, name, texts)} for name in params]
        if not isinstance(params, list):
            raise self._error(("params",), "parameters are a map or a list")
        found = []
        for index, param in enumerate(params):
            values = dict(self._mapping(param, ("params", index)))
            if "value" in values:
                values["value"] = self._yaml.texts.get(("params", index, "value"), values["value"])
            found.append(values)
        return found

    def _param(self, params: Mapping[str, Any], name: str, texts: Mapping[Address, str]) -> str:
        """Numbers and dates are taken as they are written: a parameter is a text."""
        if ("params", name) not in texts:
            raise self._error(("params", name), "the value of a parameter is a text")
        return "" if params[name] is None else texts[("params", name)]

    def _list(self, values: dict[str, Any], key: str) -> list[Any]:
        found = values.pop(key, None) or []
        if not isinstance(found, list):
            raise self._error((key,), f"{key} is a list")
        return found

    def _mapping(self, value: Any, place: Address) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise self._error(place, "here `key: value` lines are expected")
        return value

    def _text(self, value: Any, place: Address, detail: str) -> str:
        if place in self._yaml.texts and value is not None:
            return self._yaml.texts[place]
        if not isinstance(value, str):
            raise self._error(place, detail)
        return value

    def _key(self, comment: Comment) -> str:
        if comment.address == END:
            return "end"
        address = comment.address
        ids = {"nodes": self._ids, **self._drawn}.get(str(address[0])) if address else None
        if ids is not None and len(address) > 1 and isinstance(address[1], int):
            address = (address[0], ids[address[1]], *address[2:])
        steps = "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in address)
        return f"{'beside' if comment.beside else 'above'} {steps}"

    def _error(self, place: Sequence[str | int], detail: str) -> DocumentError:
        """At the place, or at the nearest entry around it."""
        address = tuple(place)
        while address and address not in self._yaml.places:
            address = address[:-1]
        line, column = self._yaml.places.get(address, (1, 1))
        return DocumentError(source=self._source, line=line, column=column, detail=detail)


# ---- writing ---------------------------------------------------------------------------------------------


def _short_params(params: Sequence[Mapping[str, Any]]) -> Any:
    names = [param["name"] for param in params]
    if len(set(names)) == len(names) and all(set(param) <= {"name", "value"} for param in params):
        return {param["name"]: param.get("value", "") for param in params}
    return params


def _short_node(node: Mapping[str, Any], after: Sequence[Any], names: Mapping[str, str]) -> dict[str, Any]:
    values = dict(node)
    if _slug(node["name"]) == node["id"]:
        values.pop("id")
    if after:
        values["after"] = [
            entry["node"] if set(entry) == {"node"} else entry
            for entry in ({**edge, "node": names[edge["node"]]} for edge in after)
        ]
    first = {key: values[key] for key in _FIRST if key in values}
    return {**first, **{key: value for key, value in values.items() if key not in first}}


def _after(definition: JobDefinition, names: Mapping[str, str]) -> dict[str, list[dict[str, Any]]] | None:
    """Edges by target, if that keeps their order and everything in them; else None."""
    grouped = {
        node.id: [edge for edge in definition.edges if edge.target == node.id] for node in definition.nodes
    }
    in_order = [edge for edges in grouped.values() for edge in edges]
    if len(grouped) < len(definition.nodes) or in_order != definition.edges:
        return None
    if any(edge.source not in names or "node" in (edge.model_extra or {}) for edge in definition.edges):
        return None
    return {target: [_short_edge(edge) for edge in edges] for target, edges in grouped.items()}


def _short_edge(edge: Edge) -> dict[str, Any]:
    values = edge.model_dump(mode="json", exclude_defaults=True)
    source = values.pop("source")
    values.pop("target")
    return {"node": source, **values}


def _short_names(nodes: Sequence[Node]) -> dict[str, str]:
    """Node id -> how edges name it: by name where that is clear, else by id."""
    names = [node.name for node in nodes]
    return {node.id: node.name if node.name and names.count(node.name) == 1 else node.id for node in nodes}


def _comments(comments: Mapping[str, str], ids: Mapping[str, Sequence[str]]) -> Iterator[Comment]:
    """Comments of nodes, groups and notes are kept by id: they follow what they stand beside."""
    for key, text in comments.items():
        if key == "end":
            yield Comment(END, False, text)
            continue
        side, _, path = key.partition(" ")
        steps = [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")]
        address: list[str | int] = [int(step) if step.isdecimal() else step for step in steps]
        if len(steps) > 1 and steps[0] in ids:
            if steps[1] not in ids[steps[0]]:
                continue
            address[1] = ids[steps[0]].index(steps[1])
        yield Comment(tuple(address), side == "beside", text)


def _slug(name: str) -> str:
    return _NOT_IN_IDS.sub("_", name).strip("_")[:_ID_LENGTH] or "node"


def _fresh_id(name: str, taken: set[str]) -> str:
    slug = candidate = _slug(name)
    number = 2
    while candidate in taken:
        candidate = f"{slug}_{number}"
        number += 1
    return candidate
