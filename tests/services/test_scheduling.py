"""Schedules as services show and change them; the engine behind them is a stand-in."""

from datetime import timedelta

import pytest

from millrace.domain.errors import Forbidden, HasDependents, InvalidInput, NotFound
from millrace.domain.ids import CommandId, JobId
from millrace.domain.instance import InstanceStatus
from millrace.domain.permissions import Role
from millrace.services.grouping import GroupInput
from millrace.services.scheduling import ScheduleFilter
from tests.builders import WS, Server
from tests.fakes import START
from tests.services.scheduled import DAILY, a_job, an_instance, hourly, names, scheduled


def test_jobs_with_a_schedule_are_listed_by_name(server: Server) -> None:
    a_job(server, "without", None)
    server.services.grouping.create(server.caller(), GroupInput("g", "", 1))
    a_job(server, "a_daily", DAILY, submit=False)
    hours = a_job(server, "b_hours", hourly(depends_on=[{"job": "a_daily"}], task_group="g"))
    scheduled(server, hours, left_out=3)
    made = an_instance(server, hours, START, InstanceStatus.SUCCESS)
    daily, row = server.services.scheduling.rows(server.caller(), ScheduleFilter()).items
    assert (daily.job_name, daily.state, daily.dependents, daily.next_plan_time) == (
        "a_daily",
        "not_started",
        1,
        None,
    )
    assert (row.state, row.type, row.depends_on, row.left_out) == ("scheduling", "periodic", 1, 3)
    assert (row.task_group, row.zone, row.since, row.submitted_version) == ("g", "UTC", START, 1)
    assert row.next_plan_time == START + timedelta(hours=1)
    assert row.last_instance is not None
    assert (row.last_instance.id, row.last_instance.status, row.last_instance.plan_time) == (
        made,
        "success",
        START,
    )


def test_the_list_is_narrowed_and_paged(server: Server) -> None:
    for number in range(5):
        job_id = a_job(server, f"job{number}", hourly())
        if number % 2:
            scheduled(server, job_id)
    a_job(server, "other", {"type": "once"})
    rows = server.services.scheduling.rows
    caller = server.caller()
    assert names(rows(caller, ScheduleFilter(states={"scheduling"})).items) == ["job1", "job3"]
    assert names(rows(caller, ScheduleFilter(types={"once"})).items) == ["other"]
    assert names(rows(caller, ScheduleFilter(name="OTH")).items) == ["other"]
    first = rows(caller, ScheduleFilter(limit=4))
    rest = rows(caller, ScheduleFilter(limit=4, cursor=first.next_cursor))
    assert names([*first.items, *rest.items]) == ["job0", "job1", "job2", "job3", "job4", "other"]
    assert rest.next_cursor is None
    with pytest.raises(InvalidInput):
        rows(caller, ScheduleFilter(cursor="x"))


def test_a_schedule_shows_who_waits_and_what_was_left_out(server: Server) -> None:
    up = a_job(server, "up", hourly())
    gone = a_job(server, "nowhere", hourly())
    down = a_job(server, "down", hourly(depends_on=[{"job": "up"}, {"job": "nowhere"}]))
    server.store.write(lambda session: session.jobs.delete(WS, gone))
    scheduled(server, up, START - timedelta(days=2), ends_at=START)
    scheduled(server, up, START, left_out=7)
    shown = server.services.scheduling.detail(server.caller(), up)
    assert [(each.job_id, each.state) for each in shown.dependents] == [(down, "not_started")]
    assert (shown.left_out, [each.left_out for each in shown.misfires]) == (7, [7])
    assert shown.since == START - timedelta(days=2), "R19: a new version is no new beginning"
    below = server.services.scheduling.detail(server.caller(), down)
    assert [(each.job, each.job_id, each.state) for each in below.upstream] == [
        ("up", up, "scheduling"),
        ("nowhere", None, None),
    ]
    with pytest.raises(NotFound):
        server.services.scheduling.detail(server.caller(), JobId(99))


