"""Attempts inside the agent: resolving, reporting, limits, places."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import Field

from millrace.domain.errors import PathOutside
from millrace.ports.node_runtime import ChildRequest, NodeContext, NodeFailure, NodeType, Outcome, Traits
from millrace.sdk import ProcessSpec, Properties
from millrace.sdk import text as text_field
from tests.worker.house import House


class ProbeProperties(Properties):
    do: str = "nothing"
    text: str = ""
    number: int = 0
    per_row: str = text_field("Text", "Evaluated by the node.", default="", el_per_row=True)
    items: list[str] = Field(default_factory=list)
    table: dict[str, Any] = Field(default_factory=dict)


class Probe(NodeType):
    """Does what the test says."""

    name = "probe"
    properties = ProbeProperties

    async def run(self, properties: ProbeProperties, context: NodeContext) -> Outcome:
        outcome: Outcome = await getattr(self, "_" + properties.do)(properties, context)
        return outcome

    async def _nothing(self, properties: ProbeProperties, context: NodeContext) -> Outcome:
        return Outcome(
            output=properties.text, values={"found": str(properties.number)}, running_data={"a": 1}
        )

    async def _break(self, properties: ProbeProperties, context: NodeContext) -> Outcome:
        raise KeyError("an inner secret of the code")

    async def _fail(self, properties: ProbeProperties, context: NodeContext) -> Outcome:
        raise NodeFailure("too_bad", f"It failed with {properties.text}.", outcome=Outcome(output="so far"))

    async def _refuse(self, properties: ProbeProperties, context: NodeContext) -> Outcome:
        raise PathOutside(path="/etc")

    async def _leave(self, properties: ProbeProperties, context: NodeContext) -> Outcome:
        return Outcome(output=str(context.path("../../etc/passwd")))

    async def _wait(self, properties: ProbeProperties, context: NodeContext) -> Outcome:
        context.log.info("waiting")
        try:
            await asyncio.sleep(60)
        finally:
            context.log.info("cleaned up")
        return Outcome()

    async def _ask(self, properties: ProbeProperties, context: NodeContext) -> Outcome:
        async with context.sql("warehouse") as session:
            result = await session.execute("select 1")
        return Outcome(output=str(result))

    async def _twice(self, properties: ProbeProperties, context: NodeContext) -> Outcome:
        first = await context.run_process(ProcessSpec(argv=["sh", "-c", "echo 1"]))
        second = await context.run_process(ProcessSpec(argv=["sh", "-c", "echo 2"]))
        return Outcome(output=first.last_output + second.last_output)

    async def _rows(self, properties: ProbeProperties, context: NodeContext) -> Outcome:
        turns = [{"data_array": [["a"], ["b"]], "offset": offset} for offset in range(2)]
        return Outcome(output=" ".join(context.render(properties.per_row, turn) for turn in turns))

    async def _children(self, properties: ProbeProperties, context: NodeContext) -> Outcome:
        requests = [ChildRequest(row, {"row": str(row)}, f"row {row}") for row in range(3)]
        found = [child async for child in context.children("child job", requests, at_once=2)]
        return Outcome(output=" ".join(f"{child.row}:{child.status}" for child in found))


class Waiting(Probe):
    name = "waiting"
    traits = Traits(waits=True)


async def test_a_dummy_succeeds_and_leaves_no_file(house: House) -> None:
    report = await house.run(1, "dummy", {})
    assert report["result"] == "success"
    assert report["ended_at"] == "2026-01-02T04:00:00+00:00"
    assert not house.folder(1).exists()


async def test_reports_of_one_turn_come_in_one_message_with_their_places(house: House) -> None:
    house.server.give(*(house.work(i, "dummy", {}) for i in range(1, 101)))
    await house.server.report(100)
    reports = [m for m in house.server.messages if m["t"] == "report"]
    assert len(reports) < 10
    assert house.server.free_places() == (600, 32)


async def test_properties_are_filled_at_any_depth_but_not_in_keys(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(
        1,
        "probe",
        {
            "text": '${who} on #{DateUtil.format(Job.planTime, "yyyyMMdd")}',
            "number": "#{20 + 22}",
            "items": ["${who}", "plain"],
            "table": {"${who}": {"deep": ["${nested}"]}},
        },
        params={"who": "Ada", "nested": "<${who}>"},
    )
    assert report["result"] == "success"
    assert report["output"]["text"] == "Ada on 20260102"
    assert report["output"]["values"] == {"found": "42"}
    assert report["output"]["running_data"] == {"a": 1}
    inputs = report["output"]["inputs"]
    assert inputs["items"] == ["Ada", "plain"]
    assert inputs["table"] == {"${who}": {"deep": ["<Ada>"]}}


async def test_a_property_that_cannot_be_evaluated_is_unresolved_with_field_and_column(
    bare_house: House,
) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(1, "probe", {"items": ["fine", "ab #{nobody + 1}"]})
    assert report["result"] == "unresolved"
    assert report["error"]["code"] == "expression_error"
    assert report["error"]["data"]["field"] == "items[1]"
    assert report["error"]["data"]["column"] == 6
    assert "nobody" in bare_house.log(1)


async def test_a_parameter_that_cannot_be_evaluated_is_unresolved(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(1, "probe", {"text": "${bad}"}, params={"bad": "#{1/}"}, masked=["bad"])
    assert report["result"] == "unresolved"
    assert report["error"]["data"]["field"] == "parameter bad"


async def test_unknown_names_stay_and_are_told_in_the_log(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(1, "probe", {"text": "keep ${this}"})
    assert report["output"]["text"] == "keep ${this}"
    assert "w text: there is no parameter this" in bare_house.log(1)


async def test_a_property_that_does_not_fit_after_filling_is_a_failure(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(1, "probe", {"number": "${n}"}, params={"n": "many"})
    assert report["error"]["code"] == "invalid_property"
    assert report["error"]["data"]["field"] == "number"


async def test_values_from_outside_are_refused_inside_an_expression(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(1, "probe", {"text": "#{${got} + 1}"}, outside={"got": "System.exit()"})
    assert report["result"] == "unresolved"
    fine = await bare_house.run(2, "probe", {"text": "#{${got} + 1}"}, outside={"got": "41"})
    assert fine["output"]["text"] == "42"


async def test_failures_carry_code_message_and_output_with_secrets_hidden(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(
        1, "probe", {"do": "fail", "text": "${password}"}, params={"password": "hush"}, masked=["password"]
    )
    assert report["result"] == "failure"
    assert (report["error"]["code"], report["error"]["message"]) == ("too_bad", "It failed with ***.")
    assert report["output"]["text"] == "so far"
    assert report["output"]["inputs"]["text"] == "***"
    assert "hush" not in bare_house.log(1)


async def test_an_unexpected_exception_is_a_sentence_never_a_stack_trace(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(1, "probe", {"do": "break"})
    assert report["error"]["code"] == "node_error"
    assert "inner secret" not in str(report)
    assert "Traceback" not in bare_house.log(1)


async def test_errors_of_the_product_keep_their_code(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    for attempt_id, what in ((1, "refuse"), (2, "leave")):
        report = await bare_house.run(attempt_id, "probe", {"do": what})
        assert report["error"]["code"] == "path_outside"


async def test_an_unknown_type_is_a_failure(house: House) -> None:
    report = await house.run(1, "teleport", {})
    assert report["error"]["code"] == "unknown_node_type"


async def test_long_inputs_are_cut_at_4_kib(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(1, "probe", {"text": "x" * 10_000})
    assert len(report["output"]["inputs"]["text"]) == 4099
    assert len(report["output"]["text"]) == 10_000


async def test_the_time_limit_cancels_a_node_and_tells_when_it_is_gone(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(1, "probe", {"do": "wait"}, timeout_seconds=0.1)
    assert report["result"] == "timeout"
    await bare_house.server.gone(1)
    assert "cleaned up" in bare_house.log(1)


async def test_a_canceled_attempt_is_not_reported_but_gone_and_its_place_free(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    bare_house.server.give(bare_house.work(1, "probe", {"do": "wait"}))
    await asyncio.sleep(0.1)
    bare_house.server.send("cancel", ids=[1, 99])
    await bare_house.server.gone(1)
    await bare_house.server.gone(99)
    await asyncio.sleep(0.05)
    assert bare_house.server.free_places() == (501, 32)
    assert not any(message["t"] == "report" for message in bare_house.server.messages)


async def test_a_waiting_type_gives_its_place_back_at_once(bare_house: House) -> None:
    await bare_house.start_agent(Waiting())
    bare_house.server.give(bare_house.work(1, "waiting", {"do": "wait"}))
    await bare_house.server.wait_for(lambda all_: any(m["t"] == "offer" and m["light"] == 1 for m in all_))


async def test_heartbeats_name_what_runs(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    bare_house.server.give(bare_house.work(1, "probe", {"do": "wait"}))
    await bare_house.server.wait_for(
        lambda all_: any(m["t"] == "heartbeat" and m["running"] == [1] for m in all_), 3
    )


async def test_one_attempt_may_run_processes_one_after_another(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(1, "probe", {"do": "twice"})
    assert report["output"]["text"] == "12"


async def test_children_are_asked_for_as_places_become_free(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    server = bare_house.server
    server.give(bare_house.work(1, "probe", {"do": "children"}))
    asked = await server.wait_for(lambda all_: [m for m in all_ if m["t"] == "children"])
    assert [request["row"] for request in asked[0]["requests"]] == [0, 1]
    server.send("child_ended", attempt_id=1, child={"row": 1, "instance_id": 7, "status": "success"})
    asked = await server.wait_for(lambda all_: (m := [m for m in all_ if m["t"] == "children"])[1:] and m)
    assert [request["row"] for request in asked[1]["requests"]] == [2]
    for row in (0, 2):
        server.send("child_ended", attempt_id=1, child={"row": row, "instance_id": 7, "status": "failed"})
    report = await server.report(1)
    assert report["output"]["text"] == "1:success 0:failed 2:failed"


async def test_texts_of_a_row_are_evaluated_by_the_node(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    report = await bare_house.run(1, "probe", {"do": "rows", "per_row": "#{Loop.current[0]}"})
    assert report["output"]["text"] == "a b"
    broken = await bare_house.run(2, "probe", {"do": "rows", "per_row": "#{Loop.}"})
    assert (broken["result"], broken["error"]["code"]) == ("failure", "expression_error")


async def test_a_refused_child_fails_the_node(bare_house: House) -> None:
    await bare_house.start_agent(Probe())
    bare_house.server.give(bare_house.work(1, "probe", {"do": "children"}))
    error = {"code": "job_not_submitted", "message": "Submit it first."}
    bare_house.server.send("child_ended", attempt_id=1, child={"row": 0, "error": error})
    report = await bare_house.server.report(1)
    assert report["error"]["code"] == "job_not_submitted"


async def test_conditions_are_evaluated_and_vote(house: House) -> None:
    conditions = [
        {"source": "a", "text": '#{Job.getNodeStatus("A") == "success"}'},
        {"source": "b", "text": "${flag}"},
        {"source": "c", "text": "maybe"},
    ]
    work = house.work(
        0, "dummy", {}, conditions=conditions, params={"flag": "TRUE"}, nodes={"A": {"status": "success"}}
    )
    house.server.send("resolve", work=asdict(work))
    answer = await house.server.wait_for(lambda all_: next((m for m in all_ if m["t"] == "resolved"), None))
    assert answer == {"t": "resolved", "node_run_id": 3, "votes": {"a": True, "b": True, "c": False}}


async def test_a_condition_that_cannot_be_evaluated_is_an_error(house: House) -> None:
    work = house.work(0, "dummy", {}, conditions=[{"source": "a", "text": "#{1 +}"}])
    house.server.send("resolve", work=asdict(work))
    answer = await house.server.wait_for(lambda all_: next((m for m in all_ if m["t"] == "resolved"), None))
    assert answer["error"]["code"] == "expression_error"


class FakeSession:
    dialect = "fake"

    async def execute(self, statement: str, parameters: Any = None, *, max_rows: int = 1000) -> str:
        return f"answer to {statement}"


@asynccontextmanager
async def open_fake(
    properties: Mapping[str, Any], secrets: Mapping[str, str], *, workspace_folder: Path, log: Any
) -> AsyncIterator[FakeSession]:
    log.info(f"opened {properties['host']} with {secrets['password']}")
    yield FakeSession()


async def test_a_driver_is_loaded_by_name_and_its_secrets_are_masked(bare_house: House) -> None:
    await bare_house.start_agent(Probe(), load={"some.driver:open_session": open_fake}.__getitem__)
    connection = {
        "type": "fake",
        "driver": "some.driver:open_session",
        "properties": {"host": "db"},
        "secrets": {"password": "hush"},
    }
    report = await bare_house.run(1, "probe", {"do": "ask"}, connections={"warehouse": connection})
    assert report["output"]["text"] == "answer to select 1"
    assert bare_house.log(1) == "i opened db with ***"
    missing = await bare_house.run(2, "probe", {"do": "ask"})
    assert missing["error"]["code"] == "connection_not_found"


async def test_a_probe_tests_a_connection_with_the_driver_s_test(bare_house: House) -> None:
    async def test(properties: Any, secrets: Any, *, workspace_folder: Path) -> dict[str, Any]:
        if not properties["host"]:
            raise NodeFailure("no_host", f"no host, {secrets['password']}")
        return {"ok": True, "steps": [], "hint": None}

    await bare_house.start_agent(load={"some.driver:test": test}.__getitem__)
    for seq, host in ((1, "db"), (2, "")):
        connection = {
            "type": "fake", "driver": "some.driver:open_session",
            "properties": {"host": host}, "secrets": {"password": "hush"},
        }  # fmt: skip
        bare_house.server.send(
            "probe", seq=seq, what="test_connection", connection=connection, workspace_folder="/tmp"
        )
    answers = await bare_house.server.wait_for(lambda all_: (m := [m for m in all_ if "seq" in m])[1:] and m)
    by_seq = {answer["seq"]: answer for answer in answers}
    assert by_seq[1] == {"t": "probed", "seq": 1, "answer": {"ok": True, "steps": [], "hint": None}}
    assert by_seq[2]["error"]["message"] == "no host, ***"


async def test_a_bad_message_does_not_end_the_agent(house: House) -> None:
    house.server.send("nonsense")
    house.server.send("work", items=[{"attempt_id": 5}])
    assert (await house.run(1, "dummy", {}))["result"] == "success"
