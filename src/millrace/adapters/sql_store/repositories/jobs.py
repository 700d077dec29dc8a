"""Directories, jobs, versions and definitions."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Function,
    RowMapping,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from millrace.adapters.sql_store.repositories.common import (
    SqlRepository,
    chunks,
    insert_or_ignore,
    unique_name,
)
from millrace.adapters.sql_store.schedule_tables import schedule_span
from millrace.adapters.sql_store.tables import (
    definition,
    directory,
    instance,
    job,
    job_version,
    script,
    script_version,
)
from millrace.domain.ids import DirectoryId, JobId, WorkspaceId
from millrace.ports.records import Directory, JobRecord, Stamp, VersionRecord


class SqlJobs(SqlRepository):
    """`JobRepository` in SQL."""

    def directories(self, ws: WorkspaceId) -> Sequence[Directory]:
        rows = self._connection.execute(
            select(directory).where(directory.c.workspace_id == ws).order_by(directory.c.name, directory.c.id)
        ).mappings()
        return [_directory(row) for row in rows]

    def add_directory(self, ws: WorkspaceId, name: str, parent_id: DirectoryId | None) -> Directory:
        with unique_name(self._connection, "directory", name):
            new_id = self._connection.execute(
                insert(directory)
                .values(workspace_id=ws, parent_id=parent_id or 0, name=name)
                .returning(directory.c.id)
            ).scalar_one()
        return Directory(DirectoryId(new_id), ws, parent_id, name)

    def update_directory(self, changed: Directory) -> None:
        with unique_name(self._connection, "directory", changed.name):
            self._connection.execute(
                update(directory)
                .where(directory.c.id == changed.id, directory.c.workspace_id == changed.workspace_id)
                .values(name=changed.name, parent_id=changed.parent_id or 0)
            )

    def delete_directory(self, ws: WorkspaceId, directory_id: DirectoryId) -> bool:
        child = directory.alias("child")
        done = self._connection.execute(
            delete(directory).where(
                directory.c.id == directory_id,
                directory.c.workspace_id == ws,
                ~exists().where(child.c.parent_id == directory_id),
                ~exists().where(job.c.directory_id == directory_id),
                ~exists().where(script.c.directory_id == directory_id),
            )
        )
        return done.rowcount == 1

    def list(self, ws: WorkspaceId) -> Sequence[JobRecord]:
        rows = self._connection.execute(
            select(job).where(job.c.workspace_id == ws).order_by(job.c.name, job.c.id)
        ).mappings()
        return [_job(row) for row in rows]

    def get(self, ws: WorkspaceId, job_id: JobId) -> JobRecord | None:
        row = self._connection.execute(
            select(job).where(job.c.workspace_id == ws, job.c.id == job_id)
        ).mappings()
        found = row.one_or_none()
        return None if found is None else _job(found)

    def by_name(self, ws: WorkspaceId, name: str) -> JobRecord | None:
        row = self._connection.execute(
            select(job).where(job.c.workspace_id == ws, job.c.name == name)
        ).mappings()
        found = row.one_or_none()
        return None if found is None else _job(found)

    def in_schedule_states(self, states: Collection[str]) -> Sequence[JobRecord]:
        rows = self._connection.execute(
            select(job).where(job.c.schedule_state.in_(sorted(states))).order_by(job.c.id)
        ).mappings()
        return [_job(row) for row in rows]

    def by_names(self, ws: WorkspaceId, names: Collection[str]) -> Mapping[str, JobRecord]:
        query = select(job).where(
            job.c.workspace_id == ws, job.c.name.in_(bindparam("names", expanding=True))
        )
        return {
            row["name"]: _job(row)
            for chunk in chunks(names)
            for row in self._connection.execute(query, {"names": chunk}).mappings()
        }

    def by_ids(self, ids: Collection[JobId]) -> Mapping[JobId, JobRecord]:
        query = select(job).where(job.c.id.in_(bindparam("ids", expanding=True)))
        return {
            row["id"]: _job(row)
            for chunk in chunks(ids)
            for row in self._connection.execute(query, {"ids": chunk}).mappings()
        }

    def place(self, ws: WorkspaceId, job_id: JobId, name: str, directory_id: DirectoryId | None) -> None:
        with unique_name(self._connection, "job", name):
            self._connection.execute(
                update(job)
                .where(job.c.id == job_id, job.c.workspace_id == ws)
                .values(name=name, directory_id=directory_id)
            )

    def set_schedule_state(self, job_id: JobId, state: str) -> None:
        self._connection.execute(update(job).where(job.c.id == job_id).values(schedule_state=state))

    def add(self, new: JobRecord) -> JobRecord:
        with unique_name(self._connection, "job", new.name):
            row = self._connection.execute(
                insert(job).values(**_job_values(new), revision=1).returning(*job.c)
            ).mappings()
            return _job(row.one())

    def update(self, changed: JobRecord, expected_revision: int) -> bool:
        with unique_name(self._connection, "job", changed.name):
            done = self._connection.execute(
                update(job)
                .where(
                    job.c.id == changed.id,
                    job.c.workspace_id == changed.workspace_id,
                    job.c.revision == expected_revision,
                )
                .values(**_job_values(changed), revision=expected_revision + 1)
            )
        return done.rowcount == 1

    def delete(self, ws: WorkspaceId, job_id: JobId) -> bool:
        self._connection.execute(
            delete(job_version).where(job_version.c.job_id == job_id, job_version.c.workspace_id == ws)
        )
        self._connection.execute(
            delete(schedule_span).where(schedule_span.c.job_id == job_id, schedule_span.c.workspace_id == ws)
        )
        done = self._connection.execute(delete(job).where(job.c.id == job_id, job.c.workspace_id == ws))
        return done.rowcount == 1

    def put_content(self, ws: WorkspaceId, content_hash: str, text: str) -> None:
        self._connection.execute(
            insert_or_ignore(self._dialect, definition),
            {"workspace_id": ws, "content_hash": content_hash, "text": text},
        )

    def drop_drafts(self, ws: WorkspaceId, hashes: Collection[str]) -> None:
        wanted = definition.c.content_hash
        named = (
            exists().where(
                job.c.workspace_id == ws, or_(job.c.draft_hash == wanted, job.c.submitted_hash == wanted)
            ),
            exists().where(job_version.c.workspace_id == ws, job_version.c.content_hash == wanted),
            exists().where(
                script.c.workspace_id == ws,
                or_(script.c.draft_hash == wanted, script.c.submitted_hash == wanted),
            ),
            exists().where(script_version.c.workspace_id == ws, script_version.c.content_hash == wanted),
            # Other instances run a version, which names its content.
            exists().where(instance.c.definition_hash == wanted, instance.c.version_no == 0),
        )
        self._connection.execute(
            delete(definition).where(
                definition.c.workspace_id == ws, wanted.in_(sorted(hashes)), ~or_(*named)
            )
        )

    def content(self, ws: WorkspaceId, content_hash: str) -> str | None:
        return self._connection.execute(
            select(definition.c.text).where(
                definition.c.workspace_id == ws, definition.c.content_hash == content_hash
            )
        ).scalar_one_or_none()

    def drafts_holding(self, ws: WorkspaceId, part: str) -> Collection[str]:
        query = select(job.c.draft_hash).where(
            job.c.workspace_id == ws,
            exists().where(
                definition.c.workspace_id == ws,
                definition.c.content_hash == job.c.draft_hash,
                # A LIKE of SQLite would not mind the case, and reads slower.
                _position(self._dialect)(definition.c.text, part) > 0,
            ),
        )
        return set(self._connection.execute(query).scalars())

    def add_version(self, version: VersionRecord) -> None:
        self._connection.execute(
            insert(job_version).values(
                job_id=version.job_id,
                kind=version.kind,
                number=version.number,
                workspace_id=version.workspace_id,
                **_version_values(version),
            )
        )

    def replace_version(self, version: VersionRecord) -> None:
        self._connection.execute(
            update(job_version)
            .where(
                job_version.c.job_id == version.job_id,
                job_version.c.kind == version.kind,
                job_version.c.number == version.number,
                job_version.c.workspace_id == version.workspace_id,
            )
            .values(**_version_values(version))
        )

    def versions(self, ws: WorkspaceId, job_id: JobId, kind: str | None = None) -> Sequence[VersionRecord]:
        query = select(job_version).where(job_version.c.workspace_id == ws, job_version.c.job_id == job_id)
        if kind is not None:
            query = query.where(job_version.c.kind == kind)
        rows = self._connection.execute(
            query.order_by(job_version.c.kind, job_version.c.number.desc())
        ).mappings()
        return [_version(row) for row in rows]

    def delete_versions(self, ws: WorkspaceId, job_id: JobId, kind: str, numbers: Collection[int]) -> None:
        self._connection.execute(
            delete(job_version).where(
                job_version.c.workspace_id == ws,
                job_version.c.job_id == job_id,
                job_version.c.kind == kind,
                job_version.c.number.in_(sorted(numbers)),
            )
        )


def _position(dialect: str) -> Callable[[Column[str], str], Function[int]]:
    """Where a text begins in another, from 1; 0 where it does not."""
    return func.instr if dialect == "sqlite" else func.strpos


def stamp_values(created: Stamp, updated: Stamp) -> dict[str, Any]:
    """The four columns of who and when."""
    return {
        "created_by": created.by,
        "created_at": created.at,
        "updated_by": updated.by,
        "updated_at": updated.at,
    }


def stamps(row: Mapping[Any, Any]) -> dict[str, Stamp]:
    """The two stamps of a row."""
    return {
        "created": Stamp(row["created_by"], row["created_at"]),
        "updated": Stamp(row["updated_by"], row["updated_at"]),
    }


def _directory(row: RowMapping) -> Directory:
    return Directory(row["id"], row["workspace_id"], row["parent_id"] or None, row["name"])


def _job(row: RowMapping) -> JobRecord:
    return JobRecord(
        id=row["id"],
        workspace_id=row["workspace_id"],
        directory_id=row["directory_id"],
        name=row["name"],
        revision=row["revision"],
        schedule_state=row["schedule_state"],
        draft_hash=row["draft_hash"],
        submitted_version=row["submitted_version"],
        submitted_hash=row["submitted_hash"],
        **stamps(row),
    )


def _job_values(record: JobRecord) -> dict[str, Any]:
    return {
        "workspace_id": record.workspace_id,
        "directory_id": record.directory_id,
        "name": record.name,
        "schedule_state": record.schedule_state,
        "draft_hash": record.draft_hash,
        "submitted_version": record.submitted_version,
        "submitted_hash": record.submitted_hash,
        **stamp_values(record.created, record.updated),
    }


def _version(row: RowMapping) -> VersionRecord:
    return VersionRecord(
        workspace_id=row["workspace_id"],
        job_id=row["job_id"],
        kind=row["kind"],
        number=row["number"],
        content_hash=row["content_hash"],
        description=row["description"],
        made=Stamp(row["made_by"], row["made_at"]),
    )


def _version_values(version: VersionRecord) -> dict[str, Any]:
    return {
        "content_hash": version.content_hash,
        "description": version.description,
        "made_by": version.made.by,
        "made_at": version.made.at,
    }
