"""Reading iCalendar files in a program of its own (`ical_days`), with an end to time and memory."""

import json
import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

from millrace.domain.schedule_errors import InvalidCalendarFile
from millrace.ports.calendar_files import DaysOfFile, SkippedEvent

_PROGRAM = Path(__file__).with_name("ical_days.py")
_SECONDS = 15.0
_AT_ONCE = 2
_ENVIRONMENT = ("PATH", "LANG", "SYSTEMROOT")


class IcalFiles:
    """`CalendarFiles` by the library icalendar."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._places = threading.Semaphore(_AT_ONCE)

    def days(self, text: str, zone: str, first: date, last: date) -> DaysOfFile:
        """See the port."""
        asked = {"text": text, "zone": zone, "first": first.isoformat(), "last": last.isoformat()}
        with self._places:
            answer = json.loads(
                self._ask(json.dumps(asked)) or '{"error": "its events need too much memory."}'
            )
        if "error" in answer:
            raise InvalidCalendarFile(detail=answer["error"])
        return DaysOfFile(
            [date.fromisoformat(day) for day in answer["days"]],
            [SkippedEvent(summary, why) for summary, why in answer["skipped"]],
        )

    def _ask(self, asked: str) -> str:
        """What the program says; empty if the system ended it."""
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(_PROGRAM)],
                input=asked,
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=self._seconds,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            detail = f"its events were not worked out within {self._seconds:.0f} seconds. Export fewer."
            raise InvalidCalendarFile(detail=detail) from None
        return done.stdout if done.returncode == 0 else ""
