"""PatchData and the graph of dependencies: planned before anything runs, then watched and steered."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import RUN_TIMEOUT, Studio

pytestmark = pytest.mark.browser

DAILY = {"type": "daily", "at": "01:00"}


def patchable(
    server: Server, name: str, script: str = "true", depends_on: tuple[str, ...] = (), **more: Any
) -> Any:
    """A submitted daily job."""
    dependencies = [{"job": each} for each in depends_on]
    schedule = {"type": "periodic", "recurrence": DAILY, "depends_on": dependencies} | more
    job = server.create_job(name, [shell("work", script)], schedule=schedule)
    server.call("POST", f"/jobs/{job['id']}/submit", {"description": "made for a test"})
    return job


def fill_range(page: Page, first: str, last: str) -> None:
    """The range of the first step."""
    row = page.get_by_test_id("patchdata-range-0")
    row.get_by_label("From", exact=True).fill(first)
    row.get_by_label("To", exact=True).fill(last)


def go_on(page: Page) -> None:
    """The next step."""
    page.get_by_test_id("btn-patchdata-next").click()


def to_plan(page: Page) -> None:
    """From the first step to the plan, with nothing changed between."""
    for _ in range(3):
        go_on(page)


def create(page: Page) -> None:
    """From the plan to a running task."""
    go_on(page)
    page.get_by_test_id("btn-patchdata-create").click()
    expect(page.get_by_test_id("patchdata-state")).to_be_visible()


def ends_as(page: Page, state: str) -> None:
    """The task that is shown comes to this state."""
    expect(page.get_by_test_id("patchdata-state")).to_have_attribute("data-state", state, timeout=RUN_TIMEOUT)


def test_a_plan_is_shown_before_anything_runs(studio: Studio, page: Page, tmp_path: Path) -> None:
    load = patchable(studio.server, "pd_load")
    patchable(studio.server, "pd_report", depends_on=("pd_load",))
    studio.open(f"/development/{load['id']}/schedule")
    page.get_by_test_id("btn-schedule-patchdata").click()
    page.get_by_test_id("patchdata-name").fill("repair_january")
    fill_range(page, "2026-01-01", "2026-01-10")
    page.get_by_label("Last day first").check()
    go_on(page)
    expect(page.get_by_test_id("patchdata-job-pd_load")).to_be_visible()
    page.get_by_test_id("patchdata-related-down").get_by_role("button", name="Add all").click()
    expect(page.get_by_test_id("patchdata-job-pd_report")).to_be_visible()
    go_on(page)
    page.get_by_label("Day by day").check()
    go_on(page)
    expect(page.get_by_test_id("plan-total")).to_contain_text("20")
    expect(page.get_by_test_id("plan-days")).to_contain_text("10")
    days = page.get_by_test_id(re.compile("^plan-day-"))
    expect(days).to_have_count(10)
    expect(days.first).to_have_attribute("data-testid", "plan-day-2026-01-10")
    expect(days.first).to_contain_text("01:00")
    page.get_by_test_id("btn-plan-list").click()
    rows = page.get_by_role("table", name="List of all plan times").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("2026-01-10 01:00")
    with page.expect_download() as download:
        page.get_by_test_id("btn-plan-csv").click()
    table = tmp_path / "plan.csv"
    download.value.save_as(table)
    assert len(table.read_text().splitlines()) == 21
    assert studio.server.call("GET", "/patchdata")["items"] == []

    create(page)
    ends_as(page, "success")
    expect(page.get_by_test_id("count-success")).to_contain_text("20")
    page.get_by_test_id("entry-0").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/instances/\d+"))
    page.get_by_role("link", name="PatchData").click()
    expect(page.get_by_test_id("patchdata-tasks")).to_contain_text("repair_january")


def test_refusals_stand_where_they_can_be_mended(studio: Studio, page: Page) -> None:
    studio.expected_answers = {422}
    every_minute = {"type": "minutes", "every": 1}
    job = patchable(studio.server, "pd_refused", recurrence=every_minute)
    studio.open(f"/patchdata/new?job={job['id']}")
    fill_range(page, "2026-01-10", "2026-01-01")
    expect(page.get_by_text("The range ends before it begins.")).to_be_visible()
    go_on(page)
    expect(page.get_by_test_id("patchdata-name")).to_be_visible()

    fill_range(page, "2099-01-01", "2099-01-02")
    go_on(page)
    go_on(page)
    page.get_by_label("Stop upon failure").check()
    expect(page.get_by_text("Stopping upon failure works day by day only.")).to_be_visible()
    page.get_by_role("button", name="Switch on “Day by day”").click()
    go_on(page)
    expect(page.get_by_test_id("plan-refused")).to_contain_text("no_instances")
    page.get_by_role("button", name="Change: Range").click()
    expect(page.get_by_role("alert")).to_contain_text("choose earlier ranges")

    fill_range(page, "2020-01-01", "2026-01-02")
    to_plan(page)
    refused = page.get_by_test_id("plan-refused")
    expect(refused).to_contain_text("too_many_instances")
    expect(refused).to_contain_text("at most")


def test_a_task_is_paused_resumed_and_stopped(studio: Studio, page: Page) -> None:
    job = patchable(studio.server, "pd_slow", "sleep 5")
    studio.open(f"/patchdata/new?job={job['id']}")
    fill_range(page, "2026-01-01", "2026-01-30")
    to_plan(page)
    create(page)
    page.get_by_test_id("btn-patchdata-pause").click()
    ends_as(page, "paused")
    page.get_by_test_id("btn-patchdata-resume").click()
    ends_as(page, "running")
    page.get_by_test_id("btn-patchdata-stop").click()
    expect(page.get_by_role("dialog")).to_contain_text("cannot go on")
    page.get_by_test_id("btn-confirm-stop").click()
    ends_as(page, "canceled")


def test_failed_instances_run_again(studio: Studio, page: Page, tmp_path: Path) -> None:
    flag = tmp_path / "mended"
    job = patchable(studio.server, "pd_failing", f"test -e {flag}")
    studio.open(f"/patchdata/new?job={job['id']}")
    fill_range(page, "2026-01-01", "2026-01-02")
    to_plan(page)
    create(page)
    ends_as(page, "failed")
    expect(page.get_by_test_id("count-failed")).to_contain_text("2")
    flag.touch()
    page.get_by_role("button", name="Rerun 2 failed").click()
    ends_as(page, "success")


def test_the_graph_is_walked_by_keys_and_leads_to_patchdata(studio: Studio, page: Page) -> None:
    patchable(studio.server, "dep_source")
    middle = patchable(studio.server, "dep_middle", depends_on=("dep_source",))
    patchable(studio.server, "dep_end", depends_on=("dep_middle",))
    studio.open("/dependencies")
    card = page.get_by_test_id("graph-job-dep_middle")
    card.click()
    expect(card).to_have_attribute("data-chosen", "true")
    side = page.get_by_test_id("graph-side")
    expect(side).to_contain_text("Every day at 01:00")
    expect(side.get_by_role("button", name="dep_source")).to_be_visible()
    page.get_by_test_id("btn-graph-centre").click()
    expect(page.locator(".react-flow__node")).to_have_count(3)
    node = page.locator(f".react-flow__node[data-id='{middle['id']}']")
    node.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".react-flow__node:focus")).to_contain_text("dep_end")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".react-flow__node:focus")).to_contain_text("dep_middle")
    page.get_by_test_id("btn-graph-patch-all").click()
    go_on(page)
    for name in ("dep_source", "dep_middle", "dep_end"):
        expect(page.get_by_test_id(f"patchdata-job-{name}")).to_be_visible()

    studio.open("/dependencies?view=list")
    page.get_by_test_id("graph-search").fill("dep_end")
    rows = page.get_by_test_id("graph-list").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("dep_middle")
