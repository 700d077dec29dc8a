"""One bad instance, a store that fails, another engine: the others go on, nothing is lost or doubled."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from millrace.domain import progress
from millrace.domain.errors import StoreUnavailable
from millrace.domain.ids import InstanceId, NodeId
from millrace.domain.instance import AttemptCause, InstanceStatus, NodeRun
from millrace.engine import step as step_module
from millrace.engine.inbox import Inbox
from millrace.engine.messages import CommandGiven, InstancesCreated, LeasesExpired, WorkerLeft
from millrace.ports.records import NewAttempt
from millrace.ports.store import Store
from tests.builders import a_definition
from tests.engine.faulty_store import FaultyStore
from tests.engine.mill import WORKER, Mill


@pytest.fixture
def faulty(store: Store) -> FaultyStore:
    return FaultyStore(store)


@pytest.fixture
def mill(faulty: FaultyStore) -> Mill:
    return Mill(faulty)


def places(mill: Mill) -> tuple[int, int]:
    worker = mill.index.live.worker(WORKER)
    return worker.light, worker.heavy


FAULTS = [StoreUnavailable(detail="the disk is full"), RuntimeError("a bug")]


@pytest.mark.parametrize("fault", FAULTS, ids=["outage", "bug"])
@pytest.mark.parametrize("spared", range(7))
def test_a_write_that_fails_at_any_time_loses_and_doubles_nothing(
    mill: Mill, faulty: FaultyStore, fault: Exception, spared: int
) -> None:
    job = mill.job("daily", a_definition("a", "b", "c", edges=[("a", "b"), ("a", "c")]))
    made = mill.instance(job)
    steps: list[Callable[[], None]] = [
        lambda: mill.join(light=2),
        lambda: mill.start(made),
        lambda: mill.end(mill.take()),
        lambda: mill.end(mill.carrier.work.pop(0)),
        lambda: mill.end(mill.carrier.work.pop(0)),
        lambda: mill.beat(),
        lambda: mill.later(seconds=8),
    ]
    for number, act in enumerate(steps):
        if number == spared:
            faulty.faults.append(fault)
        act()
    assert faulty.faults == []
    assert mill.status(made) is InstanceStatus.SUCCESS
    assert mill.story(made) == [(name, 1, "first", "success") for name in "abc"]
    assert mill.carrier.work == []
    assert places(mill) == (2, 4)
    assert mill.set_aside() == []


def test_an_outage_keeps_the_order_of_what_came_before_it_and_during_it(
    mill: Mill, faulty: FaultyStore
) -> None:
    mill.join()
    faulty.faults.append(FAULTS[0])
    mill.inbox.put(WorkerLeft(WORKER))
    mill.engine.turn(0)
    mill.join()
    assert mill.index.live.worker(WORKER).here
    assert places(mill) == (500, 4)


def test_a_message_that_cannot_be_processed_is_set_aside_and_the_others_count(mill: Mill) -> None:
    mill.join()
    made = mill.run(a_definition("a", "b", edges=[("a", "b")]))
    work = mill.take()
    mill.inbox.report(WORKER, [replace(mill.report(work.attempt_id), result="no such result")])
    mill.inbox.report(WORKER, [mill.report(work.attempt_id)])
    mill.turn()
    assert len(mill.set_aside()) == 1
    assert mill.work_off() == ["b"]
    assert mill.status(made) is InstanceStatus.SUCCESS


def test_a_coming_that_cannot_be_processed_does_not_spoil_the_next_one(mill: Mill) -> None:
    made = mill.run(a_definition("a"))
    mill.join(reports=[replace(mill.report(1), result="no such result")])
    mill.join()
    assert mill.carrier.admitted == [WORKER, WORKER]
    mill.work_off()
    assert mill.status(made) is InstanceStatus.SUCCESS


def test_an_instance_whose_definition_is_gone_is_set_aside_and_the_others_go_on(mill: Mill) -> None:
    mill.join()
    job = mill.job("daily", a_definition("a"))
    bad = mill.instance(job, definition_hash="gone", node_runs=[NodeRun(NodeId("a"))])
    good = mill.instance(job)
    mill.inbox.put(InstancesCreated([bad, good]))
    mill.turn()
    assert mill.work_off() == ["a"]
    assert mill.status(good) is InstanceStatus.SUCCESS
    assert mill.set_aside() == [{"instance_id": bad}]
    assert mill.verdict(mill.command("stop", bad))[0] == "refused"


def test_an_instance_that_cannot_be_decided_on_is_set_aside_and_the_others_go_on(
    mill: Mill, monkeypatch: pytest.MonkeyPatch
) -> None:
    mill.join()
    job = mill.job("daily", a_definition("a"))
    bad, good = mill.instance(job), mill.instance(job)
    decide = progress.decide

    def poisoned(plan: Any, state: Any, events: Any, now: Any) -> Any:
        if state.id == bad:
            raise ZeroDivisionError
        return decide(plan, state, events, now)

    monkeypatch.setattr(step_module, "decide", poisoned)
    mill.inbox.put(InstancesCreated([bad, good]))
    mill.turn()
    assert mill.work_off() == ["a"]
    assert mill.status(bad) is InstanceStatus.WAITING
    assert mill.status(good) is InstanceStatus.SUCCESS
    assert mill.set_aside() == [{"instance_id": bad}]
    assert mill.verdict(mill.command("stop", bad)) == ("refused", "internal_error")


def test_an_attempt_that_cannot_be_read_does_not_keep_the_next_engine_from_leading(
    mill: Mill, store: Store
) -> None:
    made = mill.run(a_definition("a"))
    run_id = mill.node(made, "a").id
    assert run_id is not None
    ghost = NewAttempt(
        mill.ws, made, run_id, NodeId("ghost"), 9, AttemptCause.FIRST, "", queued_at=mill.clock.now()
    )
    store.write(lambda s: s.instances.add_attempts([ghost]))
    mill.engine.give_up_lead()
    other = Mill(store, mill.clock, name="engine-2")
    other.join()
    assert other.work_off() == ["a"]
    assert other.status(made) is InstanceStatus.SUCCESS


def test_a_state_that_changed_meanwhile_is_decided_anew(
    mill: Mill, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    mill.join()
    job = mill.job("daily", a_definition("a"))
    made = mill.instance(job)
    real = step_module.Step.save
    stale = [True, True]

    def save(step: step_module.Step) -> None:
        if stale:
            stale.pop()
            raise step_module.StaleStates
        real(step)

    monkeypatch.setattr(step_module.Step, "save", save)
    mill.inbox.put(InstancesCreated([made]))
    mill.turn()
    assert mill.work_off() == ["a"]
    assert mill.story(made) == [("a", 1, "first", "success")]
    assert mill.set_aside() == []


def test_an_engine_that_lost_the_lead_writes_nothing_and_stands_by(store: Store) -> None:
    lease = timedelta(seconds=0.06)
    first = Mill(store, lead_lease=lease)
    first.join()
    made = first.run(a_definition("a"))
    work = first.take()
    first.clock.advance(seconds=1)
    second = Mill(store, first.clock, name="engine-2", lead_lease=timedelta(days=1))
    first.inbox.report(WORKER, [first.report(work.attempt_id)])
    for _ in range(3):
        first.engine.turn(0)
    assert not first.engine.leading
    assert first.story(made) == [("a", 1, "first", None)]
    assert len(first.inbox) == 1
    second.join(running=[work.attempt_id])
    second.end(work)
    assert second.status(made) is InstanceStatus.SUCCESS


def test_an_engine_whose_lead_was_taken_within_its_lease_is_fenced(store: Store) -> None:
    first = Mill(store)
    first.join()
    made = first.run(a_definition("a"))
    work = first.take()
    epoch = store.write(lambda s: s.admin.take_lead("engine-1", first.clock.now(), first.clock.now()))
    assert epoch is not None
    store.write(lambda s: s.admin.give_up_lead(epoch))
    second = Mill(store, first.clock, name="engine-2")
    first.inbox.report(WORKER, [first.report(work.attempt_id)])
    first.engine.turn(0)
    assert not first.engine.leading
    assert first.story(made) == [("a", 1, "first", None)]
    assert second.engine.leading


def test_a_standby_asks_for_the_lead_no_more_often_than_its_lease_says(store: Store) -> None:
    Mill(store)
    counting = FaultyStore(store)
    standby = Mill(counting, name="engine-2", lead_lease=timedelta(seconds=0.3))
    standby.inbox.put(LeasesExpired())
    standby.clock.advance(seconds=0.1)
    before = counting.writes
    threading.Timer(0.35, standby.inbox.close).start()
    standby.engine.run()
    assert 1 <= counting.writes - before <= 5


def test_what_waits_in_the_inbox_is_done_before_the_engine_ends(mill: Mill) -> None:
    mill.join()
    made = mill.run(a_definition("a"))
    mill.inbox.report(WORKER, [mill.report(mill.take().attempt_id)])
    mill.inbox.close()
    mill.engine.run()
    assert mill.status(made) is InstanceStatus.SUCCESS


def test_the_engine_ends_though_the_store_fails(mill: Mill, faulty: FaultyStore) -> None:
    mill.inbox.put(LeasesExpired())
    mill.inbox.close()
    faulty.faults = [FAULTS[0]]
    mill.engine.run()
    assert len(mill.inbox) == 1


def test_messages_put_back_stand_before_those_that_came_later() -> None:
    inbox = Inbox()
    one, two, three = (InstancesCreated([InstanceId(number)]) for number in (1, 2, 3))
    inbox.put(three)
    inbox.put_back([one, two])
    assert inbox.take(0, 2) == [one, two]
    assert inbox.take(0, 2) == [three]
    assert inbox.take(0, 2) == []


def test_a_command_that_breaks_its_batch_is_refused_and_the_next_ones_are_applied(
    mill: Mill, monkeypatch: pytest.MonkeyPatch
) -> None:
    mill.join()
    made = mill.run(a_definition("a"))
    bad, good = mill.write_command("pause_node", made, "a"), mill.write_command("stop", made)
    with mill.store.read() as session:
        repository = type(session.commands)
    settle = repository.settle

    def poisoned(self: Any, command_id: Any, verdict: str, error: Any, at: Any) -> None:
        if command_id == bad and (error or {}).get("code") == "illegal_state":
            raise ZeroDivisionError
        settle(self, command_id, verdict, error, at)

    monkeypatch.setattr(repository, "settle", poisoned)
    mill.inbox.put(CommandGiven(bad), CommandGiven(good))
    mill.turn()
    assert mill.verdict(bad) == ("refused", "internal_error")
    assert mill.verdict(good) == ("applied", None)
    assert mill.status(made) is InstanceStatus.CANCELED
    assert mill.engine.verdicts.wait(bad, 0)
