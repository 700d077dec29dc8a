"""R27 in zones whose midnight is missing, late or doubled."""

from datetime import UTC, date, datetime

import pytest

from millrace.domain.local_times import day_start, hour_start, start_of_month_of


@pytest.mark.parametrize(
    ("day", "zone", "start"),
    [
        (date(2024, 5, 6), "Asia/Shanghai", "2024-05-05T16:00+00:00"),
        (date(2018, 11, 4), "America/Sao_Paulo", "2018-11-04T03:00+00:00"),  # begins at 01:00
        (date(1919, 3, 31), "America/Toronto", "1919-03-31T04:30+00:00"),  # 23:30 became 00:30
        (date(2023, 10, 29), "Atlantic/Azores", "2023-10-29T00:00+00:00"),  # 00:00 comes twice
        (date(2011, 12, 31), "Pacific/Apia", "2011-12-30T10:00+00:00"),  # the 30th did not exist
    ],
)
def test_a_day_begins_with_its_first_instant(day: date, zone: str, start: str) -> None:
    assert day_start(day, zone) == datetime.fromisoformat(start)


def test_a_clock_hour_begins_in_its_own_pass() -> None:
    """02:40 comes twice in Berlin; an hour back is sixty minutes."""
    second_pass = datetime(2023, 10, 29, 1, 40, tzinfo=UTC)
    assert hour_start(second_pass, "Europe/Berlin") == datetime(2023, 10, 29, 1, 0, tzinfo=UTC)
    assert hour_start(second_pass, "Asia/Kathmandu") == datetime(2023, 10, 29, 1, 15, tzinfo=UTC)


def test_months_go_back_over_the_year() -> None:
    moment = datetime(2024, 1, 31, 23, 30, tzinfo=UTC)  # February in Berlin
    assert start_of_month_of(moment, "Europe/Berlin", -2) == datetime(2023, 11, 30, 23, 0, tzinfo=UTC)
