"""What the planner remembers: every open span with its next plan time, the earliest on top (R25).

Nothing is looked at before its time. All of it comes from the store, and is read again when an engine takes
the lead.
"""

import heapq
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from millrace.domain.ids import JobId
from millrace.domain.plan_times import FAR_PAST
from millrace.engine.messages import SlotsDue
from millrace.engine.timers import Timers
from millrace.ports.schedule_records import SpanRecord
from millrace.ports.store import Session
from millrace.services.slot_source import SlotSource
from millrace.services.slots import SpanSlots

_log = logging.getLogger(__name__)

MISSED_AFTER = timedelta(seconds=60)
"""Plan times that passed longer than this before an engine took the lead were missed (R26)."""
BEAT = timedelta(seconds=30)
"""How often an idle planner looks around and says how far it is."""
AHEAD = timedelta(seconds=10)
"""How long before a plan time its definition is made ready."""
MOMENT = timedelta(microseconds=1)
"""The least difference of two instants: bounds that include and bounds that exclude differ by it."""


@dataclass(slots=True)
class Planned:
    """A job that is scheduled now. `due`: its next plan time, or the instant its schedule is over."""

    record: SpanRecord
    due: datetime | None = None
    ends: bool = False

    @property
    def job_id(self) -> JobId:
        """Whose span it is."""
        return self.record.job_id


@dataclass(slots=True)
class PlanMemory:
    """See the module."""

    slots: SlotSource = field(default_factory=SpanSlots)
    missed_before: datetime = FAR_PAST
    """Plan times before this passed while no engine led."""
    settled: set[JobId] = field(default_factory=set)
    """Jobs whose missed plan times were dealt with since then."""
    looked_at: datetime | None = None
    written_at: datetime | None = None
    changes: int = 0
    """Counts what changes spans and states of schedules: what was read of them before is old then."""
    ready_until: datetime = FAR_PAST
    """Definitions of all plan times before this were made ready, but for those of `unready`."""
    unready: Sequence[JobId] = ()
    _jobs: dict[JobId, Planned] = field(default_factory=dict)
    _heap: list[tuple[datetime, JobId]] = field(default_factory=list)
    _armed: datetime | None = None

    def __len__(self) -> int:
        return len(self._jobs)

    # ---- reading

    def led_from(self, now: datetime) -> None:
        """Nobody led until now, or nobody could look: what passed before is missed."""
        self.missed_before = now - MISSED_AFTER
        self.settled.clear()
        self.looked_at = now

    def rebuild(self, session: Session, now: datetime) -> None:
        """Read the open spans again. A schedule that cannot be read holds up no other."""
        self.changes += 1
        self._jobs.clear()
        self._heap.clear()
        self.settled.clear()
        self._armed = self.written_at = None
        self.ready_until, self.unready = FAR_PAST, ()
        self.looked_at = self.looked_at or now
        planned_until = session.schedules.planned_until()
        # A clock that was set back: what was generated already is in the store and is not made twice.
        done = min(planned_until, now) + MOMENT if planned_until is not None else FAR_PAST
        for record in session.schedules.open_spans():
            try:
                self.put(record, done)
            except Exception as error:
                _log.error("the schedule of job %s cannot be read", record.job_id, exc_info=error)

    # ---- jobs

    def get(self, job_id: JobId) -> Planned | None:
        """The job, if it is scheduled now."""
        return self._jobs.get(job_id)

    def put(self, record: SpanRecord, at: datetime) -> Planned:
        """This is the job's open span now; its plan times from `at` on are to be made."""
        self.changes += 1
        planned = Planned(record)
        self._jobs[record.job_id] = planned
        self.go_on(planned, at)
        return planned

    def drop(self, job_id: JobId) -> None:
        """The job is not scheduled any more."""
        self.changes += 1
        self._jobs.pop(job_id, None)

    def go_on(self, planned: Planned, at: datetime) -> None:
        """Find the first plan time at `at` or later, and keep it in its place."""
        span, job_id = planned.record.span, planned.job_id
        planned.due = self.slots.next_from(job_id, span, max(at, span.begins_at))
        planned.ends = False
        closes = self.slots.closes_at(job_id, span)
        if planned.due is None and closes is not None:
            planned.due, planned.ends = max(closes, span.begins_at) + MOMENT, True
        if planned.due is not None:
            heapq.heappush(self._heap, (planned.due, job_id))

    # ---- time

    def pop(self, now: datetime) -> Planned | None:
        """The job whose turn it is; whoever takes it says by `go_on` or `put` when it is due next."""
        top = self.next_at()
        if top is None or top > now:
            return None
        return self._jobs[heapq.heappop(self._heap)[1]]

    def next_at(self) -> datetime | None:
        """When something is due next."""
        while self._heap:
            at, job_id = self._heap[0]
            planned = self._jobs.get(job_id)
            if planned is not None and planned.due == at:
                return at
            heapq.heappop(self._heap)
        return None

    def due_before(self, until: datetime) -> Sequence[Planned]:
        """Jobs with a plan time before `until`."""
        return [each for each in self._jobs.values() if each.due is not None and each.due < until]

    def done_until(self, now: datetime) -> datetime:
        """All plan times up to this instant were made or left out."""
        top = self.next_at()
        return now if top is None or top > now else top - MOMENT

    def slept(self, now: datetime) -> bool:
        """Whether nobody looked for so long that it is an outage: the machine slept, the clock jumped."""
        return self.looked_at is not None and now - self.looked_at > BEAT + MISSED_AFTER

    def arm(self, timers: Timers) -> None:
        """Let the engine wake when the planner has something to do; never, if nothing is scheduled."""
        if not self._jobs or self.looked_at is None:
            return
        at = self.looked_at + BEAT
        top = self.next_at()
        if top is not None:
            at = min(at, top if top < self.ready_until else max(top - AHEAD, self.looked_at))
        if self._armed is None or at < self._armed:
            self._armed = at
            timers.add(at, SlotsDue())

    @property
    def woken_at(self) -> datetime | None:
        """When the planner looks next."""
        return self._armed

    def woken(self, now: datetime) -> None:
        """The planner looks now."""
        self.looked_at = now
        if self._armed is not None and self._armed <= now:
            self._armed = None
