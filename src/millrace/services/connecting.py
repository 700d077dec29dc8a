"""Connections: their properties in the clear, their secrets encrypted and write-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from millrace.domain.errors import ConnectionInUse, InvalidInput, OwnDatabase, RevisionConflict
from millrace.domain.faults import fault_words
from millrace.domain.ids import ConnectionId, JobId
from millrace.domain.references import references, schema_of
from millrace.ports.engine import ProbeTarget
from millrace.ports.node_runtime import ConnectionType
from millrace.ports.records import ConnectionRecord, Stamp
from millrace.ports.store import Session
from millrace.services.auditing import Changed, note
from millrace.services.calling import Caller
from millrace.services.drafts import load_draft
from millrace.services.finding import the_connection
from millrace.services.names import checked_name
from millrace.services.tools import Tools

PROBE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Use:
    """A node that names a connection."""

    job_id: JobId
    job_name: str
    node_name: str


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """A connection without its secrets, and who uses it."""

    connection: ConnectionRecord
    secret_fields: Sequence[str]
    used_by: Sequence[Use]


@dataclass(frozen=True, slots=True)
class ConnectionInput:
    """What people enter. In a change None means: as it was; a secret that is empty text is forgotten."""

    name: str | None = None
    type: str | None = None
    properties: Mapping[str, Any] | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    revision: int | None = None


class Connecting:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def connections(self, caller: Caller) -> Sequence[ConnectionView]:
        """All connections of the workspace by name."""
        with self._tools.store.read() as session:
            uses = self._uses(session, caller)
            records = sorted(session.connections.list(caller.workspace_id), key=lambda item: item.name)
            return [self._view(record, uses) for record in records]

    def connection(self, caller: Caller, connection_id: ConnectionId) -> ConnectionView:
        """One connection."""
        with self._tools.store.read() as session:
            return self._view(the_connection(session, caller, connection_id), self._uses(session, caller))

    def create(self, caller: Caller, given: ConnectionInput) -> ConnectionView:
        """A new connection. Raises InvalidInput, NameTaken, OwnDatabase."""
        stamp = self._tools.stamp(caller)

        def make(session: Session) -> int:
            name = checked_name("connection", given.name or "")
            wanted = ConnectionRecord(
                id=ConnectionId(0),
                workspace_id=caller.workspace_id,
                name=name,
                type=given.type or "",
                properties=dict(given.properties or {}),
                secrets={},
                secrets_set={},
                revision=0,
                created=stamp,
                updated=stamp,
            )
            self._check(wanted, given.secrets)
            made = session.connections.add(wanted)
            if given.secrets:
                session.connections.update(self._with_secrets(made, given.secrets, stamp), made.revision)
            note(session, caller, stamp, "connection.create", _of(made), None, _shown(made, given.secrets))
            return made.id

        return self.connection(caller, ConnectionId(self._tools.create(caller, "connection.create", make)))

    def change(self, caller: Caller, connection_id: ConnectionId, given: ConnectionInput) -> ConnectionView:
        """Change what is given. Raises InvalidInput, NameTaken, OwnDatabase, RevisionConflict."""
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> None:
            old = the_connection(session, caller, connection_id)
            if given.revision not in (None, old.revision):
                raise RevisionConflict(
                    kind="Connection", name=old.name, current=old.revision, given=given.revision
                )
            if given.type not in (None, old.type):
                raise InvalidInput(detail="The type of a connection cannot change.", field="type")
            new = replace(
                old,
                name=checked_name("connection", given.name) if given.name is not None else old.name,
                properties=dict(given.properties) if given.properties is not None else old.properties,
                updated=stamp,
            )
            self._check(new, given.secrets)
            new = self._with_secrets(new, given.secrets, stamp)
            if not session.connections.update(new, old.revision):
                raise RevisionConflict(kind="Connection", name=old.name, current="newer", given=old.revision)
            before, after = _shown(old, {}), _shown(new, given.secrets)
            note(session, caller, stamp, "connection.change", _of(new), before, after)

        self._tools.store.write(work)
        return self.connection(caller, connection_id)

    def delete(self, caller: Caller, connection_id: ConnectionId) -> None:
        """Delete it, unless nodes name it (ConnectionInUse)."""
        stamp = self._tools.stamp(caller)

        def work(session: Session) -> None:
            old = the_connection(session, caller, connection_id)
            uses = self._uses(session, caller).get(old.name, [])
            if uses:
                raise ConnectionInUse(
                    name=old.name,
                    count=len(uses),
                    first=f"{uses[0].node_name} in job {uses[0].job_name}",
                    used_by=[
                        {"job_id": use.job_id, "job_name": use.job_name, "node_name": use.node_name}
                        for use in uses
                    ],
                )
            session.connections.delete(caller.workspace_id, connection_id)
            note(session, caller, stamp, "connection.delete", _of(old), _shown(old, {}))

        self._tools.store.write(work)

    def test(self, caller: Caller, connection_id: ConnectionId) -> Mapping[str, Any]:
        """Let a worker open the connection: {"ok", "steps", "hint"}. Raises Unavailable without a worker."""
        with self._tools.store.read() as session:
            record = the_connection(session, caller, connection_id)
        connection_type = self._type(record)
        secrets = {
            name: self._tools.box.open(sealed, secret_place(record.id, name))
            for name, sealed in record.secrets.items()
        }
        target = ProbeTarget(
            name=record.name,
            type=record.type,
            driver=connection_type.driver,
            properties=record.properties,
            secrets=secrets,
            workspace_folder=str(self._tools.files.folder(caller.workspace_id)),
        )
        return self._tools.engine.probe(target, PROBE_SECONDS)

    # ---- inside

    def _type(self, record: ConnectionRecord) -> ConnectionType:
        found = self._tools.catalog.connections.get(record.type)
        if found is None:
            raise InvalidInput(detail=f"There is no connection type {record.type!r} here.", field="type")
        return found

    def _check(self, record: ConnectionRecord, secrets: Mapping[str, str]) -> None:
        connection_type = self._type(record)
        fields = secret_fields(connection_type)
        for name in secrets:
            if name not in fields:
                raise InvalidInput(detail=f"{name} is no secret of this type.", field=f"secrets.{name}")
        for name in fields:
            if name in record.properties:
                raise InvalidInput(
                    detail=f"{name} is a secret: send it in secrets.", field=f"properties.{name}"
                )
        stand_ins = {name: secrets.get(name) or "set" for name in {*secrets, *record.secrets}}
        try:
            model = connection_type.properties.model_validate({**record.properties, **stand_ins})
        except ValidationError as error:
            raise _invalid(error) from None
        if self._is_own(record, connection_type, model):
            raise OwnDatabase(name=record.name)

    def _is_own(self, record: ConnectionRecord, connection_type: ConnectionType, model: Any) -> bool:
        own = self._tools.own_database
        path, endpoint = connection_type.file(model), connection_type.endpoint(model)
        if own.file and path:
            folder = self._tools.files.folder(record.workspace_id)
            if (folder / path).resolve() == own.file.resolve():
                return True
        if own.server and endpoint:
            host, port, database = own.server
            if (endpoint[1], record.properties.get("database")) == (port, database):
                ours = set(own.addresses(host))
                # a list of hosts, as the server's own library takes it, is tried one after the other
                return any(ours & set(own.addresses(name)) for name in endpoint[0].split(","))
        return False

    def _with_secrets(
        self, record: ConnectionRecord, secrets: Mapping[str, str], stamp: Stamp
    ) -> ConnectionRecord:
        sealed, times = dict(record.secrets), dict(record.secrets_set)
        for name, text in secrets.items():
            sealed.pop(name, None)
            times.pop(name, None)
            if text:
                sealed[name] = self._tools.box.seal(text, secret_place(record.id, name))
                times[name] = stamp.at
        return replace(record, secrets=sealed, secrets_set=times)

    def _view(self, record: ConnectionRecord, uses: Mapping[str, Sequence[Use]]) -> ConnectionView:
        found = self._tools.catalog.connections.get(record.type)
        fields = secret_fields(found) if found else list(record.secrets)
        return ConnectionView(record, fields, uses.get(record.name, []))

    def _uses(self, session: Session, caller: Caller) -> Mapping[str, list[Use]]:
        uses: dict[str, list[Use]] = {}
        schemas = {
            name: schema_of(node_type.properties) for name, node_type in self._tools.catalog.nodes.items()
        }
        for job in session.jobs.list(caller.workspace_id):
            for content in dict.fromkeys(filter(None, (job.draft_hash, job.submitted_hash))):
                definition = load_draft(session, caller.workspace_id, content).definition
                for node in definition.nodes if definition else ():
                    for _, kind, name in references(schemas.get(node.type, {}), node.properties):
                        use = Use(job.id, job.name, node.name)
                        if kind == "connection" and use not in uses.setdefault(name, []):
                            uses[name].append(use)
        return uses


def secret_place(connection_id: ConnectionId, field_name: str) -> str:
    """Where a secret is kept; bound to its ciphertext."""
    return f"connections:{connection_id}:{field_name}"


def secret_fields(connection_type: ConnectionType) -> Sequence[str]:
    """Names of the properties that are secrets."""
    fields = schema_of(connection_type.properties).get("properties", {})
    return [name for name, schema in fields.items() if schema.get("x-kind") == "secret"]


def _invalid(error: ValidationError) -> InvalidInput:
    errors = [
        {"field": ".".join(["properties", *map(str, fault["loc"])]), "message": fault_words(fault)}
        for fault in error.errors(include_url=False)
    ]
    return InvalidInput(detail=f"{errors[0]['field']}: {errors[0]['message']}", errors=errors)


def _of(record: ConnectionRecord) -> Changed:
    return Changed("connection", record.id, record.name)


def _shown(record: ConnectionRecord, secrets: Mapping[str, str]) -> dict[str, Any]:
    """For the audit: which secrets were set, never what they are."""
    return {
        "name": record.name,
        "type": record.type,
        "properties": dict(record.properties),
        "secrets_changed": sorted(secrets),
    }
