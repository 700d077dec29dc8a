"""The transfer node through real files and databases."""

import asyncio
import csv
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from millrace.nodes.file_transfer import FileTransfer, FileTransferProperties
from millrace.ports.node_runtime import NodeFailure, Outcome
from tests.adapters.sql_drivers.test_sessions import ENGINES, postgres_properties
from tests.nodes.fake_context import FakeContext

CSV = """id,name,day,amount
1,"zwö, ""x\"\"",2024-02-29,1.50
2,,2024-03-01,
 3 ,x,2024-03-02,7
"""
TYPES = [
    {"source": "id", "type": "integer"},
    {"source": "name"},
    {"source": "day", "target": "Day", "type": "date"},
    {"source": "amount", "type": "decimal(10,2)"},
]


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, context: FakeContext) -> str:
    """The name of a connection, with no table `t we"ird` in it."""
    if request.param == "postgresql":
        properties, secrets = postgres_properties()
        context.connection("db", "postgresql", properties, secrets)
    else:
        context.connection("db", request.param, {"path": "db.file"})
    return "db"


TABLE = '"t we""ird"'


async def sql(context: FakeContext, statement: str) -> list[tuple[Any, ...]]:
    async with context.sql("db") as session:
        return [tuple(row) for row in (await session.execute(statement)).rows]


async def move(context: FakeContext, **properties: Any) -> Outcome:
    return await FileTransfer().run(FileTransferProperties.model_validate(properties), context)


async def load_csv(context: FakeContext, text: str = CSV, **more: Any) -> Outcome:
    (context.workspace_folder / "in.csv").write_text(text)
    fixed = {"source_path": "in.csv", "target_connection": "db", "target_table": TABLE, "columns": TYPES}
    return await move(context, **(fixed | {"mode": "replace"} | more))


