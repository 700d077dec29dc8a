"""Every route declares a permission, an operation id of its own, and asks for what it declares."""

import httpx
import pytest
from fastapi.routing import APIRoute

from millrace.api.app import ROUTERS, create_app, openapi_document
from millrace.api.config import ApiConfig
from millrace.api.permissions_table import ROUTES
from millrace.domain.permissions import PERMISSIONS, Permission, Role, allowed
from tests.builders import Server

W = "/api/workspaces/1"


ROUTES_OF_ALL = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def test_the_app_has_no_routes_besides_its_routers(server: Server) -> None:
    app = create_app(server.services, ApiConfig(version="0.1.0"))
    assert len(app.routes) == len(ROUTERS)


def test_every_route_has_a_line_in_the_table_and_every_line_a_route() -> None:
    assert {route.name for route in ROUTES_OF_ALL} == set(ROUTES)


def test_every_workspace_route_needs_a_permission() -> None:
    found = [route for route in ROUTES_OF_ALL if "{workspace_id}" in route.path]
    assert len(found) > 40
    for route in found:
        assert isinstance(ROUTES[route.name], Permission), route.path


def test_operation_ids_are_the_names_of_the_routes(server: Server) -> None:
    app = create_app(server.services, ApiConfig(version="0.1.0"))
    ids = [
        operation["operationId"] for path in app.openapi()["paths"].values() for operation in path.values()
    ]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(ROUTES) - {"missing_api", "studio"}


async def test_a_viewer_may_look_but_not_change(client: httpx.AsyncClient, server: Server) -> None:
    members = {"1": Role.VIEWER.value}
    server.store.write(
        lambda session: session.admin.put_setting(server.caller().workspace_id, "members", members)
    )
    assert (await client.get(f"{W}/tree")).status_code == 200
    answer = await client.post(f"{W}/jobs", json={"name": "a"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden"
    assert answer.json()["data"] == {"permission": "job.edit"}
    assert (await client.get(f"{W}/audit")).status_code == 403


@pytest.mark.parametrize("role", Role)
def test_only_administrators_run_code_on_the_servers_machine(role: Role) -> None:
    assert allowed(role, Permission.RUN_LOCAL_CODE) is (role is Role.ADMIN)
    assert allowed(role, Permission.JOB_VIEW)
    assert PERMISSIONS[role] <= PERMISSIONS[Role.ADMIN]


async def test_addresses_of_the_api_that_do_not_exist_are_no_pages(client: httpx.AsyncClient) -> None:
    for path in ("/api/nothing", "/v1/nothing", "/api"):
        answer = await client.get(path)
        assert answer.status_code == 404 or path == "/api"
        assert path == "/api" or answer.json()["code"] == "not_found"


async def test_the_api_describes_itself_to_those_who_are_signed_in(
    stranger: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    assert (await stranger.get("/api/openapi.json")).status_code == 401
    document = (await client.get("/api/openapi.json")).json()
    assert document == openapi_document("0.1.0")
    assert f"{W.replace('1', '{workspace_id}')}/tree" in document["paths"]


async def test_the_studio_is_served_with_its_pages(server: Server) -> None:
    folder = server.workspaces_folder.parent / "ui"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>studio")
    (folder / "assets" / "app-1a2b.js").write_text("1")
    (folder / ".vite").mkdir()
    (folder / ".vite" / "manifest.json").write_text("{}")
    app = create_app(server.services, ApiConfig(version="0.1.0", ui_folder=folder))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8642") as client:
        for path in (
            "/",
            "/jobs/12",
            "/../../etc/passwd",
            "/%2e%2e/secret",
            "/.vite/manifest.json",
            "/" + "x" * 5000,
        ):
            page = await client.get(path)
            assert page.text == "<!doctype html>studio"
            assert page.headers["cache-control"] == "no-cache"
            assert "script-src 'self'" in page.headers["content-security-policy"]
        asset = await client.get("/assets/app-1a2b.js")
        assert "immutable" in asset.headers["cache-control"]
        assert (await client.get("/assets/gone.js")).status_code == 404


async def test_a_server_without_a_studio_says_so(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get("/")
    assert answer.status_code == 503
    assert "not built" in answer.text
