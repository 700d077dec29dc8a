"""Schedules against their workspace: submitting refuses what saving keeps (R20, R28, R46-R48, R86)."""

from typing import Any

import pytest

from millrace.domain.errors import InvalidDefinition, JobRunning
from millrace.domain.ids import JobId, VersionNo
from millrace.domain.permissions import Role
from millrace.domain.schedule_errors import JobsScheduled
from millrace.domain.workspace_settings import CrossWorkspace, DependencyMode, WorkspaceSettings
from millrace.ports.records import JobRecord, Stamp
from millrace.services.drafts import draft_of
from millrace.services.grouping import GroupInput
from millrace.services.keeping_calendars import CalendarInput
from millrace.services.organizing import NewJob
from millrace.services.running import Start
from tests.builders import WS, Server, a_definition, a_node

DAILY = {"type": "daily", "at": "01:00"}
WEEKLY = {"type": "weekly", "days": [1], "at": "01:00"}
MINUTES = {"type": "minutes", "every": 5}


def definition(recurrence: Any = DAILY, *upstream: str, **more: Any) -> dict[str, Any]:
    depends_on = more.pop("depends_on", [{"job": name} for name in upstream])
    schedule = {"type": "periodic", "recurrence": recurrence, "depends_on": depends_on, **more}
    return a_definition("extract", schedule=schedule)


def created(server: Server, name: str, wanted: dict[str, Any]) -> JobId:
    return server.services.organizing.create_job(server.caller(), NewJob(name, None, "pipeline", wanted))


def submitted(server: Server, name: str, wanted: dict[str, Any]) -> JobId:
    job = created(server, name, wanted)
    server.services.submitting.submit(server.caller(), job, "")
    return job


def refused(server: Server, job: JobId) -> list[tuple[str, str, str]]:
    """Code, field and text of the problems for which submitting is refused."""
    with pytest.raises(InvalidDefinition) as error:
        server.services.submitting.submit(server.caller(), job, "")
    return [(each["code"], each["field"], each["message"]) for each in error.value.data["problems"]]


def codes(server: Server, job: JobId) -> list[tuple[str, str]]:
    return [(code, field) for code, field, _ in refused(server, job)]


def test_names_that_nobody_has_are_kept_and_not_submitted(server: Server) -> None:
    wanted = definition(DAILY, "nobody", calendar="works", task_group="few")
    wanted["nodes"].append(a_node("other", task_group="many"))
    job = created(server, "nightly", wanted)
    assert codes(server, job) == [
        ("missing_calendar", "schedule.calendar"),
        ("missing_task_group", "schedule.task_group"),
        ("missing_task_group", "task_group"),
        ("missing_job", "schedule.depends_on[0].job"),
    ]
    assert [each.code for each in server.services.editing.job(server.caller(), job).problems] == [
        "missing_calendar",
        "missing_task_group",
        "missing_task_group",
        "missing_job",
    ]
    caller = server.caller()
    server.services.running.test_run(caller, job, Start())  # by hand a schedule does not matter
    server.services.calendars.create(caller, CalendarInput("works", "", "MON_FRI", {}))
    server.services.grouping.create(caller, GroupInput("few", "", 1))
    server.services.grouping.create(caller, GroupInput("many", "", 1))
    submitted(server, "nobody", definition())
    server.services.submitting.submit(caller, job, "")


def test_a_definition_that_does_not_fit_the_model_is_refused_by_hand_too(server: Server) -> None:
    job = created(
        server, "nightly", a_definition("a", schedule={"recurrence": {"type": "weekly", "days": [9]}})
    )
    with pytest.raises(InvalidDefinition):
        server.services.running.test_run(server.caller(), job, Start())


def test_the_upstream_job_is_periodic(server: Server) -> None:
    submitted(server, "by hand", a_definition("a"))
    submitted(server, "once", a_definition("a", schedule={"type": "once"}))
    job = created(server, "nightly", definition(DAILY, "by hand", "once"))
    assert codes(server, job) == [
        ("upstream_not_periodic", "schedule.depends_on[0].job"),
        ("upstream_not_periodic", "schedule.depends_on[1].job"),
    ]


