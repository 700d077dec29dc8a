"""Subjob and For Each."""

from collections.abc import Mapping
from typing import Any

import pytest

from millrace.nodes.for_each import ForEach, ForEachProperties
from millrace.nodes.subjob import Subjob, SubjobProperties
from millrace.ports.node_runtime import NodeFailure
from tests.nodes.fake_context import FakeContext


def render(text: str, loop: Mapping[str, Any] | None) -> str:
    assert loop is not None
    return text.replace("#{Loop.current[0]}", str(loop["data_array"][loop["offset"]][0]))


@pytest.mark.parametrize("status", ["success", "failure_ignored", "force_success"])
async def test_a_good_final_state_is_a_success(context: FakeContext, status: str) -> None:
    context.child_status = lambda request: status
    properties = SubjobProperties(job="load", params={"day": "1", "empty": ""})
    outcome = await Subjob().run(properties, context)
    assert outcome.running_data == {"instance_id": 100, "status": status}
    assert context.asked[0].params == {"day": "1"}


@pytest.mark.parametrize("status", ["failed", "canceled", "frozen"])
async def test_any_other_final_state_fails_the_node(context: FakeContext, status: str) -> None:
    context.child_status = lambda request: status
    with pytest.raises(NodeFailure, match=status) as caught:
        await Subjob().run(SubjobProperties(job="load"), context)
    assert caught.value.code == "child_failed"


async def test_each_row_is_a_child_with_its_own_parameters(context: FakeContext) -> None:
    context.render_with = render
    properties = ForEachProperties(
        job="load", dataset="[['a','1'],['b','2']]", params={"x": "#{Loop.current[0]}"}, at_once=2
    )
    outcome = await ForEach().run(properties, context)
    assert [request.params for request in context.asked] == [{"x": "a"}, {"x": "b"}]
    assert [request.label for request in context.asked] == ["node_1", "node_2"]
    assert outcome.running_data == {"rows": 2, "succeeded": 2, "failed": [], "canceled": 0}


async def test_after_a_failed_row_no_more_start_and_running_ones_end(context: FakeContext) -> None:
    context.child_status = lambda request: "failed" if request.row == 1 else "success"
    properties = ForEachProperties(job="load", dataset=str([[n] for n in range(10)]), at_once=3)
    with pytest.raises(NodeFailure, match="row 1 ") as caught:
        await ForEach().run(properties, context)
    assert [request.row for request in context.asked] == [0, 1, 2, 3]
    assert caught.value.data == {"rows": [1], "canceled": 6}
    assert caught.value.outcome is not None


@pytest.mark.parametrize(
    ("dataset", "code"),
    [("{}", "dataset_unreadable"), ("[[", "dataset_unreadable"), (str([[1]] * 1001), "too_many_rows")],
)
async def test_a_bad_dataset_starts_nothing(context: FakeContext, dataset: str, code: str) -> None:
    with pytest.raises(NodeFailure) as caught:
        await ForEach().run(ForEachProperties(job="load", dataset=dataset), context)
    assert caught.value.code == code
    assert not context.asked


async def test_an_empty_dataset_is_a_success(context: FakeContext) -> None:
    outcome = await ForEach().run(ForEachProperties(job="load", dataset="[]"), context)
    assert outcome.running_data == {"rows": 0, "succeeded": 0, "failed": [], "canceled": 0}


def test_fields_evaluated_by_row_are_marked_for_the_resolver() -> None:
    fields = ForEachProperties.model_json_schema()["properties"]
    marked = {name for name, schema in fields.items() if schema.get("x-el-per-row")}
    assert marked == {"params", "suffix"}
