"""What the designer opens over itself, in both themes: axe finds nothing serious."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, StorageState, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio, held_save, new_context, watched_page
from tests.journeys.test_access import serious

pytestmark = pytest.mark.browser


def drawn(studio: Studio, name: str) -> dict[str, object]:
    """A job with all that can be drawn; its last node has an error."""
    nodes = [
        shell("load", "echo orders", position={"x": 0, "y": 0}, group="all"),
        shell("report", "echo #{1 +", position={"x": 0, "y": 140}, group="all"),
    ]
    edges = [{"source": "load", "target": "report", "condition": "#{1 < 2}", "description": "why"}]
    groups = [{"id": "all", "name": "all of it", "position": {"x": -40, "y": -60}}]
    notes = [{"id": "note", "text": "**Why** [docs](https://example.org)", "position": {"x": 300, "y": 0}}]
    label = f"axe {name} {len(studio.server.call('GET', '/tree')['jobs'])}"
    job: dict[str, object] = studio.server.create_job(label, nodes, edges=edges, groups=groups, notes=notes)
    studio.open_job(job)
    expect(studio.card("load")).to_be_visible()
    return job


def rename(studio: Studio, node: str, name: str) -> None:
    studio.choose(node)
    studio.page.get_by_label("Name", exact=True).fill(name)


def submit(studio: Studio) -> None:
    drawn(studio, "submit")
    expect(studio.page.locator("[data-code=expression_error]")).to_be_visible()
    studio.page.get_by_test_id("btn-submit").click()
    expect(studio.page.get_by_test_id("btn-confirm-submit")).to_be_disabled()


def conflict(studio: Studio) -> None:
    job = drawn(studio, "conflict")
    held = held_save(studio.page)
    rename(studio, "load", "mine")
    studio.draft_waits(held)
    path = f"/jobs/{job['id']}"
    now = studio.server.call("GET", path)
    nodes = [{**node, "name": f"their_{node['id']}"} for node in now["definition"]["nodes"]]
    theirs = {**now["definition"], "nodes": nodes}
    studio.server.call("PUT", f"{path}/draft", {"revision": now["revision"], "definition": theirs})
    studio.expected_answers.add(409)
    studio.release(held)
    studio.page.get_by_role("button", name="Compare", exact=True).click()
    expect(studio.page.get_by_test_id("conflict")).to_contain_text("Both of you changed")


def recovery(studio: Studio) -> None:
    job = drawn(studio, "recovery")
    context = studio.page.context
    lost = Studio(watched_page(context), studio.server)
    lost.open_job(job)
    lost.page.route("**/draft", lambda route: route.abort())
    rename(lost, "load", "lost")
    expect(lost.page.get_by_test_id("draft-state")).to_have_attribute("data-phase", "offline")
    with suppress(Error):
        lost.page.goto("chrome://crash", timeout=5000)
    lost.page.close()
    studio.open()
    studio.open_job(job)
    expect(studio.page.get_by_test_id("recovery")).to_be_visible()


def move(studio: Studio) -> None:
    job = drawn(studio, "move")
    row = studio.page.get_by_test_id(f"tree-job-{job['name']}")
    row.focus()
    row.press("Shift+F10")
    item = studio.page.get_by_role("menuitem", name="Move to")
    expect(item).to_be_visible()
    item.press("Enter")
    expect(studio.page.get_by_role("combobox", name="Directory")).to_be_focused()


def tree_menu(studio: Studio) -> None:
    job = drawn(studio, "tree")
    studio.page.get_by_test_id(f"tree-job-{job['name']}").click(button="right")
    expect(studio.page.get_by_test_id("tree-menu")).to_be_visible()


def tree_filters(studio: Studio) -> None:
    drawn(studio, "filters")
    studio.page.get_by_test_id("btn-tree-filters").click()
    expect(studio.page.get_by_test_id("tree-filters")).to_be_visible()


def quick_add(studio: Studio) -> None:
    drawn(studio, "quick")
    studio.page.get_by_test_id("tool-quick-add").click()
    expect(studio.page.get_by_test_id("quick-add").get_by_role("combobox")).to_be_focused()


def context_menu(studio: Studio) -> None:
    drawn(studio, "menu")
    studio.card("load").click(button="right")
    expect(studio.page.get_by_test_id("canvas-menu")).to_be_visible()


def outline(studio: Studio) -> None:
    drawn(studio, "outline")
    studio.page.get_by_test_id("view-outline").click()
    expect(studio.page.locator(".outline-body [data-row]").first).to_be_visible()


def search(studio: Studio) -> None:
    drawn(studio, "search")
    studio.page.get_by_test_id("btn-job-search").click()
    studio.page.get_by_test_id("job-search-input").fill("o")
    expect(studio.page.get_by_test_id("job-search-hit").first).to_be_visible()


def history(studio: Studio) -> None:
    drawn(studio, "history")
    rename(studio, "load", "first")
    studio.page.get_by_test_id("drawer-tab-history").click()
    expect(studio.page.get_by_test_id("history-row")).to_have_count(2)


def advanced(studio: Studio) -> None:
    drawn(studio, "advanced")
    studio.choose("load")
    studio.page.get_by_role("tab", name="Advanced").click()
    expect(studio.page.get_by_label("Retries")).to_be_visible()


def several(studio: Studio) -> None:
    drawn(studio, "several")
    studio.page.evaluate("window.__test.store.select({nodes: ['load', 'report']})")
    expect(studio.page.get_by_role("heading", name="2 nodes selected")).to_be_visible()


def edge(studio: Studio) -> None:
    drawn(studio, "edge")
    studio.page.evaluate("window.__test.store.select({edges: ['load->report']})")
    panel = studio.page.get_by_role("complementary", name="Properties")
    expect(panel.get_by_test_id("edge-condition")).to_be_visible()


PLACES: list[Callable[[Studio], None]] = [
    submit,
    conflict,
    recovery,
    move,
    tree_menu,
    tree_filters,
    quick_add,
    context_menu,
    outline,
    search,
    history,
    advanced,
    several,
    edge,
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_that_opens_shuts_anybody_out(
    scheme: str, server: Server, browser: Browser, signed_in: StorageState
) -> None:
    found: dict[str, list[str]] = {}
    context = new_context(browser, signed_in, color_scheme=scheme)
    for show in PLACES:
        studio = Studio(watched_page(context), server)
        show(studio)
        found[show.__name__] = serious(studio.page)
        studio.assert_quiet()
        studio.page.close()
    context.close()
    assert {name: problems for name, problems in found.items() if problems} == {}
