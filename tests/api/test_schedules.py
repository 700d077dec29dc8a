"""Schedules over HTTP."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from millrace.domain.ids import JobId
from millrace.domain.instance import InstanceStatus
from tests.builders import Server, a_definition
from tests.fakes import START
from tests.services.scheduled import an_instance, hourly, scheduled

W = "/api/workspaces/1"


async def a_job(client: httpx.AsyncClient, name: str, schedule: dict[str, Any]) -> JobId:
    definition = {**a_definition("extract"), "schedule": schedule}
    job = (await client.post(f"{W}/jobs", json={"name": name, "definition": definition})).json()
    answer = await client.post(f"{W}/jobs/{job['id']}/submit", json={"description": ""})
    assert answer.status_code == 201, answer.text
    return JobId(job["id"])


async def test_schedules_are_listed_and_shown(client: httpx.AsyncClient, server: Server) -> None:
    job_id = await a_job(client, "hours", hourly(zone="Europe/Vienna"))
    scheduled(server, job_id)
    (row,) = (await client.get(f"{W}/schedules", params={"state": "scheduling", "q": "HOU"})).json()["items"]
    assert (row["job_id"], row["type"], row["zone"]) == (job_id, "periodic", "Europe/Vienna")
    assert row["next_plan_time"] == "2026-11-22T03:00:00Z"
    assert row["sentence"].endswith(".")
    shown = (await client.get(f"{W}/jobs/{job_id}/schedule")).json()
    assert (shown["state"], shown["schedule"]["recurrence"]["type"]) == ("scheduling", "hours")
    assert (await client.get(f"{W}/jobs/99/schedule")).status_code == 404
    for wrong in ({"state": "nonsense"}, {"limit": 201}, {"cursor": "x"}):
        assert (await client.get(f"{W}/schedules", params=wrong)).status_code == 422


async def test_a_schedule_is_started_paused_resumed_and_stopped(
    client: httpx.AsyncClient, server: Server
) -> None:
    path = f"{W}/jobs/{await a_job(client, 'up', hourly())}/schedule"
    down = await a_job(client, "down", hourly(depends_on=[{"job": "up"}]))
    scheduled(server, down)
    for verb in ("start", "resume"):
        answer = await client.post(f"{path}/{verb}", json={})
        assert (answer.status_code, answer.json()["kind"]) == (200, f"{verb}_schedule")
    for verb in ("pause", "stop"):
        refused = await client.post(f"{path}/{verb}", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "has_dependents")
        assert refused.json()["data"]["dependents"] == ["down"]
        assert (await client.post(f"{path}/{verb}", json={"confirmed": True})).status_code == 200
    server.engine.verdict = "refused"
    server.engine.error = {"code": "upstream_job_not_running", "message": "No.", "data": {"upstream": "x"}}
    refused = await client.post(f"{path}/start", json={"with_upstream": False})
    assert (refused.status_code, refused.json()["code"]) == (409, "upstream_job_not_running")
    server.engine.verdict = None
    pending = await client.post(f"{path}/start", json={})
    assert (pending.status_code, pending.headers["location"]) == (202, pending.json()["address"])
    assert (await client.post(f"{path}/start", json={"nonsense": 1})).status_code == 422
    assert (await client.post(f"{W}/jobs/99/schedule/start", json={})).status_code == 404


async def test_the_same_key_starts_once(client: httpx.AsyncClient) -> None:
    path = f"{W}/jobs/{await a_job(client, 'job', hourly())}/schedule/start"
    answers = [await client.post(path, json={}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json()["id"] == answers[1].json()["id"]


async def test_a_draft_is_previewed_with_its_problems(client: httpx.AsyncClient) -> None:
    path = f"{W}/jobs/{await a_job(client, 'job', hourly())}/schedule"
    await a_job(client, "up", hourly())
    daily = {"recurrence": {"type": "daily", "at": "03:00"}, "zone": "Asia/Tokyo"}
    good = (await client.post(f"{path}/preview", json={"schedule": daily, "count": 2})).json()
    assert [each["local"] for each in good["next"]] == [
        "2026-11-23T03:00:00+09:00",
        "2026-11-24T03:00:00+09:00",
    ]
    cron = {"recurrence": {"type": "cron", "expression": "0 0 99 * * ?"}}
    wrong = await client.post(f"{path}/preview", json={"schedule": cron})
    assert (wrong.status_code, wrong.json()["next"]) == (200, [])
    (problem,) = [each for each in wrong.json()["problems"] if each["code"] == "cron_error"]
    assert problem["column"] is not None
    body = {"schedule": {**daily, "depends_on": [{"job": "up"}]}, "plan_time": "2026-11-22T18:00:00Z"}
    (found,) = (await client.post(f"{path}/dependencies", json=body)).json()["dependencies"]
    assert (found["total"], found["decision"], found["refusal"]) == (24, "wait", None)
    assert (await client.post(f"{path}/dependencies", json={**body, "schedule": cron})).status_code == 422
    for wrong_body in ({"schedule": daily, "count": 0}, {"schedule": daily, "after": "2026-01-01T00:00:00"}):
        assert (await client.post(f"{path}/preview", json=wrong_body)).status_code == 422


async def test_instances_to_be_generated_are_listed_and_frozen(
    client: httpx.AsyncClient, server: Server
) -> None:
    job_id = await a_job(client, "job", hourly())
    scheduled(server, job_id)
    page = (await client.get(f"{W}/jobs/{job_id}/future", params={"offset": 10, "limit": 2})).json()
    assert [each["plan_time"] for each in page["items"]] == ["2026-11-22T13:00:00Z", "2026-11-22T14:00:00Z"]
    assert (page["offset"], page["total"]) == (10, None)
    times = {"plan_times": [each["plan_time"] for each in page["items"]]}
    done = (await client.post(f"{W}/jobs/{job_id}/future/freeze", json=times)).json()
    assert done == {"applied": times["plan_times"], "refused": [], "pending": []}
    server.engine.verdict, server.engine.error = "refused", {"code": "no_plan_time", "message": "No."}
    done = (await client.post(f"{W}/jobs/{job_id}/future/unfreeze", json=times)).json()
    assert [each["code"] for each in done["refused"]] == ["no_plan_time", "no_plan_time"]
    assert (await client.post(f"{W}/jobs/{job_id}/future/freeze", json={"plan_times": []})).status_code == 422
    assert (await client.get(f"{W}/jobs/{job_id}/future", params={"limit": 101})).status_code == 422


async def test_the_calendar_and_the_graph(client: httpx.AsyncClient, server: Server) -> None:
    up, down = (
        await a_job(client, "up", hourly()),
        await a_job(client, "down", hourly(depends_on=[{"job": "up"}])),
    )
    scheduled(server, up)
    calendar = (await client.get(f"{W}/schedules/calendar", params={"first": "2026-11-22", "days": 2})).json()
    assert [(day["date"], day["planned"]) for day in calendar["days"]] == [
        ("2026-11-22", 21),
        ("2026-11-23", 24),
    ]
    graph = (await client.get(f"{W}/schedules/graph", params={"job_id": down, "down": 0})).json()
    assert {node["job_id"] for node in graph["nodes"]} == {up, down}
    assert [(edge["upstream"], edge["downstream"]) for edge in graph["edges"]] == [(up, down)]
    assert (await client.get(f"{W}/schedules/graph", params={"job_id": 99})).status_code == 404
    wrong_ones: list[dict[str, str | int]] = [
        {"first": "x"},
        {"first": "2026-11-22", "days": 63},
        {"first": "0001-01-01"},
        {},
    ]
    for params in wrong_ones:
        assert (await client.get(f"{W}/schedules/calendar", params=params)).status_code == 422


async def test_why_an_instance_waits(client: httpx.AsyncClient, server: Server) -> None:
    up, down = (
        await a_job(client, "up", hourly()),
        await a_job(client, "down", hourly(depends_on=[{"job": "up"}])),
    )
    scheduled(server, up, START - timedelta(days=1))
    waiting = an_instance(server, down, START)
    found = (await client.get(f"{W}/instances/{waiting}/waiting")).json()
    assert (found["reason"], found["waiting"]) == ("upstream", True)
    assert found["sentence"].startswith("Waits for up 02:00, which was not generated yet.")
    assert found["parts"][0]["items"][0]["rule"] == "default"
    assert (await client.get(f"{W}/instances/99/waiting")).status_code == 404


async def test_one_command_for_many_instances(client: httpx.AsyncClient, server: Server) -> None:
    job_id = await a_job(client, "job", hourly())
    ids = [an_instance(server, job_id, START + timedelta(hours=n)) for n in range(3)]
    body = {"ids": [*ids, 99], "kind": "confirm"}
    done = (await client.post(f"{W}/instances/commands", json=body)).json()
    assert (done["applied"], done["pending"]) == (ids, [])
    assert [(each["id"], each["code"]) for each in done["refused"]] == [(99, "not_found")]
    keyed = [
        await client.post(f"{W}/instances/commands", json=body, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]
    assert keyed[0].json() == keyed[1].json()
    server.engine.verdict = None
    assert (await client.post(f"{W}/instances/commands", json=body)).json()["pending"] == ids
    for wrong in (
        {**body, "kind": "retry_node"},
        {**body, "ids": []},
        {**body, "kind": "rerun", "args": {"from": "node", "node_id": "extract"}},
    ):
        assert (await client.post(f"{W}/instances/commands", json=wrong)).status_code == 422


@pytest.mark.parametrize(
    ("kind", "args", "status"),
    [
        ("rerun", {}, 200),
        ("rerun", {"from": "start", "keep_params": False}, 200),
        ("rerun", {"from": "node", "node_id": "extract"}, 200),
        ("rerun", {"from": "node", "node_id": "nothing"}, 404),
        ("rerun", {"from": "node"}, 422),
        ("rerun", {"from": "elsewhere"}, 422),
        ("rerun", {"keep_params": "yes"}, 422),
        ("prefer", {}, 200),
        ("prefer", {"more": 1}, 422),
        ("without_dependency", {}, 200),
        ("remove_dependency", {"upstream_job_id": 1, "upstream_plan_time": "2026-11-22T02:00:00Z"}, 200),
        ("remove_dependency", {"upstream_job_id": 1, "upstream_plan_time": "2026-11-22T02:00:00"}, 422),
        ("remove_dependency", {"upstream_plan_time": "2026-11-22T02:00:00Z"}, 422),
        ("remove_dependency", {"upstream_job_id": True, "upstream_plan_time": "2026-11-22T02:00:00Z"}, 422),
    ],
)
async def test_what_commands_take(
    client: httpx.AsyncClient, server: Server, kind: str, args: dict[str, Any], status: int
) -> None:
    job_id = await a_job(client, "job", hourly())
    instance = an_instance(server, job_id, START, InstanceStatus.FAILED)
    body = {"kind": kind, "args": args}
    assert (await client.post(f"{W}/instances/{instance}/commands", json=body)).status_code == status


async def test_instances_are_chosen_by_batch_and_plan_time(client: httpx.AsyncClient, server: Server) -> None:
    job_id = await a_job(client, "job", hourly())
    first = an_instance(server, job_id, START)
    second = an_instance(server, job_id, START + timedelta(hours=1), batch="7")

    async def found(**params: str) -> list[int]:
        page = (await client.get(f"{W}/instances", params=params)).json()
        return [item["id"] for item in page["items"]]

    assert await found(batch="7") == [second]
    assert await found(plan_from="2026-11-22T02:30:00Z") == [second]
    assert await found(plan_until="2026-11-22T03:00:00Z") == [first]
    assert (await client.get(f"{W}/instances", params={"plan_from": "2026-11-22"})).status_code == 422


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-12:00"])
async def test_times_out_of_reach_are_refused(client: httpx.AsyncClient, at: str) -> None:
    path = f"{W}/jobs/{await a_job(client, 'job', hourly())}"
    asked: list[tuple[str, dict[str, Any]]] = [
        ("schedule/dependencies", {"schedule": hourly(), "plan_time": at}),
        ("schedule/preview", {"schedule": hourly(), "after": at}),
        ("future/freeze", {"plan_times": [at]}),
    ]
    for route, body in asked:
        refused = await client.post(f"{path}/{route}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input"), refused.text
        assert "1900" in refused.text
