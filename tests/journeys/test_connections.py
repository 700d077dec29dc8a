"""Connections: made in a form, tested, used, and kept while they are used."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.server import Server
from tests.journeys.studio import Studio

pytestmark = pytest.mark.browser


def begin(page: Page, kind: str, name: str) -> None:
    """Open the dialog and choose type and name."""
    page.get_by_test_id("btn-new-connection").click()
    page.get_by_role("combobox", name="Type").click()
    page.get_by_role("option", name=kind, exact=True).click()
    page.get_by_test_id("new-connection-name").fill(name)


def test_a_duckdb_connection_is_made_tested_used_and_kept(studio: Studio, page: Page, server: Server) -> None:
    studio.open("/connections")
    begin(page, "DuckDB", "scratch_db")
    page.get_by_role("textbox", name="File").fill("scratch.duckdb")
    page.get_by_test_id("btn-create-connection").click()
    expect(page.get_by_role("heading", level=2, name="scratch_db")).to_be_visible()
    page.get_by_test_id("btn-test-connection").click()
    expect(page.get_by_text("The connection works.")).to_be_visible()

    page.get_by_role("link", name="Development", exact=True).click()
    studio.new_job("uses_scratch")
    studio.drop("sql", 300, 100)
    page.get_by_role("combobox", name="Connection").click()
    page.get_by_role("option", name="scratch_db").click()
    studio.write_code("select 6 * 7 as answer")
    page.get_by_test_id("btn-test-run").click()
    studio.run_ends_as("success")
    page.get_by_role("link", name="Open instance").click()
    panel = page.get_by_role("complementary", name="Node run")
    panel.get_by_role("tab", name="Output").click()
    expect(panel).to_contain_text("42")

    page.get_by_role("link", name="Connections", exact=True).click()
    page.get_by_test_id("connection-row-scratch_db").click()
    expect(page.get_by_role("link", name="uses_scratch")).to_be_visible()
    page.get_by_role("button", name="Delete scratch_db").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("uses_scratch")
    expect(dialog.get_by_role("button", name="Delete", exact=True)).to_be_disabled()


def test_a_secret_is_written_once_and_never_shown_again(studio: Studio, page: Page, server: Server) -> None:
    studio.open("/connections")
    begin(page, "PostgreSQL", "warehouse")
    page.get_by_label("Host", exact=False).first.fill("127.0.0.1")
    page.get_by_label("Database", exact=False).last.fill("main")
    page.get_by_label("User", exact=False).last.fill("reader")
    page.get_by_label("Password", exact=True).fill("s3cret-words")
    page.get_by_test_id("btn-create-connection").click()
    expect(page.get_by_role("heading", level=2, name="warehouse")).to_be_visible()
    expect(page.get_by_role("button", name="Replace: Password")).to_be_visible()
    assert "s3cret-words" not in page.content()
    assert "s3cret-words" not in str(server.call("GET", "/connections"))
    page.get_by_role("button", name="Replace: Password").click()
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
