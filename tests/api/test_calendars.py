"""Calendars, task groups and settings over HTTP."""

from typing import Any

import httpx

from millrace.domain.ids import JobId
from millrace.domain.permissions import Role
from tests.builders import Server, a_definition

W = "/api/workspaces/1"
WORKS = {"name": "works", "overrides": {"2026-12-25": False}}


async def a_job(client: httpx.AsyncClient, name: str, **schedule: Any) -> int:
    definition = a_definition("extract", schedule=schedule)
    made = await client.post(f"{W}/jobs", json={"name": name, "definition": definition})
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


def become(server: Server, role: Role) -> None:
    """What the signed-in person is from now on."""
    members = {"1": role.value}
    server.store.write(
        lambda session: session.admin.put_setting(server.caller().workspace_id, "members", members)
    )


async def test_a_calendar_is_made_changed_and_deleted(client: httpx.AsyncClient) -> None:
    made = await client.post(f"{W}/calendars", json=WORKS)
    assert made.status_code == 201, made.text
    answer = made.json()
    assert (answer["default_working_days"], answer["overrides"]) == ("MON_FRI", {"2026-12-25": False})
    path = f"{W}/calendars/{answer['id']}"
    changed = await client.put(path, json={**WORKS, "description": "ours", "revision": answer["revision"]})
    assert changed.json()["description"] == "ours"
    stale = await client.put(path, json={**WORKS, "revision": answer["revision"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "revision_conflict")
    year = (await client.get(f"{path}/days", params={"year": 2026})).json()
    assert (year["working"], len(year["months"]), len(year["days"])) == (260, 12, 365)
    job = await a_job(client, "nightly", calendar="works")
    refused = await client.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "calendar_in_use")
    assert refused.json()["data"]["jobs"] == [{"job_id": job, "job_name": "nightly"}]
    (item,) = (await client.get(f"{W}/calendars")).json()["items"]
    assert item["used_by"] == [{"job_id": job, "job_name": "nightly"}]
    await client.delete(f"{W}/jobs/{job}")
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_wrong_calendars_are_refused(client: httpx.AsyncClient) -> None:
    for wrong in (
        {"name": ""},
        {"name": "a", "default_working_days": "NEVER"},
        {"name": "a", "overrides": {"2026-02-30": False}},
        {"name": "a", "holidays": []},
    ):
        assert (await client.post(f"{W}/calendars", json=wrong)).status_code == 422, wrong
    path = f"{W}/calendars/{(await client.post(f'{W}/calendars', json=WORKS)).json()['id']}"
    assert (await client.get(f"{path}/days", params={"year": 1})).status_code == 422
    unreadable = await client.post(f"{path}/import", json={"ics": "hello"})
    assert (unreadable.status_code, unreadable.json()["code"]) == (422, "invalid_calendar_file")
    large = await client.post(f"{path}/import", json={"ics": "x" * 1_000_001})
    assert large.status_code == 422


async def test_a_file_is_taken_in(client: httpx.AsyncClient) -> None:
    path = f"{W}/calendars/{(await client.post(f'{W}/calendars', json=WORKS)).json()['id']}"
    event = "UID:1\r\nSUMMARY:Feast\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY\r\n"
    meeting = "UID:2\r\nSUMMARY:Meeting\r\nDTSTART:20260101T100000Z\r\n"
    events = "".join(f"BEGIN:VEVENT\r\n{each}END:VEVENT\r\n" for each in (event, meeting))
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n{events}END:VCALENDAR\r\n"
    done = await client.post(f"{path}/import", json={"ics": text, "until_year": 2028})
    assert done.status_code == 200, done.text
    assert (done.json()["added"], done.json()["changed"]) == (3, 0)
    assert done.json()["skipped"][0]["summary"] == "Meeting"
    assert sorted(done.json()["calendar"]["overrides"]) == [
        "2026-01-01",
        "2026-12-25",
        "2027-01-01",
        "2028-01-01",
    ]


async def test_task_groups(client: httpx.AsyncClient, server: Server) -> None:
    made = await client.post(f"{W}/task_groups", json={"name": "few", "max": 2})
    assert made.status_code == 201, made.text
    assert (made.json()["running"], made.json()["queued"], made.json()["used_by"]) == (0, 0, [])
    path = f"{W}/task_groups/{made.json()['id']}"
    body = {"name": "few", "max": 3, "revision": made.json()["revision"]}
    assert (await client.put(path, json=body)).json()["max"] == 3
    assert (await client.put(path, json=body)).json()["code"] == "revision_conflict"
    job = await a_job(client, "nightly", task_group="few")
    refused = await client.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "task_group_in_use")
    assert refused.json()["data"]["jobs"] == [{"job_id": job, "job_name": "nightly", "nodes": []}]
    assert (await client.post(f"{W}/task_groups", json={"name": "many", "max": 1001})).status_code == 422
    await client.delete(f"{W}/jobs/{job}")
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(f"{W}/task_groups")).json()["items"] == []


async def test_settings(client: httpx.AsyncClient, server: Server) -> None:
    path = f"{W}/settings/scheduling"
    first = (await client.get(path)).json()
    limits = first.pop("limits")
    assert (first["dependency_mode"], first["clear_waiting_days"]) == ("natural", 60)
    assert limits == {"concurrency": 5, "task_group": 1000, "running": 10_000, "patchdata_instances": 100_000}
    done = await client.put(path, json={**first, "running_limit": 50, "dependency_mode": "traditional"})
    assert (done.status_code, done.json()["running_limit"]) == (200, 50)
    for wrong in ({"running_limit": 10_001}, {"clear_waiting_days": 1}, {"patchdata_priority": 6}, {"x": 1}):
        assert (await client.put(path, json=wrong)).status_code == 422, wrong
    job = await a_job(client, "nightly", recurrence={"type": "daily"})
    server.store.write(lambda session: session.jobs.set_schedule_state(JobId(job), "scheduling"))
    refused = await client.put(path, json=first)
    assert (refused.status_code, refused.json()["code"]) == (409, "jobs_scheduled")
    become(server, Role.DEVELOPER)
    assert (await client.get(path)).status_code == 200
    assert (await client.put(path, json=first)).status_code == 403


async def test_who_may_do_what(client: httpx.AsyncClient, server: Server) -> None:
    for role, calendars, groups in (
        (Role.DEVELOPER, 201, 201),
        (Role.OPERATOR, 403, 201),
        (Role.DEPLOYER, 403, 403),
        (Role.VIEWER, 403, 403),
    ):
        become(server, role)
        calendar = await client.post(f"{W}/calendars", json={"name": f"c {role.value}"})
        group = await client.post(f"{W}/task_groups", json={"name": f"g {role.value}", "max": 1})
        assert (calendar.status_code, group.status_code) == (calendars, groups), role
        assert (await client.get(f"{W}/calendars")).status_code == 200
