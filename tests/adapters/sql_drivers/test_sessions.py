"""The same promises of a session, on every engine."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from millrace.adapters.sql_drivers import duckdb, postgresql, sqlite
from millrace.ports.node_runtime import NodeFailure, SqlSession
from tests.nodes.fakes import FakeLog
from tests.servers import require


def postgres_properties() -> tuple[dict[str, Any], dict[str, str]]:
    """Properties and secrets of the server of the tests; skips where there is none."""
    found = conninfo_to_dict(require("postgres"))
    properties = {"host": found.get("host"), "port": int(found.get("port") or 5432)}
    properties |= {"database": found.get("dbname"), "user": found.get("user")}
    return properties, {"password": str(found.get("password") or "")}


ENGINES = ["duckdb", "sqlite", pytest.param("postgresql", marks=pytest.mark.service("postgresql"))]


@pytest.fixture(params=ENGINES)
async def session(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqlSession]:
    module: Any = {"duckdb": duckdb, "sqlite": sqlite, "postgresql": postgresql}[request.param]
    properties: dict[str, Any] = {"path": "db/file.db"}
    secrets: dict[str, str] = {}
    if request.param == "postgresql":
        properties, secrets = postgres_properties()
    async with module.open_session(properties, secrets, workspace_folder=tmp_path, log=FakeLog()) as opened:
        if request.param == "postgresql":
            await opened.execute("create temporary table t (a int, b text)")
        else:
            await opened.execute("create table t (a int, b text)")
        yield opened


async def test_rows_come_back_with_columns_and_are_cut(session: SqlSession) -> None:
    changed = await session.execute("insert into t values (1, 'x'), (2, null), (3, 'z')")
    assert (changed.row_count, list(changed.columns)) == (3, [])
    result = await session.execute("select a, b from t order by a", max_rows=2)
    assert list(result.columns) == ["a", "b"]
    assert [tuple(row) for row in result.rows] == [(1, "x"), (2, None)]
    assert result.truncated


async def test_an_empty_result_still_has_columns(session: SqlSession) -> None:
    result = await session.execute("select a, b from t")
    assert (list(result.columns), list(result.rows), result.row_count) == (["a", "b"], [], 0)


async def test_parameters_are_bound_and_not_pasted(session: SqlSession) -> None:
    hostile = "x'; drop table t; -- %s %(n)s"
    await session.execute("insert into t values (7, :text)", {"text": hostile, "unused": "y"})
    result = await session.execute(
        "select b, ':text', '100%' -- :text\n from t where b = :text", {"text": hostile}
    )
    assert [tuple(row) for row in result.rows] == [(hostile, ":text", "100%")]


async def test_the_database_s_message_comes_back(session: SqlSession) -> None:
    with pytest.raises(NodeFailure, match="nowhere") as caught:
        await session.execute("select *\nfrom nowhere")
    assert caught.value.code == "sql_error"


async def test_a_rolled_back_transaction_leaves_nothing(session: SqlSession) -> None:
    await session.execute("begin")
    await session.execute("insert into t values (1, 'x')")
    await session.rollback()
    assert not (await session.execute("select * from t")).rows
    await session.rollback()
    await session.commit()


async def test_cancelling_stops_the_statement(session: SqlSession) -> None:
    endless = {
        "duckdb": "select count(*) from range(100000000000) a, range(1000) b",
        "sqlite": "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
        "postgresql": "select pg_sleep(60)",
    }[session.dialect]
    task = asyncio.create_task(session.execute(endless))
    await asyncio.sleep(0.2)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 5
    assert (await session.execute("select 1 as one")).rows


async def test_tables_are_listed(session: SqlSession) -> None:
    assert any(name.endswith("t") for name in await session.tables())


@pytest.mark.parametrize("module", [duckdb, sqlite])
@pytest.mark.parametrize("path", ["../x.db", "/etc/x.db", "", "link/x.db", "a/../../x"])
async def test_paths_outside_of_the_workspace_are_refused(module: Any, path: str, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "link").symlink_to("/tmp")
    manager = module.open_session({"path": path}, {}, workspace_folder=folder, log=FakeLog())
    with pytest.raises(NodeFailure) as caught:
        await manager.__aenter__()
    assert caught.value.code == "path_outside"
    tested = await module.test({"path": path}, {}, workspace_folder=folder)
    assert not tested["ok"]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('/etc/passwd')",
        "select * from read_text('link.txt')",
        "select * from '../outside.csv'",
        "copy (select 1) to '/tmp/millrace_escape.csv'",
        "attach '/tmp/millrace_escape.db' as x",
        "set enable_external_access = true",
        "install httpfs",
        "select * from FakeLog",
    ],
)
async def test_duckdb_reaches_nothing_outside(statement: str, tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text("a\n1\n")
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "link.txt").symlink_to("/etc/passwd")
    async with duckdb.open_session({"path": "x.db"}, {}, workspace_folder=folder, log=FakeLog()) as session:
        with pytest.raises(NodeFailure) as caught:
            await session.execute(statement)
    assert caught.value.code == "sql_error"


@pytest.mark.parametrize(
    "statement", ["attach '/tmp/millrace_escape.db' as x", "vacuum into '/tmp/millrace_escape.db'"]
)
async def test_sqlite_reaches_nothing_outside(statement: str, tmp_path: Path) -> None:
    async with sqlite.open_session({"path": "x.db"}, {}, workspace_folder=tmp_path, log=FakeLog()) as session:
        with pytest.raises(NodeFailure) as caught:
            await session.execute(statement)
    assert caught.value.code == "sql_error"


async def test_relative_file_names_mean_the_workspace(tmp_path: Path) -> None:
    folder = tmp_path / "it's"
    (folder / "raw").mkdir(parents=True)
    (folder / "raw" / "a.csv").write_text("a,b\n1,x\n")
    (folder / "raw" / "b.csv").write_text("a,b\n2,y\n")
    async with duckdb.open_session({"path": "x.db"}, {}, workspace_folder=folder, log=FakeLog()) as session:
        await session.execute("copy (select 'raw/a.csv' as name) to 'raw/out.parquet' (format parquet)")
        for source in ("'raw/a.csv'", "read_csv(['raw/a.csv', 'raw/b.csv'], delim=',')", "'raw/*.csv'"):
            assert (await session.execute(f"select * from {source}")).rows
        name = await session.execute("select name from read_parquet('raw/out.parquet')")
        assert name.rows[0][0] == "raw/a.csv"


async def test_sessions_share_a_duckdb_file_and_the_last_one_closes_it(tmp_path: Path) -> None:
    async def opened() -> None:
        properties = {"path": "x.db"}
        async with duckdb.open_session(properties, {}, workspace_folder=tmp_path, log=FakeLog()) as session:
            await asyncio.sleep(0.05)
            await session.execute("insert into shared values (1)")

    async with duckdb.open_session({"path": "x.db"}, {}, workspace_folder=tmp_path, log=FakeLog()) as session:
        await session.execute("create table shared (a int)")
    await asyncio.gather(opened(), opened(), opened())
    assert not duckdb._files
    (tmp_path / "x.db").rename(tmp_path / "y.db")


async def test_being_cancelled_while_opening_leaves_no_file_open(tmp_path: Path) -> None:
    async def opened() -> None:
        async with duckdb.open_session({"path": "x.db"}, {}, workspace_folder=tmp_path, log=FakeLog()):
            await asyncio.sleep(10)

    task = asyncio.create_task(opened())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not duckdb._files


@pytest.mark.service("postgresql")
async def test_the_steps_of_a_test_say_where_it_fails(tmp_path: Path) -> None:
    properties, secrets = postgres_properties()
    good = await postgresql.test(properties, secrets, workspace_folder=tmp_path)
    assert good["ok"]
    assert [step["name"] for step in good["steps"]] == ["resolve", "connect", "sign_in", "query"]
    bad = await postgresql.test(properties | {"database": "nowhere"}, secrets, workspace_folder=tmp_path)
    assert not bad["ok"]
    assert bad["steps"][-1]["name"] == "sign_in"
    closed = await postgresql.test(properties | {"port": 1}, secrets, workspace_folder=tmp_path)
    assert (closed["steps"][-1]["name"], closed["steps"][-1]["ok"]) == ("connect", False)


async def test_file_tests_pass_before_and_after_the_file_exists(tmp_path: Path) -> None:
    for module in (duckdb, sqlite):
        properties = {"path": f"{module.__name__}.db"}
        assert (await module.test(properties, {}, workspace_folder=tmp_path))["ok"]
        async with module.open_session(properties, {}, workspace_folder=tmp_path, log=FakeLog()) as session:
            await session.execute("create table t (a int)")
        assert (await module.test(properties, {}, workspace_folder=tmp_path))["ok"]
