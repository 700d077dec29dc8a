"""Runs that fail, runs that are stopped, and where people look then."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import RUN_TIMEOUT, Studio

pytestmark = pytest.mark.browser


def test_a_failed_node_says_why_on_canvas_panel_log_and_instance_page(
    studio: Studio, page: Page, server: Server
) -> None:
    nodes = [shell("good", "echo fine"), shell("bad", "echo oh no >&2; exit 7"), shell("after", "true")]
    edges = [{"source": "good", "target": "bad"}, {"source": "bad", "target": "after"}]
    studio.open_job(server.create_job("fails", nodes, edges=edges))
    studio.test_run()
    studio.run_ends_as("failed")
    expect(studio.status("good")).to_have_attribute("data-status", "success")
    expect(studio.status("bad")).to_have_attribute("data-status", "failed")
    expect(studio.status("after")).to_have_attribute("data-status", "canceled")
    expect(page.get_by_text("bad failed")).to_be_visible()
    panel = page.get_by_role("complementary", name="Properties")
    expect(panel).to_contain_text("exit code 7")
    expect(page.get_by_test_id("log-panel").locator(".logline", has_text="oh no")).to_be_visible()

    page.get_by_role("link", name="Open instance").click()
    expect(page.get_by_role("heading", level=1, name="fails")).to_be_visible()
    expect(page.get_by_test_id("noderun-bad")).to_have_attribute("data-status", "failed")
    expect(page.get_by_text("exit code 7").first).to_be_visible()


def test_stop_ends_a_long_run_from_the_canvas_and_from_the_instance_page(
    studio: Studio, page: Page, server: Server
) -> None:
    job = server.create_job("long", [shell("sleeps", "echo begun; sleep 600")])
    studio.open_job(job)
    studio.test_run()
    expect(page.get_by_test_id("log-panel")).to_contain_text("begun")
    page.get_by_test_id("btn-stop").click()
    studio.run_ends_as("canceled")

    instance = server.test_run(job["id"])
    studio.open(f"/instances/{instance['id']}")
    expect(page.get_by_test_id("noderun-sleeps")).to_have_attribute("data-status", "running")
    page.get_by_test_id("btn-stop").click()
    expect(page.get_by_role("dialog")).to_contain_text("sleeps")
    page.get_by_test_id("btn-confirm-command").click()
    row = page.get_by_test_id("noderun-sleeps")
    expect(row).not_to_have_attribute("data-status", "running", timeout=RUN_TIMEOUT)
    assert server.ended(instance["id"])["status"] == "canceled"


def test_log_lines_are_numbered_can_be_found_and_wrapped(studio: Studio, page: Page, server: Server) -> None:
    wide = "x" * 300
    job = server.create_job(
        "talks", [shell("talks", f"for i in $(seq 120); do echo row $i; done; echo {wide}")]
    )
    instance = server.ended(server.test_run(job["id"])["id"])
    studio.open(f"/instances/{instance['id']}")
    numbers = page.locator(".lno")
    expect(numbers.first).to_have_text("1")
    expect(numbers.nth(1)).to_have_text("2")
    page.get_by_placeholder("Find in log").fill("row 99")
    expect(page.locator(".logline.hit")).to_contain_text("row 99")
    page.get_by_placeholder("Find in log").fill(wide)
    line = page.locator(".logline.hit")
    scroller = page.get_by_role("log")
    assert scroller.evaluate("box => box.scrollWidth <= box.clientWidth"), "wrapped, nothing is hidden"
    page.get_by_role("switch", name="Wrap").click()
    expect(line).to_be_visible()
    assert scroller.evaluate("box => box.scrollWidth > box.clientWidth"), "a long line can be scrolled to"
