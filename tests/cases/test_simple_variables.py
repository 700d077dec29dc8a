"""R165-R174 by table: text and context give the replaced text."""

from datetime import datetime

import pytest

from millrace.domain.simple_variables import replace
from tests.cases.loading import Case, case_params


@pytest.mark.parametrize("case", case_params("simple_variables"))
def test_text_gives_the_expansion_of_the_table(case: Case) -> None:
    context = case["context"]
    result = replace(
        case["text"],
        datetime.fromisoformat(context["planTime"]),
        context["timezone"],
        enabled=context["enabled"],
        params=context.get("params", {}),
        job_id=context.get("job_id"),
        instance_id=context.get("instance_id"),
    )
    assert result == case["expect"]
