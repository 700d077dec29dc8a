from collections.abc import Iterator

import pytest

from millrace.adapters.httpx_http import BODY_LIMIT, request
from millrace.domain.outgoing_addresses import is_allowed_address
from millrace.ports.node_runtime import HttpAnswer, NodeFailure
from tests.nodes.web_server import web_server


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with web_server() as address:
        yield address


async def get(
    url: str, method: str = "GET", *, seconds: float = 10, deny: list[str] | None = None
) -> HttpAnswer:
    body = "b" if method == "POST" else None
    return await request(method, url, headers={}, body=body, timeout_seconds=seconds, deny=deny or [])


async def test_redirects_are_followed_on_the_same_host_only(server: str) -> None:
    assert (await get(f"{server}/here")).status == 200
    away = await get(f"{server}/away")
    assert (away.status, away.body) == (302, "away")
    with pytest.raises(NodeFailure, match="redirected more than"):
        await get(f"{server}/round")


async def test_after_see_other_the_body_is_not_sent_again(server: str) -> None:
    assert '"method": "GET", "body": ""' in (await get(f"{server}/see-other", "POST")).body


async def test_a_long_body_is_cut(server: str) -> None:
    answer = await get(f"{server}/big")
    assert (len(answer.body), answer.truncated) == (BODY_LIMIT, True)


async def test_a_slow_answer_ends_at_the_time_limit(server: str) -> None:
    with pytest.raises(NodeFailure) as caught:
        await get(f"{server}/slow", seconds=0.2)
    assert caught.value.code == "http_timeout"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "url_refused"),
        ("ftp://example.org/x", "url_refused"),
        ("no address", "url_refused"),
        ("http://", "url_refused"),
        ("http://169.254.169.254/latest/meta-data", "address_refused"),
        ("http://[::ffff:169.254.169.254]/", "address_refused"),
        ("http://2852039166/", "address_refused"),
        ("http://0.0.0.0/", "address_refused"),
        ("http://[fe80::1]/", "address_refused"),
        ("http://127.0.0.1:1/", "http_failed"),
        ("http://no-such-host.invalid/", "http_failed"),
    ],
)
async def test_what_must_not_or_cannot_be_called(url: str, code: str) -> None:
    with pytest.raises(NodeFailure) as caught:
        await get(url, seconds=5)
    assert caught.value.code == code


async def test_denied_addresses_are_refused_by_number_and_by_name(server: str) -> None:
    port = server.rpartition(":")[2]
    for deny in (["127.0.0.0/8", "::1"], ["localhost"]):
        with pytest.raises(NodeFailure) as caught:
            await get(f"http://localhost:{port}/json", deny=deny)
        assert caught.value.code == "address_refused"


def test_an_allow_list_allows_nothing_else_but_also_risky_addresses() -> None:
    allow = ["10.0.0.0/8", "*.example.org", "169.254.169.254"]
    assert is_allowed_address("a.example.org", "1.2.3.4", allow, [])
    assert is_allowed_address("x", "10.1.1.1", allow, [])
    assert is_allowed_address("x", "169.254.169.254", allow, [])
    assert not is_allowed_address("x", "11.1.1.1", allow, [])
    assert not is_allowed_address("x", "10.1.1.1", allow, ["10.1.0.0/16"])
    assert not is_allowed_address("x", "64:ff9b::a9fe:a9fe", [], [])
