"""Whether the one instance that a self-dependent one follows holds it up (R104), found for many at once."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import timedelta

from millrace.domain.instance import InstanceStatus, StateClass, state_class
from millrace.engine.step import Step
from millrace.engine.waiting_room import Waiter
from millrace.ports.schedule_records import InstanceBrief

_FEW = 10
"""So many are looked up one by one; of more, all instances of their stretch of time are read at once."""
_MOMENT = timedelta(microseconds=1)


def look_at_predecessors(step: Step, waiters: Iterable[Waiter]) -> None:
    """Find out of every self-dependent one of these whether the one it follows holds it up."""
    unknown: dict[object, list[Waiter]] = {}
    for waiter in waiters:
        follows = waiter.schedule.self_dependent and waiter.of_schedule
        if follows and waiter.is_held_up is None:
            unknown.setdefault(waiter.chain, []).append(waiter)
    for chain in unknown.values():
        if len(chain) > _FEW:
            _find_together(step, sorted(chain, key=lambda each: each.place))
        else:
            for waiter in chain:
                _find(step, waiter)


def _find(step: Step, waiter: Waiter) -> InstanceBrief | None:
    job_id, trigger, batch = waiter.chain
    before = step.session.waiting.before(job_id, trigger, batch, waiter.key.plan_time)
    waiter.is_held_up = _holds_up(step, before)
    return before


def _find_together(step: Step, chain: list[Waiter]) -> None:
    first, last = chain[0], chain[-1]
    before = _find(step, first)
    there = step.session.waiting.between(*first.chain, first.key.plan_time, last.key.plan_time + _MOMENT)
    times = [brief.key.plan_time for brief in there]
    for waiter in chain[1:]:
        at = bisect_left(times, waiter.key.plan_time)
        waiter.is_held_up = _holds_up(step, there[at - 1] if at else before)


def _holds_up(step: Step, before: InstanceBrief | None) -> bool:
    """R104: it is neither good nor canceled."""
    if before is None:
        return False
    working = step.working.get(before.id)
    status = working.state.status if working else before.status
    return status is not InstanceStatus.CANCELED and state_class(status) is not StateClass.GOOD
