"""The one module that a node type, a connection type or an event source imports.

What is named here is the public interface for extensions; it changes only with a note in the changelog.
"""

from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.jsonutil import follow_path, parse_json
from millrace.domain.el.functions.loop import parse_dataset
from millrace.domain.properties import (
    Properties,
    choice,
    code,
    key_values,
    number,
    reference,
    rows,
    secret,
    switch,
    text,
)
from millrace.domain.sql_script import SqlStatement, quote_name, quote_qualified, split_statements
from millrace.ports.node_runtime import (
    ChildRequest,
    ChildResult,
    ConnectionType,
    HttpAnswer,
    NodeContext,
    NodeFailure,
    NodeType,
    ObjectInfo,
    Outcome,
    ProcessResult,
    ProcessSpec,
    SqlResult,
    SqlSession,
    Traits,
    TransferEnd,
    TransferRequest,
    TransferResult,
)

__all__ = [
    "ChildRequest",
    "ChildResult",
    "ConnectionType",
    "ElError",
    "HttpAnswer",
    "NodeContext",
    "NodeFailure",
    "NodeType",
    "ObjectInfo",
    "Outcome",
    "ProcessResult",
    "ProcessSpec",
    "Properties",
    "SqlResult",
    "SqlSession",
    "SqlStatement",
    "Traits",
    "TransferEnd",
    "TransferRequest",
    "TransferResult",
    "choice",
    "code",
    "follow_path",
    "key_values",
    "number",
    "parse_dataset",
    "parse_json",
    "quote_name",
    "quote_qualified",
    "reference",
    "rows",
    "secret",
    "split_statements",
    "switch",
    "text",
]
