"""The schedule of a job: made, said back, foreseen, started, and what it waits for."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio
from tests.journeys.test_keyboard import tab_to

pytestmark = pytest.mark.browser

DAILY = {"type": "daily", "at": "02:00"}
EVERY_MINUTE = {"type": "minutes", "every": 1}


def scheduled_job(server: Server, name: str, recurrence: dict[str, Any], **more: Any) -> Any:
    """A job with one node and this schedule; not submitted."""
    schedule = {"type": "periodic", "recurrence": recurrence, **more}
    return server.create_job(name, [shell("work", "true")], schedule=schedule)


def submit(server: Server, job: Any) -> None:
    """Make a version of the draft."""
    server.call("POST", f"/jobs/{job['id']}/submit", {"description": "made for a test"})


def start(server: Server, job: Any) -> None:
    """Submit a job and let it be due."""
    submit(server, job)
    server.call("POST", f"/jobs/{job['id']}/schedule/start", {})


def open_schedule(studio: Studio, job: Any) -> None:
    """The panel, by its own address."""
    studio.open(f"/development/{job['id']}/schedule")
    expect(studio.page.get_by_test_id("schedule-sentence")).to_be_visible()


def sentence(page: Page) -> Locator:
    """What the panel says the schedule means."""
    return page.get_by_test_id("schedule-sentence")


def state(page: Page) -> Locator:
    """How the scheduling of the job stands."""
    return page.get_by_test_id("schedule-state")


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list."""
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def period(page: Page, name: str) -> None:
    """Choose the kind of period."""
    page.get_by_role("radiogroup", name="Period").get_by_text(name, exact=True).click()


def test_a_schedule_is_made_said_back_and_started(studio: Studio, page: Page) -> None:
    job = studio.server.create_job("sched_made", [shell("work", "true")])
    studio.open_job(job)
    page.get_by_test_id("btn-schedule").click()
    page.get_by_test_id("btn-new-schedule").click()
    expect(sentence(page)).to_have_text("Runs every day at 02:00, UTC.")

    period(page, "Weeks")
    page.get_by_role("button", name="Friday").click()
    page.get_by_label("At", exact=True).fill("6:30")
    expect(sentence(page)).to_have_text("Runs every Monday and Friday at 06:30, UTC.")
    times = page.get_by_test_id("next-time")
    expect(times).to_have_count(10)
    expect(times.first.get_by_role("button")).to_contain_text("06:30")
    shown = [text.split()[0] for text in times.get_by_role("button").all_text_contents()]
    assert set(zip(shown, shown[1:], strict=False)) == {("Mon", "Fri"), ("Fri", "Mon")}

    choose(page, "your zone", "Asia/Tokyo")
    expect(times.first.get_by_role("cell").nth(1)).to_contain_text("15:30")

    expect(page.get_by_test_id("btn-schedule-start")).to_be_disabled()
    studio.save()
    page.get_by_test_id("btn-submit").click()
    page.get_by_test_id("btn-confirm-submit").click()
    page.get_by_test_id("btn-schedule-start").click()
    expect(page.get_by_role("dialog")).to_contain_text("Version 1 is scheduled")
    page.get_by_test_id("btn-confirm-schedule").click()
    expect(state(page)).to_have_attribute("data-state", "scheduling")
    page.get_by_test_id("btn-schedule-pause").click()
    expect(state(page)).to_have_attribute("data-state", "paused")
    page.get_by_test_id("btn-schedule-resume").click()
    expect(state(page)).to_have_attribute("data-state", "scheduling")
    page.get_by_test_id("btn-schedule-stop").click()
    page.get_by_test_id("btn-confirm-schedule").click()
    expect(state(page)).to_have_attribute("data-state", "stopped")


def test_a_schedule_is_undone_saved_and_kept_like_the_drawing(studio: Studio, page: Page) -> None:
    job = scheduled_job(studio.server, "sched_undone", DAILY)
    open_schedule(studio, job)
    page.get_by_role("switch", name="Manual confirmation").check()
    expect(sentence(page)).to_contain_text("somebody's confirmation")
    page.get_by_role("heading", name="Schedule").click()
    page.keyboard.press("ControlOrMeta+z")
    expect(sentence(page)).to_have_text("Runs every day at 02:00, UTC.")
    expect(page.get_by_test_id("draft-state")).to_contain_text("Draft saved")

    page.get_by_label("From", exact=True).fill("2026-01-31 08:00")
    page.get_by_label("Zone", exact=True).click()
    page.keyboard.type("kolk")  # over what stands there
    page.get_by_role("option", name="Asia/Kolkata").click()
    page.get_by_test_id("btn-canvas").click()
    expect(studio.canvas).to_be_visible()
    page.get_by_test_id("btn-schedule").click()
    expect(sentence(page)).to_have_text(
        "Runs every day at 02:00, Asia/Kolkata, from 31 January 2026 08:00 without an end."
    )
    studio.save()
    stored = studio.server.call("GET", f"/jobs/{job['id']}")["definition"]["schedule"]
    assert (stored["zone"], stored["start"]) == ("Asia/Kolkata", "2026-01-31T08:00:00")
    page.reload()
    expect(sentence(page)).to_contain_text("Asia/Kolkata")


