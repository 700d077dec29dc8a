"""Readable test data: jobs, node types, a server on the memory store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from millrace.adapters.attempt_logs import FolderAttemptLogs
from millrace.adapters.ical_files import IcalFiles
from millrace.adapters.memory_bus import MemoryBus
from millrace.adapters.memory_store import MemoryStore
from millrace.adapters.workspace_folders import WorkspaceFolders
from millrace.domain.ids import WorkspaceId
from millrace.domain.permissions import PERMISSIONS, Role
from millrace.nodes.dummy import Dummy
from millrace.ports.node_runtime import Catalog
from millrace.sdk import (
    ConnectionType,
    NodeContext,
    NodeType,
    Outcome,
    Properties,
    Traits,
    code,
    number,
    reference,
    secret,
    text,
)
from millrace.services.calling import Caller
from millrace.services.container import Services, make_services
from millrace.services.tools import OwnDatabasePlace, Tools
from tests.fakes import FakeBox, FakeClock, FakeEngine, FakeTokens

CLI_TOKEN = "the token of the command line"
WS = WorkspaceId(1)


class ShellLikeProperties(Properties):
    """Properties of the test's Shell."""

    script: str = code("shell", "Script", "What runs.")
    patience: int = number("Patience", "Seconds.", default=10, ge=0)


class ShellLike(NodeType):
    """Runs local code, or would."""

    name = "shell"
    group = "compute"
    label = "Shell"
    icon = "shell"
    help = "Runs a script."
    properties = ShellLikeProperties
    traits = Traits(runs_local_code=True)

    async def run(self, properties: ShellLikeProperties, context: NodeContext) -> Outcome:
        """Not in these tests."""
        raise NotImplementedError


class SqlLikeProperties(Properties):
    """Properties of the test's SQL."""

    connection: str = reference("connection", "Connection", "Where.", types=["postgres"])
    script: str = reference("script", "Script", "What.", default="")


class SqlLike(NodeType):
    """Names a connection and a script."""

    name = "sql"
    group = "data"
    label = "SQL"
    icon = "sql"
    help = "For tests."
    properties = SqlLikeProperties
    traits = Traits(heavy=True)


class SubjobLikeProperties(Properties):
    """Properties of the test's Subjob."""

    job: str = reference("job", "Job", "Which.")


class SubjobLike(NodeType):
    """Names a job."""

    name = "subjob"
    group = "data"
    label = "Subjob"
    icon = "subjob"
    help = "For tests."
    properties = SubjobLikeProperties
    traits = Traits(waits=True)


class PostgresLikeProperties(Properties):
    """Properties of the test's PostgreSQL connection."""

    host: str = text("Host", "Where.", el=False)
    port: int = number("Port", "Which.", default=5432)
    database: str = text("Database", "Which.", el=False, default="")
    password: str = secret("Password", "What only you know.")


class PostgresLike(ConnectionType):
    """A server."""

    name = "postgres"
    label = "PostgreSQL"
    icon = "postgres"
    help = "A server."
    properties = PostgresLikeProperties
    driver = "nowhere:open"

    def endpoint(self, properties: Any) -> tuple[str, int] | None:
        """Host and port."""
        return properties.host, properties.port


class FileLikeProperties(Properties):
    """Properties of the test's file database."""

    path: str = text("Path", "Where.", el=False)


class FileLike(ConnectionType):
    """A file."""

    name = "sqlite"
    label = "SQLite"
    icon = "sqlite"
    help = "A file."
    properties = FileLikeProperties
    driver = "nowhere:open"

    def file(self, properties: Any) -> str | None:
        """Its path."""
        return str(properties.path)


def a_catalog() -> Catalog:
    """A few small types."""
    nodes: Sequence[NodeType] = (Dummy(), ShellLike(), SqlLike(), SubjobLike())
    connections: Sequence[ConnectionType] = (PostgresLike(), FileLike())
    return Catalog({node.name: node for node in nodes}, {item.name: item for item in connections})


def a_node(name: str, type_: str = "dummy", **more: Any) -> dict[str, Any]:
    """A node whose id is its name."""
    return {"id": name, "name": name, "type": type_, **more}


def a_definition(*names: str, edges: Sequence[tuple[str, str]] = (), **more: Any) -> dict[str, Any]:
    """Dummies in a row of that order, unless edges are given; as JSON."""
    pairs = edges or list(zip(names, names[1:], strict=False))
    return {
        "nodes": [a_node(name) for name in names],
        "edges": [{"source": source, "target": target} for source, target in pairs],
        **more,
    }


@dataclass
class Server:
    """Services on the memory store, with all fakes at hand."""

    services: Services
    store: MemoryStore
    clock: FakeClock
    engine: FakeEngine
    bus: MemoryBus
    attempts_folder: Path
    workspaces_folder: Path

    def caller(self, role: Role = Role.ADMIN, **more: Any) -> Caller:
        """A person with that role in the first workspace."""
        values: Mapping[str, Any] = {"name": "ada", "permissions": PERMISSIONS[role], **more}
        return Caller(workspace_id=WS, **values)


def a_server(folder: Path) -> Server:
    """A server that was just set up; its folders lie in `folder`."""
    store, clock, bus = MemoryStore(), FakeClock(), MemoryBus()
    engine = FakeEngine(store, clock)
    tools = Tools(
        store=store,
        clock=clock,
        bus=bus,
        engine=engine,
        box=FakeBox(),
        tokens=FakeTokens(),
        catalog=a_catalog(),
        files=WorkspaceFolders(folder / "workspaces"),
        logs=FolderAttemptLogs(folder / "attempts"),
        calendar_files=IcalFiles(),
        own_database=OwnDatabasePlace(file=folder / "millrace.db", server=("db.example", 5432, "millrace")),
    )
    services = make_services(tools, CLI_TOKEN)
    services.signing_in.prepare("UTC")
    return Server(services, store, clock, engine, bus, folder / "attempts", folder / "workspaces")