@pytest.mark.parametrize(
    ("mode", "down", "up", "allowed"),
    [
        (DependencyMode.NATURAL, MINUTES, DAILY, True),
        (DependencyMode.NATURAL, MINUTES, WEEKLY, False),
        (DependencyMode.NATURAL, WEEKLY, MINUTES, False),
        (DependencyMode.TRADITIONAL, MINUTES, DAILY, False),
        (DependencyMode.TRADITIONAL, DAILY, MINUTES, True),
    ],
)
def test_the_pair_of_periods_is_allowed(
    server: Server, mode: DependencyMode, down: Any, up: Any, allowed: bool
) -> None:
    server.services.configuring.change(server.caller(), WorkspaceSettings(dependency_mode=mode))
    submitted(server, "upstream", definition(up))
    job = created(server, "nightly", definition(down, "upstream"))
    if allowed:
        server.services.submitting.submit(server.caller(), job, "")
    else:
        ((code, field, text),) = refused(server, job)
        assert (code, field) == ("period_pair", "schedule.depends_on[0].job")
        assert "upstream" in text


def test_a_circle_of_jobs_is_refused_with_its_path(server: Server) -> None:
    first = submitted(server, "first", definition())
    submitted(server, "second", definition(DAILY, "first"))
    submitted(server, "third", definition(DAILY, "second"))
    caller, editing = server.caller(), server.services.editing
    revision = editing.job(caller, first).job.revision
    editing.save(caller, first, revision, definition(DAILY, "third"))
    ((code, field, text),) = refused(server, first)
    assert (code, field) == ("dependency_cycle", "schedule.depends_on[0].job")
    assert "first -> third -> second -> first" in text


def test_a_job_does_not_depend_on_itself(server: Server) -> None:
    job = created(server, "nightly", definition(DAILY, "nightly"))
    assert codes(server, job) == [("self_dependency", "schedule.depends_on[0].job")]


@pytest.mark.parametrize(
    ("rule", "is_member", "code"),
    [
        (CrossWorkspace.FORBIDDEN, True, "cross_workspace_forbidden"),
        (CrossWorkspace.ALLOWED, False, None),
        (CrossWorkspace.WITH_PERMISSION, False, "cross_workspace_forbidden"),
        (CrossWorkspace.WITH_PERMISSION, True, None),
    ],
)
def test_jobs_of_another_workspace(
    server: Server, rule: CrossWorkspace, is_member: bool, code: str | None
) -> None:
    draft = draft_of(definition())

    def build(session: Any) -> None:
        other = session.admin.add_workspace("other", "UTC").id
        ada = session.admin.add_user("ada", "Ada")
        session.admin.put_setting(other, "scheduling", {"cross_workspace": rule.value})
        session.admin.put_setting(other, "members", {str(ada.id): Role.VIEWER.value} if is_member else {})
        session.jobs.put_content(other, draft.content_hash, draft.text)
        stamp = Stamp("ada", server.clock.now())
        session.jobs.add(
            JobRecord(
                JobId(0),
                other,
                None,
                "source",
                0,
                "not_started",
                draft.content_hash,
                None,
                None,
                stamp,
                stamp,
            )
        )

    server.store.write(build)
    job = created(server, "nightly", definition(depends_on=[{"job": "source", "workspace": "other"}]))
    if code is None:
        server.services.submitting.submit(server.caller(), job, "")
    else:
        assert codes(server, job) == [(code, "schedule.depends_on[0].workspace")]


def test_a_workspace_that_is_not_there(server: Server) -> None:
    job = created(server, "nightly", definition(depends_on=[{"job": "source", "workspace": "other"}]))
    assert codes(server, job) == [("missing_workspace", "schedule.depends_on[0].workspace")]


