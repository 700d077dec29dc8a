"""The scheduling pages: the list, the month, instances to come, calendars, task groups, settings, reasons."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio

pytestmark = pytest.mark.browser

DAILY = {"type": "daily", "at": "02:00"}
EVERY_MINUTE = {"type": "minutes", "every": 1}
GENERATED = 240.0
HOLIDAYS = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
SUMMARY:Christmas Day
DTSTART;VALUE=DATE:20261225
END:VEVENT
BEGIN:VEVENT
SUMMARY:A meeting
DTSTART:20261201T100000Z
DTEND:20261201T110000Z
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def scheduled(server: Server) -> Iterator[list[Any]]:
    """Jobs that a test starts; stopped at its end, so that no later test has them running beside it."""
    started: list[Any] = []
    yield started
    for job in reversed(started):
        state = server.call("GET", f"/jobs/{job['id']}/schedule")["state"]
        if state in ("scheduling", "paused"):
            server.call("POST", f"/jobs/{job['id']}/schedule/stop", {"confirmed": True})


def submitted(
    server: Server, name: str, recurrence: dict[str, Any], command: str = "true", **more: Any
) -> Any:
    """A job with one node and this schedule, submitted."""
    schedule = {"type": "periodic", "recurrence": recurrence, **more}
    job = server.create_job(name, [shell("work", command)], schedule=schedule)
    server.call("POST", f"/jobs/{job['id']}/submit", {"description": "made for a test"})
    return job


def start(server: Server, job: Any, scheduled: list[Any]) -> None:
    """Let a job be due, until the test ends."""
    server.call("POST", f"/jobs/{job['id']}/schedule/start", {})
    scheduled.append(job)


def first_instance(server: Server, job: Any, *statuses: str) -> Any:
    """An instance of the job in one of these states, as soon as there is one."""
    deadline = time.monotonic() + GENERATED
    while True:
        found = server.call("GET", "/instances", job_id=job["id"], trigger="schedule")["items"]
        fitting = [one for one in found if one["status"] in statuses]
        if fitting:
            return fitting[-1]
        assert time.monotonic() < deadline, f"{job['name']} has no such instance: {found}"
        time.sleep(0.5)


def row(page: Page, name: str) -> Locator:
    """A job in the list of schedules."""
    return page.get_by_test_id(f"schedule-row-{name}")


def test_a_job_is_found_started_paused_and_stopped_in_the_list(
    studio: Studio, page: Page, server: Server, scheduled: list[Any]
) -> None:
    upstream = submitted(server, "pages_orders", DAILY)
    scheduled.append(upstream)
    downstream = submitted(server, "pages_report", DAILY, depends_on=[{"job": "pages_orders"}])
    scheduled.append(downstream)
    studio.open("/scheduling")
    expect(row(page, "pages_orders")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("pages_")
    expect(page).to_have_url(re.compile("q=pages_"))
    expect(page.locator("[data-testid^=schedule-row-]")).to_have_count(2)
    expect(row(page, "pages_orders")).to_contain_text("Every day at 02:00")

    row(page, "pages_report").get_by_test_id("btn-start").click()
    expect(page.get_by_role("radio", name="This job and the jobs it depends on")).to_be_checked()
    page.get_by_test_id("btn-confirm-schedule").click()
    expect(row(page, "pages_orders")).to_have_attribute("data-state", "scheduling")
    expect(row(page, "pages_report")).to_have_attribute("data-state", "scheduling")
    expect(row(page, "pages_report")).to_contain_text("02:00")

    row(page, "pages_orders").get_by_test_id("btn-pause").click()
    expect(page.get_by_role("dialog")).to_contain_text("pages_report")
    page.get_by_test_id("btn-confirm-schedule").click()
    expect(row(page, "pages_orders")).to_have_attribute("data-state", "paused")
    row(page, "pages_orders").get_by_test_id("btn-resume").click()
    expect(row(page, "pages_orders")).to_have_attribute("data-state", "scheduling")

    row(page, "pages_orders").get_by_test_id("btn-stop").click()
    page.get_by_test_id("btn-confirm-schedule").click()
    expect(row(page, "pages_orders")).to_have_attribute("data-state", "stopped")


def test_the_list_goes_by_the_keys_alone(studio: Studio, page: Page, server: Server) -> None:
    for number in range(3):
        submitted(server, f"keys_{number}", DAILY)
    studio.open("/scheduling?q=keys_")
    row(page, "keys_0").focus()
    page.keyboard.press("ArrowDown")
    expect(row(page, "keys_1")).to_be_focused()
    page.keyboard.press("End")
    expect(row(page, "keys_2")).to_be_focused()
    page.keyboard.press("f")
    expect(page).to_have_url(re.compile(r"/scheduling/jobs/\d+"))
    page.go_back()
    row(page, "keys_2").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/development/\d+/schedule"))


def test_instances_to_come_are_paged_frozen_and_unfrozen(
    studio: Studio, page: Page, server: Server, scheduled: list[Any]
) -> None:
    job = submitted(server, "pages_future", {"type": "daily", "at": "03:30"}, zone="Europe/Vienna")
    start(server, job, scheduled)
    studio.open(f"/scheduling/jobs/{job['id']}")
    slots = page.get_by_test_id("future-slot")
    expect(slots).to_have_count(100)
    expect(slots.first).to_contain_text("03:30")
    slots.nth(1).get_by_role("checkbox").check()
    slots.nth(2).get_by_role("checkbox").check()
    page.get_by_test_id("btn-freeze").click()
    expect(slots.get_by_text("Frozen")).to_have_count(2)
    slots.nth(1).get_by_role("checkbox").check()
    page.get_by_test_id("btn-unfreeze").click()
    expect(slots.get_by_text("Frozen")).to_have_count(1)

    page.get_by_test_id("future-page").fill("30")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("page=30"))
    expect(slots.first).to_contain_text("2,901")
    page.get_by_test_id("future-from").fill("2030-07-01")
    expect(slots.first).to_contain_text("1 Jul 2030 03:30")
    expect(slots.first).to_contain_text("+02:00")


def test_the_month_counts_what_is_planned_and_lists_the_jobs_of_a_day(
    studio: Studio, page: Page, server: Server, scheduled: list[Any]
) -> None:
    job = submitted(server, "pages_month", DAILY)
    start(server, job, scheduled)
    studio.open("/scheduling/month?month=2031-03&day=2031-03-15")
    expect(page.get_by_test_id("month-name")).to_have_text("March 2031")
    expect(page.get_by_test_id("day-2031-03-15")).to_contain_text("planned")
    panel = page.get_by_role("complementary", name="Jobs of the day")
    expect(panel.get_by_role("link", name="pages_month")).to_be_visible()
    page.get_by_test_id("day-2031-03-15").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_test_id("day-2031-03-22")).to_be_focused()
    expect(panel).to_contain_text("Saturday")
    page.get_by_role("button", name="Month after").click()
    expect(page.get_by_test_id("month-name")).to_have_text("April 2031")


def test_a_calendar_is_made_changed_imported_into_and_kept_while_in_use(
    studio: Studio, page: Page, server: Server
) -> None:
    studio.open("/scheduling/calendars")
    page.get_by_test_id("btn-new-calendar").click()
    page.get_by_test_id("calendar-name").fill("pages_holidays")
    page.get_by_test_id("btn-create-calendar").click()
    expect(page.get_by_role("heading", name="pages_holidays")).to_be_visible()
    while int(page.get_by_role("heading", level=3).inner_text()) < 2026:
        page.get_by_role("button", name="Year after").click()
    while int(page.get_by_role("heading", level=3).inner_text()) > 2026:
        page.get_by_role("button", name="Year before").click()
    expect(page.get_by_test_id("year-count")).to_have_text("261 working days, 104 others")
    page.get_by_test_id("day-2026-12-08").click()
    expect(page.get_by_test_id("day-2026-12-08")).to_have_attribute("data-working", "false")
    expect(page.get_by_test_id("year-count")).to_have_text("260 working days, 105 others")
    page.get_by_test_id("btn-save-calendar").click()
    expect(page.get_by_test_id("btn-save-calendar")).to_be_disabled()

    page.get_by_test_id("btn-import").click()
    page.get_by_test_id("ics-file").set_input_files(
        {"name": "days.ics", "mimeType": "text/calendar", "buffer": HOLIDAYS.replace("\n", "\r\n").encode()}
    )
    page.get_by_test_id("btn-do-import").click()
    expect(page.get_by_test_id("import-result")).to_contain_text("1 added, 0 changed, 1 skipped")
    expect(page.get_by_test_id("import-result")).to_contain_text("A meeting")
    page.get_by_test_id("btn-do-import").click()
    expect(page.get_by_test_id("day-2026-12-25")).to_have_attribute("data-working", "false")

    submitted(server, "pages_calendar_user", DAILY, calendar="pages_holidays")
    page.reload()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("pages_calendar_user")
    expect(page.get_by_test_id("btn-confirm-delete")).to_be_disabled()


def test_a_task_group_is_made_changed_and_deleted(studio: Studio, page: Page) -> None:
    studio.open("/scheduling/task-groups")
    page.get_by_test_id("btn-new-group").first.click()
    page.get_by_test_id("group-name").fill("pages_group")
    page.get_by_test_id("group-max").fill("3")
    page.get_by_test_id("btn-save-group").click()
    group = page.get_by_test_id("group-row-pages_group")
    expect(group).to_contain_text("3")
    page.get_by_role("button", name="Edit pages_group").click()
    page.get_by_test_id("group-max").fill("100000")
    page.get_by_test_id("btn-save-group").click()
    studio.expected_answers |= {409, 422}
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    page.get_by_test_id("group-max").fill("7")
    page.get_by_test_id("btn-save-group").click()
    expect(group).to_contain_text("7")
    page.get_by_role("button", name="Delete pages_group").click()
    page.get_by_test_id("btn-confirm-delete").click()
    expect(group).to_have_count(0)


def test_settings_are_saved_and_a_refusal_is_shown(
    studio: Studio, page: Page, server: Server, scheduled: list[Any]
) -> None:
    job = submitted(server, "pages_settings", DAILY)
    start(server, job, scheduled)
    studio.open("/scheduling/settings")
    page.get_by_role("textbox", name="Clear instances that wait too long").fill("30")
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.get_by_test_id("btn-save-settings").click()
    assert server.call("GET", "/settings/scheduling")["clear_waiting_days"] == 30

    studio.expected_answers |= {409}
    page.get_by_role("combobox", name="How dependencies find their period").click()
    page.get_by_role("option", name="Traditional periods").click()
    page.get_by_test_id("btn-save-settings").click()
    expect(page.get_by_role("alert")).to_contain_text("The settings were not saved")


def test_a_waiting_instance_says_why_and_goes_on_without_its_dependency(
    studio: Studio, page: Page, server: Server, scheduled: list[Any]
) -> None:
    bad = submitted(server, "pages_bad", EVERY_MINUTE, "exit 2")
    depends = [{"job": "pages_bad", "on_upstream_failure": "pending"}]
    waits = submitted(server, "pages_waits", EVERY_MINUTE, depends_on=depends)
    start(server, bad, scheduled)
    start(server, waits, scheduled)
    instance = first_instance(server, waits, "waiting")
    studio.open(f"/instances/{instance['id']}")
    sentence = page.get_by_test_id("waiting-sentence")
    expect(sentence).to_contain_text("pages_bad", timeout=20_000)
    expect(sentence).to_contain_text("failed", timeout=20_000)
    expect(page.get_by_test_id("need-upstream")).to_have_attribute("data-ok", "false")
    expect(page.get_by_test_id("need-item").get_by_text("Failed")).to_be_visible()
    page.get_by_test_id("btn-remove-dependency").click()
    page.get_by_test_id("btn-confirm-command").click()
    expect(page.get_by_test_id("btn-rerun")).to_be_visible(timeout=20_000)
    assert server.ended(instance["id"])["status"] == "success"


def test_many_instances_are_confirmed_and_rerun_at_once(
    studio: Studio, page: Page, server: Server, scheduled: list[Any]
) -> None:
    job = submitted(server, "pages_confirm", EVERY_MINUTE, confirm=True)
    start(server, job, scheduled)
    instance = first_instance(server, job, "waiting_confirmation")
    studio.open(f"/instances?job_id={job['id']}")
    line = page.get_by_test_id(f"instance-row-{instance['id']}")
    line.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("toolbar")).to_contain_text("1 selected")
    page.get_by_test_id("bulk-confirm").click()
    page.get_by_test_id("btn-confirm-bulk").click()
    expect(page.get_by_test_id("bulk-result")).to_contain_text("1 done, 0 refused")
    expect(line).to_have_attribute("data-status", "success", timeout=20_000)
    page.get_by_test_id("bulk-rerun").click()
    page.get_by_test_id("btn-confirm-rerun").click()
    expect(line).to_have_attribute("data-status", "waiting_confirmation", timeout=20_000)
    expect(line).to_contain_text("Rerun 2")


def test_a_job_of_the_list_runs_now_once_nothing_stands_against_it(
    studio: Studio, page: Page, server: Server
) -> None:
    script = server.call(
        "POST", "/scripts", {"name": "pages_now_script", "language": "shell", "content": "true"}
    )
    node = {"id": "work", "name": "work", "type": "shell", "properties": {"script_name": "pages_now_script"}}
    schedule = {"type": "periodic", "recurrence": DAILY}
    job = server.create_job("pages_now", [node], schedule=schedule)
    server.call("POST", f"/jobs/{job['id']}/submit", {"description": "made for a test"})
    studio.open("/scheduling?q=pages_now")
    row(page, "pages_now").get_by_test_id("btn-run-now").click()
    studio.expected_answers |= {409}
    page.get_by_test_id("btn-confirm-run-now").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Script pages_now_script, which node work uses, has not been submitted"
    )
    server.call("POST", f"/scripts/{script['id']}/submit", {"description": "made for a test"})
    page.get_by_test_id("btn-confirm-run-now").click()
    expect(page).to_have_url(re.compile(r"/instances/\d+$"))
    assert len(server.call("GET", "/instances", job_id=job["id"])["items"]) == 1
