"""Schedules of jobs: starting and stopping them, plan times, the calendar, the graph of dependencies."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from millrace.api.auth import CallerHere, ServicesHere
from millrace.api.schemas import schedules as schemas
from millrace.api.schemas.base import AwareDatetime, Id, NamedId
from millrace.api.schemas.instances import CommandAnswer
from millrace.api.verdicts import answer_of
from millrace.domain.ids import JobId
from millrace.services.graphing import Around
from millrace.services.scheduling import ScheduleFilter

router = APIRouter(prefix="/api/workspaces/{workspace_id}", tags=["schedules"])

COMMAND: dict[int | str, dict[str, type[CommandAnswer]]] = {202: {"model": CommandAnswer}}
MAX_OFFSET = 10_000_000


class ScheduleQuery(BaseModel):
    """Which schedules a list shows; `state` and `type` may be given several times, `q` is part of a name."""

    state: list[schemas.JobState] = Field(default_factory=list)
    type: list[schemas.ScheduleKind] = Field(default_factory=list)
    q: Annotated[str, Field(max_length=128)] = ""
    cursor: Annotated[str | None, Field(max_length=200)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class FutureQuery(BaseModel):
    """Which page of the instances to be generated; they follow `after` (now)."""

    offset: Annotated[int, Field(ge=0, le=MAX_OFFSET)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 100
    after: AwareDatetime | None = None


class GraphQuery(BaseModel):
    """The graph around a job, so many steps up and down; without a job all of the workspace."""

    job_id: NamedId | None = None
    up: Annotated[int, Field(ge=0, le=20)] = 3
    down: Annotated[int, Field(ge=0, le=20)] = 3


@router.get("/schedules")
def list_schedules(
    caller: CallerHere, services: ServicesHere, wanted: Annotated[ScheduleQuery, Query()]
) -> schemas.Schedules:
    """Jobs that have a schedule, or were ever started, by name."""
    chosen = ScheduleFilter(
        states=frozenset(wanted.state),
        types=frozenset(wanted.type),
        name=wanted.q,
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    page = services.scheduling.rows(caller, chosen)
    items = [schemas.ScheduleRowAnswer.model_validate(row) for row in page.items]
    return schemas.Schedules(items=items, next_cursor=page.next_cursor)


@router.get("/schedules/calendar")
def get_schedule_calendar(
    caller: CallerHere,
    services: ServicesHere,
    first: date,
    days: Annotated[int, Query(ge=1, le=62)] = 42,
) -> schemas.ScheduleCalendarAnswer:
    """What was and will be done on each of some days."""
    return schemas.ScheduleCalendarAnswer.model_validate(services.graphing.calendar(caller, first, days))


@router.get("/schedules/graph")
def get_schedule_graph(
    caller: CallerHere, services: ServicesHere, wanted: Annotated[GraphQuery, Query()]
) -> schemas.GraphAnswer:
    """Jobs and what they wait for."""
    around = Around(JobId(wanted.job_id), wanted.up, wanted.down) if wanted.job_id is not None else None
    return schemas.GraphAnswer.model_validate(services.graphing.graph(caller, around))


@router.get("/jobs/{job_id}/schedule")
def get_schedule(job_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.ScheduleAnswer:
    """The submitted schedule of a job, and how it stands."""
    return schemas.ScheduleAnswer.model_validate(services.scheduling.detail(caller, JobId(job_id)))


# ---- starting and stopping


@router.post("/jobs/{job_id}/schedule/start", response_model=CommandAnswer, responses=COMMAND)
def start_schedule(
    request: Request,
    job_id: Id,
    body: schemas.StartScheduleBody,
    caller: CallerHere,
    services: ServicesHere,
) -> Response:
    """Let the job be due from now on (R50); a schedule of the type once makes one instance."""
    given = services.scheduling.start(caller, JobId(job_id), with_upstream=body.with_upstream)
    return answer_of(request, given)


@router.post("/jobs/{job_id}/schedule/pause", response_model=CommandAnswer, responses=COMMAND)
def pause_schedule(
    request: Request, job_id: Id, body: schemas.ConfirmedBody, caller: CallerHere, services: ServicesHere
) -> Response:
    """Make no more instances until it is resumed."""
    return answer_of(request, services.scheduling.pause(caller, JobId(job_id), confirmed=body.confirmed))


@router.post("/jobs/{job_id}/schedule/resume", response_model=CommandAnswer, responses=COMMAND)
def resume_schedule(
    request: Request,
    job_id: Id,
    body: schemas.ResumeScheduleBody,
    caller: CallerHere,
    services: ServicesHere,
) -> Response:
    """Go on after a pause; plan times of the pause are not made up."""
    return answer_of(request, services.scheduling.resume(caller, JobId(job_id)))


@router.post("/jobs/{job_id}/schedule/stop", response_model=CommandAnswer, responses=COMMAND)
def stop_schedule(
    request: Request, job_id: Id, body: schemas.ConfirmedBody, caller: CallerHere, services: ServicesHere
) -> Response:
    """Take the job off its schedule; waiting instances of jobs that depend on it are canceled."""
    return answer_of(request, services.scheduling.stop(caller, JobId(job_id), confirmed=body.confirmed))


# ---- looking ahead


@router.post("/jobs/{job_id}/schedule/preview")
def preview_schedule(
    job_id: Id, body: schemas.PreviewBody, caller: CallerHere, services: ServicesHere
) -> schemas.PreviewAnswer:
    """What a schedule that was not saved means: in words, its problems, and its next plan times."""
    preview = services.foreseeing.preview(caller, JobId(job_id), body.schedule, body.count, body.after)
    return schemas.PreviewAnswer.model_validate(preview)


@router.post("/jobs/{job_id}/schedule/dependencies")
def preview_dependencies(
    job_id: Id, body: schemas.DependenciesBody, caller: CallerHere, services: ServicesHere
) -> schemas.DependenciesAnswer:
    """Which upstream instances one plan time of a schedule that was not saved would wait for."""
    found = services.foreseeing.dependencies(caller, JobId(job_id), body.schedule, body.plan_time)
    return schemas.DependenciesAnswer.model_validate(found)


@router.get("/jobs/{job_id}/future")
def list_future(
    job_id: Id, caller: CallerHere, services: ServicesHere, wanted: Annotated[FutureQuery, Query()]
) -> schemas.FutureAnswer:
    """Instances of the job that will be generated."""
    page = services.foreseeing.future(caller, JobId(job_id), wanted.offset, wanted.limit, wanted.after)
    return schemas.FutureAnswer.model_validate(page)


@router.post("/jobs/{job_id}/future/freeze")
def freeze_future(
    job_id: Id, body: schemas.SlotsBody, caller: CallerHere, services: ServicesHere
) -> schemas.SlotsAnswer:
    """Keep instances that are not there yet from running."""
    return _slots(job_id, body, caller, services, "freeze")


@router.post("/jobs/{job_id}/future/unfreeze")
def unfreeze_future(
    job_id: Id, body: schemas.SlotsBody, caller: CallerHere, services: ServicesHere
) -> schemas.SlotsAnswer:
    """Let frozen instances that are not there yet run after all."""
    return _slots(job_id, body, caller, services, "unfreeze")


def _slots(
    job_id: int,
    body: schemas.SlotsBody,
    caller: CallerHere,
    services: ServicesHere,
    what: Literal["freeze", "unfreeze"],
) -> schemas.SlotsAnswer:
    done = services.scheduling.change_slots(caller, JobId(job_id), body.plan_times, freeze=what == "freeze")
    return schemas.SlotsAnswer.model_validate(done)
