"""Bodies of connections, scripts, expressions and the audit."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from millrace.api.schemas.base import Answer, AwareDatetime, Body, NamedId, Revision
from millrace.services.connecting import ConnectionView
from millrace.services.scripting import ScriptView


class SecretState(Answer):
    """A secret is never shown, only since when it is set."""

    set_at: datetime


class UseAnswer(Answer):
    """A node that names the connection."""

    job_id: int
    job_name: str
    node_name: str


class ConnectionAnswer(Answer):
    """A connection without its secrets."""

    id: int
    name: str
    type: str
    properties: dict[str, Any]
    secrets: dict[str, SecretState | None]
    revision: int
    updated_at: datetime
    updated_by: str
    used_by: list[UseAnswer]

    @classmethod
    def of(cls, view: ConnectionView) -> "ConnectionAnswer":
        """From the service's view."""
        record = view.connection
        times = record.secrets_set
        return cls(
            id=record.id,
            name=record.name,
            type=record.type,
            properties=dict(record.properties),
            secrets={
                name: SecretState(set_at=times[name]) if name in times else None
                for name in view.secret_fields
            },
            revision=record.revision,
            updated_at=record.updated.at,
            updated_by=record.updated.by,
            used_by=[UseAnswer.model_validate(use) for use in view.used_by],
        )


class Connections(Answer):
    """All connections of a workspace."""

    items: list[ConnectionAnswer]
    next_cursor: str | None = None


class ConnectionBody(Body):
    """A new connection."""

    name: str
    type: str
    properties: dict[str, Any] = Field(default_factory=dict)
    secrets: dict[str, str] = Field(default_factory=dict)


class ConnectionChange(Body):
    """Fields that are not sent stay; a secret that is empty text is forgotten."""

    name: str | None = None
    type: str | None = None
    properties: dict[str, Any] | None = None
    secrets: dict[str, str] = Field(default_factory=dict)
    revision: Revision | None = None


class TestStep(Answer):
    """One step of a connection test: resolve, connect, sign_in or query."""

    name: str
    ok: bool
    detail: str = ""


class TestResult(Answer):
    """How a connection test went."""

    ok: bool
    steps: list[TestStep]
    hint: str | None = None


class ScriptAnswer(Answer):
    """A script with its draft."""

    id: int
    name: str
    language: str
    directory_id: int | None
    content: str
    revision: int
    submitted_version: int | None

    @classmethod
    def of(cls, view: ScriptView) -> "ScriptAnswer":
        """From the service's view."""
        script = view.script
        return cls(
            id=script.id,
            name=script.name,
            language=script.language,
            directory_id=script.directory_id,
            content=view.content,
            revision=script.revision,
            submitted_version=script.submitted_version,
        )


class Scripts(Answer):
    """All scripts of a workspace."""

    items: list[ScriptAnswer]
    next_cursor: str | None = None


class ScriptBody(Body):
    """A new script."""

    name: str
    language: Literal["sql", "shell", "python"]
    directory_id: NamedId | None = None
    content: str = ""


class ScriptChange(Body):
    """Fields that are not sent stay."""

    name: str | None = None
    directory_id: NamedId | None = None


class ScriptDraft(Body):
    """A script's text with the revision that it is based on."""

    revision: Revision
    content: str


class ExpressionBody(Body):
    """A template to try."""

    text: str
    plan_time: AwareDatetime | None = None
    params: dict[str, str] = Field(default_factory=dict)
    zone: str | None = None


class ExpressionAnswer(Answer):
    """Its value, or what is wrong."""

    ok: bool
    type: str | None = None
    value: Any = None
    text: str | None = None
    message: str | None = None
    column: int | None = None


class TriedParam(Body):
    """A parameter of the job as it is drawn; of a masked one only the mask is used."""

    name: str
    value: str = ""
    masked: bool = False


class TriedText(Body):
    """A template by a key of the caller's, or the name of a stored script in its place."""

    key: Annotated[str, Field(max_length=400)]
    text: str = ""
    script: str | None = None


class ExpressionsBody(Body):
    """Templates to try together, for one plan time."""

    items: Annotated[list[TriedText], Field(max_length=200)]
    params: list[TriedParam] = Field(default_factory=list)
    job_id: NamedId | None = None
    plan_time: AwareDatetime | None = None
    zone: str | None = None
    calendar: str | None = None


class TriedAnswer(ExpressionAnswer):
    """One of them."""

    key: str


class ExpressionsAnswer(Answer):
    """Their values. `instance_id`: the run whose outputs of nodes were used."""

    plan_time: datetime
    zone: str
    instance_id: int | None = None
    items: list[TriedAnswer]


class FunctionAnswer(Answer):
    """A function of expressions; without `kinds` it is a property."""

    object: str
    name: str
    kinds: list[str] | None = None


class Functions(Answer):
    """All of them."""

    items: list[FunctionAnswer]


class AuditRow(Answer):
    """Who changed what."""

    id: int
    at: datetime
    who: str
    action: str
    object_kind: str
    object_id: int | None
    object_name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Audit(Answer):
    """A page of the audit, latest first."""

    items: list[AuditRow]
    next_cursor: str | None
