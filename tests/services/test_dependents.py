"""Jobs that others name in their dependencies keep their names (R46, R47)."""

from collections.abc import Callable
from typing import Any

import pytest

from millrace.domain.errors import HasDependents
from millrace.domain.ids import JobId
from millrace.ports.records import Workspace
from millrace.services.organizing import Move
from tests.builders import WS, Server
from tests.services.scheduled import a_job, hourly


def home(server: Server) -> Workspace:
    with server.store.read() as session:
        return next(each for each in session.admin.workspaces() if each.id == WS)


def refused(work: Callable[..., Any], *args: Any) -> HasDependents:
    with pytest.raises(HasDependents) as error:
        work(*args)
    return error.value


def both(server: Server, job_id: JobId) -> list[HasDependents]:
    organizing, caller = server.services.organizing, server.caller()
    return [
        refused(organizing.delete_job, caller, job_id),
        refused(organizing.change_job, caller, job_id, Move(name="new")),
    ]


@pytest.mark.parametrize("submit", [True, False])
@pytest.mark.parametrize("spelled", [True, False])
def test_a_job_that_others_name_is_not_renamed_or_deleted(
    server: Server, submit: bool, spelled: bool
) -> None:
    up = a_job(server, "up", hourly())
    place = {"workspace": home(server).name} if spelled and not submit else {}
    a_job(server, "down", hourly(depends_on=[{"job": "up", **place}]), submit=submit)
    for error in both(server, up):
        assert (error.code, error.data["dependents"]) == ("has_dependents", ["down"])
        assert "down" in error.message
        assert "submit" in error.message


def test_a_draft_without_the_dependency_must_be_submitted_first(server: Server) -> None:
    up = a_job(server, "up", hourly())
    down = a_job(server, "down", hourly(depends_on=[{"job": "up"}]))
    caller = server.caller()
    with server.store.read() as session:
        job = session.jobs.get(WS, down)
    assert job is not None
    shown = server.services.editing.job(caller, down)
    raw = {**shown.draft.raw, "schedule": hourly()}
    server.services.editing.save(caller, down, job.revision, raw)
    assert len(both(server, up)) == 2
    server.services.submitting.submit(caller, down, "")
    server.services.organizing.change_job(caller, up, Move(name="new"))
    server.services.organizing.delete_job(caller, up)


def test_a_job_moves_and_names_itself(server: Server) -> None:
    up = a_job(server, "up", hourly(depends_on=[{"job": "up"}]), submit=False)
    a_job(server, "down", hourly(depends_on=[{"job": "up"}]), submit=False)
    server.services.organizing.change_job(server.caller(), up, Move(name="up", moves=True))
    other = a_job(server, "other", hourly(depends_on=[{"job": "other"}]), submit=False)
    server.services.organizing.delete_job(server.caller(), other)
