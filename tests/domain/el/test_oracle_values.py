"""R151-R153 against values that Java and commons-lang3 gave for random inputs."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from millrace.domain.el.date_parsing import parse_date
from millrace.domain.el.date_patterns import format_date
from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.stringutil.table import STRING_UTIL
from millrace.domain.el.wall_time import add_days, add_months
from tests.domain.el.scopes import NOW, a_scope

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def oracle_cases(table: str) -> list[dict[str, Any]]:
    text = (Path(__file__).parent / "data" / f"{table}.json").read_text(encoding="utf-8")
    cases: list[dict[str, Any]] = json.loads(text)["cases"]
    return cases


def date_operation(case: dict[str, Any]) -> object:
    zone = ZoneInfo(case["zone"])
    if case["operation"] == "parse":
        return (parse_date(case["input"], case["pattern"], zone, NOW) - EPOCH) // MILLISECOND
    moment = EPOCH + case["input"] * MILLISECOND
    if case["operation"] == "format":
        return format_date(moment, case["pattern"], zone)
    add = add_months if case["operation"] == "addMonths" else add_days
    return (add(moment, case["count"], zone) - EPOCH) // MILLISECOND


@pytest.mark.parametrize("method", sorted({case["method"] for case in oracle_cases("stringutil")}))
def test_string_functions_answer_as_commons_lang_does(method: str) -> None:
    for case in oracle_cases("stringutil"):
        if case["method"] != method:
            continue
        if case.get("error"):
            with pytest.raises(ElError):
                STRING_UTIL.call(method, case["arguments"], a_scope())
        else:
            assert STRING_UTIL.call(method, case["arguments"], a_scope()) == case["value"], case


@pytest.mark.parametrize("operation", ["format", "parse", "addMonths", "addDays"])
def test_dates_answer_as_java_does(operation: str) -> None:
    for case in oracle_cases("dates"):
        if case["operation"] != operation:
            continue
        if case.get("error"):
            with pytest.raises(ElError):
                date_operation(case)
        else:
            assert date_operation(case) == case["value"], case
