"""`millrace schedule ...` and what operators do with waiting instances, against a server in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from millrace.api.app import create_app
from millrace.api.config import ApiConfig
from millrace.cli import app, instances, jobs, schedules
from millrace.cli.client import Client
from millrace.domain.instance import InstanceStatus
from tests.builders import CLI_TOKEN, Server, a_server
from tests.cli.in_process import InProcess
from tests.cli.test_commands import call
from tests.fakes import START
from tests.services.scheduled import a_job, an_instance, hourly, scheduled


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = a_server(tmp_path)
    headers = {"Authorization": f"Bearer {CLI_TOKEN}"}
    app_ = create_app(server.services, ApiConfig(version="0.1.0"))
    with httpx.Client(transport=InProcess(app_), base_url="http://localhost", headers=headers) as http:

        @contextmanager
        def connect(settings: object, *, may_start: bool = False) -> Iterator[Client]:
            yield Client(http)

        for module in (jobs, instances, schedules):
            monkeypatch.setattr(module, "connect", connect)
        yield server


def test_schedules_are_listed_shown_and_foreseen(server: Server) -> None:
    up = a_job(server, "up", hourly())
    a_job(server, "down", hourly(depends_on=[{"job": "up"}]))
    scheduled(server, up, left_out=2)
    code, text = call("schedule", "list", "--state", "scheduling")
    assert (code, "up" in text, "down" in text) == (0, True, False)
    assert "2026-11-22 03:00" in text
    text = call("schedule", "show", "up")[1]
    assert "state: scheduling since 2026-11-22T02:00:00Z" in text
    assert "waited for by: down (not started)" in text
    assert "2 plan times" in text
    assert "waits for: up (scheduling)" in call("schedule", "show", "down")[1]
    assert call("schedule", "next", "up", "-n", "2") == (
        0,
        "2026-11-22T03:00:00+00:00\n2026-11-22T04:00:00+00:00\n",
    )
    assert call("schedule", "next", "up", "--after", "2027-01-01")[0] == 2
    assert "none" in call("schedule", "next", "down")[1]
    assert call("schedule", "show", "other")[0] == 2


def test_a_schedule_is_started_and_stopped(server: Server) -> None:
    up = a_job(server, "up", hourly())
    down = a_job(server, "down", hourly(depends_on=[{"job": "up"}]))
    for job_id in (up, down):
        scheduled(server, job_id)
    assert call("schedule", "start", "up", "--with-upstream") == (0, "scheduling\n")
    assert call("schedule", "resume", "up")[0] == 0
    for verb in ("pause", "stop"):
        code, text = call("schedule", verb, "up")
        assert (code, "down" in text, "--yes" in text) == (1, True, True)
        assert call("schedule", verb, "up", "--yes")[0] == 0
    server.engine.verdict, server.engine.error = "refused", {"code": "illegal_state", "message": "Not now."}
    assert call("schedule", "start", "up") == (1, "Not now. [illegal_state]")
    server.engine.verdict = None
    assert call("schedule", "start", "up") == (0, "asked to start\n")


def test_plan_times_are_frozen(server: Server) -> None:
    scheduled(server, a_job(server, "job", hourly()))
    assert call("schedule", "freeze", "job", "2026-11-22T04:00:00+01:00") == (
        0,
        "2026-11-22T03:00:00Z  frozen\n",
    )
    assert call("schedule", "unfreeze", "job", "2026-11-22T03:00:00")[0] == 2
    assert call("schedule", "unfreeze", "job", "tomorrow")[0] == 2
    server.engine.verdict, server.engine.error = "refused", {"code": "no_plan_time", "message": "No."}
    assert call("schedule", "unfreeze", "job", "2026-11-22T03:00:00Z")[0] == 1


def test_a_schedule_is_previewed_from_a_file_or_the_draft(server: Server, tmp_path: Path) -> None:
    a_job(server, "job", hourly())
    a_job(server, "without", None)
    file = tmp_path / "schedule.yaml"
    file.write_text("recurrence:\n  type: daily\n  at: '03:00'\n")
    code, text = call("schedule", "preview", "job", str(file), "-n", "1")
    assert (code, text.splitlines()[1:]) == (0, ["2026-11-22T03:00:00+00:00"])
    assert "2026-11-22T03:00:00+00:00" in call("schedule", "preview", "job")[1]
    assert call("schedule", "preview", "without")[0] == 2
    for wrong in ("recurrence:\n  type: cron\n  expression: nonsense\n", "recurrence: [", "- 1"):
        file.write_text(wrong)
        assert call("schedule", "preview", "job", str(file))[0] == 2
    file.write_text("recurrence:\n  type: cron\n  expression: 0 0 99 * * ?\n")
    wrong_hour = CliRunner().invoke(app, ["schedule", "preview", "job", str(file)])
    assert (wrong_hour.exit_code, "error: column 5: " in wrong_hour.stderr) == (2, True)


def test_an_instance_says_why_it_waits(server: Server) -> None:
    up = a_job(server, "up", hourly())
    down = a_job(server, "down", hourly(depends_on=[{"job": "up"}]))
    scheduled(server, up, START - timedelta(days=1))
    waiting = an_instance(server, down, START)
    code, text = call("instance", "why", str(waiting))
    assert (code, text.splitlines()[0]) == (
        0,
        "Waits for up 02:00, which was not generated yet. Everything else it needs is in place.",
    )
    assert "! upstream: 1 of 1 upstream instance is not good." in text
    assert call("instance", "why", "99")[0] == 2


def test_instances_are_confirmed_preferred_and_run_again(server: Server) -> None:
    job_id = a_job(server, "job", hourly())
    ids = [
        str(an_instance(server, job_id, START + timedelta(hours=n), InstanceStatus.FAILED)) for n in range(2)
    ]
    assert call("instance", "confirm", ids[0]) == (0, "confirmed\n")
    assert call("instance", "prefer", *ids) == (0, f"{ids[0]}  preferred\n{ids[1]}  preferred\n")
    assert call("instance", "rerun", ids[0], "--latest-params") == (0, "begins again\n")
    assert call("instance", "rerun", *ids, "--from", "start")[0] == 0
    assert call("instance", "rerun", ids[0], "--from", "nothing")[0] == 2
    assert call("instance", "confirm", ids[0], "99")[0] == 1
    server.engine.verdict, server.engine.error = "refused", {"code": "illegal_state", "message": "Not now."}
    assert call("instance", "rerun", ids[0]) == (1, "Not now. [illegal_state]")
