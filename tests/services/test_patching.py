"""PatchData as people plan, make, look at and steer it (R180-R189)."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from millrace.domain.errors import (
    DifferentRecurrence,
    Forbidden,
    InvalidInput,
    InvalidParallel,
    InvalidRange,
    NeedsByDay,
    NoInstances,
    NotFound,
    NotPeriodic,
    NotSubmitted,
    TooManyInstances,
)
from millrace.domain.ids import JobId, VersionNo
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.domain.permissions import Role
from millrace.ports.records import NewInstance, Stamp
from millrace.services.keeping_calendars import CalendarInput
from millrace.services.organizing import NewJob
from millrace.services.patching import TaskVerb
from millrace.services.patching_plans import plan_of
from tests.builders import WS, Server, a_definition

DAILY = {"type": "daily", "at": "01:00"}
HOURLY = {"type": "hours", "every": 1, "from": "00:00", "to": "23:00"}


def scheduled(server: Server, name: str, recurrence: Any = DAILY, submit: bool = True, **more: Any) -> JobId:
    """A job with a periodic schedule; the server's time is 22 November 2026, 02:00 UTC."""
    schedule = {"type": "periodic", "recurrence": recurrence, **more}
    definition = a_definition("extract", "load", schedule=schedule)
    caller = server.caller()
    job = server.services.organizing.create_job(caller, NewJob(name, None, "pipeline", definition))
    if submit:
        server.services.submitting.submit(caller, job, "")
    return job


def request(
    *jobs: str, first: str = "2026-11-01", last: str = "2026-11-03T23:59", **more: Any
) -> dict[str, Any]:
    return {
        "name": "november",
        "jobs": list(jobs),
        "ranges": [{"from": f"{first}T00:00", "to": last}],
        **more,
    }


def an_instance(server: Server, job: JobId, day: int, status: InstanceStatus, **more: Any) -> None:
    at = datetime(2026, 11, day, 1, tzinfo=UTC)
    values: dict[str, Any] = {"trigger": Trigger.SCHEDULE, "batch": "", **more}
    new = NewInstance(
        workspace_id=WS,
        job_id=job,
        job_name="any",
        version_no=VersionNo(1),
        definition_hash="h",
        plan_time=at,
        zone="UTC",
        priority=3,
        params={},
        passed_params={},
        loop=None,
        parent_node_run_id=None,
        parent_row=None,
        only_nodes=(),
        dry_run=False,
        status=status,
        node_runs=[],
        created=Stamp("engine", at),
        **values,
    )
    server.store.write(lambda session: session.instances.create([new]))


def test_a_plan_counts_and_lists(server: Server) -> None:
    scheduled(server, "source")
    scheduled(server, "target", depends_on=[{"job": "source"}])
    found = server.services.patching.plan(server.caller(), request("target", "source"), 0, 3)
    assert (found.total, found.node_runs, found.days) == (6, 12, 3)
    assert (found.first, found.last) == (
        datetime(2026, 11, 1, 1, tzinfo=UTC),
        datetime(2026, 11, 3, 1, tzinfo=UTC),
    )
    assert [(each.index, each.job, list(each.waits_for)) for each in found.entries] == [
        (0, "source", []),
        (1, "target", [0]),
        (2, "source", []),
    ]
    assert found.entries[0].local == "2026-11-01T01:00:00+00:00"
    assert [(job.job_name, job.instances) for job in found.jobs] == [("target", 3), ("source", 3)]


def test_a_plan_reads_ranges_in_the_schedules_zone(server: Server) -> None:
    scheduled(server, "source", zone="Asia/Shanghai")
    found = server.services.patching.plan(server.caller(), request("source"), 0, 10)
    assert [each.local for each in found.entries][0] == "2026-11-01T01:00:00+08:00"
    assert found.entries[0].plan_time == datetime(2026, 10, 31, 17, tzinfo=UTC)


def test_a_plan_tells_its_first_and_last_in_the_zone_of_the_job(server: Server) -> None:
    scheduled(server, "source", zone="Asia/Tokyo")
    found = server.services.patching.plan(server.caller(), request("source"), 0, 1)
    assert found.first == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert (found.first_local, found.last_local) == ("2026-11-01T01:00:00+09:00", "2026-11-03T01:00:00+09:00")


def test_a_plan_says_which_scheduled_instances_are_good_and_leaves_them_out_if_asked(server: Server) -> None:
    job = scheduled(server, "source")
    an_instance(server, job, 1, InstanceStatus.SUCCESS)
    an_instance(server, job, 2, InstanceStatus.FAILED)
    caller, patching = server.caller(), server.services.patching
    found = patching.plan(caller, request("source"), 0, 10)
    assert [each.already for each in found.entries] == ["success", "failed", None]
    assert found.jobs[0].already_good == 1
    left = patching.plan(caller, request("source", skip_successful=True), 0, 10)
    assert [each.plan_time.day for each in left.entries] == [2, 3]
    assert left.jobs[0].already_good == 1


