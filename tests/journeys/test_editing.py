"""Editing without fear: refused edges, undo of everything, unsaved marks, two tabs."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio, watched_page

pytestmark = pytest.mark.browser


def chain(server: Server, name: str) -> dict[str, object]:
    """A job of two connected nodes."""
    nodes = [
        shell("one", "true", position={"x": 0, "y": 0}),
        shell("two", "true", position={"x": 0, "y": 140}),
    ]
    job: dict[str, object] = server.create_job(name, nodes, edges=[{"source": "one", "target": "two"}])
    return job


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
    for _ in range(40):
        if undo.is_disabled():
            break
        undo.click()
    assert studio.document() == before
    expect(studio.edges).to_have_count(1)
    expect(page.get_by_test_id("draft-state")).to_contain_text("saved")
    redo = page.get_by_role("button", name=re.compile("^Redo"))
    for _ in range(40):
        if redo.is_disabled():
            break
        redo.click()
    assert studio.document() == after


def test_unsaved_changes_are_marked_and_leaving_warns(studio: Studio, page: Page, server: Server) -> None:
    job = chain(server, "unsaved")
    studio.open_job(job)
    studio.choose("one")
    page.get_by_label("Name", exact=True).fill("changed")
    expect(page.get_by_test_id("draft-state")).to_have_text("Unsaved changes")
    expect(page.get_by_test_id("tree-job-unsaved").get_by_label("Unsaved changes")).to_be_visible()

    page.get_by_role("button", name="Close unsaved").click()
    expect(page.get_by_role("dialog")).to_contain_text("changes that were not saved")
    page.get_by_role("button", name="Cancel").click()

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.reload()
    assert asked == ["beforeunload"]


def test_a_draft_saved_in_a_second_tab_is_not_overwritten(studio: Studio, page: Page, server: Server) -> None:
    job = chain(server, "two_tabs")
    studio.open_job(job)
    second = Studio(watched_page(page.context), server)
    second.open_job(job)
    second.choose("one")
    second.page.get_by_label("Name", exact=True).fill("theirs")
    second.save()
    second.assert_quiet()

    studio.expected_answers.add(409)
    studio.choose("two")
    page.get_by_label("Name", exact=True).fill("mine")
    page.get_by_test_id("btn-save").click()
    dialog = page.get_by_role("dialog", name="two_tabs was changed meanwhile")
    expect(dialog).to_be_visible()
    with page.expect_download() as kept:
        dialog.get_by_role("button", name="Keep mine as a file").click()
    assert '"mine"' in kept.value.path().read_text()
    dialog.get_by_role("button", name="Load the saved draft").click()
    expect(studio.card("theirs")).to_be_visible()
    expect(page.get_by_test_id("draft-state")).to_contain_text("saved")


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
