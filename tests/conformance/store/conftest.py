"""One fixture, `store`, over every adapter.

A change of meaning is made in this suite, not in the tests of one adapter.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from millrace.adapters.memory_store import MemoryStore
from millrace.adapters.sql_store import SqlStore
from millrace.ports.store import Store
from tests.conformance.store.scene import Scene
from tests.stores import empty, postgres_schema, sqlite_store, sqlite_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_template(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_schema("conformance") as address:
        store = SqlStore(address)
        store.migrate()
        store.close()
        yield address


def _open(kind: str, request: pytest.FixtureRequest, folder: Path) -> Store:
    if kind == "memory":
        return MemoryStore()
    if kind == "sqlite":
        return sqlite_store(request.getfixturevalue("template"), folder)
    address = request.getfixturevalue("postgres")
    empty(address)
    return SqlStore(address)


@pytest.fixture(
    params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.service("postgresql"))],
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with ExitStack() as stack:
        opened = _open(request.param, request, tmp_path)
        stack.callback(opened.close)
        yield opened


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)
