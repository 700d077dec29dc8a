"""The catalog: built-in node and connection types, and those of installed packages (entry points)."""

import logging
from collections.abc import Iterable
from importlib.metadata import entry_points
from typing import TypeVar

from millrace.connections.duckdb import DuckDb
from millrace.connections.postgresql import Postgresql
from millrace.connections.sqlite import Sqlite
from millrace.nodes.data_quality import DataQuality
from millrace.nodes.dummy import Dummy
from millrace.nodes.file_transfer import FileTransfer
from millrace.nodes.for_each import ForEach
from millrace.nodes.object_storage import ObjectStorage
from millrace.nodes.python import Python
from millrace.nodes.rest_client import RestClient
from millrace.nodes.shell import Shell
from millrace.nodes.sql import Sql
from millrace.nodes.subjob import Subjob
from millrace.ports.node_runtime import Catalog, ConnectionType, NodeType

Kind = TypeVar("Kind")

_log = logging.getLogger(__name__)

_NODES: tuple[type[NodeType], ...] = (
    Sql,
    Python,
    Shell,
    RestClient,
    ForEach,
    Subjob,
    Dummy,
    FileTransfer,
    DataQuality,
    ObjectStorage,
)
"""In the order of the palette."""

_CONNECTIONS: tuple[type[ConnectionType], ...] = (DuckDb, Postgresql, Sqlite)


def build_catalog() -> Catalog:
    """All types of this installation. An extension that cannot be loaded is logged and left out."""
    nodes = [*(kind() for kind in _NODES), *_extensions("millrace.node_types", NodeType)]
    connections = [
        *(kind() for kind in _CONNECTIONS),
        *_extensions("millrace.connection_types", ConnectionType),
    ]
    return Catalog(
        nodes={node.name: node for node in nodes},
        connections={connection.name: connection for connection in connections},
    )


def _extensions(group: str, kind: type[Kind]) -> Iterable[Kind]:
    for point in entry_points(group=group):
        try:
            found = point.load()()
        except Exception:
            _log.exception("the extension %s (%s) cannot be loaded and is left out", point.name, point.value)
            continue
        if isinstance(found, kind):
            yield found
        else:
            _log.error(
                "the extension %s (%s) is no %s and is left out", point.name, point.value, kind.__name__
            )
