"""Pictures of scheduling, dependencies and PatchData, and the jobs that they show."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from playwright.sync_api import ViewportSize, expect
from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio

from millrace.adapters.system_clock import SystemClock

ZONE = "Europe/Vienna"
DUE_SECONDS = 150.0
RUN_SECONDS = 90.0
DAYS = 12
LOWER: ViewportSize = {"width": 1440, "height": 780}
"""So that the file of a full picture stays small enough; also why its tree is filtered."""
EACH_MINUTE = {"type": "minutes", "every": 1}

# Name, recurrence, upstream jobs with what differs from the default.
_JOBS: Sequence[tuple[str, dict[str, Any], Sequence[dict[str, Any]]]] = (
    ("rates_fetch", {"type": "hours", "every": 6, "from": "01:15"}, ()),
    ("orders_load", {"type": "daily", "at": "02:00"}, ()),
    ("stock_load", {"type": "discrete_hours", "hours": [5, 12, 18], "minute": 30}, ()),
    ("orders_check", {"type": "daily", "at": "02:30"}, ({"job": "orders_load"},)),
    (
        "sales_report",
        {"type": "daily", "at": "06:00"},
        (
            {"job": "orders_check"},
            {"job": "rates_fetch", "rule": "nearest"},
            {"job": "stock_load", "cycle": "previous", "n": 2, "on_upstream_failure": "continue"},
        ),
    ),
    ("invoices", {"type": "weekly", "days": [1, 5], "at": "07:00"}, ({"job": "sales_report"},)),
    ("month_closing", {"type": "monthly", "days": ["L"], "at": "22:00"}, ({"job": "sales_report"},)),
)
# A job that fails each minute, and one that waits for it.
_DUE_NOW: Sequence[tuple[str, str, Sequence[dict[str, Any]]]] = (
    ("readings_load", "echo 'readings.csv: no such file' >&2; exit 2", ()),
    ("readings_sum", "echo done", ({"job": "readings_load", "on_upstream_failure": "pending"},)),
)
_SOME_DAYS_FAIL = 'case "$day" in *5) echo "no orders of $day" >&2; exit 1;; esac; sleep 0.2'


def add_scheduled_jobs(server: Server) -> None:
    """Jobs on schedules of many kinds, a task that is over, and an instance that waits."""
    day = {"day": '#{DateUtil.format(Job.planTime, "yyyy-MM-dd")}'}
    for name, recurrence, upstream in _JOBS:
        node = shell(name.split("_", 1)[-1], _SOME_DAYS_FAIL)
        node["properties"]["env"] = day
        _scheduled(server, name, [node], recurrence, upstream)
    for name, script, upstream in _DUE_NOW:
        _scheduled(server, name, [shell("read", script)], EACH_MINUTE, upstream)
    _task_ends(server)
    _waiting(server)


def _scheduled(
    server: Server,
    name: str,
    nodes: list[dict[str, Any]],
    recurrence: dict[str, Any],
    upstream: Sequence[dict[str, Any]],
) -> None:
    schedule = {"recurrence": recurrence, "zone": ZONE, "depends_on": list(upstream)}
    job = server.create_job(name, nodes, schedule=schedule)
    server.call("POST", f"/jobs/{job['id']}/submit", {"description": "first version"})
    server.call("POST", f"/jobs/{job['id']}/schedule/start", {})


def _task_ends(server: Server) -> None:
    request = {
        "name": "orders_again",
        "jobs": ["orders_load", "orders_check", "sales_report"],
        "ranges": [{"from": f"{_days_ago(DAYS)}T00:00:00", "to": f"{_days_ago(1)}T23:59:59"}],
        "parallel": 3,
    }
    task = server.call("POST", "/patchdata", request)
    _until(
        lambda: server.call("GET", f"/patchdata/{task['id']}")["state"] != "running",
        RUN_SECONDS,
        "the task does not end",
    )


def _waiting(server: Server) -> None:
    """An instance that waits for a failed one."""

    def there() -> bool:
        found = server.call("GET", "/instances", job_id=server.sample_job("readings_sum")["id"])["items"]
        return any(each["status"] == "waiting" for each in found) and _failed(server)

    _until(there, DUE_SECONDS, "no instance waits")
    for name in ("readings_sum", "readings_load"):  # that is enough of them
        job_id = server.sample_job(name)["id"]
        server.call("POST", f"/jobs/{job_id}/schedule/pause", {"confirmed": True})


def _failed(server: Server) -> bool:
    found = server.call("GET", "/instances", job_id=server.sample_job("readings_load")["id"])["items"]
    return any(each["status"] == "failed" for each in found)


def _until(there: Callable[[], bool], seconds: float, complaint: str) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        if time.monotonic() > deadline:
            raise TimeoutError(complaint)
        time.sleep(1)


def _days_ago(days: int) -> str:
    return (SystemClock().now() - timedelta(days=days)).date().isoformat()


# ---- pictures ----------------------------------------------------------------------------------------------


def schedule(studio: Studio) -> None:
    """The schedule of a job, with the preview of a dependency."""
    studio.page.set_viewport_size(LOWER)
    job = studio.server.sample_job("sales_report")
    studio.open(f"/development/{job['id']}/schedule")
    expect(studio.page.get_by_test_id("next-time")).to_have_count(10)
    studio.page.get_by_placeholder("Filter by name").fill("sales")
    # Not the first one: what it waits for may lie before the jobs were started.
    studio.page.get_by_test_id("next-time").nth(1).get_by_role("button").click()
    studio.page.get_by_test_id("dependency-rates_fetch").click()
    expect(studio.page.get_by_test_id("dependency-window")).to_be_visible()


def schedules(studio: Studio) -> None:
    """All jobs with a schedule."""
    studio.open("/scheduling")
    expect(studio.page.get_by_test_id("schedule-row-sales_report")).to_be_visible()


def month(studio: Studio) -> None:
    """What is planned, day by day."""
    studio.open("/scheduling/month")
    expect(studio.page.get_by_test_id("month-name")).to_be_visible()
    expect(studio.page.get_by_test_id(f"day-{_days_ago(0)}")).to_be_visible()


def why_it_waits(studio: Studio) -> None:
    """An instance that waits, with what it needs."""
    job = studio.server.sample_job("readings_sum")
    found = studio.server.call("GET", "/instances", job_id=job["id"])["items"]
    waiting = [each for each in found if each["status"] == "waiting"]
    studio.open(f"/instances/{waiting[-1]['id']}")
    expect(studio.page.get_by_test_id("waiting-sentence")).to_contain_text("readings_load")


def dependencies(studio: Studio) -> None:
    """The graph of all jobs."""
    studio.open(f"/dependencies?job={studio.server.sample_job('sales_report')['id']}")
    expect(studio.page.get_by_text("month_closing").first).to_be_visible()


def patchdata_plan(studio: Studio) -> None:
    """A plan, before anything runs."""
    page = studio.page
    studio.open(f"/patchdata/new?job={studio.server.sample_job('orders_load')['id']}")
    row = page.get_by_test_id("patchdata-range-0")
    row.get_by_label("From", exact=True).fill(_days_ago(DAYS))
    row.get_by_label("To", exact=True).fill(_days_ago(1))
    page.get_by_test_id("btn-patchdata-next").click()
    page.get_by_test_id("patchdata-related-down").get_by_role("button", name="Add all").click()
    expect(page.get_by_test_id("patchdata-job-sales_report")).to_be_visible()
    page.get_by_test_id("btn-patchdata-next").click()
    page.get_by_test_id("btn-patchdata-next").click()
    expect(page.get_by_test_id("plan-total")).to_be_visible()


def patchdata_task(studio: Studio) -> None:
    """A task that has run."""
    task = studio.server.call("GET", "/patchdata")["items"][0]
    studio.open(f"/patchdata/{task['id']}")
    expect(studio.page.get_by_test_id("patchdata-state")).to_be_visible()
    expect(studio.page.get_by_test_id("entry-0")).to_be_visible()


SCHEDULING: tuple[Callable[[Studio], None], ...] = (
    schedule,
    schedules,
    month,
    why_it_waits,
    dependencies,
    patchdata_plan,
    patchdata_task,
)
