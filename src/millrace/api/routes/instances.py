"""Instances, operations on them, logs, and the files of the workspace."""

import mimetypes
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import FileResponse, Response

from millrace.api.auth import CallerHere, ServicesHere
from millrace.api.schemas import instances as schemas
from millrace.api.schemas.base import MAX_ID, AwareDatetime, Id, NamedId
from millrace.api.verdicts import answer_of
from millrace.domain.errors import NotFound
from millrace.domain.ids import AttemptId, CommandId, InstanceId, JobId, NodeId
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.services.monitoring import InstanceFilter
from millrace.services.operating import Order
from millrace.services.read_models import file_url

router = APIRouter(prefix="/api/workspaces/{workspace_id}", tags=["instances"])

MAX_FILES = 1000
SANDBOXED = {"Content-Security-Policy": "sandbox allow-scripts", "X-Frame-Options": "SAMEORIGIN"}
"""What jobs made runs without our origin: scripts in a report reach neither cookies nor the API."""


class InstanceQuery(BaseModel):
    """Which instances a list shows; `status` and `trigger` may be given several times.

    `batch` is the task of PatchData; `plan_from` is included, `plan_until` is not.
    """

    job_id: NamedId | None = None
    status: list[InstanceStatus] = Field(default_factory=list)
    trigger: list[Trigger] = Field(default_factory=list)
    batch: Annotated[str | None, Field(max_length=200)] = None
    plan_from: AwareDatetime | None = None
    plan_until: AwareDatetime | None = None
    cursor: Annotated[str | None, Field(max_length=200)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/instances")
def list_instances(
    caller: CallerHere, services: ServicesHere, wanted: Annotated[InstanceQuery, Query()]
) -> schemas.Instances:
    """Instances, newest first."""
    job_id = JobId(wanted.job_id) if wanted.job_id is not None else None
    chosen = InstanceFilter(
        job_id=job_id,
        statuses=wanted.status,
        triggers=wanted.trigger,
        batch=wanted.batch,
        plan_from=wanted.plan_from,
        plan_until=wanted.plan_until,
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    page = services.monitoring.instances(caller, chosen)
    items = [schemas.InstanceSummaryAnswer.model_validate(item) for item in page.items]
    return schemas.Instances(items=items, next_cursor=page.next_cursor)


@router.get("/instances/{instance_id}")
def get_instance(instance_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.InstanceAnswer:
    """An instance with all node runs of its current run."""
    return schemas.InstanceAnswer.of(services.monitoring.instance(caller, InstanceId(instance_id)))


@router.get("/instances/{instance_id}/nodes/{node_id}")
def get_node_run(
    instance_id: Id, node_id: str, caller: CallerHere, services: ServicesHere
) -> schemas.NodeRunWithOutput:
    """A node run with output, inputs, files and child instances."""
    detail = services.monitoring.node(caller, InstanceId(instance_id), NodeId(node_id))
    return schemas.NodeRunWithOutput.of(detail)


# ---- operations


@router.post(
    "/instances/{instance_id}/commands",
    response_model=schemas.CommandAnswer,
    responses={202: {"model": schemas.CommandAnswer}},
)
def give_command(
    request: Request, instance_id: Id, body: schemas.CommandBody, caller: CallerHere, services: ServicesHere
) -> Response:
    """Give a command: 200 applied, 409 refused, 202 when no engine has answered within 2 s."""
    order = Order(body.kind, NodeId(body.node_id) if body.node_id is not None else None, body.args)
    return answer_of(request, services.operating.give(caller, InstanceId(instance_id), order))


@router.get("/commands/{command_id}")
def get_command(command_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.CommandAnswer:
    """A command and its verdict."""
    return schemas.CommandAnswer.of(services.operating.command(caller, CommandId(command_id)))


# ---- logs


@router.get("/attempts/{attempt_id}/log")
def read_log(
    attempt_id: Id,
    caller: CallerHere,
    services: ServicesHere,
    offset: Annotated[int, Query(ge=0, le=MAX_ID)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_ID)] = 65_536,
) -> schemas.LogAnswer:
    """Lines of a log from a byte offset on."""
    return schemas.LogAnswer.of(services.monitoring.log(caller, AttemptId(attempt_id), offset, limit))


@router.get("/attempts/{attempt_id}/log/download", response_class=Response)
def download_log(attempt_id: Id, caller: CallerHere, services: ServicesHere) -> Response:
    """The whole log as a text file."""
    text = services.monitoring.log_text(caller, AttemptId(attempt_id))
    headers = {"Content-Disposition": f'attachment; filename="attempt-{attempt_id}.log"'}
    return Response(text, media_type="text/plain", headers=headers)


# ---- files


@router.get("/files")
def list_files(
    caller: CallerHere, services: ServicesHere, prefix: Annotated[str, Query(max_length=1000)] = ""
) -> schemas.Files:
    """Files of the workspace's folder, at most 1,000."""
    found = services.tools.files.list(caller.workspace_id, prefix, MAX_FILES)
    items = [
        schemas.FileAnswer(
            path=item.path,
            url=file_url(caller.workspace_id, item.path),
            size=item.size,
            modified=item.modified,
        )
        for item in found
    ]
    return schemas.Files(items=items)


@router.get("/files/{path:path}", response_class=FileResponse)
def get_file(path: str, caller: CallerHere, services: ServicesHere) -> Response:
    """A file that a job made, sandboxed."""
    found = services.tools.files.find(caller.workspace_id, path)
    if found is None:
        raise NotFound(kind="file", name=path)
    media_type = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return FileResponse(found, media_type=media_type, headers=SANDBOXED)
