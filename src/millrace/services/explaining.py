"""Why an instance waits (R54): everything it needs before it runs, with what can be done about it.

Nothing of the engine's memory is asked: all comes from the store, by the rules that the engine itself uses.
"""

from collections.abc import Sequence
from datetime import datetime

from millrace.domain.ids import InstanceId
from millrace.domain.instance import InstanceStatus, Trigger, is_final
from millrace.domain.job import JobDefinition
from millrace.ports.records import InstanceSummary
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.drafts import load_draft
from millrace.services.finding import the_instance
from millrace.services.tools import Tools
from millrace.services.uses import Uses
from millrace.services.waiting_in_task import Plans, asked_by_task, task_parts
from millrace.services.waiting_parts import Looked, own_parts
from millrace.services.waiting_places import place_parts
from millrace.services.waiting_upstream import UpstreamParts, asked_by_schedule, first_cause
from millrace.services.waiting_views import Explanation, WaitingPart
from millrace.services.waiting_words import STATUS, clock_time, local_day

REASONS = (
    "confirmation",
    "upstream",
    "upstream_end",
    "previous_cycle",
    "listening",
    "concurrency",
    "task_group",
    "workspace_limit",
)
"""R54, in its order; an instance listens (R108) before it takes its place."""
_WAITING = (InstanceStatus.WAITING, InstanceStatus.WAITING_CONFIRMATION)


class Explaining:
    """See the module."""

    def __init__(self, tools: Tools, uses: Uses) -> None:
        self._tools = tools
        self._uses = uses
        self._plans = Plans()

    def why(self, caller: Caller, instance_id: InstanceId) -> Explanation:
        """The instance with all that it needs; NotFound. One that has begun needs nothing any more."""
        now = self._tools.clock.now()
        with self._tools.store.read() as session:
            summary = the_instance(session, caller, instance_id)
            if summary.status not in (*_WAITING, InstanceStatus.FROZEN):
                return Explanation(instance_id, False, None, _past(summary), None, [])
            definition = load_draft(session, caller.workspace_id, summary.instance.definition_hash).definition
            looked = Looked(session, caller, summary, definition or JobDefinition())
            return self._explain(looked, now)

    def _explain(self, looked: Looked, now: datetime) -> Explanation:
        summary = looked.summary
        parts = [*self._upstream(looked)]
        parts += place_parts(looked, self._tools, self._uses)
        waiting = summary.status in _WAITING
        missing = [part for part in parts if not part.ok]
        reason = next((word for word in REASONS if any(part.kind == word for part in missing)), None)
        late = int((now - summary.instance.plan_time).total_seconds())
        return Explanation(
            instance_id=summary.instance.id,
            waiting=waiting,
            reason=reason if waiting else None,
            sentence=_sentence(looked.session, summary, parts, reason),
            late_seconds=late if waiting and late > 0 else None,
            parts=parts,
        )

    def _upstream(self, looked: Looked) -> Sequence[WaitingPart]:
        """What depends on other instances, and on the instance's own job."""
        trigger = looked.summary.instance.trigger
        if trigger is Trigger.SCHEDULE:
            return [*UpstreamParts(looked, asked_by_schedule(looked)).parts(), *own_parts(looked)]
        place = self._plans.find(looked) if trigger is Trigger.PATCHDATA else None
        if place is None:
            return own_parts(looked)
        upstream = UpstreamParts(looked, asked_by_task(place)).parts()
        return [*upstream, *own_parts(looked), *task_parts(looked, place)]


def _past(summary: InstanceSummary) -> str:
    zone = summary.instance.zone
    day = local_day(summary.instance.plan_time, zone)
    word = STATUS[summary.status]
    if is_final(summary.status) and summary.ended_at is not None:
        return f"It does not wait: it is {word} since {clock_time(summary.ended_at, zone, day)}."
    if summary.started_at is not None:
        began = clock_time(summary.started_at, zone, day)
        return f"It does not wait: it began at {began} and is {word}."
    return f"It does not wait: it is {word}."


def _sentence(
    session: Session, summary: InstanceSummary, parts: Sequence[WaitingPart], reason: str | None
) -> str:
    if summary.status is InstanceStatus.FROZEN:
        return "It is frozen: it does not run before somebody unfreezes it, and counts as failed meanwhile."
    missing = [part for part in parts if not part.ok]
    if not missing:
        return "Everything it needs is in place; it starts now."
    main = next((part for part in missing if part.kind == reason), missing[0])
    upstream = main.kind in ("upstream", "upstream_end")
    text = first_cause(session, summary, main) if upstream else main.text
    others = len(missing) - 1
    rest = (
        " Everything else it needs is in place."
        if not others
        else f" {others} more of what it needs {'is' if others == 1 else 'are'} missing."
    )
    return text + rest
