"""The queries of every round use the small indexes made for them, however long the history is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from millrace.adapters.sql_store.engines import writing_engine
from millrace.adapters.sql_store.repositories.commands import SqlCommands
from millrace.adapters.sql_store.repositories.history import SqlHistory
from millrace.adapters.sql_store.repositories.instances import SqlInstances
from millrace.adapters.sql_store.repositories.patchdata import SqlPatchData
from millrace.adapters.sql_store.repositories.spans import SqlSchedules
from millrace.adapters.sql_store.repositories.waiting import SqlWaiting
from millrace.adapters.sql_store.tables import metadata
from millrace.domain.ids import JobId, WorkspaceId
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.ports.records import Forgettable, InstanceSelection
from millrace.ports.schedule_records import InstanceKey
from tests.conformance.store.scene import NOW

_FAILED = [InstanceStatus.FAILED]


def _listed(connection: Connection, **chosen: Any) -> object:
    return SqlInstances(connection).list(WorkspaceId(1), InstanceSelection(**chosen))


@pytest.mark.parametrize(
    ("index", "look"),
    [
        ("ix_instance_open", lambda c: SqlInstances(c).open_instances()),
        ("ix_attempt_live", lambda c: SqlInstances(c).live_attempts()),
        ("ix_command_pending", lambda c: SqlCommands(c).pending()),
        ("ix_instance_expiring", lambda c: SqlHistory(c).expirable(NOW, 200)),
        ("ix_instance_waiting", lambda c: SqlWaiting(c).waiting()),
        ("ix_instance_places", lambda c: SqlWaiting(c).taking_places([JobId(1), JobId(2)])),
        ("ix_instance_patchdata", lambda c: SqlWaiting(c).before(JobId(1), Trigger.PATCHDATA, "7", NOW)),
        ("ix_instance_patchdata", lambda c: SqlWaiting(c).counts(Trigger.PATCHDATA, ["7", "8"])),
        ("ix_instance_workspace_id_job_id_id", lambda c: SqlWaiting(c).durations([JobId(1)])),
        ("ix_schedule_span_open", lambda c: SqlSchedules(c).open_spans()),
        ("ix_patchdata_task_open", lambda c: SqlPatchData(c).open_tasks()),
        ("ix_idempotent_answer_at", lambda c: SqlHistory(c).forget(Forgettable.ANSWER, NOW, 200)),
        (
            "(job_id=? AND trigger=? AND plan_time=? AND batch=?)",
            lambda c: SqlWaiting(c).find([InstanceKey(JobId(1), Trigger.SCHEDULE, NOW)]),
        ),
        (
            "(job_id=? AND trigger=? AND plan_time<?)",
            lambda c: SqlWaiting(c).before(JobId(1), Trigger.SCHEDULE, "", NOW),
        ),
        (
            "(job_id=? AND trigger=? AND plan_time>? AND plan_time<?)",
            lambda c: SqlWaiting(c).between(JobId(1), Trigger.SCHEDULE, "", NOW, NOW),
        ),
        ("ix_instance_batch", lambda c: _listed(c, batch="7", statuses=_FAILED)),
        ("ix_instance_plan_time", lambda c: _listed(c, plan_from=NOW, statuses=_FAILED)),
        ("ix_instance_trigger", lambda c: _listed(c, triggers=[Trigger.MANUAL])),
        ("ix_instance_workspace_id_status_id", lambda c: _listed(c, statuses=_FAILED)),
    ],
)
def test_an_index_serves_its_query(tmp_path: Path, index: str, look: Callable[[Connection], object]) -> None:
    engine = writing_engine(f"sqlite:///{tmp_path}/plans.db")
    metadata.create_all(engine)
    statements: list[tuple[str, Any]] = []
    with engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", lambda *seen: statements.append(seen[2:4]))
        look(connection)
        statement, values = statements[-1]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    engine.dispose()
    assert index in str(plan)
    assert "'SCAN instance'" not in str(plan)
