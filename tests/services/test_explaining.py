"""Why instances wait (R54): every part, by the rules that the engine uses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from millrace.domain.errors import NotFound
from millrace.domain.ids import InstanceId, JobId, NodeId, TaskGroupId
from millrace.domain.instance import AttemptCause, InstanceStatus, NodeRun, NodeRunStatus, Trigger
from millrace.domain.permissions import Role
from millrace.ports.records import NewAttempt, Stamp
from millrace.ports.schedule_records import TaskGroupRecord, Waiver
from millrace.ports.store import Session
from millrace.services.waiting_views import Explanation, WaitingPart
from tests.builders import WS, Server
from tests.fakes import START
from tests.services.scheduled import a_job, an_instance, hourly, scheduled

SHELL = {"id": "s", "name": "each_airport", "type": "shell", "properties": {"script": "x"}}
STAMP = Stamp("ada", START)


def a_pair(server: Server, policy: str = "pending", **more: Any) -> tuple[JobId, JobId]:
    """`down` waits each hour for `up` of the same hour."""
    up = a_job(server, "up", hourly(), nodes=[SHELL], edges=[])
    depends = [{"job": "up", "on_upstream_failure": policy}]
    down = a_job(server, "down", hourly(depends_on=depends, **more), nodes=[SHELL], edges=[])
    for job_id in (up, down):
        scheduled(server, job_id, START - timedelta(days=1))
    return up, down


def why(server: Server, instance_id: InstanceId, role: Role = Role.ADMIN) -> Explanation:
    return server.services.explaining.why(server.caller(role), instance_id)


def part(explanation: Explanation, kind: str) -> WaitingPart:
    return next(each for each in explanation.parts if each.kind == kind)


def test_it_names_the_instance_it_waits_for_and_why_that_is_not_good(server: Server) -> None:
    up, down = a_pair(server)
    run = NodeRun(NodeId("s"), NodeRunStatus.FAILED, ended_at=START + timedelta(minutes=25, seconds=4))
    cause = an_instance(server, up, START, InstanceStatus.ABNORMAL, node_runs=[run])
    waiting = an_instance(server, down, START)
    server.clock.advance(hours=7, minutes=43)
    found = why(server, waiting)
    assert (found.waiting, found.reason, found.late_seconds) == (True, "upstream", (7 * 60 + 43) * 60)
    assert found.sentence == (
        "Waits for up 02:00, which is abnormal since 02:25:04 because its node each_airport failed. "
        "Everything else it needs is in place."
    )
    upstream = part(found, "upstream")
    assert (upstream.ok, upstream.text, upstream.total) == (False, "1 of 1 upstream instance is not good.", 1)
    (item,) = upstream.items
    assert (item.instance_id, item.status, item.removable, item.waived) == (cause, "abnormal", True, False)
    assert upstream.actions == ("without_dependency",)
    assert upstream.link is not None
    assert (upstream.link.kind, upstream.link.id) == ("instance", cause)


def test_who_may_only_look_gets_no_actions(server: Server) -> None:
    _, down = a_pair(server)
    found = why(server, an_instance(server, down, START), Role.VIEWER)
    assert "up 02:00, which was not generated yet" in found.sentence
    upstream = part(found, "upstream")
    assert (upstream.actions, upstream.items[0].removable) == ((), False)


def test_r49_what_an_operator_let_go_counts_as_good(server: Server) -> None:
    up, down = a_pair(server)
    one, all_ = an_instance(server, down, START), an_instance(server, down, START + timedelta(hours=1))
    waivers = [Waiver(one, up, START, STAMP), Waiver(all_, None, None, STAMP)]
    server.store.write(lambda session: session.waiting.add_waivers(waivers))
    for instance_id in (one, all_):
        upstream = part(why(server, instance_id), "upstream")
        assert (upstream.ok, upstream.items[0].waived) == (True, True)


def test_confirmation_comes_first(server: Server) -> None:
    _, down = a_pair(server, confirm=True)
    found = why(server, an_instance(server, down, START, InstanceStatus.WAITING_CONFIRMATION))
    assert (found.reason, part(found, "confirmation").actions) == ("confirmation", ("confirm",))
    assert found.sentence.startswith("It waits until somebody confirms it. 1 more of")


def test_r45_the_previous_cycle_has_to_have_ended(server: Server) -> None:
    up = a_job(server, "up", hourly())
    depends = [{"job": "up", "run_after_dependency_ends": True}]
    down = a_job(server, "down", hourly(depends_on=depends))
    for job_id in (up, down):
        scheduled(server, job_id, START - timedelta(days=1))
    an_instance(server, up, START, InstanceStatus.SUCCESS)
    an_instance(server, up, START - timedelta(hours=1), InstanceStatus.RUNNING)
    found = why(server, an_instance(server, down, START))
    assert found.reason == "upstream_end"
    assert "Waits for up 01:00, which is running" in found.sentence
    assert part(found, "upstream").ok


@pytest.mark.parametrize(
    ("status", "blocks"),
    [(InstanceStatus.FAILED, True), (InstanceStatus.CANCELED, False), (InstanceStatus.SUCCESS, False)],
)
def test_r104_the_own_previous_instance(server: Server, status: InstanceStatus, blocks: bool) -> None:
    job_id = a_job(server, "job", hourly(self_dependent=True))
    an_instance(server, job_id, START - timedelta(hours=1), status)
    found = why(server, an_instance(server, job_id, START))
    assert (found.reason == "previous_cycle") is blocks
    assert part(found, "previous_cycle").text.startswith("Its previous instance 01:00 is ")


def test_r103_places_of_the_job(server: Server) -> None:
    job_id = a_job(server, "job", hourly(concurrency=2))
    holders = [
        an_instance(server, job_id, START - timedelta(hours=n), InstanceStatus.RUNNING, admitted=True)
        for n in (1, 2)
    ]
    found = why(server, an_instance(server, job_id, START))
    place = part(found, "concurrency")
    assert (found.reason, place.link.id if place.link else None) == ("concurrency", holders[1])
    assert "2 of 2 places of the job are taken, one by 00:00, which is running" in found.sentence


def test_r86_r87_task_group_workspace_and_worker(server: Server) -> None:
    stamp, node = STAMP, NodeId("s")
    group = TaskGroupRecord(TaskGroupId(0), WS, "reports", 1, 0, stamp, stamp)
    made = server.store.write(lambda session: session.task_groups.add(group))
    job_id = a_job(server, "job", hourly(task_group="reports"), nodes=[SHELL], edges=[])
    run = NodeRun(node, NodeRunStatus.RUNNING)
    runs = an_instance(server, job_id, START - timedelta(hours=1), InstanceStatus.RUNNING, node_runs=[run])

    def attempt(session: Any) -> None:
        _, state = session.instances.load([runs])[runs]
        new = NewAttempt(WS, runs, state.node_runs[node].id, node, 1, AttemptCause.FIRST, "", START)
        (attempt_id,) = session.instances.add_attempts([new])
        session.instances.claim([attempt_id], "local-1", START, START + timedelta(hours=1))

    waiting = an_instance(server, job_id, START, admitted=True)
    assert part(why(server, waiting), "task_group").text == "Task group: reports 0 of 1."
    server.store.write(attempt)
    server.store.write(lambda session: session.admin.put_setting(WS, "scheduling", {"running_limit": 1}))
    found = why(server, waiting)
    place = part(found, "task_group")
    assert (found.reason, place.ok, place.actions) == ("task_group", False, ("prefer",))
    assert (place.link.kind, place.link.id) == ("task_group", made.id) if place.link else False
    assert part(found, "workspace_limit").text.endswith("1 of 1 place of the workspace is taken.")
    assert part(found, "worker").text == "local-1 serves queue default, 500 of 500 places free."


def test_a_queue_without_a_worker_is_told(server: Server) -> None:
    job_id = a_job(server, "job", hourly(), nodes=[{**SHELL, "queue": "gpu"}], edges=[])
    found = why(server, an_instance(server, job_id, START))
    assert (found.reason, part(found, "worker").ok) == (None, False)
    assert "No worker is connected for the queue gpu" in found.sentence


def test_what_has_begun_or_ended_waits_for_nothing(server: Server) -> None:
    job_id = a_job(server, "job", hourly())
    found = why(server, an_instance(server, job_id, START, InstanceStatus.SUCCESS))
    assert (found.waiting, found.reason, found.parts) == (False, None, [])
    assert "successful" in found.sentence
    frozen = why(server, an_instance(server, job_id, START + timedelta(hours=1), InstanceStatus.FROZEN))
    assert (frozen.waiting, "frozen" in frozen.sentence) == (False, True)
    with pytest.raises(NotFound):
        why(server, InstanceId(99))


def test_r181_an_instance_of_patchdata_waits_inside_its_task(server: Server) -> None:
    daily = {"recurrence": {"type": "daily", "at": "03:00"}}
    up = a_job(server, "up", daily)
    down = a_job(server, "down", {**daily, "depends_on": [{"job": "up"}], "self_dependent": True})
    request = {
        "name": "november",
        "jobs": ["up", "down"],
        "ranges": [{"from": "2026-11-01T00:00", "to": "2026-11-03T23:59"}],
    }
    task = server.services.patching.create(server.caller(), request)
    batch: dict[str, Any] = {"trigger": Trigger.PATCHDATA, "batch": str(task.id)}
    times = [datetime(2026, 11, day, 3, tzinfo=UTC) for day in (1, 2)]
    cause = an_instance(server, up, times[1], InstanceStatus.RUNNING, admitted=True, **batch)
    an_instance(server, up, times[1], InstanceStatus.SUCCESS)
    waiting = an_instance(server, down, times[1], **batch)
    found = why(server, waiting)
    assert found.sentence.startswith("Waits for up 03:00, which is running")
    assert [item.instance_id for item in part(found, "upstream").items] == [cause], "R181: of its task only"
    assert (
        part(found, "previous_cycle").text == "Its previous instance 2026-11-01 03:00 was not generated yet."
    )
    assert part(found, "concurrency").text == "0 of 1 instance of the job in its task run."
    turn = part(why(server, an_instance(server, up, times[0], **batch)), "concurrency")
    assert (turn.ok, turn.link.id if turn.link else None) == (False, cause)
    lost = why(server, an_instance(server, up, times[0], trigger=Trigger.PATCHDATA, batch="99"))
    assert [each.kind for each in lost.parts] == ["confirmation", "worker"]


def test_one_that_listens_says_for_what_and_until_when(server: Server) -> None:
    """R108."""
    listening = {"path": "in/${day}", "interval_minutes": 5, "timeout_minutes": 90}
    job_id = a_job(server, "job", hourly(listening=listening))
    scheduled(server, job_id, START - timedelta(days=1))
    waiting = an_instance(server, job_id, START)
    before = part(why(server, waiting), "listening")
    assert (before.ok, before.text) == (True, "Looks for in/${day} once its turn has come.")

    def begin(session: Session) -> None:
        state = session.instances.load([waiting])[waiting][1]
        session.instances.save([(state, replace(state, listening_since=START + timedelta(minutes=4)))])

    server.store.write(begin)
    found = why(server, waiting)
    assert found.reason == "listening"
    assert part(found, "listening").text == (
        "It looks for a new file under in/${day}, every 5 min, and fails if there is none by 03:34."
    )
