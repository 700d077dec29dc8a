import json
from typing import Any

import pytest

from millrace.nodes.data_quality import DataQuality, DataQualityProperties, Rule, table_statement
from millrace.ports.node_runtime import NodeFailure, Outcome
from tests.adapters.sql_drivers.test_sessions import ENGINES, postgres_properties
from tests.nodes.fake_context import FakeContext

TABLE = '"q we""ird <b>"'


@pytest.fixture(params=ENGINES)
async def database(request: pytest.FixtureRequest, context: FakeContext) -> str:
    """A connection with a small table: id 1, 2, 2, 4; day partly empty."""
    properties: dict[str, Any] = {"path": "db.file"}
    secrets: dict[str, str] = {}
    if request.param == "postgresql":
        properties, secrets = postgres_properties()
    context.connection("db", request.param, properties, secrets)
    async with context.sql("db") as session:
        await session.execute(f"drop table if exists {TABLE}")
        await session.execute(f'create table {TABLE} (id int, day date, "o""x" int)')
        await session.execute(
            f"insert into {TABLE} values (1, '2024-01-01', 1), (2, '2024-02-01', 1), "
            "(2, null, null), (4, null, 9)"
        )
    return "db"


async def check(context: FakeContext, *rules: dict[str, Any], connection: str = "db") -> Outcome:
    properties = DataQualityProperties.model_validate(
        {"connection": connection, "rules": [{"table": TABLE} | rule for rule in rules]}
    )
    return await DataQuality().run(properties, context)


async def test_every_kind_of_rule_counts_what_breaks_it(context: FakeContext, database: str) -> None:
    rules: list[dict[str, Any]] = [
        {"kind": "not_null", "column": "day", "max_ratio": 0.5},
        {"kind": "unique", "column": "id", "max_violations": 1},
        {"kind": "range", "column": "id", "min": "2", "max": "3.5", "severity": "warning"},
        {"kind": "range", "column": "day", "min": "2024-01-15", "severity": "warning"},
        {"kind": "row_count", "min": "4"},
        {"kind": "expression", "expression": "id > 0 -- all"},
        {"kind": "not_null", "column": 'o"x', "severity": "warning"},
    ]
    outcome = await check(context, *rules)
    document = json.loads(outcome.output or "")
    assert [result["violations"] for result in document["results"]] == [2, 1, 2, 1, 0, 0, 1]
    assert [result["status"] == "passed" for result in document["results"]] == [
        True, True, False, False, True, True, False,
    ]  # fmt: skip
    assert (document["succeeded"], document["warnings"]) == (True, 3)
    page = (context.workspace_folder / str(outcome.report)).read_text()
    assert "&lt;b&gt;" in page
    assert "<b>&#34;" not in page
    assert "q we&#34;&#34;ird <b>" not in page


async def test_a_broken_rule_fails_the_node_after_the_report(context: FakeContext, database: str) -> None:
    with pytest.raises(NodeFailure, match="day is never empty") as caught:
        await check(context, {"column": "day"}, {"kind": "row_count", "max": "3", "severity": "warning"})
    assert caught.value.code == "quality_failed"
    assert caught.value.outcome is not None
    assert caught.value.outcome.report is not None
    assert (context.workspace_folder / caught.value.outcome.report).exists()


async def test_a_rule_that_cannot_be_checked_fails_the_node(context: FakeContext, database: str) -> None:
    with pytest.raises(NodeFailure) as caught:
        await check(context, {"column": "nope", "severity": "warning"}, {"table": "nowhere", "column": "a"})
    assert caught.value.outcome is not None
    results = json.loads(caught.value.outcome.output or "")["results"]
    assert [result["status"] for result in results] == ["error", "error"]


async def test_an_empty_table_breaks_no_rule_on_rows(context: FakeContext, database: str) -> None:
    async with context.sql("db") as session:
        await session.execute(f"delete from {TABLE}")
    assert (await check(context, {"column": "day"}, {"kind": "unique", "column": "id"})).running_data == {
        "rules": 2, "passed": 2, "warnings": 0, "broken": 0,
    }  # fmt: skip


async def test_files_of_the_workspace_can_be_checked_on_duckdb(context: FakeContext) -> None:
    (context.workspace_folder / "a.csv").write_text("n\n1\n2\n")
    outcome = await check(context, {"table": "a.csv", "column": "n"}, connection="duck")
    assert json.loads(outcome.output or "")["results"][0]["total"] == 2


def test_all_rules_of_a_table_make_one_statement_with_quoted_values() -> None:
    rules = [
        Rule(table="t", kind="range", column='a"b', min="x'); drop table t; --"),
        Rule(table="t", column="c"),
    ]
    statement = table_statement("s.t", rules, "postgresql")
    assert statement.count("select") == 1
    assert "'x''); drop table t; --'" in statement
    assert 'checked."a""b" <' in statement
    assert statement.endswith('from "s"."t" as checked')


@pytest.mark.parametrize(
    "rule", [{"kind": "range", "column": "a"}, {}, {"kind": "expression"}, {"kind": "row_count"}]
)
def test_an_incomplete_rule_is_refused_at_save(rule: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="needs"):
        Rule.model_validate({"table": "t"} | rule)
