"""The answer to a command: 200 applied, 409 refused, 202 when no engine has answered yet."""

from fastapi import Request
from starlette.responses import JSONResponse, Response

from millrace.api.errors import problem
from millrace.api.schemas.instances import CommandAnswer
from millrace.ports.records import CommandRecord
from millrace.services.commanding import refusal


def answer_of(request: Request, command: CommandRecord) -> Response:
    """By its verdict."""
    answer = CommandAnswer.of(command)
    if command.verdict == "pending":
        return JSONResponse(answer.model_dump(mode="json"), 202, headers={"Location": answer.address})
    if command.verdict == "applied":
        return JSONResponse(answer.model_dump(mode="json"))
    code, detail = refusal(command)
    return problem(request.state.request_id, 409, code, detail, (command.error or {}).get("data") or {})
