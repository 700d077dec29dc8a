"""A server, an agent and a data folder for tests of the worker."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from millrace.adapters.loading import load
from millrace.nodes.dummy import Dummy
from millrace.nodes.python import Python
from millrace.nodes.shell import Shell
from millrace.ports.attempts import AttemptWork
from millrace.ports.node_runtime import Catalog, NodeType
from millrace.worker.agent import Agent, run_agent
from millrace.worker.config import AgentConfig, AgentParts, Loader
from tests.worker.fake_server import FakeServer

PLAN_TIME = "2026-01-02T03:04:05+00:00"


class FixedClock:
    """Always the same instant."""

    def now(self) -> datetime:
        return datetime(2026, 1, 2, 4, 0, tzinfo=UTC)


def catalog(*more: NodeType) -> Catalog:
    types = [Dummy(), Shell(), Python(), *more]
    return Catalog({node_type.name: node_type for node_type in types}, {})


def config_for(data: Path, **settings: Any) -> AgentConfig:
    settings = {"grace_seconds": 0.3, "disk_reserve_bytes": 0, **settings}
    return AgentConfig(data / "run" / "link.sock", "local-1", data, "token", **settings)


def children_of(parent: int) -> list[int]:
    """Pids of the processes that `parent` has started."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and f"\nPPid:\t{parent}\n" in (entry / "status").read_text():
                found.append(int(entry.name))
    return found


def command_of(pid: int) -> bytes:
    """The command line; nothing for one that has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


class House:
    """One server, and agents in this process or in one of their own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.server = FakeServer(data)
        self.agent: Agent | None = None
        self._living: asyncio.Task[None] | None = None
        self._processes: list[asyncio.subprocess.Process] = []

    async def start_agent(self, *types: NodeType, load: Loader = load, **settings: Any) -> None:
        """An agent in this process."""
        parts = AgentParts(catalog(*types), load, FixedClock())
        self.agent = Agent(config_for(self.data, **settings), parts)
        self._living = asyncio.create_task(self.agent.run())
        await self.server.hello()

    async def start_agent_process(self, *, limit_file_bytes: int = 0) -> asyncio.subprocess.Process:
        """An agent in a process of its own, which may be killed."""
        self.server.messages.clear()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.worker.house", str(self.data), str(limit_file_bytes),
            env={**os.environ, "PYTHONPATH": "src"},
        )  # fmt: skip
        self._processes.append(process)
        await self.server.hello()
        return process

    def kill_spawner(self) -> None:
        """As when the system ends it for want of memory."""
        found: list[int] = []
        while not found:  # a process has no command line yet in the moment of its start
            found = [pid for pid in children_of(os.getpid()) if b"supervision.spawner" in command_of(pid)]
        pid = found[0]
        os.kill(pid, signal.SIGKILL)
        while command_of(pid):
            time.sleep(0.01)

    async def leave(self) -> None:
        """Let the agent of this process go."""
        if self.agent is not None and self._living is not None:
            self.agent.leave()
            await self._living
            self.agent = None

    async def close(self) -> None:
        await self.leave()
        for process in self._processes:
            if process.returncode is None:
                process.kill()
                await process.wait()
        await self.server.close()

    def work(
        self, attempt_id: int, node_type: str, properties: Mapping[str, Any], **more: Any
    ) -> AttemptWork:
        given: dict[str, Any] = {
            "workspace_id": 1, "instance_id": 2, "node_run_id": 3, "number": 1, "job_id": 4,
            "job_name": "daily", "node_id": "n1", "node_name": "step one", "trigger": "manual",
            "version_no": 1, "plan_time": PLAN_TIME, "zone": "UTC", "started_at": None, "run_number": 1,
            "params": {}, "job_params": {}, "folder": str(self.folder(attempt_id)),
            "workspace_folder": str(self.data / "ws"),
        }  # fmt: skip
        return AttemptWork(
            attempt_id=attempt_id, node_type=node_type, properties=properties, **{**given, **more}
        )

    def folder(self, attempt_id: int) -> Path:
        return self.data / "attempts" / str(attempt_id // 1000) / str(attempt_id)

    def log(self, attempt_id: int) -> str:
        """What the attempt's log says, without the stamps."""
        lines = (self.folder(attempt_id) / "log").read_text(encoding="utf-8").splitlines()
        return "\n".join(line.split(" ", 1)[1] for line in lines)

    async def run(
        self, attempt_id: int, node_type: str, properties: Mapping[str, Any], **more: Any
    ) -> Mapping[str, Any]:
        """Give an attempt and wait for its report."""
        self.server.give(self.work(attempt_id, node_type, properties, **more))
        return await self.server.report(attempt_id)


@asynccontextmanager
async def open_house() -> AsyncIterator[House]:
    """A short path: socket names are limited."""
    data = Path(tempfile.mkdtemp(prefix="mr-"))
    (data / "ws").mkdir()
    house = House(data)
    await house.server.start()
    try:
        yield house
    finally:
        await house.close()
        shutil.rmtree(data, ignore_errors=True)


def _main(data: Path, limit_file_bytes: int) -> None:
    if limit_file_bytes:
        import resource  # noqa: PLC0415  # only where limits exist

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit_file_bytes, limit_file_bytes))
    run_agent(config_for(data), catalog(), load=load, clock=FixedClock())


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
