"""The engine's loop: sleep until there is a message, take what waits, make one step, do its effects.

Group commit without a timer: while one step's transaction commits, the next batch gathers in the inbox. A
step that fails is undone as a whole, the index is rebuilt from the store, and its messages are tried once
more one by one; one that fails alone is set aside with its error and shown, and never blocks the others.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from millrace.domain.errors import LeaseLost, MillraceError, Unavailable
from millrace.domain.instance import Trigger
from millrace.engine.commanding import Handlers
from millrace.engine.duty import Duty
from millrace.engine.gate import Gate
from millrace.engine.gate_commands import handlers
from millrace.engine.handing_out import hand_out
from millrace.engine.inbox import Inbox
from millrace.engine.index import Index
from millrace.engine.intake import Intake
from millrace.engine.keeper import Keepers
from millrace.engine.messages import ClearingIsDue, CommandGiven, LeasesExpired, Message, WorkerJoined
from millrace.engine.needs import Needs
from millrace.engine.news import publish
from millrace.engine.patch_commands import patch_handlers
from millrace.engine.patching import Patching
from millrace.engine.schedule_handlers import SCHEDULE_HANDLERS
from millrace.engine.span_needs import SpanNeeds
from millrace.engine.step import Outbox, StaleStates, Step
from millrace.engine.verdicts import Verdicts
from millrace.engine.work_orders import Surroundings
from millrace.ports.attempts import Carrier
from millrace.ports.clock import Clock
from millrace.ports.event_bus import EventBus
from millrace.ports.store import Session, Store

T = TypeVar("T")

_log = logging.getLogger(__name__)

_BATCH = 500
"""Messages in one step: bounds how long a step holds the writer, far above what gathers in one commit."""


_SET_BACK = timedelta(seconds=1)
"""A clock that is so much earlier than before was set; less is the usual keeping of time."""
_FIRST_CLEARING = timedelta(minutes=1)
"""After taking the lead; there is more urgent work at first."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How long an attempt lives without news of its worker, and the engine's lead without renewal."""

    name: str
    attempt_lease: timedelta
    lead_lease: timedelta
    pause_after_failure: float = 1.0
    """Seconds; a store that cannot be written to (full disk, lost network) is not asked in a tight loop."""


@dataclass(frozen=True, slots=True)
class EngineParts:
    """What the engine is built from."""

    store: Store
    clock: Clock
    bus: EventBus
    carrier: Carrier
    around: Surroundings
    settings: EngineSettings
    duties: Sequence[Duty] = ()
    needs: Needs | None = None
    """None: from the spans of the upstream jobs."""
    handlers: Handlers = field(default_factory=dict)
    keepers: Keepers = field(default_factory=dict)


