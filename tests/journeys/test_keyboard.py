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


def test_a_question_mark_opens_the_list_of_keys(studio: Studio, page: Page) -> None:
    studio.open()
    page.get_by_test_id("btn-new-job").wait_for()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_contain_text("Submit version")
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
    page.get_by_test_id("tree-rename").fill("zz_renamed")
    page.keyboard.press("Enter")
    renamed = page.get_by_test_id("tree-job-zz_renamed")
    expect(renamed).to_be_visible()
    expect(renamed).to_be_focused()
    page.keyboard.press("Delete")
    page.get_by_test_id("btn-confirm-delete").click()
    expect(renamed).to_be_hidden()
