"""The shared cases on failure policies, conditions, retries and operations (R50-R95)."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from millrace.domain.el.errors import ElError
from millrace.domain.el.scope import JobFacts, NodeFacts, Scope
from millrace.domain.el.template import render
from tests.cases.loading import Case, case_params
from tests.cases.simulation import Simulation

NOW = datetime(2024, 1, 7, tzinfo=UTC)


def evaluate(condition: str, words: Mapping[str, str | None]) -> bool:
    """The rendered text is `true`, in any case (R70); the nodes' statuses are all it can see."""
    job = JobFacts("job", nodes={name: NodeFacts(status=word) for name, word in words.items()})
    try:
        return render(condition, Scope("UTC", NOW, job)).lower() == "true"
    except ElError as error:
        raise ValueError(str(error)) from error


@pytest.mark.parametrize("case", case_params("fail_policy"))
def test_the_job_ends_as_the_rules_say(case: Case) -> None:
    played = Simulation(case, evaluate).play()
    expect = case["expect"]
    assert played.state.status.value == expect["instance"]
    assert {name: run.status.value for name, run in played.state.node_runs.items()} == expect["nodes"]
    for name, starts in expect.get("attempts", {}).items():
        assert played.starts[name] == starts
        assert played.state.node_runs[name].attempts == starts
