"""Sign in and out, health, catalogs of types."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, FastAPI, Query, Request
from starlette.responses import RedirectResponse, Response

from millrace.api.auth import SESSION_COOKIE, ServicesHere, SignedInHere, is_known
from millrace.api.config import ApiConfig
from millrace.api.schemas.session import (
    ConnectionTypeAnswer,
    ConnectionTypes,
    EngineHealth,
    Health,
    LoginLink,
    MemberWorkspace,
    NodeTypeAnswer,
    NodeTypes,
    Session,
    SignIn,
    TraitsAnswer,
    User,
    Worker,
)
from millrace.domain.errors import LoginLinkInvalid
from millrace.domain.references import schema_of
from millrace.ports.node_runtime import ConnectionType, NodeType
from millrace.services.connecting import secret_fields
from millrace.services.container import Services

router = APIRouter(tags=["session"])


@router.get("/api/session")
def get_session(request: Request, services: ServicesHere, signed_in: SignedInHere) -> Session:
    """Who is signed in, with workspaces and permissions."""
    memberships = services.signing_in.memberships(signed_in.user)
    return Session(
        user=User.model_validate(signed_in.user),
        csrf_token=signed_in.csrf,
        workspaces=[
            MemberWorkspace(
                id=member.workspace.id,
                name=member.workspace.name,
                role=member.role.value,
                permissions=sorted(permission.value for permission in member.permissions),
            )
            for member in memberships
        ],
        version=_config(request).version,
    )


@router.post("/api/session", status_code=204)
def sign_in(request: Request, body: SignIn, services: ServicesHere) -> Response:
    """Begin a session with a login token."""
    return _with_session(Response(status_code=204), request, services, body.token)


@router.get("/login", status_code=303, response_class=RedirectResponse)
def sign_in_by_link(
    request: Request, services: ServicesHere, token: Annotated[str, Query()] = ""
) -> Response:
    """Begin a session with a login link; a dead one leads to the page that takes another."""
    try:
        return _with_session(RedirectResponse("/", status_code=303), request, services, token)
    except LoginLinkInvalid as error:
        return RedirectResponse(f"/sign-in?reason={error.code}", status_code=303)


@router.post("/api/login-links", status_code=201)
def create_login_link(request: Request, services: ServicesHere, signed_in: SignedInHere) -> LoginLink:
    """A fresh link that signs the caller in, once, within ten minutes; a browser's session is not enough."""
    token = services.signing_in.login_token(signed_in.user.id)
    return LoginLink(login_link=f"{request.base_url}login?token={token}")


@router.delete("/api/session", status_code=204)
def sign_out(request: Request, services: ServicesHere) -> Response:
    """End the session."""
    secret = request.cookies.get(SESSION_COOKIE)
    if secret:
        services.signing_in.sign_out(secret)
    response = Response(status_code=204)
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


@router.get("/api/health", response_model_exclude_none=True)
def get_health(request: Request, services: ServicesHere) -> Health:
    """Whether the server works; details for those who are signed in."""
    if not is_known(request, services):
        return Health(status="ok")
    engine = services.tools.engine
    return Health(
        status="ok",
        version=_config(request).version,
        engine=EngineHealth(leading=engine.leading),
        workers=[Worker.model_validate(worker) for worker in engine.workers()],
    )


@router.get("/api/openapi.json")
def get_openapi(request: Request) -> dict[str, Any]:
    """This document: the API in OpenAPI's words."""
    return cast(FastAPI, request.app).openapi()


@router.get("/api/node-types")
def list_node_types(services: ServicesHere) -> NodeTypes:
    """All node types with their forms."""
    return NodeTypes(items=[_node_type(item) for item in services.tools.catalog.nodes.values()])


@router.get("/api/connection-types")
def list_connection_types(services: ServicesHere) -> ConnectionTypes:
    """All connection types with their forms."""
    types = services.tools.catalog.connections.values()
    return ConnectionTypes(items=[_connection_type(item) for item in types])


def _with_session(response: Response, request: Request, services: Services, token: str) -> Response:
    session = services.signing_in.sign_in(token)
    response.set_cookie(
        SESSION_COOKIE,
        session.secret,
        max_age=session.seconds,
        path="/",
        secure=_config(request).secure_cookie,
        httponly=True,
        samesite="strict",
    )
    return response


def _config(request: Request) -> ApiConfig:
    return cast(ApiConfig, request.app.state.config)


def _node_type(item: NodeType) -> NodeTypeAnswer:
    schema = schema_of(item.properties)
    return NodeTypeAnswer(
        name=item.name,
        label=item.label,
        group=item.group,
        icon=item.icon,
        help=item.help,
        traits=TraitsAnswer.model_validate(item.traits),
        requires=item.requires,
        properties_schema=schema,
        defaults={
            name: field["default"]
            for name, field in schema.get("properties", {}).items()
            if "default" in field
        },
        summary_fields=list(item.summary_fields),
    )


def _connection_type(item: ConnectionType) -> ConnectionTypeAnswer:
    return ConnectionTypeAnswer(
        name=item.name,
        label=item.label,
        icon=item.icon,
        help=item.help,
        properties_schema=schema_of(item.properties),
        secret_fields=list(secret_fields(item)),
        requires=item.requires,
    )
