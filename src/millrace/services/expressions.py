"""Trying out an expression in the designer: its value as an instance would see it, as far as is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from millrace.domain.calendars import WorkCalendar
from millrace.domain.el import template
from millrace.domain.el.errors import ElError
from millrace.domain.el.scope import JobFacts, ParamValue, Scope
from millrace.domain.errors import InvalidInput
from millrace.services.calling import Caller
from millrace.services.tools import Tools
from millrace.services.working_days import calendar_of

_PREVIEW_JOB = "preview"


@dataclass(frozen=True, slots=True)
class Trial:
    """A template with the facts to try it with; what is left out is the present and the workspace's zone."""

    text: str
    plan_time: datetime | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class TrialResult:
    """A value, or what is wrong and where (column from 1)."""

    ok: bool
    type: str | None = None
    value: Any = None
    text: str | None = None
    message: str | None = None
    column: int | None = None


class Expressions:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def evaluate(self, caller: Caller, trial: Trial) -> TrialResult:
        """The value of the template. Errors of the expression are an answer, not an exception."""
        now = self._tools.clock.now()
        zone = trial.zone or self._zone(caller)
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise InvalidInput(detail=f"There is no time zone {zone!r}.", field="zone") from None
        plan_time = trial.plan_time or now
        scope = Scope(
            zone=zone,
            now=now,
            job=JobFacts(_PREVIEW_JOB, plan_time=plan_time, start_time=now, params=trial.params),
            params={name: ParamValue(value) for name, value in trial.params.items()},
            variables=dict(trial.params),
            calendars=self._calendars(caller, trial.text),
        )
        try:
            found = template.evaluate(trial.text, scope)
        except ElError as error:
            return TrialResult(ok=False, message=error.message, column=error.column)
        return TrialResult(ok=True, type=found.type, value=as_json(found.value), text=found.text)

    def _calendars(self, caller: Caller, text: str) -> Mapping[str, WorkCalendar]:
        """Those that the text names; the job's own is not known here, Monday to Friday stands for it."""
        asked = template.references(text)
        if not asked.calendars and not asked.any_calendar:
            return {}
        with self._tools.store.read() as session:
            records = session.calendars.list(caller.workspace_id)
        return {record.name: calendar_of(record) for record in records}

    def _zone(self, caller: Caller) -> str:
        with self._tools.store.read() as session:
            return next((ws.zone for ws in session.admin.workspaces() if ws.id == caller.workspace_id), "UTC")


def as_json(value: Any) -> Any:
    """A value of an expression as JSON carries it; times in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {str(name): as_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return value
