"""Takes the pictures of the documentation anew: the sample workspace in both themes, into docs/images.

`python -m scripts.screenshots` with the studio built and Chromium installed; with names only those pictures.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect, sync_playwright
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.server import Server, running_server, shell
from tests.journeys.studio import Studio, new_context, watched_page

from scripts.designer_pictures import DESIGNER, add_designer_jobs
from scripts.scheduling_pictures import LOWER, SCHEDULING, add_scheduled_jobs

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
LIMIT = 200_000
SETTLED = 400  # milliseconds: buttons and menus have come to rest
SLOW = 'for step in $(seq 8); do echo "step $step of 8"; sleep 0.5; done'


def development(studio: Studio) -> None:
    """The designer with one node chosen."""
    studio.open_job(studio.server.sample_job("flight_delays"))
    studio.choose("delay_by_carrier")
    expect(studio.page.locator(".cm-line").first).to_be_visible()


def instances(studio: Studio) -> None:
    """What ran."""
    studio.open("/instances")
    expect(studio.page.locator("[data-testid^=instance-row-]").first).to_be_visible()


def instance(studio: Studio) -> None:
    """One instance with the log of a node."""
    studio.open(f"/instances/{studio.server.newest_instance('flight_delays')['id']}?node=check_flights")
    expect(studio.page.locator(".logline").first).to_be_visible()


def report(studio: Studio) -> None:
    """The report that a node made."""
    studio.page.set_viewport_size(LOWER)
    instance(studio)
    studio.page.get_by_role("button", name="render_report", exact=True).click()
    studio.page.get_by_role("tab", name="Report").click()
    expect(studio.page.frame_locator("iframe").locator("body")).to_contain_text("carrier")


def connections(studio: Studio) -> None:
    """A connection that was tested."""
    studio.open(f"/connections/{studio.server.call('GET', '/connections')['items'][0]['id']}")
    studio.page.get_by_test_id("btn-test-connection").click()
    expect(studio.page.get_by_text("The connection works.")).to_be_visible()


def failed_run(studio: Studio) -> None:
    """A test run with a failed node."""
    _test_run(studio, "failing")
    studio.run_ends_as("failed")
    expect(studio.page.locator(".logline").first).to_be_visible()


def test_run(studio: Studio) -> None:
    """A test run on the canvas, half done."""
    _test_run(studio, "stepwise")
    expect(studio.page.get_by_test_id("log-panel")).to_contain_text("step 3")


def _test_run(studio: Studio, name: str) -> None:
    studio.open_job(studio.server.sample_job(name))
    studio.test_run()


PICTURES: tuple[Callable[[Studio], None], ...] = (
    development,
    instances,
    instance,
    report,
    connections,
    failed_run,
    test_run,
    *DESIGNER,
    *SCHEDULING,
)
BEFORE: dict[Callable[[Studio], None], Callable[[Server], None]] = {}
"""What is made before a picture; those that stand earlier do not show it."""


def add_jobs(server: Server) -> None:
    """Two small jobs whose runs can be shown."""
    edges = [{"source": "fetch", "target": "work"}, {"source": "work", "target": "tell"}]
    for name, work in (("stepwise", SLOW), ("failing", "echo 'no such table: orders' >&2; exit 2")):
        nodes = [shell("fetch", "echo fetched"), shell("work", work), shell("tell", "echo done")]
        server.create_job(name, nodes, edges=edges)


BEFORE[failed_run] = add_jobs
BEFORE[DESIGNER[0]] = add_designer_jobs
BEFORE[SCHEDULING[0]] = add_scheduled_jobs


def _name(show: Callable[[Studio], None]) -> str:
    return show.__name__.replace("_", "-")


def main() -> None:
    """Take all pictures; end with an error if one is too large for the repository."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    executable = os.environ.get("MILLRACE_CHROMIUM", "/usr/bin/chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder), "demo") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        first = new_context(browser)
        first.new_page().goto(server.login_link)
        cookies = first.storage_state()
        first.close()
        wanted = set(sys.argv[1:])
        for show in PICTURES:
            if show in BEFORE:
                BEFORE[show](server)
            if wanted and _name(show) not in wanted:
                continue
            for scheme in ("light", "dark"):
                context = new_context(browser, cookies, color_scheme=scheme)
                studio = Studio(watched_page(context), server)
                show(studio)
                studio.page.wait_for_timeout(SETTLED)
                studio.page.screenshot(path=IMAGES / f"{_name(show)}-{scheme}.png")
                context.close()
        browser.close()
    large = [path.name for path in IMAGES.glob("*.png") if path.stat().st_size > LIMIT]
    if large:
        sys.exit(f"larger than {LIMIT} bytes: {', '.join(large)}")


if __name__ == "__main__":
    main()
