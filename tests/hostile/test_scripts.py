"""Scripts that flood, hang, hide, die, or get what they must not read as code."""

import os
import time
from pathlib import Path

import pytest

from tests.hostile.server_process import ServerProcess, a_job, error_of, shell

_LIMIT = 2_000_000


def _attempt_log(server: ServerProcess, instance: dict, node_id: str) -> Path:  # type: ignore[type-arg]
    run = next(run for run in instance["node_runs"] if run["node_id"] == node_id)
    attempt = run["attempt_list"][-1]["id"]
    return server.data / "attempts" / str(attempt // 1000) / str(attempt) / "log"


def _processes_with(word: str) -> list[int]:
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and int(place.name) != os.getpid():
            try:
                line = (place / "cmdline").read_bytes()
            except OSError:
                continue
            if word.encode() in line:
                found.append(int(place.name))
    return found


def test_a_script_that_prints_two_hundred_megabytes_has_a_bounded_log(server: ServerProcess) -> None:
    instance = server.run(
        "flood", a_job(shell("a", "yes 0123456789012345678901234567890 | head -c 200000000"))
    )
    assert instance["status"] == "success"
    assert _attempt_log(server, instance, "a").stat().st_size < _LIMIT + 10_000
    assert "log limit reached" in server.log_text(instance, "a")
    assert len(server.node(instance, "a")["output"]) <= 65_536


def test_binary_output_becomes_text(server: ServerProcess) -> None:
    instance = server.run("binary", a_job(shell("a", "head -c 300000 /dev/urandom; printf '\\0\\xff\\n'")))
    assert instance["status"] == "success"
    assert "\0" not in server.log_text(instance, "a")
    assert server.node(instance, "a")["status"] == "success"


def test_a_script_that_never_ends_is_ended_at_its_time_limit(server: ServerProcess) -> None:
    started = time.monotonic()
    instance = server.run("endless", a_job(shell("a", "sleep 1234567", timeout_minutes=0.05)))
    assert 2.5 < time.monotonic() - started < 10
    assert instance["status"] == "failed"
    error = error_of(instance, "a")
    assert error["code"] == "timeout"
    assert "0.05 minutes" in error["message"]
    assert not _processes_with("1234567")


def test_stop_ends_a_script_and_what_it_forked_away(server: ServerProcess) -> None:
    script = "(setsid sh -c 'setsid sleep 7654321 &' &) ; nohup sleep 7654321 & sleep 7654321"
    instance_id = server.start("forks", a_job(shell("a", script)))
    until = time.monotonic() + 10
    while len(_processes_with("7654321")) < 3:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert server.post(f"/instances/{instance_id}/commands", {"kind": "stop"})["verdict"] == "applied"
    assert server.ended(instance_id, within=10)["status"] == "canceled"
    until = time.monotonic() + 5
    while _processes_with("7654321"):
        assert time.monotonic() < until, "processes of a stopped attempt live on"
        time.sleep(0.1)


def test_a_script_that_ignores_term_is_killed(server: ServerProcess) -> None:
    instance_id = server.start(
        "deaf", a_job(shell("a", "trap '' TERM; echo deaf; while :; do sleep 1; done"))
    )
    server.until(instance_id, lambda instance: instance["node_runs"][0]["status"] == "running")
    time.sleep(0.5)
    server.post(f"/instances/{instance_id}/commands", {"kind": "stop"})
    assert server.ended(instance_id, within=10)["status"] == "canceled"


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ("kill -SEGV $$", -11, "signal"),
        ("kill -KILL $$", -9, "signal"),
        ("exit 3", 3, "3"),
        ("no-such-command-anywhere", 127, "127"),
    ],
)
def test_how_a_script_died_is_told(server: ServerProcess, script: str, code: int, words: str) -> None:
    instance = server.run(f"dies {code}", a_job(shell("a", script)))
    assert instance["status"] == "failed"
    assert instance["node_runs"][0]["attempt_list"][-1]["exit_code"] == code
    assert words in error_of(instance, "a")["message"]


def test_parameters_are_data_for_a_script_not_code(server: ServerProcess) -> None:
    value = 'it\'s "x"; touch $MILLRACE_WORKSPACE/injected\n$(touch $MILLRACE_WORKSPACE/injected) `id` \\ {}'
    definition = a_job(shell("a", 'printf %s "$p"'), params=[{"name": "p", "value": "none"}])
    instance = server.run("quotes", definition, {"p": value})
    assert instance["status"] == "success", error_of(instance, "a")
    assert server.node(instance, "a")["output"] == value
    assert not (server.workspace / "injected").exists()


def test_a_memory_limit_ends_a_script_in_one_sentence(server: ServerProcess) -> None:
    script = "x=$(head -c 400000000 /dev/zero | tr '\\0' a); sleep 60"
    instance = server.run("greedy", a_job(shell("a", script, memory_limit_mb=64)))
    error = error_of(instance, "a")
    assert error["code"] == "memory_limit"
    assert "memory" in error["message"]
