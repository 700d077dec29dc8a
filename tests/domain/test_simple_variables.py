"""Simple variables beyond the shared table (R165-R174)."""

from datetime import UTC, datetime

import pytest

from millrace.domain.simple_variables import expand, replace

PLAN_TIME = datetime(2024, 3, 1, 0, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("${yyyy/mm/dd}", "2024/02/29"),
        ("${yyyymmdd+7*2}", "20240314"),
        ("${mm-2}", "12"),
        ("$[yyyymmdd-1-1/24-10/24/60]", "20240228"),
        ("$[add_months(yyyymm,2*3)]", "202409"),
        ("$[hh mi]", "12 10"),
        ("${yyyy${dd}", "${yyyy29"),
        ("$job_id_x $job_id", "$job_id_x 7"),
        ("$instance_id", "$instance_id"),
    ],
)
def test_variables_are_replaced(text: str, result: str) -> None:
    assert replace(text, PLAN_TIME, "UTC", enabled=True, params={}, job_id="7") == result


@pytest.mark.parametrize(
    "text",
    ["${yyy}", "${hh24}", "${yyyymmdd-1-1}", "$[yyyy q]", "$[]", "${}", "${-}", "$[yyyymmdd-1/24/60/60]"]
    + ["$[add_months(yyyymmdd)]", "$[yyyymmdd-999999999]", "${yyyy+999999999*9}", "${ä}"],
)
def test_text_that_cannot_be_read_stays(text: str) -> None:
    assert replace(text, PLAN_TIME, "UTC", enabled=True, params={}) == text


def test_parameters_win_and_are_not_searched_again() -> None:
    params = {"yyyy": "${mm}", "mm": "x"}
    assert replace("${yyyy}", PLAN_TIME, "UTC", enabled=True, params=params) == "${mm}"


def test_expanding_leaves_parameters_to_the_template() -> None:
    assert expand("${yyyy} ${dd}", PLAN_TIME, "UTC", names={"yyyy"}) == "${yyyy} 29"
