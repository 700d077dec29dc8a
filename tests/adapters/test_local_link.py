"""The link between server and agents: who may join, what is passed on, what is dropped."""

import json
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from millrace.adapters import local_link
from millrace.adapters.local_link import LocalLink
from millrace.domain.errors import WorkerUnavailable
from millrace.ports.attempts import AttemptReport, AttemptWork
from tests.waiting import until

Event = tuple[Any, ...]


class RecordingInbox:
    """Keeps what the link tells the engine, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def joined(self, worker: str, running: Sequence[int], reports: Sequence[AttemptReport]) -> None:
        self.events.append(("joined", worker, list(running), [report.attempt_id for report in reports]))

    def offer(self, worker: str, queues: Sequence[str], light: int, heavy: int) -> None:
        self.events.append(("offer", worker, light, heavy))

    def report(self, worker: str, reports: Sequence[AttemptReport]) -> None:
        self.events.append(("report", worker, [report.attempt_id for report in reports]))

    def resolved(self, worker: str, node_run_id: int, answer: Mapping[str, Any]) -> None:
        self.events.append(("resolved", worker, node_run_id, answer["votes"]))

    def heartbeat(self, worker: str, running: Sequence[int], gone: Sequence[int]) -> None:
        self.events.append(("heartbeat", worker, list(running), list(gone)))

    def start_children(
        self, worker: str, attempt_id: int, job: str, requests: Sequence[Mapping[str, Any]]
    ) -> None:
        self.events.append(("children", worker, attempt_id, job, list(requests)))

    def left(self, worker: str) -> None:
        self.events.append(("left", worker))

    def wait(self, event: Event, times: int = 1) -> None:
        until(lambda: self.events.count(event) >= times, 5, f"{times} times {event} in {self.events}")


class FakeAgent:
    """The other end of the socket."""

    def __init__(self, link: LocalLink) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(5)
        self.socket.connect(str(link.path))
        self._lines = self.socket.makefile("rb")

    def send(self, *messages: Mapping[str, Any]) -> None:
        self.socket.sendall("".join(json.dumps(message) + "\n" for message in messages).encode())

    def hello(self, link: LocalLink, **more: Any) -> None:
        hello = {"t": "hello", "worker": "local-1", "token": link.token, "light": 5, "heavy": 2, **more}
        self.send(hello)

    def receive(self) -> Any:
        """The next message; None when the link was cut."""
        line = self._lines.readline()
        return json.loads(line) if line else None

    def close(self) -> None:
        self._lines.close()
        self.socket.close()


class Ends:
    """A link with its inbox and its agents."""

    def __init__(self, folder: Path) -> None:
        self.inbox = RecordingInbox()
        self.link = LocalLink(folder / "run" / "link.sock", self.inbox, 15.0)
        self.link.open()
        self.agents: list[FakeAgent] = []

    def connect(self) -> FakeAgent:
        self.agents.append(FakeAgent(self.link))
        return self.agents[-1]

    def join(self, *, admit: bool = True, **more: Any) -> FakeAgent:
        """An agent that the engine knows of."""
        offered = ("offer", "local-1", 5, 2)
        before = self.inbox.events.count(offered)
        agent = self.connect()
        agent.hello(self.link, **more)
        assert agent.receive() == {"t": "welcome", "lease_seconds": 15.0}
        self.inbox.wait(offered, before + 1)
        if admit:
            self.link.admit("local-1")
        return agent


@pytest.fixture
def ends() -> Iterator[Ends]:
    folder = Path(tempfile.mkdtemp(prefix="mr-"))  # a socket's path is short
    ends = Ends(folder)
    yield ends
    for agent in ends.agents:
        agent.close()
    ends.link.close()
    shutil.rmtree(folder)


def work(attempt_id: int) -> AttemptWork:
    return AttemptWork(
        attempt_id=attempt_id, workspace_id=1, instance_id=1, node_run_id=1, number=1, job_id=1, job_name="j",
        node_id="a", node_name="a", node_type="dummy", properties={}, trigger="manual", version_no=1,
        plan_time="2026-11-22T02:00:00+00:00", zone="UTC", started_at=None, run_number=1, params={},
        job_params={},
    )  # fmt: skip


REPORT = {"attempt_id": 4, "result": "success", "ended_at": "2026-11-22T02:00:00+00:00"}


def test_the_socket_is_for_this_account_alone(ends: Ends) -> None:
    assert ends.link.path.stat().st_mode & 0o777 == 0o600
    assert ends.link.path.parent.stat().st_mode & 0o777 == 0o700


def test_an_agent_that_joins_is_welcomed_and_announced_with_its_places(ends: Ends) -> None:
    ends.join(running=[3], reports=[REPORT])
    assert ends.inbox.events == [("joined", "local-1", [3], [4]), ("offer", "local-1", 5, 2)]
    assert list(ends.link.present()) == ["local-1"]


@pytest.mark.parametrize(
    "hello",
    [
        {"t": "hello", "worker": "w", "token": "wrong", "light": 1, "heavy": 1},
        {"t": "report", "reports": []},
        {"t": "hello", "worker": "w"},
        ["not an object"],
    ],
)
def test_whoever_has_no_token_is_cut_off_unheard(ends: Ends, hello: Any) -> None:
    agent = ends.connect()
    agent.send(hello)
    assert agent.receive() is None
    assert ends.inbox.events == []


def test_a_hello_that_lacks_something_is_cut_off_and_leaves_nothing_behind(ends: Ends) -> None:
    agent = ends.connect()
    agent.send({"t": "hello", "worker": "local-1", "token": ends.link.token})
    assert agent.receive() is None
    assert list(ends.link.present()) == []
    assert ends.inbox.events == []


def test_many_messages_in_one_write_are_all_passed_on_in_order(ends: Ends) -> None:
    agent = ends.join()
    agent.send(
        {"t": "report", "reports": [REPORT], "light": 1, "heavy": 0},
        {"t": "heartbeat", "running": [1], "gone": [2]},
        {"t": "resolved", "node_run_id": 9, "votes": {"n": True}},
        {"t": "children", "attempt_id": 7, "job": "child", "requests": [{"row": 0}]},
        {"t": "something new"},
        {"t": "offer", "light": 0, "heavy": 1},
    )
    ends.inbox.wait(("offer", "local-1", 0, 1))
    assert ends.inbox.events[2:] == [
        ("report", "local-1", [4]),
        ("offer", "local-1", 1, 0),
        ("heartbeat", "local-1", [1], [2]),
        ("resolved", "local-1", 9, {"n": True}),
        ("children", "local-1", 7, "child", [{"row": 0}]),
        ("offer", "local-1", 0, 1),
    ]


def test_what_the_engine_sends_arrives(ends: Ends) -> None:
    agent = ends.join()
    ends.link.deliver("local-1", [work(1), work(2)])
    ends.link.cancel("local-1", [1])
    ends.link.child_ended("local-1", 2, {"row": 0, "instance_id": 5, "status": "success"})
    ends.link.resolve("local-1", work(0))
    assert [item["attempt_id"] for item in agent.receive()["items"]] == [1, 2]
    assert agent.receive() == {"t": "cancel", "ids": [1]}
    assert agent.receive()["child"] == {"row": 0, "instance_id": 5, "status": "success"}
    assert agent.receive()["work"]["attempt_id"] == 0
    ends.link.deliver("nobody", [work(3)])


def test_what_was_meant_for_an_agent_that_died_does_not_reach_the_one_that_replaced_it(ends: Ends) -> None:
    ends.join().close()
    ends.inbox.wait(("left", "local-1"))
    second = ends.join(admit=False)
    ends.link.deliver("local-1", [work(1)])
    ends.link.admit("local-1")
    ends.link.deliver("local-1", [work(2)])
    assert [item["attempt_id"] for item in second.receive()["items"]] == [2]


def test_of_two_that_came_in_a_row_only_the_last_one_is_admitted_and_only_when_both_were_heard(
    ends: Ends,
) -> None:
    first = ends.join(admit=False)
    second = ends.join(admit=False)
    assert first.receive() is None
    ends.link.admit("local-1")
    ends.link.deliver("local-1", [work(1)])
    ends.link.admit("local-1")
    ends.link.deliver("local-1", [work(2)])
    assert [item["attempt_id"] for item in second.receive()["items"]] == [2]


def test_an_agent_that_was_replaced_is_not_said_to_have_left(ends: Ends) -> None:
    first = ends.join()
    ends.join()
    assert first.receive() is None
    first.close()
    ends.agents[1].send({"t": "heartbeat", "running": []})
    ends.inbox.wait(("heartbeat", "local-1", [], []))
    assert ("left", "local-1") not in ends.inbox.events


@pytest.mark.parametrize(
    "line", ["{", "[]", '"text"', '{"no": "kind"}', '{"t": "report"}', '{"t": "report", "reports": [1]}']
)
def test_a_message_that_makes_no_sense_cuts_the_link_and_nothing_else(ends: Ends, line: str) -> None:
    agent = ends.join()
    agent.socket.sendall((line + "\n").encode())
    assert agent.receive() is None
    ends.inbox.wait(("left", "local-1"))
    ends.inbox.events.clear()
    ends.join()


def test_a_probe_is_answered_by_the_agent_that_was_asked(ends: Ends) -> None:
    agent = ends.join()

    def answer() -> None:
        asked = agent.receive()
        agent.send({"t": "probed", "seq": asked["seq"], "answer": {"ok": asked["what"] == "test_connection"}})

    thread = threading.Thread(target=answer)
    thread.start()
    assert ends.link.probe("test_connection", {}, 5)["answer"] == {"ok": True}
    thread.join()


def test_a_probe_without_an_answer_says_so_in_time(ends: Ends) -> None:
    with pytest.raises(WorkerUnavailable):
        ends.link.probe("test_connection", {}, 5)
    ends.join()
    with pytest.raises(WorkerUnavailable):
        ends.link.probe("test_connection", {}, 0.05)


def test_when_the_server_ends_agents_are_told_and_begin_nothing_any_more(ends: Ends) -> None:
    agent = ends.join()
    ends.link.end_agents(end_processes=True)
    ends.link.deliver("local-1", [work(1)])
    agent.send({"t": "offer", "light": 1, "heavy": 0}, {"t": "heartbeat", "running": [], "gone": [8]})
    ends.inbox.wait(("heartbeat", "local-1", [], [8]))
    assert ("offer", "local-1", 1, 0) not in ends.inbox.events
    assert ("left", "local-1") in ends.inbox.events
    ends.link.close()
    agent.socket.shutdown(socket.SHUT_WR)
    assert agent.receive() == {"t": "stop", "kill": True}
    assert agent.receive() is None


def test_an_agent_that_comes_while_the_server_ends_is_told_to_end_too(ends: Ends) -> None:
    ends.link.end_agents(end_processes=False)
    agent = ends.connect()
    agent.hello(ends.link, running=[3])
    assert agent.receive()["t"] == "welcome"
    assert agent.receive() == {"t": "stop", "kill": False}
    assert ends.inbox.events == [("joined", "local-1", [3], [])]


def test_an_agent_that_does_not_read_is_cut_off(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_link, "_SEND_SECONDS", 0.2)
    ends.join()
    big = replace(work(1), properties={"text": "x" * 1_000_000})
    ends.link.deliver("local-1", [big])
    ends.inbox.wait(("left", "local-1"))
