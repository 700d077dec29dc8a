"""Plans of PatchData tasks where the case table is silent: limits, anchors, cycles, speed, estimates."""

from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from pydantic import ValidationError

from millrace.domain.errors import InvalidRange, NoInstances, NotFound, TooManyInstances
from millrace.domain.instance import InstanceStatus
from millrace.domain.patchdata import LocalRange, PatchBasis, PatchJob, PatchPlan, PatchRequest
from millrace.domain.patchdata_estimate import estimate
from millrace.domain.patchdata_plan import make_plan
from millrace.domain.patchdata_slots import estimated_count, times_of
from millrace.domain.schedule import Schedule

NOW = datetime(2024, 3, 20, 4, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"
HOURLY = {"type": "hours", "every": 1}
DAILY = {"type": "daily", "at": "02:00"}
MINUTELY = {"type": "minutes", "every": 1}


def job(name: str, recurrence: dict[str, Any], zone: str = BERLIN, **schedule: Any) -> PatchJob:
    return PatchJob(name, Schedule.model_validate({"recurrence": recurrence, **schedule}), zone)


def request(first: str, last: str, *names: str, **more: Any) -> PatchRequest:
    asked = {"jobs": names or ("A",), "ranges": [{"from": first, "to": last}], **more}
    return PatchRequest.model_validate(asked)


def plan(asked: PatchRequest, *jobs: PatchJob, **basis: Any) -> PatchPlan:
    return make_plan(asked, jobs, PatchBasis(**{"now": NOW, "zone": BERLIN, **basis}))


def written(made: PatchPlan) -> list[str]:
    return [entry.plan_time.strftime("%m-%d %H:%M") for entry in made.entries]


def test_millions_of_instances_are_refused_at_once_with_their_number() -> None:
    begin = perf_counter()
    with pytest.raises(TooManyInstances) as refusal:
        plan(request("2020-01-01T00:00", "2023-12-31T23:59"), job("A", MINUTELY))
    assert perf_counter() - begin < 1
    exact = (365 * 4 + 1) * 24 * 60
    assert abs(refusal.value.data["count"] - exact) < exact / 1000
    assert refusal.value.data["limit"] == 100_000
    assert "100000" in refusal.value.message


def test_the_limit_itself_is_allowed_and_one_more_is_not() -> None:
    asked = request("2024-01-01T00:00", "2024-01-05T03:00")
    assert len(plan(asked, job("A", HOURLY), limit=100).entries) == 100
    with pytest.raises(TooManyInstances) as refusal:
        plan(asked, job("A", HOURLY), limit=99)
    assert refusal.value.data["count"] == 100


@pytest.mark.parametrize("zone", [BERLIN, "Asia/Shanghai"])
@pytest.mark.parametrize(
    "recurrence",
    [
        HOURLY,
        {"type": "monthly", "days": [1, 31, "L"], "at": "01:00"},
        {"type": "weekly", "days": [2], "at": "01:00"},
    ],
)
def test_the_quick_count_of_many_years_is_about_the_number_of_plan_times(
    recurrence: dict[str, Any], zone: str
) -> None:
    asked = request("2001-01-15T00:00", "2020-08-09T12:00")
    found = len(times_of(asked, job("A", recurrence, zone), NOW))
    assert abs(estimated_count(asked, job("A", recurrence, zone), NOW) - found) <= found // 1000


def test_a_cycle_may_go_over_midnight() -> None:
    """R182."""
    asked = request("2024-03-01T00:00", "2024-03-02T23:59", time_of_day={"from": "22:00", "to": "01:00"})
    found = [moment.hour for moment in times_of(asked, job("A", HOURLY, "UTC"), NOW)]
    assert found == [0, 1, 22, 23, 0, 1, 22, 23]
    assert estimated_count(asked, job("A", HOURLY, "UTC"), NOW) == 8


def test_a_cycle_looks_at_the_local_plan_time_after_the_clocks_have_jumped() -> None:
    asked = request("2023-03-26T00:00", "2023-03-26T23:59", time_of_day={"from": "03:00", "to": "04:00"})
    nightly = {"type": "discrete_hours", "hours": [2, 5], "minute": 30}
    assert [x.hour for x in times_of(asked, job("A", nightly), NOW)] == [1]  # 02:30 moved to 03:30 (R17)


def test_anchors_of_hours_are_elapsed_and_those_of_days_keep_the_wall_time() -> None:
    """R187, over the short day of Berlin."""
    first, last = "2023-03-25T02:30", "2023-03-27T02:30"
    days = plan(request(first, last, every={"n": 1, "unit": "days"}), job("A", HOURLY))
    assert written(days) == ["03-25 01:30", "03-26 01:30", "03-27 00:30"]
    hours = plan(request(first, last, every={"n": 24, "unit": "hours"}), job("A", HOURLY))
    assert written(hours) == ["03-25 01:30", "03-26 01:30"]


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidRange) as refusal:
        plan(request("2024-03-02T00:00", "2024-03-01T00:00"), job("A", DAILY))
    assert "2024-03-02 00:00" in refusal.value.message


def test_a_task_of_the_future_says_so() -> None:
    with pytest.raises(NoInstances, match="future"):
        plan(request("2025-03-02T00:00", "2025-03-03T00:00"), job("A", DAILY))


