"""Scripts and their submitted versions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from millrace.adapters.sql_store.repositories.common import SqlRepository, unique_name
from millrace.adapters.sql_store.repositories.jobs import stamp_values, stamps
from millrace.adapters.sql_store.tables import script, script_version
from millrace.domain.ids import ScriptId, VersionNo, WorkspaceId
from millrace.ports.records import ScriptRecord, Stamp


class SqlScripts(SqlRepository):
    """`ScriptRepository` in SQL."""

    def list(self, ws: WorkspaceId) -> Sequence[ScriptRecord]:
        rows = self._connection.execute(
            select(script).where(script.c.workspace_id == ws).order_by(script.c.name, script.c.id)
        ).mappings()
        return [_script(row) for row in rows]

    def get(self, ws: WorkspaceId, script_id: ScriptId) -> ScriptRecord | None:
        query = select(script).where(script.c.workspace_id == ws, script.c.id == script_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _script(row)

    def by_name(self, ws: WorkspaceId, name: str) -> ScriptRecord | None:
        query = select(script).where(script.c.workspace_id == ws, script.c.name == name)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _script(row)

    def add(self, new: ScriptRecord) -> ScriptRecord:
        with unique_name(self._connection, "script", new.name):
            statement = insert(script).values(**_values(new), revision=1).returning(*script.c)
            return _script(self._connection.execute(statement).mappings().one())

    def update(self, changed: ScriptRecord, expected_revision: int) -> bool:
        with unique_name(self._connection, "script", changed.name):
            done = self._connection.execute(
                update(script)
                .where(
                    script.c.id == changed.id,
                    script.c.workspace_id == changed.workspace_id,
                    script.c.revision == expected_revision,
                )
                .values(**_values(changed), revision=expected_revision + 1)
            )
        return done.rowcount == 1

    def delete(self, ws: WorkspaceId, script_id: ScriptId) -> bool:
        self._connection.execute(
            delete(script_version).where(
                script_version.c.script_id == script_id, script_version.c.workspace_id == ws
            )
        )
        done = self._connection.execute(
            delete(script).where(script.c.id == script_id, script.c.workspace_id == ws)
        )
        return done.rowcount == 1

    def add_version(
        self,
        ws: WorkspaceId,
        script_id: ScriptId,
        number: VersionNo,
        content_hash: str,
        description: str,
        made: Stamp,
    ) -> None:
        self._connection.execute(
            insert(script_version).values(
                workspace_id=ws,
                script_id=script_id,
                number=number,
                content_hash=content_hash,
                description=description,
                made_by=made.by,
                made_at=made.at,
            )
        )

    def versions(self, ws: WorkspaceId, script_id: ScriptId) -> Sequence[tuple[VersionNo, str, str, Stamp]]:
        rows = self._connection.execute(
            select(script_version)
            .where(script_version.c.workspace_id == ws, script_version.c.script_id == script_id)
            .order_by(script_version.c.number.desc())
        ).mappings()
        return [
            (row["number"], row["content_hash"], row["description"], Stamp(row["made_by"], row["made_at"]))
            for row in rows
        ]


def _script(row: RowMapping) -> ScriptRecord:
    return ScriptRecord(
        id=row["id"],
        workspace_id=row["workspace_id"],
        directory_id=row["directory_id"],
        name=row["name"],
        language=row["language"],
        revision=row["revision"],
        draft_hash=row["draft_hash"],
        submitted_version=row["submitted_version"],
        submitted_hash=row["submitted_hash"],
        **stamps(row),
    )


def _values(record: ScriptRecord) -> dict[str, Any]:
    return {
        "workspace_id": record.workspace_id,
        "directory_id": record.directory_id,
        "name": record.name,
        "language": record.language,
        "draft_hash": record.draft_hash,
        "submitted_version": record.submitted_version,
        "submitted_hash": record.submitted_hash,
        **stamp_values(record.created, record.updated),
    }