class Engine:
    """See the module. `run` is the body of the engine's own thread."""

    def __init__(self, parts: EngineParts, index: Index, inbox: Inbox) -> None:
        self._parts = parts
        self._index = index
        self._inbox = inbox
        self._epoch: int | None = None
        self._renew_at: datetime | None = None
        self._open: Sequence[Message] = ()
        """Of the messages taken, those that have not had their effect."""
        self._look_at = self._seen_at = parts.clock.now()
        patching = Patching()
        keepers = {Trigger.PATCHDATA: patching, **parts.keepers}
        self._gate = Gate(parts.needs or SpanNeeds(index.plan), keepers)
        self._handlers: Handlers = {
            **SCHEDULE_HANDLERS,
            **handlers(self._gate, patching),
            **patch_handlers(self._gate, patching),
            **parts.handlers,
        }
        self.verdicts = Verdicts()
        self.ready = threading.Event()

    @property
    def leading(self) -> bool:
        """Whether this engine leads now."""
        return self._epoch is not None

    @property
    def index(self) -> Index:
        """What the engine remembers; for those who only look."""
        return self._index

    def run(self) -> None:
        """Lead, take messages, step; until the inbox is closed and empty."""
        while self.turn(self._patience()):
            pass

    def turn(self, patience: float) -> bool:
        """One round with what comes within `patience` seconds; False when the engine is to end."""
        messages = self._inbox.take(patience, _BATCH)
        if messages is None:
            return False
        self._open = messages
        try:
            self._round(messages)
        except Exception as error:
            if isinstance(error, Unavailable):
                _log.error("the engine cannot go on: %s", error.message)
            else:
                _log.exception("the engine cannot go on")
            self._epoch = None
            self._inbox.put_back(self._open)
            return not self._inbox.pause(self._parts.settings.pause_after_failure)
        return self.leading or not self._inbox.pause(self._patience())

    def give_up_lead(self) -> None:
        """Let the next engine lead at once; what this one may still try to write is fenced off."""
        epoch, self._epoch = self._epoch, None
        if epoch is not None:
            self._parts.store.write(lambda session: session.admin.give_up_lead(epoch))

    def end_past_lead(self) -> None:
        """End the lead of whoever led under this engine's name; nothing it still writes counts."""
        now = self._parts.clock.now()
        until, name = now + self._parts.settings.lead_lease, self._parts.settings.name
        epoch = self._parts.store.write(lambda s: s.admin.take_lead(name, now, until))
        if epoch is not None:
            self._parts.store.write(lambda s: s.admin.give_up_lead(epoch))

    def take_lead(self) -> bool:
        """Take or renew the lead; after taking it, read the store. Call before the thread starts, too."""
        now = self._parts.clock.now()
        if self._epoch is not None and self._renew_at is not None and now < self._renew_at:
            return True
        lease = self._parts.settings.lead_lease
        name = self._parts.settings.name
        epoch = self._parts.store.write(lambda s: s.admin.take_lead(name, now, now + lease))
        self._renew_at = now + lease / 3
        if epoch is None:
            self._epoch = None
            return False
        if epoch != self._epoch:
            self._epoch = epoch
            self._begin_anew(now)
        self.ready.set()
        return True

    def _recover(self) -> None:
        now = self._parts.clock.now()
        with self._parts.store.read() as session:
            undone = self._index.rebuild(session, now, now + self._parts.settings.attempt_lease)
            commands = [CommandGiven(record.id) for record in session.commands.pending()]
        self._inbox.put(*undone, *commands)
        self._index.timers.add(now + _FIRST_CLEARING, ClearingIsDue())
        self._look_for_losses()

    def _look_for_losses(self) -> None:
        self._look_at = self._parts.clock.now() + self._parts.settings.attempt_lease / 2
        self._index.timers.add(self._look_at, LeasesExpired())

    def _patience(self) -> float:
        """Seconds until the loop has something to do by itself; one that does not lead only asks again."""
        now = self._parts.clock.now()
        alarm = self._index.timers.next_at() if self.leading else None
        duties = [duty.due_at for duty in self._parts.duties] if self.leading else []
        moments = [moment for moment in (alarm, self._renew_at, *duties) if moment is not None]
        if not moments:
            return 0.0
        return max(0.0, (min(moments) - now).total_seconds())

    def _round(self, messages: Sequence[Message]) -> None:
        self._notice_clock()
        if not self.take_lead():
            self._inbox.put_back(messages)
            return
        batch = [*messages, *self._due()]
        if batch:
            self._attempt(batch)
        self._open = ()
        self._do_duties()

    def _notice_clock(self) -> None:
        """A clock that was set back: no timer of before means anything, so all begins anew."""
        now, seen = self._parts.clock.now(), self._seen_at
        self._seen_at = now
        if now < seen - _SET_BACK:
            _log.warning("the clock was set back from %s to %s", seen, now)
            self._renew_at = None
            if self.leading:
                self._begin_anew(now)

    def _begin_anew(self, now: datetime) -> None:
        self._index.plan.led_from(now)
        self._recover()
        for duty in self._parts.duties:
            duty.begin(now)

    def _do_duties(self) -> None:
        """A batch of each duty that is due, in a transaction of its own. One that fails stops nothing."""
        for duty in self._parts.duties:
            now = self._parts.clock.now()
            if duty.due_at is None or now < duty.due_at:
                continue
            try:
                duty.work(self._write_fenced, now)
            except (LeaseLost, Unavailable):
                raise
            except Exception:
                _log.exception("a duty of the engine failed; it is tried again later")
                duty.put_off(now)

    def _write_fenced(self, work: Callable[[Session], T]) -> T:
        def fenced(session: Session) -> T:
            self._fence(session)
            return work(session)

        return self._parts.store.write(fenced)

    def _fence(self, session: Session) -> None:
        if self._epoch is None or not session.admin.still_leads(self._epoch):
            self._epoch = None
            raise LeaseLost

    def _due(self) -> Sequence[Message]:
        """What the timers say. After a sleep of the machine no lease counts: nobody could extend it."""
        now = self._parts.clock.now()
        due = self._index.timers.due(now)
        if not any(isinstance(message, LeasesExpired) for message in due):
            return due
        slept = now - self._look_at > self._parts.settings.attempt_lease / 2
        self._look_for_losses()
        return [message for message in due if not (slept and isinstance(message, LeasesExpired))]

    def _attempt(self, batch: Sequence[Message]) -> None:
        """Step; if that fails, step with every message alone and set aside what fails again."""
        self._open = batch
        try:
            self._step(batch)
        except (LeaseLost, Unavailable):
            raise
        except StaleStates:
            self._recover()
            self._inbox.put_back(batch)
        except Exception:
            _log.exception("a batch of %d messages failed; trying them one by one", len(batch))
            self._recover()
            for position, message in enumerate(batch, 1):
                self._alone(message)
                self._open = batch[position:]

    def _alone(self, message: Message) -> None:
        try:
            self._step([message])
        except (LeaseLost, Unavailable):
            raise
        except StaleStates:
            self._recover()
            self._inbox.put_back([message])
        except Exception as error:
            _log.exception("a message cannot be processed and is set aside: %r", message)
            self._parts.store.write(partial(_set_aside, message, str(error), self._parts.clock.now()))
            if isinstance(message, CommandGiven):
                self.verdicts.settled(message.id)
            elif isinstance(message, WorkerJoined):
                self._parts.carrier.admit(message.worker)  # carriers count comings; the next one shall count
            self._recover()

    def _step(self, batch: Sequence[Message]) -> None:
        places = {name: (w.light, w.heavy, w.here) for name, w in self._index.live.workers.items()}
        try:
            step = self._parts.store.write(lambda session: self._transact(session, batch))
        except Exception:
            for name, state in self._index.live.workers.items():
                state.light, state.heavy, state.here = places.get(name, (0, 0, False))
            raise
        try:
            self._do(step.out)
            publish(self._parts.bus, step.working.values())
        except Exception:  # all is saved: trying the batch again would count its places twice
            _log.exception("what follows from a step could not all be done")

    def _transact(self, session: Session, batch: Sequence[Message]) -> Step:
        self._fence(session)
        parts = self._parts
        step = Step(self._index, parts.around, session, parts.clock.now(), parts.settings.attempt_lease)
        intake = Intake(step, self._handlers)
        intake.take(batch)
        step.settle()
        self._gate.run(step)
        while hand_out(step):
            step.settle()
            self._gate.run(step)
        intake.verdicts()
        step.save()
        return step

    def _do(self, out: Outbox) -> None:
        carrier = self._parts.carrier
        for worker in out.joined:
            carrier.admit(worker)
        for worker, items in out.deliveries.items():
            carrier.deliver(worker, items)
        for worker, ids in out.cancels.items():
            carrier.cancel(worker, ids)
        for worker, order in out.questions:
            carrier.resolve(worker, order)
        for worker, attempt_id, child in out.children_ended:
            carrier.child_ended(worker, attempt_id, child)
        for command_id in out.commands:
            self.verdicts.settled(command_id)
        for workspace_id, news in out.tasks:
            self._parts.bus.publish(f"ws:{workspace_id}:patchdata", "patchdata", news)
        for workspace_id in out.trees:
            self._parts.bus.publish(f"ws:{workspace_id}:tree", "tree", {})
        self._inbox.put(*out.follow)


def _set_aside(message: Message, error: str, now: datetime, session: Session) -> None:
    document = {"code": "internal_error", "message": error}
    session.admin.set_aside(type(message).__name__, {"message": repr(message)[:4000]}, document, now)
    if isinstance(message, CommandGiven):
        refusal = MillraceError()
        told = {"code": refusal.code, "message": refusal.message, "data": {}}
        session.commands.settle(message.id, "refused", told, now)
