"""Requests of other sites, of strangers, and with what does not belong into them."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from millrace.domain.permissions import Role
from tests.api.conftest import BASE
from tests.builders import Server, a_definition

W = "/api/workspaces/1"


async def test_a_page_of_another_site_is_refused(browser: httpx.AsyncClient) -> None:
    answer = await browser.post(f"{W}/jobs", json={"name": "a"}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "bad_origin"


async def test_a_fetch_from_another_site_without_origin_is_refused(browser: httpx.AsyncClient) -> None:
    answer = await browser.post(f"{W}/jobs", json={"name": "a"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.json()["code"] == "bad_origin"


async def test_our_own_origin_passes(browser: httpx.AsyncClient) -> None:
    answer = await browser.post(f"{W}/jobs", json={"name": "a"}, headers={"Origin": BASE})
    assert answer.status_code == 201


async def test_a_browser_without_its_csrf_token_is_refused(browser: httpx.AsyncClient) -> None:
    del browser.headers["X-CSRF-Token"]
    answer = await browser.post(f"{W}/jobs", json={"name": "a"})
    assert answer.json()["code"] == "bad_origin"
    assert (await browser.get(f"{W}/tree")).status_code == 200


async def test_another_host_name_is_refused_even_for_the_studio(stranger: httpx.AsyncClient) -> None:
    for path in ("/", "/api/health", f"{W}/tree"):
        answer = await stranger.get(path, headers={"Host": "rebound.example:8642"})
        assert answer.status_code == 403
        assert answer.json()["code"] == "bad_host"


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_bodies_that_a_form_can_send_are_refused(client: httpx.AsyncClient, media_type: str) -> None:
    answer = await client.post(f"{W}/jobs", content=b'{"name": "a"}', headers={"Content-Type": media_type})
    assert answer.status_code == 415
    assert answer.json()["code"] == "json_only"


async def test_a_huge_body_is_refused_whether_it_tells_its_length_or_not(client: httpx.AsyncClient) -> None:
    big = b'{"name": "' + b"x" * (10 * 1024 * 1024) + b'"}'
    headers = {"Content-Type": "application/json"}
    answer = await client.post(f"{W}/jobs", content=big, headers=headers)
    assert answer.status_code == 413

    async def parts() -> AsyncIterator[bytes]:
        yield big[: len(big) // 2]
        yield big[len(big) // 2 :]

    answer = await client.post(f"{W}/jobs", content=parts(), headers=headers)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


@pytest.mark.parametrize("token", ["", "wrong", "\u00e9"])
async def test_strangers_and_wrong_tokens_are_not_signed_in(stranger: httpx.AsyncClient, token: str) -> None:
    headers = {b"Authorization": f"Bearer {token}".encode()} if token else {}
    answer = await stranger.get(f"{W}/tree", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"


async def test_strangers_learn_nothing_from_health(
    stranger: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    assert (await stranger.get("/api/health")).json() == {"status": "ok"}
    assert (await client.get("/api/health")).json()["workers"][0]["name"] == "local-1"


async def test_a_login_link_works_once_and_for_ten_minutes(
    stranger: httpx.AsyncClient, server: Server
) -> None:
    signing_in = server.services.signing_in
    user = signing_in.prepare("UTC")
    used, late = signing_in.login_token(user.id), signing_in.login_token(user.id)
    assert (await stranger.post("/api/session", json={"token": used})).status_code == 204
    again = await stranger.post("/api/session", json={"token": used})
    assert again.status_code == 401
    assert again.json()["code"] == "login_link_invalid"
    server.clock.advance(minutes=10, seconds=1)
    for dead in (used, late, ""):
        answer = await stranger.get("/login", params={"token": dead})
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/sign-in?reason=login_link_invalid",
        )
        assert "set-cookie" not in answer.headers


async def test_only_the_command_lines_token_gets_a_login_link(
    stranger: httpx.AsyncClient, browser: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    assert (await stranger.post("/api/login-links", json={})).status_code == 401
    assert (await browser.post("/api/login-links", json={})).status_code == 403
    made = await client.post("/api/login-links", json={})
    assert made.status_code == 201
    link = made.json()["login_link"]
    assert link.startswith(f"{BASE}/login?token=")
    signed_in = await stranger.get(link)
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/")
    assert (await stranger.get("/api/session")).status_code == 200


async def test_a_session_ends_by_signing_out(browser: httpx.AsyncClient) -> None:
    cookie = browser.cookies["millrace_session"]
    assert (await browser.delete("/api/session")).status_code == 204
    browser.cookies.set("millrace_session", cookie, domain="127.0.0.1")
    assert (await browser.get("/api/session")).status_code == 401


@pytest.mark.parametrize("workspace", ["2", "0", "99999999999999999999", "x", "-1"])
async def test_other_workspaces_do_not_exist(client: httpx.AsyncClient, workspace: str) -> None:
    answer = await client.get(f"/api/workspaces/{workspace}/tree")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


async def test_objects_of_another_workspace_are_not_found(client: httpx.AsyncClient, server: Server) -> None:
    other = server.store.write(lambda session: session.admin.add_workspace("other", "UTC"))
    job = (await client.post(f"{W}/jobs", json={"name": "a", "definition": a_definition("x")})).json()
    run = (await client.post(f"{W}/jobs/{job['id']}/test-run", json={})).json()
    role = {"1": Role.ADMIN.value}
    server.store.write(lambda session: session.admin.put_setting(other.id, "members", role))
    there = f"/api/workspaces/{other.id}"
    assert (await client.get(f"{there}/tree")).json()["jobs"] == []
    for path in (f"jobs/{job['id']}", f"instances/{run['id']}", f"instances/{run['id']}/nodes/x"):
        assert (await client.get(f"{there}/{path}")).status_code == 404
    stop = await client.post(f"{there}/instances/{run['id']}/commands", json={"kind": "stop"})
    assert stop.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "../1/secret",
        "%2e%2e/secret",
        "..%2f..%2fsecret",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "link",
        "a%00b",
        "dir/",
    ],
)
async def test_files_outside_of_the_workspace_cannot_be_read(
    client: httpx.AsyncClient, server: Server, path: str
) -> None:
    folder = server.workspaces_folder / "1"
    (folder / "dir").mkdir(parents=True)
    (server.workspaces_folder / "secret").write_text("secret")
    (folder / "link").symlink_to(server.workspaces_folder / "secret")
    answer = await client.get(f"{W}/files/{path}")
    assert answer.status_code in (404, 422)
    assert "secret" not in answer.json().get("title", "")


async def test_reports_are_served_in_a_sandbox(client: httpx.AsyncClient, server: Server) -> None:
    folder: Path = server.workspaces_folder / "1" / "reports"
    folder.mkdir(parents=True)
    (folder / "a b.html").write_text("<script>alert(1)</script>")
    files = (await client.get(f"{W}/files", params={"prefix": "reports/"})).json()["items"]
    assert [item["path"] for item in files] == ["reports/a b.html"]
    answer = await client.get(files[0]["url"])
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert "allow-same-origin" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_script_in_a_name_stays_text(client: httpx.AsyncClient) -> None:
    refused = await client.post(f"{W}/jobs", json={"name": "<script>alert(1)</script>"})
    assert refused.status_code == 422
    definition = {"description": "<script>alert(1)</script>"}
    made = await client.post(f"{W}/jobs", json={"name": "a", "definition": definition})
    assert made.headers["content-type"] == "application/json"
    assert made.headers["x-content-type-options"] == "nosniff"
    assert made.json()["definition"]["description"] == definition["description"]


async def test_what_nobody_foresaw_shows_no_trace(client: httpx.AsyncClient, server: Server) -> None:
    server.store.close()
    object.__setattr__(server.services.tools, "store", None)
    answer = await client.get(f"{W}/tree")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "NoneType" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"null", b'{"name": NaN}', b"[" * 100_000])
async def test_broken_json_is_the_senders_fault(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post(f"{W}/jobs", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_input"


MANY = "9" * 5000


@pytest.mark.parametrize(
    "path",
    [
        f"{W}/files/{'x' * 5000}",
        f"{W}/files/{'x/' * 2500}",
        f"/api/workspaces/{MANY}/instances",
        f"{W}/instances?job_id={MANY}",
        f"{W}/instances?job_id={MANY[:23]}",
        f"{W}/instances?limit={MANY}",
        f"{W}/instances?cursor=aWQ6{'OTk5' * 30}",
        f"{W}/audit?cursor=aWQ6{'OTk5' * 7}",
        f"{W}/instances/{MANY[:23]}",
        f"{W}/jobs/1/versions/{MANY[:23]}",
        f"{W}/attempts/1/log?offset={MANY[:23]}",
        f"{W}/attempts/1/log?limit={MANY}",
        f"{W}/events?topics=log:{MANY[:23]}",
    ],
)
async def test_what_is_far_too_long_is_not_found_or_invalid(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code in (404, 422)
    assert answer.json()["code"] in ("not_found", "invalid_input", "path_outside")


@pytest.mark.parametrize("field", ["directory_id", "revision"])
async def test_numbers_in_bodies_fit_the_store(client: httpx.AsyncClient, field: str) -> None:
    job = (await client.post(f"{W}/jobs", json={"name": "a"})).json()
    if field == "revision":
        body = {"revision": 10**30, "definition": {}}
        answer = await client.put(f"{W}/jobs/{job['id']}/draft", json=body)
    else:
        answer = await client.patch(f"{W}/jobs/{job['id']}", json={field: 10**30})
    assert answer.status_code == 422
    assert answer.json()["data"]["errors"][0]["field"] == field


async def test_a_content_length_of_thousands_of_digits_is_too_large(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{W}/jobs", content=b"{}", headers={"Content-Length": MANY})
    assert answer.status_code == 413
