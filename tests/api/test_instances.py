from datetime import timedelta
from typing import Any

import httpx

from millrace.domain.ids import AttemptId, InstanceId, NodeId, NodeRunId
from millrace.domain.instance import AttemptCause, AttemptResult
from millrace.ports.records import FinishedAttempt, NewAttempt
from millrace.ports.store import Session
from tests.builders import WS, Server, a_definition
from tests.fakes import START, log_line, write_log

W = "/api/workspaces/1"


async def an_instance(client: httpx.AsyncClient, **definition: Any) -> int:
    body = {"name": "flights", "definition": a_definition("extract", "load", **definition)}
    job = (await client.post(f"{W}/jobs", json=body)).json()
    answer = await client.post(
        f"{W}/jobs/{job['id']}/test-run", json={"params": {"secret": "s3", "day": "1"}}
    )
    return int(answer.json()["id"])


def a_finished_attempt(server: Server, instance_id: int) -> int:
    def work(session: Session) -> AttemptId:
        _, state = session.instances.load([InstanceId(instance_id)])[InstanceId(instance_id)]
        run_id = state.node_runs[NodeId("extract")].id or NodeRunId(0)
        new = NewAttempt(
            WS, InstanceId(instance_id), run_id, NodeId("extract"), 1, AttemptCause.FIRST, "", START
        )
        (attempt,) = session.instances.add_attempts([new])
        session.instances.claim([attempt], "local-1", START, START + timedelta(seconds=15))
        output = {"text": '{"rows": 3}', "report": "reports/r 1.html", "inputs": {"script": "x"}}
        report = FinishedAttempt(
            attempt,
            "local-1",
            AttemptResult.FAILURE,
            3,
            {"code": "exit", "message": "It ended."},
            START,
            output,
        )
        session.instances.finish([report])
        return attempt

    return server.store.write(work)


async def test_a_node_run_shows_attempts_output_and_report(client: httpx.AsyncClient, server: Server) -> None:
    instance = await an_instance(client)
    attempt = a_finished_attempt(server, instance)
    runs = (await client.get(f"{W}/instances/{instance}")).json()["node_runs"]
    assert runs[0]["attempt_list"][0]["id"] == attempt
    assert runs[0]["error"]["message"] == "It ended."
    assert runs[0]["report_url"] == f"{W}/files/reports/r%201.html"
    detail = (await client.get(f"{W}/instances/{instance}/nodes/extract")).json()
    assert detail["output"] == {"rows": 3}
    assert detail["inputs"] == {"script": "x"}
    assert (await client.get(f"{W}/instances/{instance}/nodes/nothing")).status_code == 404


async def test_a_log_is_read_in_pieces_by_offset(client: httpx.AsyncClient, server: Server) -> None:
    attempt = a_finished_attempt(server, await an_instance(client))
    lines = [log_line(START, "o", "first"), log_line(START, "x", "second é")]
    write_log(server.attempts_folder, attempt, lines)
    piece = (await client.get(f"{W}/attempts/{attempt}/log", params={"limit": len(lines[0]) + 3})).json()
    assert [(line["stream"], line["text"]) for line in piece["lines"]] == [("out", "first")]
    assert piece["truncated"] is True
    assert piece["ended"] is False
    rest = (await client.get(f"{W}/attempts/{attempt}/log", params={"offset": piece["next_offset"]})).json()
    assert [(line["n"], line["stream"], line["text"]) for line in rest["lines"]] == [
        (len(lines[0]), "error", "second é")
    ]
    assert rest["ended"] is True
    whole = await client.get(f"{W}/attempts/{attempt}/log/download")
    assert "attachment" in whole.headers["content-disposition"]
    assert "second é" in whole.text
    assert (await client.get(f"{W}/attempts/999/log")).status_code == 404


