"""A job of 2,000 nodes: opened, walked through, edited and taken back. No time is asserted."""

import re

import pytest
from playwright.sync_api import Page, expect
from scripts.bench_studio.graphs import SIZES, definition

from tests.journeys.studio import Studio

pytestmark = pytest.mark.browser

DRAWN = 90_000
_IN_THE_MIDDLE = """() => {
    const box = document.querySelector('.react-flow').getBoundingClientRect()
    const away = (element) => {
        const { x, y, width, height } = element.getBoundingClientRect()
        return Math.hypot(x + width / 2 - box.x - box.width / 2, y + height / 2 - box.y - box.height / 2)
    }
    const nodes = [...document.querySelectorAll('.react-flow__node')]
    return nodes.sort((a, b) => away(a) - away(b))[0].dataset.id
}"""
_MOVED = "before => __test.doc().nodes.some((node, at) => node.position.x !== before[at].position.x)"


def test_a_job_of_2000_nodes_is_drawn_and_edited(studio: Studio, page: Page) -> None:
    size = SIZES[2000]
    body = definition(size)
    job = studio.server.create_job("large", body["nodes"], edges=body["edges"])
    studio.open_job(job, timeout=DRAWN)
    nodes = page.locator(".react-flow__node")
    expect(nodes).to_have_count(size.nodes, timeout=DRAWN)
    expect(page.locator("[data-edges]")).to_have_attribute("data-edges", str(size.edges), timeout=DRAWN)
    expect(page.get_by_test_id("minimap")).to_be_visible(timeout=DRAWN)

    # Close by, only what is in sight is there, with its edges.
    page.get_by_role("button", name="Zoom to 100 %").click()
    expect(studio.edges.first).to_be_attached(timeout=DRAWN)
    page.wait_for_function("() => document.querySelectorAll('.react-flow__node').length < 100", timeout=DRAWN)

    before = studio.document()["nodes"]
    node_id = page.evaluate(_IN_THE_MIDDLE)
    card = page.locator(f'.react-flow__node[data-id="{node_id}"]')
    card.click(timeout=DRAWN)
    expect(page.locator(".node.sel")).to_have_count(1, timeout=DRAWN)
    expect(page).to_have_url(re.compile(rf"[?&]node={re.escape(node_id)}(&|$)"), timeout=DRAWN)
    found = card.bounding_box()
    assert found is not None
    page.mouse.move(found["x"] + 90, found["y"] + 22)
    page.mouse.down()
    page.mouse.move(found["x"] + 150, found["y"] + 60, steps=6)
    page.mouse.up()
    page.wait_for_function(_MOVED, arg=before, timeout=DRAWN)
    moved = [a["id"] for a, b in zip(before, studio.document()["nodes"], strict=True) if a != b]
    assert moved == [node_id]

    page.keyboard.press("ControlOrMeta+z")
    studio.becomes({**studio.document(), "nodes": before}, timeout=DRAWN)
    studio.server.call("DELETE", f"/jobs/{job['id']}")
