import httpx

from tests.builders import Server, a_definition

W = "/api/workspaces/1"


async def a_job(client: httpx.AsyncClient, name: str = "flights") -> dict[str, object]:
    body = {"name": name, "definition": a_definition("extract", "load")}
    answer = await client.post(f"{W}/jobs", json=body)
    assert answer.status_code == 201, answer.text
    job: dict[str, object] = answer.json()
    return job


async def test_session_names_user_workspace_and_permissions(browser: httpx.AsyncClient) -> None:
    session = (await browser.get("/api/session")).json()
    assert session["user"]["name"] == "administrator"
    assert session["workspaces"][0]["name"] == "default"
    assert "run_local_code" in session["workspaces"][0]["permissions"]


async def test_a_job_is_made_saved_submitted_and_run(client: httpx.AsyncClient, server: Server) -> None:
    job = await a_job(client)
    path = f"{W}/jobs/{job['id']}"
    assert job["problems"] == []
    assert job["changed_since_submit"] is True
    saved = await client.put(
        f"{path}/draft", json={"revision": job["revision"], "definition": a_definition("a", "b", "c")}
    )
    assert saved.status_code == 200
    submitted = await client.post(f"{path}/submit", json={"description": "first"})
    assert submitted.status_code == 201
    assert submitted.json()["version_no"] == 1
    run = await client.post(f"{path}/run-now", json={"params": {"day": "1"}})
    assert run.status_code == 201
    assert run.json()["status"] == "waiting"
    assert run.json()["nodes_total"] == 3
    assert server.engine.woken == [run.json()["id"]]
    tree = (await client.get(f"{W}/tree")).json()
    assert tree["jobs"][0]["last_instance"] == {"id": run.json()["id"], "status": "waiting"}
    page = (await client.get(f"{W}/instances/{run.json()['id']}")).json()
    assert [node["name"] for node in page["node_runs"]] == ["a", "b", "c"]
    assert page["params"] == {"day": "1"}


async def test_an_old_revision_is_a_conflict(client: httpx.AsyncClient) -> None:
    job = await a_job(client)
    body = {"revision": job["revision"], "definition": {}}
    assert (await client.put(f"{W}/jobs/{job['id']}/draft", json=body)).status_code == 200
    answer = await client.put(f"{W}/jobs/{job['id']}/draft", json=body)
    assert answer.status_code == 409
    assert answer.json()["code"] == "revision_conflict"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_errors_never_block_saving_and_come_back_as_problems(client: httpx.AsyncClient) -> None:
    job = await a_job(client)
    wrong = {"nodes": [{"id": "x", "name": "x", "type": "nonsense"}, {"id": "y", "type": 5}]}
    answer = await client.put(
        f"{W}/jobs/{job['id']}/draft", json={"revision": job["revision"], "definition": wrong}
    )
    assert answer.status_code == 200
    assert {problem["node_id"] for problem in answer.json()["problems"]} == {"y"}
    again = (await client.get(f"{W}/jobs/{job['id']}")).json()
    assert again["definition"] == {**wrong}
    refused = await client.post(f"{W}/jobs/{job['id']}/submit", json={"description": ""})
    assert refused.status_code == 422
    assert refused.json()["code"] == "invalid_definition"
    assert refused.json()["data"]["problems"]


async def test_the_same_idempotency_key_makes_one_job(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await client.post(f"{W}/jobs", json={"name": "a"}, headers=headers)
    second = await client.post(f"{W}/jobs", json={"name": "a"}, headers=headers)
    assert first.json()["id"] == second.json()["id"]
    third = await client.post(f"{W}/jobs", json={"name": "a"})
    assert third.json()["code"] == "name_taken"


async def test_directories_hold_jobs_and_are_deleted_only_empty(client: httpx.AsyncClient) -> None:
    directory = (await client.post(f"{W}/directories", json={"name": "daily", "parent_id": None})).json()
    job = await a_job(client)
    moved = await client.patch(f"{W}/jobs/{job['id']}", json={"directory_id": directory["id"]})
    assert moved.json()["directory_id"] == directory["id"]
    refused = await client.delete(f"{W}/directories/{directory['id']}")
    assert refused.json()["code"] == "directory_not_empty"
    assert (await client.delete(f"{W}/jobs/{job['id']}")).status_code == 204
    assert (await client.delete(f"{W}/directories/{directory['id']}")).status_code == 204


async def test_a_document_goes_out_and_comes_in_again(client: httpx.AsyncClient) -> None:
    text = "# the flights\nname: flights\nnodes:\n  - name: a\n    type: dummy\n"
    made = await client.post(f"{W}/documents/import", json={"text": text})
    assert made.status_code == 200, made.text
    document = await client.get(f"{W}/jobs/{made.json()['id']}/document")
    assert document.text == text
    assert document.headers["content-type"].startswith("text/yaml")
    wrong = await client.post(f"{W}/documents/import", json={"text": "name: [", "source": "x.yaml"})
    assert wrong.status_code == 422
    assert wrong.json()["code"] == "document_error"
    assert wrong.json()["data"]["line"] == 1


async def test_a_body_with_a_wrong_field_names_the_field(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{W}/jobs", json={"name": 5, "nmae": "x"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_input"
    assert {error["field"] for error in answer.json()["data"]["errors"]} == {"name", "nmae"}


async def test_versions_are_listed_and_read(client: httpx.AsyncClient) -> None:
    job = await a_job(client)
    path = f"{W}/jobs/{job['id']}"
    await client.post(f"{path}/submit", json={"description": "first"})
    again = await client.post(f"{path}/submit", json={"description": "again"})
    assert again.json()["code"] == "nothing_changed"
    too_long = await client.post(f"{path}/submit", json={"description": "x" * 129})
    assert too_long.json()["code"] == "description_too_long"
    versions = (await client.get(f"{path}/versions")).json()["items"]
    assert [(item["version_no"], item["description"]) for item in versions] == [(1, "first")]
    version = (await client.get(f"{path}/versions/1")).json()
    assert version["definition"]["nodes"][0]["name"] == "extract"
    assert (await client.get(f"{path}/versions/9")).json()["code"] == "version_not_found"
