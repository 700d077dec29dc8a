"""The studio in Chromium, driven as a person drives it."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]
HELPERS = (Path(__file__).parent / "page.js").read_text()
TICK = 1 / 60


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a GPU."""
    path = os.environ.get("MILLRACE_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


def signed_in(chromium: Browser, data: Path) -> Any:
    """What a profile holds once its owner opened the login link."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto((data / "run/login-link").read_text().strip())
    page.get_by_test_id("btn-new-job").wait_for()
    state = context.storage_state()
    context.close()
    return state


def profile(chromium: Browser, state: Any) -> BrowserContext:
    """A new profile, signed in."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, storage_state=state)
    context.set_default_timeout(60_000)
    context.add_init_script("try { localStorage.setItem('millrace_test', '1') } catch {}")
    context.add_init_script(HELPERS)
    return context


@dataclass
class Canvas:
    """The canvas of one page."""

    page: Page

    def mounted(self) -> dict[str, int]:
        """Nodes and edges that are drawn now."""
        found: dict[str, int] = self.page.evaluate("__bench.mounted()")
        return found

    def zoom(self) -> float:
        """The scale now."""
        found: float = self.page.evaluate("__test.viewport().zoom")
        return found

    def box(self) -> dict[str, float]:
        """Where the canvas is on the page."""
        found = self.page.locator(".react-flow").bounding_box()
        assert found is not None
        return {name: float(found[name]) for name in ("x", "y", "width", "height")}

    def whole_graph(self) -> None:
        """Everything in view."""
        self.page.get_by_role("button", name="Show all nodes").click()
        self.page.evaluate("__bench.painted()")

    def working_zoom(self) -> None:
        """As large as drawn, in the middle of the graph."""
        self.page.locator(".zoom-now").click()
        self.page.evaluate("__bench.painted()")
        time.sleep(0.3)

    def frames(self, drive: Callable[[], None]) -> list[float]:
        """Times between frames while `drive` moves something."""
        self.page.evaluate("__bench.begin()")
        drive()
        found: list[float] = self.page.evaluate("__bench.end()")
        return found

    def sweep(self, x: float, y: float, width: float, height: float, steps: int = 90) -> None:
        """Press at a place, move about it, release: one step a frame."""
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        for step in range(steps):
            begin = time.monotonic()
            swing = 1 - abs(1 - 2 * (step + 1) / steps)
            mouse.move(x + width * swing, y + height * swing)
            time.sleep(max(0.0, TICK - (time.monotonic() - begin)))
        mouse.up()

    def wheel(self, steps: int = 60) -> None:
        """Zoom in and out about the middle."""
        box = self.box()
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for step in range(steps):
            begin = time.monotonic()
            self.page.mouse.wheel(0, -24 if step < steps / 2 else 24)
            time.sleep(max(0.0, TICK - (time.monotonic() - begin)))

    def empty_place(self) -> tuple[float, float]:
        """A place of the canvas where nothing is drawn, near its middle."""
        found: list[float] = self.page.evaluate(
            """() => {
                const box = document.querySelector('.react-flow').getBoundingClientRect();
                for (let turn = 0; turn < 4000; turn += 1) {
                    const far = Math.sqrt(turn) * 4, angle = turn * 2.4;
                    const x = box.x + box.width / 2 + far * Math.cos(angle);
                    const y = box.y + box.height / 2 + far * Math.sin(angle);
                    const found = document.elementFromPoint(x, y);
                    if (found?.classList.contains('react-flow__pane')) return [x, y];
                }
                return null;
            }"""
        )
        return found[0], found[1]

    def inner_nodes(self, count: int) -> list[str]:
        """Ids of nodes in view, those nearest to its middle first."""
        found: list[str] = self.page.evaluate(
            """(count) => {
                const box = document.querySelector('.react-flow').getBoundingClientRect();
                const [mx, my] = [box.x + box.width / 2, box.y + box.height / 2];
                const away = (e) => {
                    const b = e.getBoundingClientRect();
                    return Math.hypot(b.x + b.width / 2 - mx, b.y + b.height / 2 - my);
                };
                return [...document.querySelectorAll('.react-flow__node')]
                    .map((e) => [away(e), e.dataset.id]).sort((a, b) => a[0] - b[0])
                    .slice(0, count).map(([, id]) => id);
            }""",
            count,
        )
        return found

    def place_of(self, node_id: str) -> tuple[float, float]:
        """The middle of a node on the page."""
        found = self.page.locator(f'.react-flow__node[data-id="{node_id}"]').bounding_box()
        assert found is not None
        return found["x"] + found["width"] / 2, found["y"] + found["height"] / 2


def heap_mb(session: CDPSession) -> float:
    """What scripts hold after a collection."""
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"]
    return used / 2**20
