"""What a node type declares, and what it may ask for while it runs.

A node type is one class in one file: name, palette group, label, icon, help, property model, traits and
`run`. It is a coroutine; it must not block the loop: everything slow is a capability of the context.
A node type imports no driver; the worker loads the adapter behind a capability when it is first asked for.
"""

import signal
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

from millrace.domain.instance import InstanceStatus, StateClass, state_class
from millrace.domain.properties import Properties


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended well. `output` is what `Job.getNodeOutput` sees (R150)."""

    output: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    """Parameters that nodes after this one see as `${name}` (R139); they count as from outside (R141)."""
    running_data: Mapping[str, Any] | None = None
    report: str | None = None
    """Path of an HTML report below the workspace's folder."""
    artifacts: Sequence[str] = ()
    """Paths below the workspace's folder."""
    exit_code: int | None = None


class NodeFailure(Exception):
    """The node failed in a way it understands: a code, a sentence for people, perhaps an exit code.

    `output` and `report` are kept like those of a good end.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        exit_code: int | None = None,
        outcome: Outcome | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.exit_code = exit_code
        self.outcome = outcome
        self.data = dict(data or {})


@dataclass(frozen=True, slots=True)
class Traits:
    """What the engine and the studio need to know of a type."""

    safe_to_repeat: bool = False
    """After a lost worker the node may simply run again."""
    waits: bool = False
    """Takes no place while it waits (Subjob, For Each; R87)."""
    continuous: bool = False
    """Never ends by itself (real-time jobs)."""
    runs_local_code: bool = False
    """Runs what a user wrote on the worker's machine: needs the permission `run_local_code`."""
    takes_no_place: bool = False
    """Dummy (R87)."""
    gives_values: bool = False
    """May end with `Outcome.values`, parameters for the nodes after it (R139)."""
    heavy: bool = False
    """Takes one of the worker's few heavy places (processes, database work) instead of a light one."""


