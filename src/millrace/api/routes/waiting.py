"""Why instances wait, and one operation for many of them."""

from fastapi import APIRouter

from millrace.api.auth import CallerHere, ServicesHere
from millrace.api.schemas import waiting as schemas
from millrace.api.schemas.base import Id
from millrace.domain.ids import InstanceId
from millrace.services.operating import Order

router = APIRouter(prefix="/api/workspaces/{workspace_id}", tags=["instances"])


@router.get("/instances/{instance_id}/waiting")
def get_waiting(instance_id: Id, caller: CallerHere, services: ServicesHere) -> schemas.WaitingAnswer:
    """Why the instance waits, and all that it needs before it runs."""
    return schemas.WaitingAnswer.model_validate(services.explaining.why(caller, InstanceId(instance_id)))


@router.post("/instances/commands")
def give_commands(
    body: schemas.CommandsBody, caller: CallerHere, services: ServicesHere
) -> schemas.CommandsAnswer:
    """Give one command to many instances; each is applied or refused by itself."""
    ids = [InstanceId(instance_id) for instance_id in body.ids]
    done = services.operating.give_all(caller, ids, Order(body.kind, args=body.args))
    return schemas.CommandsAnswer.model_validate(done)