def test_the_days_without_work_are_marked_in_the_next_plan_times(studio: Studio, page: Page) -> None:
    studio.server.call(
        "POST",
        "/calendars",
        {"name": "sched weekdays", "description": "", "default_working_days": "MON_FRI", "overrides": {}},
    )
    open_schedule(studio, scheduled_job(studio.server, "sched_calendar", DAILY))
    choose(page, "Calendar", "sched weekdays")
    expect(sentence(page)).to_contain_text("not working days in sched weekdays")
    times = page.get_by_test_id("next-time")
    page.get_by_label("after", exact=True).fill("2027-03-05 12:00")
    expect(times.first).to_contain_text("Sat 6 Mar 2027")
    expect(times.nth(0)).to_contain_text("not a working day")
    expect(times.nth(1)).to_contain_text("not a working day")
    expect(times.nth(2)).to_contain_text("Mon 8 Mar 2027")
    expect(times.nth(2).get_by_role("cell").nth(2)).to_have_text("working day")


def test_the_very_upstream_instances_of_a_plan_time_are_shown(studio: Studio, page: Page) -> None:
    upstream = scheduled_job(studio.server, "sched_hourly_up", {"type": "hours", "every": 1, "from": "00:10"})
    start(studio.server, upstream)
    open_schedule(studio, scheduled_job(studio.server, "sched_daily_down", DAILY))
    page.get_by_label("after", exact=True).fill("2027-05-10 00:00")
    page.get_by_test_id("btn-add-upstream").click()
    page.keyboard.type("sched_hourly")
    page.keyboard.press("Enter")
    expect(sentence(page)).to_contain_text("waits for 1 job")
    detail = page.get_by_test_id("dependency-detail")
    tiles = detail.locator(".tile")
    expect(detail.get_by_test_id("dependency-window")).to_have_text(
        "24 upstream instances, from 10 May 2027 00:00 up to 11 May 2027 00:00"
    )
    expect(tiles).to_have_count(24)
    expect(tiles.first).to_have_attribute("title", "sched_hourly_up 2027-05-10 00:10 Not generated yet")
    expect(page.get_by_test_id("next-time").first).to_contain_text("24 instances, shown below")

    choose(page, "Cycle", "Previous cycles")
    expect(detail.get_by_test_id("dependency-window")).to_contain_text("from 9 May 2027 00:00")
    choose(page, "Rule", "The last one")
    expect(tiles).to_have_count(1)
    expect(tiles.first).to_contain_text("23:10")
    page.get_by_test_id("btn-remove-dependency").click()
    expect(page.get_by_text("It waits for no other job.")).to_be_visible()


def test_a_pair_of_periods_that_cannot_be_is_refused_beside_the_dependency(
    studio: Studio, page: Page
) -> None:
    submit(studio.server, scheduled_job(studio.server, "sched_minutes_up", EVERY_MINUTE))
    monthly = scheduled_job(
        studio.server,
        "sched_monthly_down",
        {"type": "monthly", "days": [1], "at": "03:00"},
        depends_on=[{"job": "sched_minutes_up"}],
    )
    open_schedule(studio, monthly)
    expect(page.get_by_test_id("dependency-refusal")).to_contain_text("month")
    period(page, "Days")
    expect(page.get_by_test_id("dependency-refusal")).to_be_hidden()
    expect(page.get_by_test_id("dependency-window")).to_contain_text("1440 upstream instances")


def test_the_start_dialog_starts_upstream_jobs_and_the_stop_dialog_names_dependents(
    studio: Studio, page: Page
) -> None:
    upstream = scheduled_job(studio.server, "sched_base", DAILY)
    submit(studio.server, upstream)
    down = scheduled_job(studio.server, "sched_upon", DAILY, depends_on=[{"job": "sched_base"}])
    submit(studio.server, down)
    open_schedule(studio, down)
    page.get_by_test_id("btn-schedule-start").click()
    dialog = page.get_by_role("dialog")
    studio.expected_answers = {409}
    dialog.get_by_label("This job only").check()
    page.get_by_test_id("btn-confirm-schedule").click()
    expect(dialog.get_by_role("alert")).to_contain_text("sched_base")
    dialog.get_by_label("This job and the jobs it depends on").check()
    page.get_by_test_id("btn-confirm-schedule").click()
    expect(state(page)).to_have_attribute("data-state", "scheduling")

    open_schedule(studio, upstream)
    expect(state(page)).to_have_attribute("data-state", "scheduling")
    page.get_by_test_id("btn-schedule-stop").click()
    expect(dialog).to_contain_text("sched_upon")
    page.get_by_test_id("btn-confirm-schedule").click()
    expect(state(page)).to_have_attribute("data-state", "stopped")


