"""The gate: which waiting instances begin, and which will never run (R42-R46, R103-R106).

It looks only at instances that a step has touched: new ones, those that wait for one whose state changed, and
those of a job whose place became free. Cancelations come first and are followed to their end, then places are
given, oldest plan time first; both may change other instances, so the gate goes on until nothing changes.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from millrace.domain.dependency_verdicts import Verdict, combined, verdict
from millrace.domain.ids import InstanceId, JobId
from millrace.domain.instance import (
    TAKING_PLACES,
    InstanceStatus,
    StateClass,
    Trigger,
    is_final,
    state_class,
)
from millrace.domain.progress import InstanceMayStart, InstanceMustEnd
from millrace.domain.schedule import ClearWaiting, Schedule
from millrace.engine.keeper import Keepers
from millrace.engine.listening import WORD, listens, must_listen
from millrace.engine.messages import ClearingIsDue
from millrace.engine.needs import DependencyNeed, InstanceNeeds, Needs
from millrace.engine.predecessors import look_at_predecessors
from millrace.engine.step import Step, Working
from millrace.engine.versions import adopt_latest
from millrace.engine.waiting_room import Waiter, WaitingRoom, key_of
from millrace.ports.schedule_records import InstanceKey

CLEARING_INTERVAL = timedelta(hours=1)
"""R106: how often instances that wait too long are looked for."""

_STOPPED = "stopped"
_UNBEGUN = (InstanceStatus.WAITING, InstanceStatus.WAITING_CONFIRMATION)
_MOST_ROUNDS = 100_000
"""Every round ends or admits at least one instance; this only guards us."""


class Gate:
    """See the module. All it remembers is the waiting room in the index."""

    def __init__(self, needs: Needs, keepers: Keepers | None = None) -> None:
        self._needs = needs
        self._keepers = keepers or {}

    def run(self, step: Step) -> None:
        """Cancel and admit until nothing changes any more; to be called with all events settled."""
        for _ in range(_MOST_ROUNDS):
            self.note(step)
            if not self._cancel(step) and not self._admit(step) and not self._others(step):
                return
            step.settle()
        raise RuntimeError("the gate does not come to an end")

    # ---- taking note of what happened

    def note(self, step: Step) -> None:
        """Bring the waiting room up to date."""
        while step.newcomers or step.moved:
            arrived, step.newcomers = step.newcomers, {}
            moved, step.moved = step.moved, {}
            step.load(arrived)
            entering: list[Working] = []
            for instance_id in {**arrived, **moved}:
                working = step.working.get(instance_id)
                if working is not None and self._take_note(step, working, moved.get(instance_id)):
                    entering.append(working)
            self._enter(step, entering)
            step.settle()
        changed, step.changed_upstreams = step.changed_upstreams, set()
        outdated = {key: None for job_id in sorted(changed) for key in step.index.room.dependents(job_id)}
        step.load(outdated)
        self._enter(step, [step.working[key] for key in outdated if key in step.working])

    def _take_note(self, step: Step, working: Working, before: StateClass | None) -> bool:
        """Tell the room what became of an instance; True if it is to enter."""
        instance, status = working.instance, working.state.status
        if is_final(status) or before is not state_class(status):
            step.index.room.changed(key_of(instance), status)
        if instance.trigger not in TAKING_PLACES:
            keeper = self._keepers.get(instance.trigger)
            if keeper is not None:
                keeper.note(step, working, before)
            elif status is InstanceStatus.WAITING and not working.state.admitted:
                step.happen(instance.id, InstanceMayStart())
            return False
        room = step.index.room
        if status in _UNBEGUN:
            if not working.state.admitted:
                room.release(instance.job_id, instance.id)
                return not _begins_at_once(step, working)
            room.hold(instance.job_id, instance.id)
            return not room.admit(instance.id)
        room.leave(instance.id)
        if is_final(status):
            room.release(instance.job_id, instance.id)
        else:
            room.hold(instance.job_id, instance.id)
        return False

    def _enter(self, step: Step, entering: Sequence[Working]) -> None:
        """Let instances into the room, or in again with other needs: one look at the store for all."""
        if not entering:
            return
        room = step.index.room
        waivers = step.session.waiting.waivers([working.instance.id for working in entering])
        waiters: list[Waiter] = []
        for working in entering:
            room.leave(working.instance.id)
            try:
                waiter = self._waiter(step, working)
            except Exception as error:  # one bad schedule must not hold up the others
                step.set_aside(working.instance.id, error)
                continue
            waiter.waive(waivers.get(waiter.instance_id, ()))
            waiters.append(waiter)
        keys = {key for waiter in waiters for key in room.unknown(waiter)}
        found = step.session.waiting.find(keys) if keys else {}
        for waiter in waiters:
            room.enter(waiter)
        for key, brief in found.items():
            working_now = step.working.get(brief.id)
            room.learn(key, working_now.state.status if working_now else brief.status)

    def _waiter(self, step: Step, working: Working) -> Waiter:
        instance = working.instance
        of_schedule = instance.trigger is Trigger.SCHEDULE
        needs = self._needs.of(step.session, instance, working.runnable) if of_schedule else InstanceNeeds()
        return Waiter(
            instance.id,
            instance.workspace_id,
            key_of(instance),
            working.runnable.definition.schedule or Schedule(),
            needs,
            confirmed=working.state.status is InstanceStatus.WAITING,
            admitted=working.state.admitted,
            listens=listens(working),
        )

    # ---- cancelations

    def _cancel(self, step: Step) -> bool:
        """Look at what was touched; True if something ends (R42, R43, R46)."""
        room = step.index.room
        ends = {
            instance_id: "upstream_stopped"
            for job_id in sorted(step.stopped_upstreams)
            for instance_id in room.dependents(job_id)
            if not room.waiters[instance_id].all_waived
        }
        step.stopped_upstreams.clear()
        while room.touched:
            touched, room.touched = room.touched, {}
            waiters = [room.waiters[key] for key in touched if key in room.waiters]
            ready = [waiter for waiter in waiters if not waiter.admitted]
            look_at_predecessors(step, ready)
            for waiter in ready:
                reason = self._look(step, waiter)
                if reason:
                    ends.setdefault(waiter.instance_id, reason)
        if room.clearing_is_due:
            room.clearing_is_due = False
            step.index.timers.add(step.now + CLEARING_INTERVAL, ClearingIsDue())
            for waiter in _expired(step):
                ends.setdefault(waiter.instance_id, "expired")
        for instance_id, reason in ends.items():
            room.wants_place(room.waiters[instance_id], False)
            step.happen(instance_id, InstanceMustEnd(reason))
        return bool(ends)

    def _look(self, step: Step, waiter: Waiter) -> str | None:
        """Find out what the instance lacks; returns the reason if it is to be canceled."""
        room = step.index.room
        lacks, reason = _upstream(room, waiter)
        if reason is None and lacks is None and waiter.confirmed and waiter.is_held_up:
            lacks = "previous_cycle"
        if not waiter.confirmed:
            lacks = "confirmation"
        if lacks is None and reason is None and must_listen(step, waiter):
            lacks = WORD
        waiter.lacks = lacks or "concurrency"
        room.wants_place(waiter, lacks is None and reason is None)
        return reason

    # ---- places

    def _others(self, step: Step) -> bool:
        """What is kept by rules of its own; each is asked, whatever the others say."""
        return any([keeper.run(step) for keeper in self._keepers.values()])

    def _admit(self, step: Step) -> bool:
        """Give the free places of the jobs that were touched; True if something changes (R103, R105)."""
        room = step.index.room
        jobs, room.open_jobs = room.open_jobs, {}
        events: list[tuple[InstanceId, InstanceMayStart | InstanceMustEnd]] = []
        for job_id in jobs:
            found = _places(room, job_id)
            if found:
                events += found
                room.open_jobs[job_id] = None  # a dry run gives its place back at once
        step.load([instance_id for instance_id, _ in events])
        for instance_id, event in events:
            step.index.ears.pop(instance_id, None)
            working = step.working.get(instance_id)
            begins = working is not None and isinstance(event, InstanceMayStart)
            if working is not None and begins and working.instance.trigger is Trigger.SCHEDULE:
                adopt_latest(step, working)
            step.happen(instance_id, event)
        return bool(events)


def _begins_at_once(step: Step, working: Working) -> bool:
    """What is run by hand of a job without a schedule: no setting limits its places (R103)."""
    if working.instance.trigger is Trigger.SCHEDULE or working.runnable.definition.schedule is not None:
        return False
    if working.state.status is not InstanceStatus.WAITING:
        return False
    step.happen(working.instance.id, InstanceMayStart())
    return True


def _upstream(room: WaitingRoom, waiter: Waiter) -> tuple[str | None, str | None]:
    """What is missing upstream (a word of R54), and why the instance is canceled if it is."""
    if waiter.all_waived:
        return None, None
    found = {need.index: _of_need(room, waiter, need) for need in waiter.needs.dependencies}
    joined = combined(found.values())
    if joined is Verdict.CANCEL:
        need = next(n for n in waiter.needs.dependencies if found[n.index] is Verdict.CANCEL)
        return "upstream", _reason(need)
    if joined is Verdict.WAIT:
        stopped = (n for n in waiter.needs.dependencies if n.upstream_state == _STOPPED)
        if any(found[need.index] is Verdict.WAIT for need in stopped):
            return "upstream", "upstream_stopped"
        return "upstream", None
    return ("upstream_end" if joined is Verdict.WAIT_FOR_END else None), None


def _of_need(room: WaitingRoom, waiter: Waiter, need: DependencyNeed) -> Verdict:
    previous = None if need.previous is None else _states(room, waiter, need.previous)
    states = _states(room, waiter, need.keys)
    return verdict(need.dependency, states, previous, when_empty=need.when_empty)


def _states(room: WaitingRoom, waiter: Waiter, keys: Iterable[InstanceKey]) -> list[InstanceStatus | None]:
    """What an operator removed counts as good (R49)."""
    return [
        InstanceStatus.FORCE_SUCCESS if (key.job_id, key.plan_time) in waiter.waived else room.status_of(key)
        for key in keys
    ]


def _reason(need: DependencyNeed) -> str:
    return "upstream_policy" if need.keys else "no_upstream_instance"


def _places(room: WaitingRoom, job_id: JobId) -> list[tuple[InstanceId, InstanceMayStart | InstanceMustEnd]]:
    """Who of the job begins now, and who is skipped by a newer one."""
    candidates = room.candidates(job_id)
    if not candidates:
        return []
    schedule = candidates[-1].schedule
    most = 1 if schedule.self_dependent else schedule.concurrency
    free = most - room.held(job_id)
    if free <= 0:
        return []
    older = [each for each in candidates if each.of_schedule][:-1]
    if schedule.skip_to_latest and older:
        return [(each.instance_id, InstanceMustEnd("skipped_by_newer")) for each in older]
    return [(each.instance_id, InstanceMayStart()) for each in candidates[:free]]


def _expired(step: Step) -> list[Waiter]:
    """Those who have waited longer than their job or workspace allows (R106)."""
    found = []
    for waiter in step.index.room.waiters.values():
        days = _clear_days(step, waiter)
        if waiter.of_schedule and days is not None and step.now - waiter.key.plan_time > timedelta(days=days):
            found.append(waiter)
    return found


def _clear_days(step: Step, waiter: Waiter) -> int | None:
    """How many days the instance may wait; None: for ever."""
    schedule = waiter.schedule
    if schedule.clear_waiting is ClearWaiting.NO:
        return None
    if schedule.clear_waiting is ClearWaiting.YES and schedule.clear_days is not None:
        return schedule.clear_days
    return step.index.places.settings(step.session, waiter.workspace_id).clear_waiting_days
