"""The tree of jobs: moves by mouse and by keys, several at once, filters, marks, renaming, deletion."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.studio import Studio

pytestmark = pytest.mark.browser


class Tree:
    """Directories and jobs of one test, whose names begin alike."""

    def __init__(self, studio: Studio, page: Page, prefix: str) -> None:
        self.studio, self.page, self.prefix = studio, page, prefix
        self.server = studio.server

    def directory(self, name: str, parent: int | None = None) -> int:
        body = {"name": f"{self.prefix} {name}", "parent_id": parent}
        return int(self.server.call("POST", "/directories", body)["id"])

    def job(self, name: str, directory: int | None = None) -> int:
        body = {"name": f"{self.prefix} {name}", "directory_id": directory}
        return int(self.server.call("POST", "/jobs", body)["id"])

    def open(self) -> None:
        self.studio.open()
        self.page.get_by_test_id("tree-filter").fill(self.prefix)
        rows = self.page.get_by_role("treeitem")
        expect(rows.first).to_be_visible()
        expect(rows.filter(has_not_text=self.prefix)).to_have_count(0)

    def job_row(self, name: str) -> Locator:
        return self.page.get_by_test_id(f"tree-job-{self.prefix} {name}")

    def directory_row(self, name: str) -> Locator:
        return self.page.get_by_test_id(f"tree-directory-{self.prefix} {name}")

    def home(self, job: int) -> int | None:
        found = self.server.call("GET", f"/jobs/{job}")["directory_id"]
        return None if found is None else int(found)

    @property
    def notice(self) -> Locator:
        return self.page.get_by_test_id("tree-notice")


def test_dragged_jobs_move_together_and_come_back(studio: Studio, page: Page) -> None:
    tree = Tree(studio, page, "drag")
    away, home = tree.directory("away"), tree.directory("home")
    jobs = [tree.job(name, home) for name in ("a", "b", "c")]
    tree.open()
    tree.job_row("a").click()
    tree.job_row("c").click(modifiers=["Shift"])
    tree.job_row("b").click(modifiers=["ControlOrMeta"])
    expect(page.locator("[role=treeitem][aria-selected=true]")).to_have_count(2)
    tree.job_row("a").drag_to(tree.directory_row("away"))
    expect(tree.notice).to_have_text("2 items moved to drag away")
    assert [tree.home(job) for job in jobs] == [away, home, away]
    page.get_by_test_id("tree-undo").click()
    expect(tree.notice).to_have_text("Taken back: 2 items")
    assert [tree.home(job) for job in jobs] == [home, home, home]


def test_a_directory_is_not_dragged_into_itself_nor_beside_its_namesake(studio: Studio, page: Page) -> None:
    tree = Tree(studio, page, "loop")
    outer = tree.directory("outer")
    tree.directory("inner", outer)
    tree.directory("inner")
    tree.open()
    expect(tree.directory_row("inner")).to_have_count(2)
    beside, inside = tree.directory_row("inner").nth(0), tree.directory_row("inner").nth(1)
    tree.directory_row("outer").drag_to(inside)
    expect(tree.notice).to_have_text("loop outer cannot be moved into itself. Choose a place outside of it.")
    beside.drag_to(tree.directory_row("outer"))
    expect(tree.notice).to_contain_text("There is a directory loop inner there already.")


def test_everything_moves_by_keys_alone(studio: Studio, page: Page) -> None:
    tree = Tree(studio, page, "byhand")
    away = tree.directory("away")
    a, b = tree.job("a"), tree.job("b")
    tree.open()
    keys = page.keyboard
    page.get_by_test_id("tree-filter").press("Enter")
    expect(tree.directory_row("away")).to_be_focused()
    keys.press("End")
    expect(tree.job_row("b")).to_be_focused()
    keys.press("ControlOrMeta+x")
    keys.press("Home")
    keys.press("ControlOrMeta+v")
    expect(tree.notice).to_have_text("byhand b moved to byhand away")
    assert (tree.home(a), tree.home(b)) == (None, away)
    keys.type("byhand a")
    tree.job_row("a").focus()
    keys.press("Shift+F10")
    page.get_by_role("menuitem", name="Move to").press("Enter")
    field = page.get_by_role("combobox", name="Directory")
    expect(field).to_be_focused()
    field.fill("byhand away")
    page.get_by_role("option", name="byhand away", exact=True).click()
    page.get_by_test_id("btn-confirm-move").click()
    expect(tree.notice).to_have_text("byhand a moved to byhand away")
    assert tree.home(a) == away


def test_rows_are_renamed_copied_and_deleted_with_who_names_them(studio: Studio, page: Page) -> None:
    tree = Tree(studio, page, "names")
    tree.job("a")
    taken = tree.job("b")
    calls = {"id": "n", "name": "n", "type": "subjob", "properties": {"job": "names a"}}
    tree.server.create_job("who calls", [calls])
    tree.open()
    row = tree.job_row("a")
    row.click(button="right")
    page.get_by_role("menuitem", name="Rename").click()
    field = page.get_by_test_id("tree-rename")
    expect(field).to_be_focused()
    studio.expected_answers.add(409)
    field.fill("names b")
    field.press("Enter")
    expect(tree.notice).to_contain_text("names b")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.press("Escape")
    expect(row).to_be_focused()

    row.press("Shift+F10")
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(field).to_have_value("names a_copy")
    field.fill("names c")
    field.press("Enter")
    expect(tree.job_row("c")).to_be_focused()

    row.focus()
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("delete-uses")).to_contain_text("who calls")
    page.get_by_role("button", name="Cancel").click()
    expect(row).to_be_focused()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")
    expect(page.get_by_role("dialog")).to_contain_text("2 jobs")
    page.get_by_test_id("btn-confirm-delete").click()
    expect(row).to_be_hidden()
    expect(tree.job_row("c")).to_be_focused()
    assert taken not in {job["id"] for job in tree.server.call("GET", "/tree")["jobs"]}


def test_marks_say_what_is_not_submitted_and_not_scheduled_and_filters_find_it(
    studio: Studio, page: Page
) -> None:
    tree = Tree(studio, page, "marks")
    home = tree.directory("home")
    tree.job("new", home)
    old = tree.job("old", home)
    node = {"id": "n", "name": "n", "type": "dummy"}
    job = tree.server.call("GET", f"/jobs/{old}")
    draft = {"revision": job["revision"], "definition": {"nodes": [node]}}
    tree.server.call("PUT", f"/jobs/{old}/draft", draft)
    tree.server.call("POST", f"/jobs/{old}/submit", {"description": ""})
    tree.open()
    expect(tree.job_row("new")).to_contain_text("draft")
    expect(tree.job_row("old").get_by_label("Not scheduled")).to_be_visible()
    changed = tree.job_row("old").get_by_label("Changed since version 1 was submitted")
    expect(changed).to_be_hidden()
    # Somebody else saves: only the row is told, and it changes here.
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/tree") else None)
    revision = tree.server.call("GET", f"/jobs/{old}")["revision"]
    tree.server.call("PUT", f"/jobs/{old}/draft", {"revision": revision, "definition": {}})
    expect(changed).to_be_visible()
    assert asked == []

    page.get_by_test_id("btn-tree-filters").click()
    page.get_by_label("Never submitted").check()
    page.keyboard.press("Escape")
    expect(tree.job_row("old")).to_be_hidden()
    expect(tree.job_row("new")).to_be_visible()
    page.reload()
    expect(page.get_by_role("list", name="Filters")).to_contain_text("Never submitted")
    expect(tree.job_row("old")).to_be_hidden()
    page.get_by_role("button", name="Remove filter Never submitted").click()
    page.get_by_test_id("tree-filter").fill("marks no such thing at all 0815")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_test_id("tree-filter")).to_have_value("")


def test_a_single_task_is_made_with_the_type_that_was_chosen(studio: Studio, page: Page) -> None:
    studio.open()
    page.get_by_test_id("btn-new-job").click()
    page.get_by_test_id("new-job-name").fill("one (shell) task")
    page.get_by_text("Single task", exact=True).click()
    page.get_by_role("combobox", name="Node type").click()
    page.get_by_role("option", name="Shell", exact=True).click()
    page.get_by_test_id("btn-create-job").click()
    row = page.get_by_test_id("tree-job-one (shell) task")
    expect(row).to_have_attribute("aria-current", "page")
    job = studio.server.sample_job("one (shell) task")
    (node,) = studio.server.call("GET", f"/jobs/{job['id']}")["definition"]["nodes"]
    assert (node["type"], node["name"]) == ("shell", "one _shell_ task")