async def test_a_command_is_applied_refused_or_pending(client: httpx.AsyncClient, server: Server) -> None:
    path = f"{W}/instances/{await an_instance(client)}/commands"
    applied = await client.post(path, json={"kind": "stop"})
    assert (applied.status_code, applied.json()["verdict"]) == (200, "applied")
    server.engine.verdict, server.engine.error = (
        "refused",
        {"code": "illegal_state", "message": "No.", "data": {}},
    )
    refused = await client.post(path, json={"kind": "stop"})
    assert (refused.status_code, refused.json()["code"], refused.json()["detail"]) == (
        409,
        "illegal_state",
        "No.",
    )
    server.engine.verdict = None
    pending = await client.post(path, json={"kind": "retry_node", "node_id": "load"})
    assert pending.status_code == 202
    asked = (await client.get(pending.json()["address"])).json()
    assert asked["verdict"] == "pending"
    assert (await client.post(path, json={"kind": "retry_node"})).status_code == 422
    assert (await client.post(path, json={"kind": "retry_node", "node_id": "x"})).status_code == 404
    assert (await client.post(path, json={"kind": "explode"})).status_code == 422


async def test_the_same_key_gives_one_command(client: httpx.AsyncClient) -> None:
    path = f"{W}/instances/{await an_instance(client)}/commands"
    answers = [
        await client.post(path, json={"kind": "stop"}, headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]
    assert answers[0].json()["id"] == answers[1].json()["id"]


async def test_instances_are_listed_by_pages_and_filters(client: httpx.AsyncClient) -> None:
    first = await an_instance(client)
    job = (await client.get(f"{W}/instances/{first}")).json()["job_id"]
    second = (await client.post(f"{W}/jobs/{job}/test-run", json={})).json()["id"]
    page = (await client.get(f"{W}/instances", params={"limit": 1})).json()
    assert [item["id"] for item in page["items"]] == [second]
    rest = (await client.get(f"{W}/instances", params={"limit": 1, "cursor": page["next_cursor"]})).json()
    assert [item["id"] for item in rest["items"]] == [first]
    none = (await client.get(f"{W}/instances", params={"status": ["running", "failed"]})).json()
    assert none["items"] == []
    assert (await client.get(f"{W}/instances", params={"limit": 201})).status_code == 422
    assert (await client.get(f"{W}/instances", params={"cursor": "x"})).status_code == 422


async def test_masked_values_never_leave_the_server(client: httpx.AsyncClient) -> None:
    params = [{"name": "secret", "value": "s3cret", "masked": True}]
    instance = await an_instance(client, params=params)
    page = await client.get(f"{W}/instances/{instance}")
    assert page.json()["params"] == {"secret": "********", "day": "1"}
    assert "s3cret" not in page.text
    job_id = page.json()["job_id"]
    job = (await client.get(f"{W}/jobs/{job_id}")).json()
    assert job["definition"]["params"][0]["value"] == "********"
    body = {"revision": job["revision"], "definition": job["definition"]}
    saved = await client.put(f"{W}/jobs/{job_id}/draft", json=body)
    assert saved.status_code == 200
    assert "s3cret" not in (await client.get(f"{W}/jobs/{job_id}/document")).text


async def test_an_instance_whose_history_has_expired_is_shown_without_node_runs(
    client: httpx.AsyncClient, server: Server
) -> None:
    instance = await an_instance(client)
    attempt = a_finished_attempt(server, instance)
    server.store.write(lambda s: s.history.expire([InstanceId(instance)], START))
    shown = (await client.get(f"{W}/instances/{instance}")).json()
    assert (shown["id"], shown["node_runs"], shown["nodes_total"]) == (instance, [], 0)
    assert len(shown["definition"]["nodes"]) == 2
    listed = (await client.get(f"{W}/instances")).json()["items"]
    assert [item["id"] for item in listed] == [instance]
    gone = (f"instances/{instance}/nodes/extract", f"attempts/{attempt}/log")
    assert [(await client.get(f"{W}/{path}")).status_code for path in gone] == [404, 404]
