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
from millrace.adapters.sql_store.tables import metadata
from millrace.ports.records import Forgettable
from tests.conformance.store.scene import NOW


@pytest.mark.parametrize(
    ("index", "look"),
    [
        ("ix_instance_open", lambda c: SqlInstances(c).open_instances()),
        ("ix_attempt_live", lambda c: SqlInstances(c).live_attempts()),
        ("ix_command_pending", lambda c: SqlCommands(c).pending()),
        ("ix_instance_expiring", lambda c: SqlHistory(c).expirable(NOW, 200)),
        ("ix_idempotent_answer_at", lambda c: SqlHistory(c).forget(Forgettable.ANSWER, NOW, 200)),
    ],
)
def test_a_partial_index_serves_its_query(
    tmp_path: Path, index: str, look: Callable[[Connection], object]
) -> None:
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
