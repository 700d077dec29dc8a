"""The studio as people use it: what is clicked, dragged, typed and seen."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, StorageState, expect

from tests.journeys.server import Server
from tests.waiting import until

# How long a page may take; generous, as only a test that fails waits so long.
TIMEOUT = 25_000
RUN_TIMEOUT = 60_000
# Chromium writes each answer of 400 and above to the console; only what a test expects may stand there.
_ANSWER = re.compile(r"the server responded with a status of (\d+)")
expect.set_options(timeout=TIMEOUT)
_TEST_WINDOW = "try { localStorage.setItem('millrace_test', '1') } catch {}"


def new_context(browser: Browser, state: StorageState | None = None, **more: Any) -> BrowserContext:
    """A profile of its own: size, language, zone and motion are the same on every machine."""
    options: dict[str, Any] = {"locale": "en-GB", "color_scheme": "light", **more}
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
        timezone_id="UTC",
        storage_state=state,
        **options,
    )
    context.set_default_timeout(TIMEOUT)
    context.add_init_script(_TEST_WINDOW)
    return context


class WatchedPage:
    """A page and what its console said."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("console", lambda message: self._hear(message.type, message.text))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.said.append(f"{kind}: {text}")


def held_save(page: Page) -> list[Route]:
    """The next draft the page sends waits for `Studio.release`; those after it go through."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/draft", hold)
    return held


def watched_page(context: BrowserContext) -> WatchedPage:
    """A new page whose console is heard."""
    return WatchedPage(context.new_page())


class Studio:
    """The studio in one page."""

    def __init__(self, watched: WatchedPage, server: Server) -> None:
        self._watched = watched
        self.page = watched.page
        self.server = server
        self.expected_answers: set[int] = set()

    def open(self, path: str = "/development") -> Page:
        """Go to an address of the studio."""
        self.page.goto(self.server.url + path)
        return self.page

    def assert_quiet(self) -> None:
        """Nothing on the console: no error, no violation of the content security policy."""
        assert [line for line in self._watched.said if not self._expected(line)] == []

    def _expected(self, line: str) -> bool:
        found = _ANSWER.search(line)
        return found is not None and int(found[1]) in self.expected_answers

    # tree

    def new_job(self, name: str, directory: str | None = None) -> None:
        """A new pipeline job, opened."""
        self.page.get_by_test_id("btn-new-job").click()
        self.page.get_by_test_id("new-job-name").fill(name)
        if directory is not None:
            self.page.get_by_role("combobox", name="Directory").click()
            self.page.get_by_role("option", name=directory, exact=True).click()
        self.page.get_by_test_id("btn-create-job").click()
        expect(self.canvas).to_be_visible()

    def open_job(self, job: Any, timeout: float = TIMEOUT) -> None:
        """An existing job, by address."""
        self.open(f"/development/{job['id']}")
        expect(self.canvas).to_be_visible(timeout=timeout)

    # canvas

    @property
    def canvas(self) -> Locator:
        """The drawing area."""
        return self.page.locator(".react-flow__pane")

    def card(self, name: str) -> Locator:
        """A node on the canvas."""
        return self.page.get_by_test_id(f"node-card-{name}")

    def status(self, name: str) -> Locator:
        """The state of a node on the canvas."""
        return self.page.get_by_test_id(f"status-{name}")

    def drop(self, node_type: str, x: int, y: int) -> None:
        """Drag a node type from the palette to a place on the canvas."""
        item = self.page.get_by_test_id(f"palette-item-{node_type}")
        item.drag_to(self.canvas, target_position={"x": x, "y": y})
        expect(self.card(node_type)).to_be_visible()

    def drag_edge(self, source: str, target: str, before_release: Callable[[], None] | None = None) -> None:
        """Draw a line from the lower port of one node to the upper port of another."""
        mouse = self.page.mouse
        mouse.move(*_middle(self.card(source).locator(".port-source")))
        mouse.down()
        mouse.move(*_middle(self.card(target).locator(".port-target")), steps=8)
        if before_release:
            before_release()
        mouse.up()

    @property
    def edges(self) -> Locator:
        """Lines on the canvas."""
        return self.page.locator(".react-flow__edge")

    def choose(self, name: str) -> None:
        """Click a node, so that its properties are shown."""
        self.card(name).click()
        expect(self.page.get_by_role("heading", level=2, name=name)).to_be_visible()

    def write_code(self, text: str) -> None:
        """Replace what stands in the code field of the chosen node."""
        code = self.page.locator(".cm-content")
        code.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)
        expect(code).to_contain_text(text.splitlines()[0])

    def document(self) -> Any:
        """The job as the studio holds it."""
        return self.page.evaluate("window.__test.doc()")

    def becomes(self, document: Any, timeout: float = TIMEOUT) -> None:
        """The job is this one at last."""

        self.until(lambda: self.document() == document, "another document", timeout)

    def until(self, look: Callable[[], bool], what: str, timeout: float = TIMEOUT) -> None:
        """Wait for something that no locator can wait for; the page goes on meanwhile."""

        def looked() -> bool:
            self.page.wait_for_timeout(20)
            return look()

        until(looked, timeout / 1000, what)

    # job bar

    def draft_waits(self, held: list[Route]) -> None:
        """The page has sent the draft that is held."""
        self.until(lambda: bool(held), "a draft on its way")

    def release(self, held: list[Route]) -> None:
        """Let the draft that was held go on."""
        self.draft_waits(held)
        held[0].continue_()

    def save(self) -> None:
        """Save by the button."""
        self.page.get_by_test_id("btn-save").click()
        expect(self.page.get_by_test_id("draft-state")).to_contain_text("Draft saved")

    def test_run(self) -> None:
        """Begin a test run."""
        self.page.get_by_test_id("btn-test-run").click()
        expect(self.page.get_by_test_id("run-bar")).to_be_visible()

    def run_ends_as(self, status: str) -> None:
        """The test run ends so."""
        expect(self.page.get_by_test_id("run-bar")).to_have_attribute(
            "data-status", status, timeout=RUN_TIMEOUT
        )


def _middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
