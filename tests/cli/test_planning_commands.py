"""Calendars, task groups and PatchData on the command line, against a server in the same process."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from millrace.api.app import create_app
from millrace.api.config import ApiConfig
from millrace.cli import app, calendars, patchdata, task_groups
from millrace.cli.client import Client
from millrace.cli.console import CliError, short_time
from millrace.services.organizing import NewJob
from tests.builders import CLI_TOKEN, Server, a_definition, a_server
from tests.cli.in_process import InProcess


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = a_server(tmp_path)
    headers = {"Authorization": f"Bearer {CLI_TOKEN}"}
    app_ = create_app(server.services, ApiConfig(version="0.1.0"))
    with httpx.Client(transport=InProcess(app_), base_url="http://localhost", headers=headers) as http:

        @contextmanager
        def connect(settings: object, *, may_start: bool = False) -> Iterator[Client]:
            yield Client(http)

        for module in (calendars, task_groups, patchdata):
            monkeypatch.setattr(module, "connect", connect)
        yield server


def call(*words: str) -> tuple[int, str]:
    """Exit code and output; a CliError counts as main() ends with it."""
    result = CliRunner().invoke(app, list(words))
    if isinstance(result.exception, CliError):
        return result.exception.exit_code, result.exception.text
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def a_job(server: Server, name: str, recurrence: object) -> None:
    schedule = {"type": "periodic", "recurrence": recurrence}
    caller = server.caller()
    new = NewJob(name, None, "pipeline", a_definition("a", schedule=schedule))
    server.services.submitting.submit(caller, server.services.organizing.create_job(caller, new), "")


def test_a_calendar_is_filled_and_shown(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "feast.ics"
    event = "BEGIN:VEVENT\nUID:1\nSUMMARY:Feast\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT\n"
    file.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}END:VCALENDAR\n")
    assert call("calendar", "import", "works", str(file))[0] == 2
    assert call("calendar", "import", "works", str(file), "--create") == (0, "1 dates added, 0 changed\n")
    assert call("calendar", "import", "works", str(file), "--working")[1] == "0 dates added, 1 changed\n"
    assert "Monday to Friday" in call("calendar", "list")[1]
    code, text = call("calendar", "show", "works", "--year", "2026")
    assert code == 0
    assert "working days: 261, others: 104" in text
    assert "2026-12-25  working" in text
    assert call("calendar", "import", "works", str(tmp_path / "none.ics"))[0] == 2


def test_a_task_group_is_made_and_changed(server: Server) -> None:
    assert call("task-group", "set", "few", "2", "-d", "for the mill")[0] == 0
    assert call("task-group", "set", "few", "3") == (0, "few: at most 3 at once\n")
    (view,) = server.services.grouping.groups(server.caller())
    assert (view.group.max, view.group.description) == (3, "for the mill")
    assert "few" in call("task-group", "list")[1]
    code, text = call("task-group", "set", "few", "100000")
    assert (code, "1 to 1,000" in text) == (2, True)


def test_times_are_short_and_in_a_zone() -> None:
    assert short_time("2026-11-22T22:40:57.327340Z", "Europe/Vienna") == "2026-11-22 23:40"
    assert short_time(None, "UTC") == "-"


def test_patchdata_from_plan_to_end(server: Server, tmp_path: Path) -> None:
    a_job(server, "source", {"type": "hours", "every": 6})
    words = ["source", "--range", "2026-11-01..2026-11-02", "--time-of-day", "06:00-18:00"]
    code, text = call("patchdata", "plan", *words)
    assert code == 0, text
    assert "6 instances on 2 days" in text
    assert "source  2026-11-01T06:00:00+00:00" in text
    few = ["source", "--range", "2026-11-01", "--time-of-day", "06:00-06:30"]
    assert "1 instance on 1 day, 1 node run\n" in call("patchdata", "plan", *few)[1]
    table = tmp_path / "plan.csv"
    assert call("patchdata", "plan", *words, "--csv", str(table))[0] == 0
    with table.open(newline="") as file:
        assert [row["job"] for row in csv.DictReader(file)] == ["source"] * 6
    code, text = call(
        "patchdata", "start", *words[:3], "--name", "november", "--every", "1 day", "-p", "source:day=a=b"
    )
    assert code == 0, text
    task = server.services.patching.tasks(server.caller(), [], None, 10).items[0]
    assert task.request["params"] == {"source": {"day": "a=b"}}
    assert task.request["every"] == {"n": 1, "unit": "days"}
    assert "november" in call("patchdata", "list", "--state", "running")[1]
    assert "not made yet" in call("patchdata", "show", str(task.id))[1]
    for verb in ("pause", "resume", "stop", "retry"):
        assert call("patchdata", verb, str(task.id)) == (0, f"{verb}: done\n")


@pytest.mark.parametrize("words", [["plan"], ["start", "--name", "november"]])
def test_patchdata_tells_what_it_cuts_to_now(server: Server, words: list[str]) -> None:
    a_job(server, "source", {"type": "daily", "at": "01:00"})
    code, text = call("patchdata", *words, "source", "--range", "2026-11-20..2026-11-24")
    assert code == 0, text
    assert "2 days of the ranges lie in the future and are left out" in " ".join(text.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--range", "2026-11-02..2026-11-01"], "ends before it begins"),
        (["--range", ".."], "FROM..TO"),
        (["--range", "2026-11-01", "--every", "two days"], "--every takes"),
        (["--range", "2026-11-01", "--running-window", "nine"], "HH:MM-HH:MM"),
        (["--range", "2026-11-01", "-p", "day=1"], "JOB:NAME=VALUE"),
        (["--range", "2026-11-01", "--parallel", "9"], "1 to 5"),
    ],
)
def test_wrong_patchdata_ends_with_2(server: Server, words: list[str], said: str) -> None:
    a_job(server, "source", {"type": "daily"})
    code, text = call("patchdata", "plan", "source", *words)
    assert (code, said in text) == (2, True), text
