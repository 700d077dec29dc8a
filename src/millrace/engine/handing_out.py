"""Claim ready attempts for the free places of workers, and make the orders that go to them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from millrace.domain.errors import MillraceError
from millrace.domain.ids import WorkspaceId
from millrace.domain.instance import AttemptResult
from millrace.domain.progress import AttemptEnded, AttemptStarted
from millrace.engine.live_attempts import WorkerState
from millrace.engine.places import WHOLE_WORKSPACE
from millrace.engine.ready_queue import Ready
from millrace.engine.step import Step, Working
from millrace.engine.work_orders import Claimed, make_order
from millrace.ports.records import FinishedAttempt

_log = logging.getLogger(__name__)


def hand_out(step: Step) -> bool:
    """Claim what the free places allow; True if anything was, so that there is something to settle."""
    step.write_attempts()
    any_taken = False
    for name, worker in step.index.live.workers.items():
        taken = _take(step, name, worker) if worker.here else []
        if taken:
            any_taken = True
            _claim(step, name, taken)
    return any_taken


def _take(step: Step, name: str, worker: WorkerState) -> list[Ready]:
    """What the worker's places, the task groups and the workspaces allow: all three or nothing (R87)."""
    live, places = step.index.live, step.index.places

    def may_start(ready: Ready) -> bool:
        known = live.by_id.get(ready.attempt_id)
        if known is None or live.previous_is_ending(ready.attempt_id, ready.instance_id, ready.node_id):
            return False
        live.put(replace(known, worker=name))  # from here on it counts
        return True

    def is_open(ws: WorkspaceId, place: str | None) -> bool:
        wanted = () if place is None else {place, WHOLE_WORKSPACE}
        limits = ((each, places.most(ws, each)) for each in wanted)
        return all(most is None or live.taken(ws, each) < most for each, most in limits)

    taken: list[Ready] = []
    if worker.light > 0:
        light = step.index.ready.take(worker.queues, False, worker.light, may_start, is_open)
        worker.light -= len(light)
        taken += light
    if worker.heavy > 0:
        heavy = step.index.ready.take(worker.queues, True, worker.heavy, may_start, is_open)
        worker.heavy -= len(heavy)
        taken += heavy
    return taken


def _claim(step: Step, worker: str, taken: Sequence[Ready]) -> None:
    until = step.now + step.lease
    step.load({ready.instance_id for ready in taken})
    known = [ready.attempt_id for ready in taken if ready.instance_id in step.working]
    won = set(step.session.instances.claim(known, worker, step.now, until))
    for ready in taken:
        if ready.attempt_id not in won:
            _give_back(step, worker, ready)
            step.index.live.drop(ready.attempt_id)
            continue
        live = step.index.live.by_id[ready.attempt_id]
        step.index.live.put(replace(live, worker=worker, lease_until=until))
        step.happen(ready.instance_id, AttemptStarted(ready.node_id, ready.number))
        _order(step, worker, ready, step.working[ready.instance_id])


def _order(step: Step, worker: str, ready: Ready, working: Working) -> None:
    """An order that cannot be made (a secret that does not open) fails its attempt, and nothing else."""
    claimed = Claimed(ready.attempt_id, ready.number, ready.node_id)
    try:
        order = make_order(
            step.around, step.session, working.instance, working.state, working.runnable, claimed
        )
    except Exception as error:
        _log.error("the order of attempt %d cannot be made", ready.attempt_id, exc_info=error)
        _fail(step, worker, ready, _document(error))
        return
    step.out.deliveries.setdefault(worker, []).append(order)


def _fail(step: Step, worker: str, ready: Ready, error: Mapping[str, Any]) -> None:
    result = AttemptResult.UNRESOLVED
    step.session.instances.finish([FinishedAttempt(ready.attempt_id, worker, result, None, error, step.now)])
    step.index.live.drop(ready.attempt_id)
    _give_back(step, worker, ready)
    step.happen(ready.instance_id, AttemptEnded(ready.node_id, ready.number, result, None, error))


def _document(error: Exception) -> Mapping[str, Any]:
    told = error if isinstance(error, MillraceError) else MillraceError()
    return {"code": told.code, "message": told.message, "data": told.data}


def _give_back(step: Step, worker: str, ready: Ready) -> None:
    state = step.index.live.worker(worker)
    if ready.heavy:
        state.heavy += 1
    else:
        state.light += 1
