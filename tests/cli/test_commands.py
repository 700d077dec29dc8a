"""The command line against a server in the same process: no network, no worker."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from millrace.api.app import create_app
from millrace.api.config import ApiConfig
from millrace.cli import app, instances, jobs, main, running, signing_in
from millrace.cli.client import Client
from millrace.cli.console import CliError
from millrace.domain.errors import LoginLinkInvalid
from millrace.domain.instance import InstanceStatus, NodeRunStatus
from tests.builders import CLI_TOKEN, Server, a_server
from tests.cli.in_process import InProcess

JOB = "name: flights\nnodes:\n  - name: extract\n    type: dummy\n"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = a_server(tmp_path)
    headers = {"Authorization": f"Bearer {CLI_TOKEN}"}
    app_ = create_app(server.services, ApiConfig(version="0.1.0"))
    with httpx.Client(transport=InProcess(app_), base_url="http://localhost", headers=headers) as http:

        @contextmanager
        def connect(settings: object, *, may_start: bool = False) -> Iterator[Client]:
            yield Client(http)

        for module in (jobs, instances, running, signing_in):
            monkeypatch.setattr(module, "connect", connect)
        yield server


def call(*words: str) -> tuple[int, str]:
    """Exit code and standard output; a CliError counts as main() ends with it."""
    result = CliRunner().invoke(app, list(words))
    if isinstance(result.exception, CliError):
        return result.exception.exit_code, result.exception.text
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def a_file(folder: Path, text: str = JOB) -> str:
    path = folder / "job.yaml"
    path.write_text(text)
    return str(path)


def test_a_run_that_succeeds_exits_0_and_shows_its_nodes(server: Server, tmp_path: Path) -> None:
    server.engine.ends_with = (InstanceStatus.SUCCESS, NodeRunStatus.SUCCESS)
    code, text = call("run", a_file(tmp_path), "--param", "day=1=2")
    assert code == 0
    assert re.search(r"success +extract", text)
    with server.store.read() as session:
        (instance, _) = session.instances.load(server.engine.woken)[server.engine.woken[0]]
    assert instance.params == {"day": "1=2"}


def test_a_run_that_fails_exits_1(server: Server, tmp_path: Path) -> None:
    server.engine.ends_with = (InstanceStatus.FAILED, NodeRunStatus.FAILED)
    assert call("run", a_file(tmp_path))[0] == 1


@pytest.mark.parametrize(
    ("text", "word"),
    [("name: [", "line 1"), (JOB.replace("dummy", "nonsense"), "has errors")],
)
def test_wrong_input_exits_2_and_says_where(server: Server, tmp_path: Path, text: str, word: str) -> None:
    code, said = call("run", a_file(tmp_path, text))
    assert code == 2
    assert word in said


def test_a_missing_file_and_a_wrong_param_exit_2(server: Server, tmp_path: Path) -> None:
    assert call("run", str(tmp_path / "none.yaml"))[0] == 2
    assert call("run", a_file(tmp_path), "-p", "novalue")[0] == 2


def test_jobs_are_listed_shown_submitted_run_and_exported(server: Server, tmp_path: Path) -> None:
    server.engine.ends_with = (InstanceStatus.SUCCESS, NodeRunStatus.SUCCESS)
    call("run", a_file(tmp_path))
    assert "flights" in call("job", "list")[1]
    assert "extract: dummy" in call("job", "show", "1")[1]
    assert call("job", "submit", "flights")[1] == "version 1\n"
    assert call("job", "submit", "flights")[0] == 1
    assert call("job", "run", "flights")[0] == 0
    assert call("job", "export", "flights") == (0, JOB)
    assert call("job", "show", "other")[0] == 2


def test_instances_are_listed_shown_and_stopped(server: Server, tmp_path: Path) -> None:
    server.engine.ends_with = (InstanceStatus.SUCCESS, NodeRunStatus.SUCCESS)
    call("run", a_file(tmp_path))
    assert "flights" in call("instance", "list", "--job", "flights", "--status", "success")[1]
    assert "extract" in call("instance", "show", "1")[1]
    assert call("instance", "stop", "1") == (0, "stopped\n")
    assert call("instance", "show", "9")[0] == 2
    assert call("instance", "log", "1", "extract")[0] == 2


def test_without_a_server_the_doctor_tells_what_is_missing(tmp_path: Path) -> None:
    code, text = call("doctor", "--data", str(tmp_path / "data"))
    assert code == 0
    assert "does not exist yet" in text
    assert "none runs" in text


def test_the_doctor_fails_when_others_can_read_the_key(tmp_path: Path) -> None:
    (tmp_path / "master.key").write_text("x")
    (tmp_path / "master.key").chmod(0o644)
    code, text = call("doctor", "--data", str(tmp_path))
    assert code == 1
    assert "chmod 600" in text


def test_an_error_is_one_sentence_on_standard_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["millrace", "job", "list", "--data", str(tmp_path)])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 1
    assert "Start one with: millrace serve" in " ".join(capsys.readouterr().err.split())


def test_old_interpreters_get_a_sentence_instead_of_a_trace() -> None:
    code = "import sys; sys.version_info = (3, 9, 18); import millrace"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.stderr.strip() == "millrace needs Python 3.11 or newer; this is 3.9"


def test_login_prints_a_link_that_works_once(server: Server) -> None:
    code, text = call("login")
    assert code == 0
    address, token = text.strip().split("/login?token=")
    assert address == "http://localhost"
    server.services.signing_in.sign_in(token)
    with pytest.raises(LoginLinkInvalid):
        server.services.signing_in.sign_in(token)
