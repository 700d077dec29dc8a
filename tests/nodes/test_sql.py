import json
from datetime import date
from decimal import Decimal

import pytest

from millrace.nodes.sql import Sql, SqlProperties, result_text
from millrace.ports.node_runtime import NodeFailure, SqlResult
from tests.nodes.fake_context import FakeContext


async def run(context: FakeContext, statement: str, **more: object) -> str | None:
    properties = SqlProperties.model_validate({"connection": "duck", "statement": statement, **more})
    return (await Sql().run(properties, context)).output


async def test_the_last_statement_s_rows_are_the_output(context: FakeContext) -> None:
    assert await run(context, "create table t as select 11 as n; select n from t;") == '[["11"]]'


async def test_parameters_are_bound_by_name(context: FakeContext) -> None:
    output = await run(context, "select :day::date, ':day'", parameters={"day": "2024-02-29"})
    assert output == '[["2024-02-29",":day"]]'


async def test_a_script_can_be_run(context: FakeContext) -> None:
    context.scripts["daily"] = "select 1; select 'ü\"'"
    output = await run(context, "", source="script", script_name="daily", connection="lite")
    assert json.loads(output or "") == [['ü"']]


async def test_a_failure_names_statement_and_line(context: FakeContext) -> None:
    with pytest.raises(NodeFailure, match=r"Statement 2 \(line 3\) failed: .*nowhere") as caught:
        await run(context, "select 1;\n\nselect * from nowhere")
    assert (caught.value.code, caught.value.data["line"]) == ("sql_error", 3)


@pytest.mark.parametrize("connection", ["duck", "lite"])
async def test_one_transaction_keeps_nothing_of_a_failed_script(
    context: FakeContext, connection: str
) -> None:
    await run(context, "create table t (a int)", connection=connection)
    with pytest.raises(NodeFailure):
        await run(context, "insert into t values (1); select nope", transaction=True, connection=connection)
    assert await run(context, "select count(*) from t", connection=connection) == '[["0"]]'
    await run(context, "insert into t values (1); select 1", transaction=True, connection=connection)
    assert await run(context, "select count(*) from t", connection=connection) == '[["1"]]'


async def test_rows_beyond_the_limit_are_left_out(context: FakeContext) -> None:
    output = await run(context, "select range from range(100000)", max_rows=3)
    assert output == '[["0"],["1"],["2"]]'


async def test_a_script_without_statements_is_refused(context: FakeContext) -> None:
    with pytest.raises(NodeFailure) as caught:
        await run(context, " -- nothing")
    assert caught.value.code == "no_statement"


def test_cells_become_texts() -> None:
    row = (None, True, b"\x00\xff", Decimal("1E+2"), date(2024, 1, 2), [1, "a"], 1.5)
    text = result_text(SqlResult(("a",) * 7, [row], 1))
    assert json.loads(text or "") == [[None, "true", "00ff", "100", "2024-01-02", '[1, "a"]', "1.5"]]


def test_the_output_is_cut_at_whole_rows() -> None:
    text = result_text(SqlResult(("a",), [("x" * 400_000,)] * 3, 3))
    assert len(json.loads(text or "")) == 2


def test_statements_without_rows_have_no_output() -> None:
    assert result_text(SqlResult((), (), 5)) is None
