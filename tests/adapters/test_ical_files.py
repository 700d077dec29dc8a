"""iCalendar files: repetitions, zones, whole days, and files that mean harm."""

from datetime import date

import pytest

from millrace.adapters.ical_files import IcalFiles
from millrace.domain.schedule_errors import InvalidCalendarFile
from millrace.ports.calendar_files import DaysOfFile

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)


def event(*lines: str, uid: str = "1", summary: str = "Feast") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{summary}", *lines, "END:VEVENT"])


def file(*events: str, head: str = "") -> str:
    return (
        "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//t//EN", *filter(None, [head]), *events])
        + "\r\nEND:VCALENDAR\r\n"
    )


def read(text: str, zone: str = "Europe/Berlin", seconds: float = 20.0) -> DaysOfFile:
    return IcalFiles(seconds).days(text, zone, FIRST, LAST)


def days(text: str, zone: str = "Europe/Berlin") -> list[str]:
    return [day.isoformat() for day in read(text, zone).days]


def test_a_yearly_event_repeats_within_the_bounds() -> None:
    text = file(event("DTSTART;VALUE=DATE:20101225", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20271225"))
    assert days(text) == ["2026-12-25", "2028-12-25"]


def test_the_last_monday_of_may() -> None:
    text = file(event("DTSTART;VALUE=DATE:20200525", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO"))
    assert days(text) == ["2026-05-25", "2027-05-31", "2028-05-29"]


def test_a_range_of_whole_days_ends_before_its_end() -> None:
    text = file(event("DTSTART;VALUE=DATE:20251230", "DTEND;VALUE=DATE:20260103"))
    assert days(text) == ["2026-01-01", "2026-01-02"]


def test_a_moved_occurrence_is_where_it_was_moved_to() -> None:
    moved = event("RECURRENCE-ID;VALUE=DATE:20270501", "DTSTART;VALUE=DATE:20270503")
    text = file(event("DTSTART;VALUE=DATE:20260501", "RRULE:FREQ=YEARLY;COUNT=3"), moved)
    assert days(text) == ["2026-05-01", "2027-05-03", "2028-05-01"]


def test_midnight_to_midnight_is_a_whole_day_in_its_own_zone() -> None:
    own = event("DTSTART;TZID=Asia/Tokyo:20260101T000000", "DTEND;TZID=Asia/Tokyo:20260103T000000")
    assert days(file(own)) == ["2026-01-01", "2026-01-02"]


def test_times_in_utc_are_read_in_the_workspaces_zone() -> None:
    text = file(event("DTSTART:20260430T220000Z", "DTEND:20260501T220000Z"))
    assert days(text) == ["2026-05-01"]
    assert days(text, "UTC") == []


def test_what_gives_no_days_is_named_with_its_reason() -> None:
    found = read(
        file(
            event("DTSTART:20260101T100000Z", uid="1", summary="Meeting"),
            event("DTSTART;VALUE=DATE:20260201", "STATUS:CANCELLED", uid="2", summary="Off"),
            event("DTSTART;VALUE=DATE:20260201", "RRULE:FREQ=SECONDLY", uid="3", summary="Ticks"),
            event("DTSTART;VALUE=DATE:20200201", uid="4", summary="Past"),
            event(uid="5", summary="Never"),
        )
    )
    assert list(found.days) == []
    whys = {item.summary: item.why for item in found.skipped}
    assert set(whys) == {"Meeting", "Off", "Ticks", "Past", "Never"}
    assert "time of day" in whys["Meeting"]
    assert "canceled" in whys["Off"]
    assert "within a day" in whys["Ticks"]
    assert "2026-01-01" in whys["Past"]
    assert "no begin" in whys["Never"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no calendar"),
        ("hello", "no iCalendar"),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "no calendar"),
        ("\x00\x01\x02", "no iCalendar"),
        (file(*[event(uid=str(number)) for number in range(20_001)]), "more than 20,000"),
    ],
    ids=["empty", "words", "cut off", "bytes", "many"],
)
def test_what_is_no_calendar_is_refused(text: str, word: str) -> None:
    with pytest.raises(InvalidCalendarFile, match=word):
        read(text)


def test_a_file_that_would_take_for_ever_is_given_up() -> None:
    rule = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"  # a day that never comes
    text = file(*[event("DTSTART;VALUE=DATE:20000101", rule, uid=str(number)) for number in range(500)])
    with pytest.raises(InvalidCalendarFile, match="within 2 seconds"):
        read(text, seconds=2.0)


def test_a_file_that_would_fill_the_memory_is_given_up() -> None:
    rule = "RRULE:FREQ=DAILY"
    text = file(*[event("DTSTART;VALUE=DATE:00010101", rule, uid=str(number)) for number in range(5000)])
    with pytest.raises(InvalidCalendarFile):
        read(text, seconds=5.0)
