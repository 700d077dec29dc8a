"""Secrets of connections and masked parameters: in no answer, log, audit, process list or file in clear."""

import re
import threading
from pathlib import Path

from tests.hostile.server_process import ServerProcess, W, a_job, error_of, node, shell

_PASSWORD = "pa55-of-the-connection"
_MASKED = "m4sked-value-of-a-parameter"


def _command_lines(stop: threading.Event, seen: list[str]) -> None:
    while not stop.is_set():
        for place in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = place.read_bytes().decode(errors="replace")
            except OSError:
                continue
            if _PASSWORD in line or _MASKED in line:
                seen.append(line)


def test_a_masked_parameter_is_shown_nowhere(server: ServerProcess) -> None:
    script = 'echo "out $p"; echo "err $p" >&2; echo "${p}" | rev | rev; sleep 0.5; exit 3'
    definition = a_job(
        shell("a", script, retry={"times": 1, "interval_seconds": 0}),
        node("b", "shell", properties={"script": "echo x", "env": {"V": "${p}"}}),
        params=[{"name": "p", "value": _MASKED, "masked": True}],
    )
    stop, seen = threading.Event(), list[str]()
    watcher = threading.Thread(target=_command_lines, args=(stop, seen))
    watcher.start()
    instance = server.run("masked", definition)
    stop.set()
    watcher.join()
    assert instance["status"] == "failed"
    assert not seen
    attempts = [attempt["id"] for run in instance["node_runs"] for attempt in run["attempt_list"]]
    job = next(job["id"] for job in server.get("/tree")["jobs"] if job["name"] == "masked")
    paths = ["/tree", "/audit", f"/instances/{instance['id']}", f"/jobs/{job}", f"/jobs/{job}/document"]
    paths += [f"/instances/{instance['id']}/nodes/{name}" for name in ("a", "b")]
    paths += [f"/attempts/{attempt}/log{end}" for attempt in attempts for end in ("", "/download")]
    for path in paths:
        answer = server.http.get(W + path)
        assert answer.status_code == 200, answer.text
        assert _MASKED not in answer.text, path
    for file in (server.data / "attempts").rglob("*"):
        assert not file.is_file() or _MASKED.encode() not in file.read_bytes(), file


def test_a_condition_that_breaks_does_not_quote_a_masked_parameter(server: ServerProcess) -> None:
    edges = [{"source": "a", "target": "b", "condition": '#{DateUtil.format("${p}", "${p}")}'}]
    params = [{"name": "p", "value": _MASKED, "masked": True}]
    instance = server.run("masked condition", a_job(node("a"), node("b"), edges=edges, params=params))
    assert error_of(instance, "b")["code"] == "expression_error"
    assert _MASKED not in server.http.get(f"{W}/instances/{instance['id']}").text


def test_a_secret_of_a_connection_is_shown_nowhere(server: ServerProcess) -> None:
    body = {
        "name": "with a secret",
        "type": "postgresql",
        "properties": {"host": "127.0.0.1", "port": 1, "database": "x", "user": "u"},
        "secrets": {"password": _PASSWORD},
    }
    stop, seen = threading.Event(), list[str]()
    watcher = threading.Thread(target=_command_lines, args=(stop, seen))
    watcher.start()
    made = server.post("/connections", body, status=201)
    test = server.post(f"/connections/{made['id']}/test", {})
    sql = node("a", "sql", properties={"connection": "with a secret", "statement": "select 1"})
    instance = server.run("uses a secret", a_job(sql))
    stop.set()
    watcher.join()
    assert not seen
    assert test["ok"] is False
    assert _PASSWORD not in str(made) + str(test)
    assert set(made["secrets"]) == {"password"}
    error = error_of(instance, "a")
    assert error["code"] == "connection_failed"
    paths = ["/connections", f"/connections/{made['id']}", "/audit", f"/instances/{instance['id']}"]
    for path in paths:
        assert _PASSWORD not in server.http.get(W + path).text
    for file in server.data.rglob("*"):
        if file.is_file() and not file.is_symlink():
            assert _PASSWORD.encode() not in file.read_bytes(), file


def test_the_token_of_the_server_is_in_no_command_line_and_no_environment_of_scripts(
    server: ServerProcess,
) -> None:
    instance = server.run(
        "looks around", a_job(shell("a", "env; cat /proc/$PPID/environ /proc/$PPID/cmdline | tr '\\0' '\\n'"))
    )
    output = server.node(instance, "a")["output"]
    assert server.token not in output
    assert not re.search(r"MILLRACE_(AGENT|LINK)", output)
