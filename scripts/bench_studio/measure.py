"""Each figure of bar point 17, on one job."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from scripts.bench.measure import median, percentile
from scripts.bench_studio.graphs import Size
from scripts.bench_studio.studio import Canvas, heap_mb, profile

MANY = 50


@dataclass
class Figures:
    """Values of one job by the name of the figure; several runs each."""

    runs: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        """One more run."""
        self.runs.setdefault(name, []).append(value)

    def frames(self, name: str, times: list[float]) -> None:
        """Frame times of one run: their middle and the slow ones."""
        self.add(f"{name} p50", median(times))
        self.add(f"{name} p95", percentile(times, 0.95))

    def medians(self) -> Mapping[str, float]:
        """The median of all runs."""
        return {name: median(values) for name, values in self.runs.items()}


@dataclass
class Subject:
    """What is measured: a job of this size, and a small one to come from."""

    url: str
    job: int
    small_job: int
    size: Size


def opened(chromium: Browser, state: object, subject: Subject, figures: Figures) -> None:
    """A new profile opens the job by its address, then a fresh page changes to it from another job."""
    size = subject.size
    context = profile(chromium, state)
    page = context.new_page()
    page.goto(f"{subject.url}/development/{subject.job}", wait_until="commit")
    figures.add("open, cold", page.evaluate("([n, e]) => __bench.drawn(n, e)", [size.nodes, size.edges]))
    page.goto(f"{subject.url}/development/{subject.job}", wait_until="commit")
    figures.add("open, warm", page.evaluate("([n, e]) => __bench.drawn(n, e)", [size.nodes, size.edges]))
    page.goto(f"{subject.url}/development/{subject.small_job}")
    page.locator(".react-flow__node").first.wait_for()
    page.locator(f'.tabs a[href="/development/{subject.job}"]').wait_for()
    time.sleep(0.8)
    switch = """([id, n, e]) => __bench.timed(() => {
        document.querySelector(`.tabs a[href="/development/${id}"]`).click();
        return __bench.drawn(n, e);
    })"""
    figures.add("open, switch", page.evaluate(switch, [subject.job, size.nodes, size.edges]))
    context.close()


def moved(page: Page, subject: Subject, figures: Figures) -> None:
    """Pan, drag and zoom; the view and what is mounted are checked before each."""
    canvas, size = Canvas(page), subject.size
    canvas.whole_graph()
    everything = canvas.mounted()
    assert everything["nodes"] == size.nodes, everything
    assert everything["edges"] >= size.edges, everything
    x, y = canvas.empty_place()
    figures.frames("pan, all", canvas.frames(lambda: canvas.sweep(x, y, 120, 60)))
    figures.frames("zoom, all", canvas.frames(canvas.wheel))
    canvas.whole_graph()
    figures.frames("drag, all", canvas.frames(lambda: _drag(canvas, canvas.inner_nodes(1)[0])))
    many = canvas.inner_nodes(MANY)
    page.evaluate("(ids) => __test.store.select({ nodes: ids, edges: [] })", many)
    figures.frames(f"drag {MANY}, all", canvas.frames(lambda: _drag(canvas, many[0])))
    page.evaluate("__test.store.select({ nodes: [], edges: [] })")
    canvas.working_zoom()
    assert canvas.zoom() == 1
    near = canvas.mounted()
    assert 0 < near["nodes"] < size.nodes / 2, near
    figures.frames("pan, near", canvas.frames(lambda: canvas.sweep(*canvas.empty_place(), 200, 120)))
    figures.frames("drag, near", canvas.frames(lambda: _drag(canvas, canvas.inner_nodes(1)[0])))
    page.evaluate("(ids) => __test.store.select({ nodes: ids, edges: [] })", many)
    held = next(node for node in canvas.inner_nodes(MANY) if node in many)
    figures.frames(f"drag {MANY}, near", canvas.frames(lambda: _drag(canvas, held)))
    page.evaluate("__test.store.select({ nodes: [], edges: [] })")


def _drag(canvas: Canvas, node_id: str) -> None:
    canvas.sweep(*canvas.place_of(node_id), 96, 48)


def edited(page: Page, figures: Figures) -> None:
    """Undo and redo of a move, and the arrangement with its longest block of the page."""
    canvas = Canvas(page)
    canvas.whole_graph()
    figures.add("undo", page.evaluate("__bench.timed(() => __test.store.undo())"))
    figures.add("redo", page.evaluate("__bench.timed(() => __test.store.redo())"))
    before = page.evaluate("__test.store.get().history.nextMark")
    page.evaluate("__bench.begin()")
    begin = time.monotonic()
    page.get_by_role("button", name="Arrange all nodes").click()
    page.wait_for_function("(mark) => __test.store.get().history.nextMark > mark", arg=before)
    page.evaluate("__bench.painted()")
    figures.add("arrange", (time.monotonic() - begin) * 1000)
    figures.add("arrange, longest block", max(page.evaluate("__bench.end()")))
    page.evaluate("__test.store.undo()")


def heap(chromium: Browser, state: object, subject: Subject, minutes: float, figures: Figures) -> None:
    """What scripts hold before and after editing, panning and zooming for some minutes."""
    context = profile(chromium, state)
    page = context.new_page()
    page.goto(f"{subject.url}/development/{subject.job}")
    page.evaluate("([n, e]) => __bench.drawn(n, e)", [subject.size.nodes, subject.size.edges])
    canvas, session = Canvas(page), context.new_cdp_session(page)
    ways: tuple[Callable[[], None], ...] = (canvas.whole_graph, canvas.working_zoom)
    for way in ways:
        way()
    time.sleep(1)
    start = heap_mb(session)
    end, turn = time.monotonic() + minutes * 60, 0
    while time.monotonic() < end:
        page.evaluate("(turn) => __bench.edit(turn)", turn)
        if turn % 25 == 24:
            ways[turn // 25 % 2]()
            canvas.sweep(*canvas.empty_place(), 80, 40, steps=20)
        turn += 1
        time.sleep(0.02)
    page.evaluate("__test.store.select({ nodes: [], edges: [] })")
    ways[-1]()
    time.sleep(1)
    figures.add("heap, start (MB)", start)
    figures.add("heap, after editing (MB)", heap_mb(session))
    figures.add("heap, growth", heap_mb(session) / start)
    figures.add("heap, edits", turn)
    context.close()
