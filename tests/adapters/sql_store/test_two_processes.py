"""Two stores on one PostgreSQL, as an engine and its stand-by, or two workers, have them."""

import threading
from collections.abc import Callable, Collection, Iterator
from functools import partial

import pytest

from millrace.adapters.sql_store import SqlStore
from millrace.domain.ids import AttemptId
from millrace.domain.instance import InstanceStatus
from millrace.ports.store import Session
from tests.conformance.store.scene import Scene, minutes, moved
from tests.stores import postgres_schema

pytestmark = pytest.mark.service("postgresql")


@pytest.fixture
def stores() -> Iterator[tuple[SqlStore, SqlStore]]:
    with postgres_schema("two") as address:
        pair = (SqlStore(address), SqlStore(address))
        pair[0].migrate()
        yield pair
        for store in pair:
            store.close()


def _claim(ids: list[AttemptId], worker: str, session: Session) -> Collection[AttemptId]:
    return session.instances.claim(ids, worker, minutes(0), minutes(1))


def _at_once(*works: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_workers_of_two_processes_never_win_the_same_attempt(stores: tuple[SqlStore, SqlStore]) -> None:
    scene = Scene(stores[0])
    nodes = [f"n{number}" for number in range(100)]
    ids = scene.queue(scene.create(nodes=nodes), *nodes)
    won: dict[int, set[AttemptId]] = {0: set(), 1: set()}

    def race(side: int, batches: list[list[AttemptId]]) -> None:
        for batch in batches:
            won[side] |= set(stores[side].write(partial(_claim, batch, f"w{side}")))

    forward = [ids[start : start + 10] for start in range(0, 100, 5)]
    _at_once(lambda: race(0, forward), lambda: race(1, [batch[::-1] for batch in forward[::-1]]))
    assert won[0] | won[1] == set(ids)
    assert not won[0] & won[1]


def test_of_two_engines_that_save_the_same_revisions_one_wins_each(stores: tuple[SqlStore, SqlStore]) -> None:
    scene = Scene(stores[0])
    states = [scene.state(scene.create(plan)) for plan in range(30)]
    changes = [(state, moved(state, InstanceStatus.RUNNING)) for state in states]
    stale: dict[int, set[int]] = {}

    def save(side: int) -> None:
        ordered = changes if side == 0 else changes[::-1]
        stale[side] = set(stores[side].write(lambda s: s.instances.save(ordered)))

    _at_once(lambda: save(0), lambda: save(1))
    assert stale[0] | stale[1] == {state.id for state in states}
    assert not stale[0] & stale[1]
    assert {scene.state(state.id).revision for state in states} == {2}


def test_only_one_of_two_engines_takes_a_free_lead(stores: tuple[SqlStore, SqlStore]) -> None:
    epochs: dict[int, int | None] = {}

    def take(side: int) -> None:
        epochs[side] = stores[side].write(lambda s: s.admin.take_lead(f"e{side}", minutes(0), minutes(1)))

    _at_once(lambda: take(0), lambda: take(1))
    assert sorted(epochs.values(), key=str) == [1, None]


def test_two_engines_that_create_the_same_instance_create_it_once(stores: tuple[SqlStore, SqlStore]) -> None:
    scene = Scene(stores[0])
    new = [scene.new_instance(plan) for plan in range(50)]
    made: dict[int, list[object]] = {}

    def create(side: int) -> None:
        made[side] = list(stores[side].write(lambda s: s.instances.create(new)))

    _at_once(lambda: create(0), lambda: create(1))
    assert all((first is None) != (second is None) for first, second in zip(made[0], made[1], strict=True))
