"""SQL statements on a connection."""

import json
from decimal import Decimal
from typing import Any, Literal

from millrace.sdk import (
    NodeContext,
    NodeFailure,
    NodeType,
    Outcome,
    Properties,
    SqlResult,
    SqlSession,
    SqlStatement,
    Traits,
    choice,
    code,
    key_values,
    number,
    reference,
    split_statements,
    switch,
)

_OUTPUT_LIMIT = 1_000_000
_SHOWN = 120


class SqlProperties(Properties):
    """What to run, where, and how."""

    connection: str = reference(
        "connection",
        "Connection",
        "The database on which the statements run.",
        types=("duckdb", "sqlite", "postgresql"),
    )
    source: Literal["statement", "script"] = choice(
        "Source",
        "Write the statements here, or use a script of the workspace.",
        default="statement",
        labels={"statement": "Statements", "script": "Script"},
    )
    statement: str = code(
        "sql",
        "Statements",
        "One or more statements, separated by semicolons. They run one after the other; the rows of the last "
        "one are the node's output. Values are best given as parameters (:name).",
        default="",
        show_when={"source": ["statement"]},
    )
    script_name: str | None = reference(
        "script",
        "Script",
        "The SQL script to run.",
        default=None,
        show_when={"source": ["script"]},
    )
    parameters: dict[str, str] = key_values(
        "Parameters",
        "Values for :name in the statements. They are bound by the database, never pasted into the text, so "
        "quotes in them do no harm. A value is a text; where a number or a date is needed, cast it: "
        "cast(:day as date).",
    )
    transaction: bool = switch(
        "One transaction",
        "All statements succeed or none does. Off: each statement is committed by itself.",
        default=False,
        section="advanced",
    )
    max_rows: int = number(
        "Rows of the output",
        "How many rows of the last result are kept as the node's output, at most 1,000.",
        default=1000,
        section="advanced",
        ge=0,
        le=1000,
    )


class Sql(NodeType):
    """Runs statements on a connection; the last result is the output (R150)."""

    name = "sql"
    group = "compute"
    label = "SQL"
    icon = "sql"
    help = (
        "Runs SQL statements on a DuckDB, SQLite or PostgreSQL connection. Nodes after it read the rows of "
        'the last statement with #{Job.getNodeOutput("name")}, as JSON such as [["11"]].'
    )
    properties = SqlProperties
    traits = Traits(heavy=True)
    aliases = ("SQL",)
    summary_fields = ("connection", "statement", "script_name")

    async def run(self, properties: SqlProperties, context: NodeContext) -> Outcome:
        """Run all statements. Raises NodeFailure: no_statement, sql_error, connection_failed."""
        text = properties.statement
        if properties.source == "script":
            text = context.script(properties.script_name or "")
        async with context.sql(properties.connection) as session:
            statements = split_statements(text, session.dialect)
            if not statements:
                raise NodeFailure(
                    "no_statement", "There is no statement to run. Write one, or choose a script."
                )
            if not properties.transaction:
                result = await _run_all(session, statements, properties, context)
            else:
                await session.execute("begin")
                try:
                    result = await _run_all(session, statements, properties, context)
                except BaseException:
                    await session.rollback()
                    raise
                await session.commit()
        output = result_text(result)
        return Outcome(output=output, running_data={"statements": len(statements), "rows": result.row_count})


async def _run_all(
    session: SqlSession, statements: list[SqlStatement], properties: SqlProperties, context: NodeContext
) -> SqlResult:
    result = SqlResult((), (), -1)
    for statement in statements:
        shown = " ".join(statement.text.split())
        shown = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + " ..."
        context.log.info(
            f"Statement {statement.number} of {len(statements)} (line {statement.line}): {shown}"
        )
        try:
            result = await session.execute(
                statement.text, properties.parameters, max_rows=properties.max_rows
            )
        except NodeFailure as failure:
            raise _located(failure, statement) from None
        context.log.info(_told(result))
    return result


def _located(failure: NodeFailure, statement: SqlStatement) -> NodeFailure:
    """The database's message, with the statement's number and its line in the script."""
    inside = int(failure.data.get("line_in_statement", 1))
    line = statement.line + inside - 1
    data = {**failure.data, "statement": statement.number, "line": line, "database_message": failure.message}
    message = f"Statement {statement.number} (line {line}) failed: {failure.message}"
    return NodeFailure(failure.code, message, data=data)


def _told(result: SqlResult) -> str:
    if result.truncated:
        return f"More than {len(result.rows)} rows; the first ones are kept."
    if result.row_count < 0:
        return "Done."
    return f"{result.row_count} rows" + ("." if result.columns else " changed.")


def result_text(result: SqlResult) -> str | None:
    """Rows as a two-dimensional JSON array of strings (R150), whole rows up to 1,000,000 characters.

    NULL is null. Dates and times are ISO 8601, truth values `true` and `false`, bytes hexadecimal digits.
    """
    if not result.columns:
        return None
    pieces: list[str] = []
    length = 2
    for row in result.rows:
        piece = json.dumps([_cell(value) for value in row], ensure_ascii=False, separators=(",", ":"))
        length += len(piece) + 1
        if length > _OUTPUT_LIMIT:
            break
        pieces.append(piece)
    return "[" + ",".join(pieces) + "]"


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if isoformat else str(value)
