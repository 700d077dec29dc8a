"""A server that keeps its state in PostgreSQL: it works, and no job reaches that state."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from millrace.cli.client import Client
from millrace.cli.demo import install_sample
from tests.hostile.server_process import ServerProcess, a_job, node, shell
from tests.servers import require

pytestmark = pytest.mark.service("postgresql")

_DATABASE = "millrace_hostile"


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with a database of its own."""
    address = require("postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"drop database if exists {_DATABASE} with (force)")
        connection.execute(f"create database {_DATABASE}")
    parts = urlsplit(address)
    own = parts._replace(path=f"/{_DATABASE}").geturl()
    running = ServerProcess(tmp_path_factory.mktemp("pg") / "data", {"MILLRACE_DATABASE_URL": own})
    try:
        yield running
    finally:
        running.stop()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"drop database if exists {_DATABASE} with (force)")


def test_the_server_works_on_postgresql(on_postgres: ServerProcess) -> None:
    edges = [{"source": "a", "target": "b", "condition": '#{Job.getNodeOutput("a") == "1"}'}]
    instance = on_postgres.run("first", a_job(shell("a", "echo 1"), node("b"), edges=edges))
    assert instance["status"] == "success"
    assert on_postgres.node(instance, "a")["output"] == "1"
    assert not (on_postgres.data / "millrace.db").exists()
    broken = [{"source": "a", "target": "b", "condition": '#{DateUtil.format("x", "yyyy")}'}]
    failed = on_postgres.run("second", a_job(node("a"), node("b"), edges=broken))
    assert failed["node_runs"][1]["error"]["code"] == "expression_error"


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "0x7f000001", "2130706433"),
        *("127.0.0.2", "::1", "0.0.0.0", "/var/run/postgresql", "nowhere.invalid,127.0.0.1"),
    ],
)
def test_our_own_database_is_no_connection_under_any_name(on_postgres: ServerProcess, host: str) -> None:
    port = urlsplit(require("postgres")).port or 5432
    properties = {"host": host, "port": port, "database": _DATABASE, "user": "postgres"}
    body = {
        "name": f"own {host.replace('/', '_')}",
        "type": "postgresql",
        "properties": properties,
        "secrets": {},
    }
    refused = on_postgres.post("/connections", body, status=422)
    assert refused["code"] == "own_database"
    other = {
        **body,
        "name": f"other {host.replace('/', '_')}",
        "properties": {**properties, "database": "test"},
    }
    assert on_postgres.post("/connections", other, status=201)["id"]


def test_a_connection_cannot_be_turned_to_our_own_database_later(on_postgres: ServerProcess) -> None:
    properties = {"host": "127.0.0.1", "database": "test", "user": "postgres"}
    made = on_postgres.post(
        "/connections",
        {"name": "turned", "type": "postgresql", "properties": properties, "secrets": {}},
        status=201,
    )
    answer = on_postgres.http.patch(
        f"/api/workspaces/1/connections/{made['id']}",
        json={"properties": {**properties, "database": _DATABASE}, "revision": made["revision"]},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "own_database")


def test_the_password_of_our_database_is_in_no_process_list(on_postgres: ServerProcess) -> None:
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert f"/{_DATABASE}".encode() not in place.read_bytes()
        except OSError:
            continue


def test_the_sample_runs_on_postgresql(on_postgres: ServerProcess) -> None:
    """The jobs of the demonstration: a year of flights loaded, and a report on them."""
    with httpx.Client(
        base_url=on_postgres.url, headers={"Authorization": f"Bearer {on_postgres.token}"}, trust_env=False
    ) as http:
        install_sample(Client(http), on_postgres.workspace)
    for name in ("load_flights", "flight_delays"):
        job = next(job for job in on_postgres.get("/tree")["jobs"] if job["name"] == name)
        made = on_postgres.post(f"/jobs/{job['id']}/run-now", {}, status=201)
        assert on_postgres.ended(made["id"], within=60)["status"] == "success"
    assert (on_postgres.workspace / "reports" / "flight_delays.html").exists()
