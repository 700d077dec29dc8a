"""An app behind a synchronous HTTP client, without a network."""

import asyncio

import httpx
from fastapi import FastAPI


class InProcess(httpx.BaseTransport):
    """Answers each request by running the app in a loop of its own."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, one loop."""
        return asyncio.run(self._answer(request, request.read()))

    async def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app)) as client:
            answer = await client.request(request.method, request.url, headers=request.headers, content=body)
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
