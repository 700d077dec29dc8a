"""Transactions: what is acknowledged is kept, what raises leaves no trace, neighbours do not matter."""

import threading

import pytest

from millrace.domain.errors import NameTaken
from millrace.ports.store import Session, Store
from tests.conformance.store.scene import Scene, job_record


class _Refused(Exception):
    pass


def test_a_unit_that_raises_leaves_nothing_behind(scene: Scene) -> None:
    def work(session: Session) -> None:
        session.jobs.add(job_record(scene.ws, "gone"))
        raise _Refused

    with pytest.raises(_Refused):
        scene.store.write(work)
    assert scene.read(lambda s: s.jobs.by_name(scene.ws, "gone")) is None


def test_a_unit_returns_its_value_and_sees_its_own_writes(scene: Scene) -> None:
    def work(session: Session) -> list[str]:
        session.jobs.add(job_record(scene.ws, "second"))
        return [job.name for job in session.jobs.list(scene.ws)]

    assert scene.store.write(work) == ["daily", "second"]


def test_a_unit_may_go_on_after_a_taken_name(scene: Scene) -> None:
    def work(session: Session) -> str:
        with pytest.raises(NameTaken):
            session.jobs.add(job_record(scene.ws))
        return session.jobs.add(job_record(scene.ws, "other name")).name

    assert scene.store.write(work) == "other name"
    assert scene.read(lambda s: s.jobs.by_name(scene.ws, "other name")) is not None


def test_a_failing_neighbour_undoes_nothing(store: Store) -> None:
    entered, release = threading.Event(), threading.Event()
    results: dict[str, str] = {}

    def hold(_session: Session) -> None:
        entered.set()
        release.wait(10)

    def good(session: Session, name: str) -> None:
        session.admin.add_workspace(name, "UTC")

    def bad(session: Session, name: str) -> None:
        session.admin.add_workspace(name, "UTC")
        raise _Refused(name)

    def run(kind: str, name: str) -> None:
        try:
            store.write(lambda s: good(s, name) if kind == "good" else bad(s, name))
            results[name] = "done"
        except _Refused as error:
            results[name] = f"refused {error}"

    holder = threading.Thread(target=store.write, args=(hold,))
    holder.start()
    entered.wait(10)
    # While one unit holds the writer these gather, and are committed together.
    kinds = [("good", "g1"), ("bad", "b1"), ("good", "g2"), ("bad", "b2"), ("good", "g3")]
    threads = [threading.Thread(target=run, args=each) for each in kinds]
    for thread in threads:
        thread.start()
    release.set()
    for thread in [holder, *threads]:
        thread.join(20)
    expected = {"g1": "done", "g2": "done", "g3": "done", "b1": "refused b1", "b2": "refused b2"}
    assert results == expected
    with store.read() as session:
        assert sorted(each.name for each in session.admin.workspaces()) == ["g1", "g2", "g3"]


def test_eight_threads_write_fifty_times_each_and_nothing_is_lost(store: Store) -> None:
    failures: list[BaseException] = []

    def write_many(thread: int) -> None:
        try:
            for number in range(50):
                name = f"{thread}-{number}"
                made = store.write(lambda s, name=name: s.admin.add_workspace(name, "UTC"))  # type: ignore[misc]
                with store.read() as session:
                    assert made in session.admin.workspaces()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write_many, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    with store.read() as session:
        names = {each.name for each in session.admin.workspaces()}
    assert names == {f"{thread}-{number}" for thread in range(8) for number in range(50)}


def test_a_write_inside_a_write_is_refused_and_not_waited_for(store: Store) -> None:
    with pytest.raises(RuntimeError, match="must not start another write"):
        store.write(lambda _: store.write(lambda s: s.admin.workspaces()))
    assert store.write(lambda s: s.admin.add_workspace("after", "UTC")).name == "after"


def test_a_reader_sees_one_snapshot(scene: Scene) -> None:
    with scene.store.read() as session:
        before = session.admin.workspaces()
        scene.store.write(lambda s: s.admin.add_workspace("new", "UTC"))
        assert session.admin.workspaces() == before
    assert len(scene.read(lambda s: s.admin.workspaces())) == len(before) + 1


def test_a_reader_does_not_block_the_writer_nor_the_other_way_round(scene: Scene) -> None:
    with scene.store.read() as session:
        session.jobs.list(scene.ws)

        def work(writing: Session) -> int:
            writing.jobs.add(job_record(scene.ws, "new"))
            return len(session.jobs.list(scene.ws))

        assert scene.store.write(work) == 1
