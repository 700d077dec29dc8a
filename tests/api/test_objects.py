from typing import Any

import httpx

from tests.builders import Server

W = "/api/workspaces/1"
POSTGRES = {
    "name": "warehouse",
    "type": "postgres",
    "properties": {"host": "pg.example", "database": "dw"},
    "secrets": {"password": "hunter2"},
}


async def test_secrets_of_a_connection_go_in_and_never_come_out(
    client: httpx.AsyncClient, server: Server
) -> None:
    made = await client.post(f"{W}/connections", json=POSTGRES)
    assert made.status_code == 201, made.text
    assert made.json()["secrets"]["password"]["set_at"]
    path = f"{W}/connections/{made.json()['id']}"
    for address in (path, f"{W}/connections", f"{W}/audit"):
        assert "hunter2" not in (await client.get(address)).text
    with server.store.read() as session:
        (record,) = session.connections.list(server.caller().workspace_id)
    assert record.secrets["password"] == f"sealed|connections:{record.id}:password|2retnuh"
    tested = await client.post(f"{path}/test", json={})
    assert tested.json()["ok"] is True
    assert server.engine.probed[0].secrets == {"password": "hunter2"}
    server.engine.leading = False
    assert (await client.post(f"{path}/test")).status_code == 503


async def test_a_change_keeps_secrets_that_are_not_sent_and_forgets_empty_ones(
    client: httpx.AsyncClient,
) -> None:
    path = f"{W}/connections/{(await client.post(f'{W}/connections', json=POSTGRES)).json()['id']}"
    changed = await client.patch(path, json={"properties": {"host": "other.example"}})
    assert changed.json()["properties"] == {"host": "other.example"}
    assert changed.json()["secrets"]["password"] is not None
    stale = await client.patch(path, json={"name": "x", "revision": 1})
    assert stale.json()["code"] == "revision_conflict"
    wrong = await client.patch(path, json={"properties": {"host": "h", "port": "many"}})
    assert wrong.status_code == 422
    assert wrong.json()["data"]["errors"][0]["field"] == "properties.port"
    in_the_open = await client.patch(path, json={"properties": {"host": "h", "password": "p"}})
    assert in_the_open.status_code == 422


async def test_millraces_own_database_is_refused(client: httpx.AsyncClient) -> None:
    for type_, properties in (
        ("sqlite", {"path": "../../millrace.db"}),
        ("postgres", {"host": "DB.example", "port": 5432, "database": "millrace"}),
    ):
        body = {**POSTGRES, "type": type_, "properties": properties, "secrets": {}}
        if type_ == "postgres":
            body["secrets"] = {"password": "x"}
        answer = await client.post(f"{W}/connections", json=body)
        assert answer.status_code == 422
        assert answer.json()["code"] == "own_database"


async def test_a_connection_in_use_stays(client: httpx.AsyncClient) -> None:
    made = (await client.post(f"{W}/connections", json=POSTGRES)).json()
    node = {"id": "n", "name": "load", "type": "sql", "properties": {"connection": "warehouse"}}
    job = (await client.post(f"{W}/jobs", json={"name": "j", "definition": {"nodes": [node]}})).json()
    assert job["problems"] == []
    path = f"{W}/connections/{made['id']}"
    use = {"job_id": job["id"], "job_name": "j", "node_name": "load"}
    assert (await client.get(path)).json()["used_by"] == [use]
    refused = await client.delete(path)
    assert refused.json()["code"] == "connection_in_use"
    assert refused.json()["data"]["used_by"] == [use]
    await client.delete(f"{W}/jobs/{job['id']}")
    assert (await client.delete(path)).status_code == 204


async def test_a_node_that_names_what_is_not_there_is_a_problem(client: httpx.AsyncClient) -> None:
    nodes = [
        {"id": "a", "name": "a", "type": "sql", "properties": {"connection": "nowhere"}},
        {"id": "b", "name": "b", "type": "shell", "properties": {"patience": -1}},
        {"id": "c", "name": "c", "type": "shell", "properties": {"script": "x", "patience": "#{1 + 1}"}},
    ]
    job = (await client.post(f"{W}/jobs", json={"name": "j", "definition": {"nodes": nodes}})).json()
    found = {(problem["node_id"], problem["code"], problem["field"]) for problem in job["problems"]}
    assert found == {
        ("a", "missing_connection", "properties.connection"),
        ("b", "invalid_property", "properties.script"),
        ("b", "invalid_property", "properties.patience"),
    }


