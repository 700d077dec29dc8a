"""Editing without fear: refused edges, undo of everything, unsaved marks, two tabs."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio, held_save

pytestmark = pytest.mark.browser


def chain(server: Server, name: str) -> Any:
    """A job of two connected nodes."""
    nodes = [
        shell("one", "true", position={"x": 0, "y": 0}),
        shell("two", "true", position={"x": 0, "y": 140}),
    ]
    return server.create_job(name, nodes, edges=[{"source": "one", "target": "two"}])


def steps(page: Page, where: str) -> int:
    """How many steps can be undone ("past") or done again ("future")."""
    return int(page.evaluate("where => window.__test.store.get().history[where].length", where))


def test_a_circle_is_refused_while_it_is_drawn(studio: Studio, page: Page, server: Server) -> None:
    studio.open_job(chain(server, "circle"))
    refused = page.locator(".node.refused")
    studio.drag_edge("two", "one", before_release=lambda: expect(refused).to_have_count(1))
    expect(studio.edges).to_have_count(1)
    expect(refused).to_have_count(0)


def test_everything_can_be_undone_and_done_again(studio: Studio, page: Page, server: Server) -> None:
    studio.open_job(chain(server, "undone"))
    before = studio.document()
    studio.choose("one")
    page.get_by_label("Name", exact=True).fill("renamed")
    studio.write_code("echo changed")
    page.get_by_role("tab", name="Advanced").click()
    page.get_by_label("Retries").fill("3")
    page.get_by_test_id("node-card-two").click()
    page.keyboard.press("Delete")
    expect(studio.card("two")).to_be_hidden()
    expect(studio.edges).to_have_count(0)
    studio.drop("dummy", 500, 300)
    after = studio.document()
    assert after != before

    undo = page.get_by_role("button", name=re.compile("^Undo"))
    for _ in range(steps(page, "past")):
        undo.click()
    expect(undo).to_be_disabled()
    studio.becomes(before)
    expect(studio.edges).to_have_count(1)
    expect(page.get_by_test_id("draft-state")).to_contain_text("saved")
    redo = page.get_by_role("button", name=re.compile("^Redo"))
    for _ in range(steps(page, "future")):
        redo.click()
    expect(redo).to_be_disabled()
    studio.becomes(after)


def test_unsaved_changes_are_marked_and_closing_saves_them(
    studio: Studio, page: Page, server: Server
) -> None:
    job = chain(server, "unsaved")
    studio.open_job(job)
    studio.choose("one")
    held = held_save(page)
    page.get_by_label("Name", exact=True).fill("changed")
    expect(page.get_by_test_id("draft-state")).to_have_text(re.compile("^(1 change not saved yet|Saving)"))
    expect(page.get_by_test_id("tree-job-unsaved").get_by_label("Unsaved changes")).to_be_visible()
    expect(page.get_by_test_id("tab-unsaved").get_by_label("Unsaved changes")).to_be_visible()
    expect(page.get_by_test_id("draft-state")).to_have_text("Saving")
    page.get_by_role("button", name="Close unsaved").click()
    studio.release(held)
    expect(page.get_by_test_id("tab-unsaved")).to_be_hidden()
    saved = server.call("GET", f"/jobs/{job['id']}")["definition"]["nodes"]
    assert [node["name"] for node in saved] == ["changed", "two"]


def test_a_draft_saved_by_somebody_else_is_not_overwritten(
    studio: Studio, page: Page, server: Server
) -> None:
    job = chain(server, "two_tabs")
    studio.open_job(job)
    studio.choose("two")
    held = held_save(page)
    page.get_by_label("Name", exact=True).fill("mine")
    expect(page.get_by_test_id("draft-state")).to_have_text("Saving")
    theirs = {**job["definition"], "description": "theirs"}
    server.call("PUT", f"/jobs/{job['id']}/draft", {"revision": job["revision"], "definition": theirs})
    studio.expected_answers.add(409)
    page.get_by_test_id("btn-save").click()
    studio.release(held)
    dialog = page.get_by_role("dialog", name="two_tabs was changed meanwhile")
    expect(dialog).to_be_visible()
    with page.expect_download() as kept:
        dialog.get_by_role("button", name="Keep mine as a file").click()
    assert '"mine"' in kept.value.path().read_text()
    dialog.get_by_role("button", name="Take theirs").click()
    expect(dialog).to_contain_text("Dropped from the draft")
    dialog.get_by_role("button", name="Take theirs, drop mine").click()
    expect(studio.card("two")).to_be_visible()
    expect(page.get_by_test_id("draft-state")).to_contain_text("Draft saved")
    studio.until(lambda: studio.document()["description"] == "theirs", "their draft")


def test_a_job_of_one_task_opens_its_form(studio: Studio, page: Page) -> None:
    studio.open()
    page.get_by_test_id("btn-new-job").click()
    page.get_by_test_id("new-job-name").fill("single")
    page.get_by_text("Single task", exact=True).click()
    page.get_by_role("combobox", name="Node type").click()
    page.get_by_role("option", name="Shell", exact=True).click()
    page.get_by_test_id("btn-create-job").click()
    studio.write_code("echo one task")
    expect(studio.canvas).to_be_hidden()
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_test_id("draft-state")).to_contain_text("saved")
    page.get_by_test_id("btn-test-run").click()
    studio.run_ends_as("success")
    expect(page.get_by_test_id("log-panel")).to_contain_text("one task")
