"""Stored scripts."""

from fastapi import APIRouter
from starlette.responses import Response

from millrace.api.auth import CallerHere, ServicesHere
from millrace.api.schemas import objects as schemas
from millrace.api.schemas.base import Id
from millrace.api.schemas.jobs import SubmitBody
from millrace.domain.ids import DirectoryId, ScriptId
from millrace.services.organizing import Move
from millrace.services.scripting import NewScript

router = APIRouter(prefix="/api/workspaces/{workspace_id}/scripts", tags=["scripts"])


@router.get("")
def list_scripts(caller: CallerHere, services: ServicesHere) -> schemas.Scripts:
    """All scripts."""
    views = services.scripting.scripts(caller)
    return schemas.Scripts(items=[schemas.ScriptAnswer.of(view) for view in views])


@router.post("", status_code=201)
def create_script(
    body: schemas.ScriptBody, caller: CallerHere, services: ServicesHere
) -> schemas.ScriptAnswer:
    """Make a script."""
    directory = DirectoryId(body.directory_id) if body.directory_id is not None else None
    new = NewScript(body.name, body.language, directory, body.content)
    return schemas.ScriptAnswer.of(services.scripting.create(caller, new))


@router.get("/{script_id}")
def get_script(script_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.ScriptAnswer:
    """A script with its draft."""
    return schemas.ScriptAnswer.of(services.scripting.script(caller, ScriptId(script_id)))


@router.patch("/{script_id}")
def change_script(
    script_id: Id, body: schemas.ScriptChange, caller: CallerHere, services: ServicesHere
) -> schemas.ScriptAnswer:
    """Rename or move a script."""
    directory = DirectoryId(body.directory_id) if body.directory_id is not None else None
    move = Move(body.name, "directory_id" in body.model_fields_set, directory)
    return schemas.ScriptAnswer.of(services.scripting.change(caller, ScriptId(script_id), move))


@router.put("/{script_id}/draft")
def save_script(
    script_id: Id, body: schemas.ScriptDraft, caller: CallerHere, services: ServicesHere
) -> schemas.ScriptAnswer:
    """Save a script's draft."""
    view = services.scripting.save(caller, ScriptId(script_id), body.revision, body.content)
    return schemas.ScriptAnswer.of(view)


@router.post("/{script_id}/submit", status_code=201)
def submit_script(
    script_id: Id, body: SubmitBody, caller: CallerHere, services: ServicesHere
) -> schemas.ScriptAnswer:
    """Make the draft the production version."""
    return schemas.ScriptAnswer.of(services.scripting.submit(caller, ScriptId(script_id), body.description))


@router.delete("/{script_id}", status_code=204)
def delete_script(script_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """Delete a script."""
    services.scripting.delete(caller, ScriptId(script_id))
    return Response(status_code=204)
