from collections.abc import Iterator
from pathlib import Path

import pytest

from millrace.adapters.memory_store import MemoryStore
from millrace.ports.store import Store
from tests.engine.mill import Mill
from tests.stores import sqlite_store, sqlite_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file."""
    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> Iterator[Store]:
    """Both kinds of store; the engine cannot tell them apart."""
    store: Store = MemoryStore() if request.param == "memory" else sqlite_store(template, tmp_path)
    yield store
    store.close()


@pytest.fixture
def mill(store: Store) -> Mill:
    """A leading engine and no worker yet."""
    return Mill(store)
