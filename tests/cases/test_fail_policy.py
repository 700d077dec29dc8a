"""The shared cases on failure policies, conditions, retries and operations (R50-R95)."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.cases.loading import case_params
from tests.cases.simulation import Simulation

_STATUS_TEST = re.compile(r'#\{Job\.getNodeStatus\("(\w+)"\) *== *"(\w+)"( *\? *"true" *: *"false")?\}')


def evaluate(condition: str, words: Mapping[str, str | None]) -> bool:
    """The few conditions that the cases use."""
    if condition in ("#{true}", "#{false}"):
        return condition == "#{true}"
    found = _STATUS_TEST.fullmatch(condition)
    if not found:
        raise ValueError(condition)
    return words[found[1]] == found[2]


@pytest.mark.parametrize("case", case_params("fail_policy"))
def test_the_job_ends_as_the_rules_say(case: dict[str, Any]) -> None:
    played = Simulation(case, evaluate).play()
    expect = case["expect"]
    assert played.state.status.value == expect["instance"]
    assert {name: run.status.value for name, run in played.state.node_runs.items()} == expect["nodes"]
    for name, starts in expect.get("attempts", {}).items():
        assert played.starts[name] == starts
        assert played.state.node_runs[name].attempts == starts
