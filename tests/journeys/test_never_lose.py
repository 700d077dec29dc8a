"""Never lose work: the journal, the working copy saved by itself, recovery, conflicts, tabs."""

import os
import re
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.journeys.conftest import ARGUMENTS
from tests.journeys.killing import EditedJob
from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio, held_save, new_context, watched_page

pytestmark = pytest.mark.browser


_RETRY_TWICE = """
() => window.__test.store.run({ name: 'change_node', object: 'two', key: '', changes: [
  { kind: 'set', list: 'nodes', id: 'two', path: ['retry', 'times'], before: 0, after: 2 } ] })
"""


def chain(server: Server, name: str) -> Any:
    """A job of two connected nodes."""
    nodes = [
        shell("one", "true", position={"x": 0, "y": 0}),
        shell("two", "true", position={"x": 0, "y": 140}),
    ]
    return server.create_job(name, nodes, edges=[{"source": "one", "target": "two"}])


def rename(studio: Studio, node: str, name: str) -> None:
    """A change as people make it."""
    studio.choose(node)
    studio.page.get_by_label("Name", exact=True).fill(name)
    expect(studio.card(name)).to_be_visible()


def draft_is(studio: Studio, phase: str) -> None:
    """The state of the draft in the job bar."""
    expect(studio.page.get_by_test_id("draft-state")).to_have_attribute("data-phase", phase)


def saved_names(server: Server, job: Any) -> list[str]:
    """Names of the nodes as the server has them."""
    return [node["name"] for node in server.call("GET", f"/jobs/{job['id']}")["definition"]["nodes"]]


def saved_become(server: Server, job: Any, names: list[str]) -> None:
    """Waits for these names on the server: what is shown as saved may be the save before the change."""
    until = time.monotonic() + 60
    while saved_names(server, job) != names:
        assert time.monotonic() < until, f"{saved_names(server, job)} instead of {names}"
        time.sleep(0.1)


def second_tab(studio: Studio, job: Any) -> Studio:
    """The job in another tab of the same browser."""
    second = Studio(watched_page(studio.page.context), studio.server)
    second.open_job(job)
    return second


def test_changes_save_themselves_and_the_history_survives_a_reload(
    studio: Studio, page: Page, server: Server
) -> None:
    job = chain(server, "by_itself")
    studio.open_job(job)
    before = studio.document()
    rename(studio, "one", "first")
    draft_is(studio, "idle")
    saved_become(server, job, ["first", "two"])

    page.get_by_test_id("node-card-two").click()
    page.keyboard.press("Delete")
    expect(studio.card("two")).to_be_hidden()
    page.reload()  # before the second change was saved
    expect(studio.card("first")).to_be_visible()
    expect(studio.card("two")).to_be_hidden()
    undo = page.get_by_role("button", name=re.compile("^Undo"))
    undo.click()
    undo.click()
    expect(undo).to_be_disabled()
    studio.becomes(before)
    page.reload()
    redo = page.get_by_role("button", name=re.compile("^Redo"))
    redo.click()
    redo.click()
    expect(studio.card("first")).to_be_visible()
    expect(studio.card("two")).to_be_hidden()
    draft_is(studio, "idle")
    saved_become(server, job, ["first"])


