"""R135-R159 by table: expression text and context give a typed value, text, or an error."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from millrace.domain.calendars import WorkCalendar
from millrace.domain.el.errors import ElError
from millrace.domain.el.scope import JobFacts, LoopFacts, NodeFacts, ParamValue, Scope
from millrace.domain.el.template import check, evaluate
from tests.cases.loading import Case, case_params


def read_job(facts: dict[str, Any]) -> JobFacts:
    nodes = {
        name: NodeFacts(
            node.get("status"), node.get("output"), node.get("runningData"), node.get("insertJobId")
        )
        for name, node in facts.get("nodes", {}).items()
    }
    return JobFacts(
        facts["name"],
        read_time(facts.get("planTime")),
        read_time(facts.get("startTime")),
        facts.get("eventData"),
        facts.get("projectId"),
        facts.get("params", {}),
        nodes,
    )


def read_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def read_calendar(facts: dict[str, Any]) -> WorkCalendar:
    overrides = {date.fromisoformat(day): working for day, working in facts["overrides"].items()}
    return WorkCalendar(facts["default_working_days"], overrides)


def read_scope(context: dict[str, Any]) -> Scope:
    calendars = {name: read_calendar(facts) for name, facts in context.get("calendars", {}).items()}
    objects = context.get("paths", [])
    loop = context.get("loop")
    return Scope(
        zone=context.get("timezone", "Asia/Shanghai"),
        now=read_time(context.get("now")) or datetime.fromisoformat("2024-01-01T00:00:00+00:00"),
        job=read_job(context["job"]) if "job" in context else None,
        params={name: ParamValue(value) for name, value in context.get("params", {}).items()},
        variables=context.get("vars", {}),
        env=context.get("env", {}),
        loop=None if loop is None else LoopFacts(loop["dataArray"], loop["offset"]),
        paths=lambda url: (
            url in objects or (url.endswith("/") and any(name.startswith(url) for name in objects))
        ),
        calendars=calendars,
        calendar=calendars.get(context.get("calendar", ""), WorkCalendar()),
    )


def shown(value: object, zone: str) -> object:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).isoformat(timespec="milliseconds")
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value


@pytest.mark.parametrize("case", case_params("el"))
def test_expression_gives_the_value_of_the_table(case: Case) -> None:
    scope = read_scope(case["context"])
    if case["expect"].get("error"):
        with pytest.raises(ElError):
            evaluate(case["expression"], scope)
        return
    result = evaluate(case["expression"], scope)
    assert {"type": result.type, "value": shown(result.value, scope.zone), "text": result.text} == case[
        "expect"
    ]
    assert check(case["expression"]) == []