def test_the_mode_stays_while_jobs_are_scheduled(server: Server) -> None:
    job = submitted(server, "nightly", definition())
    server.store.write(lambda session: session.jobs.set_schedule_state(job, "paused"))
    caller, configuring = server.caller(), server.services.configuring
    with pytest.raises(JobsScheduled) as error:
        configuring.change(caller, WorkspaceSettings(dependency_mode=DependencyMode.TRADITIONAL))
    assert error.value.data["jobs"] == ["nightly"]
    assert configuring.change(caller, WorkspaceSettings(running_limit=5)).running_limit == 5
    with pytest.raises(JobRunning):
        server.services.organizing.delete_job(caller, job)


def test_a_job_keeps_to_what_those_who_depend_on_it_may(server: Server) -> None:
    first = submitted(server, "first", definition())
    submitted(server, "second", definition(MINUTES, "first"))
    caller, editing = server.caller(), server.services.editing
    editing.save(caller, first, editing.job(caller, first).job.revision, definition(WEEKLY))
    ((code, field, text),) = refused(server, first)
    assert (code, field) == ("period_pair", "schedule.recurrence")
    assert "Job second depends on this one" in text
    editing.save(caller, first, editing.job(caller, first).job.revision, a_definition("extract"))
    server.services.submitting.submit(caller, first, "")  # without plan times: allowed, though they wait


@pytest.mark.parametrize(
    ("entry", "size"),
    [
        ({"cycle": "previous", "n": 30}, "43,200"),
        ({"cycle": "previous", "n": 4}, "5,760"),
        ({"cycle": "previous", "n": 3}, None),
        ({}, None),
    ],
)
def test_a_window_holds_5000_instances_at_most(
    server: Server, entry: dict[str, Any], size: str | None
) -> None:
    submitted(server, "busy", definition({"type": "minutes", "every": 1}))
    job = created(server, "nightly", definition(depends_on=[{"job": "busy", **entry}]))
    if size is None:
        server.services.submitting.submit(server.caller(), job, "")
        return
    ((code, field, message),) = refused(server, job)
    assert (code, field) == ("window_too_large", "schedule.depends_on[0].job")
    assert size in message
    assert "5,000" in message


def test_a_window_is_measured_in_the_month_that_is_full(server: Server) -> None:
    submitted(server, "busy", definition({"type": "cron", "expression": "0 * * * 12 ?"}))
    wanted = definition(depends_on=[{"job": "busy", "cycle": "previous", "n": 30}])
    assert codes(server, created(server, "nightly", wanted)) == [
        ("window_too_large", "schedule.depends_on[0].job")
    ]


def test_the_own_workspace_is_left_empty(server: Server) -> None:
    submitted(server, "source", definition())
    with server.store.read() as session:
        name = next(each.name for each in session.admin.workspaces() if each.id == WS)
    job = created(server, "nightly", definition(depends_on=[{"job": "source", "workspace": name}]))
    assert codes(server, job) == [("own_workspace", "schedule.depends_on[0].workspace")]


def test_dependents_of_other_workspaces_are_looked_at_too(server: Server) -> None:
    job = submitted(server, "source", definition())
    with server.store.read() as session:
        name = next(each.name for each in session.admin.workspaces() if each.id == WS)
    draft = draft_of(definition(depends_on=[{"job": "source", "workspace": name}]))

    def build(session: Any) -> None:
        other = session.admin.add_workspace("other", "UTC").id
        session.admin.put_setting(other, "scheduling", {"dependency_mode": "traditional"})
        session.jobs.put_content(other, draft.content_hash, draft.text)
        stamp, text = Stamp("ada", server.clock.now()), draft.content_hash
        session.jobs.add(
            JobRecord(JobId(0), other, None, "far", 0, "not_started", text, VersionNo(1), text, stamp, stamp)
        )

    server.store.write(build)
    shown = server.services.editing.job(server.caller(), job)
    raw = {**shown.draft.raw, **definition(WEEKLY)}
    server.services.editing.save(server.caller(), job, shown.job.revision, raw)
    ((code, field, message),) = refused(server, job)
    assert (code, field) == ("period_pair", "schedule.recurrence")
    assert "other/far" in message
