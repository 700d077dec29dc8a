"""Servers that tests need: skipped by name where they do not answer, demanded where none may be."""

import os
import socket
from urllib.parse import urlsplit

import pytest

POSTGRES = os.environ.get("MILLRACE_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")

_ADDRESSES = {"postgres": POSTGRES}
_PORTS = {"postgres": 5432}


def require(name: str) -> str:
    """The address of the server `name`; skips the test if it does not answer.

    With MILLRACE_REQUIRE_SERVICES=1 the test fails instead.
    """
    address = _ADDRESSES[name]
    parts = urlsplit(address)
    where = (parts.hostname or "127.0.0.1", parts.port or _PORTS[name])
    try:
        socket.create_connection(where, timeout=2).close()
    except OSError as error:
        reason = f"{name} does not answer at {where[0]}:{where[1]} ({error})"
        if os.environ.get("MILLRACE_REQUIRE_SERVICES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return address
