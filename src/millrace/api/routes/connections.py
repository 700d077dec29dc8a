"""Connections."""

from fastapi import APIRouter
from starlette.responses import Response

from millrace.api.auth import CallerHere, ServicesHere
from millrace.api.schemas import objects as schemas
from millrace.api.schemas.base import Id
from millrace.domain.ids import ConnectionId
from millrace.services.connecting import ConnectionInput

router = APIRouter(prefix="/api/workspaces/{workspace_id}/connections", tags=["connections"])


@router.get("")
def list_connections(caller: CallerHere, services: ServicesHere) -> schemas.Connections:
    """All connections by name."""
    views = services.connecting.connections(caller)
    return schemas.Connections(items=[schemas.ConnectionAnswer.of(view) for view in views])


@router.post("", status_code=201)
def create_connection(
    body: schemas.ConnectionBody, caller: CallerHere, services: ServicesHere
) -> schemas.ConnectionAnswer:
    """Make a connection."""
    given = ConnectionInput(body.name, body.type, body.properties, body.secrets)
    return schemas.ConnectionAnswer.of(services.connecting.create(caller, given))


@router.get("/{connection_id}")
def get_connection(connection_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.ConnectionAnswer:
    """One connection, without its secrets."""
    return schemas.ConnectionAnswer.of(services.connecting.connection(caller, ConnectionId(connection_id)))


@router.patch("/{connection_id}")
def change_connection(
    connection_id: Id, body: schemas.ConnectionChange, caller: CallerHere, services: ServicesHere
) -> schemas.ConnectionAnswer:
    """Change what is sent."""
    given = ConnectionInput(body.name, body.type, body.properties, body.secrets, body.revision)
    return schemas.ConnectionAnswer.of(services.connecting.change(caller, ConnectionId(connection_id), given))


@router.delete("/{connection_id}", status_code=204)
def delete_connection(connection_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """Delete a connection that no node names."""
    services.connecting.delete(caller, ConnectionId(connection_id))
    return Response(status_code=204)


@router.post("/{connection_id}/test")
def test_connection(connection_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.TestResult:
    """Let a worker open the connection."""
    return schemas.TestResult.model_validate(services.connecting.test(caller, ConnectionId(connection_id)))
