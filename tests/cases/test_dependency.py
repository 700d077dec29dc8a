"""R27-R49 by table: which upstream plan times an instance needs, and what their states make of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from millrace.domain.dependencies import Side, needed, pair_refusal
from millrace.domain.dependency_verdicts import verdict
from millrace.domain.instance import InstanceStatus
from millrace.domain.plan_times import instant_of, of_spans
from millrace.domain.schedule import Dependency, Schedule
from millrace.domain.spans import Span
from millrace.domain.workspace_settings import DependencyMode
from tests.cases.loading import Case, case_params

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
CASES = case_params("dependency")


def _instant(text: str, zone: str) -> datetime:
    return instant_of(datetime.fromisoformat(text), zone)


def _spans(given: dict[str, Any]) -> list[Span]:
    """Activation, changes and pauses as the stretches in which the job was scheduled."""
    zone = given["timezone"]
    activated = given.get("activated_at")
    spans = [Span(_schedule(given), zone, _instant(activated, zone) if activated else LONG_AGO)]
    for change in given.get("changes", []):
        at = _instant(change["at"], zone) + timedelta(microseconds=1)
        spans[-1] = replace(spans[-1], ends_at=at)
        spans.append(Span(_schedule({**given, "recurrence": change["recurrence"]}), zone, at))
    for pause in given.get("pauses", []):
        first, until = _instant(pause["from"], zone), _instant(pause["to"], zone)
        spans = [part for span in spans for part in _without(span, first, until)]
    return spans


def _without(span: Span, first: datetime, until: datetime) -> list[Span]:
    end = span.ends_at or LATER
    parts = [
        replace(span, ends_at=min(first, end)),
        replace(span, begins_at=max(until, span.begins_at)),
    ]
    return [part for part in parts if part.begins_at < (part.ends_at or LATER)]


def _schedule(given: dict[str, Any]) -> Schedule:
    return Schedule.model_validate(
        {"start": given.get("start"), "end": given.get("end"), "recurrence": given["recurrence"]}
    )


def _side(given: dict[str, Any]) -> Side:
    spans = _spans(given)
    return Side(_schedule(given), given["timezone"], lambda first, until: list(of_spans(spans, first, until)))


def _dependency(given: dict[str, Any]) -> Dependency:
    return Dependency.model_validate({"job": "upstream", **given})


def _of_kind(kind: str) -> list[Any]:
    return [each for each in CASES if each.values[0]["kind"] == kind]


@pytest.mark.parametrize("case", _of_kind("resolve"))
def test_an_instance_needs_the_plan_times_of_the_table(case: Case) -> None:
    mode = DependencyMode(case["mode"])
    downstream, upstream = _side(case["downstream"]), _side(case["upstream"])
    refusal = pair_refusal(mode, downstream.schedule, upstream.schedule)
    assert (refusal is None) == case["expect"]["allowed"]
    if refusal is not None:
        return
    plan_time = _instant(case["plan_time"], case["downstream"]["timezone"])
    found = needed(mode, _dependency(case["dependency"]), downstream, plan_time, upstream)
    wanted = case["expect"]
    assert found.require == wanted["require"]
    assert list(found.plan_times) == [
        instant_of(datetime.fromisoformat(text), case["upstream"]["timezone"])
        for text in wanted["plan_times"]
    ]
    if not found.plan_times:
        assert found.when_empty == wanted["when_empty"]


@pytest.mark.parametrize("case", _of_kind("decide"))
def test_upstream_states_decide_as_in_the_table(case: Case) -> None:
    dependency = _dependency(case["dependency"])
    previous = case.get("previous_cycle_states")
    found = verdict(
        dependency,
        _states(case["upstream_states"]),
        _states(previous) if previous is not None and dependency.run_after_dependency_ends else None,
        when_empty="cancel" if case["mode"] == "traditional" else "run",
        upstream_stopped=case.get("upstream_job_state") == "stopped",
    )
    assert found.value.removesuffix("_for_end") == case["expect"]["decision"]


def _states(given: list[dict[str, str]]) -> list[InstanceStatus | None]:
    return [None if each["state"] == "not_generated" else InstanceStatus(each["state"]) for each in given]
