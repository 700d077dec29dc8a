"""Marks `service(name)` and `browser`: skips what this machine lacks, and says so by name at the end.

With MILLRACE_REQUIRE_SERVICES=1 (as in CI) a lacking server is an error, not a skip.
"""

import os
import socket
from functools import cache
from pathlib import Path

import pytest

PORTS = {
    "postgresql": 5432,
    "postgres": 5432,
    "mariadb": 3306,
    "redis": 6379,
    "rabbitmq": 5672,
    "mosquitto": 1883,
    "nats": 4222,
}


@cache
def is_here(service: str) -> bool:
    """Whether the server listens on its default port of 127.0.0.1, or the browser is installed."""
    if service == "chromium":
        return Path(os.environ.get("MILLRACE_CHROMIUM", "/usr/bin/chromium")).exists()
    try:
        with socket.create_connection(("127.0.0.1", PORTS[service]), timeout=2):
            return True
    except OSError:
        return False


def needed_services(item: pytest.Item) -> set[str]:
    """Names of the servers that the marks of a test ask for."""
    named = {str(name).lower() for mark in item.iter_markers("service") for name in mark.args}
    return named | ({"chromium"} if item.get_closest_marker("browser") else set())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, or refuse to go on without, what is not here."""
    lacking: set[str] = set()
    for item in items:
        missing = sorted(name for name in needed_services(item) if not is_here(name))
        lacking.update(missing)
        if missing:
            item.add_marker(pytest.mark.skip(reason=f"not on this machine: {', '.join(missing)}"))
    if lacking and os.environ.get("MILLRACE_REQUIRE_SERVICES") == "1":
        raise pytest.UsageError(f"not on this machine: {', '.join(sorted(lacking))}; run make services")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the servers whose tests were skipped."""
    skipped: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        _, _, reason = report.longrepr if isinstance(report.longrepr, tuple) else ("", 0, "")
        _, found, names = reason.partition("not on this machine: ")
        for name in names.split(", ") if found else ():
            skipped[name] = skipped.get(name, 0) + 1
    if skipped:
        terminalreporter.section("not on this machine (make services installs and starts them)")
        for name, count in sorted(skipped.items()):
            terminalreporter.write_line(f"{name}: {count} tests skipped")
