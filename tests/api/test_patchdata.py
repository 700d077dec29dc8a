"""PatchData over HTTP."""

from typing import Any

import httpx
import pytest

from millrace.domain.permissions import Role
from tests.api.test_calendars import become
from tests.builders import Server, a_definition

W = "/api/workspaces/1"


async def a_job(client: httpx.AsyncClient, name: str, *upstream: str) -> int:
    schedule = {
        "type": "periodic",
        "recurrence": {"type": "daily", "at": "01:00"},
        "depends_on": [{"job": each} for each in upstream],
    }
    body = {"name": name, "definition": a_definition("extract", schedule=schedule)}
    made = await client.post(f"{W}/jobs", json=body)
    answer = await client.post(f"{W}/jobs/{made.json()['id']}/submit", json={"description": ""})
    assert answer.status_code == 201, answer.text
    return int(made.json()["id"])


def request(**more: Any) -> dict[str, Any]:
    return {
        "name": "november",
        "jobs": ["source"],
        "ranges": [{"from": "2026-11-01T00:00", "to": "2026-11-03T23:59"}],
        **more,
    }


async def test_a_plan_is_made_page_by_page_and_as_a_table(client: httpx.AsyncClient) -> None:
    job = await a_job(client, "source")
    found = await client.post(f"{W}/patchdata/plan", json=request(), params={"offset": 1, "limit": 1})
    assert found.status_code == 200, found.text
    plan = found.json()
    assert (plan["total"], plan["node_runs"], plan["days"]) == (3, 3, 3)
    assert (plan["first"], plan["last"]) == ("2026-11-01T01:00:00Z", "2026-11-03T01:00:00Z")
    assert plan["jobs"] == [
        {
            "job_id": job,
            "job_name": "source",
            "version_no": 1,
            "instances": 3,
            "already_good": 0,
            "asks_confirmation": False,
            "mean_minutes": None,
        }
    ]
    (entry,) = plan["entries"]
    assert entry == {
        "index": 1,
        "job": "source",
        "plan_time": "2026-11-02T01:00:00Z",
        "local": "2026-11-02T01:00:00+00:00",
        "day": "2026-11-02",
        "dry_run": False,
        "waits_for": [],
        "already": None,
        "ends_about": "2026-11-22T02:02:00Z",  # a minute each, one after the other
    }
    assert plan["estimated_end"] == "2026-11-22T02:03:00Z"
    table = await client.post(f"{W}/patchdata/plan.csv", json=request())
    assert table.headers["content-type"].startswith("text/csv")
    assert "attachment" in table.headers["content-disposition"]
    assert len(table.text.splitlines()) == 4


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"parallel": 6}, 422, "invalid_parallel"),
        ({"stop_on_failure": True}, 422, "needs_by_day"),
        ({"ranges": [{"from": "2026-11-03T00:00", "to": "2026-11-01T00:00"}]}, 422, "invalid_range"),
        ({"ranges": [{"from": "2026-11-01T03:00", "to": "2026-11-01T04:00"}]}, 422, "no_instances"),
        ({"ranges": []}, 422, "invalid_input"),
        ({"ranges": [{"from": "2026-11-01T03:00Z", "to": "2026-11-01T04:00"}]}, 422, "invalid_input"),
        ({"jobs": ["nobody"]}, 404, "not_found"),
        ({"jobs": []}, 422, "invalid_input"),
        ({"jobs": ["draft"]}, 409, "job_not_submitted"),
        ({"surprise": 1}, 422, "invalid_input"),
        ({"every": {"n": 0, "unit": "days"}}, 422, "invalid_input"),
        ({"running_window": {"from": "25:00", "to": "01:00"}}, 422, "invalid_input"),
    ],
)
async def test_refusals_have_codes(
    client: httpx.AsyncClient, changes: dict[str, Any], status: int, code: str
) -> None:
    await a_job(client, "source")
    await client.post(f"{W}/jobs", json={"name": "draft", "definition": a_definition("a")})
    for path in ("/patchdata/plan", "/patchdata", "/patchdata/plan.csv"):
        answer = await client.post(f"{W}{path}", json=request(**changes))
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_a_task_is_made_once_shown_and_steered(client: httpx.AsyncClient, server: Server) -> None:
    await a_job(client, "source")
    key = {"Idempotency-Key": "k"}
    made = await client.post(f"{W}/patchdata", json=request(priority=1), headers=key)
    assert made.status_code == 201, made.text
    task = made.json()
    assert (task["state"], task["total"], task["priority"], task["progress"]) == ("running", 3, 1, 0.0)
    assert task["request"]["ranges"] == [{"from": "2026-11-01T00:00:00", "to": "2026-11-03T23:59:00"}]
    assert task["estimated_end"] == "2026-11-22T02:03:00Z"
    again = await client.post(f"{W}/patchdata", json=request(priority=1), headers=key)
    assert again.json()["id"] == task["id"]
    other = await client.post(f"{W}/patchdata", json=request(), headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    path = f"{W}/patchdata/{task['id']}"
    assert (await client.get(path)).json()["name"] == "november"
    entries = (await client.get(f"{path}/entries", params={"offset": 2})).json()
    assert (entries["total"], entries["offset"], len(entries["items"])) == (3, 2, 1)
    assert entries["items"][0]["status"] is None
    (item,) = (await client.get(f"{W}/patchdata", params={"state": "running"})).json()["items"]
    assert item["id"] == task["id"]
    assert (await client.get(f"{W}/patchdata", params={"state": "success"})).json()["items"] == []
    for verb in ("pause", "resume", "stop", "retry"):
        answer = await client.post(f"{path}/{verb}")
        assert (answer.status_code, answer.json()["kind"]) == (200, f"{verb}_patchdata")
    server.engine.verdict, server.engine.error = "refused", {"code": "illegal_state", "message": "No."}
    refused = await client.post(f"{path}/pause")
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_state")
    assert (await client.post(f"{W}/patchdata/99/pause")).status_code == 404
    assert (await client.get(f"{W}/patchdata/99/entries")).status_code == 404


async def test_related_jobs(client: httpx.AsyncClient) -> None:
    source = await a_job(client, "source")
    target = await a_job(client, "target", "source")
    found = (await client.get(f"{W}/patchdata/related", params={"job_id": source})).json()["items"]
    assert found == [{"job_id": target, "job_name": "target", "distance": 1, "direction": "down"}]
    up = (await client.get(f"{W}/patchdata/related", params={"job_id": source, "direction": "up"})).json()
    assert up["items"] == []


async def test_a_viewer_may_plan_and_not_run(client: httpx.AsyncClient, server: Server) -> None:
    await a_job(client, "source")
    become(server, Role.VIEWER)
    assert (await client.post(f"{W}/patchdata/plan", json=request())).status_code == 200
    assert (await client.post(f"{W}/patchdata", json=request())).status_code == 403
