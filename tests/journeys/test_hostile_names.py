"""Names are text, however they look and however long they are."""

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)>"
LONG = "long_" * 25 + "end"


def test_markup_in_names_texts_and_logs_stays_text(studio: Studio, page: Page, server: Server) -> None:
    asked = dialogs_of(page)
    node = shell("n1", f"echo '{HOSTILE}'")
    drawn = server.create_job("markup drawn", [{**node, "name": HOSTILE}], description=HOSTILE)
    studio.open_job(drawn)
    studio.choose(HOSTILE)
    expect(page.get_by_text("names").first).to_be_visible()
    ran = server.create_job("markup run", [node])
    instance = server.ended(server.test_run(ran["id"])["id"])
    studio.open(f"/instances/{instance['id']}")
    expect(page.get_by_test_id("log-panel").get_by_text(HOSTILE)).to_be_visible()
    page.get_by_role("tab", name="Output").click()
    expect(page.get_by_role("complementary").get_by_text(HOSTILE)).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert asked == []


def test_the_longest_name_keeps_its_place(studio: Studio, page: Page, server: Server) -> None:
    job = server.create_job(LONG, [{**shell("n1", "echo x"), "name": LONG}])
    instance = server.ended(server.test_run(job["id"])["id"])
    for path in (f"/development/{job['id']}", "/instances", f"/instances/{instance['id']}"):
        studio.open(path)
        expect(page.get_by_text(LONG).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    studio.open_job(job)
    studio.choose(LONG)
    assert width(studio.card(LONG)) <= 182
    page.get_by_test_id(f"tree-job-{LONG}").hover()
    page.get_by_role("button", name=f"More for {LONG}").click()
    page.get_by_role("menuitem", name="Delete").click()
    dialog = page.get_by_role("dialog")
    assert width(dialog) <= 480
    assert dialog.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_a_refused_name_is_shown_as_text(studio: Studio, page: Page) -> None:
    asked = dialogs_of(page)
    studio.expected_answers.add(422)
    studio.open()
    page.get_by_test_id("btn-new-job").click()
    page.get_by_test_id("new-job-name").fill(HOSTILE)
    page.get_by_test_id("btn-create-job").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("has no control characters")
    assert page.locator("img[src=x]").count() == 0
    assert asked == []


def dialogs_of(page: Page) -> list[str]:
    """What the page says by alert, as it comes."""
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", note)
    return asked


def width(part: Locator) -> float:
    """How wide it is drawn, in pixels."""
    box = part.bounding_box()
    assert box is not None
    return box["width"]
