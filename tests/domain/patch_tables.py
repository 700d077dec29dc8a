"""Reads the PatchData case table: requests, jobs and instances as the domain has them."""

from datetime import date, datetime
from typing import Any

from millrace.domain.calendars import WorkCalendar
from millrace.domain.patchdata import PatchBasis, PatchEntry, PatchJob, PatchPlan, PatchRequest
from millrace.domain.patchdata_plan import make_plan
from millrace.domain.plan_times import instant_of
from millrace.domain.schedule import Schedule
from millrace.domain.workspace_settings import DependencyMode
from tests.cases.loading import Case


def plan_of(case: Case) -> PatchPlan:
    jobs = [_job(each, case["timezone"]) for each in case["jobs"]]
    basis = PatchBasis(
        now=instant_of(datetime.fromisoformat(case["now"]), case["timezone"]),
        zone=case["timezone"],
        mode=DependencyMode(case.get("mode", "natural")),
        calendars={name: _calendar(each) for name, each in case.get("calendars", {}).items()},
    )
    return make_plan(PatchRequest.model_validate(case["request"]), jobs, basis)


def _job(given: dict[str, Any], zone: str) -> PatchJob:
    known = {key: given[key] for key in ("start", "end", "recurrence", "calendar") if key in given}
    schedule = Schedule.model_validate(
        {
            **known,
            "type": given.get("trigger", "periodic"),
            "self_dependent": given.get("self_dependent", False),
            "depends_on": given.get("depends_on", []),
        }
    )
    return PatchJob(given["name"], schedule, given.get("timezone", zone))


def _calendar(given: dict[str, Any]) -> WorkCalendar:
    overrides = {date.fromisoformat(day): working for day, working in given.get("overrides", {}).items()}
    return WorkCalendar(given.get("default_working_days", "MON_FRI"), overrides)


def key_of(entry: PatchEntry) -> tuple[str, datetime]:
    return entry.job, entry.plan_time


def written_key(text: str) -> tuple[str, datetime]:
    """The words `job@plan_time` of the table."""
    job, moment = text.split("@")
    return job, instant_of(datetime.fromisoformat(moment), "UTC")
