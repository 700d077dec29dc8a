"""The shared cases on places, queues and waiting (R101-R106, R110, R86, R87, R95, R49, R45, R46)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from millrace.adapters.memory_store import MemoryStore
from millrace.ports.store import Store
from tests.cases.loading import Case, case_params
from tests.cases.queue_play import Play
from tests.stores import sqlite_store, sqlite_template


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file."""
    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> Iterator[Store]:
    """Both kinds of store."""
    store: Store = MemoryStore() if request.param == "memory" else sqlite_store(template, tmp_path)
    yield store
    store.close()


@pytest.mark.parametrize("case", case_params("queue"))
def test_instances_start_and_end_as_the_rules_say(case: Case, store: Store) -> None:
    play = Play(case, store).play()
    outcome, expected = play.outcome(), case["expect"]["instances"]
    shown = {
        name: {key: outcome.get(name, {}).get(key) for key in wanted} for name, wanted in expected.items()
    }
    assert shown == expected
    assert outcome.keys() == expected.keys()
    assert play.errors() == case["expect"].get("errors", {})
    assert play.mill.set_aside() == []
