"""What stands before every route: request id, Host and Origin, body type and size, security headers.

A plain ASGI middleware: streaming answers pass untouched.
"""

import asyncio
import secrets
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from millrace.api.config import ApiConfig
from millrace.api.errors import problem_of, unexpected
from millrace.domain.errors import BadHost, BadOrigin, JsonOnly, MillraceError, TooLarge, TooSlow

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LENGTH_DIGITS = 18
"""A content length with more is too large whatever it says; Python reads no number of thousands of digits."""
_STRANGERS = 64 * 1024
"""Bytes of a body from somebody without credentials; of larger ones only a few are taken in at once."""
_LARGE_AT_ONCE = 4
_BODY_SECONDS = 60.0
_STUDIO_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "connect-src 'self'; frame-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _STUDIO_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """See the module."""

    def __init__(self, app: ASGIApp, config: ApiConfig) -> None:
        self._app = app
        self._config = config
        self._large_bodies = asyncio.Semaphore(_LARGE_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request, then let the app answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message, request_id)
            await send(message)

        try:
            body = await self._checked_body(Request(scope, receive))
            await self._app(scope, _replay(body, receive), send_guarded)
        except MillraceError as error:
            await problem_of(request_id, error)(scope, receive, send_guarded)
        except ClientDisconnect:  # nobody is there to be answered
            return
        except Exception as error:  # the last resort: nobody sees a trace
            answer: Response = unexpected(request_id, error)
            if not started:
                await answer(scope, receive, send_guarded)

    async def _checked_body(self, request: Request) -> bytes | None:
        """Refuse what must not come in; the body of unsafe requests, which has to be JSON."""
        headers = request.headers
        self._check_host(headers)
        if request.method in _SAFE:
            return None
        self._check_origin(headers)
        limit = self._config.max_body if _has_credentials(headers) else min(_STRANGERS, self._config.max_body)
        length = headers.get("content-length", "0")
        if length.isdecimal() and (len(length) > _LENGTH_DIGITS or int(length) > limit):
            raise TooLarge(limit=limit)
        body = await self._read(request, limit)
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if body and media_type != "application/json":
            raise JsonOnly(type=media_type or "none")
        return body

    async def _read(self, request: Request, limit: int) -> bytes:
        """The body, within its size and time; only a few large ones are taken in at once."""
        body = bytearray()
        parts = request.stream()
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                async for part in parts:
                    body += part
                    if len(body) > min(limit, _STRANGERS):
                        break
                else:
                    return bytes(body)
                async with self._large_bodies:
                    async for part in parts:
                        body += part
                        if len(body) > limit:
                            break
                    if len(body) <= limit:
                        return bytes(body)
        except TimeoutError:
            raise TooSlow(seconds=_BODY_SECONDS) from None
        raise TooLarge(limit=limit)

    def _check_host(self, headers: Headers) -> None:
        host = _name(headers.get("host", ""))
        if host not in self._config.hosts and "*" not in self._config.hosts:
            raise BadHost(host=host)

    def _check_origin(self, headers: Headers) -> None:
        """An Origin, where the browser sends one, is this very address."""
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site", "same-origin")
        if site not in ("same-origin", "none"):
            raise BadOrigin(origin=origin or site)
        if origin is not None and origin.partition("://")[2] != headers.get("host"):
            raise BadOrigin(origin=origin)


def _has_credentials(headers: Headers) -> bool:
    """Whether the caller claims to be somebody; whether that is true is asked after the body is read."""
    return "authorization" in headers or "cookie" in headers


def _name(host: str) -> str:
    """The host without its port; an IPv6 address stays in brackets."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


def _add_headers(message: Message, request_id: str) -> None:
    headers = MutableHeaders(scope=message)
    headers["X-Request-Id"] = request_id
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


def _replay(body: bytes | None, receive: Receive) -> Receive:
    """The body again for the app, and after it whatever the connection says."""
    if body is None:
        return receive
    given = False

    async def again() -> Message:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return again
