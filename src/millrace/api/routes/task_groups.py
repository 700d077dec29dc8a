"""Task groups (R86)."""

from fastapi import APIRouter
from starlette.responses import Response

from millrace.api.auth import CallerHere, ServicesHere
from millrace.api.schemas import task_groups as schemas
from millrace.api.schemas.base import Id
from millrace.domain.ids import TaskGroupId

router = APIRouter(prefix="/api/workspaces/{workspace_id}/task_groups", tags=["task groups"])


@router.get("")
def list_task_groups(caller: CallerHere, services: ServicesHere) -> schemas.TaskGroups:
    """All task groups by name, with what runs and what waits for a place."""
    views = services.grouping.groups(caller)
    return schemas.TaskGroups(items=[schemas.TaskGroupAnswer.of(view) for view in views])


@router.post("", status_code=201)
def create_task_group(
    body: schemas.TaskGroupBody, caller: CallerHere, services: ServicesHere
) -> schemas.TaskGroupAnswer:
    """Make a task group."""
    return schemas.TaskGroupAnswer.of(services.grouping.create(caller, body.given()))


@router.get("/{group_id}")
def get_task_group(group_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.TaskGroupAnswer:
    """One task group."""
    return schemas.TaskGroupAnswer.of(services.grouping.group(caller, TaskGroupId(group_id)))


@router.put("/{group_id}")
def change_task_group(
    group_id: Id, body: schemas.TaskGroupChange, caller: CallerHere, services: ServicesHere
) -> schemas.TaskGroupAnswer:
    """Write a task group anew; a new maximum holds at once."""
    view = services.grouping.change(caller, TaskGroupId(group_id), body.given(), body.revision)
    return schemas.TaskGroupAnswer.of(view)


@router.delete("/{group_id}", status_code=204)
def delete_task_group(group_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """Delete a task group that no job names."""
    services.grouping.delete(caller, TaskGroupId(group_id))
    return Response(status_code=204)
