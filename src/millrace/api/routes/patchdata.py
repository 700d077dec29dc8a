"""PatchData: instances for plan times of the past (R180-R190)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from millrace.api.auth import CallerHere, ServicesHere
from millrace.api.schemas import patchdata as schemas
from millrace.api.schemas.base import MAX_ID, Cursor, Id, Limit, NamedId
from millrace.api.schemas.instances import CommandAnswer
from millrace.api.verdicts import answer_of
from millrace.domain.ids import JobId, PatchDataId
from millrace.services.patching import TaskVerb

router = APIRouter(prefix="/api/workspaces/{workspace_id}/patchdata", tags=["PatchData"])

Offset = Annotated[int, Query(ge=0, le=MAX_ID)]
Stretch = Annotated[int, Query(ge=1, le=1000)]
TaskState = Literal["running", "success", "failed", "canceled"]
_COMMAND: dict[int | str, dict[str, type[CommandAnswer]]] = {202: {"model": CommandAnswer}}


@router.post("/plan")
def plan_patchdata(
    body: schemas.PatchBody,
    caller: CallerHere,
    services: ServicesHere,
    offset: Offset = 0,
    limit: Stretch = 500,
) -> schemas.PatchPlanAnswer:
    """What a task would do; nothing is made."""
    view = services.patching.plan(caller, body.model_dump(mode="json"), offset, limit)
    return schemas.PatchPlanAnswer.model_validate(view)


@router.post("/plan.csv", response_class=Response)
def export_patchdata_plan(body: schemas.PatchBody, caller: CallerHere, services: ServicesHere) -> Response:
    """All instances that a task would make, as a table."""
    text = services.patching.plan_as_csv(caller, body.model_dump(mode="json"))
    headers = {"Content-Disposition": 'attachment; filename="patchdata-plan.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("", status_code=201)
def create_patchdata(
    body: schemas.PatchBody, caller: CallerHere, services: ServicesHere
) -> schemas.PatchTask:
    """Make a task and start it."""
    view = services.patching.create(caller, body.model_dump(mode="json"))
    return schemas.PatchTask.model_validate(view)


@router.get("")
def list_patchdata(
    caller: CallerHere,
    services: ServicesHere,
    state: Annotated[list[TaskState], Query(default_factory=list)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> schemas.PatchTasks:
    """Tasks, newest first."""
    page = services.patching.tasks(caller, state, cursor, limit)
    items = [schemas.PatchTask.model_validate(view) for view in page.items]
    return schemas.PatchTasks(items=items, next_cursor=page.next_cursor)


@router.get("/related")
def list_related_jobs(
    caller: CallerHere,
    services: ServicesHere,
    job_id: NamedId,
    direction: Literal["up", "down", "both"] = "both",
) -> schemas.RelatedJobs:
    """Jobs above and below in the dependency graph, which may join a task."""
    found = services.patching.related(caller, JobId(job_id), direction)
    return schemas.RelatedJobs(items=[schemas.RelatedJob.model_validate(item) for item in found])


@router.get("/{task_id}")
def get_patchdata(task_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.PatchTask:
    """A task and how far it is."""
    return schemas.PatchTask.model_validate(services.patching.task(caller, PatchDataId(task_id)))


@router.get("/{task_id}/entries")
def list_patchdata_entries(
    task_id: Id,
    caller: CallerHere,
    services: ServicesHere,
    offset: Offset = 0,
    limit: Stretch = 500,
) -> schemas.TaskEntries:
    """A stretch of a task's instances, made or to be."""
    view = services.patching.entries(caller, PatchDataId(task_id), offset, limit)
    return schemas.TaskEntries.model_validate(view)


@router.post("/{task_id}/pause", response_model=CommandAnswer, responses=_COMMAND)
def pause_patchdata(request: Request, task_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """Start no more instances."""
    return answer_of(request, services.patching.give(caller, PatchDataId(task_id), TaskVerb.PAUSE))


@router.post("/{task_id}/resume", response_model=CommandAnswer, responses=_COMMAND)
def resume_patchdata(request: Request, task_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """Go on with a paused task."""
    return answer_of(request, services.patching.give(caller, PatchDataId(task_id), TaskVerb.RESUME))


@router.post("/{task_id}/stop", response_model=CommandAnswer, responses=_COMMAND)
def stop_patchdata(request: Request, task_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """End a task: what waits and what runs is stopped."""
    return answer_of(request, services.patching.give(caller, PatchDataId(task_id), TaskVerb.STOP))


@router.post("/{task_id}/retry", response_model=CommandAnswer, responses=_COMMAND)
def retry_patchdata(request: Request, task_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """Run all failed instances of a task again."""
    return answer_of(request, services.patching.give(caller, PatchDataId(task_id), TaskVerb.RETRY))
