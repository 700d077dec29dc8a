"""Drawing with the mouse: edges, the void, other ends, refused circles, rubber band, groups, notes."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio

pytestmark = pytest.mark.browser

UNDO = "ControlOrMeta+z"


def chain(server: Server, name: str) -> Any:
    """extract -> clean -> report, and a node beside them that nothing connects."""
    places = {"extract": (0, 0), "clean": (0, 120), "report": (0, 240), "lone": (320, 0)}
    nodes = [shell(node, "true", position={"x": x, "y": y}) for node, (x, y) in places.items()]
    edges = [{"source": "extract", "target": "clean"}, {"source": "clean", "target": "report"}]
    return server.create_job(name, nodes, edges=edges)


def middle(part: Locator) -> tuple[float, float]:
    """The middle of what is drawn, on the screen."""
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def edges(studio: Studio) -> list[str]:
    """The edges of the document."""
    return sorted(f"{edge['source']}>{edge['target']}" for edge in studio.document()["edges"])


def edges_become(studio: Studio, *wanted: str) -> None:
    """The document has these edges at last."""
    studio.until(lambda: edges(studio) == list(wanted), f"edges {wanted}")


def drag(page: Page, *places: tuple[float, float]) -> None:
    """Press at the first place, go by the others, let go at the last."""
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def test_a_node_is_dropped_into_an_edge(studio: Studio, page: Page, server: Server) -> None:
    studio.open_job(chain(server, "into_edge"))
    before = studio.document()
    x, top = middle(studio.card("extract"))
    bottom = middle(studio.card("clean"))[1]
    page.mouse.move(*middle(studio.card("lone")))
    page.mouse.down()
    page.mouse.move(x, (top + bottom) / 2, steps=10)
    expect(page.get_by_test_id("mark-drop")).to_have_attribute("data-edge", "extract->clean")
    page.mouse.up()
    edges_become(studio, "clean>report", "extract>lone", "lone>clean")
    page.keyboard.press(UNDO)
    studio.becomes(before)

    item = page.get_by_test_id("palette-item-dummy")
    box = studio.canvas.bounding_box()
    assert box is not None
    item.drag_to(studio.canvas, target_position={"x": x - box["x"], "y": (top + bottom) / 2 - box["y"]})
    expect(studio.card("dummy")).to_be_visible()
    assert len(edges(studio)) == 3
    assert len(studio.document()["nodes"]) == 5
    page.keyboard.press(UNDO)
    studio.becomes(before)


def test_a_line_into_the_void_asks_for_a_node(studio: Studio, page: Page, server: Server) -> None:
    studio.open_job(chain(server, "void"))
    before = studio.document()
    x, y = middle(studio.card("report").locator(".port-source"))
    drag(page, (x, y), (x + 120, y + 50))
    asked = page.get_by_role("combobox", name="Add a node after report")
    expect(asked).to_be_focused()
    asked.fill("dum")
    page.keyboard.press("Enter")
    expect(studio.card("dummy")).to_be_visible()
    new = studio.document()["nodes"][-1]
    assert f"report>{new['id']}" in edges(studio)
    page.keyboard.press(UNDO)
    studio.becomes(before)


def test_an_edge_is_given_another_end(studio: Studio, page: Page, server: Server) -> None:
    studio.open_job(chain(server, "other_end"))
    before = studio.document()
    x, bottom = middle(studio.card("clean"))
    page.mouse.click(x, (bottom + middle(studio.card("report"))[1]) / 2)
    drag(page, middle(page.get_by_test_id("grip-target")), middle(studio.card("lone")))
    edges_become(studio, "clean>lone", "extract>clean")
    page.keyboard.press(UNDO)
    studio.becomes(before)


def test_a_circle_is_shown_while_it_is_refused(studio: Studio, page: Page, server: Server) -> None:
    studio.open_job(chain(server, "shown_circle"))
    before = studio.document()

    def says_why() -> None:
        hint = page.get_by_test_id("refusal")
        expect(hint).to_have_text("Would close a circle: extract → clean → report → extract")
        expect(page.locator("rect.mark-refused")).to_have_count(3)
        expect(page.get_by_test_id("mark-refused-line")).to_have_count(2)

    studio.drag_edge("report", "extract", before_release=says_why)
    expect(page.locator("rect.mark-refused")).to_have_count(0)
    studio.becomes(before)


def test_a_frame_chooses_and_groups_fold(studio: Studio, page: Page, server: Server) -> None:
    studio.open_job(chain(server, "framed"))
    before = studio.document()
    upper, lower = studio.card("clean").bounding_box(), studio.card("report").bounding_box()
    assert upper is not None
    assert lower is not None
    page.get_by_test_id("tool-band").click()
    drag(page, (upper["x"] - 30, upper["y"] - 20), (lower["x"] + 220, lower["y"] + 80))
    page.get_by_test_id("tool-band").click()
    chosen = page.evaluate("window.__test.selection()")
    assert sorted(chosen["nodes"]) == ["clean", "report"]
    assert chosen["edges"] == ["clean->report"]

    page.mouse.click(*middle(studio.card("clean")), button="right")
    page.get_by_test_id("menu-arrange.group").click()
    group = page.locator("[data-testid^=group-]")
    expect(group).to_be_visible()
    assert len(studio.document()["groups"]) == 1
    group.get_by_role("button", name="Fold").click()
    expect(studio.card("clean")).to_be_hidden()
    expect(studio.edges).to_have_count(1)
    group.get_by_role("button", name="Unfold").click()
    expect(studio.card("clean")).to_be_visible()

    head = group.locator(".frame-head .frame-count")
    x, y = middle(head)
    drag(page, (x, y), (x + 83, y + 61))
    moved = {node["id"]: node["position"] for node in studio.document()["nodes"]}
    was = {node["id"]: node["position"] for node in before["nodes"]}
    assert moved["clean"] != was["clean"]
    assert moved["report"]["y"] - moved["clean"]["y"] == 120
    for _ in range(4):
        page.keyboard.press(UNDO)
    studio.becomes(before)


def test_a_note_is_written_on_the_canvas(studio: Studio, page: Page, server: Server) -> None:
    studio.open_job(chain(server, "noted"))
    before = studio.document()
    page.get_by_test_id("tool-note").click()
    field = page.locator(".note-field")
    expect(field).to_be_focused()
    field.fill("**Why** <b>so</b>\n\n[evil](javascript:alert(1)) [docs](https://example.org)")
    page.keyboard.press("ControlOrMeta+Enter")
    note = page.locator(".react-flow__node-note")
    expect(note.locator("strong")).to_have_text("Why")
    expect(note.locator("b")).to_have_count(0)
    link = note.get_by_role("link")
    expect(link).to_have_count(1)
    expect(link).to_have_attribute("target", "_blank")
    page.keyboard.press(UNDO)
    page.keyboard.press(UNDO)
    expect(note).to_have_count(0)
    studio.becomes(before)
