"""A real server in a process and with data of its own; its API is for what is not the point of a test."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

SRC = Path(__file__).resolve().parents[2] / "src"
START_SECONDS = 180.0
WORKSPACE = "/api/workspaces/1"


class Server:
    """Where a started server answers. `login_link` works once."""

    def __init__(self, data: Path, login_link: str) -> None:
        self.data = data
        self.login_link = login_link
        self.url = login_link.split("/login", 1)[0]
        token = (data / "cli-token").read_text().strip()
        self._http = httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False
        )

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, **params: Any) -> Any:
        """JSON of a call below the first workspace; every refusal fails the test."""
        answer = self._http.request(method, WORKSPACE + path, json=body, params=params)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def create_job(self, name: str, nodes: list[dict[str, Any]], **definition: Any) -> Any:
        """A job of these nodes; edges and the rest by name."""
        body = {"job_kind": "pipeline", "nodes": nodes, **definition}
        kind = body["job_kind"]
        return self.call(
            "POST", "/jobs", {"name": name, "directory_id": None, "job_kind": kind, "definition": body}
        )

    def test_run(self, job_id: int) -> Any:
        """The instance of a test run, just begun."""
        return self.call("POST", f"/jobs/{job_id}/test-run", {})

    def ended(self, instance_id: int, seconds: float = 120) -> Any:
        """The instance once it has ended."""
        deadline = time.monotonic() + seconds
        while (instance := self.call("GET", f"/instances/{instance_id}"))["ended_at"] is None:
            assert time.monotonic() < deadline, f"instance {instance_id} still {instance['status']}"
            time.sleep(0.1)
        return instance

    def sample_job(self, name: str) -> Any:
        """A job by name."""
        return next(job for job in self.call("GET", "/tree")["jobs"] if job["name"] == name)

    def newest_instance(self, job_name: str) -> Any:
        """The newest instance of a job."""
        job_id = self.sample_job(job_name)["id"]
        return self.call("GET", "/instances", job_id=job_id, limit=1)["items"][0]

    def close(self) -> None:
        """Leave the server."""
        self._http.close()


def shell(node_id: str, command: str, **more: Any) -> dict[str, Any]:
    """A Shell node for a definition."""
    return {"id": node_id, "name": node_id, "type": "shell", "properties": {"script": command}, **more}


@contextmanager
def running_server(folder: Path, command: str) -> Iterator[Server]:
    """`millrace serve` or `millrace demo` on a free port, ended with all it started."""
    data, log = folder / "data", folder / "server.log"
    arguments = [sys.executable, "-m", "millrace", command, "--data", str(data), "--port", "0"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments,
            env={**os.environ, "PYTHONPATH": str(SRC)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            server = Server(data, _login_link(data / "run" / "login-link", process, log))
            yield server
            server.close()
        finally:
            process.send_signal(2)
            process.wait(30)


def _login_link(file: Path, process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while not (file.exists() and file.read_text().endswith("\n")):
        assert process.poll() is None, f"the server ended: {log.read_text()}"
        assert time.monotonic() < deadline, f"the server did not start: {log.read_text()}"
        time.sleep(0.1)
    return file.read_text().strip()
