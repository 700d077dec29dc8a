"""Calendars and task groups: kept, refused to be deleted while named, filled from files (R20, R21, R86)."""

from datetime import date
from typing import Any

import pytest

from millrace.domain.errors import Forbidden, InvalidInput, NameTaken, RevisionConflict
from millrace.domain.ids import CalendarId, JobId, NodeRunId, TaskGroupId
from millrace.domain.instance import AttemptCause
from millrace.domain.permissions import Role
from millrace.domain.schedule_errors import CalendarInUse, TaskGroupInUse
from millrace.ports.records import NewAttempt
from millrace.services.grouping import GroupInput
from millrace.services.keeping_calendars import CalendarInput, ImportOrder
from millrace.services.organizing import NewJob
from millrace.services.running import Start
from tests.builders import Server, a_definition, a_node

CHRISTMAS = date(2026, 12, 25)


def given(name: str = "works", **changes: Any) -> CalendarInput:
    values: dict[str, Any] = {
        "name": name,
        "description": "",
        "default_working_days": "MON_FRI",
        "overrides": {CHRISTMAS: False},
    }
    return CalendarInput(**{**values, **changes})


def a_job(server: Server, name: str, **more: Any) -> JobId:
    definition = more if "nodes" in more else a_definition("extract", **more)
    return server.services.organizing.create_job(server.caller(), NewJob(name, None, "pipeline", definition))


def test_a_calendar_is_changed_by_revision_and_noted(server: Server) -> None:
    caller, calendars = server.caller(), server.services.calendars
    made = calendars.create(caller, given()).calendar
    changed = calendars.change(caller, made.id, given(default_working_days="MON_SUN"), made.revision)
    assert changed.calendar.default_working_days == "MON_SUN"
    with pytest.raises(RevisionConflict):
        calendars.change(caller, made.id, given(), made.revision)
    with pytest.raises(NameTaken):
        calendars.create(caller, given())
    rows = server.services.auditing.rows(caller, None, 10).items
    assert [row.action for row in rows][:2] == ["calendar.change", "calendar.create"]


def test_a_year_counts_its_working_days(server: Server) -> None:
    made = server.services.calendars.create(server.caller(), given()).calendar
    year = server.services.calendars.year(server.caller(), made.id, 2026)
    assert (year.working, year.non_working, len(year.days)) == (260, 105, 365)
    december = year.months[11]
    assert (december.month, december.working, december.non_working) == (12, 22, 9)
    day = next(day for day in year.days if day.date == CHRISTMAS)
    assert (day.working, day.override) == (False, True)


@pytest.mark.parametrize(
    "definition",
    [
        {"schedule": {"calendar": "works"}},
        {"params": [{"name": "day", "value": '#{Job.getCalendarPreviousWorkday("works", 1, "yyyy")}'}]},
    ],
)
def test_a_calendar_that_a_job_names_stays(server: Server, definition: dict[str, Any]) -> None:
    caller, calendars = server.caller(), server.services.calendars
    made = calendars.create(caller, given()).calendar
    job = a_job(server, "nightly", **definition)
    assert [use.job_name for use in calendars.calendar(caller, made.id).used_by] == ["nightly"]
    with pytest.raises(CalendarInUse) as refused:
        calendars.delete(caller, made.id)
    assert refused.value.data["jobs"] == [{"job_id": job, "job_name": "nightly"}]
    with pytest.raises(CalendarInUse):  # another name would leave the job without it
        calendars.change(caller, made.id, given("others"), made.revision)
    server.services.organizing.delete_job(caller, job)
    calendars.delete(caller, made.id)
    assert calendars.calendars(caller) == []


def test_only_some_may_edit(server: Server) -> None:
    operator = server.caller(Role.OPERATOR)
    with pytest.raises(Forbidden):
        server.services.calendars.create(operator, given())
    server.services.grouping.create(operator, GroupInput("few", "", 2))


