"""Attempts and outputs: claim, lease, end. An attempt's id is its fence."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, insert, select, update

from millrace.adapters.sql_store.repositories.common import (
    SqlRepository,
    chunks,
    constants,
    document,
    insert_or_update,
)
from millrace.adapters.sql_store.tables import attempt, attempt_detail, instance, node_run, output
from millrace.domain.ids import AttemptId, InstanceId, NodeId, WorkspaceId
from millrace.domain.instance import Attempt, AttemptCause, AttemptResult, AttemptStatus
from millrace.ports.records import FinishedAttempt, LiveNodes, NewAttempt

_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_QUEUED = AttemptStatus.QUEUED.value
_RUNNING = AttemptStatus.RUNNING.value

_ADD = insert(attempt).returning(attempt.c.id, sort_by_parameter_order=True)
# Rows are locked in the order of their ids, so that two processes cannot wait for one another.
_CLAIMABLE = (
    select(attempt.c.id)
    .where(attempt.c.id.in_(_IDS), attempt.c.status == _QUEUED)
    .order_by(attempt.c.id)
    .with_for_update()
)
_CLAIM = (
    update(attempt)
    .where(attempt.c.id.in_(_CLAIMABLE), attempt.c.status == _QUEUED)
    .values(
        status=_RUNNING,
        worker=bindparam("by_worker"),
        started_at=bindparam("now", type_=attempt.c.started_at.type),
        lease_until=bindparam("until", type_=attempt.c.lease_until.type),
    )
    .returning(attempt.c.id)
)
_EXTEND = (
    update(attempt)
    .where(attempt.c.id.in_(_IDS), attempt.c.worker == bindparam("by_worker"), attempt.c.status == _RUNNING)
    .values(lease_until=bindparam("until", type_=attempt.c.lease_until.type))
    .returning(attempt.c.id)
)
_FINISHING = (
    select(
        attempt.c.id,
        attempt.c.status,
        attempt.c.worker,
        attempt.c.workspace_id,
        attempt.c.instance_id,
        attempt.c.node_id,
        node_run.c.run_number,
    )
    .join(node_run, node_run.c.id == attempt.c.node_run_id)
    .where(attempt.c.id.in_(_IDS))
    .order_by(attempt.c.id)
    .with_for_update(of=attempt)
)
_FINISH = update(attempt).where(attempt.c.id == bindparam("key"))
_CANCEL_QUEUED = (
    update(attempt)
    .where(attempt.c.id.in_(_IDS), attempt.c.status == _QUEUED)
    .values(
        status=AttemptStatus.FINISHED.value,
        result=AttemptResult.STOPPED.value,
        cancel_requested=True,
        ended_at=bindparam("at", type_=attempt.c.ended_at.type),
    )
)
_CANCEL_RUNNING = (
    update(attempt)
    .where(attempt.c.id.in_(_IDS), attempt.c.status == _RUNNING)
    .values(cancel_requested=True, ending=True)
)
_ATTEMPTS = select(
    attempt.c.id,
    attempt.c.workspace_id,
    attempt.c.instance_id,
    attempt.c.node_run_id,
    attempt.c.node_id,
    attempt.c.number,
    attempt.c.cause,
    attempt.c.status,
    attempt.c.queue,
    attempt.c.worker,
    attempt.c.lease_until,
    attempt.c.cancel_requested,
    attempt.c.ending,
    attempt.c.result,
    attempt.c.exit_code,
    attempt_detail.c.error,
    attempt.c.queued_at,
    attempt.c.started_at,
    attempt.c.ended_at,
    attempt_detail.c.late_result,
).select_from(attempt.outerjoin(attempt_detail, attempt_detail.c.attempt_id == attempt.c.id))
_BY_ID = _ATTEMPTS.where(attempt.c.id.in_(_IDS)).order_by(attempt.c.id)
_LIVE = _ATTEMPTS.where(attempt.c.status.in_(constants([_QUEUED, _RUNNING]))).order_by(attempt.c.id)
_LIVE_NODES = (
    select(instance.c.definition_hash, attempt.c.node_id, attempt.c.status, func.count().label("many"))
    .join(instance, instance.c.id == attempt.c.instance_id)
    .where(attempt.c.workspace_id == bindparam("ws"), attempt.c.status.in_(constants([_QUEUED, _RUNNING])))
    .group_by(instance.c.definition_hash, attempt.c.node_id, attempt.c.status)
)

AnyRow = Row[*tuple[Any, ...]]

_CAUSE = {cause.value: cause for cause in AttemptCause}
_STATUS = {status.value: status for status in AttemptStatus}
_RESULT = {result.value: result for result in AttemptResult}


class SqlAttempts(SqlRepository):
    """Attempts and outputs, as part of `InstanceRepository`."""

    def add_attempts(self, attempts: Sequence[NewAttempt]) -> Sequence[AttemptId]:
        if not attempts:
            return []
        rows = self._connection.execute(_ADD, [_attempt_values(new) for new in attempts])
        return [AttemptId(row[0]) for row in rows]

    def claim(
        self, ids: Sequence[AttemptId], worker: str, now: datetime, lease_until: datetime
    ) -> Collection[AttemptId]:
        return {
            AttemptId(row[0])
            for chunk in chunks(ids)
            for row in self._connection.execute(
                _CLAIM, {"ids": chunk, "by_worker": worker, "now": now, "until": lease_until}
            )
        }

    def extend_leases(
        self, worker: str, ids: Collection[AttemptId], until: datetime
    ) -> Collection[AttemptId]:
        return {
            AttemptId(row[0])
            for chunk in chunks(ids)
            for row in self._connection.execute(_EXTEND, {"ids": chunk, "by_worker": worker, "until": until})
        }

    def finish(self, reports: Sequence[FinishedAttempt]) -> Collection[AttemptId]:
        found: dict[int, AnyRow] = {}
        for chunk in chunks([report.id for report in reports]):
            for row in self._connection.execute(_FINISHING, {"ids": chunk}):
                found[row.id] = row
        accepted: dict[AttemptId, FinishedAttempt] = {}
        late: list[FinishedAttempt] = []
        for report in reports:
            if report.id not in found:
                continue
            attempted = found[report.id]
            expected = attempted.status == _QUEUED or (
                attempted.status == _RUNNING and attempted.worker == report.worker
            )
            if expected and report.id not in accepted:
                accepted[report.id] = report
            else:
                late.append(report)
        self._write_ends(accepted.values(), found)
        self._keep_late(late, found)
        return accepted.keys()

    def _write_ends(self, reports: Collection[FinishedAttempt], found: Mapping[int, AnyRow]) -> None:
        if not reports:
            return
        self._connection.execute(_FINISH, [_end_values(report) for report in reports])
        errors = [
            {
                "attempt_id": report.id,
                "workspace_id": found[report.id].workspace_id,
                "error": dict(report.error),
            }
            for report in reports
            if report.error is not None
        ]
        if errors:
            statement = insert_or_update(self._dialect, attempt_detail, ("attempt_id",), ("error",))
            self._connection.execute(statement, errors)
        outputs = [
            _output_values(report, found[report.id]) for report in reports if report.output is not None
        ]
        if outputs:
            self._connection.execute(
                insert_or_update(
                    self._dialect,
                    output,
                    ("instance_id", "run_number", "node_id"),
                    ("attempt_id", "document"),
                ),
                outputs,
            )

    def _keep_late(self, reports: Sequence[FinishedAttempt], found: Mapping[int, AnyRow]) -> None:
        if not reports:
            return
        self._connection.execute(
            insert_or_update(self._dialect, attempt_detail, ("attempt_id",), ("late_result",)),
            [
                {
                    "attempt_id": report.id,
                    "workspace_id": found[report.id].workspace_id,
                    "late_result": _late_result(report),
                }
                for report in reports
            ],
        )

    def request_cancel(self, ids: Collection[AttemptId], at: datetime | None = None) -> None:
        for chunk in chunks(ids):
            self._connection.execute(_CANCEL_QUEUED, {"ids": chunk, "at": at})
            self._connection.execute(_CANCEL_RUNNING, {"ids": chunk})

    def attempts(self, ids: Collection[AttemptId]) -> Sequence[Attempt]:
        return [
            _attempt(row) for chunk in chunks(ids) for row in self._connection.execute(_BY_ID, {"ids": chunk})
        ]

    def attempts_of(self, instance_id: InstanceId) -> Sequence[Attempt]:
        query = _ATTEMPTS.where(attempt.c.instance_id == instance_id).order_by(attempt.c.id)
        return [_attempt(row) for row in self._connection.execute(query)]

    def live_attempts(self) -> Sequence[Attempt]:
        # An ending attempt is still running until its end is reported.
        return [_attempt(row) for row in self._connection.execute(_LIVE)]

    def live_nodes(self, ws: WorkspaceId) -> Sequence[LiveNodes]:
        return [
            LiveNodes(row.definition_hash, NodeId(row.node_id), _STATUS[row.status], row.many)
            for row in self._connection.execute(_LIVE_NODES, {"ws": ws})
        ]

    def outputs(
        self, instance_id: InstanceId, nodes: Collection[NodeId] | None = None
    ) -> Mapping[NodeId, Mapping[str, Any]]:
        query = (
            select(output.c.node_id, output.c.document)
            .join(
                instance,
                (instance.c.id == output.c.instance_id) & (instance.c.run_number == output.c.run_number),
            )
            .where(output.c.instance_id == instance_id)
        )
        if nodes is not None:
            query = query.where(output.c.node_id.in_(sorted(nodes)))
        return {row.node_id: row.document for row in self._connection.execute(query)}

    def copy_outputs(
        self, instance_id: InstanceId, nodes: Collection[NodeId], from_run: int, to_run: int
    ) -> None:
        query = select(output).where(
            output.c.instance_id == instance_id,
            output.c.run_number == from_run,
            output.c.node_id.in_(sorted(nodes)),
        )
        rows = [{**row, "run_number": to_run} for row in self._connection.execute(query).mappings()]
        if rows:
            self._connection.execute(
                insert_or_update(
                    self._dialect,
                    output,
                    ("instance_id", "run_number", "node_id"),
                    ("attempt_id", "document"),
                ),
                rows,
            )


def _attempt_values(new: NewAttempt) -> dict[str, Any]:
    return {
        "workspace_id": new.workspace_id,
        "instance_id": new.instance_id,
        "node_run_id": new.node_run_id,
        "node_id": new.node_id,
        "number": new.number,
        "cause": new.cause.value,
        "status": _QUEUED,
        "queue": new.queue,
        "cancel_requested": False,
        "ending": False,
        "queued_at": new.queued_at,
    }


def _end_values(report: FinishedAttempt) -> dict[str, Any]:
    lost = report.result is AttemptResult.LOST
    return {
        "key": report.id,
        "status": (AttemptStatus.LOST if lost else AttemptStatus.FINISHED).value,
        "result": report.result.value,
        "exit_code": report.exit_code,
        "ending": False,
        "lease_until": None,
        "ended_at": report.ended_at,
    }


def _output_values(report: FinishedAttempt, row: AnyRow) -> dict[str, Any]:
    return {
        "instance_id": row.instance_id,
        "run_number": row.run_number,
        "node_id": row.node_id,
        "workspace_id": row.workspace_id,
        "attempt_id": report.id,
        "document": document(report.output),
    }


def _late_result(report: FinishedAttempt) -> dict[str, Any]:
    return {
        "worker": report.worker,
        "result": report.result.value,
        "exit_code": report.exit_code,
        "error": document(report.error),
        "ended_at": report.ended_at.isoformat(),
        "output": document(report.output),
    }


def _attempt(row: Sequence[Any]) -> Attempt:
    """Positional, in the order of `_ATTEMPTS`."""
    values = list(row)
    values[6] = _CAUSE[values[6]]
    values[7] = _STATUS[values[7]]
    values[13] = None if values[13] is None else _RESULT[values[13]]
    return Attempt(*values)