async def test_a_script_is_made_saved_and_submitted(client: httpx.AsyncClient) -> None:
    body = {"name": "clean", "language": "sql", "content": "select 1"}
    made = (await client.post(f"{W}/scripts", json=body)).json()
    path = f"{W}/scripts/{made['id']}"
    submitted = await client.post(f"{path}/submit", json={"description": "first"})
    assert submitted.json()["submitted_version"] == 1
    assert (await client.post(f"{path}/submit", json={})).json()["code"] == "nothing_changed"
    revision = submitted.json()["revision"]
    saved = await client.put(f"{path}/draft", json={"revision": revision, "content": "select 2"})
    assert saved.json()["content"] == "select 2"
    stale = await client.put(f"{path}/draft", json={"revision": revision, "content": "select 3"})
    assert stale.json()["code"] == "revision_conflict"
    assert (await client.get(f"{W}/tree")).json()["scripts"][0]["name"] == "clean"
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_an_expression_is_tried_out(client: httpx.AsyncClient) -> None:
    good = {"text": "#{1 + 2}"}
    assert (await client.post(f"{W}/expressions/evaluate", json=good)).json() == {
        "ok": True,
        "type": "long",
        "value": 3,
        "text": "3",
    }
    bad = (await client.post(f"{W}/expressions/evaluate", json={"text": "x #{1 +}"})).json()
    assert bad["ok"] is False
    assert bad["column"] > 3
    zone = await client.post(f"{W}/expressions/evaluate", json={**good, "zone": "../etc/passwd"})
    assert zone.status_code == 422


async def test_many_expressions_are_tried_out_for_one_plan_time(client: httpx.AsyncClient) -> None:
    script = {"name": "s", "language": "sql", "content": "'${day}'"}
    assert (await client.post(f"{W}/scripts", json=script)).status_code == 201
    body: dict[str, Any] = {
        "plan_time": "2026-11-22T02:00:00Z",
        "params": [
            {"name": "base", "value": '#{Job.getPlanTime("yyyy-MM")}'},
            {"name": "day", "value": "${base}-01"},
            {"name": "key", "value": "s3cret", "masked": True},
            {"name": "bad", "value": "#{1 +}"},
        ],
        "items": [
            {"key": "a", "text": "day ${day}, key ${key}"},
            {"key": "b", "text": "#{1 +}"},
            {"key": "c", "script": "s"},
            {"key": "d", "script": "none"},
            {"key": "e", "text": '#{Job.getParam("key")}#{key}'},
            {"key": "f", "text": '#{empty Job.getNodeOutput("x")}'},
        ],
    }
    answer = (await client.post(f"{W}/expressions/evaluate-many", json=body)).json()
    found = {item["key"]: item for item in answer["items"]}
    assert found["a"]["text"] == "day 2026-11-01, key ********"
    assert found["b"]["ok"] is False
    assert found["b"]["column"] > 1
    assert found["c"]["text"] == "'2026-11-01'"
    assert "no script none" in found["d"]["message"]
    assert found["e"]["text"] == "*" * 16
    assert found["f"]["text"] == "true"
    assert answer["plan_time"] == "2026-11-22T02:00:00Z"
    assert "s3cret" not in str(answer)


async def test_the_functions_of_expressions_are_listed(client: httpx.AsyncClient) -> None:
    items = (await client.get(f"{W}/expressions/functions")).json()["items"]
    assert {"object": "Job", "name": "getPlanTime", "kinds": ["s"]} in items
    assert {"object": "Job", "name": "planTime"} in items


async def test_every_change_leaves_one_row_in_the_audit(client: httpx.AsyncClient) -> None:
    job = (await client.post(f"{W}/jobs", json={"name": "a"})).json()
    await client.patch(f"{W}/jobs/{job['id']}", json={"name": "b"})
    await client.delete(f"{W}/jobs/{job['id']}")
    rows = (await client.get(f"{W}/audit")).json()["items"]
    assert [(row["action"], row["object_name"], row["who"]) for row in rows] == [
        ("job.delete", "b", "administrator"),
        ("job.change", "b", "administrator"),
        ("job.create", "a", "administrator"),
    ]
    assert rows[1]["before"]["name"] == "a"


async def test_the_catalogs_draw_forms(client: httpx.AsyncClient) -> None:
    types = {item["name"]: item for item in (await client.get("/api/node-types")).json()["items"]}
    assert types["shell"]["properties_schema"]["properties"]["script"]["x-language"] == "shell"
    assert types["shell"]["defaults"] == {"patience": 10}
    connections = {item["name"]: item for item in (await client.get("/api/connection-types")).json()["items"]}
    assert connections["postgres"]["secret_fields"] == ["password"]


async def test_parameters_that_double_one_another_do_not_grow_without_end(client: httpx.AsyncClient) -> None:
    doubling = [{"name": f"p{n}", "value": f"${{p{n + 1}}}" * 2} for n in range(60)]
    params = [*doubling, {"name": "p60", "value": "x" * 1000}]
    body = {"items": [{"key": "a", "text": "${p0}"}], "params": params}
    answer = await client.post(f"{W}/expressions/evaluate-many", json=body)
    assert answer.status_code == 200, answer.text
    assert len(answer.text) < 200_000


async def test_the_texts_of_one_request_are_bounded(client: httpx.AsyncClient) -> None:
    items = [{"key": str(n), "text": "x" * 60_000} for n in range(20)]
    answer = await client.post(f"{W}/expressions/evaluate-many", json={"items": items})
    assert answer.status_code == 422
    assert "Send fewer" in answer.json()["detail"]
