"""Looking at what ran: the list, one instance, its report."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio

pytestmark = pytest.mark.browser


def test_filters_stand_in_the_address_and_survive_a_reload(
    studio: Studio, page: Page, server: Server
) -> None:
    studio.open("/instances")
    page.get_by_role("combobox", name="State").click()
    page.get_by_role("option", name="Successful", exact=True).click()
    expect(page).to_have_url(re.compile(r"status=success"))
    page.reload()
    expect(page.get_by_role("combobox", name="State")).to_have_value("Successful")
    expect(page.locator("[data-testid^=instance-row-]").first).to_be_visible()
    expect(page.locator("[data-testid^=instance-row-]:not([data-status=success])")).to_have_count(0)
    page.get_by_role("button", name="Clear").click()
    expect(page).to_have_url(re.compile(r"/instances$"))


def test_many_rows_scroll_smoothly_and_new_ones_wait_in_a_banner(
    studio: Studio, page: Page, server: Server
) -> None:
    job = server.create_job("many", [{"id": "d", "name": "d", "type": "dummy", "properties": {}}])
    ids = [server.test_run(job["id"])["id"] for _ in range(500)]
    server.ended(ids[-1], 300)
    studio.open(f"/instances?job_id={job['id']}")
    rows = page.locator("[data-testid^=instance-row-]")
    expect(page.get_by_test_id(f"instance-row-{ids[-1]}")).to_be_visible()
    assert rows.count() < 80, "only rows in sight are in the page"
    body = page.locator(".vbody")
    first = page.get_by_test_id(f"instance-row-{ids[0]}")

    def down() -> bool:
        body.evaluate("box => { box.scrollTop = box.scrollHeight }")
        return first.is_visible()

    studio.until(down, "the oldest row", 120_000)

    body.evaluate("box => { box.scrollTop = 0 }")
    new = server.test_run(job["id"])["id"]
    expect(page.get_by_text("1 new instance")).to_be_visible()
    expect(page.get_by_test_id(f"instance-row-{new}")).to_be_hidden()
    page.get_by_role("button", name="Show them").click()
    expect(page.get_by_test_id(f"instance-row-{new}")).to_be_visible()


def test_an_instance_has_an_address_of_its_own(studio: Studio, page: Page, server: Server) -> None:
    job = server.create_job("deep", [shell("first", "echo 1"), shell("second", "echo words of the second")])
    instance = server.ended(server.test_run(job["id"])["id"])
    studio.open(f"/instances/{instance['id']}")
    page.get_by_role("button", name="second", exact=True).click()
    expect(page).to_have_url(re.compile(r"node=second"))
    page.reload()
    expect(page.get_by_role("heading", level=2, name="second")).to_be_visible()
    expect(page.get_by_test_id("log-panel")).to_contain_text("words of the second")


def test_the_report_of_the_sample_is_shown_in_a_sandbox(studio: Studio, page: Page, server: Server) -> None:
    instance = server.newest_instance("flight_delays")
    studio.open(f"/instances/{instance['id']}")
    page.get_by_role("button", name="render_report", exact=True).click()
    page.get_by_role("tab", name="Report").click()
    frame = page.locator("iframe")
    assert frame.get_attribute("sandbox") == ""
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("carrier")
