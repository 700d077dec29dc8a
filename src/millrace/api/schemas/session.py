"""Bodies of session, health and catalog."""

from typing import Any

from millrace.api.schemas.base import Answer, Body


class User(Answer):
    """A person."""

    id: int
    name: str
    display_name: str


class MemberWorkspace(Answer):
    """A workspace and what the person may do there."""

    id: int
    name: str
    role: str
    permissions: list[str]


class Session(Answer):
    """Who is signed in."""

    user: User
    csrf_token: str | None
    workspaces: list[MemberWorkspace]
    version: str


class SignIn(Body):
    """A login token."""

    token: str


class LoginLink(Answer):
    """A link for a browser: good once, for ten minutes."""

    login_link: str


class EngineHealth(Answer):
    """Whether the engine works."""

    leading: bool


class Worker(Answer):
    """A connected worker."""

    name: str
    capacity: int
    running: int


class Health(Answer):
    """State of the server; strangers see the status alone."""

    status: str
    version: str | None = None
    engine: EngineHealth | None = None
    workers: list[Worker] | None = None


class TraitsAnswer(Answer):
    """Traits of a node type that the studio needs."""

    safe_to_repeat: bool
    waits: bool
    continuous: bool


class NodeTypeAnswer(Answer):
    """A node type for palette and form."""

    name: str
    label: str
    group: str
    icon: str
    help: str
    traits: TraitsAnswer
    requires: str | None
    properties_schema: dict[str, Any]
    defaults: dict[str, Any]
    summary_fields: list[str]


class NodeTypes(Answer):
    """All node types."""

    items: list[NodeTypeAnswer]


class ConnectionTypeAnswer(Answer):
    """A connection type for its form."""

    name: str
    label: str
    icon: str
    help: str
    properties_schema: dict[str, Any]
    secret_fields: list[str]
    requires: str | None


class ConnectionTypes(Answer):
    """All connection types."""

    items: list[ConnectionTypeAnswer]
