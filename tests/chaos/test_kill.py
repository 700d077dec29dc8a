"""The server dies after its n-th commit, for every n: nothing is lost, nothing runs twice without a row."""

from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chaos.mill_house import MillHouse
from tests.waiting import until

SHELL = 'echo "$MILLRACE_ATTEMPT_ID" >> "$MILLRACE_WORKSPACE/ledger"'
PYTHON = """
import os
with open(os.environ["MILLRACE_WORKSPACE"] + "/ledger", "a") as ledger:
    ledger.write(os.environ["MILLRACE_ATTEMPT_ID"] + "\\n")
"""
NODES = [
    ("a", "dummy", []),
    ("b", "shell", ["a"]),
    ("c", "python", ["a"]),
    ("d", "shell", ["a"]),
    ("e", "dummy", ["b", "c", "d"]),
    ("f", "shell", ["e"]),
    ("g", "python", ["e"]),
    ("h", "dummy", ["f", "g"]),
    ("i", "shell", ["h"]),
    ("j", "python", ["h"]),
    ("k", "dummy", ["i"]),
    ("l", "shell", ["j", "k"]),
]
KILLS_IN_A_QUICK_RUN = 11


def document() -> str:
    lines = ["name: twelve", "nodes:"]
    for name, kind, after in NODES:
        lines += [f"  - name: {name}", f"    type: {kind}", f"    after: [{', '.join(after)}]"]
        if kind != "dummy":
            script = SHELL if kind == "shell" else PYTHON
            lines += ["    after_loss: run_again", "    properties:", "      script: |"]
            lines += [f"        {line}" for line in script.strip().splitlines()]
    return "\n".join(lines) + "\n"


def ledger(house: MillHouse) -> Counter[int]:
    """How often each attempt did its work."""
    path = house.data / "workspaces" / "1" / "ledger"
    return Counter(int(line) for line in path.read_text().split()) if path.exists() else Counter()


def check(house: MillHouse, instance: Any) -> None:
    done = ledger(house)
    for run in instance["node_runs"]:
        attempts = run["attempt_list"]
        assert run["status"] == "success", run
        assert [attempt["number"] for attempt in attempts] == list(range(1, len(attempts) + 1)), run
        assert [attempt["result"] for attempt in attempts].count("success") == 1, run
        assert attempts[0]["cause"] == "first", run
        assert all(attempt["cause"] == "worker_lost" for attempt in attempts[1:]), run
        for attempt in attempts if run["type"] != "dummy" else ():
            assert done[attempt["id"]] <= 1, f"attempt {attempt['id']} ran {done[attempt['id']]} times"
            assert attempt["result"] != "success" or done[attempt["id"]] == 1, run


def killed_after(house: MillHouse, job_id: int, count: int) -> bool:
    """One instance; the server dies after that many commits, and the next one finishes. False: none died."""
    made = len(instances(house))
    house.plan(str(count))
    died = not ends_undisturbed(house, job_id)
    if died:
        until(house.has_ended, 10)
        house.plan("0")
        house.start()
    found = instances(house)
    assert len(found) == made + 1, "the instance was durable before the server died"
    check(house, house.wait(found[0]["id"]))
    return died


def instances(house: MillHouse) -> list[Any]:
    """Newest first."""
    items: list[Any] = house.get("/instances?limit=200")["items"]
    return items


def ends_undisturbed(house: MillHouse, job_id: int) -> bool:
    try:
        house.wait(house.run(job_id))
    except httpx.TransportError:
        return False
    return True


def commits_of_a_run(house: MillHouse, job_id: int) -> int:
    assert not killed_after(house, job_id, 1_000_000)
    return house.commits()


@pytest.mark.timeout(180)
def test_a_server_killed_after_some_commits_loses_nothing_and_runs_nothing_twice(tmp_path: Path) -> None:
    with MillHouse(tmp_path / "house") as house:
        house.start()
        job_id = house.job(document())
        last = commits_of_a_run(house, job_id)
        spread = {
            1 + round(step * (last - 1) / (KILLS_IN_A_QUICK_RUN - 1)) for step in range(KILLS_IN_A_QUICK_RUN)
        }
        died = [count for count in sorted(spread) if killed_after(house, job_id, count)]
        assert len(died) >= len(spread) // 2, "how many commits a run has varies a little"


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_server_killed_after_any_commit_loses_nothing_and_runs_nothing_twice(tmp_path: Path) -> None:
    with MillHouse(tmp_path / "house") as house:
        house.start()
        job_id = house.job(document())
        count = 1
        while killed_after(house, job_id, count):
            count += 1
        assert count > 8, "a run has more commits: is the server killed at all?"
