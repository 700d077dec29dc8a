"""Working days in real orders (R150): the calendars that texts name go along, and no others."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest

from millrace.domain.ids import CalendarId
from millrace.domain.instance import InstanceStatus, NodeRunStatus
from millrace.engine.order_calendars import CalendarNames, calendars_in
from millrace.ports.attempts import AttemptWork
from millrace.ports.records import Stamp
from millrace.ports.schedule_records import CalendarRecord
from millrace.services.evaluating import UnresolvedError
from millrace.worker.rendering import Renderer
from tests.builders import a_node
from tests.engine.mill import Mill

MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)
OWN = "#{Job.getPreviousWorkday(1, 'yyyyMMdd')}"
FEAST = "#{Job.getCalendarPreviousWorkday('feasts', 1, 'yyyyMMdd')}"
ANY = "#{Job.getCalendarNextNonWorkday('${which}', 1, 'yyyyMMdd')}"


def calendar(mill: Mill, name: str, *days_off: str, week: str = "MON_FRI") -> None:
    stamp = Stamp("ada", MONDAY)
    overrides = dict.fromkeys(days_off, False)
    record = CalendarRecord(CalendarId(0), mill.ws, name, week, overrides, 0, stamp, stamp)
    mill.store.write(lambda session: session.calendars.add(record))


def order(mill: Mill, script: str, zone: str = "UTC", **more: Any) -> AttemptWork:
    """What the worker gets for a Shell node with that script, after a journey as JSON."""
    mill.join()
    node = a_node("a", "shell", properties={"script": script})
    mill.run({"nodes": [node], "edges": [], **more}, plan_time=MONDAY, zone=zone)
    return AttemptWork(**json.loads(json.dumps(asdict(mill.take()))))


def rendered(work: AttemptWork) -> str:
    return Renderer(work, MONDAY).text(work.properties["script"], "script")


def test_the_jobs_own_calendar(mill: Mill) -> None:
    calendar(mill, "works", "2026-11-20")  # the Friday before
    calendar(mill, "feasts")
    work = order(mill, OWN, schedule={"calendar": "works"})
    assert rendered(work) == "20261119"
    assert (work.calendars, bool(work.calendar)) == ({}, True)


def test_a_job_without_a_calendar_works_from_monday_to_friday(mill: Mill) -> None:
    assert rendered(order(mill, OWN)) == "20261120"


def test_a_calendar_by_name_and_no_other(mill: Mill) -> None:
    for name in ("feasts", "others"):
        calendar(mill, name, "2026-11-20", "2026-11-19", week="MON_SUN")
    work = order(mill, FEAST, schedule={"calendar": "others"})
    assert rendered(work) == "20261122"
    assert set(work.calendars) == {"feasts"}
    assert work.calendar == {}


def test_a_calendar_that_a_parameter_names(mill: Mill) -> None:
    calendar(mill, "feasts", "2026-11-25")
    work = order(mill, ANY, params=[{"name": "which", "value": "feasts"}])
    assert rendered(work) == "20261125"


def test_a_parameter_that_asks_for_a_working_day(mill: Mill) -> None:
    calendar(mill, "feasts", "2026-11-20")
    work = order(mill, "echo ${day}", params=[{"name": "day", "value": FEAST}])
    assert rendered(work) == "echo 20261119"


def test_the_day_is_that_of_the_instances_zone(mill: Mill) -> None:
    calendar(mill, "works", "2026-11-20")
    work = order(mill, OWN, zone="America/New_York", schedule={"calendar": "works"})
    assert work.zone == "America/New_York"
    assert rendered(work) == "20261119"  # there it is still Sunday, and Friday is off
    assert Renderer(work, MONDAY).text("#{Job.getPlanTime('yyyyMMdd HH')}", "x") == "20261122 20"


def test_orders_without_such_texts_carry_no_calendar(mill: Mill) -> None:
    calendar(mill, "works", "2026-11-20")
    work = order(mill, "echo #{Job.getPlanTime('yyyy')}", schedule={"calendar": "works"})
    assert (work.calendar, work.calendars) == ({}, {})


def test_dates_far_away_stay_at_home(mill: Mill) -> None:
    calendar(mill, "works", "2020-01-01", "2026-11-20", "2040-01-01")
    work = order(mill, OWN, schedule={"calendar": "works"})
    assert work.calendar is not None
    assert work.calendar["overrides"] == {"2026-11-20": False}


@pytest.mark.parametrize(
    ("script", "said"), [(OWN, "the job's calendar does not exist"), (FEAST, "there is no calendar 'feasts'")]
)
def test_a_calendar_that_is_gone_is_an_error_and_no_guess(mill: Mill, script: str, said: str) -> None:
    work = order(mill, script, schedule={"calendar": "works"})
    with pytest.raises(UnresolvedError, match=said):
        rendered(work)


def test_a_condition_on_working_days(mill: Mill) -> None:
    calendar(mill, "feasts", "2026-11-20")
    mill.join()
    text = "#{Job.getCalendarPreviousWorkday('feasts', 1, 'yyyyMMdd') == '20261119'}"
    nodes = [a_node("a", "shell"), a_node("b"), a_node("c")]
    edges = [
        {"source": "a", "target": "b", "condition": text},
        {"source": "a", "target": "c", "condition": text.replace("19'", "20'")},
    ]
    made = mill.run({"nodes": nodes, "edges": edges}, plan_time=MONDAY)
    mill.work_off()
    assert mill.status(made) is InstanceStatus.SUCCESS
    assert mill.node(made, "b").status is NodeRunStatus.SUCCESS
    assert mill.node(made, "c").status is NodeRunStatus.SKIPPED


def test_what_texts_ask_for() -> None:
    assert calendars_in([OWN]) == CalendarNames(own=True)
    assert calendars_in([FEAST, "plain", OWN]) == CalendarNames(frozenset({"feasts"}), own=True)
    assert calendars_in(["#{Job.getCalendarNextWorkday(1, 'yyyy')}"]) == CalendarNames(own=True)
    assert calendars_in([ANY]).any
    assert calendars_in(["#{Job.getCalendarNextWorkday(name, 1, 'yyyy')}"]).any
    assert not calendars_in(["Workday", "#{Job.name}"])
