"""Reports and free places of one turn of the loop go to the server in one message."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from millrace.ports.attempts import AttemptReport

_FIELDS = tuple(field.name for field in fields(AttemptReport))


def as_document(report: AttemptReport) -> dict[str, Any]:
    """A report as it goes over the link."""
    return {name: getattr(report, name) for name in _FIELDS}


class Outbox:
    """Gathers; sends once per turn."""

    def __init__(
        self, send: Callable[[Mapping[str, Any]], None], sent: Callable[[Sequence[int]], None]
    ) -> None:
        """`sent` is told whose reports have been handed to the link."""
        self._send = send
        self._sent = sent
        self._reports: list[AttemptReport] = []
        self._light = 0
        self._heavy = 0
        self._is_due = False

    def report(self, report: AttemptReport) -> None:
        """An attempt ended."""
        self._reports.append(report)
        self._plan()

    def free(self, *, is_heavy: bool) -> None:
        """A place is free again."""
        if is_heavy:
            self._heavy += 1
        else:
            self._light += 1
        self._plan()

    def flush(self) -> None:
        """Send what is gathered now."""
        self._is_due = False
        reports, light, heavy = self._reports, self._light, self._heavy
        self._reports, self._light, self._heavy = [], 0, 0
        if reports:
            documents = [as_document(report) for report in reports]
            self._send({"t": "report", "reports": documents, "light": light, "heavy": heavy})
            self._sent([report.attempt_id for report in reports])
        elif light or heavy:
            self._send({"t": "offer", "light": light, "heavy": heavy})

    def _plan(self) -> None:
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self.flush)
