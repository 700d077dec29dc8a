"""Runs one load on a server and reads the figures from its node runs."""

import statistics
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scripts.bench.server import Server
from scripts.bench.workloads import Workload

CLIENTS = 4
"""Who start the jobs, at the same time: one after the other would measure one client's way to the server."""
LONGEST_SECONDS = 600.0
GOOD = "success"
OPEN = {"waiting", "waiting_confirmation", "running", "abnormal", "paused"}


@dataclass
class Figures:
    """What one load showed. Times in seconds but where the name says otherwise."""

    workload: str
    kind: str
    node_runs: int
    seconds: float = 0.0
    failed: int = 0
    steps: list[float] = field(default_factory=list)
    """From the end of a node's attempt to the start of the next node in its chain."""
    cpu_ms_per_node_run: float = 0.0
    memory_mb: float = 0.0
    pages: list[float] = field(default_factory=list)
    """Times of an instance list page, asked for while the load ran."""

    @property
    def per_second(self) -> float:
        """Node runs a second, from the first instance's creation to the last one's end."""
        return self.node_runs / self.seconds if self.seconds else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0-1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] if ordered else 0.0


def median(values: Sequence[float]) -> float:
    """The middle value; 0 of none."""
    return statistics.median(values) if values else 0.0


def run(server: Server, workload: Workload, kind: str) -> Figures:
    """Create and submit the jobs, run each once, wait for the end, read the times."""
    jobs = [_submitted(server, workload, kind, number) for number in range(workload.jobs)]
    figures = Figures(workload.name, kind, workload.node_runs)
    cpu = server.cpu_seconds()
    with _Watcher(server, pages=workload.jobs > 1) as watcher:
        with ThreadPoolExecutor(CLIENTS) as clients:
            started = list(clients.map(lambda job: server.post(f"/jobs/{job}/run-now", {})["id"], jobs))
        ended = [_ended(server, instance) for instance in started]
    figures.cpu_ms_per_node_run = (server.cpu_seconds() - cpu) * 1000 / workload.node_runs
    figures.memory_mb, figures.pages = watcher.memory_mb, watcher.pages
    first = min(_time(instance["created_at"]) for instance in ended)
    last = max(_time(instance["ended_at"]) for instance in ended)
    figures.seconds = (last - first).total_seconds()
    for instance in ended:
        figures.failed += sum(node_run["status"] != GOOD for node_run in instance["node_runs"])
        figures.steps += _steps(instance["node_runs"])
    return figures


def _submitted(server: Server, workload: Workload, kind: str, number: int) -> int:
    name = f"{workload.name}_{kind}_{number}"
    body = {
        "name": name,
        "directory_id": None,
        "job_kind": "pipeline",
        "definition": workload.definition(kind),
    }
    job: int = server.post("/jobs", body)["id"]
    server.post(f"/jobs/{job}/submit", {"description": ""})
    return job


def _ended(server: Server, instance_id: int) -> Mapping[str, Any]:
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        found: Mapping[str, Any] = server.get(f"/instances/{instance_id}")
        if found["status"] not in OPEN:
            return found
        time.sleep(0.25)
    raise SystemExit(f"Instance {instance_id} did not end within {LONGEST_SECONDS:.0f} s.")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _steps(node_runs: Sequence[Mapping[str, Any]]) -> list[float]:
    """Node ids are n<chain>_<step>: the gap between each node and the one before it.

    The end is the worker's, of the attempt; the start is the engine's, when it gave the next attempt a place.
    """
    by_id = {node_run["node_id"]: node_run for node_run in node_runs}
    gaps = []
    for node_id, node_run in by_id.items():
        chain, _, step = node_id.partition("_")
        before = by_id.get(f"{chain}_{int(step) - 1}")
        if before and before["ended_at"] and node_run["started_at"]:
            attempts = before["attempt_list"]
            ended = attempts[-1]["ended_at"] if attempts else before["ended_at"]
            gaps.append((_time(node_run["started_at"]) - _time(ended)).total_seconds())
    return gaps


class _Watcher:
    """Beside the load: the largest memory, and how long a list page takes."""

    def __init__(self, server: Server, pages: bool) -> None:
        self._server = server
        self._with_pages = pages
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.memory_mb = 0.0
        self.pages: list[float] = []

    def __enter__(self) -> "_Watcher":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        measured = 0.0
        while not self._over.wait(0.1):
            if time.monotonic() - measured > 1:
                self.memory_mb = max(self.memory_mb, self._server.memory_mb())
                measured = time.monotonic()
            if self._with_pages:
                begin = time.monotonic()
                self._server.get("/instances", limit=50)
                self.pages.append(time.monotonic() - begin)