def test_without_a_connection_changes_wait_and_are_saved_later(
    browser: Browser, server: Server, signed_in: StorageState
) -> None:
    context = new_context(browser, signed_in)
    studio = Studio(watched_page(context), server)
    job = chain(server, "offline")
    studio.open_job(job)
    studio.choose("one")
    expect(studio.page.locator(".cm-content")).to_be_visible()
    context.set_offline(True)
    rename(studio, "one", "first")
    expect(studio.page.get_by_test_id("notice-offline")).to_be_visible()
    draft_is(studio, "offline")
    context.set_offline(False)
    draft_is(studio, "idle")
    expect(studio.page.get_by_test_id("notice-offline")).to_be_hidden()
    saved_become(server, job, ["first", "two"])

    cookies = context.cookies()
    context.clear_cookies()
    rename(studio, "two", "second")
    expect(studio.page.get_by_test_id("notice-signed-out")).to_be_visible()
    studio.page.get_by_role("button", name="Sign in again").click()
    expect(studio.page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.add_cookies([{**cookie} for cookie in cookies])  # type: ignore[typeddict-item]
    studio.page.reload()
    expect(studio.card("second")).to_be_visible()
    draft_is(studio, "idle")
    saved_become(server, job, ["first", "second"])
    context.close()


def test_a_browser_without_a_journal_says_so_and_saves(
    browser: Browser, server: Server, signed_in: StorageState
) -> None:
    context = new_context(browser, signed_in)
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    watched = watched_page(context)
    studio = Studio(watched, server)
    job = chain(server, "no_journal")
    studio.open_job(job)
    expect(studio.page.get_by_test_id("journal-off")).to_have_text("Changes are kept on the server only")
    rename(studio, "one", "first")
    draft_is(studio, "idle")
    saved_become(server, job, ["first", "two"])
    context.close()
    studio.assert_quiet()


def test_two_tabs_each_keep_their_changes_and_merge(studio: Studio, page: Page, server: Server) -> None:
    job = chain(server, "both")
    studio.open_job(job)
    second = second_tab(studio, job)
    expect(second.page.get_by_test_id("notice-elsewhere")).to_be_visible()
    expect(page.get_by_test_id("notice-elsewhere")).to_be_visible()

    # Somebody saves while nothing was changed here: what is shown follows.
    rename(second, "one", "theirs")
    draft_is(second, "idle")
    expect(studio.card("theirs")).to_be_visible()
    expect(page.get_by_test_id("notice-followed")).to_be_visible()

    # Both change: the first save wins, the other compares.
    studio.expected_answers.add(409)
    studio.choose("two")
    held = held_save(page)
    page.get_by_label("Name", exact=True).fill("mine")
    draft_is(studio, "saving")
    second.page.evaluate(_RETRY_TWICE)
    rename(second, "two", "also_theirs")
    draft_is(second, "idle")
    studio.release(held)
    expect(page.get_by_test_id("notice-conflict")).to_be_visible()
    page.get_by_role("button", name="Compare", exact=True).click()
    dialog = page.get_by_test_id("conflict")
    expect(dialog).to_contain_text("Both of you changed 1 thing differently")
    expect(dialog.get_by_role("radio", name=re.compile("Take mine"))).to_be_checked()
    page.get_by_test_id("merge").click()
    draft_is(studio, "idle")
    nodes = server.call("GET", f"/jobs/{job['id']}")["definition"]["nodes"]
    assert [(node["name"], node["retry"]["times"]) for node in nodes] == [("theirs", 0), ("mine", 2)]
    expect(second.card("mine")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    assert studio.document()["nodes"][1]["retry"]["times"] == 0, "merging is one step"
    second.page.close()


def test_a_job_deleted_elsewhere_can_be_made_again(studio: Studio, page: Page, server: Server) -> None:
    job = chain(server, "deleted_elsewhere")
    studio.open_job(job)
    rename(studio, "one", "kept")
    draft_is(studio, "idle")
    studio.expected_answers.add(404)
    server.call("DELETE", f"/jobs/{job['id']}")
    notice = page.get_by_test_id("notice-gone")
    expect(notice).to_contain_text("was deleted")
    notice.get_by_role("button", name="Make it a new job").click()
    expect(notice).to_be_hidden()
    expect(studio.card("kept")).to_be_visible()
    saved_become(server, server.sample_job("deleted_elsewhere"), ["kept", "two"])


def test_the_history_lists_the_steps_and_goes_to_any(studio: Studio, page: Page, server: Server) -> None:
    studio.open_job(chain(server, "steps"))
    rename(studio, "one", "first")
    rename(studio, "two", "second")
    page.get_by_test_id("drawer-tab-history").click()
    rows = page.get_by_test_id("history-row")
    expect(rows).to_have_count(3)
    expect(rows.nth(2)).to_contain_text("saved here")
    rows.nth(0).click()
    expect(studio.card("one")).to_be_visible()
    expect(rows.nth(2)).to_contain_text("undone")
    page.get_by_role("listbox", name="History").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(studio.card("second")).to_be_visible()
    expect(rows.nth(2)).to_have_attribute("aria-selected", "true")


def test_tabs_keep_their_order_and_come_back(studio: Studio, page: Page, server: Server) -> None:
    jobs = [chain(server, f"tab_{letter}") for letter in "abc"]
    for job in jobs:
        studio.open_job(job)
    names = page.locator(".tab-link")
    page.get_by_test_id("tab-tab_c").focus()
    page.keyboard.press("Control+Shift+ArrowLeft")
    expect(names).to_have_text(["tab_a", "tab_c", "tab_b"])
    page.get_by_test_id("tab-tab_b").drag_to(page.get_by_test_id("tab-tab_a"))
    expect(names).to_have_text(["tab_b", "tab_a", "tab_c"])
    page.get_by_test_id("tab-tab_a").click(button="middle")
    expect(names).to_have_text(["tab_b", "tab_c"])
    studio.open("/development")
    expect(names).to_have_text(["tab_b", "tab_c"])
    expect(page.get_by_test_id("tab-tab_c")).to_have_attribute("aria-current", "page")
    page.get_by_test_id("tab-new").click()
    expect(page.get_by_test_id("new-job-name")).to_be_visible()


def kill_tabs(browser: Browser, server: Server, signed_in: StorageState, name: str, times: int) -> None:
    """Kill the tab at random while a script edits; each time at most one edit may be missing."""
    context = new_context(browser, signed_in)
    job = chain(server, name)
    edited = EditedJob(context, f"{server.url}/development/{job['id']}", seed=times)
    page = edited.open()
    for _ in range(times):
        edited.edit(page)
        edited.crash(page)
        page = edited.open()
        assert edited.check(page) > 0
    context.close()


def test_a_tab_killed_while_editing_loses_nothing(
    browser: Browser, server: Server, signed_in: StorageState
) -> None:
    kill_tabs(browser, server, signed_in, "killed", 5)


@pytest.mark.soak
def test_a_tab_killed_200_times_loses_nothing(
    browser: Browser, server: Server, signed_in: StorageState
) -> None:
    kill_tabs(browser, server, signed_in, "killed_often", 200)


def own_browser(browser: Browser, profile: Path, cookies: Any) -> BrowserContext:
    """A browser with a profile on disk."""
    context = browser.browser_type.launch_persistent_context(
        profile,
        executable_path=os.environ.get("MILLRACE_CHROMIUM", "/usr/bin/chromium"),
        args=ARGUMENTS,
        viewport={"width": 1440, "height": 900},
    )
    context.add_init_script("try { localStorage.setItem('millrace_test', '1') } catch {}")
    context.add_cookies(cookies)
    return context


def kill_browser(profile: Path) -> None:
    """Kill every process of the browser with that profile."""
    for process in psutil.process_iter(["cmdline"]):
        if any(str(profile) in part for part in process.info["cmdline"] or []):
            process.kill()


@pytest.mark.soak
def test_a_browser_killed_while_editing_loses_nothing(
    browser: Browser, server: Server, signed_in: StorageState, tmp_path: Path
) -> None:
    job = chain(server, "browser_killed")
    address = f"{server.url}/development/{job['id']}"
    reported = 0
    for round_number in range(10):
        context = own_browser(browser, tmp_path / "profile", signed_in["cookies"])
        edited = EditedJob(context, address, seed=round_number)
        edited.reported = reported
        page = edited.open()
        edited.check(page)
        edited.edit(page)
        kill_browser(tmp_path / "profile")
        reported = edited.reported
