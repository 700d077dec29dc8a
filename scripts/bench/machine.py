"""What this machine can do at most: the measure for all other figures."""

import os
import sqlite3
import subprocess
import time
from pathlib import Path

SECONDS = 2.0


def sqlite_commits_per_second(folder: Path) -> float:
    """Durable commits of one row each: WAL, synchronous=FULL."""
    connection = sqlite3.connect(folder / "limit.sqlite", isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("create table row (value integer)")
    count, start = 0, time.monotonic()
    while time.monotonic() - start < SECONDS:
        connection.execute("begin immediate")
        connection.execute("insert into row values (1)")
        connection.execute("commit")
        count += 1
    connection.close()
    return count / (time.monotonic() - start)


def spawns_per_second() -> float:
    """`true` started and waited for, one after the other, from a small process."""
    code = (
        "import os, time\n"
        "count, start = 0, time.monotonic()\n"
        f"while time.monotonic() - start < {SECONDS}:\n"
        "    os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)\n"
        "    count += 1\n"
        "print(count / (time.monotonic() - start))\n"
    )
    done = subprocess.run(["python3", "-I", "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def load() -> str:
    """Cores and load, since a busy machine makes every figure a lower bound."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
