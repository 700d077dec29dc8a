from pathlib import Path

import pytest

from tests.builders import Server, a_server


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return a_server(tmp_path)
