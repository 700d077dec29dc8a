"""What one attempt may see of the world. Every capability is made when it is first asked for."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from millrace.ports.attempts import AttemptWork
from millrace.ports.node_runtime import (
    ChildRequest,
    ChildResult,
    HttpAnswer,
    NodeFailure,
    Objects,
    ProcessResult,
    ProcessSpec,
    SqlSession,
    TransferRequest,
    TransferResult,
)
from millrace.ports.workspace_paths import resolve_below
from millrace.services.evaluating import UnresolvedError
from millrace.worker.attempt_log import AttemptLog
from millrace.worker.attempt_process import AttemptProcess, Surroundings
from millrace.worker.child_instances import ChildInstances
from millrace.worker.masking import Masker
from millrace.worker.rendering import Renderer
from millrace.worker.tools import Tools

_TRANSFER = "millrace.adapters.arrow_transfer:transfer"
_HTTP = "millrace.adapters.httpx_http:request"
_OBJECTS = "millrace.adapters.folder_objects:open_objects"


class AttemptContext:
    """The `NodeContext` of one attempt."""

    def __init__(self, work: AttemptWork, tools: Tools) -> None:
        self._work = work
        self._tools = tools
        self.workspace_id = work.workspace_id
        self.instance_id = work.instance_id
        self.attempt_id = work.attempt_id
        self.attempt_number = work.number
        self.job_name = work.job_name
        self.node_name = work.node_name
        self.trigger = work.trigger
        self.zone = work.zone
        self.clock = tools.parts.clock
        self.inputs: Mapping[str, Any] = {}
        """Rendered properties, secrets hidden."""
        self._started = asyncio.get_running_loop().time()
        self.has_process = False
        """Whether a supervisor watches the time now."""

    @cached_property
    def renderer(self) -> Renderer:
        """Fills templates with what this attempt sees."""
        return Renderer(self._work, self._tools.parts.clock.now())

    @cached_property
    def params(self) -> Mapping[str, str]:
        """Effective parameters (R135), rendered."""
        return self.renderer.params

    @cached_property
    def plan_time(self) -> datetime:
        """The instant the instance stands for, aware."""
        return datetime.fromisoformat(self._work.plan_time)

    @cached_property
    def secrets(self) -> list[str]:
        """All that must not be read anywhere: secrets of connections and masked parameters."""
        found = [str(text) for entry in self._work.connections.values() for text in entry["secrets"].values()]
        if self._work.masked:
            sources = (self._params_or_nothing(), self._work.params, self._work.job_params)
            found += [source.get(name, "") for name in self._work.masked for source in sources]
        return [text for text in found if text]

    def _params_or_nothing(self) -> Mapping[str, str]:
        """What cannot be rendered has no rendered secrets either."""
        try:
            return self.params
        except UnresolvedError:
            return {}

    @cached_property
    def masker(self) -> Masker:
        """Hides the secrets."""
        return Masker(self.secrets)

    @cached_property
    def log(self) -> AttemptLog:
        """The attempt's log."""
        config = self._tools.config
        return AttemptLog(
            Path(self._work.folder),
            self.masker,
            limit_bytes=config.log_limit_bytes,
            reserve_bytes=config.disk_reserve_bytes,
        )

    @cached_property
    def folder(self) -> Path:
        """The attempt's own folder; it is made now."""
        folder = Path(self._work.folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    @cached_property
    def workspace_folder(self) -> Path:
        """The workspace's folder."""
        return Path(self._work.workspace_folder)

    @cached_property
    def child_instances(self) -> ChildInstances:
        """Where the agent hands in what the server says about children."""
        return ChildInstances(self.attempt_id, self._tools.ask_for_children)

    async def in_thread(self, work: Callable[[], Any]) -> Any:
        """What expressions with regular expressions need: nobody else waits for them."""
        return await asyncio.get_running_loop().run_in_executor(self._tools.expressions, work)

    def close(self) -> None:
        """The attempt is over."""
        log = self.__dict__.get("log")
        if log is not None:
            log.close()

    # ---- for node types ----------------------------------------------------------------------------------

    def script(self, name: str) -> str:
        """Content of a stored script, `${...}` replaced. Raises NodeFailure (script_not_found)."""
        try:
            text = self._work.scripts[name]
        except KeyError:
            raise NodeFailure(
                "script_not_found",
                f"There is no script {name} in this workspace. Create it, or choose another in the node.",
                data={"script": name},
            ) from None
        return self.renderer.text(text, f"script {name}")

    def path(self, relative: str) -> Path:
        """A path below the workspace's folder, after links. Raises NodeFailure (path_outside)."""
        return resolve_below(self.workspace_folder, relative)

    def render(self, text: str, loop: Mapping[str, Any] | None = None) -> str:
        """A text evaluated as properties are, in this `Loop` (R155). Raises NodeFailure."""
        try:
            return self.renderer.text(text, "text", loop)
        except UnresolvedError as error:
            document = error.as_document()
            raise NodeFailure(document["code"], document["message"], data=document["data"]) from None

    async def run_process(self, spec: ProcessSpec) -> ProcessResult:
        """Run a process under a supervisor. Raises NodeFailure if a limit ended it or it could not start."""
        if self.has_process:
            raise NodeFailure(
                "one_process", "An attempt runs one process at a time; wait for the first to end."
            )
        seconds = self._work.timeout_seconds - (asyncio.get_running_loop().time() - self._started)
        around = Surroundings(
            self.folder, self.params, self.secrets, self.inputs, self.log, max(seconds, 0.0)
        )
        self.has_process = True
        try:
            return await AttemptProcess(self._work, self._tools, around).run(spec)
        finally:
            self.has_process = False

    @asynccontextmanager
    async def sql(self, connection: str) -> AsyncIterator[SqlSession]:
        """A session on a connection that the properties name."""
        entry = self._work.connections.get(connection)
        if entry is None:
            raise NodeFailure(
                "connection_not_found",
                f"There is no connection {connection} in this workspace. Create it, or choose another.",
                data={"connection": connection},
            )
        open_session = await self._load(str(entry["driver"]))
        session: AbstractAsyncContextManager[SqlSession] = open_session(
            entry["properties"], entry["secrets"], workspace_folder=self.workspace_folder, log=self.log
        )
        async with session as opened:
            yield opened

    async def transfer(self, request: TransferRequest) -> TransferResult:
        """Move rows."""
        move = await self._load(_TRANSFER)
        result: TransferResult = await move(
            request,
            self._work.connections,
            workspace_folder=self.workspace_folder,
            log=self.log,
            load=self._tools.parts.load,
        )
        return result

    async def http(
        self, method: str, url: str, *, headers: Mapping[str, str], body: str | None, timeout_seconds: float
    ) -> HttpAnswer:
        """Call an address, if the installation's lists allow it."""
        request = await self._load(_HTTP)
        settings = self._tools.settings
        answer: HttpAnswer = await request(
            method,
            url,
            headers=headers,
            body=body,
            timeout_seconds=timeout_seconds,
            allow=settings.get("outgoing_allow", ()),
            deny=settings.get("outgoing_deny", ()),
        )
        return answer

    @cached_property
    def objects(self) -> Objects:
        """The workspace's object store."""
        opened: Objects = self._tools.parts.load(_OBJECTS)(self.workspace_folder)
        return opened

    def children(
        self, job: str, requests: Iterable[ChildRequest], *, at_once: int
    ) -> AsyncIterator[ChildResult]:
        """Run child instances of a job, at most `at_once` at a time, each handed on as it ends."""
        return self.child_instances.run(job, requests, at_once)

    async def _load(self, name: str) -> Any:
        """Adapters import much: not on the loop."""
        return await asyncio.to_thread(self._tools.parts.load, name)
