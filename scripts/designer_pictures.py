"""Pictures of the designer in its states, and the jobs that they show."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import ViewportSize, expect
from tests.journeys.server import Server, shell
from tests.journeys.studio import Studio, held_save, watched_page

SMALLER: ViewportSize = {"width": 1280, "height": 680}
"""For a picture with much text, so that its file stays small enough."""

NIGHT = "night_load"
BROKEN = "half_done"
SHARED = "price_list"
TASK = "clean_up"

_NOTE = """**Before six** the partner has not closed the day.

- `rates_fetch` is tried five times
- then ask the *desk*: [numbers](https://example.org/desk)"""


def _node(name: str, kind: str, x: int, y: int, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "type": kind, "position": {"x": x, "y": y}, "properties": {}, **more}


def _sql(statement: str) -> dict[str, Any]:
    return {"connection": "flights_db", "statement": statement}


def _edge(source: str, target: str, condition: str | None = None) -> dict[str, Any]:
    return {"source": source, "target": target, "condition": condition}


def add_designer_jobs(server: Server) -> None:
    """A job with groups and notes, one with problems, one for two people, one of a single task."""
    _night_load(server)
    _half_done(server)
    _shared(server)
    script = 'find "$folder" -name "*.tmp" -mtime +$days -print -delete\n\necho "cleaned on ${day}"'
    params = [
        {"name": "day", "value": '#{DateUtil.format(Job.planTime, "yyyy-MM-dd")}'},
        {"name": "days", "value": "14"},
    ]
    server.create_job(TASK, [shell("clean_up", script)], job_kind="single_task", params=params)


def _night_load(server: Server) -> None:
    nodes = [
        _node("begin", "dummy", 264, 0),
        _node("orders_fetch", "shell", 40, 104, group="g1", properties={"script": "./fetch orders"}),
        _node("stock_fetch", "shell", 264, 104, group="g1", properties={"script": "./fetch stock"}),
        _node(
            "rates_fetch",
            "shell",
            488,
            104,
            group="g1",
            properties={"script": "./fetch rates"},
            retry={"times": 5, "interval_seconds": 60},
        ),
        _node("orders_check", "sql", 40, 208, group="g1", properties=_sql("select count(*) from orders")),
        _node("prices", "sql", 376, 208, group="g1", properties=_sql("update prices set rate = :rate")),
        _node("join", "sql", 168, 320, properties=_sql("insert into sales select * from orders")),
        _node("by_shop", "sql", 168, 440, group="g2", properties=_sql("select shop, sum(total) from sales")),
        _node("by_day", "sql", 400, 440, group="g2", properties=_sql("select day, sum(total) from sales")),
        _node("tell", "shell", 168, 544, properties={"script": "echo done"}),
        _node("archive", "shell", -80, 320, properties={"script": "./archive"}),
    ]
    ends = [
        ("begin", "orders_fetch"),
        ("begin", "stock_fetch"),
        ("begin", "rates_fetch"),
        ("stock_fetch", "prices"),
        ("rates_fetch", "prices"),
        ("orders_fetch", "orders_check"),
        ("prices", "join"),
        ("join", "by_shop"),
        ("join", "by_day"),
        ("by_shop", "tell"),
        ("by_day", "tell"),
    ]
    edges = [_edge(*pair) for pair in ends]
    edges.append(_edge("orders_check", "join"))
    edges.append(_edge("orders_check", "archive", '#{"${mode}" == "full"}'))
    server.create_job(
        NIGHT,
        nodes,
        edges=edges,
        groups=[
            {"id": "g1", "name": "Fetch and check", "parent": None, "collapsed": False},
            {"id": "g2", "name": "Reports", "parent": None, "collapsed": True},
        ],
        notes=[{"id": "t1", "text": _NOTE, "position": {"x": 424, "y": 320}, "width": 272, "height": 112}],
        params=[{"name": "mode", "value": "delta"}],
    )


def _shared(server: Server) -> None:
    nodes = [_node("read", "shell", 0, 0), _node("price", "shell", 0, 120), _node("send", "shell", 0, 240)]
    for node in nodes:
        node["properties"] = {"script": f"echo {node['name']}"}
    server.create_job(SHARED, nodes, edges=[_edge("read", "price"), _edge("price", "send")])


def _half_done(server: Server) -> None:
    nodes = [
        _node("load", "sql", 0, 0, properties={"connection": "warehuose", "statement": "select 1"}),
        _node("clean", "shell", 0, 120, properties={"script": "./clean ${day}"}),
        _node("report", "shell", 0, 240, properties={"script": 'echo "#{Job.getNodeOutput("lod")}"'}),
        _node("send", "shell", 240, 240, properties={"script": "./send #{1 +"}),
        _node("archive", "shell", 480, 120, properties={"script": "./archive"}),
    ]
    edges = [
        _edge("load", "clean", "rows > 0"),
        _edge("clean", "report", "rows > 100"),
        _edge("clean", "send"),
    ]
    server.create_job(BROKEN, nodes, edges=edges)


# ---- pictures ----------------------------------------------------------------------------------------------


def _open(studio: Studio, name: str, address: str = "", size: ViewportSize | None = None) -> None:
    if size:
        studio.page.set_viewport_size(size)
    job = studio.server.sample_job(name)
    studio.open(f"/development/{job['id']}{address}")


def _only_canvas(studio: Studio) -> None:
    """All of the job, with more room for it."""
    studio.page.get_by_role("button", name="Close the drawer").click()
    studio.page.get_by_role("button", name="Show all nodes").click()


def quick_add(studio: Studio) -> None:
    """The list that asks what follows a node."""
    _open(studio, NIGHT, size=SMALLER)
    _only_canvas(studio)
    studio.choose("rates_fetch")
    studio.page.keyboard.press("a")
    expect(studio.page.get_by_test_id("quick-add")).to_be_visible()
    studio.page.keyboard.type("da")
    expect(studio.page.get_by_test_id("quick-add-data_quality")).to_be_visible()


def groups_and_notes(studio: Studio) -> None:
    """An open group, a folded one, and a note."""
    _open(studio, NIGHT, size=SMALLER)
    expect(studio.page.get_by_test_id("group-Reports")).to_be_visible()
    _only_canvas(studio)
    studio.card("prices").click()
    expect(studio.page.get_by_role("heading", level=2, name="prices")).to_be_visible()


def problems_and_fixes(studio: Studio) -> None:
    """What is wrong with a job, and what mends it."""
    _open(studio, BROKEN)
    studio.page.get_by_test_id("drawer-tab-problems").click()
    expect(studio.page.locator("[data-problem]").first).to_be_visible()
    studio.choose("send")
    expect(studio.page.locator(".cm-line").first).to_be_visible()


def outline(studio: Studio) -> None:
    """The same job as a list."""
    _open(studio, NIGHT, "?view=outline")
    studio.page.get_by_test_id("outline-prices").click()
    expect(studio.page.get_by_role("heading", level=2, name="prices")).to_be_visible()


def search(studio: Studio) -> None:
    """What was found in a job."""
    _open(studio, NIGHT, size=SMALLER)
    _only_canvas(studio)
    studio.page.get_by_test_id("btn-job-search").click()
    studio.page.get_by_test_id("job-search-input").fill("orders")
    expect(studio.page.get_by_test_id("job-search-hit").first).to_be_visible()


def conflict(studio: Studio) -> None:
    """Two drafts of one job, side by side."""
    page, server = studio.page, studio.server
    server.call("DELETE", f"/jobs/{server.sample_job(SHARED)['id']}")
    _shared(server)  # as it was: the picture before this one changed it
    _open(studio, SHARED)
    studio.choose("price")
    other = Studio(watched_page(page.context), studio.server)
    _open(other, SHARED)
    other.choose("price")
    held = held_save(page)
    page.get_by_label("Name", exact=True).fill("price_in_euro")
    expect(page.get_by_test_id("draft-state")).to_have_attribute("data-phase", "saving")
    other.write_code("echo 'prices of today'")
    other.page.get_by_label("Name", exact=True).fill("prices")
    expect(other.page.get_by_test_id("draft-state")).to_have_attribute("data-phase", "idle")
    held[0].continue_()
    page.bring_to_front()
    page.get_by_test_id("notice-conflict").get_by_role("button", name="Compare").click()
    expect(page.get_by_test_id("conflict")).to_be_visible()
    other.page.close()


def command_palette(studio: Studio) -> None:
    """One field for everything."""
    _open(studio, NIGHT)
    studio.card("prices").click()
    studio.page.keyboard.press("ControlOrMeta+k")
    studio.page.keyboard.type("pri")
    expect(studio.page.get_by_role("option").first).to_be_visible()


def keys(studio: Studio) -> None:
    """The map of keys."""
    _open(studio, NIGHT, size=SMALLER)
    studio.card("prices").click()
    studio.page.keyboard.press("?")
    expect(studio.page.get_by_test_id("keys-dialog")).to_be_visible()


def single_task(studio: Studio) -> None:
    """A job that is one script."""
    _open(studio, TASK)
    expect(studio.page.locator(".cm-line").first).to_be_visible()


DESIGNER: tuple[Callable[[Studio], None], ...] = (
    quick_add,
    groups_and_notes,
    problems_and_fixes,
    outline,
    search,
    conflict,
    command_palette,
    keys,
    single_task,
)
