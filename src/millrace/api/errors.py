"""From errors to problem bodies (RFC 9457): the only table of statuses."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from millrace.domain.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    JsonOnly,
    MillraceError,
    NotFound,
    NotSignedIn,
    TooLarge,
    TooSlow,
    Unavailable,
)
from millrace.domain.faults import fault_words

_log = logging.getLogger(__name__)

STATUSES: Sequence[tuple[type[MillraceError], int]] = (
    (NotSignedIn, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (TooSlow, 408),
    (TooLarge, 413),
    (JsonOnly, 415),
    (InvalidInput, 422),
    (Unavailable, 503),
)

_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 422: "invalid_input"}


def status_of(error: MillraceError) -> int:
    """The status of an error: that of the first class in the table that it is one of."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def problem(request_id: str, status: int, code: str, detail: str, data: Mapping[str, Any]) -> Response:
    """A problem body."""
    body = {
        "type": f"/errors/{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "data": data,
        "request_id": request_id,
    }
    return JSONResponse(body, status, media_type="application/problem+json")


def problem_of(request_id: str, error: MillraceError) -> Response:
    """The problem body of an error of ours."""
    return problem(request_id, status_of(error), error.code, error.message, error.data)


def unexpected(request_id: str, error: Exception) -> Response:
    """Log what nobody foresaw and answer without any of its text."""
    _log.error("request %s failed", request_id, exc_info=error)
    return problem_of(request_id, MillraceError())


def install_errors(app: FastAPI) -> None:
    """Let the app answer every error with a problem body."""

    @app.exception_handler(MillraceError)
    def ours(request: Request, error: MillraceError) -> Response:
        return problem_of(request.state.request_id, error)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        errors = [{"field": _field(fault["loc"]), "message": fault_words(fault)} for fault in error.errors()]
        first = f"{errors[0]['field']}: {errors[0]['message']}" if errors else "The request is not valid."
        return problem(request.state.request_id, 422, "invalid_input", first, {"errors": errors})

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        status = 422 if error.status_code == 400 else error.status_code  # a body that is no JSON text at all
        code = _HTTP_CODES.get(status, "http_error")
        return problem(request.state.request_id, status, code, str(error.detail), {})


def _field(place: Sequence[int | str]) -> str:
    steps = place[1:] if place and place[0] in ("body", "query", "path") else place
    return ".".join(str(step) for step in steps)
