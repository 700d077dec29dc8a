"""Fixtures of the node tests."""

from pathlib import Path

import pytest

from tests.nodes.fake_context import FakeContext


@pytest.fixture
def context(tmp_path: Path) -> FakeContext:
    """A context with the connections `duck` and `lite` on files of an empty workspace."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    made = FakeContext(folder)
    made.connection("duck", "duckdb", {"path": "warehouse.duckdb"})
    made.connection("lite", "sqlite", {"path": "state.sqlite"})
    return made
