"""Regular expressions that would never end: they end as an error, and nobody else waits for them."""

import time

from tests.hostile.server_process import ServerProcess, a_job, error_of, node, shell

_NEVER = '#{StringUtil.replaceAll("' + "a" * 60 + '!", "(a|a|ab?)+$", "b")}'


def _seconds(server: ServerProcess, name: str) -> float:
    started = time.monotonic()
    assert server.run(name, a_job(shell("quick", "echo 1")))["status"] == "success"
    return time.monotonic() - started


def test_a_condition_that_never_ends_is_an_error_within_two_seconds(server: ServerProcess) -> None:
    edges = [{"source": "a", "target": "b", "condition": _NEVER}]
    started = time.monotonic()
    instance = server.run("endless condition", a_job(node("a"), node("b"), edges=edges))
    assert time.monotonic() - started < 20
    assert instance["status"] == "failed"
    error = error_of(instance, "b")
    assert error["code"] == "expression_error"
    assert "takes too long" in error["message"]
    assert "condition" in error["message"]


def test_a_property_that_never_ends_is_an_error_within_two_seconds(server: ServerProcess) -> None:
    started = time.monotonic()
    instance = server.run("endless property", a_job(shell("a", f"echo '{_NEVER}'")))
    assert time.monotonic() - started < 20
    error = error_of(instance, "a")
    assert error["code"] == "expression_error"
    assert "takes too long" in error["message"]
    assert "properties.script" in error["message"] or "script" in error["message"]


def test_a_parameter_that_never_ends_is_an_error_within_two_seconds(server: ServerProcess) -> None:
    definition = a_job(shell("a", "echo ${p}"), params=[{"name": "p", "value": _NEVER}])
    instance = server.run("endless parameter", definition)
    error = error_of(instance, "a")
    assert error["code"] == "expression_error"
    assert "parameter p" in error["message"]


def test_others_go_on_while_expressions_run_against_the_limit(server: ServerProcess) -> None:
    """Twelve of them at once would hold a single thread for twelve seconds."""
    quick = _seconds(server, "quick alone")
    edges = [{"source": "a", "target": f"b{number}", "condition": _NEVER} for number in range(6)]
    waiting = [node(f"b{number}") for number in range(6)]
    broken = [shell(f"p{number}", f"echo '{_NEVER}'") for number in range(6)]
    endless = server.start("endless ones", a_job(node("a"), *waiting, *broken, edges=edges))
    assert _seconds(server, "quick beside") < quick + 10
    instance = server.ended(endless)
    assert instance["status"] == "failed"


def test_a_malformed_result_at_run_time_names_field_and_column(server: ServerProcess) -> None:
    definition = a_job(shell("a", "echo #{1 + ${p}}"), params=[{"name": "p", "value": ") ("}])
    error = error_of(server.run("late error", definition), "a")
    assert error["code"] == "expression_error"
    assert "script" in error["message"]
    assert "column" in error["message"]


def test_the_studio_tries_an_endless_expression_out_without_waiting(server: ServerProcess) -> None:
    started = time.monotonic()
    answer = server.post("/expressions/evaluate", {"text": _NEVER})
    assert time.monotonic() - started < 20
    assert answer["ok"] is False
    assert "takes too long" in answer["message"]
