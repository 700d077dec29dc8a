"""A workspace's settings for scheduling."""

from fastapi import APIRouter

from millrace.api.auth import CallerHere, ServicesHere
from millrace.api.schemas.workspace_settings import SchedulingSettings
from millrace.domain.workspace_settings import WorkspaceSettings

router = APIRouter(prefix="/api/workspaces/{workspace_id}/settings", tags=["settings"])


@router.get("/scheduling")
def get_scheduling_settings(caller: CallerHere, services: ServicesHere) -> SchedulingSettings:
    """The settings, and the installation's upper limits."""
    return _shown(services, services.configuring.scheduling(caller))


@router.put("/scheduling")
def put_scheduling_settings(
    body: WorkspaceSettings, caller: CallerHere, services: ServicesHere
) -> SchedulingSettings:
    """Write all settings; what is left out gets its default."""
    return _shown(services, services.configuring.change(caller, body))


def _shown(services: ServicesHere, settings: WorkspaceSettings) -> SchedulingSettings:
    return SchedulingSettings(**settings.model_dump(), limits=services.tools.limits)
