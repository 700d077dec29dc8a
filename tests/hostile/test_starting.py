"""Starts that cannot be, and the command line with wrong input: one sentence and an exit code."""

import os
import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.hostile.server_process import ServerProcess, a_job, command, shell, surroundings


def _run(*words: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words),
        env={**surroundings(), **(environment or {})},
        capture_output=True,
        text=True,
        timeout=60,
    )


def _is_one_sentence(text: str) -> None:
    assert "Traceback" not in text
    assert text.startswith("millrace: "), text


def test_a_port_in_use_is_told_and_the_folder_is_free_again(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = _run("serve", "--data", str(tmp_path / "data"), "--port", str(port))
    assert done.returncode == 1
    _is_one_sentence(done.stderr)
    assert f"Port {port} on 127.0.0.1 is in use" in " ".join(done.stderr.split())
    assert "--port" in done.stderr
    started = ServerProcess(tmp_path / "data")
    started.stop()


def test_a_second_server_on_the_same_folder_is_refused(server: ServerProcess) -> None:
    done = _run("serve", "--data", str(server.data), "--port", "0")
    assert done.returncode == 1
    text = " ".join(done.stderr.split())
    _is_one_sentence(text)
    assert f"process {server.process.pid}" in text
    assert server.http.get("/api/health").status_code == 200


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"MILLRACE_DATABASE_URL": "mysql://localhost/x"}, ["PostgreSQL"]),
        ({"MILLRACE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, ["database"]),
        ({"MILLRACE_PORT": "hundred"}, ["MILLRACE_PORT"]),
        ({"MILLRACE_ZONE": "Mars/Olympus"}, ["Mars/Olympus"]),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, settings: Mapping[str, str], words: list[str]) -> None:
    more = [] if "MILLRACE_PORT" in settings else ["--port", "0"]
    done = _run("serve", "--data", str(tmp_path / "data"), *more, environment=settings)
    assert done.returncode in (1, 2)
    text = " ".join(done.stderr.split())
    _is_one_sentence(text)
    for word in words:
        assert word in text


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    done = _run("serve", "--data", str(tmp_path / "data"), "--port", "0")
    assert done.returncode == 1
    _is_one_sentence(done.stderr)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: broken\nnodes:\n  - name: a\n   type: shell\n", ["line 4", "column"]),
        ("name: broken\nnodes:\n  - name: a\n    type: shell\n    after: [nobody]\n", ["nobody"]),
        ("- 1\n- 2\n", ["line 1"]),
        ("name: !!python/object/apply:os.system ['true']\n", ["line 1"]),
        ("a: &a [1]\nb: [" + "*a," * 5 + "]\n", ["line"]),
        ("", ["line 1"]),
    ],
)
def test_a_wrong_document_ends_with_code_two_and_its_place(
    server: ServerProcess, tmp_path: Path, text: str, words: list[str]
) -> None:
    document = tmp_path / "job.yaml"
    document.write_text(text)
    before = len(server.get("/tree")["jobs"])
    done = _run("run", str(document), "--data", str(server.data))
    assert done.returncode == 2, done.stderr
    shown = " ".join(done.stderr.split())
    assert "Traceback" not in shown
    for word in words:
        assert word in shown
    assert len(server.get("/tree")["jobs"]) <= before + 1


def test_a_circle_in_a_document_ends_with_code_two(server: ServerProcess, tmp_path: Path) -> None:
    document = tmp_path / "circle.yaml"
    nodes = "  - {name: a, type: dummy, after: [b]}\n  - {name: b, type: dummy, after: [a]}\n"
    document.write_text(f"name: circle document\nnodes:\n{nodes}")
    done = _run("run", str(document), "--data", str(server.data))
    assert done.returncode == 2
    assert "circle" in done.stderr


def test_what_is_no_file_or_no_text_ends_with_code_two(server: ServerProcess, tmp_path: Path) -> None:
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00\x01")
    for path in (tmp_path / "missing.yaml", tmp_path, tmp_path / "binary.yaml"):
        done = _run("run", str(path), "--data", str(server.data))
        assert done.returncode == 2, (path, done.stderr)
        assert "Traceback" not in done.stderr


def test_an_old_python_gets_a_sentence(tmp_path: Path) -> None:
    code = (
        "import sys; sys.version_info = (3, 9, 18, 'final', 0)\n"
        "try:\n    import millrace\nexcept SystemExit as end:\n    print(end.code)"
    )
    python = command()[0]
    done = subprocess.run(
        [python, "-c", code], env=surroundings(), capture_output=True, text=True, timeout=30
    )
    assert done.stdout.strip() == "millrace needs Python 3.11 or newer; this is 3.9"
    for version in ("3.8", "3.9", "3.10"):
        old = shutil.which(f"python{version}")
        real = old and subprocess.run([old, "-c", ""], capture_output=True, timeout=30).returncode == 0
        if real:
            done = subprocess.run(
                [str(old), "-m", "millrace", "serve"],
                env=surroundings(),
                capture_output=True,
                text=True,
                timeout=30,
            )
            assert done.returncode == 1
            assert done.stderr.strip() == f"millrace needs Python 3.11 or newer; this is {version}"


def test_files_are_for_this_account_alone(tmp_path: Path) -> None:
    """Whatever the account's own mask is: here it lets everybody read."""
    before = os.umask(0o022)
    try:
        running = ServerProcess(tmp_path / "data")
    finally:
        os.umask(before)
    try:
        running.run("modes", a_job(shell("a", "echo 1; touch $MILLRACE_WORKSPACE/made; mkdir -p $HOME/made")))
        found = [running.data, *running.data.rglob("*")]
        assert not [path for path in found if not path.is_symlink() and path.stat().st_mode & 0o077]
        assert running.workspace / "made" in found
    finally:
        running.stop()


def test_a_nearly_full_disk_ends_the_log_not_the_node(tmp_path: Path) -> None:
    running = ServerProcess(tmp_path / "full", {"MILLRACE_DISK_RESERVE_MB": "100000000"})
    try:
        instance = running.run("full disk", a_job(shell("a", "seq 100000; echo end")))
        assert instance["status"] == "success"
        assert "the disk is nearly full" in running.log_text(instance, "a")
        assert running.node(instance, "a")["output"].endswith("end")
    finally:
        running.stop()