class Log(Protocol):
    """The attempt's log, as people read it live. Secrets of the attempt are masked."""

    def info(self, text: str) -> None: ...
    def warn(self, text: str) -> None: ...
    def error(self, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """A process to run under a supervisor. Exactly one of `argv` and `python_code` is given.

    `python_code` runs in a forked child of a preloaded interpreter, with `args` as sys.argv[1:].
    The environment starts empty: `env` is laid over a minimal PATH, HOME, LANG, TMPDIR.
    """

    argv: Sequence[str] = ()
    python_code: str | None = None
    args: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    """Default: the attempt's folder."""


@dataclass(frozen=True, slots=True)
class ProcessResult:
    """How a process ended."""

    exit_code: int
    """Negative: ended by that signal."""
    last_output: str
    """The last 4,000 characters of standard output (R150)."""

    def outcome(self) -> Outcome:
        """The end of a node that is its process. Raises NodeFailure (exit_code, killed_by_signal)."""
        outcome = Outcome(output=self.last_output, exit_code=self.exit_code)
        if self.exit_code == 0:
            return outcome
        if self.exit_code > 0:
            code, text = "exit_code", f"The process ended with exit code {self.exit_code}. The log says more."
        else:
            code, text = "killed_by_signal", f"The signal {_signal(-self.exit_code)} ended the process."
        raise NodeFailure(code, text, exit_code=self.exit_code, outcome=outcome)


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


@dataclass(frozen=True, slots=True)
class SqlResult:
    """Result of one statement; `rows` holds at most the asked-for number."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    row_count: int
    """Rows returned or changed; -1 where the engine does not say."""
    truncated: bool = False


class SqlSession(Protocol):
    """An open SQL connection. Cancelling the awaiting task stops the statement at the server."""

    dialect: str
    """duckdb | sqlite | postgresql"""

    async def execute(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, max_rows: int = 1000
    ) -> SqlResult:
        """Run one statement; `:name` parameters are bound, never pasted."""
        ...

    async def commit(self) -> None: ...
    async def rollback(self) -> None: ...
    async def tables(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class TransferEnd:
    """One end of a transfer: a table of a connection, or a file of the workspace."""

    connection: str | None = None
    table: str | None = None
    query: str | None = None
    path: str | None = None
    format: str | None = None
    """csv | json_lines | parquet"""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TransferRequest:
    """Move rows from one end to the other."""

    source: TransferEnd
    target: TransferEnd
    columns: Sequence[Mapping[str, Any]] = ()
    """[{"source", "target", "type"}]; empty: all, by name."""
    mode: str = "append"
    """append | replace | truncate"""
    dirty_path: str | None = None
    """Workspace path of the file that takes rejected rows with reasons."""
    max_dirty_rows: int | None = None
    max_dirty_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class TransferResult:
    """Row counts of a transfer, and why rows were rejected."""

    read: int
    written: int
    dirty: int
    dirty_path: str | None
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An HTTP answer; the body is cut at 1,000,000 characters (R150)."""

    status: int
    headers: Mapping[str, str]
    body: str
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """An object of the store."""

    path: str
    size: int
    modified: datetime


class Objects(Protocol):
    """The workspace's object store (a folder by default). Paths are relative and never leave it."""

    async def put(self, path: str, content: bytes) -> None: ...
    async def get(self, path: str) -> bytes: ...
    async def delete(self, path: str) -> None: ...
    async def copy(self, source: str, target: str) -> None: ...
    async def move(self, source: str, target: str) -> None: ...
    async def list(self, prefix: str) -> Sequence[ObjectInfo]: ...


@dataclass(frozen=True, slots=True)
class ChildRequest:
    """One child instance of a Subjob or For Each node."""

    row: int
    params: Mapping[str, str]
    label: str
    loop: Mapping[str, Any] | None = None
    """{"data_array": [...], "offset": n} for For Each (R155)."""


@dataclass(frozen=True, slots=True)
class ChildResult:
    """A child instance that ended; `status` is its final state (R51)."""

    row: int
    instance_id: int
    status: str

    @property
    def succeeded(self) -> bool:
        """Whether the final state is a good one (R42)."""
        return state_class(InstanceStatus(self.status)) is StateClass.GOOD


class NodeContext(Protocol):
    """Everything an attempt may see of the world."""

    workspace_id: int
    instance_id: int
    attempt_id: int
    attempt_number: int
    job_name: str
    node_name: str
    trigger: str
    zone: str

    @property
    def plan_time(self) -> datetime: ...
    @property
    def params(self) -> Mapping[str, str]:
        """Effective parameters of the job (R135), rendered."""
        ...

    @property
    def folder(self) -> Path:
        """The attempt's own folder; HOME of its processes."""
        ...

    @property
    def workspace_folder(self) -> Path: ...
    @property
    def log(self) -> Log: ...

    def script(self, name: str) -> str:
        """Content of a stored script, `${...}` replaced. Raises NodeFailure (script_not_found)."""
        ...

    def path(self, relative: str) -> Path:
        """A path below the workspace's folder, after links. Raises NodeFailure (path_outside)."""
        ...

    def render(self, text: str, loop: Mapping[str, Any] | None = None) -> str:
        """Evaluate a text as properties are evaluated, with `Loop` (R155) set to
        {"data_array": [...], "offset": n}. For properties declared with `el_per_row`, which come as written.
        Raises NodeFailure (expression_error).
        """
        ...

    async def run_process(self, spec: ProcessSpec) -> ProcessResult: ...
    def sql(self, connection: str) -> AbstractAsyncContextManager[SqlSession]: ...
    async def transfer(self, request: TransferRequest) -> TransferResult: ...
    async def http(
        self, method: str, url: str, *, headers: Mapping[str, str], body: str | None, timeout_seconds: float
    ) -> HttpAnswer: ...
    @property
    def objects(self) -> Objects: ...
    def children(
        self, job: str, requests: Iterable[ChildRequest], *, at_once: int
    ) -> AsyncIterator[ChildResult]:
        """Run child instances of a job, at most `at_once` at a time, yielding each as it ends.

        `requests` is read lazily: the next one is asked for only when a place is free and the results before
        have been taken, so that the node can stop asking for more (R109) while running children go on.
        """
        ...


class NodeType:
    """Base of all node types. See docs/how-to/write-a-node-type.md."""

    name: ClassVar[str]
    group: ClassVar[str]
    """Palette group: compute | flow | data | quality | resource"""
    label: ClassVar[str]
    icon: ClassVar[str]
    help: ClassVar[str]
    properties: ClassVar[type[Properties]]
    traits: ClassVar[Traits] = Traits()
    aliases: ClassVar[Sequence[str]] = ()
    """Names of the public contract that mean this type (`HiveSQL`, `RESTAPI`)."""
    requires: ClassVar[str | None] = None
    """The extra to install, if any."""
    summary_fields: ClassVar[Sequence[str]] = ()
    """Properties shown in the second line of the node card."""

    async def run(self, properties: Any, context: NodeContext) -> Outcome:
        """Do the work. Raise NodeFailure to fail; being cancelled means: stop, and leave nothing running."""
        raise NotImplementedError(self.name)


class ConnectionType:
    """Base of all connection types; a declaration: the driver behind it is loaded by the worker alone."""

    name: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str]
    help: ClassVar[str]
    properties: ClassVar[type[Properties]]
    """Fields made with `secret(...)` are encrypted and write-only."""
    driver: ClassVar[str]
    """`module:function` of the adapter that opens it."""
    requires: ClassVar[str | None] = None

    def endpoint(self, properties: Any) -> tuple[str, int] | None:
        """Host and port it speaks to, for the allow and deny lists; None for files."""
        return None

    def file(self, properties: Any) -> str | None:
        """Path below the workspace's folder of the file it opens, if it does."""
        return None


@dataclass(frozen=True, slots=True)
class Catalog:
    """All node and connection types of this installation; built in bootstrap, never global."""

    nodes: Mapping[str, NodeType]
    connections: Mapping[str, ConnectionType]