def test_r46_pausing_or_stopping_a_job_that_others_wait_for_is_asked_twice(server: Server) -> None:
    up = a_job(server, "up", hourly())
    down = a_job(server, "down", hourly(depends_on=[{"job": "up"}]))
    scheduled(server, up)
    services, caller = server.services.scheduling, server.caller()
    assert services.pause(caller, up).verdict == "applied", "down is not scheduled"
    scheduled(server, down)
    for command in (services.pause, services.stop):
        with pytest.raises(HasDependents) as refused:
            command(caller, up)
        assert refused.value.data["dependents"] == ["down"]
    given = services.stop(caller, up, confirmed=True)
    assert (given.kind, given.args, given.verdict) == ("stop_schedule", {"job_id": up}, "applied")


def test_commands_are_recorded_and_wait_for_the_engine(server: Server) -> None:
    job_id = a_job(server, "job", hourly())
    given = server.services.scheduling.start(server.caller(repeat_key="k"), job_id, with_upstream=True)
    server.clock.advance(seconds=1)
    again = server.services.scheduling.start(server.caller(repeat_key="k"), job_id, with_upstream=True)
    assert (given.args, given.id) == ({"job_id": job_id, "with_upstream": True}, again.id)
    rows = server.services.auditing.rows(server.caller(), None, 10).items
    assert [row.action for row in rows].count("job.start_schedule") == 1
    server.engine.verdict = None
    assert server.services.scheduling.resume(server.caller(), job_id).verdict == "pending"


def test_only_some_may_operate_schedules(server: Server) -> None:
    job_id = a_job(server, "job", hourly())
    local = a_job(
        server,
        "local",
        hourly(),
        nodes=[{"id": "s", "name": "s", "type": "shell", "properties": {"script": "x"}}],
        edges=[],
    )
    services = server.services.scheduling
    with pytest.raises(Forbidden):
        services.start(server.caller(Role.VIEWER), job_id)
    with pytest.raises(Forbidden):
        services.change_slots(server.caller(Role.VIEWER), job_id, [START], freeze=True)
    assert services.start(server.caller(Role.OPERATOR), job_id).verdict == "applied"
    with pytest.raises(Forbidden):
        services.start(server.caller(Role.OPERATOR), local)


def test_r94_plan_times_are_frozen_each_by_itself(server: Server) -> None:
    job_id = a_job(server, "job", hourly())
    times = [START + timedelta(hours=1), START + timedelta(hours=2), START + timedelta(hours=1)]
    done = server.services.scheduling.change_slots(server.caller(), job_id, times, freeze=True)
    assert (list(done.applied), done.refused) == (times[:2], [])
    with server.store.read() as session:
        command = session.commands.get(WS, CommandId(1))
    assert command is not None
    assert (command.kind, command.args) == (
        "freeze_slot",
        {"job_id": job_id, "plan_time": "2026-11-22T03:00:00+00:00"},
    )
    server.engine.verdict, server.engine.error = "refused", {"code": "no_plan_time", "message": "No."}
    done = server.services.scheduling.change_slots(server.caller(), job_id, times, freeze=False)
    assert [(each.plan_time, each.code) for each in done.refused] == [
        (times[0], "no_plan_time"),
        (times[1], "no_plan_time"),
    ]


def test_r19_the_engine_is_told_of_a_new_version_of_a_scheduled_job(server: Server) -> None:
    job_id = a_job(server, "job", hourly())
    with server.store.read() as session:
        assert session.commands.pending() == []
    scheduled(server, job_id)
    view = server.services.editing.job(server.caller(), job_id)
    raw = {**view.draft.raw, "schedule": DAILY}
    server.services.editing.save(server.caller(), job_id, view.job.revision, raw)
    server.engine.verdict = None
    server.services.submitting.submit(server.caller(), job_id, "")
    with server.store.read() as session:
        (told,) = session.commands.pending()
    assert (told.kind, told.args) == ("schedule_changed", {"job_id": job_id})


def test_the_engine_is_told_of_a_deleted_job(server: Server) -> None:
    job_id = a_job(server, "job", hourly())
    scheduled(server, job_id, START - timedelta(days=1), state="stopped", ends_at=START)
    server.engine.verdict = None
    server.services.organizing.delete_job(server.caller(), job_id)
    with server.store.read() as session:
        assert session.schedules.spans([job_id]) == {}
        assert [each.kind for each in session.commands.pending()] == ["job_deleted"]
