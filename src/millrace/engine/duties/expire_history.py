"""Retention: what is older than the installation wants to keep goes, a little at a time.

A round begins a minute after the lead was taken, then every ten minutes, and walks through the kinds in
order: instances first (their node runs, attempts and outputs; the row of the instance stays, since others may
depend on it), then commands, events set aside, audit, answers to repeated requests, login tokens, sessions. A
batch is one short transaction; while there is more of a kind, the next one follows after a pause in which the
loop does what it is there for.

Logs go by age as well, and with their attempt. What lies on the disk says what is left to do, so a crash
between rows and folders leaves nothing behind. Removing files may take its time, so it is done `beside` the
loop, in a thread.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from millrace.domain.ids import AttemptId, InstanceId
from millrace.domain.instance import Attempt, AttemptStatus
from millrace.engine.duty import Write
from millrace.ports.clock import Clock
from millrace.ports.files import AttemptLogs
from millrace.ports.records import Forgettable
from millrace.ports.store import Session, Store

_log = logging.getLogger(__name__)

AFTER_LEAD = timedelta(minutes=1)
"""A server that has just come up has better things to do."""
EVERY = timedelta(minutes=10)
PAUSE = timedelta(milliseconds=100)
"""Between two batches: the loop is busy with this for a sixth of its time at most."""

_MOST_INSTANCES = 200
_MOST_NODE_RUNS = 500
"""In one batch, with as many attempts and outputs: about 15 ms. One instance at least, however big."""
_MOST_ROWS = 500
_MOST_FOLDERS = 200
_BREATH_SECONDS = 0.02
_ANSWERS = timedelta(days=1)
"""Nobody repeats a request later than that."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How long things are kept."""

    instances: timedelta
    logs: timedelta
    audit: timedelta


class ExpireHistory:
    """See the module. A `Duty`."""

    def __init__(
        self,
        keep: Keep,
        clock: Clock,
        store: Store,
        logs: AttemptLogs,
        beside: Callable[[Callable[[], None]], None],
    ) -> None:
        self._keep = keep
        self._clock = clock
        self._store = store
        self._logs = logs
        self._beside = beside
        self._due_at: datetime | None = None
        self._kind = 0
        """How many kinds of this round are done."""
        self._asked = 1
        """Instances to look at in the next batch: doubled while they are small."""
        self._sweeping = threading.Lock()
        self._closing = threading.Event()

    @property
    def due_at(self) -> datetime | None:
        """When the next batch is due."""
        return self._due_at

    def begin(self, now: datetime) -> None:
        """A first round soon."""
        self._due_at = now + AFTER_LEAD
        self._kind = 0

    def put_off(self, now: datetime) -> None:
        """A new round at the usual interval."""
        self._due_at = now + EVERY
        self._kind = 0

    def close(self) -> None:
        """Remove no more files."""
        self._closing.set()

    def work(self, write: Write, now: datetime) -> None:
        """One batch of the kind whose turn it is."""
        kinds = self._kinds(now)
        if write(kinds[self._kind]):
            self._due_at = now + PAUSE
            return
        self._kind += 1
        self._due_at = now + PAUSE
        if self._kind == len(kinds):
            self.put_off(now)
            self._beside(self.sweep_logs)

    def _kinds(self, now: datetime) -> Sequence[Callable[[Session], bool]]:
        """What a batch of each kind does; it answers whether there may be more."""
        old = now - self._keep.instances
        moments = {
            Forgettable.COMMAND: old,
            Forgettable.SET_ASIDE: old,
            Forgettable.AUDIT: now - self._keep.audit,
            Forgettable.ANSWER: now - _ANSWERS,
            Forgettable.LOGIN_TOKEN: now,
            Forgettable.SESSION: now,
        }
        rest = [partial(_forget, what, before) for what, before in moments.items()]
        return [partial(self._expire, old, now), *rest]

    def _expire(self, before: datetime, now: datetime, session: Session) -> bool:
        found = session.history.expirable(before, self._asked)
        some = _of_bounded_size(found)
        if some:
            session.history.expire(some, now)
        more = len(found) == self._asked or len(some) < len(found)
        self._asked = min(_MOST_INSTANCES, 2 * max(1, len(some)))
        return more

    # ---- files ---------------------------------------------------------------------------------------

    def sweep_logs(self) -> None:
        """Remove the folders of attempts that ended long ago or have no row any more; one sweep at a time."""
        if not self._sweeping.acquire(blocking=False):
            return
        try:
            after: AttemptId | None = AttemptId(0)
            while after is not None and not self._closing.wait(_BREATH_SECONDS):
                after = self._sweep(after)
        except Exception:
            _log.exception("old logs could not all be removed; the next round tries again")
        finally:
            self._sweeping.release()

    def _sweep(self, after: AttemptId) -> AttemptId | None:
        """One batch beyond `after`; returns where the next one begins, None at the first young attempt."""
        before = self._clock.now() - self._keep.logs
        ids = self._logs.stored(after, _MOST_FOLDERS)
        with self._store.read() as session:
            known = {attempt.id: attempt for attempt in session.instances.attempts(ids)}
        for attempt_id in ids:
            attempt = known.get(attempt_id)
            if attempt is not None and _is_young(attempt, before):
                return None
            if self._closing.is_set():
                return None
            if attempt is None or _ended_before(attempt, before):
                self._logs.delete([attempt_id])
        return ids[-1] if ids else None


def _forget(what: Forgettable, before: datetime, session: Session) -> bool:
    return session.history.forget(what, before, _MOST_ROWS) == _MOST_ROWS


def _of_bounded_size(found: Sequence[tuple[InstanceId, int]]) -> Sequence[InstanceId]:
    """As many as a batch may hold, one at least."""
    chosen: list[InstanceId] = []
    total = 0
    for instance_id, node_runs in found:
        total += node_runs
        if chosen and total > _MOST_NODE_RUNS:
            break
        chosen.append(instance_id)
    return chosen


def _is_young(attempt: Attempt, before: datetime) -> bool:
    """Ids grow with time: whatever comes behind a young attempt is young."""
    return attempt.queued_at is not None and attempt.queued_at >= before


def _ended_before(attempt: Attempt, before: datetime) -> bool:
    over = attempt.status in (AttemptStatus.FINISHED, AttemptStatus.LOST) and not attempt.ending
    moment = attempt.ended_at or attempt.queued_at
    return over and moment is not None and moment < before
