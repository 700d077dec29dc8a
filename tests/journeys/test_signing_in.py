"""In by the printed link, out by the menu. A server of its own: signing out must not disturb other tests."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.server import running_server
from tests.journeys.studio import Studio, new_context, watched_page

pytestmark = pytest.mark.browser


def test_the_printed_link_works_once_and_signing_out_ends_the_session(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with running_server(tmp_path_factory.mktemp("signing_in"), "serve") as server:
        context = new_context(browser)
        studio = Studio(watched_page(context), server)
        studio.expected_answers.add(401)
        page = studio.open("/")
        page.get_by_role("textbox").fill("http://127.0.0.1/login?token=wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("has been used or has expired")).to_be_visible()
        page.get_by_role("textbox").fill(server.login_link)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("No job yet")).to_be_visible()

        other = new_context(browser)
        again = Studio(watched_page(other), server)
        again.expected_answers.add(401)
        again.page.goto(server.login_link)
        expect(again.page.get_by_text("used")).to_be_visible()
        other.close()

        page.locator(".me").click()
        page.get_by_role("menuitem", name="Sign out").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        studio.open("/instances")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        studio.assert_quiet()
        context.close()
