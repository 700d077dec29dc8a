"""Definitions that are wrong: one problem each, saved all the same, never run."""

import pytest

from tests.hostile.server_process import Json, ServerProcess, W, a_job, codes, node, shell

_CIRCLE = [{"source": "a", "target": "b"}, {"source": "b", "target": "a"}]
_CASES: dict[str, tuple[Json, str, list[str]]] = {
    "circle": (a_job(node("a"), node("b"), edges=_CIRCLE), "cycle", ["a -> b"]),
    "same names": (
        a_job(node("a", name="x"), node("b", name="x")),
        "duplicate_node_name",
        ["2 nodes are named x"],
    ),
    "no name": (a_job(node("a", name="  ")), "empty_node_name", ["Give it one"]),
    "unknown type": (a_job(node("a", "teleport")), "unknown_node_type", ["a", "teleport"]),
    "unknown connection": (
        a_job(node("a", "sql", properties={"connection": "nowhere", "statement": "select 1"})),
        "missing_connection",
        ["a", "nowhere"],
    ),
    "script in a name": (
        a_job(node("a", name="<script>alert(1)</script>")),
        "invalid_node_name",
        ["<script>alert(1)</script>"],
    ),
    "emoji in a name": (a_job(node("a", name="load 🚀")), "invalid_node_name", ["🚀"]),
    "name of 129": (a_job(node("a", name="x" * 129)), "invalid_node_name", ["128"]),
    "broken condition": (
        a_job(node("a"), node("b"), edges=[{"source": "a", "target": "b", "condition": "#{1 + }"}]),
        "expression_error",
        [],
    ),
    "broken property": (a_job(shell("a", "echo #{Nothing.at(}")), "expression_error", []),
    "broken parameter": (
        a_job(node("a"), params=[{"name": "p", "value": "x #{1 +* 2}"}]),
        "expression_error",
        [],
    ),
}


@pytest.mark.parametrize("case", _CASES)
def test_a_wrong_definition_is_kept_with_one_problem_and_does_not_run(
    server: ServerProcess, case: str
) -> None:
    definition, code, words = _CASES[case]
    job = server.job(f"wrong {case}", definition)
    errors = [problem for problem in job["problems"] if problem["severity"] == "error"]
    assert set(codes(errors)) == {code}, errors
    for word in words:
        assert word in errors[0]["message"]
    if code == "expression_error":
        assert errors[0]["column"] >= 1
        assert errors[0]["field"]
    before = len(server.get("/instances", job_id=job["id"])["items"])
    refused = server.post(f"/jobs/{job['id']}/test-run", {}, status=422)
    assert refused["code"] == "invalid_definition"
    assert errors[0]["message"] in refused["detail"]
    submitted = server.post(f"/jobs/{job['id']}/submit", {"description": ""}, status=422)
    assert submitted["code"] == "invalid_definition"
    assert len(server.get("/instances", job_id=job["id"])["items"]) == before == 0


def test_a_name_of_128_signs_in_any_script_is_a_name(server: ServerProcess) -> None:
    name = "läuft 数据_-." + "x" * 117
    assert len(name) == 128
    instance = server.run("long name", a_job(node("a", name=name)))
    assert instance["status"] == "success"


def test_five_thousand_and_one_nodes_are_refused_in_one_sentence(server: ServerProcess) -> None:
    job = server.job("too many", a_job(*(node(f"n{number}") for number in range(5001))))
    assert codes(job["problems"]) == ["too_many_nodes"]
    assert "5001" in job["problems"][0]["message"]
    assert server.post(f"/jobs/{job['id']}/test-run", {}, status=422)["code"] == "invalid_definition"


def test_what_is_no_definition_at_all_is_refused_and_nothing_is_made(server: ServerProcess) -> None:
    for number, nodes in enumerate((1, [1], [{"id": "a"}], [{"id": "", "name": "a", "type": "dummy"}])):
        body = {"name": f"no definition {number}", "job_kind": "pipeline", "definition": {"nodes": nodes}}
        answer = server.http.post(f"{W}/jobs", json=body)
        assert answer.status_code in (201, 422), answer.text
        if answer.status_code == 201:
            job = answer.json()
            assert any(problem["severity"] == "error" for problem in job["problems"])
            assert server.post(f"/jobs/{job['id']}/test-run", {}, status=422)["code"] == "invalid_definition"


def test_a_body_of_twenty_megabytes_is_refused(server: ServerProcess) -> None:
    answer = server.http.post(
        f"{W}/jobs",
        content=b'{"name":"' + b"x" * 20_000_000 + b'"}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert "MB" in answer.json()["detail"] or "bytes" in answer.json()["detail"]
