"""Instances that wait for a new file before they begin (R108); the worker's own look at real files."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from millrace.domain.ids import NodeRunId
from millrace.domain.instance import InstanceStatus
from millrace.engine.messages import ConditionsAnswered
from millrace.engine.waits import waits_for
from millrace.ports.records import JobRecord
from millrace.ports.store import Store
from millrace.worker.listening import heard
from tests.engine.mill import WORKER, Mill
from tests.engine.timetable import Timetable, at, daily, every
from tests.fakes import FakeClock


class Shore:
    """A job that listens, a folder, and a worker who looks when the engine asks."""

    def __init__(self, store: Store, folder: Path, path: str = "in/${day}", **schedule: object) -> None:
        self.folder = folder / "1"  # of the mill's one workspace
        self.clock = FakeClock()
        self._lead(Mill(store, self.clock, workspaces=folder))
        listening = {"path": path, "interval_minutes": 5, "timeout_minutes": 30}
        params = [{"name": "day", "value": "#{DateUtil.format(Job.planTime, 'yyyyMMdd')}"}]
        self.job: JobRecord = self.table.started(
            "job", {**daily("02:00"), **schedule, "listening": listening}, params=params
        )
        self.answer()

    def _lead(self, mill: Mill) -> None:
        self.mill, self.table, self.asked = mill, Timetable(mill), 0
        mill.join()

    def successor(self) -> None:
        """Another engine, after a crash."""
        self.mill.engine.give_up_lead()
        self._lead(
            Mill(self.mill.store, self.clock, name=f"{self.mill.name}+", workspaces=self.mill.workspaces)
        )
        self.answer()

    def answer(self) -> None:
        """The worker looks at the files."""
        questions, self.mill.carrier.questions = self.mill.carrier.questions, []
        for work in questions:
            self.asked += 1
            found = heard(work, self.clock.now())
            self.mill.inbox.put(ConditionsAnswered(WORKER, NodeRunId(work.node_run_id), found))
        self.mill.turn()

    def later(self, until: str) -> None:
        """Time goes on by minutes."""
        while self.clock.now() < at(until):
            self.clock.advance(minutes=1)
            self.mill.turn()
            self.answer()
            self.mill.work_off()

    def put(self, name: str, moment: datetime) -> None:
        """A file that was changed then."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        os.utime(path, (moment.timestamp(), moment.timestamp()))

    def ends(self) -> list[tuple[str, str | None]]:
        states = [self.mill.state(each.id) for each, _ in self.table.instances(self.job)]
        return [(state.status.value, state.reason) for state in states]


@pytest.fixture
def shore(store: Store, tmp_path: Path) -> Shore:
    return Shore(store, tmp_path)


def test_it_looks_at_every_interval_and_begins_when_a_file_is_there(shore: Shore) -> None:
    instance, _ = shore.table.only(shore.job)
    assert shore.ends() == [("waiting", None)]
    assert waits_for(shore.mill.index, instance.id) == "listening"
    shore.later("2026-11-22 02:12")
    assert shore.asked == 3
    shore.put("in/20261122/part.csv", shore.clock.now())
    shore.later("2026-11-22 02:14")
    assert shore.ends() == [("waiting", None)]
    shore.later("2026-11-22 02:15")
    assert shore.ends() == [("success", None)]
    shore.later("2026-11-22 03:00")
    assert shore.asked == 4
    assert shore.mill.index.ears == {}


def test_it_fails_when_the_time_is_over_also_under_the_next_engine(shore: Shore) -> None:
    """R52: failed, reason `listen_timeout`; the time counts from when it began, not from the restart."""
    shore.later("2026-11-22 02:20")
    shore.successor()
    shore.later("2026-11-22 02:29")
    assert shore.ends() == [("waiting", None)]
    shore.later("2026-11-22 02:30")
    assert shore.ends() == [("failed", "listen_timeout")]
    assert shore.mill.set_aside() == []


def test_a_rerun_does_not_listen(shore: Shore) -> None:
    shore.later("2026-11-22 02:31")
    instance, _ = shore.table.only(shore.job)
    assert shore.mill.verdict(shore.mill.command("rerun", instance.id)) == ("applied", None)
    shore.mill.work_off()
    assert shore.ends() == [("success", None)]


def test_without_a_worker_nobody_can_look_and_nobody_fails(shore: Shore) -> None:
    shore.mill.inbox.left(WORKER)
    shore.later("2026-11-22 03:00")
    assert shore.ends() == [("waiting", None)]
    shore.put("in/20261122", shore.clock.now())
    shore.mill.join()
    shore.answer()
    shore.mill.work_off()
    assert shore.ends() == [("success", None)]


def test_only_what_changed_after_the_previous_plan_time_is_new(store: Store, tmp_path: Path) -> None:
    """The first instance takes any file; the next one only what came after 02:00."""
    (tmp_path / "in").mkdir()
    os.utime(tmp_path / "in")
    shore = Shore(store, tmp_path, path="in", **every(20))
    shore.put("in/old", at("2026-01-01 00:00"))
    shore.later("2026-11-22 02:05")
    assert shore.ends() == [("success", None)]
    shore.later("2026-11-22 02:26")
    assert shore.ends()[1:] == [("waiting", None)]
    shore.put("in/new", at("2026-11-22 02:00"))
    shore.later("2026-11-22 02:31")
    assert shore.ends()[1:] == [("waiting", None)]
    shore.put("in/new", at("2026-11-22 02:01"))
    shore.later("2026-11-22 02:36")
    assert shore.ends()[1:] == [("success", None)]


def test_it_listens_after_its_dependencies_and_its_confirmation(store: Store, tmp_path: Path) -> None:
    shore = Shore(store, tmp_path, confirm=True)
    instance, status = shore.table.only(shore.job)
    shore.later("2026-11-22 03:00")
    assert (status, shore.asked) == (InstanceStatus.WAITING_CONFIRMATION, 0)
    shore.mill.command("confirm", instance.id)
    shore.answer()
    shore.later("2026-11-22 03:29")
    assert (shore.ends(), shore.asked) == ([("waiting", None)], 6)
    shore.mill.command("stop", instance.id)
    shore.later("2026-11-22 04:00")
    assert (shore.ends(), shore.mill.index.ears) == ([("canceled", "stopped")], {})


@pytest.mark.parametrize("path", ["../other", "in/../../x", "/etc"])
def test_a_path_outside_of_the_workspace_hears_nothing(store: Store, tmp_path: Path, path: str) -> None:
    (tmp_path / "ws").mkdir()
    (tmp_path / "other").write_text("x")
    shore = Shore(store, tmp_path / "ws", path=path)
    shore.later("2026-11-22 02:31")
    assert shore.ends() == [("failed", "listen_timeout")]
