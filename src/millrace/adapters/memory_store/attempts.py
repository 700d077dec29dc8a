"""Attempts and outputs in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from millrace.adapters.memory_store.rows import MemoryRepository, plain
from millrace.domain.ids import AttemptId, InstanceId, NodeId, WorkspaceId
from millrace.domain.instance import Attempt, AttemptResult, AttemptStatus
from millrace.ports.records import FinishedAttempt, LiveNodes, NewAttempt


class MemoryAttempts(MemoryRepository):
    """Attempts and outputs, as part of `InstanceRepository`."""

    def add_attempts(self, attempts: Sequence[NewAttempt]) -> Sequence[AttemptId]:
        ids = []
        for new in attempts:
            key = AttemptId(self._rows.next_id("attempt"))
            ids.append(key)
            self._rows.attempts[key] = Attempt(
                id=key,
                workspace_id=new.workspace_id,
                instance_id=new.instance_id,
                node_run_id=new.node_run_id,
                node_id=new.node_id,
                number=new.number,
                cause=new.cause,
                status=AttemptStatus.QUEUED,
                queue=new.queue,
                queued_at=new.queued_at,
            )
        return ids

    def claim(
        self, ids: Sequence[AttemptId], worker: str, now: datetime, lease_until: datetime
    ) -> Collection[AttemptId]:
        won = {each.id for each in self.attempts(ids) if each.status is AttemptStatus.QUEUED}
        for key in won:
            self._change(
                key, status=AttemptStatus.RUNNING, worker=worker, started_at=now, lease_until=lease_until
            )
        return won

    def extend_leases(
        self, worker: str, ids: Collection[AttemptId], until: datetime
    ) -> Collection[AttemptId]:
        own = {
            each.id
            for each in self.attempts(ids)
            if each.status is AttemptStatus.RUNNING and each.worker == worker
        }
        for key in own:
            self._change(key, lease_until=until)
        return own

    def finish(self, reports: Sequence[FinishedAttempt]) -> Collection[AttemptId]:
        accepted: set[AttemptId] = set()
        for report in reports:
            attempt = self._rows.attempts.get(report.id)
            if attempt is None:
                continue
            own = attempt.status is AttemptStatus.RUNNING and attempt.worker == report.worker
            if own or attempt.status is AttemptStatus.QUEUED:
                accepted.add(report.id)
                self._end(attempt, report)
            else:
                self._change(report.id, late_result=_late_result(report))
        return accepted

    def _end(self, attempt: Attempt, report: FinishedAttempt) -> None:
        lost = report.result is AttemptResult.LOST
        self._change(
            report.id,
            status=AttemptStatus.LOST if lost else AttemptStatus.FINISHED,
            result=report.result,
            exit_code=report.exit_code,
            error=None if report.error is None else plain(dict(report.error)),
            ending=False,
            lease_until=None,
            ended_at=report.ended_at,
        )
        if report.output is not None:
            run_number = self._rows.run_numbers[attempt.node_run_id]
            document = plain(dict(report.output))
            self._rows.outputs[attempt.instance_id, run_number, attempt.node_id] = document

    def request_cancel(self, ids: Collection[AttemptId], at: datetime | None = None) -> None:
        for attempt in self.attempts(ids):
            if attempt.status is AttemptStatus.QUEUED:
                self._change(
                    attempt.id,
                    status=AttemptStatus.FINISHED,
                    result=AttemptResult.STOPPED,
                    cancel_requested=True,
                    ended_at=at,
                )
            elif attempt.status is AttemptStatus.RUNNING:
                self._change(attempt.id, cancel_requested=True, ending=True)

    def _change(self, key: AttemptId, **changes: Any) -> None:
        self._rows.attempts[key] = replace(self._rows.attempts[key], **changes)

    def attempts(self, ids: Collection[AttemptId]) -> Sequence[Attempt]:
        return [self._rows.attempts[key] for key in sorted(set(ids)) if key in self._rows.attempts]

    def attempts_of(self, instance_id: InstanceId) -> Sequence[Attempt]:
        return [each for each in self._rows.attempts.values() if each.instance_id == instance_id]

    def live_attempts(self) -> Sequence[Attempt]:
        live = (AttemptStatus.QUEUED, AttemptStatus.RUNNING)
        return [each for each in self._rows.attempts.values() if each.status in live]

    def live_nodes(self, ws: WorkspaceId) -> Sequence[LiveNodes]:
        counts = Counter(
            (self._rows.instances[each.instance_id].definition_hash, each.node_id, each.status)
            for each in self.live_attempts()
            if each.workspace_id == ws
        )
        return [LiveNodes(*key, count) for key, count in counts.items()]

    def outputs(
        self, instance_id: InstanceId, nodes: Collection[NodeId] | None = None
    ) -> Mapping[NodeId, Mapping[str, Any]]:
        state = self._rows.states.get(instance_id)
        return {
            node_id: document
            for (key, run_number, node_id), document in self._rows.outputs.items()
            if state is not None
            and key == instance_id
            and run_number == state.run_number
            and (nodes is None or node_id in nodes)
        }

    def copy_outputs(
        self, instance_id: InstanceId, nodes: Collection[NodeId], from_run: int, to_run: int
    ) -> None:
        for node_id in nodes:
            document = self._rows.outputs.get((instance_id, from_run, node_id))
            if document is not None:
                self._rows.outputs[instance_id, to_run, node_id] = document


def _late_result(report: FinishedAttempt) -> Mapping[str, Any]:
    late: Mapping[str, Any] = plain(
        {
            "worker": report.worker,
            "result": report.result.value,
            "exit_code": report.exit_code,
            "error": None if report.error is None else dict(report.error),
            "ended_at": report.ended_at.isoformat(),
            "output": None if report.output is None else dict(report.output),
        }
    )
    return late
