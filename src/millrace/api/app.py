"""The FastAPI app, made from services; nothing here is global."""

from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute

from millrace.api.auth import authorize
from millrace.api.config import ApiConfig
from millrace.api.errors import install_errors
from millrace.api.guard import Guard
from millrace.api.routes import (
    calendars,
    connections,
    instances,
    jobs,
    patchdata,
    schedules,
    scripts,
    session,
    studio,
    task_groups,
    waiting,
    workspace,
    workspace_settings,
)
from millrace.services.container import Services

ROUTERS = (
    session.router,
    jobs.router,
    waiting.router,
    instances.router,
    schedules.router,
    connections.router,
    scripts.router,
    workspace.router,
    calendars.router,
    task_groups.router,
    workspace_settings.router,
    patchdata.router,
    studio.router,
)
"""In the order of matching: the studio takes what is left."""


def create_app(services: Services, config: ApiConfig) -> FastAPI:
    """All routes behind the guard; every one of them asks `authorize`."""
    app = _routed(config)
    app.state.services = services
    app.state.config = config
    install_errors(app)
    app.add_middleware(Guard, config=config)
    return app


def openapi_document(version: str) -> dict[str, Any]:
    """The API in OpenAPI's words, without a server."""
    return _routed(ApiConfig(version=version)).openapi()


def _routed(config: ApiConfig) -> FastAPI:
    app = FastAPI(
        title="Millrace",
        version=config.version,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(authorize)],
        generate_unique_id_function=_operation_id,
    )
    for router in ROUTERS:
        app.include_router(router)
    return app


def _operation_id(route: APIRoute) -> str:
    """The function's name: stable, and unique over all routers (a test holds that)."""
    return route.name
