"""Bodies: strangers may send little, nobody may take for ever."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from millrace.api import guard

JSON = {"content-type": "application/json"}


async def test_a_stranger_s_large_body_is_refused_before_it_is_read(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    body = b'{"token": "' + b"x" * 70_000 + b'"}'
    refused = await stranger.post("/api/session", content=body, headers=JSON)
    taken = await client.post("/api/session", content=body, headers=JSON)
    assert refused.json()["code"] == "too_large"
    assert taken.json()["code"] != "too_large"


async def test_a_body_that_does_not_come_is_given_up(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_BODY_SECONDS", 0.1)

    async def trickle() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)
        yield b"}"

    answer = await client.post(
        "/api/session", content=trickle(), headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (408, "too_slow")
