"""What will be: plan times of schedules that were not saved, and instances to be generated (R22)."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from millrace.domain.errors import InvalidInput
from millrace.domain.ids import CalendarId
from millrace.domain.instance import InstanceStatus
from millrace.domain.permissions import Role
from millrace.ports.records import Stamp
from millrace.ports.schedule_records import CalendarRecord
from tests.builders import WS, Server
from tests.fakes import START
from tests.services.scheduled import a_job, an_instance, hourly, scheduled


def a_calendar(server: Server) -> None:
    stamp = Stamp("ada", START)
    record = CalendarRecord(CalendarId(0), WS, "office", "MON_FRI", {"2026-11-24": False}, 0, stamp, stamp)
    server.store.write(lambda session: session.calendars.add(record))


def test_a_schedule_is_foreseen_in_its_zone_with_working_days(server: Server) -> None:
    job_id = a_job(server, "job", None)
    a_calendar(server)
    raw = {
        "recurrence": {"type": "daily", "at": "03:00"},
        "zone": "Europe/Vienna",
        "calendar": "office",
        "depends_on": [],
    }
    shown = server.services.foreseeing.preview(server.caller(), job_id, raw, 3, START)
    assert [each.severity for each in shown.problems if each.severity == "error"] == []
    assert shown.zone == "Europe/Vienna"
    assert [(each.local, each.working_day, each.dry_run) for each in shown.next] == [
        ("2026-11-23T03:00:00+01:00", True, False),
        ("2026-11-24T03:00:00+01:00", False, True),
        ("2026-11-25T03:00:00+01:00", True, False),
    ]
    assert shown.sentence


def test_a_wrong_schedule_has_problems_and_no_plan_times(server: Server) -> None:
    job_id = a_job(server, "job", None)
    shown = server.services.foreseeing.preview(
        server.caller(), job_id, {"recurrence": {"type": "daily", "at": "25:00"}}, 3, None
    )
    assert [problem.severity for problem in shown.problems] == ["error"]
    assert (shown.problems[0].field or "").startswith("schedule.recurrence")
    assert shown.next == []


def test_what_is_wrong_besides_the_time_leaves_the_plan_times(server: Server) -> None:
    job_id = a_job(server, "job", None)
    raw = hourly(calendar="nowhere", depends_on=[{"job": "nothing"}])
    shown = server.services.foreseeing.preview(server.caller(), job_id, raw, 3, None)
    assert {problem.field for problem in shown.problems} >= {"schedule.calendar"}
    assert len(shown.next) == 3


def test_r22_instances_to_be_generated_come_in_pages(server: Server) -> None:
    job_id = a_job(server, "job", hourly(end="2026-11-22T12:00:00"))
    scheduled(server, job_id)
    frozen = an_instance(server, job_id, START + timedelta(hours=2), InstanceStatus.FROZEN)
    page = server.services.foreseeing.future(server.caller(), job_id, 1, 3, None)
    assert [each.plan_time.hour for each in page.items] == [4, 5, 6]
    assert [each.frozen_instance_id for each in page.items] == [frozen, None, None]
    assert (page.offset, page.total) == (1, 10)


def test_a_job_that_is_not_scheduled_shows_only_what_was_frozen(server: Server) -> None:
    job_id = a_job(server, "job", hourly())
    scheduled(server, job_id, START - timedelta(days=1), state="paused", ends_at=START)
    frozen = an_instance(server, job_id, START + timedelta(hours=2), InstanceStatus.FROZEN)
    page = server.services.foreseeing.future(server.caller(), job_id, 0, 100, None)
    assert [each.frozen_instance_id for each in page.items] == [frozen]
    assert page.total == 1


def test_any_page_of_half_a_million_comes_within_a_second(server: Server) -> None:
    minutes = {"type": "minutes", "every": 1}
    job_id = a_job(server, "job", {"recurrence": minutes, "zone": "Europe/Vienna"})
    scheduled(server, job_id)
    begin = time.perf_counter()
    page = server.services.foreseeing.future(server.caller(), job_id, 525_500, 100, None)
    assert time.perf_counter() - begin < 1
    assert page.total is None
    assert page.items[0].plan_time == START + timedelta(minutes=525_501)


def test_what_comes_after_a_given_time(server: Server) -> None:
    job_id = a_job(server, "job", hourly())
    scheduled(server, job_id)
    after = datetime(2027, 1, 1, tzinfo=UTC)
    page = server.services.foreseeing.future(server.caller(), job_id, 0, 1, after)
    assert page.items[0].plan_time == after + timedelta(hours=1)


def test_the_dependencies_of_a_draft_are_decided_as_the_engine_would(server: Server) -> None:
    up = a_job(server, "up", hourly())
    a_job(server, "apart", {"recurrence": {"type": "weekly", "days": [1]}}, submit=False)
    job_id = a_job(server, "job", None)
    scheduled(server, up, START - timedelta(days=2))
    good = an_instance(server, up, START - timedelta(hours=1), InstanceStatus.SUCCESS)
    raw = {
        "recurrence": {"type": "minutes", "every": 30},
        "depends_on": [{"job": "up"}, {"job": "nowhere"}, {"job": "apart"}],
    }
    shown = server.services.foreseeing.dependencies(server.caller(), job_id, raw, START)
    first, gone, weekly = shown.dependencies
    assert shown.mode == "natural"
    assert (first.decision, first.require, first.total) == ("run", "all", 1), "R31: the hour before"
    assert [(each.instance_id, each.status) for each in first.instances] == [(good, "success")]
    assert (first.first, first.until) == (START - timedelta(hours=1), START)
    assert (gone.job_id, gone.refusal) == (None, "There is no job nowhere.")
    assert weekly.refusal is not None, "R28: minute on week"
    later = server.services.foreseeing.dependencies(
        server.caller(), job_id, raw, START + timedelta(hours=1)
    ).dependencies[0]
    assert (later.decision, later.instances[0].status) == ("wait", None)
    assert "0 of 1 good" in later.note


def test_an_upstream_job_that_is_not_scheduled_is_shown_as_if_it_were(server: Server) -> None:
    a_job(server, "up", hourly(), submit=False)
    job_id = a_job(server, "job", None)
    raw = {"recurrence": {"type": "daily", "at": "03:00"}, "depends_on": [{"job": "up"}]}
    (found,) = server.services.foreseeing.dependencies(server.caller(), job_id, raw, START).dependencies
    assert (found.total, found.upstream_state) == (24, "not_started")
    assert "as if it were" in found.note
    shown = server.services.foreseeing.preview(server.caller(), job_id, raw, 2, None)
    assert [each.waits_for for each in shown.next] == [24, 24]


def test_dependencies_of_a_schedule_that_cannot_be_computed_are_refused(server: Server) -> None:
    job_id = a_job(server, "job", None)
    for raw in ({"type": "once"}, {"recurrence": {"type": "cron", "expression": "nonsense"}}):
        with pytest.raises(InvalidInput):
            server.services.foreseeing.dependencies(server.caller(), job_id, raw, START)


def test_too_much_is_refused_and_not_computed(server: Server) -> None:
    a_job(server, "busy", {"type": "periodic", "recurrence": {"type": "minutes", "every": 1}})
    job_id = a_job(server, "job", None)
    entry = {"job": "busy", "cycle": "previous", "n": 30}
    caller, foreseeing = server.caller(Role.VIEWER), server.services.foreseeing
    for many, code in ((1, "window_too_large"), (101, "too_many_dependencies")):
        raw = {"recurrence": {"type": "daily", "at": "03:00"}, "depends_on": [entry] * many}
        shown = foreseeing.preview(caller, job_id, raw, 3, START)
        assert code in {problem.code for problem in shown.problems}
        assert shown.next == []
        with pytest.raises(InvalidInput):
            foreseeing.dependencies(caller, job_id, raw, START)
