"""Finding things in a job: problems and their fixes, the outline, the search, the palette."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio

pytestmark = pytest.mark.browser


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def chain(server: Server, name: str) -> dict[str, object]:
    """Three nodes in a row; both conditions are text that is never met, the last node writes an error."""
    nodes = [
        shell("load", "echo orders", position={"x": 0, "y": 0}),
        shell("clean", "echo ${day}", position={"x": 0, "y": 120}),
        shell("report", "echo #{1 +", position={"x": 0, "y": 240}),
    ]
    edges = [
        {"source": "load", "target": "clean", "condition": "rows > 0"},
        {"source": "clean", "target": "report", "condition": "rows > 1"},
    ]
    job: dict[str, object] = server.create_job(name, nodes, edges=edges)
    return job


def test_a_problem_leads_to_its_field_and_all_of_a_kind_are_fixed_in_one_step(
    studio: Studio, page: Page, server: Server
) -> None:
    studio.open_job(chain(server, "found_problems"))
    error = page.locator("[data-code=expression_error]")
    conditions = page.locator("[data-code=condition_is_text]")
    expect(error).to_have_count(1)
    expect(conditions).to_have_count(2)
    assert page.locator("[data-problem]").first.get_attribute("data-code") == "expression_error"

    error.locator(".problem-jump").click()
    expect(page.locator(".node.sel")).to_have_text(re.compile("report"))
    expect(page.locator(".cm-content")).to_be_focused()

    conditions.first.get_by_role("button", name=re.compile("^More for")).click()
    page.get_by_test_id("fix-all").click()
    expect(conditions).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(conditions).to_have_count(2)
    assert serious(page) == []


def test_the_outline_is_walked_and_edited_by_keyboard(studio: Studio, page: Page, server: Server) -> None:
    keys = page.keyboard
    job = chain(server, "in_outline")
    studio.open(f"/development/{job['id']}?view=outline")
    rows = page.locator(".outline-body [data-row]")
    expect(rows).to_have_count(3)
    rows.first.focus()
    keys.press("ArrowDown")
    expect(page.get_by_test_id("outline-clean")).to_be_focused()
    expect(page.get_by_test_id("outline-clean")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_test_id("outline-clean")).to_contain_text("load")
    keys.press("Shift+ArrowDown")
    expect(page.locator(".outline-body [aria-selected=true]")).to_have_count(2)
    assert serious(page) == []

    keys.press("Home")
    keys.press("End")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=2, name="report")).to_be_visible()
    page.get_by_test_id("view-canvas").click()
    expect(studio.canvas).to_be_visible()
    expect(page.locator(".node.sel")).to_have_text(re.compile("report"))


def test_the_search_shows_what_it_met_and_gives_the_focus_back(
    studio: Studio, page: Page, server: Server
) -> None:
    studio.open_job(chain(server, "searched"))
    page.get_by_test_id("btn-job-search").click()
    field = page.get_by_test_id("job-search-input")
    expect(field).to_be_focused()
    field.fill("orders")
    expect(page.get_by_test_id("job-search-hit")).to_have_count(1)
    expect(page.locator('[data-search="other"]')).to_have_count(2)
    field.fill("type:sh")
    page.keyboard.press("Tab")
    expect(field).to_have_value("type:shell ")
    expect(page.locator('[data-search="other"]')).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".node.sel")).to_have_count(1)
    page.get_by_test_id("search-select-all").click()
    expect(page.locator(".node.sel")).to_have_count(3)
    assert serious(page) == []
    field.press("Escape")
    expect(field).to_be_hidden()
    expect(page.get_by_test_id("btn-job-search")).to_be_focused()


def test_favourites_come_first_and_a_node_is_added_after_the_chosen_one(
    studio: Studio, page: Page, server: Server
) -> None:
    studio.open_job(chain(server, "from_palette"))
    studio.choose("load")
    page.get_by_role("button", name="Find a node type").click()
    field = page.get_by_test_id("palette-search")
    field.fill("pyn")
    expect(page.get_by_test_id("palette-item-python")).to_be_visible()
    expect(page.get_by_test_id("palette-item-shell")).to_be_hidden()
    field.press("Shift+Enter")
    expect(studio.card("python")).to_be_visible()
    expect(studio.edges).to_have_count(3)
    field.press("Escape")
    page.get_by_test_id("palette-item-sql").focus()
    page.get_by_role("button", name="Add SQL to the favourites").first.click()
    expect(page.get_by_test_id("palette-favourites-sql")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("palette-favourites-sql")).to_be_visible()
    expect(page.get_by_test_id("palette-recent-python")).to_be_visible()
    assert serious(page) == []
