"""A real server in a process of its own, and the requests that tests send it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

import millrace

W = "/api/workspaces/1"
_START_SECONDS = 60.0
_ENDED = frozenset(
    {"success", "failure_ignored", "force_success", "failed", "stopped", "canceled", "skipped", "abnormal"}
)

Json = dict[str, Any]


class ServerProcess:
    """`millrace serve` on a free port of this machine."""

    def __init__(self, data: Path, environment: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.environment = {**surroundings(), **(environment or {})}
        self._errors = (data.parent / f"{data.name}.err").open("ab")
        self.process = subprocess.Popen(
            command("serve", "--data", str(data), "--port", "0"),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._errors,
            stderr=self._errors,
            start_new_session=True,
        )
        self.url = self._wait_for_address()
        self.token = (data / "cli-token").read_text().strip()
        self.http = self.client({"Authorization": f"Bearer {self.token}"})

    @property
    def workspace(self) -> Path:
        """The folder of the first workspace."""
        return self.data / "workspaces" / "1"

    @property
    def errors(self) -> str:
        """All that the server printed."""
        return Path(self._errors.name).read_text()

    def client(self, headers: Mapping[str, str] | None = None) -> httpx.Client:
        """Somebody who is not signed in, unless the headers say so."""
        return httpx.Client(base_url=self.url, headers=headers or {}, timeout=60, trust_env=False)

    def stop(self) -> None:
        """Ctrl+C, and wait."""
        self.http.close()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        finally:
            self.process.kill()
            self._errors.close()

    def _wait_for_address(self) -> str:
        until = time.monotonic() + _START_SECONDS
        place = self.data / "run" / "server.json"
        while time.monotonic() < until and self.process.poll() is None:
            if place.exists():
                found = json.loads(place.read_text())
                if found["pid"] == self.process.pid:
                    return str(found["url"])
            time.sleep(0.05)
        raise AssertionError(f"the server did not start: {self.errors}")

    # ---- requests ----------------------------------------------------------------------------------------

    def post(self, path: str, body: Mapping[str, Any], status: int | None = None) -> Json:
        """A POST below the workspace; the JSON of its answer."""
        answer = self.http.post(W + path, json=dict(body))
        assert status is None or answer.status_code == status, answer.text
        assert "Traceback" not in answer.text
        found: Json = answer.json()
        return found

    def get(self, path: str, **params: Any) -> Json:
        """A GET below the workspace; the JSON of its answer."""
        answer = self.http.get(W + path, params=params)
        assert "Traceback" not in answer.text
        found: Json = answer.json()
        return found

    def job(self, name: str, definition: Mapping[str, Any]) -> Json:
        """A new job."""
        return self.post(
            "/jobs", {"name": name, "job_kind": "pipeline", "definition": dict(definition)}, status=201
        )

    def start(self, name: str, definition: Mapping[str, Any], params: Mapping[str, str] | None = None) -> int:
        """Test-run a new job; the instance's id."""
        job = self.job(name, definition)
        return int(self.post(f"/jobs/{job['id']}/test-run", {"params": dict(params or {})}, status=201)["id"])

    def ended(self, instance_id: int, within: float = 30.0) -> Json:
        """The instance when it has ended."""
        return self.until(instance_id, lambda instance: instance["status"] in _ENDED, within)

    def until(self, instance_id: int, is_so: Any, within: float = 30.0) -> Json:
        """The instance when it is so."""
        end = time.monotonic() + within
        while True:
            instance = self.get(f"/instances/{instance_id}")
            if is_so(instance):
                return instance
            assert time.monotonic() < end, json.dumps(instance["node_runs"], indent=1)
            time.sleep(0.1)

    def run(self, name: str, definition: Mapping[str, Any], params: Mapping[str, str] | None = None) -> Json:
        """Test-run a new job to its end."""
        return self.ended(self.start(name, definition, params))

    def node(self, instance: Mapping[str, Any], node_id: str) -> Json:
        """A node run with output and inputs."""
        return self.get(f"/instances/{instance['id']}/nodes/{node_id}")

    def log_text(self, instance: Mapping[str, Any], node_id: str) -> str:
        """The whole log of the last attempt of a node."""
        run = next(run for run in instance["node_runs"] if run["node_id"] == node_id)
        attempt = run["attempt_list"][-1]["id"]
        return self.http.get(f"{W}/attempts/{attempt}/log/download").text


def surroundings() -> dict[str, str]:
    """The environment without our own settings; the package of this checkout is importable from anywhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MILLRACE_")}
    return {**kept, "PYTHONPATH": str(Path(millrace.__file__).parents[1])}


def command(*words: str) -> list[str]:
    """The command line of `millrace`."""
    return [sys.executable, "-m", "millrace", *words]


def node(node_id: str, node_type: str = "dummy", **more: Any) -> Json:
    """A node of a definition; its id is its name."""
    return {"id": node_id, "name": node_id, "type": node_type, **more}


def shell(name: str, script: str, **more: Any) -> Json:
    """A Shell node."""
    return node(name, "shell", properties={"script": script}, **more)


def a_job(*nodes: Json, edges: Sequence[Json] = (), **more: Any) -> Json:
    """A definition."""
    return {"nodes": list(nodes), "edges": list(edges), **more}


def codes(problems: Sequence[Mapping[str, Any]]) -> list[str]:
    """The codes of problems."""
    return [problem["code"] for problem in problems]


def error_of(instance: Mapping[str, Any], node_id: str) -> Json:
    """Why a node failed."""
    run = next(run for run in instance["node_runs"] if run["node_id"] == node_id)
    found: Json = run["error"]
    return found
