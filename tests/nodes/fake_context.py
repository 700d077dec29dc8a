"""A node context wired to the real adapters, with children that a test decides."""

import asyncio
import importlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from millrace.adapters.folder_objects import open_objects
from millrace.adapters.httpx_http import request
from millrace.ports.node_runtime import (
    ChildRequest,
    ChildResult,
    HttpAnswer,
    Log,
    NodeFailure,
    Objects,
    ProcessResult,
    ProcessSpec,
    SqlSession,
    TransferRequest,
    TransferResult,
)
from millrace.ports.workspace_paths import resolve_below
from tests.nodes.fakes import FakeLog


def load(dotted: str) -> Any:
    """`module:attribute`, as the worker loads it."""
    module, _, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)


@dataclass
class FakeContext:
    """See NodeContext. `connections`: name -> {"type", "properties", "secrets"}."""

    workspace_folder: Path
    connections: dict[str, dict[str, Any]] = field(default_factory=dict)
    scripts: dict[str, str] = field(default_factory=dict)
    child_status: Callable[[ChildRequest], str] = lambda request: "success"
    render_with: Callable[[str, Mapping[str, Any] | None], str] = lambda text, loop: text
    log: Log = field(default_factory=FakeLog)
    asked: list[ChildRequest] = field(default_factory=list)
    workspace_id: int = 1
    instance_id: int = 1
    attempt_id: int = 1
    attempt_number: int = 1
    job_name: str = "job"
    node_name: str = "node"
    trigger: str = "manual"
    plan_time: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    zone: str = "UTC"
    params: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path()

    def connection(self, name: str, type_name: str, properties: dict[str, Any], secrets: Any = None) -> None:
        """Add a connection."""
        driver = f"millrace.adapters.sql_drivers.{type_name}:open_session"
        self.connections[name] = {
            "type": type_name,
            "driver": driver,
            "properties": properties,
            "secrets": secrets or {},
        }

    def script(self, name: str) -> str:
        if name not in self.scripts:
            raise NodeFailure("script_not_found", name)
        return self.scripts[name]

    def path(self, relative: str) -> Path:
        return resolve_below(self.workspace_folder, relative)

    def render(self, text: str, loop: Mapping[str, Any] | None = None) -> str:
        return self.render_with(text, loop)

    async def run_process(self, spec: ProcessSpec) -> ProcessResult:
        raise NotImplementedError

    def sql(self, connection: str) -> AbstractAsyncContextManager[SqlSession]:
        found = self.connections[connection]
        opened: AbstractAsyncContextManager[SqlSession] = load(found["driver"])(
            found["properties"], found["secrets"], workspace_folder=self.workspace_folder, log=self.log
        )
        return opened

    async def transfer(self, request: TransferRequest) -> TransferResult:
        move = load("millrace.adapters.arrow_transfer:transfer")
        result: TransferResult = await move(
            request, self.connections, workspace_folder=self.workspace_folder, log=self.log, load=load
        )
        return result

    async def http(
        self, method: str, url: str, *, headers: Mapping[str, str], body: str | None, timeout_seconds: float
    ) -> HttpAnswer:
        return await request(method, url, headers=headers, body=body, timeout_seconds=timeout_seconds)

    @property
    def objects(self) -> Objects:
        return open_objects(self.workspace_folder)

    async def children(
        self, job: str, requests: Iterable[ChildRequest], *, at_once: int
    ) -> AsyncIterator[ChildResult]:
        source = iter(requests)
        running: list[ChildRequest] = []
        while True:
            while len(running) < at_once and (asked := next(source, None)) is not None:
                self.asked.append(asked)
                running.append(asked)
            if not running:
                return
            await asyncio.sleep(0)
            ended = running.pop(0)
            yield ChildResult(ended.row, 100 + ended.row, self.child_status(ended))