async def test_csv_becomes_a_table_and_comes_back(context: FakeContext, database: str) -> None:
    outcome = await load_csv(context)
    assert outcome.running_data == {"read": 3, "written": 3, "dirty": 0, "reasons": {}}
    rows = await sql(context, f"select id, name, amount from {TABLE} order by id")
    assert [(row[0], row[1]) for row in rows] == [(1, 'zwö, "x"'), (2, None), (3, "x")]
    assert [None if row[2] is None else float(row[2]) for row in rows] == [1.5, None, 7.0]
    back = {"source": "table", "source_connection": "db", "source_table": TABLE, "target": "file"}
    await move(context, **back, target_path="out/x.csv", target_format="csv", mode="replace")
    with (context.workspace_folder / "out" / "x.csv").open(newline="") as file:
        found = list(csv.DictReader(file))
    assert (found[0]["name"], found[0]["Day"]) == ('zwö, "x"', "2024-02-29")
    await move(context, **back, target_path="x.jsonl", target_format="json_lines", mode="replace")
    lines = (context.workspace_folder / "x.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["name"] == 'zwö, "x"'
    await move(context, **back, target_path="x.parquet", mode="replace")
    again = {"source_path": "x.parquet", "source_format": "parquet", "target_connection": "db"}
    assert (await move(context, **again, target_table=TABLE)).running_data is not None
    assert (await sql(context, f"select count(*) from {TABLE}"))[0][0] == 6
    await move(context, **again, target_table=TABLE, mode="truncate")
    assert (await sql(context, f"select count(*) from {TABLE}"))[0][0] == 3


BAD = """id,name,day,amount
1,a,2024-01-01,1
x,b,2024-01-01,1
99999999999999999999,c,2024-01-01,1
4,d,2024-02-30,1
5,e,2024-01-01,1,too many
6,f,2024-01-01,1.555
7,g,2024-01-01,2
8,too few
"""


async def test_rows_that_do_not_fit_go_to_a_file_with_reasons(context: FakeContext, database: str) -> None:
    outcome = await load_csv(context, BAD, dirty_path="rejected/x.csv", max_dirty_rows=6)
    assert outcome.running_data is not None
    assert (outcome.running_data["written"], outcome.running_data["dirty"]) == (2, 6)
    assert outcome.running_data["read"] == 8
    assert [row[0] for row in await sql(context, f"select id from {TABLE} order by id")] == [1, 7]
    with (context.workspace_folder / "rejected" / "x.csv").open(newline="") as file:
        rejected = list(csv.DictReader(file))
    reasons = {row["id"] or row["rejected_line"]: row["rejected_because"] for row in rejected}
    assert "'x' is not a value of type int64" in reasons["x"]
    assert "Day" in reasons["4"]
    assert "5 columns instead of 4" in reasons["5,e,2024-01-01,1,too many"]


@pytest.mark.parametrize("mode", ["append", "truncate", "replace"])
@pytest.mark.parametrize("limit", [{"max_dirty_rows": 2}, {"max_dirty_rows": None, "max_dirty_ratio": 0.5}])
async def test_a_failed_transfer_leaves_table_and_file_as_they_were(
    context: FakeContext, database: str, mode: str, limit: dict[str, Any]
) -> None:
    await load_csv(context)
    rejected = context.workspace_folder / "rejected.csv"
    rejected.write_text("old")
    with pytest.raises(NodeFailure) as caught:
        await load_csv(context, BAD, mode=mode, dirty_path="rejected.csv", **limit)
    assert caught.value.code == "too_many_dirty_rows"
    assert (await sql(context, f"select count(*) from {TABLE}"))[0][0] == 3
    assert rejected.read_text() == "old"
    assert not [path for path in context.workspace_folder.iterdir() if path.name.endswith(".part")]


async def test_the_types_of_an_existing_table_decide(context: FakeContext, database: str) -> None:
    await load_csv(context)
    await sql(context, f"drop table {TABLE}")
    await sql(context, f"create table {TABLE} (id int not null, name varchar(20), extra int)")
    columns = [{"source": "id"}, {"source": "name"}]
    outcome = await load_csv(
        context, "ID,Name\n1,a\n,b\n1.5,c\n", columns=[], mode="append", max_dirty_rows=2
    )
    assert outcome.running_data is not None
    assert outcome.running_data["dirty"] == 2
    assert await sql(context, f"select id, name, extra from {TABLE}") == [(1, "a", None)]
    with pytest.raises(NodeFailure) as caught:
        await load_csv(context, "id,nope\n1,2\n", columns=[], mode="append")
    assert caught.value.code == "column_not_found"
    with pytest.raises(NodeFailure) as caught:
        await load_csv(context, "id\n1\n", columns=columns, mode="append")
    assert caught.value.code == "column_not_found"


@pytest.mark.service("postgres")
async def test_postgresql_casts_what_only_it_knows(context: FakeContext) -> None:
    properties, secrets = postgres_properties()
    context.connection("db", "postgresql", properties, secrets)
    await sql(context, f"drop table if exists {TABLE}")
    await sql(context, f"create table {TABLE} (u uuid, j jsonb, n numeric, c char(3), t time)")
    line = '6f9619ff-8b86-d011-b42d-00cf4fc964ff,"{""a"": 1}",1.25,abc,10:00:01'
    await load_csv(context, f"u,j,n,c,t\n{line}\n", columns=[], mode="append")
    query = {"source": "query", "source_connection": "db", "source_query": f"select * from {TABLE};"}
    await move(context, **query, target="file", target_path="o.jsonl", target_format="json_lines")
    found = json.loads((context.workspace_folder / "o.jsonl").read_text())
    assert found["u"] == "6f9619ff-8b86-d011-b42d-00cf4fc964ff"
    assert (json.loads(found["j"]), found["n"], found["t"]) == ({"a": 1}, "1.25", "10:00:01")
    with pytest.raises(NodeFailure, match="uuid"):
        await load_csv(context, "u\nnope\n", columns=[], mode="append")


async def test_a_stopped_transfer_leaves_the_table_as_it_was(context: FakeContext, database: str) -> None:
    await load_csv(context)
    lines = "\n".join(f"{n},x,2024-01-01,1" for n in range(2_000_000))
    (context.workspace_folder / "big.csv").write_text(f"id,name,day,amount\n{lines}\n")
    task = asyncio.create_task(
        move(
            context,
            source_path="big.csv",
            target_connection="db",
            target_table=TABLE,
            columns=TYPES,
        )
    )
    await asyncio.sleep(0.15)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await sql(context, f"select count(*) from {TABLE}"))[0][0] == 3


