"""The property panel: expressions and their values, several nodes at once, references, edges, single tasks."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio

pytestmark = pytest.mark.browser

_DAY = {"name": "day", "value": '#{Job.getPlanTime("yyyy-MM-dd")}'}


def steps(page: Page) -> int:
    """How many steps can be undone."""
    count = page.evaluate("window.__test.store.get().history.past.length")
    assert isinstance(count, int)
    return count


def test_a_field_takes_an_expression_and_shows_its_value(studio: Studio, page: Page, server: Server) -> None:
    node = {"id": "n1", "name": "call", "type": "rest_client", "properties": {"url": "http://x/"}}
    studio.open_job(server.create_job("live_values", [node], params=[_DAY]))
    studio.choose("call")
    page.get_by_role("textbox", name="Address").fill("http://x/${day}")
    expect(page.get_by_test_id("live-value")).to_have_text(re.compile(r"^http://x/\d{4}-\d\d-\d\d$"))

    page.get_by_role("button", name=re.compile("^Values for")).first.click()
    page.get_by_label("A date and time", exact=False).fill("2026-02-03T04:05")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("live-value")).to_have_text("http://x/2026-02-03")

    page.get_by_role("button", name="Method: expression").click()
    method = page.get_by_role("textbox", name="Method")
    method.press_sequentially("${d")
    page.get_by_role("option", name="day", exact=False).click()
    expect(method).to_have_value("${day}")
    assert studio.document()["nodes"][0]["properties"]["method"] == "${day}"
    page.get_by_role("button", name="Method: expression").click()
    assert "method" not in studio.document()["nodes"][0]["properties"]


def test_a_script_is_shown_as_it_will_run(studio: Studio, page: Page, server: Server) -> None:
    secret = {"name": "key", "value": "s3cret", "masked": True}
    node = shell("say", "echo ${day} ${key}")
    studio.open_job(server.create_job("will_run", [node], params=[{"name": "day", "value": "today"}, secret]))
    studio.choose("say")
    page.get_by_role("button", name="What will run").click()
    expect(page.get_by_test_id("will-run")).to_contain_text("echo today ********")


def test_several_nodes_are_changed_in_one_step(studio: Studio, page: Page, server: Server) -> None:
    nodes = [shell("one", "true"), shell("two", "false", retry={"times": 2, "interval_seconds": 5})]
    studio.open_job(server.create_job("bulk", nodes))
    before = studio.document()
    page.evaluate("window.__test.store.select({nodes: ['one', 'two']})")
    expect(page.get_by_role("heading", name="2 nodes selected")).to_be_visible()
    retries = page.get_by_label("Retries")
    expect(retries).to_have_attribute("placeholder", "mixed")
    done = steps(page)
    retries.fill("4")
    assert [node["retry"]["times"] for node in studio.document()["nodes"]] == [4, 4]
    assert [node["retry"]["interval_seconds"] for node in studio.document()["nodes"]] == [120, 5]
    assert steps(page) == done + 1
    page.evaluate("window.__test.store.undo()")
    assert studio.document() == before


def test_a_broken_reference_says_what_to_do(studio: Studio, page: Page, server: Server) -> None:
    node = {"id": "n1", "name": "query", "type": "sql", "properties": {"connection": "nowhere"}}
    studio.open_job(server.create_job("broken_reference", [node]))
    studio.choose("query")
    expect(page.get_by_role("alert").filter(has_text="nowhere").first).to_be_visible()
    expect(page.get_by_role("link", name="New connection...")).to_have_attribute("target", "_blank")


def test_an_edge_is_edited_in_the_panel(studio: Studio, page: Page, server: Server) -> None:
    nodes = [shell("one", "true"), shell("two", "true")]
    job = server.create_job("edge_panel", nodes, edges=[{"source": "one", "target": "two"}])
    studio.open_job(job)
    page.evaluate("window.__test.store.select({edges: ['one->two']})")
    panel = page.get_by_role("complementary", name="Properties")
    panel.get_by_test_id("edge-condition").fill("#{1 < 2}")
    expect(panel.get_by_test_id("edge-verdict")).to_contain_text("would be true")
    panel.get_by_label("Skip the next node", exact=False).check()
    assert studio.document()["edges"][0]["on_false"] == "skip_next"
    panel.get_by_role("button", name="More for this edge").click()
    page.get_by_role("menuitem", name="Reverse").click()
    edge = studio.document()["edges"][0]
    assert (edge["source"], edge["target"], edge["condition"]) == ("two", "one", "#{1 < 2}")


def test_parameters_are_pasted_and_doubles_are_told(studio: Studio, page: Page, server: Server) -> None:
    studio.open_job(server.create_job("pasted", [shell("one", "true")], params=[{"name": "a", "value": "1"}]))
    name = page.get_by_label("Name of parameter 1")
    name.focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer(); data.setData('text', text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))
        }""",
        "a=2\nb=3",
    )
    expect(page.get_by_label("Name of parameter 2")).to_have_value("b")
    assert [(p["name"], p["value"]) for p in studio.document()["params"]] == [("a", "2"), ("b", "3")]
    page.get_by_label("Name of parameter 2").fill("a")
    expect(page.get_by_text("a is there twice", exact=False).first).to_be_visible()


def test_a_single_task_has_an_editor_and_its_settings_beside(
    studio: Studio, page: Page, server: Server
) -> None:
    job = server.create_job(
        "task_editor", [shell("n1", "echo ${day}")], job_kind="single_task", params=[_DAY]
    )
    studio.open(f"/development/{job['id']}")
    side = page.get_by_role("complementary", name="Settings of the node")
    expect(side.get_by_label("Name of parameter 1")).to_have_value("day")
    studio.write_code("echo changed")
    side.get_by_role("tab", name="Advanced").click()
    side.get_by_label("Retries").fill("1")
    side.get_by_role("tab", name="Notes").click()
    side.get_by_label("Description").fill("why")
    node = studio.document()["nodes"][0]
    assert (node["properties"]["script"], node["retry"]["times"], node["description"]) == (
        "echo changed",
        1,
        "why",
    )
