"""OBSUtil: what exists in the object storage (R157)."""

from millrace.domain.el.errors import ElError
from millrace.domain.el.functions.methods import EmbeddedObject, table
from millrace.domain.el.scope import Scope


def _exists(scope: Scope, url: str | None) -> bool:
    if scope.paths is None:
        raise ElError("object storage cannot be asked here")
    return url is not None and scope.paths(url)


OBS_UTIL = EmbeddedObject("OBSUtil", table(("isExistOBSPath", "s", _exists)))
