"""What belongs to a workspace as a whole: trying expressions, the audit, live events."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from millrace.api.auth import CallerHere, ServicesHere
from millrace.api.live import event_stream
from millrace.api.schemas import objects as schemas
from millrace.api.schemas.base import Cursor, Limit
from millrace.domain.ids import JobId
from millrace.services.expressions import Trial
from millrace.services.trying import Trials, Tried, TriedParameter

router = APIRouter(prefix="/api/workspaces/{workspace_id}", tags=["workspace"])


@router.post("/expressions/evaluate", response_model_exclude_unset=True)
def evaluate_expression(
    body: schemas.ExpressionBody, caller: CallerHere, services: ServicesHere
) -> schemas.ExpressionAnswer:
    """The value of a template, or what is wrong with it."""
    found = services.expressions.evaluate(caller, Trial(body.text, body.plan_time, body.params, body.zone))
    if found.ok:
        return schemas.ExpressionAnswer(ok=True, type=found.type, value=found.value, text=found.text)
    return schemas.ExpressionAnswer(ok=False, message=found.message, column=found.column)


@router.post("/expressions/evaluate-many", response_model_exclude_unset=True)
def evaluate_expressions(
    body: schemas.ExpressionsBody, caller: CallerHere, services: ServicesHere
) -> schemas.ExpressionsAnswer:
    """The values of many templates for one plan time, masked values as a mask."""
    found = services.trying.evaluate(
        caller,
        Trials(
            [Tried(item.key, item.text, item.script) for item in body.items],
            [TriedParameter(param.name, param.value, param.masked) for param in body.params],
            JobId(body.job_id) if body.job_id is not None else None,
            body.plan_time,
            body.zone,
            body.calendar,
        ),
    )
    return schemas.ExpressionsAnswer(
        plan_time=found.plan_time,
        zone=found.zone,
        instance_id=found.instance_id,
        items=[schemas.TriedAnswer(key=key, **asdict(result)) for key, result in found.results.items()],
    )


@router.get("/expressions/functions", response_model_exclude_none=True)
def list_functions(caller: CallerHere, services: ServicesHere) -> schemas.Functions:
    """What expressions can call and read; the same for every workspace."""
    return schemas.Functions(
        items=[schemas.FunctionAnswer.model_validate(item) for item in services.trying.functions()]
    )


@router.get("/audit")
def list_audit(
    caller: CallerHere, services: ServicesHere, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Audit:
    """Who changed what, latest first."""
    page = services.auditing.rows(caller, cursor, limit)
    items = [schemas.AuditRow.model_validate(row) for row in page.items]
    return schemas.Audit(items=items, next_cursor=page.next_cursor)


@router.get("/events", response_class=Response)
async def watch_events(
    request: Request,
    caller: CallerHere,
    services: ServicesHere,
    topics: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """Server-sent events of the topics `instances`, `instance:<id>`, `log:<attempt id>` and `tree`."""
    return event_stream(request, caller, services, topics)
