"""The waiting room: instances that may not begin yet, found again by what they wait for.

It is an index over the store, kept by the gate and built anew when an engine takes the lead. Nothing here
decides; it only says who is touched by a change, so that a step looks at those and not at all who wait.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from millrace.domain.ids import InstanceId, JobId, WorkspaceId
from millrace.domain.instance import Instance, InstanceStatus, Trigger
from millrace.domain.schedule import Schedule
from millrace.engine.needs import InstanceNeeds
from millrace.ports.schedule_records import InstanceKey, Waiver

Key = TypeVar("Key")

_Place = tuple[datetime, InstanceId]
_Chain = tuple[JobId, Trigger, str]


def key_of(instance: Instance) -> InstanceKey:
    """How others name the instance (R1)."""
    return InstanceKey(instance.job_id, instance.trigger, instance.plan_time, instance.batch)


@dataclass(slots=True)
class Waiter:
    """One instance that has not begun."""

    instance_id: InstanceId
    workspace_id: WorkspaceId
    key: InstanceKey
    schedule: Schedule
    needs: InstanceNeeds = field(default_factory=InstanceNeeds)
    waived: frozenset[tuple[JobId, datetime]] = frozenset()
    """Upstream instances it may go without (R49)."""
    all_waived: bool = False
    confirmed: bool = True
    admitted: bool = False
    """It has its place, and only its nodes queue (R103)."""
    listens: bool = False
    """It waits for an object when it lacks nothing else but a place (R108)."""
    is_held_up: bool | None = None
    """Whether the instance it follows holds it up (R104), where it is self-dependent; None: not known."""
    lacks: str | None = None
    """The word of R54 for what it lacked when it was looked at last."""

    @property
    def of_schedule(self) -> bool:
        """Whether it follows others of the schedule, may be skipped and expires; else only places count."""
        return self.key.trigger is Trigger.SCHEDULE

    @property
    def place(self) -> _Place:
        """Its order among those of its job."""
        return self.key.plan_time, self.instance_id

    @property
    def chain(self) -> _Chain:
        """Those it follows if it is self-dependent (R104)."""
        return self.key.job_id, self.key.trigger, self.key.batch

    def wanted(self) -> Iterator[InstanceKey]:
        """The upstream instances it looks at."""
        for need in () if self.all_waived else self.needs.dependencies:
            yield from need.keys
            yield from need.previous or ()

    def waive(self, waivers: Collection[Waiver]) -> None:
        """Let it go without these."""
        for waiver in waivers:
            if waiver.upstream_job_id is None or waiver.upstream_plan_time is None:
                self.all_waived = True
            else:
                self.waived |= {(waiver.upstream_job_id, waiver.upstream_plan_time)}


@dataclass(slots=True)
class WaitingRoom:
    """See the module."""

    waiters: dict[InstanceId, Waiter] = field(default_factory=dict)
    touched: dict[InstanceId, None] = field(default_factory=dict)
    """Those to be looked at before the step ends."""
    open_jobs: dict[JobId, None] = field(default_factory=dict)
    """Jobs whose places may have to be given anew."""
    clearing_is_due: bool = False
    """Look for those who have waited too long (R106) before the step ends."""
    _known: dict[InstanceKey, InstanceStatus] = field(default_factory=dict)
    _by_upstream: dict[InstanceKey, set[InstanceId]] = field(default_factory=dict)
    _by_upstream_job: dict[JobId, set[InstanceId]] = field(default_factory=dict)
    _chains: dict[_Chain, list[_Place]] = field(default_factory=dict)
    _candidates: dict[JobId, list[_Place]] = field(default_factory=dict)
    _holders: dict[JobId, set[InstanceId]] = field(default_factory=dict)

    # ---- what others tell

    def changed(self, key: InstanceKey, status: InstanceStatus | None) -> None:
        """An instance is in that state now, or is gone (None): those who wait for it are touched."""
        waiting = self._by_upstream.get(key)
        if waiting:
            self._learn(key, status)
            self.touched.update(dict.fromkeys(sorted(waiting)))
        chain = self._chains.get((key.job_id, key.trigger, key.batch))
        if chain:
            following = bisect_right(chain, key.plan_time, key=lambda place: place[0])
            if following < len(chain):
                follower = self.waiters[chain[following][1]]
                follower.is_held_up = None
                self.touched[follower.instance_id] = None

    # ---- who is here

    def enter(self, waiter: Waiter) -> None:
        """An instance begins to wait, or waits for something else than before."""
        self.leave(waiter.instance_id)
        self.waiters[waiter.instance_id] = waiter
        for job_id in self._upstream_jobs(waiter):
            self._by_upstream_job.setdefault(job_id, set()).add(waiter.instance_id)
        if waiter.admitted:
            return
        for key in waiter.wanted():
            self._by_upstream.setdefault(key, set()).add(waiter.instance_id)
        if waiter.schedule.self_dependent and waiter.of_schedule:
            insort(self._chains.setdefault(waiter.chain, []), waiter.place)
        self.touched[waiter.instance_id] = None

    def admit(self, instance_id: InstanceId) -> bool:
        """An instance got its place: it waits for nothing upstream any more. False if it is unknown here."""
        waiter = self.waiters.get(instance_id)
        if waiter is not None and not waiter.admitted:
            self.leave(instance_id)
            waiter.admitted, waiter.lacks = True, None
            self.enter(waiter)
        return waiter is not None

    def leave(self, instance_id: InstanceId) -> None:
        """An instance waits no longer."""
        waiter = self.waiters.pop(instance_id, None)
        if waiter is None:
            return
        self.touched.pop(instance_id, None)
        for job_id in self._upstream_jobs(waiter):
            _discard(self._by_upstream_job, job_id, instance_id)
        for key in waiter.wanted():
            _discard(self._by_upstream, key, instance_id)
            if key not in self._by_upstream:
                self._known.pop(key, None)
        _take_out(self._chains, waiter.chain, waiter.place)
        _take_out(self._candidates, waiter.key.job_id, waiter.place)

    def dependents(self, job_id: JobId) -> list[InstanceId]:
        """Those who wait for instances of the job."""
        return sorted(self._by_upstream_job.get(job_id, ()))

    @staticmethod
    def _upstream_jobs(waiter: Waiter) -> set[JobId]:
        needs = waiter.needs.dependencies
        return {need.upstream_job_id for need in needs if need.upstream_job_id is not None}

    # ---- the states of upstream instances

    def unknown(self, waiter: Waiter) -> list[InstanceKey]:
        """Upstream instances that nobody has asked for yet."""
        return [key for key in waiter.wanted() if key not in self._by_upstream]

    def learn(self, key: InstanceKey, status: InstanceStatus | None) -> None:
        """What the store says of an upstream instance."""
        if key in self._by_upstream:
            self._learn(key, status)

    def _learn(self, key: InstanceKey, status: InstanceStatus | None) -> None:
        if status is None:
            self._known.pop(key, None)
        else:
            self._known[key] = status

    def status_of(self, key: InstanceKey) -> InstanceStatus | None:
        """The state of an upstream instance that somebody waits for; None: not generated."""
        return self._known.get(key)

    # ---- places of jobs (R103)

    def wants_place(self, waiter: Waiter, wants: bool) -> None:
        """Whether the instance lacks nothing but a place."""
        line = self._candidates.setdefault(waiter.key.job_id, [])
        at = bisect_left(line, waiter.place)
        stands = at < len(line) and line[at] == waiter.place
        if wants and not stands:
            line.insert(at, waiter.place)
        elif stands and not wants:
            del line[at]
        if wants:
            self.open_jobs[waiter.key.job_id] = None

    def candidates(self, job_id: JobId) -> list[Waiter]:
        """Those that lack only a place, oldest plan time first."""
        return [self.waiters[instance_id] for _, instance_id in self._candidates.get(job_id, ())]

    def hold(self, job_id: JobId, instance_id: InstanceId) -> None:
        """The instance has a place of its job."""
        self._holders.setdefault(job_id, set()).add(instance_id)

    def release(self, job_id: JobId, instance_id: InstanceId) -> None:
        """The instance gives its place back, if it has one."""
        if instance_id in self._holders.get(job_id, ()):
            _discard(self._holders, job_id, instance_id)
            self.open_jobs[job_id] = None

    def held(self, job_id: JobId) -> int:
        """How many places of the job are taken."""
        return len(self._holders.get(job_id, ()))


def _discard(sets: dict[Key, set[InstanceId]], key: Key, instance_id: InstanceId) -> None:
    found = sets.get(key)
    if found is not None:
        found.discard(instance_id)
        if not found:
            del sets[key]


def _take_out(lines: dict[Key, list[_Place]], key: Key, place: _Place) -> None:
    line = lines.get(key)
    if line is None:
        return
    at = bisect_left(line, place)
    if at < len(line) and line[at] == place:
        del line[at]
    if not line:
        del lines[key]
