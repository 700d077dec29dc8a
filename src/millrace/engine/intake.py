"""Turn messages into what happened to instances: the first half of a step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from millrace.domain.errors import MillraceError, NotFound
from millrace.domain.ids import AttemptId, CommandId, NodeId
from millrace.domain.instance import AttemptResult, SubState
from millrace.domain.progress import (
    AttemptEnded,
    Operate,
    Operation,
    ProgressEvent,
    RetryDue,
)
from millrace.engine import planner
from millrace.engine.children import start_children
from millrace.engine.commanding import Handler, Handlers
from millrace.engine.index import open_questions
from millrace.engine.listening import answered, due, look_again
from millrace.engine.live_attempts import Live
from millrace.engine.messages import (
    AttemptsReported,
    ChildrenAsked,
    ClearingIsDue,
    CommandGiven,
    ConditionsAnswered,
    HeartBeaten,
    InstancesCreated,
    LeasesExpired,
    ListeningIsDue,
    Message,
    PatchingDue,
    PlacesOffered,
    RetryIsDue,
    SlotsDue,
    WorkerJoined,
    WorkerLeft,
)
from millrace.engine.step import Step
from millrace.ports.attempts import AttemptReport
from millrace.ports.records import CommandRecord, FinishedAttempt

_LOST = {
    "code": "worker_lost",
    "message": "The worker that ran this attempt is gone, and what it did is not known. "
    "Look at the log, then retry the node or change its setting for a lost worker.",
    "data": {},
}


@dataclass(slots=True)
class Intake:
    """Gathers one batch: commands and reports are looked up together, whatever their order."""

    step: Step
    handlers: Handlers = field(default_factory=dict)
    _commands: dict[CommandId, None] = field(default_factory=dict)
    _given: list[tuple[CommandRecord, ProgressEvent | None]] = field(default_factory=list)
    _handled: dict[CommandId, MillraceError | None] = field(default_factory=dict)

    def take(self, messages: Iterable[Message]) -> None:
        """Turn all messages of the batch into events."""
        self.step.index.patch.new_step()
        reports: list[tuple[str, AttemptReport]] = []
        beats: dict[str, set[AttemptId]] = {}
        gone: list[tuple[str, AttemptId]] = []
        slots_are_due = False
        for message in messages:
            match message:
                case AttemptsReported():
                    reports.extend((message.worker, report) for report in message.reports)
                case WorkerJoined():
                    reports.extend((message.worker, report) for report in message.reports)
                    gone.extend((message.worker, AttemptId(report.attempt_id)) for report in message.reports)
                    beats.pop(message.worker, None)  # what its past self ran is told anew
                    self._joined(message)
                case HeartBeaten():
                    beats.setdefault(message.worker, set()).update(map(AttemptId, message.running))
                    gone.extend((message.worker, AttemptId(attempt_id)) for attempt_id in message.gone)
                case CommandGiven():
                    self._commands[message.id] = None
                case SlotsDue():
                    slots_are_due = True
                case _:
                    self._simple(message)
        self._reported(reports)
        self._gone(gone)  # after the reports: a timed-out attempt is reported first, often in the same batch
        self._beat(beats, {AttemptId(report.attempt_id) for _, report in reports})
        self._command()
        if slots_are_due:  # last: a slot at the instant of a pause does not exist any more (R15)
            self.step.settle()
            planner.look(self.step)

    def _simple(self, message: Message) -> None:
        match message:
            case InstancesCreated():
                self._created(message)
            case PlacesOffered():
                self._offered(message)
            case WorkerLeft():
                gone = self.step.index.live.worker(message.worker)
                gone.here, gone.light, gone.heavy = False, 0, 0
            case ConditionsAnswered():
                question = self.step.index.questions.pop(message.node_run_id, None)
                if question is not None:
                    self.step.answer(*question, dict(message.answer))
                else:
                    answered(self.step, message.node_run_id, message.answer)
            case RetryIsDue():
                self.step.happen(message.instance_id, RetryDue(message.node_id))
            case ChildrenAsked():
                start_children(self.step, message)
            case _:
                self._alarm(message)

    def _alarm(self, message: Message) -> None:
        match message:
            case LeasesExpired():
                self._lost([live for live in self.step.index.live.expired(self.step.now)])
            case ListeningIsDue():
                due(self.step, message.instance_id)
            case ClearingIsDue():
                self.step.index.room.clearing_is_due = True
            case PatchingDue():
                if message.task_id is not None and message.workspace_id is not None:
                    self.step.index.patch.touch(message.workspace_id, message.task_id)
            case _:
                raise AssertionError("taken above")

    def _created(self, message: InstancesCreated) -> None:
        self.step.arrived(message.ids)

    # ---- workers -------------------------------------------------------------------------------------

    def _offered(self, message: PlacesOffered) -> None:
        worker = self.step.index.live.worker(message.worker)
        worker.queues = message.queues
        worker.light += message.light
        worker.heavy += message.heavy

    def _joined(self, message: WorkerJoined) -> None:
        """What the worker runs is its own again; what it has forgotten is lost."""
        worker = self.step.index.live.worker(message.worker)
        worker.here, worker.light, worker.heavy = True, 0, 0
        self.step.out.joined.append(message.worker)
        running = set(map(AttemptId, message.running))
        told = running | {AttemptId(report.attempt_id) for report in message.reports}
        before = list(self.step.index.live.of_worker(message.worker))
        self._lost([live for live in before if live.attempt_id not in told])
        self._extend(message.worker, running)
        unknown = running - {live.attempt_id for live in before}
        stopping = {live.attempt_id for live in before if live.stopping} & running
        if unknown or stopping:
            self.step.out.cancels.setdefault(message.worker, []).extend(sorted(unknown | stopping))
        self._ask_again()
        look_again(self.step)

    def _ask_again(self) -> None:
        """Questions that waited for a worker, or were with one that is gone."""
        asked = open_questions(self.step.index.questions)
        self.step.load(asked.keys())
        for instance_id, node_ids in asked.items():
            working = self.step.working.get(instance_id)
            for node_id in node_ids if working is not None else ():
                if working and working.state.node_runs[node_id].sub_state is SubState.RESOLVING:
                    sources = [
                        NodeId(edge.source) for edge in working.runnable.plan.conditions.get(node_id, ())
                    ]
                    self.step.ask_worker(working, node_id, sources)

    def _beat(self, beats: Mapping[str, set[AttemptId]], ended: set[AttemptId]) -> None:
        """`ended`: reported in this very batch, so neither extended nor cancelled."""
        for worker, running in beats.items():
            self._extend(worker, running - ended)

    def _extend(self, worker: str, running: set[AttemptId]) -> None:
        if not running:
            return
        until = self.step.now + self.step.lease
        kept = set(self.step.session.instances.extend_leases(worker, running, until))
        for attempt_id in kept:
            live = self.step.index.live.by_id.get(attempt_id)
            if live is not None:
                self.step.index.live.put(replace(live, lease_until=until))
        fenced = running - kept
        if fenced:
            self.step.out.cancels.setdefault(worker, []).extend(sorted(fenced))

    def _reported(self, reports: Sequence[tuple[str, AttemptReport]]) -> None:
        if not reports:
            return
        finished = [_finished(worker, report) for worker, report in reports]
        accepted = set(self.step.session.instances.finish(finished))
        for _, report in reports:
            live = self.step.index.live.by_id.get(AttemptId(report.attempt_id))
            if live is None:
                continue
            if (
                live.attempt_id in accepted and not live.stopping
            ):  # else it may be of an earlier run (R89, R92)
                self.step.happen(live.instance_id, _ended(live, report))
            if report.result == AttemptResult.TIMEOUT:  # told at once; its tree is still ending (R89)
                self.step.index.live.put(replace(live, stopping=True, over=True))
            else:
                self.step.index.live.drop(live.attempt_id)

    def _gone(self, gone: Sequence[tuple[str, AttemptId]]) -> None:
        """Stopped attempts whose tree has ended: their rows end, and a successor may start (R89).

        What its worker ended without being told to (the server ends with all that runs) is lost.
        """
        stopped: list[FinishedAttempt] = []
        lost: list[Live] = []
        for worker, attempt_id in gone:
            live = self.step.index.live.by_id.get(attempt_id)
            if live is None or live.worker != worker:
                continue
            if not live.stopping:
                lost.append(live)
                continue
            if not live.over:
                now = self.step.now
                stopped.append(FinishedAttempt(attempt_id, worker, AttemptResult.STOPPED, None, None, now))
            self.step.index.live.drop(attempt_id)
        if stopped:
            self.step.session.instances.finish(stopped)
        self._lost(lost)

    def _lost(self, lives: Sequence[Live]) -> None:
        for live in lives:
            self.step.index.live.drop(live.attempt_id)
        lives = [live for live in lives if not live.over]
        if not lives:
            return
        ended_at = self.step.now
        accepted = set(
            self.step.session.instances.finish(
                [
                    FinishedAttempt(
                        live.attempt_id, live.worker or "", AttemptResult.LOST, None, _LOST, ended_at
                    )
                    for live in lives
                ]
            )
        )
        for live in lives:
            if live.attempt_id in accepted and not live.stopping:
                event = AttemptEnded(
                    live.node_id, live.number, AttemptResult.LOST, error=_LOST, may_repeat=live.may_repeat
                )
                self.step.happen(live.instance_id, event)

    # ---- commands ------------------------------------------------------------------------------------

    def _command(self) -> None:
        if not self._commands:
            return
        for record in self.step.session.commands.pending():
            if record.id not in self._commands:
                continue  # its own message comes; one that breaks its batch must not break this one
            handler = self.handlers.get(record.kind)
            if handler is not None:
                self._handle(handler, record)
                continue
            event = _operation(record)
            self._given.append((record, event))
            if event is not None and record.instance_id is not None:
                self.step.load([record.instance_id])
                self.step.happen(record.instance_id, event)

    def _handle(self, handler: Handler, record: CommandRecord) -> None:
        self._given.append((record, None))
        self.step.settle()
        try:
            handler(self.step, record)
        except MillraceError as error:
            self._handled[record.id] = error
        else:
            self._handled[record.id] = None

    def verdicts(self) -> None:
        """Record what became of the commands; to be called when everything is settled."""
        for record, event in self._given:
            error: MillraceError | None = None
            if record.id in self._handled:
                error = self._handled[record.id]
            elif event is None:
                error = NotFound(kind="operation", name=record.kind)
            elif record.instance_id in self.step.failed:
                error = MillraceError()
            elif record.instance_id not in self.step.working:
                error = NotFound(kind="instance", name=record.instance_id)
            else:
                error = self.step.refused.get(id(event))
            document = {"code": error.code, "message": error.message, "data": error.data} if error else None
            verdict = "refused" if error else "applied"
            self.step.session.commands.settle(record.id, verdict, document, self.step.now)
            self.step.out.commands.append(record.id)


def _operation(record: CommandRecord) -> Operate | None:
    try:
        return Operate(Operation(record.kind), record.node_id)
    except ValueError:
        return None


def _finished(worker: str, report: AttemptReport) -> FinishedAttempt:
    return FinishedAttempt(
        id=AttemptId(report.attempt_id),
        worker=worker,
        result=AttemptResult(report.result),
        exit_code=report.exit_code,
        error=report.error,
        ended_at=datetime.fromisoformat(report.ended_at),
        output=report.output,
    )


def _ended(live: Live, report: AttemptReport) -> AttemptEnded:
    error: Mapping[str, Any] | None = report.error
    return AttemptEnded(
        live.node_id,
        live.number,
        AttemptResult(report.result),
        report.exit_code,
        error,
        may_repeat=live.may_repeat,
    )
