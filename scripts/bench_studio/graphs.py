"""Large jobs to draw: the same layers, edges and places each time."""

from dataclasses import dataclass
from typing import Any

STEP_X, STEP_Y = 224, 112
TYPES = ("sql", "python", "shell", "rest_client", "dummy")
PROPERTIES: dict[str, dict[str, Any]] = {
    "sql": {"sql": "select 1"},
    "python": {"script": "pass"},
    "shell": {"script": "true"},
    "rest_client": {"url": "http://localhost/"},
    "dummy": {},
}


@dataclass(frozen=True)
class Size:
    """How large a job is, and what is asked of it (milliseconds)."""

    nodes: int
    edges: int
    layers: int
    open_ms: float
    frame_ms: float
    drag_many_ms: float | None
    zoom_fps: float | None
    undo_ms: float | None
    arrange_ms: float


SIZES = {
    500: Size(500, 700, 20, 1000, 20, 32, 25, 50, 1000),
    2000: Size(2000, 3000, 40, 2500, 33, None, None, None, 4000),
}


def definition(size: Size) -> dict[str, Any]:
    """Nodes in layers, each after one of the layer before; the other edges reach further to the side."""
    width = size.nodes // size.layers
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    for number in range(size.nodes):
        layer, place = divmod(number, width)
        kind = TYPES[(layer * 3 + place) % len(TYPES)]
        node = {"id": f"n{number}", "name": f"{kind}_{layer}_{place}", "type": kind}
        nodes.append(node | {"properties": PROPERTIES[kind], "position": _position(layer, place)})
        if layer:
            edges.append(_edge(number - width, number, len(edges)))
    for layer in range(1, size.layers):
        for place in range(width):
            if len(edges) == size.edges:
                break
            aside = (place + 1 + (layer + place) % 3) % width
            edges.append(_edge((layer - 1) * width + aside, layer * width + place, len(edges)))
    return {"job_kind": "pipeline", "nodes": nodes, "edges": edges}


def _position(layer: int, place: int) -> dict[str, int]:
    return {"x": place * STEP_X + (layer % 2) * 64, "y": layer * STEP_Y}


def _edge(source: int, target: int, number: int) -> dict[str, Any]:
    condition = "#{1 == 1}" if number % 10 == 9 else None
    return {"source": f"n{source}", "target": f"n{target}", "condition": condition}
