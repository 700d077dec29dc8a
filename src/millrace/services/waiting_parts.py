"""What an instance needs of its own job: confirmation, calendar, its predecessor, a place (R54)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from millrace.domain.instance import BY_HAND, InstanceStatus, StateClass, Trigger, state_class
from millrace.domain.job import JobDefinition
from millrace.domain.permissions import Permission
from millrace.domain.schedule import Schedule
from millrace.ports.records import InstanceSummary
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.waiting_views import Link, WaitingPart
from millrace.services.waiting_words import STATUS, are, clock_time, local_day, of_places
from millrace.services.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Looked:
    """An instance that waits, in one transaction, with the definition that it will run."""

    session: Session
    caller: Caller
    summary: InstanceSummary
    definition: JobDefinition
    schedule: Schedule = field(init=False)

    def __post_init__(self) -> None:
        """The schedule, or one that asks for nothing."""
        object.__setattr__(self, "schedule", self.definition.schedule or Schedule())

    def may(self, *commands: str, when: bool = True) -> Sequence[str]:
        """These commands, if the caller may give them and they make sense."""
        allowed = Permission.INSTANCE_OPERATE in self.caller.permissions
        return commands if when and allowed else ()


def own_parts(looked: Looked) -> list[WaitingPart]:
    """In the order of the screen."""
    parts = [_confirmation(looked)]
    if looked.summary.instance.trigger is Trigger.SCHEDULE:
        parts = [_previous(looked), *parts, _calendar(looked), _listening(looked), _concurrency(looked)]
    elif looked.summary.instance.trigger in BY_HAND and looked.definition.schedule is not None:
        parts.append(_concurrency(looked))
    return parts


def _confirmation(looked: Looked) -> WaitingPart:
    waits = looked.summary.status is InstanceStatus.WAITING_CONFIRMATION
    if waits:
        text = "It waits until somebody confirms it."
    else:
        text = "Confirmed." if looked.schedule.confirm else "Not asked for."
    return WaitingPart("confirmation", not waits, text, actions=looked.may("confirm", when=waits))


def _previous(looked: Looked) -> WaitingPart:
    """R104: only the one instance before is looked at; a canceled one does not block."""
    instance = looked.summary.instance
    if not looked.schedule.self_dependent:
        return WaitingPart("previous_cycle", True, "The job does not depend on its own previous instance.")
    before = looked.session.waiting.before(
        instance.job_id, instance.trigger, instance.batch, instance.plan_time
    )
    if before is None:
        return WaitingPart("previous_cycle", True, "There is no earlier instance of the job.")
    good = state_class(before.status) is StateClass.GOOD or before.status is InstanceStatus.CANCELED
    at = clock_time(before.key.plan_time, instance.zone, local_day(instance.plan_time, instance.zone))
    text = f"Its previous instance {at} is {STATUS[before.status]}"
    text += "." if good else ", and has to be good first."
    return WaitingPart("previous_cycle", good, text, link=Link("instance", before.id))


def _calendar(looked: Looked) -> WaitingPart:
    """R20, R21: it delays nothing, it may make the instance run dry."""
    name, instance = looked.schedule.calendar, looked.summary.instance
    if not name:
        return WaitingPart("calendar", True, "No calendar.")
    record = looked.session.calendars.by_name(instance.workspace_id, name)
    if record is None:
        return WaitingPart("calendar", True, f"There is no calendar {name}; every day counts as working.")
    works = WorkingDays(looked.session).works(
        instance.workspace_id, looked.schedule, instance.zone, instance.plan_time
    )
    day = local_day(instance.plan_time, instance.zone).isoformat()
    kind = "a working day" if works else "no working day, so it runs dry"
    return WaitingPart("calendar", True, f"{name}: {day} is {kind}.", link=Link("calendar", record.id))


def _listening(looked: Looked) -> WaitingPart:
    """R108."""
    listening, instance = looked.schedule.listening, looked.summary.instance
    if listening is None:
        return WaitingPart("listening", True, "Off.")
    state = looked.session.instances.load([instance.id])[instance.id][1]
    if state.run_number > 1 or state.dry_run:
        return WaitingPart("listening", True, "Reruns and dry runs look for nothing.")
    if state.listening_since is None:
        return WaitingPart("listening", True, f"Looks for {listening.path} once its turn has come.")
    until = state.listening_since + timedelta(minutes=listening.timeout_minutes)
    end = clock_time(until, instance.zone, local_day(instance.plan_time, instance.zone))
    if state.admitted:
        return WaitingPart("listening", True, f"It has found {listening.path}.")
    text = (
        f"It looks for a new file under {listening.path}, every {listening.interval_minutes} min, "
        f"and fails if there is none by {end}."
    )
    return WaitingPart("listening", False, text)


def _concurrency(looked: Looked) -> WaitingPart:
    """R103: a place is taken from the moment it is given until the instance ends."""
    instance = looked.summary.instance
    most = 1 if looked.schedule.self_dependent else looked.schedule.concurrency
    holders = looked.session.waiting.taking_places([instance.job_id])
    if any(brief.id == instance.id for brief in holders):
        place = "the only place" if most == 1 else f"one of {most:,} places"
        return WaitingPart("concurrency", True, f"It has {place} of its job.")
    taken = len(holders)
    text = f"{of_places(taken, most)} of the job {are(taken)} taken."
    if taken < most:
        return WaitingPart("concurrency", True, text)
    day = local_day(instance.plan_time, instance.zone)
    first = min(holders, key=lambda brief: brief.key.plan_time)
    at = clock_time(first.key.plan_time, instance.zone, day)
    text = f"It waits for a place: {text[:-1]}, one by {at}, which is {STATUS[first.status]}."
    return WaitingPart("concurrency", False, text, link=Link("instance", first.id))
