"""The days of an iCalendar text: a program of its own, so that no file can hold up or fill the server.

Run by `ical_files`: reads {"text", "zone", "first", "last"} as JSON from standard input and writes
{"days", "skipped"} or {"error"} to standard output. It imports nothing of Millrace.
"""

import contextlib
import json
import resource
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

MAX_EVENTS = 20_000
MAX_SKIPPED = 1000
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 20
_WITHIN_A_DAY = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_TIMED = "It has a time of day; only events of whole days count."
_SHOWN = 200
MIDNIGHT = time()


def days_of(text: str, zone: str, first: date, last: date) -> Mapping[str, Any]:
    """The days and what was skipped, as lists, or an error."""
    try:
        calendars = [found for found in Calendar.from_ical(text, multiple=True) if found.name == "VCALENDAR"]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        return {"error": f"it is no iCalendar text ({str(error)[:100]})."}
    if not calendars:
        return {"error": "it holds no calendar. Export it as iCalendar (.ics) and try again."}
    if sum(len(found.walk("VEVENT")) for found in calendars) > MAX_EVENTS:
        return {"error": f"it holds more than {MAX_EVENTS:,} events. Export fewer."}
    days: set[date] = set()
    skipped: list[tuple[str, str]] = []
    for found in calendars:
        _take(found, ZoneInfo(zone), (first, last), days, skipped)
    return {"days": sorted(day.isoformat() for day in days), "skipped": skipped[:MAX_SKIPPED]}


def _take(
    calendar: Any,
    zone: ZoneInfo,
    bounds: tuple[date, date],
    days: set[date],
    skipped: list[tuple[str, str]],
) -> None:
    """Add the days of one calendar."""
    kept: list[Any] = []
    barren: dict[str, str] = {}
    for part in calendar.subcomponents:
        why = _refusal(part, zone) if part.name == "VEVENT" else None
        if why:
            skipped.append((_summary(part), why))
            continue
        kept.append(part)
        if part.name == "VEVENT":
            barren.setdefault(_key(part), _summary(part))
    calendar.subcomponents = kept
    first, last = bounds
    events = recurring_ical_events.of(calendar, skip_bad_series=True)
    timed: dict[str, str] = {}
    for event in events.between(first, last + timedelta(days=1)):
        found = _whole_days(event, zone)
        barren.pop(_key(event), None)
        if found is None:
            timed[_key(event)] = _summary(event)
        elif not _is_canceled(event):
            days.update(_within(found, bounds))
    skipped += [(summary, _TIMED) for summary in timed.values()]
    why = f"It has no day between {first} and {last} that can be read."
    skipped += [(summary, why) for summary in barren.values()]


def _refusal(event: Any, zone: ZoneInfo) -> str | None:
    """Why an event is not even looked at."""
    if event.get("DTSTART") is None:
        return "It has no begin."
    if _is_canceled(event) and event.get("RECURRENCE-ID") is None:
        return "It is canceled."
    rules = event.get("RRULE")
    for rule in rules if isinstance(rules, list) else [rules] if rules is not None else []:
        if _WITHIN_A_DAY & {str(word).upper() for word in _listed(rule.get("FREQ"))}:
            return "It repeats within a day."
    if event.get("RECURRENCE-ID") is None and _is_timed(event, zone):
        return _TIMED
    return None


def _is_timed(event: Any, zone: ZoneInfo) -> bool:
    with contextlib.suppress(AttributeError, ValueError, TypeError):
        start = event.decoded("DTSTART")
        return isinstance(start, datetime) and _local(start, zone).time() != MIDNIGHT
    return False


def _whole_days(event: Any, zone: ZoneInfo) -> tuple[date, date] | None:
    """First day and the day after the last; None for an event with times of day."""
    start, end = event.decoded("DTSTART"), event.decoded("DTEND", None)
    if isinstance(start, datetime):
        if not isinstance(end, datetime):
            return None
        start, end = _local(start, zone), _local(end, zone)
        if start.time() != MIDNIGHT or end.time() != MIDNIGHT or end <= start:
            return None
        return start.date(), end.date()
    if not isinstance(end, date) or isinstance(end, datetime) or end <= start:
        end = start + timedelta(days=1)
    return start, end


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The wall time that is meant: in the event's own zone; times in UTC are read in ours."""
    in_utc = moment.tzinfo is not None and (
        moment.tzinfo is UTC or str(getattr(moment.tzinfo, "key", moment.tzname())) in ("UTC", "Etc/UTC")
    )
    return (moment.astimezone(zone) if in_utc else moment).replace(tzinfo=None)


def _within(days: tuple[date, date], bounds: tuple[date, date]) -> Iterator[date]:
    begin, end = max(days[0], bounds[0]), min(days[1], bounds[1] + timedelta(days=1))
    for offset in range((end - begin).days):
        yield begin + timedelta(days=offset)


def _is_canceled(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _key(event: Any) -> str:
    return str(event.get("UID", "")) or _summary(event)


def _summary(event: Any) -> str:
    return str(event.get("SUMMARY", "")).strip()[:_SHOWN] or "(without a title)"


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def main() -> None:
    """One file in, its days out, within bounds of time and memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with contextlib.suppress(ValueError, OSError):  # not every system knows it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asked = json.load(sys.stdin)
    try:
        bounds = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
        answer = days_of(asked["text"], asked["zone"], *bounds)
    except Exception as error:  # whatever a foreign file breaks, breaks only this program
        answer = {"error": f"its events cannot be worked out ({type(error).__name__}: {str(error)[:100]})."}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