def test_a_file_fills_a_calendar(server: Server) -> None:
    caller, calendars = server.caller(), server.services.calendars
    made = calendars.create(caller, given(overrides={date(2026, 12, 26): True})).calendar
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Feast\r\n"
        "DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    done = calendars.import_(caller, made.id, ImportOrder(text))
    assert (done.added, done.changed, done.skipped) == (1, 1, [])
    assert done.view.calendar.overrides == {"2026-12-25": False, "2026-12-26": False}
    again = calendars.import_(caller, made.id, ImportOrder(text))
    assert (again.added, again.changed) == (0, 0)
    assert again.view.calendar.revision == done.view.calendar.revision
    with pytest.raises(InvalidInput):
        calendars.import_(caller, made.id, ImportOrder(text, until_year=3000))


# ---- task groups ------------------------------------------------------------------------------------------


def grouped(server: Server, *names: str, **more: Any) -> JobId:
    return a_job(server, "-".join(names), nodes=[a_node(name, "shell", **more) for name in names], edges=[])


def test_a_task_group_says_who_uses_it_and_stays_while_it_is_used(server: Server) -> None:
    caller, grouping = server.caller(), server.services.grouping
    made = grouping.create(caller, GroupInput("few", "", 2)).group
    job = grouped(server, "a", "b", task_group="few")
    a_job(server, "all", schedule={"task_group": "few"})
    found = grouping.group(caller, made.id).used_by
    assert [(use.job_name, list(use.nodes)) for use in found] == [("a-b", ["a", "b"]), ("all", [])]
    with pytest.raises(TaskGroupInUse) as refused:
        grouping.delete(caller, made.id)
    assert refused.value.data["jobs"][0] == {"job_id": job, "job_name": "a-b", "nodes": ["a", "b"]}


def test_every_change_of_a_limit_tells_the_engine(server: Server) -> None:
    caller, grouping = server.caller(), server.services.grouping
    server.engine.verdict = None
    made = grouping.create(caller, GroupInput("few", "", 2)).group
    grouping.change(caller, made.id, GroupInput("few", "", 3), made.revision)
    grouping.delete(caller, made.id)
    with server.store.read() as session:
        assert [command.kind for command in session.commands.pending()] == ["limits_changed"] * 3
    assert grouping.groups(caller) == []


@pytest.mark.parametrize("most", [0, 1001])
def test_a_task_group_keeps_to_the_installations_limit(server: Server, most: int) -> None:
    with pytest.raises(InvalidInput):
        server.services.grouping.create(server.caller(), GroupInput("few", "", most))


def test_a_task_group_counts_what_runs_and_what_waits_for_a_place(server: Server) -> None:
    caller, grouping = server.caller(), server.services.grouping
    group = grouping.create(caller, GroupInput("few", "", 2)).group
    grouping.create(caller, GroupInput("other", "", 2))
    nodes = [
        a_node("a", "shell", properties={"script": "true"}),
        a_node("b", "shell", properties={"script": "true"}),
        a_node("c", "shell", properties={"script": "true"}, task_group="other"),  # its own wins
        a_node("d", "dummy"),  # takes no place
    ]
    job = a_job(server, "load", nodes=nodes, edges=[], schedule={"task_group": "few"})
    instance = server.services.running.test_run(caller, job, Start()).instance
    with server.store.read() as session:
        runs = session.instances.load([instance.id])[instance.id][1].node_runs
    new = [
        NewAttempt(
            caller.workspace_id,
            instance.id,
            NodeRunId(run.id or 0),
            node,
            1,
            AttemptCause.FIRST,
            "",
            server.clock.now(),
        )
        for node, run in runs.items()
    ]
    ids = server.store.write(lambda s: s.instances.add_attempts(new))
    server.store.write(lambda s: s.instances.claim(ids[:1], "w", server.clock.now(), server.clock.now()))
    counts = {view.group.name: (view.running, view.queued) for view in grouping.groups(caller)}
    assert counts == {"few": (1, 1), "other": (0, 1)}
    assert grouping.group(caller, TaskGroupId(group.id)).running == 1


def test_what_is_not_there_is_not_found(server: Server) -> None:
    for look in (
        lambda: server.services.calendars.calendar(server.caller(), CalendarId(7)),
        lambda: server.services.grouping.group(server.caller(), TaskGroupId(7)),
    ):
        with pytest.raises(Exception, match="There is no"):
            look()
