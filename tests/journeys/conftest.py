"""One server with the sample workspace for all journeys, a fresh browser context for each.

Playwright's own pytest fixtures live as long as the session and keep an event loop marked as running, which
would break asynchronous tests that come after; so the browser here lives as long as this package.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.journeys.server import Server, running_server
from tests.journeys.studio import Studio, new_context, watched_page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--font-render-hinting=none",
]


# Long enough for a machine ten times slower than the one these were written on.
SECONDS = 600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser needs longer than other tests may."""
    for item in items:
        if item.get_closest_marker("browser") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SECONDS))


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the sample workspace, its two jobs run once."""
    with running_server(tmp_path_factory.mktemp("journeys"), "demo") as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser of this machine."""
    path = os.environ.get("MILLRACE_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def signed_in(server: Server, browser: Browser) -> StorageState:
    """Cookies of somebody who opened the login link."""
    context = new_context(browser)
    page = context.new_page()
    page.goto(server.login_link)
    page.get_by_test_id("btn-new-job").wait_for()
    cookies = context.storage_state()["cookies"]
    context.close()
    return {"cookies": cookies, "origins": []}


@pytest.fixture
def studio(server: Server, browser: Browser, signed_in: StorageState) -> Iterator[Studio]:
    """A page of the studio, signed in. Anything on its console fails the test, unless the test said so."""
    context = new_context(browser, signed_in)
    studio = Studio(watched_page(context), server)
    yield studio
    context.close()
    studio.assert_quiet()


@pytest.fixture
def page(studio: Studio) -> Page:
    """The page of the studio."""
    return studio.page
