"""Every case of the table of cron expressions (R23, and R17, R18 at changes of the clock)."""

from datetime import datetime, timedelta
from itertools import islice

import pytest

from millrace.domain import cron, plan_times
from millrace.domain.schedule import Cron
from tests.cases.loading import Case, case_params


@pytest.mark.parametrize("case", case_params("cron"))
def test_case(case: Case) -> None:
    if case["expect"].get("error"):
        with pytest.raises(cron.CronError):
            cron.parse(case["expression"])
        return
    recurrence = Cron(type="cron", expression=case["expression"])
    after = datetime.fromisoformat(case["after"])
    later = after + timedelta(microseconds=1)
    found = plan_times.slots(recurrence, case["timezone"], later, plan_times.FAR_FUTURE)
    expected = [datetime.fromisoformat(text) for text in case["expect"]["next"]]
    assert list(islice(found, case["count"])) == expected
