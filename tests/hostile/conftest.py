"""One server for all tests of this folder; each test uses names of its own."""

from collections.abc import Iterator

import pytest

from tests.hostile.server_process import ServerProcess


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with a low limit of logs, so that floods are quick to write."""
    data = tmp_path_factory.mktemp("hostile") / "data"
    running = ServerProcess(data, {"MILLRACE_LOG_LIMIT_MB": "2", "MILLRACE_STOP_GRACE_SECONDS": "1"})
    yield running
    running.stop()
