from typing import Any

import pytest

from millrace.domain.job import JobDefinition
from millrace.domain.job_checks import Problem, check_definition
from millrace.domain.schedule import Schedule
from millrace.domain.workspace_settings import InstallationLimits

DAILY = {"type": "daily", "at": "02:00"}


def problems(limits: InstallationLimits | None = None, mode: str = "batch", **values: Any) -> list[Problem]:
    definition = JobDefinition.model_validate(
        {
            "processing_mode": mode,
            "nodes": [{"id": "a", "name": "a", "type": "dummy"}],
            "schedule": Schedule.model_validate(values).model_dump(),
        }
    )
    return check_definition(definition, None, lambda _text: (), limits=limits)


def told(**values: Any) -> list[tuple[str, str, str | None]]:
    return [(each.code, each.severity, each.field) for each in problems(**values)]


def cron(expression: str) -> dict[str, str]:
    return {"type": "cron", "expression": expression}


@pytest.mark.parametrize(
    "values",
    [
        {"recurrence": DAILY},
        {"recurrence": DAILY, "zone": "America/Sao_Paulo"},
        {"recurrence": DAILY, "start": "2026-01-01T02:00:00", "end": "2026-01-01T02:00:00"},
        {"recurrence": {"type": "monthly", "days": [31, "L"]}},
        {"recurrence": {"type": "monthly", "days": [1, 31]}},
        {"recurrence": {"type": "hours"}, "skip_to_latest": True},
        {"recurrence": {"type": "even_minutes"}, "skip_to_latest": True},
        {"recurrence": cron("0 0/5 * * * ?"), "skip_to_latest": True},
        {"recurrence": cron("0 0 0 31 12 ?")},
        {"type": "once", "concurrency": 5},
        {"recurrence": DAILY, "listening": {"path": "in/#{DateUtil.format(Job.planTime, 'yyyy')}/a..b"}},
    ],
)
def test_good_schedules(values: dict[str, Any]) -> None:
    assert told(**values) == []


@pytest.mark.parametrize(
    ("values", "code", "severity", "field"),
    [
        ({}, "no_recurrence", "error", "recurrence"),
        ({"recurrence": {"type": "weekly"}}, "no_days", "error", "recurrence.days"),
        ({"recurrence": {"type": "monthly"}}, "no_days", "error", "recurrence.days"),
        ({"recurrence": {"type": "discrete_hours"}}, "no_hours", "error", "recurrence.hours"),
        (
            {"recurrence": {"type": "minutes", "from": "10:00", "to": "09:00"}},
            "invalid_schedule",
            "error",
            "recurrence.to",
        ),
        (
            {"recurrence": {"type": "hours", "every": 9, "from": "10:00", "to": "12:00"}},
            "once_a_day",
            "warning",
            "recurrence.every",
        ),
        (
            {"recurrence": DAILY, "start": "2026-02-01T00:00:00", "end": "2026-01-01T00:00:00+00:00"},
            "invalid_schedule",
            "error",
            "end",
        ),
        (
            {"recurrence": DAILY, "start": "2026-02-01T02:01:00", "end": "2026-02-02T01:59:00"},
            "no_plan_times",
            "error",
            "recurrence",
        ),
        ({"recurrence": cron("0 0 0 31 2 ?")}, "no_plan_times", "error", "recurrence"),
        ({"recurrence": DAILY, "zone": "Europe/Wien"}, "unknown_zone", "error", "zone"),
        ({"recurrence": DAILY, "zone": "../etc/passwd"}, "unknown_zone", "error", "zone"),
        ({"recurrence": {"type": "monthly", "days": [31]}}, "rare_day", "warning", "recurrence.days"),
        ({"recurrence": cron("0 0 0 30 * ?")}, "rare_day", "warning", "recurrence.expression"),
        (
            {"recurrence": DAILY, "skip_to_latest": True},
            "skip_needs_minutes_or_hours",
            "error",
            "skip_to_latest",
        ),
        (
            {"recurrence": DAILY, "self_dependent": True, "concurrency": 2},
            "self_dependent_runs_alone",
            "warning",
            "concurrency",
        ),
        ({"recurrence": DAILY, "concurrency": 6}, "concurrency_limit", "error", "concurrency"),
        ({"type": "event"}, "event_not_available", "error", "type"),
        (
            {"recurrence": DAILY, "mode": "real_time", "calendar": "cn"},
            "not_for_real_time",
            "error",
            "calendar",
        ),
        (
            {"recurrence": DAILY, "mode": "real_time", "task_group": "g"},
            "not_for_real_time",
            "error",
            "task_group",
        ),
        *(
            ({"recurrence": DAILY, "listening": {"path": path}}, "path_outside", "error", "listening.path")
            for path in (" ", "/etc/x", "in/../../x", "..", "a\\b")
        ),
    ],
)
def test_problems(values: dict[str, Any], code: str, severity: str, field: str) -> None:
    assert told(**values) == [(code, severity, f"schedule.{field}")]


def test_an_administrator_may_raise_the_limit_of_concurrency() -> None:
    assert problems(InstallationLimits(concurrency=6), recurrence=DAILY, concurrency=6) == []


@pytest.mark.parametrize(
    ("expression", "column"),
    [
        ("0 60 2 * * ?", 3),
        ("0 0 2 * *", 10),
        ("0 0 2 * * ? 2026 x", 18),
        ("0 0 0 15C * ?", 7),
        ("0 0 0 1,L * ?", 9),
        ("0 0 0 * * *", 11),
        ("0 0 0 ? * ?", 11),
        ("0 0 0 ? * FRI#6", 15),
        ("0 0 0 ? * MONDAY", 11),
        ("0 0/0 * * * ?", 5),
        ("0 ,5 * * * ?", 3),
        ("0 ? * * * ?", 3),
        ("0 0 0 L-31 * ?", 9),
        ("0 0 0 1 1 ? 2030-2020", 13),
        (" 30 0 0 * * ?", 2),
    ],
)
def test_a_cron_error_tells_its_column(expression: str, column: int) -> None:
    (problem,) = problems(recurrence=cron(expression))
    assert (problem.code, problem.field) == ("cron_error", "schedule.recurrence.expression")
    assert problem.column == column
    assert problem.message.endswith(".")


def test_a_job_depends_on_a_hundred_jobs_at_most() -> None:
    upstream = [{"job": f"job{number}"} for number in range(101)]
    assert told(recurrence=DAILY, depends_on=upstream[:100]) == []
    assert told(recurrence=DAILY, depends_on=upstream) == [
        ("too_many_dependencies", "error", "schedule.depends_on")
    ]
    (found,) = problems(recurrence=DAILY, depends_on=upstream)
    assert "101" in found.message
    assert "100" in found.message


@pytest.mark.parametrize("zone", ["localtime", "posixrules"])
def test_a_zone_is_the_same_on_every_machine(zone: str) -> None:
    assert told(recurrence=DAILY, zone=zone) == [("unknown_zone", "error", "schedule.zone")]
