"""The tree of 10,000 jobs in 5,000 directories: how long its answer takes and how large it is."""

import gzip
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from millrace.domain.ids import DirectoryId, JobId, WorkspaceId
from millrace.domain.job import Edge, JobDefinition, JobKind, Node
from millrace.ports.records import JobRecord, Stamp
from millrace.ports.store import Session
from scripts.bench.measure import median, percentile
from scripts.bench.scheduled import BY, CLOCK, FIRST, ZONE, open_store
from scripts.bench.server import WORKSPACE, Server, free_port

JOBS = 10_000
DIRECTORIES = 5_000
_NODES = 8
_ASKED = 20
_WIDE = 8
"""Directories in a directory, as far as they go round."""


@dataclass
class Found:
    """Seconds of the first answer and of the others, with their sizes."""

    first: float = 0.0
    seconds: list[float] = field(default_factory=list)
    packed: int = 0
    size: int = 0
    jobs: int = 0
    directories: int = 0


def fill(data: Path, jobs: int = JOBS, directories: int = DIRECTORIES) -> None:
    """Make the jobs and directories in a data folder that no server runs on."""
    store = open_store(data)
    try:
        store.migrate()
        store.write(lambda session: _fill(session, jobs, directories))
    finally:
        store.close()


def _fill(session: Session, jobs: int, directories: int) -> None:
    stamp = Stamp(BY, CLOCK.now())
    workspaces = session.admin.workspaces()
    ws = workspaces[0].id if workspaces else session.admin.add_workspace("default", ZONE).id
    places: list[DirectoryId] = []
    for number in range(directories):
        parent = places[(number - _WIDE) // _WIDE] if number >= _WIDE else None
        places.append(session.jobs.add_directory(ws, f"area_{number}", parent).id)
    for number in range(jobs):
        _job(session, ws, number, places[number % directories] if places else None, stamp)


def _job(session: Session, ws: WorkspaceId, number: int, home: DirectoryId | None, stamp: Stamp) -> None:
    names = [f"step_{step}" for step in range(_NODES)]
    definition = JobDefinition(
        description=f"Job {number}",
        job_kind=JobKind.SINGLE_TASK if number % 10 == 0 else JobKind.PIPELINE,
        nodes=[Node(id=name, name=name, type="sql", properties={"sql": "select 1\n" * 20}) for name in names],
        edges=[Edge(source=one, target=two) for one, two in zip(names, names[1:], strict=False)],
    )
    text, content_hash = definition.canonical(), definition.content_hash()
    session.jobs.put_content(ws, content_hash, text)
    session.jobs.add(
        JobRecord(
            id=JobId(0),
            workspace_id=ws,
            directory_id=home,
            name=f"load_table_{number}",
            revision=1,
            schedule_state="not_started",
            draft_hash=content_hash,
            submitted_version=FIRST if number % 3 else None,
            submitted_hash=content_hash if number % 3 == 1 else None,
            created=stamp,
            updated=stamp,
        )
    )


def measure(folder: Path) -> Found:
    """Fill a data folder, start a server on it, and ask for the tree."""
    data = folder / "trees"
    fill(data)
    found = Found()
    with Server(data, free_port()) as server:
        for number in range(_ASKED + 1):
            begun = time.perf_counter()
            with server.http.stream(
                "GET", f"{WORKSPACE}/tree", headers={"Accept-Encoding": "gzip"}
            ) as answer:
                raw = b"".join(answer.iter_raw())
            took = time.perf_counter() - begun
            if number == 0:
                found.first = took
            else:
                found.seconds.append(took)
        body = gzip.decompress(raw)
        found.packed, found.size = len(raw), len(body)
        tree = server.get("/tree")
        found.jobs, found.directories = len(tree["jobs"]), len(tree["directories"])
    return found


def lines(found: Found) -> Sequence[str]:
    """In words."""
    shown = f"p50 {median(found.seconds) * 1000:.0f} ms, p95 {percentile(found.seconds, 0.95) * 1000:.0f} ms"
    return [
        f"Tree of {found.jobs:,} jobs in {found.directories:,} directories: {shown}",
        f"  the first answer after the start: {found.first * 1000:.0f} ms",
        f"  {found.packed / 1024:.0f} KiB packed, {found.size / 1024:.0f} KiB unpacked",
    ]
