"""The engine's loop: sleep until there is a message, take what waits, make one step, do its effects.

Group commit without a timer: while one step's transaction commits, the next batch gathers in the inbox. A
step that fails is undone as a whole, the index is rebuilt from the store, and its messages are tried once
more one by one; one that fails alone is set aside with its error and shown, and never blocks the others.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from millrace.domain.errors import LeaseLost, Unavailable
from millrace.engine.inbox import Inbox
from millrace.engine.index import Index
from millrace.engine.intake import Intake
from millrace.engine.messages import CommandGiven, LeasesExpired, Message
from millrace.engine.news import publish
from millrace.engine.step import Outbox, StaleStates, Step
from millrace.engine.verdicts import Verdicts
from millrace.engine.work_orders import Surroundings
from millrace.ports.attempts import Carrier
from millrace.ports.clock import Clock
from millrace.ports.event_bus import EventBus
from millrace.ports.store import Session, Store

_log = logging.getLogger(__name__)

_BATCH = 500
"""Messages in one step: bounds how long a step holds the writer, far above what gathers in one commit."""

_PAUSE_AFTER_FAILURE = 1.0
"""Seconds; a store that cannot be written to (full disk, lost network) is not asked in a tight loop."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How long an attempt lives without news of its worker, and the engine's lead without renewal."""

    name: str
    attempt_lease: timedelta
    lead_lease: timedelta


@dataclass(frozen=True, slots=True)
class EngineParts:
    """What the engine is built from."""

    store: Store
    clock: Clock
    bus: EventBus
    carrier: Carrier
    around: Surroundings
    settings: EngineSettings


class Engine:
    """See the module. `run` is the body of the engine's own thread."""

    def __init__(self, parts: EngineParts, index: Index, inbox: Inbox) -> None:
        self._parts = parts
        self._index = index
        self._inbox = inbox
        self._epoch: int | None = None
        self._renew_at: datetime | None = None
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
        """Lead, take messages, step; until the inbox is closed."""
        while True:
            messages = self._inbox.take(self._patience(), _BATCH)
            if messages is None:
                return
            try:
                self._round(messages)
            except Unavailable as error:
                _log.error("the engine cannot go on: %s", error.message)
                self._epoch = None
                self._inbox.put(*messages)
                threading.Event().wait(_PAUSE_AFTER_FAILURE)

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
            self._recover()
        self.ready.set()
        return True

    def _recover(self) -> None:
        with self._parts.store.read() as session:
            undone = self._index.rebuild(session)
            commands = [CommandGiven(record.id) for record in session.commands.pending()]
        self._inbox.put(*undone, *commands)
        self._look_for_losses()

    def _look_for_losses(self) -> None:
        self._index.timers.add(
            self._parts.clock.now() + self._parts.settings.attempt_lease / 2, LeasesExpired()
        )

    def _patience(self) -> float | None:
        """Seconds until the loop has something to do by itself."""
        now = self._parts.clock.now()
        moments = [moment for moment in (self._index.timers.next_at(), self._renew_at) if moment is not None]
        if not moments:
            return 0.0
        return max(0.0, (min(moments) - now).total_seconds())

    def _round(self, messages: Sequence[Message]) -> None:
        if not self.take_lead():
            self._inbox.put(*messages)
            return
        due = self._index.timers.due(self._parts.clock.now())
        if any(isinstance(message, LeasesExpired) for message in due):
            self._look_for_losses()
        batch = [*messages, *due]
        if batch:
            self._attempt(batch)

    def _attempt(self, batch: Sequence[Message]) -> None:
        """Step; if that fails, step with every message alone and set aside what fails again."""
        try:
            self._step(batch)
        except (LeaseLost, Unavailable):
            raise
        except StaleStates:
            self._recover()
            self._inbox.put(*batch)
        except Exception:
            _log.exception("a batch of %d messages failed; trying them one by one", len(batch))
            self._recover()
            for message in batch:
                self._alone(message)

    def _alone(self, message: Message) -> None:
        try:
            self._step([message])
        except (LeaseLost, Unavailable):
            raise
        except Exception as error:
            _log.exception("a message cannot be processed and is set aside: %r", message)
            document = {"code": "internal_error", "message": str(error)}
            now = self._parts.clock.now()
            what, payload = type(message).__name__, {"message": repr(message)[:4000]}
            self._parts.store.write(lambda s: s.admin.set_aside(what, payload, document, now))
            self._recover()

    def _step(self, batch: Sequence[Message]) -> None:
        places = {name: (w.light, w.heavy, w.here) for name, w in self._index.live.workers.items()}
        try:
            step = self._parts.store.write(lambda session: self._transact(session, batch))
        except Exception:
            for name, state in self._index.live.workers.items():
                state.light, state.heavy, state.here = places.get(name, (0, 0, False))
            raise
        self._do(step.out)
        publish(self._parts.bus, step.working.values())

    def _transact(self, session: Session, batch: Sequence[Message]) -> Step:
        if self._epoch is None or not session.admin.still_leads(self._epoch):
            self._epoch = None
            raise LeaseLost
        parts = self._parts
        step = Step(self._index, parts.around, session, parts.clock.now(), parts.settings.attempt_lease)
        intake = Intake(step)
        intake.take(batch)
        step.settle()
        while step.hand_out():
            step.settle()
        intake.verdicts()
        step.save()
        return step

    def _do(self, out: Outbox) -> None:
        carrier = self._parts.carrier
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
