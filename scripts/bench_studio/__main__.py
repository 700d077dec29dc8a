"""`make bench-studio`: opens large jobs in Chromium and prints how quickly the designer answers.

It measures and never fails because something was slow: the figures belong to one machine. Arguments:

    make bench-studio ARGS="--runs 3 --sizes 500"
    make bench-studio ARGS="--heap-minutes 10"
"""

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scripts.bench import machine
from scripts.bench.server import Server, free_port
from scripts.bench_studio import measure
from scripts.bench_studio.graphs import SIZES, Size, definition
from scripts.bench_studio.studio import browser, profile, signed_in

RUNS = 20
HEAP_GROWTH = 1.3


def arguments() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(prog="make bench-studio ARGS=...", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each figure, {RUNS} by default")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), choices=list(SIZES))
    parser.add_argument("--heap-minutes", type=float, default=1.0, help="length of the scripted editing")
    parser.add_argument(
        "--only", nargs="+", choices=["open", "move", "edit", "heap"], help="parts, all by default"
    )
    return parser.parse_args()


def asked(size: Size) -> dict[str, str]:
    """What stands in the bar beside each figure."""
    wanted = {f"open, {way}": f"< {size.open_ms:.0f}" for way in ("cold", "warm", "switch")}
    for way in ("pan, all", "pan, near", "drag, all", "drag, near"):
        wanted[f"{way} p95"] = f"< {size.frame_ms:.0f}"
    if size.drag_many_ms:
        wanted |= {f"drag 50, {view} p95": f"< {size.drag_many_ms:.0f}" for view in ("all", "near")}
    if size.zoom_fps:
        wanted["zoom, all p50"] = f"<= {1000 / size.zoom_fps:.0f}"
    if size.undo_ms:
        wanted["undo"] = f"< {size.undo_ms:.0f}"
    wanted |= {"arrange": f"< {size.arrange_ms:.0f}", "arrange, longest block": "< 100"}
    return wanted | {"heap, growth": f"< {HEAP_GROWTH}"}


def table(size: Size, figures: measure.Figures) -> Table:
    """Medians beside what is asked."""
    shown = Table(
        "milliseconds unless said", "median", "asked", title=f"{size.nodes} nodes, {size.edges} edges"
    )
    wanted = asked(size)
    for name, value in figures.medians().items():
        shown.add_row(
            name, f"{value:.2f}" if name.startswith("heap") else f"{value:.1f}", wanted.get(name, "")
        )
    return shown


def main() -> None:
    """Measure and print."""
    chosen = arguments()
    parts = set(chosen.only or ("open", "move", "edit", "heap"))
    console = Console()
    console.print(f"Machine: {machine.load()}; medians of {chosen.runs} runs")
    with (
        tempfile.TemporaryDirectory(prefix="millrace-bench-") as folder,
        Server(Path(folder) / "data", free_port()) as server,
        browser() as chromium,
    ):
        url = str(server.http.base_url).rstrip("/")
        state = signed_in(chromium, server.data)
        small = _job(server, "small", {"job_kind": "pipeline", "nodes": definition(SIZES[500])["nodes"][:5]})
        for number in chosen.sizes:
            size = SIZES[number]
            subject = measure.Subject(url, _job(server, f"large_{number}", definition(size)), small, size)
            figures = measure.Figures()
            for _ in range(chosen.runs):
                if "open" in parts:
                    measure.opened(chromium, state, subject, figures)
                if parts & {"move", "edit"}:
                    context = profile(chromium, state)
                    page = context.new_page()
                    page.goto(f"{url}/development/{subject.job}")
                    page.evaluate("__bench.opened()")
                    measure.moved(page, subject, figures)
                    if "edit" in parts:
                        measure.edited(page, figures)
                    context.close()
            if "heap" in parts:
                measure.heap(chromium, state, subject, chosen.heap_minutes, figures)
            console.print(table(size, figures))
    console.print(f"Machine at the end: {machine.load()}")


def _job(server: Server, name: str, body: dict[str, object]) -> int:
    kind = str(body["job_kind"])
    made = server.post("/jobs", {"name": name, "directory_id": None, "job_kind": kind, "definition": body})
    number: int = made["id"]
    return number


if __name__ == "__main__":
    main()
