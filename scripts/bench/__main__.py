"""`make bench`: figures of a real server on this machine, beside what the machine can do at most."""

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scripts.bench import beside_patchdata, dependencies, due, machine, trees
from scripts.bench.measure import Figures, median, percentile, run
from scripts.bench.plan_times import table as times_table
from scripts.bench.server import Server, free_port
from scripts.bench.workloads import KINDS, WORKLOADS

REST_SECONDS = 5.0
CAPTION = (
    "Step: from the end of an attempt on the worker until the engine starts the next node. In W2's chain "
    "1000 / (node runs/s) is the whole time of a node in ms: delivery, process and commits included."
)


def arguments() -> argparse.Namespace:
    """What to run; everything by default."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--kinds", nargs="+", choices=sorted(KINDS), default=list(KINDS))
    parser.add_argument("--workloads", nargs="+", choices=[load.name for load in WORKLOADS], default=None)
    parser.add_argument("--folder", type=Path, default=None, help="where the data folder is made")
    chosen = parser.parse_args()
    unknown = [part for part in chosen.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}; take of {', '.join(PARTS)}")
    return chosen


def table_of(measured: list[Figures]) -> Table:
    """One line a load and kind."""
    table = Table(title="Loads (SQLite, every commit durable)", caption=CAPTION)
    for head in (
        "Load",
        "Node type",
        "Node runs/s",
        "Seconds",
        "Step p50 / p95 ms",
        "CPU ms/node run",
        "PSS MB",
    ):
        table.add_column(head, justify="left" if head in ("Load", "Node type") else "right")
    for figures in measured:
        steps = figures.steps
        shown = f"{median(steps) * 1000:.1f} / {percentile(steps, 0.95) * 1000:.1f}" if steps else "–"
        failed = f" ({figures.failed} failed)" if figures.failed else ""
        table.add_row(
            figures.workload,
            figures.kind,
            f"{figures.per_second:.0f}{failed}",
            f"{figures.seconds:.1f}",
            shown,
            f"{figures.cpu_ms_per_node_run:.1f}",
            f"{figures.memory_mb:.0f}",
        )
    return table


def loads(console: Console, folder: Path, chosen: argparse.Namespace) -> None:
    """The loads of `workloads`, each with each kind of node, on one server."""
    wanted = [load for load in WORKLOADS if chosen.workloads is None or load.name in chosen.workloads]
    measured = []
    with Server(folder / "data", free_port()) as server:
        console.print(f"Server: first page after {server.start_seconds:.1f} s")
        time.sleep(REST_SECONDS)
        console.print(f"  memory at rest: {server.memory_mb():.0f} MB (PSS, all processes)")
        for load in wanted:
            for kind in chosen.kinds:
                console.print(f"  {load.name} {kind}: {load.title} ...")
                measured.append(run(server, load, kind))
    console.print(table_of(measured))
    pages = [page for figures in measured for page in figures.pages]
    if pages:
        shown = f"p50 {median(pages) * 1000:.0f} ms, p95 {percentile(pages, 0.95) * 1000:.0f} ms"
        console.print(f"Instance list page beside W3: {shown} ({len(pages)} pages)")


def schedules(console: Console, folder: Path, chosen: argparse.Namespace) -> None:
    """Start and rest of a server with 10,000 scheduled jobs, 500 more at one instant, future instances."""
    found = due.measure(folder, many=due.MANY, idle=due.IDLE_SECONDS)
    console.print("\n".join(due.lines(found)), highlight=False)


def punctuality(console: Console, folder: Path, chosen: argparse.Namespace) -> None:
    """500 scheduled jobs at one instant and no others."""
    found = due.measure(folder, many=0, idle=0.0)
    console.print("\n".join(due.lines(found)), highlight=False)


def plan_times(console: Console, folder: Path, chosen: argparse.Namespace) -> None:
    """Plan times found, counted and paged."""
    console.print(times_table())


def waiting(console: Console, folder: Path, chosen: argparse.Namespace) -> None:
    """An instance with 50 dependencies."""
    console.print("\n".join(dependencies.lines(dependencies.measure(folder))), highlight=False)


def patchdata(console: Console, folder: Path, chosen: argparse.Namespace) -> None:
    """Daily jobs beside a PatchData."""
    found = beside_patchdata.measure(folder)
    console.print("\n".join(beside_patchdata.lines(found)), highlight=False)


def tree(console: Console, folder: Path, chosen: argparse.Namespace) -> None:
    """The tree of many jobs."""
    console.print("\n".join(trees.lines(trees.measure(folder))), highlight=False)


PARTS: Mapping[str, Callable[[Console, Path, argparse.Namespace], None]] = {
    "plan-times": plan_times,
    "tree": tree,
    "dependencies": waiting,
    "punctuality": punctuality,
    "schedules": schedules,
    "patchdata": patchdata,
    "loads": loads,
}
"""What can be measured, each alone by its name."""


def main() -> None:
    """Measure and print."""
    chosen = arguments()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="millrace-bench-", dir=chosen.folder) as folder:
        console.print(f"Machine: {machine.load()}")
        console.print(f"  durable SQLite commits: {machine.sqlite_commits_per_second(Path(folder)):.0f}/s")
        console.print(f"  process starts: {machine.spawns_per_second():.0f}/s, one after the other")
        for name in chosen.parts or PARTS:
            console.print(f"[bold]{name}[/bold] ({machine.load()})")
            try:
                PARTS[name](console, Path(folder), chosen)
            except (Exception, SystemExit) as error:  # the other figures are still wanted
                console.print(f"  not measured: {type(error).__name__}: {error}", markup=False)


if __name__ == "__main__":
    main()
