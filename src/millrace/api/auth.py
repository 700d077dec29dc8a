"""Who is calling, in which workspace, and whether they may: asked before every route, in one dependency."""

import hmac
from typing import Annotated, cast

from fastapi import Depends, Request

from millrace.api.permissions_table import ROUTES, Access
from millrace.api.schemas.base import ID_DIGITS
from millrace.domain.errors import BadOrigin, Forbidden, NotFound, NotSignedIn
from millrace.domain.ids import WorkspaceId
from millrace.services.calling import Caller
from millrace.services.container import Services
from millrace.services.signing_in import SignedIn

SESSION_COOKIE = "millrace_session"
_SAFE = frozenset({"GET", "HEAD"})
_BEARER = "bearer "


def the_services(request: Request) -> Services:
    """The services of this app."""
    return cast(Services, request.app.state.services)


def authorize(request: Request) -> None:
    """Let the request pass if its route's line in the table allows; leave who is calling in its state.

    Raises NotSignedIn, BadOrigin (no CSRF token), Forbidden, NotFound (no such workspace for this person).
    """
    needs = ROUTES.get(request.scope["route"].name)
    if needs is Access.PUBLIC:
        return
    if needs is None:
        raise Forbidden(permission="(none is declared for this address)")
    services = the_services(request)
    signed_in = _signed_in(request, services)
    request.state.signed_in = signed_in
    if needs is Access.TOKEN and signed_in.csrf is not None:
        raise Forbidden(permission="token of the command line")
    if isinstance(needs, Access):
        return
    given = str(request.path_params["workspace_id"])
    if not given.isdecimal() or len(given) > ID_DIGITS:
        raise NotFound(kind="workspace", name=given[:ID_DIGITS])
    workspace = WorkspaceId(int(given))
    key = request.headers.get("idempotency-key")
    caller = services.signing_in.caller(signed_in.user, workspace, key)
    caller.need(needs)
    request.state.caller = caller


def _signed_in(request: Request, services: Services) -> SignedIn:
    header = request.headers.get("authorization", "")
    if header[: len(_BEARER)].lower() == _BEARER:
        found = services.signing_in.by_token(header[len(_BEARER) :].strip())
        if found is None:
            raise NotSignedIn()
        return found
    secret = request.cookies.get(SESSION_COOKIE)
    found = services.signing_in.by_session(secret) if secret else None
    if found is None:
        raise NotSignedIn()
    if request.method not in _SAFE:
        given = request.headers.get("x-csrf-token", "")
        if not hmac.compare_digest(given.encode(), (found.csrf or "").encode()):
            raise BadOrigin(origin=request.headers.get("origin", "unknown"))
    return found


def the_caller(request: Request) -> Caller:
    """Who is calling, as `authorize` found."""
    return cast(Caller, request.state.caller)


def who(request: Request) -> SignedIn:
    """The signed-in person, as `authorize` found."""
    return cast(SignedIn, request.state.signed_in)


ServicesHere = Annotated[Services, Depends(the_services)]
CallerHere = Annotated[Caller, Depends(the_caller)]
SignedInHere = Annotated[SignedIn, Depends(who)]


def is_known(request: Request, services: Services) -> bool:
    """Whether a public route was asked by somebody who is signed in."""
    try:
        _signed_in(request, services)
    except (NotSignedIn, BadOrigin):
        return False
    return True
