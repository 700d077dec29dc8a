"""Runs the SQL and Python nodes of a sample job as the product would, without the product around them."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from millrace.domain.job import JobDefinition, Node
from millrace.domain.sql_script import bind_parameters, split_statements
from millrace.services.document_mapping import JobDocument, read_document

SAMPLE = Path(__file__).resolve().parents[2] / "src/millrace/_sample"


def sample_documents() -> dict[str, JobDocument]:
    """All jobs of the sample by name."""
    paths = sorted((SAMPLE / "jobs").rglob("*.yaml"))
    documents = [read_document(path.read_text(), path.name) for path in paths]
    return {document.name: document for document in documents}


def node_named(definition: JobDefinition, name: str) -> Node:
    """The node of that name."""
    return next(node for node in definition.nodes if node.name == name)


def load_data(connection: Any) -> None:
    """The tables as load_flights leaves them."""
    for name in ("flights", "weather", "airports", "airlines"):
        connection.execute(f"create table {name} as from '{SAMPLE}/data/{name}.parquet'")
    connection.execute(
        "create table planes as select tailnum, try_cast(year as integer) as built, manufacturer, model, "
        "engines::integer as engines, seats::integer as seats "
        f"from read_csv('{SAMPLE}/data/planes.csv', all_varchar = true) where built is not null"
    )


def with_params(text: str, params: Mapping[str, str]) -> str:
    """`${name}` replaced (R141)."""
    for name, value in params.items():
        text = text.replace("${" + name + "}", value)
    return text


def run_sql(connection: Any, node: Node, params: Mapping[str, str]) -> str:
    """The statements of a SQL node, and its output: the last result as JSON text (R150)."""
    values = {name: with_params(text, params) for name, text in node.properties.get("parameters", {}).items()}
    rows: list[tuple[Any, ...]] = []
    for statement in split_statements(with_params(node.properties["statement"], params), "duckdb"):
        text, used = bind_parameters(statement.text, values, lambda name: f"${name}", dialect="duckdb")
        connection.execute(text, {name: values[name] for name in used} or None)
        rows = connection.fetchall()
    return json.dumps([[None if value is None else str(value) for value in row] for row in rows])


def run_python(node: Node, env: Mapping[str, str], workspace: Path) -> str:
    """The script of a Python node in a process of its own; what it printed."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", node.properties["script"]],
        env={"PATH": os.environ["PATH"], "MILLRACE_WORKSPACE": str(workspace), **env},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def new_database() -> Any:
    """A DuckDB in memory with the loaded data."""
    connection = duckdb.connect()
    load_data(connection)
    return connection
