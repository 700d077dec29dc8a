"""Object listening (R108): an instance that lacks nothing but a place waits until a new object exists.

A worker looks, at once and then at every interval; the engine keeps the time. *New* is an object below the
path that was changed after the plan time of the job's previous instance; with no previous one any counts.
The time is over when a look that was asked for at its end or later finds nothing; while no worker is here
nobody can look, so nobody fails. When listening began is kept in the store and outlives engines; that
something was heard is not: the next engine looks again. Reruns, PatchData and dry runs do not listen.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from millrace.domain.ids import InstanceId, NodeRunId
from millrace.domain.instance import Trigger
from millrace.domain.progress import InstanceMustEnd
from millrace.domain.schedule import Listening
from millrace.engine.index import Ear
from millrace.engine.messages import ListeningIsDue
from millrace.engine.step import Step, Working
from millrace.engine.waiting_room import Waiter
from millrace.engine.work_orders import listening_order

_log = logging.getLogger(__name__)

WORD = "listening"


def listens(working: Working) -> bool:
    """Whether the instance is one that listens."""
    schedule, state = working.runnable.definition.schedule, working.state
    periodic = working.instance.trigger is Trigger.SCHEDULE
    wanted = periodic and schedule is not None and schedule.listening is not None
    return wanted and state.run_number == 1 and not state.dry_run and bool(state.node_runs)


def must_listen(step: Step, waiter: Waiter) -> bool:
    """Whether an instance that lacks only a place has to listen still; begins where it has not."""
    listening = waiter.schedule.listening
    if not waiter.listens or listening is None:
        return False
    ear = step.index.ears.get(waiter.instance_id)
    if ear is None:
        step.load([waiter.instance_id])
        working = step.working.get(waiter.instance_id)
        if working is not None:
            _begin(step, working, listening)
        return True
    return not ear.heard


def _begin(step: Step, working: Working, listening: Listening) -> None:
    run_id = next(iter(working.state.node_runs.values())).id
    since = working.state.listening_since or step.now
    working.state = replace(working.state, listening_since=since)
    until = since + timedelta(minutes=listening.timeout_minutes)
    step.index.ears[working.instance.id] = Ear(run_id or NodeRunId(0), until)
    look(step, working.instance.id)


def due(step: Step, instance_id: InstanceId) -> None:
    """Look, unless somebody has looked since this was asked for."""
    ear = step.index.ears.get(instance_id)
    if ear is not None and (ear.next_at is None or ear.next_at <= step.now):
        look(step, instance_id)


def look_again(step: Step) -> None:
    """A worker has come: those who listen need not wait for their interval."""
    for instance_id in list(step.index.ears):
        look(step, instance_id)


def look(step: Step, instance_id: InstanceId) -> None:
    """Ask a worker that is here, and again after the interval, at the end of the time at the latest."""
    ear = step.index.ears.get(instance_id)
    waiter = step.index.room.waiters.get(instance_id)
    step.load([instance_id])
    working = step.working.get(instance_id)
    if ear is None or ear.heard:
        return
    if waiter is None or working is None or waiter.schedule.listening is None:
        step.index.ears.pop(instance_id, None)
        return
    listening = waiter.schedule.listening
    again = step.now + timedelta(minutes=listening.interval_minutes)
    if step.now < ear.until:
        again = min(again, ear.until)
    ear.next_at = again
    step.index.timers.add(again, ListeningIsDue(instance_id))
    worker = next((name for name, each in step.index.live.workers.items() if each.here), None)
    if worker is not None:
        asked = {"path": listening.path, "after": _after(step, waiter), "last": step.now >= ear.until}
        order = listening_order(
            step.around, step.session, working.instance, working.state, working.runnable, asked
        )
        step.out.questions.append((worker, order))


def _after(step: Step, waiter: Waiter) -> str | None:
    job_id, _, _ = waiter.chain
    before = step.session.waiting.before(job_id, Trigger.SCHEDULE, "", waiter.key.plan_time)
    return before.key.plan_time.isoformat() if before is not None else None


def answered(step: Step, run_id: NodeRunId, answer: Mapping[str, Any]) -> None:
    """A worker has looked: {"heard": bool, "last": bool}, or {"error": {...}}, which is as nothing heard."""
    instance_id = next((key for key, each in step.index.ears.items() if each.run_id == run_id), None)
    waiter = step.index.room.waiters.get(instance_id) if instance_id is not None else None
    if instance_id is None or waiter is None or waiter.lacks != WORD:
        return
    if answer.get("error"):
        _log.warning("instance %s cannot look for its object: %s", instance_id, answer["error"])
    if answer.get("heard"):
        step.index.ears[instance_id].heard = True
        step.index.room.touched[instance_id] = None
    elif answer.get("last"):
        step.index.ears.pop(instance_id)
        step.happen(instance_id, InstanceMustEnd("listen_timeout", failed=True))
