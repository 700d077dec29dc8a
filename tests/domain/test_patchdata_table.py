"""R180-R190 by table: a PatchData request gives the listed instances, and they start and end as listed."""

from datetime import datetime
from typing import Any

import pytest

from millrace.domain.errors import MillraceError
from millrace.domain.plan_times import instant_of
from tests.cases.loading import Case, case_params
from tests.domain.patch_simulator import simulate
from tests.domain.patch_tables import key_of, plan_of, written_key

CASES = case_params("patchdata")


def _those(*, refused: bool) -> list[Any]:
    return [each for each in CASES if ("error" in each.values[0]["expect"]) == refused]


@pytest.mark.parametrize("case", _those(refused=True))
def test_a_wrong_request_is_refused_with_the_code_of_the_table(case: Case) -> None:
    with pytest.raises(MillraceError) as refusal:
        plan_of(case)
    assert refusal.value.code == case["expect"]["error"]
    assert "?" not in refusal.value.message


@pytest.mark.parametrize("case", _those(refused=False))
def test_the_plan_lists_the_instances_of_the_table(case: Case) -> None:
    plan = plan_of(case)
    zones = {job["name"]: job.get("timezone", case["timezone"]) for job in case["jobs"]}
    wanted = case["expect"]["instances"]
    assert [(*key_of(entry), entry.dry_run) for entry in plan.entries] == [
        (
            each["job"],
            instant_of(datetime.fromisoformat(each["plan_time"]), zones[each["job"]]),
            each["dry_run"],
        )
        for each in wanted
    ]
    for entry, each in zip(plan.entries, wanted, strict=True):
        waits = {key_of(plan.entries[index]) for index in entry.waits_for}
        assert waits == {written_key(text) for text in each["waits_for"]}


@pytest.mark.parametrize("case", [each for each in CASES if "run" in each.values[0]])
def test_instances_start_and_end_as_in_the_table(case: Case) -> None:
    plan = plan_of(case)
    found = simulate(plan, case)
    wanted = case["expect"]["instances"]
    assert [(each.start, each.state) for each in found.instances] == [
        (each["start"], each["state"]) for each in wanted
    ]
    assert found.task_state == case["expect"]["task_state"]
