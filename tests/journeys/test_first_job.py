"""From nothing to a job that ran: what a person does on the first day."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.studio import RUN_TIMEOUT, Studio

pytestmark = pytest.mark.browser

SLOW = 'for i in 1 2 3; do echo "line $i"; done; until [ -e "{go}" ]; do sleep 0.1; done; echo "line 4"'


def test_a_job_is_drawn_configured_run_watched_and_submitted(
    studio: Studio, page: Page, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    studio.open()
    page.get_by_role("button", name="New directory").click()
    page.get_by_label("Name", exact=True).fill("first day")
    page.get_by_test_id("btn-confirm-name").click()
    expect(page.get_by_test_id("tree-directory-first day")).to_be_visible()
    studio.new_job("first_job", "first day")

    studio.drop("shell", 300, 60)
    studio.write_code(SLOW.format(go=go))
    studio.drop("python", 300, 190)
    studio.write_code('print("from python")')
    studio.drop("dummy", 300, 320)
    studio.drag_edge("shell", "python")
    studio.drag_edge("python", "dummy")
    expect(studio.edges).to_have_count(2)

    studio.edges.last.click(force=True)
    page.get_by_role("button", name="Edge and its condition").click()
    editor = page.get_by_role("dialog", name="Edge and its condition")
    editor.get_by_test_id("edge-condition").fill("#{1 < 2}")
    editor.get_by_role("button", name="Done").click()
    assert studio.document()["edges"][1]["condition"] == "#{1 < 2}"

    studio.save()
    studio.test_run()
    expect(studio.status("shell")).to_have_attribute("data-status", "running")
    expect(studio.status("dummy")).to_have_attribute("data-status", "blocked")
    studio.card("shell").click()
    log = page.get_by_test_id("log-panel")
    expect(log).to_contain_text("line 3")
    expect(log).not_to_contain_text("line 4")
    go.touch()
    expect(log).to_contain_text("line 4")
    for name in ("shell", "python", "dummy"):
        expect(studio.status(name)).to_have_attribute("data-status", "success", timeout=RUN_TIMEOUT)
    studio.run_ends_as("success")

    page.get_by_test_id("btn-back").click()
    page.get_by_test_id("btn-submit").click()
    page.get_by_label("What changed").fill("The first version")
    page.get_by_test_id("btn-confirm-submit").click()
    expect(page.get_by_text("v1 submitted")).to_be_visible()

    page.get_by_test_id("btn-test-run").click()
    page.get_by_role("link", name="Open instance").click()
    expect(page.get_by_role("heading", level=1, name="first_job")).to_be_visible()
    expect(page.get_by_test_id("noderun-dummy")).to_have_attribute(
        "data-status", "success", timeout=RUN_TIMEOUT
    )
