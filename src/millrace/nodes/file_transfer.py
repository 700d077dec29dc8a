"""Rows from a file, table or query into a file or table."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from millrace.sdk import (
    NodeContext,
    NodeFailure,
    NodeType,
    Outcome,
    Properties,
    Traits,
    TransferEnd,
    TransferRequest,
    choice,
    code,
    number,
    reference,
    rows,
    text,
)

_CONNECTIONS = ("duckdb", "sqlite", "postgresql")
_FORMATS = {"csv": "CSV", "json_lines": "JSON lines", "parquet": "Parquet"}
Format = Literal["csv", "json_lines", "parquet"]


class ColumnMapping(BaseModel):
    """One column on its way."""

    source: str = Field(title="From", description="Name of the column in the source.", min_length=1)
    target: str = Field("", title="To", description="Name of the column in the target. Empty: the same name.")
    type: str = Field(
        "",
        title="Type",
        description="string, integer, float, decimal(10,2), boolean, date, timestamp, timestamp_tz or "
        "binary. Empty: the type of the target's column, or of the source's.",
    )


class FileTransferProperties(Properties):
    """From where to where, and what to do with rows that do not fit."""

    source: Literal["file", "table", "query"] = choice(
        "From",
        "Where the rows come from.",
        default="file",
        labels={"file": "File", "table": "Table", "query": "Query"},
    )
    source_path: str = text(
        "Source file",
        "Path below the workspace's folder, such as raw/flights.csv.",
        default="",
        show_when={"source": ["file"]},
    )
    source_format: Format = choice(
        "Source format",
        "CSV has a header row; JSON lines has one object a line.",
        default="csv",
        labels=_FORMATS,
        show_when={"source": ["file"]},
    )
    source_connection: str | None = reference(
        "connection",
        "Source connection",
        "The database to read from.",
        types=_CONNECTIONS,
        default=None,
        show_when={"source": ["table", "query"]},
    )
    source_table: str = text(
        "Source table",
        'table or schema.table; quote unusual names: "My table".',
        default="",
        show_when={"source": ["table"]},
    )
    source_query: str = code(
        "sql",
        "Source query",
        "One SELECT statement.",
        default="",
        show_when={"source": ["query"]},
    )
    target: Literal["file", "table"] = choice(
        "To", "Where the rows go.", default="table", labels={"file": "File", "table": "Table"}
    )
    target_path: str = text(
        "Target file", "Path below the workspace's folder.", default="", show_when={"target": ["file"]}
    )
    target_format: Format = choice(
        "Target format",
        "How the file is written.",
        default="parquet",
        labels=_FORMATS,
        show_when={"target": ["file"]},
    )
    target_connection: str | None = reference(
        "connection",
        "Target connection",
        "The database to write to.",
        types=_CONNECTIONS,
        default=None,
        show_when={"target": ["table"]},
    )
    target_table: str = text(
        "Target table",
        "table or schema.table. It is created if it is missing.",
        default="",
        show_when={"target": ["table"]},
    )
    mode: Literal["append", "replace", "truncate"] = choice(
        "Rows that are there",
        "Append keeps them. Empty first removes them and keeps the table's definition. Replace makes a new "
        "table or file from the data; indexes, constraints and grants of the old table are lost.",
        default="append",
        labels={"append": "Append", "truncate": "Empty first", "replace": "Replace"},
    )
    columns: list[ColumnMapping] = rows(
        "Columns", "Which column goes where, and as which type. Empty: all columns, by name."
    )
    delimiter: str = text(
        "Delimiter",
        "The character between the cells of CSV files.",
        el=False,
        default=",",
        section="advanced",
        min_length=1,
        max_length=1,
    )
    dirty_path: str = text(
        "File of rejected rows",
        "A CSV file that takes the rows that do not fit, with the reason, such as rejected/flights.csv. "
        "Empty: they are only counted.",
        default="",
        section="dirty_rows",
    )
    max_dirty_rows: int | None = number(
        "Most rejected rows",
        "With more of them the transfer fails. Empty: any number.",
        default=0,
        section="dirty_rows",
        ge=0,
    )
    max_dirty_ratio: float | None = number(
        "Largest share of rejected rows",
        "Between 0 and 1. With a larger share the transfer fails. Empty: any share.",
        default=None,
        section="dirty_rows",
        ge=0,
        le=1,
    )


class FileTransfer(NodeType):
    """Moves rows, whole or not at all."""

    name = "file_transfer"
    group = "data"
    label = "Data transfer"
    icon = "file_transfer"
    help = (
        "Moves rows between files and tables, casts them and sets aside those that do not fit. A transfer "
        "that fails or is stopped leaves the target as it was: tables are written in one transaction, files "
        "beside the old one. If the worker dies after the commit, before it could report, a second attempt "
        "appends the rows again; use replace or empty first where that matters. Types that only the target "
        "database knows (uuid, json, numeric without precision) are cast by it: a bad one fails all."
    )
    properties = FileTransferProperties
    traits = Traits(heavy=True)
    aliases = ("CDMJob",)
    summary_fields = ("source_path", "source_table", "target_table", "target_path")

    async def run(self, properties: FileTransferProperties, context: NodeContext) -> Outcome:
        """Transfer once. Raises NodeFailure: property_missing and those of the capability."""
        request = TransferRequest(
            source=_source(properties),
            target=_target(properties),
            columns=[column.model_dump() for column in properties.columns],
            mode=properties.mode,
            dirty_path=properties.dirty_path or None,
            max_dirty_rows=properties.max_dirty_rows,
            max_dirty_ratio=properties.max_dirty_ratio,
        )
        result = await context.transfer(request)
        context.log.info(f"{result.read} rows read, {result.written} written, {result.dirty} rejected")
        counts: dict[str, Any] = {"read": result.read, "written": result.written, "dirty": result.dirty}
        counts["reasons"] = dict(result.reasons)
        made = [path for path in (result.dirty_path, request.target.path) if path]
        return Outcome(output=f'[["{result.written}"]]', running_data=counts, artifacts=made)


def _needed(value: str | None, label: str) -> str:
    if not value or not value.strip():
        raise NodeFailure("property_missing", f"{label} is empty. Fill it in.", data={"property": label})
    return value.strip()


def _source(properties: FileTransferProperties) -> TransferEnd:
    options = {"delimiter": properties.delimiter}
    if properties.source == "file":
        path = _needed(properties.source_path, "Source file")
        return TransferEnd(path=path, format=properties.source_format, options=options)
    connection = _needed(properties.source_connection, "Source connection")
    if properties.source == "table":
        return TransferEnd(connection=connection, table=_needed(properties.source_table, "Source table"))
    query = _needed(properties.source_query, "Source query").rstrip("; \n\t")
    return TransferEnd(connection=connection, query=query)


def _target(properties: FileTransferProperties) -> TransferEnd:
    if properties.target == "file":
        path = _needed(properties.target_path, "Target file")
        return TransferEnd(
            path=path, format=properties.target_format, options={"delimiter": properties.delimiter}
        )
    connection = _needed(properties.target_connection, "Target connection")
    return TransferEnd(connection=connection, table=_needed(properties.target_table, "Target table"))
