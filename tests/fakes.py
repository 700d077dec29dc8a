"""Stand-ins for ports, simple enough to be read at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from millrace.domain.errors import Unavailable
from millrace.domain.ids import CommandId, InstanceId
from millrace.domain.instance import InstanceStatus, NodeRunStatus, SubState
from millrace.ports.engine import ProbeTarget, WorkerState
from millrace.ports.store import Session, Store

START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


class FakeClock:
    """Stands still until it is told to go on."""

    def __init__(self, start: datetime = START) -> None:
        self.present = start

    def now(self) -> datetime:
        """The present instant."""
        return self.present

    def advance(self, **delta: float) -> None:
        """Go on, as timedelta counts."""
        self.present += timedelta(**delta)


class FakeEngine:
    """An engine's door: settles commands at once with the verdict it was given."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self._store = store
        self._clock = clock
        self.leading = True
        self.woken: list[InstanceId] = []
        self.verdict: str | None = "applied"
        self.error: Mapping[str, Any] | None = None
        self.probed: list[ProbeTarget] = []
        self.ends_with: tuple[InstanceStatus, NodeRunStatus] | None = None
        """Set: every new instance has ended so when `wake` returns."""

    def wake(self, *, instances: Sequence[InstanceId] = (), commands: Sequence[CommandId] = ()) -> None:
        """Remember the instances; settle the commands."""
        self.woken += instances
        if self.ends_with:
            self._store.write(partial(_end, instances, self.ends_with))
        verdict, error, now = self.verdict, self.error, self._clock.now()
        if verdict is not None:
            for command_id in commands:
                self._store.write(partial(_settle, command_id, verdict, error, now))

    def wait_for(self, command_id: CommandId, seconds: float) -> bool:
        """Whether a verdict was given."""
        return self.verdict is not None

    def workers(self) -> Sequence[WorkerState]:
        """One idle worker."""
        return [WorkerState("local-1", 500, 0)]

    def probe(self, target: ProbeTarget, seconds: float) -> Mapping[str, Any]:
        """Remember what was asked for; the answer is good while the engine leads."""
        if not self.leading:
            raise Unavailable(detail="No worker answers.")
        self.probed.append(target)
        return {"ok": True, "steps": [{"name": "connect", "ok": True, "detail": "fake"}], "hint": None}


def _end(
    instances: Sequence[InstanceId], ends_with: tuple[InstanceStatus, NodeRunStatus], session: Session
) -> None:
    for _, state in session.instances.load(instances).values():
        runs = {
            node_id: replace(run, status=ends_with[1], sub_state=SubState.NONE)
            for node_id, run in state.node_runs.items()
        }
        session.instances.save([(state, replace(state, status=ends_with[0], node_runs=runs))])


def _settle(
    command_id: CommandId,
    verdict: str,
    error: Mapping[str, Any] | None,
    now: datetime,
    session: Session,
) -> None:
    session.commands.settle(command_id, verdict, error, now)


class FakeTokens:
    """Tokens that can be foretold: token-1, token-2, ..."""

    def __init__(self) -> None:
        self._count = 0

    def fresh(self) -> str:
        """The next one."""
        self._count += 1
        return f"token-{self._count}"


class FakeBox:
    """Seals by writing the place in front: enough to see that nothing is kept as it came."""

    def seal(self, text: str, place: str) -> str:
        """`sealed|place|text backwards`."""
        return f"sealed|{place}|{text[::-1]}"

    def open(self, sealed: str, place: str) -> str:
        """The text, if the place is right."""
        _, kept_place, body = sealed.split("|", 2)
        if kept_place != place:
            raise Unavailable(detail="sealed for another place")
        return body[::-1]


def log_line(at: datetime, letter: str, text: str) -> str:
    """A line of an attempt's log file."""
    return f"{int(at.timestamp() * 1_000_000)} {letter} {text}\n"


def write_log(folder: Path, attempt_id: int, lines: Sequence[str]) -> Path:
    """The log file of an attempt below the attempts folder."""
    path = folder / str(attempt_id // 1000) / str(attempt_id) / "log"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")
    return path
