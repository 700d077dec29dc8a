"""The whole way without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.studio import Studio

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until the focus is on it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement?.matches(s)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_a_job_of_two_nodes_is_built_wired_and_run_by_keyboard_alone(studio: Studio, page: Page) -> None:
    keys = page.keyboard
    studio.open()
    tab_to(page, "[data-testid=btn-new-job]")
    keys.press("Enter")
    expect(page.get_by_test_id("new-job-name")).to_be_focused()
    keys.type("by_keyboard")
    keys.press("Enter")
    expect(studio.canvas).to_be_visible()

    tab_to(page, "[data-testid=palette-item-shell]")
    keys.press("Enter")
    expect(studio.card("shell")).to_be_visible()
    tab_to(page, ".cm-content")
    keys.press("ControlOrMeta+a")
    keys.type("echo typed")
    keys.press("Escape")
    tab_to(page, "[data-testid=palette-item-dummy]", 200)
    keys.press("Enter")
    expect(studio.card("dummy")).to_be_visible()

    tab_to(page, ".react-flow__node", 200)
    keys.press("Enter")
    expect(page.locator(".node.sel")).to_have_count(1)
    keys.press("c")
    expect(page.locator("[data-field=connect-to]")).to_be_focused()
    keys.type("dummy")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(studio.edges).to_have_count(1)

    keys.press("ControlOrMeta+Enter")
    studio.run_ends_as("success")
    expect(studio.status("dummy")).to_have_attribute("data-status", "success")


def test_a_question_mark_opens_the_list_of_keys(studio: Studio, page: Page) -> None:
    studio.open()
    page.get_by_test_id("btn-new-job").wait_for()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Save the draft")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_label("Filter by name").fill("?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_arrows_walk_the_tree_and_keys_rename_and_delete(studio: Studio, page: Page) -> None:
    studio.server.create_job("zz_walked", [])
    studio.open()
    row = page.get_by_test_id("tree-job-zz_walked")
    page.get_by_role("treeitem").first.focus()
    page.keyboard.press("End")
    expect(row).to_be_focused()
    page.keyboard.press("F2")
    page.get_by_label("Name", exact=True).fill("zz_renamed")
    page.keyboard.press("Enter")
    renamed = page.get_by_test_id("tree-job-zz_renamed")
    expect(renamed).to_be_visible()
    renamed.focus()
    page.keyboard.press("Delete")
    page.get_by_test_id("btn-confirm-delete").click()
    expect(renamed).to_be_hidden()
