"""HTTP calls that users name: allowed addresses only, bounded answers, redirects on the same host only.

A host is resolved once, its address is checked, and the call goes to exactly this address: a name that
answers differently the second time gains nothing. No proxy of the environment is used, no cookie is kept.
"""

import asyncio
import socket
import ssl
from collections.abc import Mapping, Sequence
from functools import lru_cache

import httpx

from millrace.domain.outgoing_addresses import is_allowed_address
from millrace.ports.node_runtime import HttpAnswer, NodeFailure

BODY_LIMIT = 1_000_000
_MOST_REDIRECTS = 5
_SCHEMES = frozenset({"http", "https"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEP_METHOD = frozenset({307, 308})
_BODY_HEADERS = frozenset({"content-type", "content-length", "content-encoding"})
_HOP_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection"})


async def request(  # noqa: PLR0913 - the call itself, and the two lists that bound it
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: str | None,
    timeout_seconds: float,
    allow: Sequence[str] = (),
    deny: Sequence[str] = (),
) -> HttpAnswer:
    """Call `url`; every status is an answer. The time limit is for the whole call, redirects included.

    Raises NodeFailure: url_refused, address_refused, http_failed, http_timeout.
    """
    target = _parsed(url)
    sent = {name: value for name, value in headers.items() if name.lower() not in _HOP_HEADERS}
    try:
        async with (
            asyncio.timeout(timeout_seconds),
            httpx.AsyncClient(trust_env=False, timeout=timeout_seconds, verify=_certificates()) as client,
        ):
            for _ in range(_MOST_REDIRECTS + 1):
                outgoing = client.build_request(method, target, headers=sent, content=body)
                answer = await _send(client, outgoing, allow, deny)
                onward = _redirect(target, answer)
                if onward is None:
                    return answer
                target = onward
                if answer.status not in _KEEP_METHOD and method.upper() not in {"GET", "HEAD"}:
                    method, body = "GET", None
                    sent = {name: value for name, value in sent.items() if name.lower() not in _BODY_HEADERS}
    except TimeoutError:
        raise NodeFailure(
            "http_timeout",
            f"{target.host} did not answer within {timeout_seconds:g} s. Raise the time limit.",
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        said = str(error) or type(error).__name__
        raise NodeFailure("http_failed", f"The call to {target.host} failed: {said}.") from None
    raise NodeFailure("http_failed", f"{target.host} redirected more than {_MOST_REDIRECTS} times.")


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Reading the authorities takes 20 ms; once is enough."""
    return ssl.create_default_context()


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise NodeFailure("url_refused", f"{url!r} is not an address: {error}.") from None
    if parsed.scheme not in _SCHEMES or not parsed.host:
        raise NodeFailure("url_refused", f"{url!r} must begin with http:// or https:// and name a host.")
    return parsed


async def _send(
    client: httpx.AsyncClient, outgoing: httpx.Request, allow: Sequence[str], deny: Sequence[str]
) -> HttpAnswer:
    named = outgoing.url
    port = named.port or (443 if named.scheme == "https" else 80)
    address = await _checked_address(named.host, port, allow, deny)
    outgoing.extensions["sni_hostname"] = named.host
    outgoing.url = named.copy_with(host=address)
    response = await client.send(outgoing, stream=True)
    try:
        text, truncated = await _bounded_text(response)
    finally:
        await response.aclose()
    return HttpAnswer(response.status_code, dict(response.headers), text, truncated)


async def _checked_address(host: str, port: int, allow: Sequence[str], deny: Sequence[str]) -> str:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NodeFailure("http_failed", f"The host {host!r} is unknown; check the address.") from None
    addresses = [str(entry[4][0]) for entry in found]
    refused = [address for address in addresses if not is_allowed_address(host, address, allow, deny)]
    if refused or not addresses:
        raise NodeFailure(
            "address_refused",
            f"Calls to {host} are not allowed here. An administrator can allow the address in the settings.",
            data={"host": host},
        )
    return addresses[0]


async def _bounded_text(response: httpx.Response) -> tuple[str, bool]:
    pieces: list[str] = []
    length = 0
    async for piece in response.aiter_text():
        pieces.append(piece)
        length += len(piece)
        if length > BODY_LIMIT:
            return "".join(pieces)[:BODY_LIMIT], True
    return "".join(pieces), False


def _redirect(target: httpx.URL, answer: HttpAnswer) -> httpx.URL | None:
    """Where to go on: only on the same host, and never back from https to http."""
    location = answer.headers.get("location")
    if answer.status not in _REDIRECTS or not location:
        return None
    try:
        onward = target.join(location)
    except (httpx.InvalidURL, ValueError):
        return None
    same_host = onward.host == target.host
    same_place = onward.scheme == target.scheme and onward.port == target.port
    upgraded = (target.scheme, onward.scheme) == ("http", "https") and target.port is onward.port is None
    return onward if same_host and (same_place or upgraded) else None
