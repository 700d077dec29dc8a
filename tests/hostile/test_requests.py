"""Requests of other sites, of people who may not, and floods, over real sockets."""

import socket
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.hostile.server_process import ServerProcess, W, a_job, node, shell

_SET_MEMBERS = "update setting set value = ? where key = 'members'"
_BODY = {"name": "from elsewhere", "job_kind": "pipeline"}


def _raw(server: ServerProcess, request: bytes) -> bytes:
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def _login_token(server: ServerProcess) -> str:
    return (server.data / "run" / "login-link").read_text().strip().partition("token=")[2]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Origin": "http://evil.example"}, 403, "bad_origin"),
        ({"Origin": "null"}, 403, "bad_origin"),
        ({"Sec-Fetch-Site": "cross-site"}, 403, "bad_origin"),
        ({"Host": "rebound.example"}, 403, "bad_host"),
        ({"Host": ""}, 403, "bad_host"),
    ],
)
def test_pages_of_other_sites_reach_nothing(
    server: ServerProcess, headers: dict[str, str], status: int, code: str
) -> None:
    answer = server.http.post(f"{W}/jobs", json=_BODY, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "from elsewhere" not in {job["name"] for job in server.get("/tree")["jobs"]}


def test_a_form_of_another_site_is_refused(server: ServerProcess) -> None:
    answer = server.http.post(f"{W}/jobs", data=_BODY)
    assert answer.status_code == 415
    assert answer.json()["code"] == "json_only"


def test_a_login_link_works_once_and_a_session_ends_with_signing_out(server: ServerProcess) -> None:
    token = _login_token(server)
    with server.client() as browser:
        assert browser.get("/login", params={"token": token}).status_code == 303
        again = browser.get("/login", params={"token": token})
        assert (again.status_code, again.headers["location"]) == (303, "/sign-in?reason=login_link_invalid")
        session = browser.get("/api/session").json()
        assert server.token not in browser.get("/api/session").text
        refused = browser.post(f"{W}/jobs", json=_BODY)
        assert (refused.status_code, refused.json()["code"]) == (403, "bad_origin")
        browser.headers["X-CSRF-Token"] = session["csrf_token"]
        cookie = browser.cookies["millrace_session"]
        assert browser.delete("/api/session").status_code == 204
        after = httpx.get(
            f"{server.url}/api/session", headers={"Cookie": f"millrace_session={cookie}"}, trust_env=False
        )
        assert (after.status_code, after.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize(
    "path",
    [
        "/instances?limit=1000000000",
        "/instances?limit=0",
        "/instances?limit=-1",
        "/instances?limit=x",
        "/instances?cursor=%00",
        "/instances?cursor=nonsense",
        "/instances?cursor=" + "9" * 199,
        "/instances?job_id=99999999999999999999",
        "/instances?status=bogus",
        "/audit?cursor=nonsense",
        "/audit?cursor=" + "9" * 199,
        "/audit?limit=100000",
        "/jobs/99999999999999999999",
        "/jobs/0",
        "/instances/9223372036854775807",
        "/attempts/9223372036854775807/log?offset=-1",
        "/attempts/1/log?offset=99999999999999999999999",
        "/attempts/1/log?limit=99999999999",
        "/events?topics=bogus",
        "/events?topics=",
        "/events?topics=log:99999999999999999999999",
        "/events?topics=instance:" + "9" * 300,
        "/events?topics=log:%C2%B2",
        "/files?prefix=" + "x" * 5000,
        "/files/a%00b",
        "/commands/12345678",
    ],
)
def test_what_makes_no_sense_is_the_senders_fault(server: ServerProcess, path: str) -> None:
    with server.http.stream("GET", W + path) as answer:
        if answer.status_code == 200:
            assert "json" in answer.headers["content-type"], "a stream begins for a topic that cannot be"
            assert answer.read()
            return
        body = answer.read()
    assert answer.status_code in (404, 422), body
    problem = answer.json()
    assert problem["code"]
    assert problem["detail"]
    assert "Traceback" not in problem["detail"]


@pytest.mark.parametrize(
    "request_text",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"BREW / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{",
    ],
)
def test_what_is_no_request_harms_nobody(server: ServerProcess, request_text: bytes) -> None:
    answer = _raw(server, request_text)
    assert b"Traceback" not in answer
    assert not answer or answer.startswith(b"HTTP/1.1 4")
    assert server.http.get("/api/health").status_code == 200


def test_two_hundred_requests_at_once_are_all_answered(server: ServerProcess) -> None:
    job = server.job("crowd", a_job(node("a")))

    def one(number: int) -> int:
        paths = (f"{W}/tree", f"{W}/instances", f"{W}/jobs/{job['id']}", "/api/node-types")
        # A client each: a pool shared by 200 threads now and then closes a connection it has just given away.
        with server.client({"Authorization": f"Bearer {server.token}"}) as http:
            if number % 5 == 0:
                return http.post(f"{W}/jobs", json={**_BODY, "name": f"crowd {number}"}).status_code
            return http.get(paths[number % 4]).status_code

    with ThreadPoolExecutor(200) as pool:
        found = list(pool.map(one, range(200)))
    assert set(found) <= {200, 201}


def test_nothing_that_was_refused_left_a_trace_in_an_answer_or_the_servers_own_log(
    server: ServerProcess,
) -> None:
    assert "Traceback" not in server.errors


def test_reports_are_served_in_a_sandbox(server: ServerProcess) -> None:
    script = (
        'mkdir -p "$MILLRACE_WORKSPACE/r"; echo "<script>alert(1)</script>" > "$MILLRACE_WORKSPACE/r/a.html"'
    )
    server.run("report", a_job(shell("a", script)))
    answer = server.http.get(f"{W}/files/r/a.html")
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"
    instance = server.run("download", a_job(shell("a", "echo '<script>'")))
    attempt = instance["node_runs"][0]["attempt_list"][0]["id"]
    log = server.http.get(f"{W}/attempts/{attempt}/log/download")
    assert log.headers["content-type"].startswith("text/plain")
    assert log.headers["content-disposition"].startswith("attachment")
    assert log.headers["x-content-type-options"] == "nosniff"


def test_rights_that_were_taken_away_are_gone_at_once(server: ServerProcess) -> None:
    """Rights lie in the store; the running server asks it each time."""
    answer = server.http.get("/api/workspaces/2/tree")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    with _own_database(server) as database:
        old = database.execute("select value from setting where key = 'members'").fetchone()[0]
        database.execute(_SET_MEMBERS, (old.replace("admin", "viewer"),))
    try:
        refused = server.http.post(f"{W}/jobs", json=_BODY)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
        assert "job.edit" in refused.json()["detail"]
        assert server.http.get(f"{W}/tree").status_code == 200
    finally:
        with _own_database(server) as database:
            database.execute(_SET_MEMBERS, (old,))


def test_a_login_link_that_has_expired_is_refused(tmp_path: Path) -> None:
    running = ServerProcess(tmp_path / "late")
    try:
        with _own_database(running) as database:
            assert database.execute("update login_token set expires_at = 1").rowcount == 1
        with running.client() as browser:
            late = browser.get("/login", params={"token": _login_token(running)})
            assert (late.status_code, late.headers["location"]) == (
                303,
                "/sign-in?reason=login_link_invalid",
            )
            assert "millrace_session" not in browser.cookies
    finally:
        running.stop()


@contextmanager
def _own_database(server: ServerProcess) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(server.data / "millrace.db", timeout=10)) as database, database:
        yield database
