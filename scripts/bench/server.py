"""A real server in a data folder of its own, its API, and what its processes use."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import psutil

START_SECONDS = 60.0
WORKSPACE = "/api/workspaces/1"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Server:
    """Starts with the block and is stopped at its end."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self._port = port
        self.start_seconds = 0.0
        """From the start of the process to the first page."""
        self.start_cpu_seconds = 0.0
        """What that took of a core: a busy machine changes it less."""

    def __enter__(self) -> "Server":
        begin = time.monotonic()
        log = (self.data.parent / "server.log").open("wb")
        command = [sys.executable, "-m", "millrace", "serve", "--data", str(self.data)]
        self._process = psutil.Popen(
            [*command, "--port", str(self._port)], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        self.http = self._connected(begin)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.close()
        self._process.terminate()
        try:
            self._process.wait(20)
        except psutil.TimeoutExpired:
            self._process.kill()

    def _connected(self, begin: float) -> httpx.Client:
        address = self.data / "run/server.json"
        while time.monotonic() - begin < START_SECONDS:
            if self._process.poll() is not None:
                break
            if address.is_file():
                url = json.loads(address.read_text())["url"]
                token = (self.data / "cli-token").read_text().strip()
                client = httpx.Client(
                    base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False
                )
                client.get("/")
                self.start_seconds = time.monotonic() - begin
                self.start_cpu_seconds = self.cpu_seconds()
                return client
            time.sleep(0.01)
        self._process.kill()
        raise SystemExit(f"The server did not start; see {self.data.parent / 'server.log'}.")

    # ---- the API ------------------------------------------------------------------------------------------

    def get(self, path: str, **query: Any) -> Any:
        """JSON of a page of the workspace."""
        return self._json(self.http.get(WORKSPACE + path, params=query))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """JSON answer to a command."""
        return self._json(self.http.post(WORKSPACE + path, json=body))

    def _json(self, answer: httpx.Response) -> Any:
        if answer.is_error:
            raise SystemExit(f"{answer.request.method} {answer.request.url.path}: {answer.text}")
        return answer.json()

    # ---- what its processes use ---------------------------------------------------------------------------

    def _processes(self) -> list[psutil.Process]:
        return [self._process, *self._process.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """CPU time of all processes so far, with that of children that have ended."""
        total = 0.0
        for process in self._processes():
            try:
                times = process.cpu_times()
            except psutil.Error:
                continue
            total += times.user + times.system + times.children_user + times.children_system
        return total

    def memory_mb(self) -> float:
        """Proportional set size of all processes."""
        total = 0
        for process in self._processes():
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
        return total / 2**20
