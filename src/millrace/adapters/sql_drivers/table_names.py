"""Names of tables as people write them in a node's properties."""

from millrace.domain.sql_script import name_parts, quote_name
from millrace.ports.node_runtime import NodeFailure

_MOST_PARTS = 3


def parts_of(table: str) -> list[str]:
    """The unquoted parts of `schema.table`. Raises NodeFailure (table_name_wrong)."""
    try:
        parts = name_parts(table)
    except ValueError as error:
        raise NodeFailure("table_name_wrong", f"{error}.") from None
    if len(parts) > _MOST_PARTS:
        raise NodeFailure("table_name_wrong", f"{table!r} has too many parts; write schema.table.")
    return parts


def quoted_table(table: str) -> str:
    """The name with every part quoted. Raises NodeFailure (table_name_wrong)."""
    return ".".join(quote_name(part) for part in parts_of(table))
