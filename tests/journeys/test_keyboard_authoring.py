"""A job of five nodes is built, wired, tested, saved and submitted without a mouse; keys are changed."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import TIMEOUT, Studio, new_context, watched_page
from tests.journeys.test_access import serious
from tests.journeys.test_keyboard import tab_to

pytestmark = pytest.mark.browser


# What is said goes away after a while, so it is written down as it comes.
_LISTEN = """
window.__said = []
new MutationObserver(() => {
  const text = document.querySelector('[data-testid=announcer]')?.textContent.trim()
  if (text && text !== window.__said.at(-1)) window.__said.push(text)
}).observe(document, { childList: true, characterData: true, subtree: true })
"""


def says(page: Page, text: str | re.Pattern[str]) -> None:
    """A screen reader is told so: it is the last that was said."""
    wanted = re.compile(f"^{re.escape(text)}$") if isinstance(text, str) else text
    deadline = time.monotonic() + TIMEOUT / 1000
    while not wanted.search(said := page.evaluate("() => window.__said.at(-1) ?? ''")):
        assert time.monotonic() < deadline, f"{said!r} was said, not {text!r}"
        page.wait_for_timeout(20)


def has_focus(page: Page, name: str) -> None:
    """The node of that name has the focus."""
    expect(page.locator(".react-flow__node:focus")).to_have_attribute("aria-label", re.compile(f"^{name},"))


def chain(server: Server, name: str) -> dict[str, object]:
    """Five nodes, one after the other."""
    ids = ["a", "b", "c", "d", "e"]
    nodes = [shell(one, "true", position={"x": 0, "y": 96 * at}) for at, one in enumerate(ids)]
    edges = [{"source": one, "target": other} for one, other in zip(ids[:-1], ids[1:-1], strict=False)]
    job: dict[str, object] = server.create_job(name, nodes, edges=edges)
    return job


def write_script(page: Page, text: str) -> None:
    """Into the script of the node with the focus, and back to the node."""
    keys = page.keyboard
    node = page.locator(".react-flow__node:focus")
    name = node.get_attribute("aria-label")
    keys.press("Enter")
    field = page.get_by_role("textbox", name="Script")
    expect(field).to_be_focused()
    keys.press("ControlOrMeta+a")
    keys.insert_text(text)
    expect(field).to_contain_text(text)
    # Words that are offered are closed first, then the editor is left, then the panel.
    for _ in range(4):
        if node.count():
            break
        keys.press("Escape")
    expect(node).to_have_attribute("aria-label", name or "")


def add(page: Page, key: str, name: str) -> None:
    """A Shell node by the quick add; it has the focus then."""
    page.keyboard.press(key)
    expect(page.get_by_test_id("quick-add").get_by_role("combobox")).to_be_focused()
    page.keyboard.type("shell")
    page.keyboard.press("Enter")
    has_focus(page, name)


def test_a_job_is_wired_tested_and_submitted_without_a_mouse(
    studio: Studio, page: Page, server: Server
) -> None:
    keys = page.keyboard
    page.add_init_script(_LISTEN)
    studio.open_job(chain(server, "without_a_mouse"))
    expect(studio.edges).to_have_count(3)
    tab_to(page, ".react-flow__node", 200)
    has_focus(page, "a")
    keys.press("ArrowDown")
    has_focus(page, "b")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    has_focus(page, "d")
    keys.press("c")
    field = page.get_by_test_id("connect-list").get_by_role("combobox")
    expect(field).to_be_focused()
    expect(page.get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    says(page, "Connected d to e")
    expect(studio.edges).to_have_count(4)

    keys.press("e")
    says(page, "Edge 1 of 2: from c to d")
    keys.press("Escape")
    keys.press("Alt+s")
    expect(page.get_by_test_id("key-hint")).to_contain_text("All upstream")
    keys.press("u")
    says(page, "4 nodes chosen")
    expect(page.get_by_test_id("key-hint")).to_be_hidden()
    keys.press("Escape")

    keys.press("ControlOrMeta+z")
    says(page, "Undone: connect (d, e)")
    expect(studio.edges).to_have_count(3)
    keys.press("ControlOrMeta+Shift+z")
    expect(studio.edges).to_have_count(4)

    keys.press("ArrowUp")
    keys.press("ControlOrMeta+Delete")
    says(page, re.compile("^Deleted [abcd], 1 edge led on$"))
    expect(studio.edges).to_have_count(3)
    expect(page.locator(".react-flow__node:focus")).to_have_count(1)
    keys.press("ControlOrMeta+z")
    expect(studio.edges).to_have_count(4)

    keys.press("ControlOrMeta+s")
    expect(page.get_by_test_id("draft-state")).to_contain_text("saved")
    keys.press("ControlOrMeta+Shift+s")
    expect(page.get_by_test_id("btn-confirm-submit")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys.press("ControlOrMeta+Enter")
    studio.run_ends_as("success")


def test_copied_nodes_are_pasted_without_asking_for_permission(
    studio: Studio, page: Page, server: Server
) -> None:
    keys = page.keyboard
    page.add_init_script(_LISTEN)
    studio.open_job(chain(server, "copied"))
    tab_to(page, ".react-flow__node", 200)
    keys.press("ControlOrMeta+a")
    says(page, "5 nodes chosen")
    keys.press("ControlOrMeta+c")
    says(page, "5 nodes copied")
    keys.press("ControlOrMeta+v")
    says(page, "Pasted 5 nodes, 3 edges")
    expect(studio.edges).to_have_count(6)


def test_the_palette_finds_and_does(studio: Studio, page: Page, server: Server) -> None:
    keys = page.keyboard
    studio.open_job(chain(server, "palette_job"))
    keys.press("ControlOrMeta+k")
    palette = page.get_by_test_id("command-palette")
    expect(palette.get_by_role("combobox")).to_be_focused()
    keys.type(">minimap")
    expect(palette.get_by_role("option").first).to_contain_text("Minimap")
    keys.press("Enter")
    expect(palette).to_be_hidden()
    expect(page.locator(".mini")).to_be_hidden()
    keys.press("ControlOrMeta+k")
    expect(palette.get_by_role("combobox")).to_be_focused()
    keys.type("connections")
    expect(palette.get_by_role("option").first).to_contain_text("Connections")
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/connections"))


def test_keys_are_changed_taken_over_and_reset(studio: Studio, page: Page, server: Server) -> None:
    keys = page.keyboard
    studio.open_job(chain(server, "own_keys"))
    keys.press("?")
    page.get_by_test_id("btn-change-keys").click()
    row = page.get_by_test_id("keys-look.minimap")
    row.get_by_role("button", name="Change the keys of Minimap").click()
    expect(page.get_by_test_id("key-capture")).to_be_focused()
    keys.press("Shift+n")
    expect(row).to_contain_text("belongs to: Add note")
    page.get_by_test_id("key-take-over").click()
    expect(row).to_contain_text("Shift")
    expect(page.get_by_test_id("keys-add.note")).to_contain_text("none")
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(".mini")).to_be_visible()
    keys.press("Shift+n")
    expect(page.locator(".mini")).to_be_hidden()
    page.reload()
    expect(studio.canvas).to_be_visible()
    keys.press("?")
    page.get_by_test_id("btn-change-keys").click()
    page.get_by_role("button", name="Reset all").click()
    expect(page.get_by_test_id("keys-add.note")).to_contain_text("Shift")


@pytest.mark.parametrize("look", ["light", "dark", "light high", "dark high"])
def test_palette_and_map_shut_nobody_out(
    look: str, server: Server, browser: Browser, signed_in: StorageState
) -> None:
    scheme, *high = look.split()
    context = new_context(browser, signed_in, color_scheme=scheme)
    if high:
        context.add_init_script("localStorage.setItem('millrace_contrast', 'high')")
    studio = Studio(watched_page(context), server)
    page = studio.page
    studio.open_job(chain(server, f"looks_{scheme}_{len(high)}"))
    found = {"canvas": serious(page)}
    page.keyboard.press("ControlOrMeta+k")
    expect(page.get_by_test_id("command-palette")).to_be_visible()
    found["palette"] = serious(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_test_id("keys-dialog")).to_be_visible()
    found["keys"] = serious(page)
    context.close()
    assert {name: problems for name, problems in found.items() if problems} == {}
    studio.assert_quiet()
