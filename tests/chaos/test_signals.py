"""Agents and servers end in all the ways they can; what nodes run is adopted or ended, never forgotten."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.mill_house import MillHouse
from tests.waiting import until

GATE = """
name: gate
nodes:
  - name: a
    type: shell
    properties:
      script: |
        echo begun >> "$MILLRACE_WORKSPACE/begun"
        while [ ! -e "$MILLRACE_WORKSPACE/go" ]; do sleep 0.05; done
        echo through the gate
  - name: b
    type: dummy
    after: [a]
"""
STUBBORN = """
name: stubborn
nodes:
  - name: a
    type: shell
    properties:
      script: |
        trap '' TERM
        (trap '' TERM; sleep 60) &
        echo begun >> "$MILLRACE_WORKSPACE/begun"
        while :; do sleep 0.1; done
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[MillHouse]:
    """A started server."""
    with MillHouse(tmp_path / "house", MILLRACE_STOP_GRACE_SECONDS="1") as house:
        house.start()
        yield house


def workspace(house: MillHouse) -> Path:
    return house.data / "workspaces" / "1"


def begin(house: MillHouse, document: str = GATE) -> int:
    """An instance whose Shell node has begun."""
    instance_id = house.run(house.job(document))
    until(lambda: (workspace(house) / "begun").exists(), what="the node's begin")
    return instance_id


def open_gate(house: MillHouse) -> None:
    (workspace(house) / "go").touch()


def the_one_attempt(instance: Any) -> Any:
    """The only attempt of node a."""
    (attempt,) = next(run for run in instance["node_runs"] if run["name"] == "a")["attempt_list"]
    return attempt


def test_the_next_agent_adopts_what_a_killed_one_ran(house: MillHouse) -> None:
    instance_id = begin(house)
    killed = house.agent_pid()
    os.kill(killed, signal.SIGKILL)
    until(lambda: house.agent_pid() != killed, what="the next agent")
    open_gate(house)
    assert the_one_attempt(house.wait(instance_id))["result"] == "success"
    assert (workspace(house) / "begun").read_text() == "begun\n"


def test_what_ended_while_no_agent_was_there_is_collected(house: MillHouse) -> None:
    instance_id = begin(house)
    os.kill(house.agent_pid(), signal.SIGKILL)
    open_gate(house)
    assert the_one_attempt(house.wait(instance_id))["result"] == "success"


def test_server_and_agent_killed_together_lose_nothing(house: MillHouse) -> None:
    instance_id = begin(house)
    os.kill(house.agent_pid(), signal.SIGKILL)
    house.end(signal.SIGKILL)
    house.start()
    open_gate(house)
    assert the_one_attempt(house.wait(instance_id))["result"] == "success"
    assert (workspace(house) / "begun").read_text() == "begun\n"


def test_after_term_the_next_server_adopts_what_runs(house: MillHouse) -> None:
    instance_id = begin(house)
    assert house.end(signal.SIGTERM) == 0
    assert house.attempt_processes()
    house.start()
    open_gate(house)
    assert the_one_attempt(house.wait(instance_id))["result"] == "success"
    assert (workspace(house) / "begun").read_text() == "begun\n"


def test_what_ended_while_no_server_ran_counts_when_the_next_one_starts(house: MillHouse) -> None:
    instance_id = begin(house)
    house.end(signal.SIGTERM)
    open_gate(house)
    until(lambda: not house.attempt_processes(), what="the node's end")
    house.start()
    assert the_one_attempt(house.wait(instance_id))["result"] == "success"


def test_ctrl_c_leaves_no_process_behind_and_the_node_fails_as_lost(house: MillHouse) -> None:
    instance_id = begin(house, STUBBORN)
    assert house.attempt_processes()
    assert house.end(signal.SIGINT) == 0
    assert house.attempt_processes() == []
    house.start()
    instance = house.wait(instance_id, "failed")
    assert the_one_attempt(instance)["result"] == "lost"


def test_ctrl_c_right_after_a_start_ends_what_an_earlier_server_left_running(house: MillHouse) -> None:
    begin(house)
    house.end(signal.SIGTERM)
    assert house.attempt_processes()
    house.start()
    begun = time.monotonic()
    house.end(signal.SIGINT)
    assert time.monotonic() - begun < 8
    assert house.attempt_processes() == []


def test_a_stop_ends_even_processes_that_do_not_want_to(house: MillHouse) -> None:
    instance_id = begin(house, STUBBORN)
    house.post(f"/instances/{instance_id}/commands", {"kind": "stop"})
    instance = house.wait(instance_id, "canceled")
    until(lambda: the_one_attempt(house.instance(instance_id))["ended_at"], what="the attempt's end")
    assert house.attempt_processes() == []
    assert the_one_attempt(house.instance(instance["id"]))["result"] == "stopped"


def test_a_second_server_on_the_same_data_folder_says_who_has_it(house: MillHouse) -> None:
    assert house.process is not None
    second = house.spawn()
    assert second.wait(20) == 1
    message = " ".join(house.log().split())
    assert f"Another Millrace server (process {house.process.pid}) uses the data folder" in message
    assert "Traceback" not in house.log()


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, MillHouse(tmp_path / "house") as house:
        port = taken.getsockname()[1]
        process = house.spawn(port)
        assert process.wait(20) == 1
        assert f"Port {port} on 127.0.0.1 is in use" in " ".join(house.log().split())
        assert "Traceback" not in house.log()


def test_a_full_disk_stops_the_engine_until_there_is_room_again(house: MillHouse) -> None:
    instance_id = begin(house)
    house.plan("full 3")
    open_gate(house)
    assert the_one_attempt(house.wait(instance_id))["result"] == "success"
    assert house.commits() == 3
    assert "the disk is full" in " ".join(house.log().split())
