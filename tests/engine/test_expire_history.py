"""Retention: what goes, what stays, and that the loop goes on meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from millrace.adapters.attempt_logs import FolderAttemptLogs
from millrace.domain.ids import AttemptId, InstanceId
from millrace.domain.instance import InstanceStatus
from millrace.engine.duties.expire_history import AFTER_LEAD, EVERY, PAUSE, ExpireHistory, Keep
from millrace.engine.messages import InstancesCreated
from millrace.ports.store import Session, Store
from tests.builders import a_definition
from tests.engine.mill import Mill
from tests.fakes import FakeClock, write_log

KEEP = Keep(instances=timedelta(days=90), logs=timedelta(days=30), audit=timedelta(days=730))


def at_once(work: Callable[[], None]) -> None:
    work()


@pytest.fixture
def logs(tmp_path: Path) -> FolderAttemptLogs:
    return FolderAttemptLogs(tmp_path / "attempts")


@pytest.fixture
def mill(store: Store, logs: FolderAttemptLogs) -> Mill:
    """A leading engine with retention and one worker."""
    clock = FakeClock()
    made = Mill(store, clock, duties=(ExpireHistory(KEEP, clock, store, logs, at_once),))
    made.join()
    return made


def run_to_end(mill: Mill, tmp_path: Path, name: str = "daily") -> tuple[InstanceId, int]:
    """An instance that has ended, and its attempt, which has written a log."""
    made = mill.run(a_definition("a"), name)
    work = mill.take()
    write_log(tmp_path / "attempts", work.attempt_id, ["1 o hello\n"])
    mill.end(work)
    return made, work.attempt_id


def a_round(mill: Mill) -> None:
    """Let time pass until every kind has had its turn."""
    mill.later(seconds=EVERY.total_seconds())
    for _ in range(30):
        mill.later(seconds=PAUSE.total_seconds())


def kept_logs(logs: FolderAttemptLogs) -> list[AttemptId]:
    return list(logs.stored(AttemptId(0), 100))


def test_an_instance_that_ended_long_ago_keeps_its_row_and_nothing_below_it(
    mill: Mill, tmp_path: Path, logs: FolderAttemptLogs
) -> None:
    old, _ = run_to_end(mill, tmp_path)
    mill.later(days=89)
    young, attempt = run_to_end(mill, tmp_path, "weekly")
    mill.later(days=2)
    a_round(mill)
    assert mill.status(old) is InstanceStatus.SUCCESS
    assert (mill.state(old).node_runs, mill.attempts(old)) == ({}, [])
    assert (len(mill.state(young).node_runs), len(mill.attempts(young))) == (1, 1)
    assert kept_logs(logs) == [attempt]
    assert mill.set_aside() == []


def test_nothing_that_is_young_enough_goes(mill: Mill, tmp_path: Path, logs: FolderAttemptLogs) -> None:
    made, attempt = run_to_end(mill, tmp_path)
    mill.later(days=29)
    a_round(mill)
    assert (len(mill.state(made).node_runs), kept_logs(logs)) == (1, [attempt])


def test_logs_go_before_the_rest(mill: Mill, tmp_path: Path, logs: FolderAttemptLogs) -> None:
    made, _ = run_to_end(mill, tmp_path)
    mill.later(days=31)
    a_round(mill)
    assert (len(mill.attempts(made)), kept_logs(logs)) == (1, [])


def test_the_log_of_what_still_runs_stays_however_old_and_stops_no_younger_one(
    mill: Mill, tmp_path: Path, logs: FolderAttemptLogs
) -> None:
    mill.run(a_definition("a"))
    running = mill.take().attempt_id
    write_log(tmp_path / "attempts", running, ["1 o still here\n"])
    run_to_end(mill, tmp_path, "weekly")
    for _ in range(31 * 24 * 60 // 10 // 100):
        mill.clock.advance(seconds=1000 * 60)
        mill.beat(running)
    a_round(mill)
    assert kept_logs(logs) == [running]


def test_the_folder_of_an_attempt_without_a_row_goes(
    mill: Mill, tmp_path: Path, logs: FolderAttemptLogs
) -> None:
    _, attempt = run_to_end(mill, tmp_path)
    with mill.store.read() as session:
        assert len(session.instances.attempts([AttemptId(attempt)])) == 1
    write_log(tmp_path / "attempts", 77_777, ["1 o nobody's\n"])
    mill.later(days=31)
    a_round(mill)
    assert kept_logs(logs) == []


def test_many_instances_go_batch_by_batch_while_new_ones_run(mill: Mill, tmp_path: Path) -> None:
    job = mill.job("daily", a_definition("a"))
    made = [mill.instance(job) for _ in range(40)]
    mill.inbox.put(InstancesCreated(made))
    mill.turn()
    mill.work_off()
    mill.later(days=91)
    mill.later(seconds=AFTER_LEAD.total_seconds())
    mill.later(seconds=PAUSE.total_seconds())
    gone = [key for key in made if not mill.attempts(key)]
    assert 0 < len(gone) < len(made)
    again, _ = run_to_end(mill, tmp_path, "weekly")
    assert mill.status(again) is InstanceStatus.SUCCESS
    a_round(mill)
    assert all(mill.attempts(key) == [] for key in made)


def test_the_first_round_begins_soon_after_the_lead_was_taken_and_then_at_its_interval(mill: Mill) -> None:
    (duty,) = mill.duties
    assert duty.due_at == mill.clock.now() + AFTER_LEAD
    mill.later(seconds=AFTER_LEAD.total_seconds())
    for _ in range(10):
        mill.later(seconds=PAUSE.total_seconds())
    assert duty.due_at is not None
    assert EVERY - 10 * PAUSE <= duty.due_at - mill.clock.now() <= EVERY


def test_a_round_that_fails_is_tried_again_later_and_disturbs_nothing(store: Store, tmp_path: Path) -> None:
    clock = FakeClock()

    class Breaking(ExpireHistory):
        def _expire(self, before: object, now: object, session: Session) -> bool:
            raise ValueError("broken")

    duty = Breaking(KEEP, clock, store, FolderAttemptLogs(tmp_path), at_once)
    mill = Mill(store, clock, duties=(duty,))
    mill.join()
    mill.later(seconds=AFTER_LEAD.total_seconds())
    assert duty.due_at == clock.now() + EVERY
    assert mill.status(run_to_end(mill, tmp_path)[0]) is InstanceStatus.SUCCESS
    assert mill.set_aside() == []


def test_an_engine_that_lost_its_lead_removes_nothing(mill: Mill, tmp_path: Path) -> None:
    made, _ = run_to_end(mill, tmp_path)
    mill.later(days=91)
    now = mill.clock.now()

    def change_hands(session: Session) -> None:
        epoch = session.admin.take_lead("engine-1", now, now + EVERY)
        assert epoch is not None
        session.admin.give_up_lead(epoch)
        assert session.admin.take_lead("engine-2", now, now + EVERY) == epoch + 1

    mill.store.write(change_hands)
    mill.clock.advance(seconds=AFTER_LEAD.total_seconds())
    mill.engine.turn(0)
    assert len(mill.attempts(made)) == 1
    assert not mill.engine.leading


@pytest.mark.parametrize(
    ("kind", "node", "verdict"),
    [
        ("retry_node", "a", ("refused", "not_found")),
        ("stop", None, ("refused", "illegal_state")),
        ("continue", None, ("refused", "illegal_state")),
    ],
)
def test_an_operation_on_an_instance_without_history_is_refused_in_words(
    mill: Mill, tmp_path: Path, kind: str, node: str | None, verdict: tuple[str, str]
) -> None:
    made, _ = run_to_end(mill, tmp_path)
    mill.later(days=91)
    a_round(mill)
    assert mill.state(made).node_runs == {}
    assert mill.verdict(mill.command(kind, made, node)) == verdict
    assert mill.set_aside() == []