def test_what_is_wrong_stands_beside_its_field_and_a_problem_leads_there(studio: Studio, page: Page) -> None:
    open_schedule(studio, scheduled_job(studio.server, "sched_wrong", DAILY))
    period(page, "Cron")
    page.get_by_role("textbox", name="Cron expression").fill("0 0 25 * * ?")
    field = page.locator("[data-field='recurrence.expression']")
    expect(field.get_by_role("alert")).to_contain_text("hours are 0 to 23")
    expect(field.locator("mark")).to_have_text("2")
    expect(page.get_by_test_id("no-plan-times")).to_be_visible()
    page.get_by_test_id("btn-canvas").click()
    page.get_by_role("button", name="hours are 0 to 23").click()
    expect(page).to_have_url(re.compile(r"/schedule$"))
    page.get_by_role("textbox", name="Cron expression").fill("0 0 23 * * ?")
    expect(page.get_by_test_id("next-time")).to_have_count(10)


def test_the_graph_shows_the_jobs_around_a_job(studio: Studio, page: Page) -> None:
    scheduled_job(studio.server, "sched_left", DAILY)
    middle = scheduled_job(studio.server, "sched_middle", DAILY, depends_on=[{"job": "sched_left"}])
    scheduled_job(studio.server, "sched_right", DAILY, depends_on=[{"job": "sched_middle"}])
    open_schedule(studio, middle)
    page.get_by_test_id("btn-graph").click()
    graph = page.get_by_test_id("dependency-graph")
    names = ("sched_left", "sched_middle", "sched_right")
    boxes = [graph.get_by_role("link", name=name).bounding_box() for name in names]
    left_edges = [box["x"] for box in boxes if box]
    assert len(left_edges) == 3
    assert left_edges == sorted(left_edges)
    graph.get_by_role("link", name="sched_right").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sched_right")


def test_a_schedule_is_made_by_keyboard_alone(studio: Studio, page: Page) -> None:
    job = studio.server.create_job("sched_keys", [shell("work", "true")])
    studio.open_job(job)
    keys = page.keyboard
    tab_to(page, "[data-testid=btn-schedule]", 200)
    keys.press("Enter")
    expect(page.get_by_test_id("btn-new-schedule")).to_be_visible()
    tab_to(page, "[data-testid=btn-new-schedule]", 200)
    keys.press("Enter")
    tab_to(page, "[data-field='recurrence.type'] input", 200)
    keys.press("ArrowRight")
    expect(sentence(page)).to_have_text("Runs every Monday at 02:00, UTC.")
    tab_to(page, "[data-field='recurrence.days'] button:nth-child(3)")
    keys.press("Space")
    tab_to(page, "[data-field='recurrence.at'] input")
    keys.press("ControlOrMeta+a")
    keys.type("18:45")
    expect(sentence(page)).to_have_text("Runs every Monday and Wednesday at 18:45, UTC.")
    tab_to(page, "[data-testid=next-time] button")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_test_id("next-time").nth(1).get_by_role("button")).to_have_attribute(
        "aria-pressed", "true"
    )
    keys.press("ControlOrMeta+s")
    expect(page.get_by_test_id("draft-state")).to_contain_text("Draft saved")


PARAMS = [
    {"name": "region", "value": "north"},
    {"name": "token", "value": "first-secret", "masked": True},
]


def test_the_submitted_version_runs_now_with_another_value(studio: Studio, page: Page) -> None:
    script = 'echo "goes ${region}" && test "${token}" = first-secret'
    job = studio.server.create_job("sched_now", [shell("work", script)], params=PARAMS)
    studio.open(f"/development/{job['id']}/schedule")
    expect(page.get_by_test_id("btn-run-now")).to_be_disabled()
    submit(studio.server, job)
    page.reload()
    page.get_by_test_id("btn-run-now").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Version 1 runs.")
    region = dialog.get_by_label("region", exact=True)
    expect(region).to_have_attribute("placeholder", "north")
    expect(dialog.get_by_label("token", exact=True)).not_to_have_attribute("placeholder", "first-secret")
    region.fill("south")
    page.get_by_test_id("btn-confirm-run-now").click()
    expect(page).to_have_url(re.compile(r"/instances/\d+$"))
    instance = studio.server.newest_instance("sched_now")
    assert studio.server.ended(instance["id"])["status"] == "success"
    assert (instance["version_no"], instance["trigger"]) == (1, "manual")
    page.get_by_role("button", name="work", exact=True).click()
    expect(page.get_by_test_id("log-panel")).to_contain_text("goes south")
