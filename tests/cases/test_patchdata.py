"""The shared cases on PatchData, through the plan of the service and the real engine (R180-R190, R21)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from millrace.adapters.memory_store import MemoryStore
from millrace.domain.errors import MillraceError
from millrace.ports.store import Store
from tests.cases.loading import Case, case_params
from tests.cases.patch_play import PatchPlay
from tests.stores import sqlite_store, sqlite_template

CASES = case_params("patchdata")


def _those(word: str, *, of: str | None = None) -> list[Any]:
    return [each for each in CASES if word in (each.values[0][of] if of else each.values[0])]


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


@pytest.mark.parametrize("case", _those("error", of="expect"))
def test_a_wrong_request_is_refused(case: Case) -> None:
    with pytest.raises(MillraceError) as refusal:
        PatchPlay(case, MemoryStore()).plan()
    assert refusal.value.code == case["expect"]["error"]


@pytest.mark.parametrize("case", _those("instances", of="expect"))
def test_the_plan_lists_the_instances_in_order(case: Case, store: Store) -> None:
    play = PatchPlay(case, store)
    assert play.listed(play.plan()) == play.expected()


@pytest.mark.parametrize("case", _those("run"))
def test_the_engine_starts_and_ends_instances_as_the_rules_say(case: Case, store: Store) -> None:
    play = PatchPlay(case, store).play()
    expected = case["expect"]
    assert play.outcome() == [(each["start"], each["state"]) for each in expected["instances"]]
    assert play.task_state() == expected["task_state"]
    assert play.mill.set_aside() == []