async def test_json_lines_with_bad_lines_and_mixed_types(context: FakeContext) -> None:
    lines = ['{"a": 1, "b": "x"}', '{"a": "2", "b": {"c": [1]}}', "not json", "[1]", '{"a": null, "b": true}']
    (context.workspace_folder / "in.jsonl").write_text("\n".join(lines))
    context.connection("db", "duckdb", {"path": "db.file"})
    outcome = await move(
        context,
        source_path="in.jsonl",
        source_format="json_lines",
        target_connection="db",
        target_table="t",
        columns=[{"source": "a", "type": "integer"}, {"source": "b"}],
        max_dirty_rows=2,
    )
    assert outcome.running_data is not None
    assert outcome.running_data["dirty"] == 2
    assert await sql(context, "select * from t") == [(1, "x"), (2, '{"c": [1]}'), (None, "true")]


async def test_csv_files_can_be_appended_to(context: FakeContext) -> None:
    target = context.workspace_folder / "all.csv"
    target.write_text("amount,id\n5,0")
    (context.workspace_folder / "in.csv").write_text(CSV)
    columns = [{"source": "id"}, {"source": "amount"}]
    where = {"target": "file", "target_path": "all.csv", "target_format": "csv"}
    await move(context, source_path="in.csv", **where, columns=columns)
    assert target.read_text().splitlines()[1:3] == ["5,0", '"1.50","1"']
    with pytest.raises(NodeFailure) as caught:
        await move(context, source_path="in.csv", **where)
    assert caught.value.code == "column_not_found"


@pytest.mark.parametrize("path", ["../x.csv", "/etc/passwd", "link.csv"])
async def test_no_end_leaves_the_workspace(context: FakeContext, path: str) -> None:
    (context.workspace_folder / "link.csv").symlink_to("/etc/passwd")
    (context.workspace_folder / "in.csv").write_text(CSV)
    for ends in (
        {"source_path": path, "target": "file", "target_path": "x.parquet"},
        {"source_path": "in.csv", "target": "file", "target_path": path, "target_format": "csv"},
        {"source_path": "in.csv", "target": "file", "target_path": "x.parquet", "dirty_path": path},
    ):
        with pytest.raises(NodeFailure) as caught:
            await move(context, **ends)
        assert caught.value.code == "path_outside"


async def test_empty_properties_and_missing_files_are_named(context: FakeContext) -> None:
    with pytest.raises(NodeFailure, match="Source file is empty"):
        await move(context, target_connection="lite", target_table="t")
    with pytest.raises(NodeFailure, match="no file 'none.csv'"):
        await move(context, source_path="none.csv", target_connection="lite", target_table="t")


async def test_sqlite_cells_of_other_types_are_dirty(context: FakeContext) -> None:
    path = Path(context.workspace_folder / "state.sqlite")
    with sqlite3.connect(path) as connection:
        connection.execute("create table m (v int)")
        connection.executemany("insert into m values (?)", [(1,), ("x",), (2,), (b"\xff",)])
    connection.close()
    outcome = await move(
        context,
        source="table",
        source_connection="lite",
        source_table="m",
        target_connection="duck",
        target_table="m",
        columns=[{"source": "v", "type": "integer"}],
        max_dirty_rows=2,
    )
    assert outcome.running_data is not None
    assert outcome.running_data["written"] == 2