def test_a_job_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFound, match="X"):
        plan(request("2024-03-01T00:00", "2024-03-02T00:00", "X"), job("A", DAILY))


def test_unknown_fields_and_no_ranges_are_refused() -> None:
    with pytest.raises(ValidationError):
        request("2024-03-01T00:00", "2024-03-02T00:00", revers=True)
    with pytest.raises(ValidationError):
        PatchRequest.model_validate({"jobs": ["A"], "ranges": []})


@pytest.mark.parametrize(
    ("first", "last"),
    [("0001-01-01T00:00+14:00", "2024-01-01T00:00"), ("2024-01-01T00:00", "9999-12-31T23:59")],
)
def test_ranges_at_the_ends_of_the_calendar_are_refused(first: str, last: str) -> None:
    with pytest.raises(ValidationError, match="between 1901 and 9998"):
        request(first, last)


def test_a_range_up_to_the_far_future_ends_now() -> None:
    made = plan(request("2024-03-18T00:00", "9998-12-31T23:59"), job("A", DAILY))
    assert written(made) == ["03-18 01:00", "03-19 01:00", "03-20 01:00"]


def test_good_plan_times_are_left_out_on_request() -> None:
    good = {"A": frozenset({datetime(2024, 3, 2, 1, 0, tzinfo=UTC)})}
    asked = request("2024-03-01T00:00", "2024-03-03T23:59", skip_successful=True)
    assert written(plan(asked, job("A", DAILY), already_good=good)) == ["03-01 01:00", "03-03 01:00"]
    only = request("2024-03-02T00:00", "2024-03-02T23:59", skip_successful=True)
    with pytest.raises(NoInstances, match="good already"):
        plan(only, job("A", DAILY), already_good=good)


def test_a_dry_job_has_dry_instances() -> None:
    """R84."""
    dry = PatchJob("A", Schedule.model_validate({"recurrence": DAILY}), BERLIN, dry_run=True)
    assert all(entry.dry_run for entry in plan(request("2024-03-01T00:00", "2024-03-03T00:00"), dry).entries)


def test_what_an_entry_waits_for_is_listed_per_dependency() -> None:
    depends_on = [{"job": "B", "rule": "any"}, {"job": "B", "cycle": "previous", "n": 1}, {"job": "X"}]
    made = plan(
        request("2024-03-01T00:00", "2024-03-02T23:59", "A", "B"),
        job("A", {"type": "daily", "at": "23:30"}, depends_on=depends_on),
        job("B", {"type": "hours", "every": 12}),
    )
    last = made.entries[-1]
    assert [(wait.number, wait.job, wait.rule.value, wait.indices) for wait in last.waits] == [
        (0, "B", "any", (3, 4)),
        (1, "B", "default", (0, 1)),
    ]
    assert last.waits_for == (0, 1, 3, 4)


@pytest.mark.parametrize(
    ("first", "least", "seconds"), [("2023-08-20", 10_000, 1), ("2018-06-01", 99_000, 10)]
)
def test_large_plans_are_made_in_time(first: str, least: int, seconds: float) -> None:
    begin = perf_counter()
    made = plan(
        request(f"{first}T00:00", "2024-03-15T23:00", "A", "B"),
        job("A", HOURLY, depends_on=[{"job": "B"}], self_dependent=True),
        job("B", HOURLY),
        limit=110_000,
    )
    assert perf_counter() - begin < seconds
    assert len(made.entries) >= least


def test_the_estimate_runs_the_plan_by_mean_minutes() -> None:
    made = plan(
        request("2024-03-01T00:00", "2024-03-03T23:59", "A", "B"),
        job("A", {"type": "daily", "at": "03:00"}, depends_on=[{"job": "B"}]),
        job("B", DAILY),
    )
    found = estimate(made, {"A": 20, "B": 5}, NOW)
    assert [end and (end - NOW) // timedelta(minutes=1) for end in found.ends] == [5, 25, 10, 45, 15, 65]
    assert found.end == NOW + timedelta(minutes=65)


def test_the_estimate_counts_what_has_ended_and_waits_for_the_window() -> None:
    made = plan(
        request("2024-03-01T00:00", "2024-03-03T23:59", running_window={"from": "22:00", "to": "23:00"}),
        job("A", DAILY),
    )
    found = estimate(made, {"A": 40}, NOW, {0: InstanceStatus.SUCCESS})
    opening = datetime(2024, 3, 20, 21, 0, tzinfo=UTC)
    assert found.ends == (NOW, opening + timedelta(minutes=40), opening + timedelta(minutes=80))


def test_an_entry_that_would_wait_for_ever_has_no_estimated_end() -> None:
    made = plan(request("2024-03-01T00:00", "2024-03-02T23:59"), job("A", DAILY, self_dependent=True))
    found = estimate(made, {}, NOW, {0: InstanceStatus.FAILED})
    assert found.ends == (NOW, None)
    assert found.end is None


def test_a_date_alone_as_the_end_of_a_range_means_its_whole_day() -> None:
    day = LocalRange.model_validate({"from": "2026-11-20", "to": "2026-11-20"})
    assert (day.from_.isoformat(), day.to.isoformat()) == ("2026-11-20T00:00:00", "2026-11-20T23:59:59")