def test_a_plan_warns_of_what_is_rarely_meant(server: Server) -> None:
    server.services.calendars.create(
        server.caller(),
        CalendarInput("works", "", "MON_FRI", {}),
    )
    scheduled(server, "source")
    scheduled(server, "target", depends_on=[{"job": "source"}], calendar="works", confirm=True)
    found = server.services.patching.plan(server.caller(), request("target"), 0, 10)
    text = " ".join(found.warnings)
    assert "1 of the instances is a dry run: its nodes" in text  # 1 November 2026 is a Sunday
    assert "3 instances wait for confirmation, those of" in text
    assert "does not wait for source" in text
    assert found.node_runs == 4


def test_a_range_out_of_time_is_refused_in_plain_words(server: Server) -> None:
    scheduled(server, "source")
    with pytest.raises(InvalidInput) as refused:
        server.services.patching.plan(server.caller(), request("source", first="0001-01-01"), 0, 10)
    assert refused.value.message == "ranges.0.from: the year must lie between 1901 and 9998"


@pytest.mark.parametrize(
    ("last", "warned"),
    [
        ("2026-11-21", None),
        ("2026-11-22T02:00", None),
        ("2026-11-22", "Plan times of today are still to come and are left out"),
        ("2026-11-23", "1 day of the ranges lies in the future and is left out"),
        ("2026-11-30T12:00", "8 days of the ranges lie in the future and are left out"),
    ],
)
def test_a_plan_warns_of_what_it_cuts_to_now(server: Server, last: str, warned: str | None) -> None:
    """R180."""
    scheduled(server, "source", HOURLY)
    found = server.services.patching.plan(server.caller(), request("source", last=last), 0, 1)
    said = [f"{warned}: PatchData runs plan times that have passed."] if warned else []
    assert found.warnings == said


def test_a_day_of_the_future_in_two_ranges_is_counted_once(server: Server) -> None:
    scheduled(server, "source")
    spans = [("2026-11-20", "2026-11-25"), ("2026-11-24", "2026-11-26"), ("2026-12-01", "2026-12-01")]
    ranges = [{"from": f"{first}T00:00", "to": last} for first, last in spans]
    asked = {**request("source"), "ranges": ranges}
    (warning,) = server.services.patching.plan(server.caller(), asked, 0, 1).warnings
    assert warning.startswith("5 days of the ranges")


def test_the_whole_plan_as_a_table(server: Server) -> None:
    scheduled(server, "=source")
    text = server.services.patching.plan_as_csv(server.caller(), request("=source"))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 3
    assert rows[0]["plan_time"] == "2026-11-01T01:00:00+00:00"
    assert rows[0]["job"] == "'=source"  # no formula for a spreadsheet


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"ranges": [{"from": "2026-11-03T00:00", "to": "2026-11-01T00:00"}]}, InvalidRange),
        ({"ranges": [{"from": "2026-11-01T02:00", "to": "2026-11-01T03:00"}]}, NoInstances),
        ({"ranges": [{"from": "2027-11-01T02:00", "to": "2027-11-09T03:00"}]}, NoInstances),
        ({"parallel": 6}, InvalidParallel),
        ({"stop_on_failure": True}, NeedsByDay),
        ({"jobs": ["source", "hourly"], "every": {"n": 2, "unit": "days"}}, DifferentRecurrence),
        ({"jobs": ["source", "nobody"]}, NotFound),
        ({"jobs": ["by hand"]}, NotPeriodic),
        ({"jobs": ["draft"]}, NotSubmitted),
        ({"params": {"other": {"a": "b"}}}, InvalidInput),
        ({"params": {"source": {"a b": "c"}}}, InvalidInput),
        ({"priority": 9}, InvalidInput),
    ],
)
def test_what_cannot_be_made_up_is_refused(
    server: Server, changes: dict[str, Any], error: type[Exception]
) -> None:
    scheduled(server, "source")
    scheduled(server, "hourly", HOURLY)
    scheduled(server, "draft", submit=False)
    caller = server.caller()
    plain = server.services.organizing.create_job(
        caller, NewJob("by hand", None, "pipeline", a_definition("a"))
    )
    server.services.submitting.submit(caller, plain, "")
    with pytest.raises(error):
        server.services.patching.plan(caller, {**request("source"), **changes}, 0, 10)
    with pytest.raises(error):
        server.services.patching.create(caller, {**request("source"), **changes})
    assert server.services.patching.tasks(caller, [], None, 10).items == []


