"""A job of 2,000 nodes: opened, walked through, edited and taken back. No time is asserted."""

import re

from playwright.sync_api import Page, expect
from scripts.bench_studio.graphs import SIZES, definition

from tests.journeys.studio import Studio

DRAWN = 60_000


def test_a_job_of_2000_nodes_is_drawn_and_edited(studio: Studio, page: Page) -> None:
    size = SIZES[2000]
    body = definition(size)
    job = studio.server.create_job("large", body["nodes"], edges=body["edges"])
    studio.open(f"/development/{job['id']}")
    nodes = page.locator(".react-flow__node")
    # It opens at its beginning, where names can be read.
    expect(nodes.first).to_be_visible(timeout=DRAWN)
    assert 0 < nodes.count() < 100
    assert page.evaluate("__test.viewport().zoom") == 0.8
    expect(studio.card(body["nodes"][size.nodes // size.layers // 2]["name"])).to_be_in_viewport()
    page.get_by_role("button", name="Show all nodes").click()
    expect(nodes).to_have_count(size.nodes, timeout=DRAWN)
    expect(page.locator("[data-edges]")).to_have_attribute("data-edges", str(size.edges))
    expect(page.get_by_test_id("minimap")).to_be_visible()

    # Close by, only what is in sight is there, with its edges.
    page.get_by_role("button", name="Zoom to 100 %").click()
    expect(studio.edges.first).to_be_attached(timeout=DRAWN)
    assert 0 < nodes.count() < 100

    before = studio.document()["nodes"]
    node_id = page.evaluate(
        """() => {
            const box = document.querySelector('.react-flow').getBoundingClientRect();
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            const away = (e) => {
                const b = e.getBoundingClientRect();
                return Math.hypot(b.x + b.width / 2 - x, b.y + b.height / 2 - y);
            };
            const all = [...document.querySelectorAll('.react-flow__node')];
            return all.sort((a, b) => away(a) - away(b))[0].dataset.id;
        }"""
    )
    card = page.locator(f'.react-flow__node[data-id="{node_id}"]')
    card.click()
    expect(page.locator(".node.sel")).to_have_count(1)
    expect(page).to_have_url(re.compile(f"[?&]node={node_id}$"))
    found = card.bounding_box()
    assert found is not None
    page.mouse.move(found["x"] + 90, found["y"] + 22)
    page.mouse.down()
    page.mouse.move(found["x"] + 150, found["y"] + 60, steps=6)
    page.mouse.up()
    place = next(node["position"] for node in before if node["id"] == node_id)
    at = "([id, x]) => __test.doc().nodes.find((n) => n.id === id).position.x"
    page.wait_for_function(f"{at} !== x", arg=[node_id, place["x"]])
    moved = [a["id"] for a, b in zip(before, studio.document()["nodes"], strict=True) if a != b]
    assert moved == [node_id]

    page.keyboard.press("ControlOrMeta+z")
    page.wait_for_function(f"{at} === x", arg=[node_id, place["x"]])
    assert studio.document()["nodes"] == before
