"""Every page in both themes for everybody: axe finds nothing serious, the console stays silent."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio, new_context, watched_page

pytestmark = pytest.mark.browser


def development(studio: Studio) -> None:
    studio.open_job(studio.server.sample_job("flight_delays"))


def node(studio: Studio) -> None:
    development(studio)
    studio.choose("delay_by_carrier")
    expect(studio.page.locator(".cm-content").first).to_be_visible()


def new_job(studio: Studio) -> None:
    studio.open()
    studio.page.get_by_test_id("btn-new-job").click()
    expect(studio.page.get_by_role("dialog")).to_be_visible()


def schedule(studio: Studio) -> None:
    server = studio.server
    name = f"axe_{len(server.call('GET', '/tree')['jobs'])}"
    plan = {
        "recurrence": {"type": "weekly", "days": [1, 3], "at": "02:00"},
        "start": "2026-02-01T00:00:00",
        "end": "2026-01-01T00:00:00",
        "depends_on": [{"job": "flight_delays"}, {"job": "no_such_job"}],
    }
    job = server.create_job(name, [shell("work", "true")], schedule=plan)
    studio.open(f"/development/{job['id']}/schedule")
    expect(studio.page.get_by_test_id("dependency-flight_delays")).to_be_visible()
    expect(studio.page.get_by_role("alert").first).to_be_visible()


def upstream_instances(studio: Studio) -> None:
    server = studio.server
    name = f"axe_{len(server.call('GET', '/tree')['jobs'])}"
    hourly = {"recurrence": {"type": "hours", "every": 1}}
    server.create_job(name, [shell("work", "true")], schedule=hourly)
    daily = {"recurrence": {"type": "daily", "at": "02:00"}, "depends_on": [{"job": name}]}
    job = server.create_job(f"{name}_down", [shell("work", "true")], schedule=daily)
    studio.open(f"/development/{job['id']}/schedule")
    expect(studio.page.locator(".tile").first).to_be_visible()
    studio.page.get_by_test_id("btn-graph").click()
    expect(studio.page.get_by_test_id("dependency-graph")).to_be_visible()
    studio.page.keyboard.press("Escape")
    expect(studio.page.get_by_role("dialog")).to_be_hidden()


def instances(studio: Studio) -> None:
    studio.open("/instances")
    expect(studio.page.locator("[data-testid^=instance-row-]").first).to_be_visible()


def nothing_found(studio: Studio) -> None:
    studio.open("/instances?status=frozen")
    expect(studio.page.get_by_role("button", name="Clear").first).to_be_visible()


def instance(studio: Studio) -> None:
    studio.open(f"/instances/{studio.server.newest_instance('flight_delays')['id']}")
    expect(studio.page.locator(".logline").first).to_be_visible()


def failed_run(studio: Studio) -> None:
    server = studio.server
    name = f"axe_{len(server.call('GET', '/tree')['jobs'])}"
    studio.open_job(server.create_job(name, [shell("bad", "echo no >&2; exit 3")]))
    studio.test_run()
    studio.run_ends_as("failed")


def connections(studio: Studio) -> None:
    studio.open(f"/connections/{studio.server.call('GET', '/connections')['items'][0]['id']}")
    expect(studio.page.get_by_test_id("btn-test-connection")).to_be_visible()


def keys(studio: Studio) -> None:
    studio.open()
    studio.page.get_by_role("button", name="List of keys").click()
    expect(studio.page.get_by_role("dialog")).to_be_visible()


def nowhere(studio: Studio) -> None:
    studio.open("/no-such-page")
    expect(studio.page.get_by_role("main")).to_be_visible()


PAGES: list[Callable[[Studio], None]] = [
    development,
    node,
    new_job,
    schedule,
    upstream_instances,
    instances,
    nothing_found,
    instance,
    failed_run,
    connections,
    keys,
    nowhere,
]


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical, with the places."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {place['html'][:160]} {place.get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for place in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(
    scheme: str, server: Server, browser: Browser, signed_in: StorageState
) -> None:
    context = new_context(browser, signed_in, color_scheme=scheme)
    found: dict[str, list[str]] = {}
    for show in PAGES:
        studio = Studio(watched_page(context), server)
        show(studio)
        found[show.__name__] = serious(studio.page)
        studio.assert_quiet()
        studio.page.close()
    context.close()
    assert {name: problems for name, problems in found.items() if problems} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sign_in_shuts_nobody_out(scheme: str, server: Server, browser: Browser) -> None:
    context = new_context(browser, color_scheme=scheme)
    studio = Studio(watched_page(context), server)
    studio.expected_answers.add(401)
    studio.open("/")
    expect(studio.page.get_by_role("heading", level=1)).to_be_visible()
    assert serious(studio.page) == []
    studio.assert_quiet()
    context.close()


def test_the_theme_is_chosen_and_remembered(studio: Studio, page: Page) -> None:
    studio.open()
    root = page.locator("html")
    expect(root).to_have_attribute("data-mantine-color-scheme", "light")
    page.get_by_role("button", name="Dark colours").click()
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(page.get_by_role("button", name="Light colours")).to_be_visible()


def test_the_studio_speaks_the_language_of_the_browser_and_changes_it_on_wish(
    server: Server, browser: Browser, signed_in: StorageState
) -> None:
    context = new_context(browser, signed_in, locale="zh-CN")
    studio = Studio(watched_page(context), server)
    page = studio.open("/instances")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("heading", level=1, name="实例")).to_be_visible()
    page.locator(".me").click()
    page.get_by_role("menuitem", name="English").click()
    expect(page.get_by_role("heading", level=1, name="Instances")).to_be_visible()
    studio.assert_quiet()
    context.close()