def test_a_task_that_is_too_large_is_refused_with_its_size(server: Server) -> None:
    scheduled(server, "minutely", {"type": "minutes", "every": 1})
    with pytest.raises(TooManyInstances) as refused:
        server.services.patching.plan(server.caller(), request("minutely", first="2026-01-01"), 0, 1)
    assert refused.value.data["limit"] == 100_000
    assert refused.value.data["count"] > 400_000


def test_a_task_keeps_its_plan_whatever_becomes_of_the_jobs(server: Server) -> None:
    job = scheduled(server, "source")
    caller, patching = server.caller(repeat_key="once"), server.services.patching
    server.engine.verdict = None
    task = patching.create(caller, request("source", priority=1, confirm=True))
    assert (task.state, task.total, task.generated, task.priority, task.progress) == ("running", 3, 0, 1, 0.0)
    assert (
        patching.create(caller, request("source", priority=1, confirm=True)).id == task.id
    )  # the same key, the same task
    with server.store.read() as session:
        (command,) = session.commands.pending()
        assert (command.kind, command.args) == ("start_patchdata", {"task_id": task.id})
        (record,) = session.patchdata.open_tasks()
    server.services.organizing.delete_job(server.caller(), job)
    with server.store.read() as session:
        assert [entry.plan_time.day for entry in plan_of(session, record).entries] == [1, 2, 3]
    assert server.services.patching.entries(caller, task.id, 1, 1).items[0].plan_time.day == 2


def test_a_task_shows_how_far_it_is(server: Server) -> None:
    job = scheduled(server, "source")
    caller, patching = server.caller(), server.services.patching
    task = patching.create(caller, request("source"))
    assert task.priority == 3  # the workspace's
    batch = {"trigger": Trigger.PATCHDATA, "batch": str(task.id)}
    an_instance(server, job, 1, InstanceStatus.SUCCESS, **batch)
    an_instance(server, job, 2, InstanceStatus.RUNNING, **batch)
    found = patching.task(caller, task.id)
    assert found.counts == {"success": 1, "running": 1}
    assert found.progress == pytest.approx(1 / 3)
    entries = patching.entries(caller, task.id, 0, 10)
    assert [entry.status for entry in entries.items] == ["success", "running", None]
    assert (entries.total, entries.items[0].instance_id) == (3, 1)
    assert patching.tasks(caller, ["success"], None, 10).items == []


def test_overlapping_open_tasks_are_warned_of(server: Server) -> None:
    scheduled(server, "source")
    caller, patching = server.caller(), server.services.patching
    patching.create(caller, request("source"))
    again = patching.plan(caller, request("source", first="2026-11-03", last="2026-11-05T00:00"), 0, 1)
    assert again.warnings == ["The open task november makes up plan times of source there as well."]
    assert (
        patching.plan(caller, request("source", first="2026-11-05", last="2026-11-07T00:00"), 0, 1).warnings
        == []
    )


@pytest.mark.parametrize("verb", [TaskVerb.PAUSE, TaskVerb.RESUME, TaskVerb.STOP, TaskVerb.RETRY])
def test_a_task_is_steered_by_commands(server: Server, verb: TaskVerb) -> None:
    scheduled(server, "source")
    caller, patching = server.caller(), server.services.patching
    task = patching.create(caller, request("source"))
    command = patching.give(caller, task.id, verb)
    assert (command.kind, command.args, command.verdict) == (verb.value, {"task_id": task.id}, "applied")
    (row, *_) = server.services.auditing.rows(caller, None, 1).items
    assert (row.action, row.object_name) == (f"patchdata.{verb.value.partition('_')[0]}", "november")
    with pytest.raises(Forbidden):
        patching.give(server.caller(Role.VIEWER), task.id, verb)


def test_related_jobs_are_found_up_and_down(server: Server) -> None:
    scheduled(server, "first")
    middle = scheduled(server, "middle", depends_on=[{"job": "first"}])
    scheduled(server, "last", depends_on=[{"job": "middle"}])
    scheduled(server, "very last", depends_on=[{"job": "last"}])
    scheduled(server, "aside")
    found = server.services.patching.related(server.caller(), middle, "both")
    assert [(each.job_name, each.distance, each.direction) for each in found] == [
        ("first", 1, "up"),
        ("last", 1, "down"),
        ("very last", 2, "down"),
    ]
    assert [each.job_name for each in server.services.patching.related(server.caller(), middle, "up")] == [
        "first"
    ]
