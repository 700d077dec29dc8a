"""Directories, jobs, versions, definitions, scripts and connections in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from millrace.adapters.memory_store.rows import MemoryRepository, plain, refuse_taken
from millrace.domain.ids import ConnectionId, DirectoryId, JobId, ScriptId, VersionNo, WorkspaceId
from millrace.ports.records import (
    ConnectionRecord,
    Directory,
    JobRecord,
    ScriptRecord,
    Stamp,
    VersionRecord,
)


class MemoryJobs(MemoryRepository):
    """`JobRepository` in dictionaries."""

    def directories(self, ws: WorkspaceId) -> Sequence[Directory]:
        mine = (each for each in self._rows.directories.values() if each.workspace_id == ws)
        return sorted(mine, key=lambda each: (each.name, each.id))

    def add_directory(self, ws: WorkspaceId, name: str, parent_id: DirectoryId | None) -> Directory:
        new = Directory(DirectoryId(0), ws, parent_id, name)
        self._refuse_directory(new)
        new = replace(new, id=DirectoryId(self._rows.next_id("directory")))
        self._rows.directories[new.id] = new
        return new

    def update_directory(self, changed: Directory) -> None:
        known = self._rows.directories.get(changed.id)
        if known is not None and known.workspace_id == changed.workspace_id:
            self._refuse_directory(changed)
            self._rows.directories[changed.id] = changed

    def _refuse_directory(self, new: Directory) -> None:
        place = (new.workspace_id, new.parent_id, new.name)
        refuse_taken(
            "directory",
            new.name,
            self._rows.directories.values(),
            lambda each: each.id != new.id and (each.workspace_id, each.parent_id, each.name) == place,
        )

    def delete_directory(self, ws: WorkspaceId, directory_id: DirectoryId) -> bool:
        known = self._rows.directories.get(directory_id)
        holds = (
            *(each.parent_id for each in self._rows.directories.values()),
            *(each.directory_id for each in self._rows.jobs.values()),
            *(each.directory_id for each in self._rows.scripts.values()),
        )
        if known is None or known.workspace_id != ws or directory_id in holds:
            return False
        del self._rows.directories[directory_id]
        return True

    def list(self, ws: WorkspaceId) -> Sequence[JobRecord]:
        mine = (job for job in self._rows.jobs.values() if job.workspace_id == ws)
        return sorted(mine, key=lambda job: (job.name, job.id))

    def get(self, ws: WorkspaceId, job_id: JobId) -> JobRecord | None:
        job = self._rows.jobs.get(job_id)
        return job if job is not None and job.workspace_id == ws else None

    def by_name(self, ws: WorkspaceId, name: str) -> JobRecord | None:
        return next((job for job in self.list(ws) if job.name == name), None)

    def in_schedule_states(self, states: Collection[str]) -> Sequence[JobRecord]:
        found = (job for job in self._rows.jobs.values() if job.schedule_state in states)
        return sorted(found, key=lambda job: job.id)

    def by_names(self, ws: WorkspaceId, names: Collection[str]) -> Mapping[str, JobRecord]:
        return {job.name: job for job in self.list(ws) if job.name in names}

    def by_ids(self, ids: Collection[JobId]) -> Mapping[JobId, JobRecord]:
        return {key: self._rows.jobs[key] for key in ids if key in self._rows.jobs}

    def place(self, ws: WorkspaceId, job_id: JobId, name: str, directory_id: DirectoryId | None) -> None:
        known = self.get(ws, job_id)
        if known is not None:
            changed = replace(known, name=name, directory_id=directory_id)
            self._refuse(changed, job_id)
            self._rows.jobs[job_id] = changed

    def set_schedule_state(self, job_id: JobId, state: str) -> None:
        known = self._rows.jobs.get(job_id)
        if known is not None:
            self._rows.jobs[job_id] = replace(known, schedule_state=state)

    def add(self, new: JobRecord) -> JobRecord:
        self._refuse(new, None)
        stored = replace(new, id=JobId(self._rows.next_id("job")), revision=1)
        self._rows.jobs[stored.id] = stored
        return stored

    def update(self, changed: JobRecord, expected_revision: int) -> bool:
        known = self.get(changed.workspace_id, changed.id)
        if known is None or known.revision != expected_revision:
            return False
        self._refuse(changed, changed.id)
        self._rows.jobs[changed.id] = replace(changed, revision=expected_revision + 1)
        return True

    def _refuse(self, new: JobRecord, own: JobId | None) -> None:
        refuse_taken(
            "job", new.name, self.list(new.workspace_id), lambda job: job.name == new.name and job.id != own
        )

    def delete(self, ws: WorkspaceId, job_id: JobId) -> bool:
        if self.get(ws, job_id) is None:
            return False
        del self._rows.jobs[job_id]
        for key in [key for key in self._rows.versions if key[0] == job_id]:
            del self._rows.versions[key]
        for span_id in [span.id for span in self._rows.spans.values() if span.job_id == job_id]:
            del self._rows.spans[span_id]
        return True

    def put_content(self, ws: WorkspaceId, content_hash: str, text: str) -> None:
        self._rows.contents.setdefault((ws, content_hash), text)

    def drop_drafts(self, ws: WorkspaceId, hashes: Collection[str]) -> None:
        rows = self._rows
        named: set[str] = set()
        for kept in (rows.jobs.values(), rows.scripts.values()):
            named |= {
                content for each in kept for content in (each.draft_hash, each.submitted_hash) if content
            }
        named |= {each.content_hash for each in rows.versions.values()}
        named |= {each[0] for each in rows.script_versions.values()}
        named |= {each.definition_hash for each in rows.instances.values()}
        for content_hash in set(hashes) - named:
            rows.contents.pop((ws, content_hash), None)

    def content(self, ws: WorkspaceId, content_hash: str) -> str | None:
        return self._rows.contents.get((ws, content_hash))

    def drafts_holding(self, ws: WorkspaceId, part: str) -> Collection[str]:
        hashes = {job.draft_hash for job in self.list(ws)}
        return {each for each in hashes if part in (self.content(ws, each) or "")}

    def add_version(self, version: VersionRecord) -> None:
        self._rows.versions[version.job_id, version.kind, version.number] = version

    def replace_version(self, version: VersionRecord) -> None:
        key = (version.job_id, version.kind, version.number)
        known = self._rows.versions.get(key)
        if known is not None and known.workspace_id == version.workspace_id:
            self._rows.versions[key] = version

    def versions(self, ws: WorkspaceId, job_id: JobId, kind: str | None = None) -> Sequence[VersionRecord]:
        found = (
            each
            for each in self._rows.versions.values()
            if each.workspace_id == ws and each.job_id == job_id and kind in (None, each.kind)
        )
        return sorted(found, key=lambda each: (each.kind, -each.number))

    def delete_versions(self, ws: WorkspaceId, job_id: JobId, kind: str, numbers: Collection[int]) -> None:
        for version in self.versions(ws, job_id, kind):
            if version.number in numbers:
                del self._rows.versions[job_id, kind, version.number]


class MemoryScripts(MemoryRepository):
    """`ScriptRepository` in dictionaries."""

    def list(self, ws: WorkspaceId) -> Sequence[ScriptRecord]:
        mine = (script for script in self._rows.scripts.values() if script.workspace_id == ws)
        return sorted(mine, key=lambda script: (script.name, script.id))

    def get(self, ws: WorkspaceId, script_id: ScriptId) -> ScriptRecord | None:
        script = self._rows.scripts.get(script_id)
        return script if script is not None and script.workspace_id == ws else None

    def by_name(self, ws: WorkspaceId, name: str) -> ScriptRecord | None:
        return next((script for script in self.list(ws) if script.name == name), None)

    def add(self, new: ScriptRecord) -> ScriptRecord:
        self._refuse(new, None)
        stored = replace(new, id=ScriptId(self._rows.next_id("script")), revision=1)
        self._rows.scripts[stored.id] = stored
        return stored

    def update(self, changed: ScriptRecord, expected_revision: int) -> bool:
        known = self.get(changed.workspace_id, changed.id)
        if known is None or known.revision != expected_revision:
            return False
        self._refuse(changed, changed.id)
        self._rows.scripts[changed.id] = replace(changed, revision=expected_revision + 1)
        return True

    def _refuse(self, new: ScriptRecord, own: ScriptId | None) -> None:
        refuse_taken(
            "script",
            new.name,
            self.list(new.workspace_id),
            lambda script: script.name == new.name and script.id != own,
        )

    def delete(self, ws: WorkspaceId, script_id: ScriptId) -> bool:
        if self.get(ws, script_id) is None:
            return False
        del self._rows.scripts[script_id]
        for key in [key for key in self._rows.script_versions if key[0] == script_id]:
            del self._rows.script_versions[key]
        return True

    def add_version(
        self,
        ws: WorkspaceId,
        script_id: ScriptId,
        number: VersionNo,
        content_hash: str,
        description: str,
        made: Stamp,
    ) -> None:
        if self.get(ws, script_id) is not None:
            self._rows.script_versions[script_id, number] = (content_hash, description, made)

    def versions(self, ws: WorkspaceId, script_id: ScriptId) -> Sequence[tuple[VersionNo, str, str, Stamp]]:
        if self.get(ws, script_id) is None:
            return []
        found = (
            (VersionNo(number), *version)
            for (owner, number), version in self._rows.script_versions.items()
            if owner == script_id
        )
        return sorted(found, key=lambda version: -version[0])


class MemoryConnections(MemoryRepository):
    """`ConnectionRepository` in dictionaries."""

    def list(self, ws: WorkspaceId) -> Sequence[ConnectionRecord]:
        mine = (each for each in self._rows.connections.values() if each.workspace_id == ws)
        return sorted(mine, key=lambda each: (each.name, each.id))

    def get(self, ws: WorkspaceId, connection_id: ConnectionId) -> ConnectionRecord | None:
        found = self._rows.connections.get(connection_id)
        return found if found is not None and found.workspace_id == ws else None

    def by_name(self, ws: WorkspaceId, name: str) -> ConnectionRecord | None:
        return next((each for each in self.list(ws) if each.name == name), None)

    def add(self, new: ConnectionRecord) -> ConnectionRecord:
        self._refuse(new, None)
        key = ConnectionId(self._rows.next_id("connection"))
        stored = replace(new, id=key, revision=1, properties=plain(dict(new.properties)))
        self._rows.connections[key] = stored
        return stored

    def update(self, changed: ConnectionRecord, expected_revision: int) -> bool:
        known = self.get(changed.workspace_id, changed.id)
        if known is None or known.revision != expected_revision:
            return False
        self._refuse(changed, changed.id)
        properties = plain(dict(changed.properties))
        self._rows.connections[changed.id] = replace(
            changed, revision=expected_revision + 1, properties=properties
        )
        return True

    def _refuse(self, new: ConnectionRecord, own: ConnectionId | None) -> None:
        refuse_taken(
            "connection",
            new.name,
            self.list(new.workspace_id),
            lambda each: each.name == new.name and each.id != own,
        )

    def delete(self, ws: WorkspaceId, connection_id: ConnectionId) -> bool:
        if self.get(ws, connection_id) is None:
            return False
        del self._rows.connections[connection_id]
        return True
