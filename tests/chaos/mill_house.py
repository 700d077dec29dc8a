"""A real server in a process of its own that may be killed, with its data folder and its API."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 30.0
WORKSPACE = "/api/workspaces/1"


class MillHouse:
    """Servers, one after the other, on one data folder."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.settings = {"MILLRACE_LEASE_SECONDS": "3", "MILLRACE_HEAVY_PLACES": "4", **settings}
        self.process: subprocess.Popen[bytes] | None = None
        self._http: httpx.Client | None = None

    def __enter__(self) -> "MillHouse":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.end(signal.SIGINT)
        if self._http is not None:
            self._http.close()
        for pid in self.attempt_processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    # ---- the server

    def start(self) -> None:
        """Start a server and wait until it answers."""
        address = self.data / "run" / "server.json"
        address.unlink(missing_ok=True)
        self.process = self.spawn()
        until(lambda: address.exists() or self.has_ended(), _START_SECONDS, "the server's start")
        assert not self.has_ended(), self.log()
        token = (self.data / "cli-token").read_text().strip()
        if self._http is not None:
            self._http.close()
        self._http = httpx.Client(
            base_url=json.loads(address.read_text())["url"],
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
            trust_env=False,
        )

    def spawn(self, port: int = 0) -> "subprocess.Popen[bytes]":
        """A server process; its log goes on in the same file."""
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.killing_server", str(self.data), str(port)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **self.settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def end(self, number: signal.Signals) -> int:
        """Send the server a signal and wait for its end; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(30)

    def log(self) -> str:
        return (self.folder / "server.log").read_text()

    def plan(self, text: str) -> None:
        """When the server is to kill itself; see `killing_server`."""
        temporary = self.folder / "plan.new"
        temporary.write_text(text)
        temporary.replace(self.folder / "plan")

    def commits(self) -> int:
        """How many there were since the plan was made."""
        return int((self.folder / "commits").read_text())

    # ---- its processes

    def agent_pid(self) -> int:
        """The agent: the process that holds this data folder's agent configuration."""
        found = until(self._find_agent, 10, "an agent")
        assert found is not None
        return found

    def _find_agent(self) -> int | None:
        mark = f'"data": "{self.data}"'.encode()
        found = [pid for pid in _pids() if mark in _environment(pid) and b"bootstrap.agent" in _command(pid)]
        return found[0] if found else None

    def attempt_processes(self) -> list[int]:
        """All that nodes of this data folder run, found by their environment."""
        mark = f"MILLRACE_ATTEMPT_FOLDER={self.data}".encode()
        return [pid for pid in _pids() if mark in _environment(pid)]

    # ---- the API

    def get(self, path: str) -> Any:
        assert self._http is not None
        answer = self._http.get(WORKSPACE + path)
        assert answer.is_success, answer.text
        return answer.json()

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        assert self._http is not None
        answer = self._http.post(WORKSPACE + path, json=dict(body))
        assert answer.is_success, answer.text
        return answer.json()

    def job(self, document: str) -> int:
        return int(self.post("/documents/import", {"text": document, "source": "chaos"})["id"])

    def run(self, job_id: int) -> int:
        return int(self.post(f"/jobs/{job_id}/test-run", {})["id"])

    def instance(self, instance_id: int) -> Any:
        return self.get(f"/instances/{instance_id}")

    def node(self, instance_id: int, name: str) -> Any:
        return next(run for run in self.instance(instance_id)["node_runs"] if run["name"] == name)

    def wait(self, instance_id: int, status: str = "success", within: float = 30) -> Any:
        """The instance when it has that status; fails at once when it ends otherwise."""

        def look() -> Any:
            found = self.instance(instance_id)
            return found if found["status"] in {status, "success", "failed", "canceled"} else None

        found = until(look, within, f"instance {instance_id} {status}")
        assert found["status"] == status, found
        return found


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _read(pid: int, name: str) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/{name}").read_bytes()
    return b""


def _environment(pid: int) -> bytes:
    return _read(pid, "environ")


def _command(pid: int) -> bytes:
    return _read(pid, "cmdline")
