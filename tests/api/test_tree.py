"""The tree: what its rows say, moving several things at once, copies, and how deep directories go."""

import gzip
import json
from collections.abc import Mapping
from typing import Any

import httpx

from tests.builders import Server, a_definition

W = "/api/workspaces/1"


async def made(client: httpx.AsyncClient, path: str, **body: Any) -> int:
    answer = await client.post(f"{W}/{path}", json=body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


async def directory(client: httpx.AsyncClient, name: str, parent_id: int | None = None) -> int:
    return await made(client, "directories", name=name, parent_id=parent_id)


async def the_tree(client: httpx.AsyncClient) -> dict[str, Any]:
    tree: dict[str, Any] = (await client.get(f"{W}/tree")).json()
    return tree


async def test_a_row_says_what_the_tree_marks_and_filters(client: httpx.AsyncClient) -> None:
    await made(client, "jobs", name="a", definition=a_definition("x"))
    await made(client, "jobs", name="b", job_kind="single_task", definition=a_definition("job_kind"))
    a, b = (await the_tree(client))["jobs"]
    assert (a["job_kind"], b["job_kind"]) == ("pipeline", "single_task")
    assert a["schedule_state"] == "not_started"
    assert (a["submitted_version"], a["changed_since_submit"]) == (None, True)
    assert a["created_by"] == a["updated_by"] == "administrator"
    job = (await client.get(f"{W}/jobs/{a['id']}")).json()
    assert (a["updated_at"], a["revision"]) == (job["updated_at"], job["revision"])
    await client.post(f"{W}/jobs/{a['id']}/submit", json={"description": ""})
    assert (await the_tree(client))["jobs"][0]["changed_since_submit"] is False


async def test_kinds_of_many_jobs_are_found(client: httpx.AsyncClient, server: Server) -> None:
    for number in range(210):
        kind = "single_task" if number % 70 == 0 else "pipeline"
        text = '"job_kind":"single_task"'
        definition = a_definition("x", description=f"{number} {text}")
        await made(client, "jobs", name=f"j{number:03}", job_kind=kind, definition=definition)
    for _ in range(2):
        jobs = (await the_tree(client))["jobs"]
        assert [job["name"] for job in jobs if job["job_kind"] == "single_task"] == ["j000", "j070", "j140"]


async def test_a_large_tree_comes_packed_to_those_who_ask(client: httpx.AsyncClient) -> None:
    for number in range(80):
        await made(client, "jobs", name=f"job {number}")
    async with client.stream("GET", f"{W}/tree", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(raw))["jobs"]) == 80
    plain = await client.get(f"{W}/tree", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(plain.content) > 5 * len(raw)


async def test_a_save_tells_the_row_and_nothing_else(client: httpx.AsyncClient, server: Server) -> None:
    job = await made(client, "jobs", name="a")
    await client.post(f"{W}/jobs/{job}/submit", json={"description": ""})
    told: list[Mapping[str, Any]] = []
    server.bus.subscribe("ws:1:tree", lambda topic, event, data: told.append({"event": event, **data}))
    await client.put(f"{W}/jobs/{job}/draft", json={"revision": 2, "definition": a_definition("x")})
    (row,) = (await the_tree(client))["jobs"]
    (news,) = (data for data in told if data["event"] == "tree")
    assert news["id"] == job
    assert news["job"] == {key: value for key, value in row.items() if key != "last_instance"}
    assert row["changed_since_submit"] is True


async def test_several_things_move_at_once(client: httpx.AsyncClient) -> None:
    home, away = await directory(client, "home"), await directory(client, "away")
    jobs = [await made(client, "jobs", name=name, directory_id=home) for name in "ab"]
    script = await made(client, "scripts", name="s", language="sql", directory_id=home)
    revision = (await client.get(f"{W}/jobs/{jobs[0]}")).json()["revision"]
    body = {"directory_id": away, "jobs": [*jobs, jobs[0]], "directories": [home], "scripts": [script]}
    assert (await client.post(f"{W}/tree/move", json=body)).status_code == 204
    tree = await the_tree(client)
    assert {job["directory_id"] for job in tree["jobs"]} == {away}
    assert tree["scripts"][0]["directory_id"] == away
    assert next(each for each in tree["directories"] if each["id"] == home)["parent_id"] == away
    assert (await client.get(f"{W}/jobs/{jobs[0]}")).json()["revision"] == revision
    audit = (await client.get(f"{W}/audit")).json()["items"]
    assert [row["action"] for row in audit[:4]].count("job.change") == 2


async def test_a_move_that_is_refused_moves_nothing(client: httpx.AsyncClient) -> None:
    home = await directory(client, "home")
    inner, other = await directory(client, "inner", home), await directory(client, "inner")
    job = await made(client, "jobs", name="a", directory_id=home)
    below = await client.post(
        f"{W}/tree/move", json={"directory_id": inner, "jobs": [job], "directories": [home]}
    )
    assert below.json()["code"] == "invalid_input"
    assert "home cannot be moved below itself" in below.json()["detail"]
    taken = await client.post(
        f"{W}/tree/move", json={"directory_id": None, "jobs": [job], "directories": [inner]}
    )
    assert (taken.status_code, taken.json()["code"]) == (409, "name_taken")
    missing = await client.post(f"{W}/tree/move", json={"directory_id": other, "jobs": [job, 99]})
    assert missing.status_code == 404
    assert (await client.post(f"{W}/tree/move", json={"directory_id": 99})).status_code == 404
    assert (await the_tree(client))["jobs"][0]["directory_id"] == home


async def test_directories_lie_ten_levels_deep_at_most(client: httpx.AsyncClient) -> None:
    chain = [await directory(client, "d1")]
    for level in range(2, 11):
        chain.append(await directory(client, f"d{level}", chain[-1]))
    deeper = await client.post(f"{W}/directories", json={"name": "d11", "parent_id": chain[-1]})
    assert (deeper.status_code, deeper.json()["code"]) == (422, "invalid_input")
    assert "at most 10 levels" in deeper.json()["detail"]
    top = await directory(client, "top")
    moved = await client.patch(f"{W}/directories/{chain[0]}", json={"parent_id": top})
    assert moved.status_code == 422
    assert (await client.patch(f"{W}/directories/{chain[1]}", json={"parent_id": top})).status_code == 200
    path = "/".join(f"p{level}" for level in range(11))
    document = f"name: deep\ndirectory: {path}\nnodes: []\n"
    refused = await client.post(f"{W}/documents/import", json={"text": document})
    assert refused.status_code == 422
    assert not any(each["name"] == "p0" for each in (await the_tree(client))["directories"])


async def test_a_renamed_or_moved_job_keeps_its_revision(client: httpx.AsyncClient) -> None:
    job = await made(client, "jobs", name="a")
    renamed = await client.patch(f"{W}/jobs/{job}", json={"name": "b"})
    assert (renamed.json()["name"], renamed.json()["revision"]) == ("b", 1)
    saved = await client.put(f"{W}/jobs/{job}/draft", json={"revision": 1, "definition": {}})
    assert saved.status_code == 200
    await made(client, "jobs", name="c")
    assert (await client.patch(f"{W}/jobs/{job}", json={"name": "c"})).json()["code"] == "name_taken"


async def test_a_copy_has_a_free_name_and_everything_of_the_draft(client: httpx.AsyncClient) -> None:
    home = await directory(client, "home")
    params = [{"name": "password", "value": "s3cret", "masked": True}]
    definition = {**a_definition("x"), "params": params}
    job = await made(client, "jobs", name="a", directory_id=home, definition=definition)
    await client.post(f"{W}/jobs/{job}/submit", json={"description": ""})
    first = (await client.post(f"{W}/jobs/{job}/copy", json={})).json()
    second = (await client.post(f"{W}/jobs/{job}/copy", json={})).json()
    assert (first["name"], second["name"]) == ("a_copy", "a_copy2")
    assert first["directory_id"] == home
    assert first["submitted_version"] is None
    assert first["definition"]["params"][0]["value"] == "********"
    run = await client.post(f"{W}/jobs/{first['id']}/test-run", json={})
    assert run.status_code == 201
    taken = await client.post(f"{W}/jobs/{job}/copy", json={"name": "a"})
    assert taken.json()["code"] == "name_taken"
    long = await made(client, "jobs", name="x" * 128, job_kind="single_task")
    copy = (await client.post(f"{W}/jobs/{long}/copy", json={})).json()
    assert copy["name"] == "x" * 123 + "_copy"
    assert copy["definition"]["job_kind"] == "single_task"


async def test_who_names_a_job_is_told_before_it_is_deleted(client: httpx.AsyncClient) -> None:
    daily = {"recurrence": {"type": "days", "at": ["02:00"]}}
    up = await made(client, "jobs", name='up "1"'.replace('"', "'"))
    lone = await made(client, "jobs", name="lone")
    name = "up '1'"
    schedule = {**daily, "depends_on": [{"job": name}]}
    down = await made(client, "jobs", name="down", definition={"schedule": schedule})
    node = {"id": "n", "name": "n", "type": "subjob", "properties": {"job": name}}
    text = {"id": "m", "name": "m", "type": "shell", "properties": {"script": "lone"}}
    await made(client, "jobs", name="caller", definition={"nodes": [node, text]})
    found = (await client.post(f"{W}/tree/uses", json={"jobs": [up, lone]})).json()
    assert found["items"] == [{"job_id": up, "dependents": ["down"], "callers": ["caller"]}]
    together = (await client.post(f"{W}/tree/uses", json={"jobs": [up, down]})).json()["items"]
    assert [item["dependents"] for item in together] == [[]]
    assert (await client.post(f"{W}/tree/uses", json={"jobs": [999]})).status_code == 404
