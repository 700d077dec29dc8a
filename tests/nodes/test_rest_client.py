from collections.abc import Iterator

import pytest

from millrace.nodes.rest_client import RestClient, RestClientProperties, is_expected
from millrace.ports.node_runtime import NodeFailure, Outcome
from tests.nodes.fake_context import FakeContext
from tests.nodes.web_server import web_server


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with web_server() as address:
        yield address


async def call(context: FakeContext, url: str, **more: object) -> Outcome:
    properties = RestClientProperties.model_validate({"url": url, **more})
    return await RestClient().run(properties, context)


async def test_the_body_is_the_output_and_paths_become_parameters(context: FakeContext, server: str) -> None:
    paths = {"one": "a.b[0]", "two": "$.a.b[1]", "all": "a"}
    outcome = await call(
        context, f"{server}/json", success_path="state", success_value="DONE, OK", transfer_parameters=paths
    )
    assert outcome.output is not None
    assert outcome.output.startswith('{"a"')
    assert outcome.values == {"one": "1", "two": "zwö", "all": '{"b":[1,"zwö"]}'}


async def test_method_headers_and_body_are_sent(context: FakeContext, server: str) -> None:
    outcome = await call(context, f"{server}/x", method="POST", body="täxt", headers={"X-Token": "t"})
    for piece in ('"method": "POST"', '"token": "t"', f'"host": "{server[7:]}"'):
        assert piece in (outcome.output or "")


@pytest.mark.parametrize(
    "more",
    [
        {"expect_status": "500-599"},
        {"success_path": "state", "success_value": "DONE"},
        {"success_path": "none"},
        {"success_path": "nothing.here", "success_value": "x"},
    ],
)
async def test_an_unexpected_answer_fails_and_keeps_the_body(
    context: FakeContext, server: str, more: dict[str, str]
) -> None:
    with pytest.raises(NodeFailure) as caught:
        await call(context, f"{server}/json", **more)
    assert caught.value.code == "rest_failed"
    assert caught.value.outcome is not None
    assert caught.value.outcome.output


async def test_an_answer_that_is_no_json_cannot_be_checked(context: FakeContext, server: str) -> None:
    with pytest.raises(NodeFailure, match="cannot be checked"):
        await call(context, f"{server}/gone", expect_status="404", success_path="a")
    with pytest.raises(NodeFailure) as caught:
        await call(context, f"{server}/json", transfer_parameters={"x": "a.c"})
    assert caught.value.code == "value_not_found"


@pytest.mark.parametrize(
    ("status", "ranges", "expected"),
    [(204, "200-299", True), (300, "200-299", False), (304, "200-299, 304", True), (404, "404", True)],
)
def test_status_ranges(status: int, ranges: str, expected: bool) -> None:
    assert is_expected(status, ranges) is expected


def test_a_wrong_status_range_is_refused_at_save() -> None:
    with pytest.raises(ValueError, match="expect_status"):
        RestClientProperties(url="http://x", expect_status="2xx")
