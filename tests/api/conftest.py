import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from millrace.api.app import create_app
from millrace.api.config import ApiConfig
from tests.builders import CLI_TOKEN, Server, a_server

BASE = "http://127.0.0.1:8642"


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return a_server(tmp_path)


def a_client(server: Server, config: ApiConfig | None = None) -> httpx.AsyncClient:
    app = create_app(server.services, config or ApiConfig(version="0.1.0"))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=BASE)


@pytest.fixture
async def stranger(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """Nobody is signed in."""
    async with a_client(server) as client:
        yield client


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """The command line: bearer token."""
    async with a_client(server) as client:
        client.headers["Authorization"] = f"Bearer {CLI_TOKEN}"
        yield client


@pytest.fixture
async def browser(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """A signed-in browser; its CSRF token is sent."""
    user = server.services.signing_in.prepare("UTC")
    token = server.services.signing_in.login_token(user.id)
    async with a_client(server) as client:
        answer = await client.get("/login", params={"token": token})
        assert answer.status_code == 303
        assert re.search(r"HttpOnly.*SameSite=strict", answer.headers["set-cookie"], re.IGNORECASE)
        client.headers["X-CSRF-Token"] = (await client.get("/api/session")).json()["csrf_token"]
        yield client
