"""The studio finds problems of a drawing by itself: both sides are held to one table of jobs."""

import json
from pathlib import Path
from typing import Any

import pytest

from millrace.domain.el import template
from millrace.domain.job import JobDefinition
from millrace.domain.job_checks import check_definition

TABLE = json.loads(Path(__file__).with_name("drawn_jobs.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["name"])
def test_problems_are_those_of_the_table(case: dict[str, Any]) -> None:
    definition = JobDefinition.model_validate(case["definition"])
    found = check_definition(definition, TABLE["types"], template.check)
    shown = [[p.code, p.message, p.severity, p.node_id, p.field] for p in found]
    assert shown == case["problems"]
