"""Large answers, packed for those who can unpack them.

Only for answers without secrets: what is packed together with text that others choose can be guessed from its
length.
"""

import gzip
import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

WORTH_PACKING = 20_000
_LEVEL = 1
"""A tree of 10,000 jobs shrinks to a tenth with it; more would cost time and save little."""


def packed(request: Request, answer: Mapping[str, Any]) -> Response:
    """The answer as JSON."""
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Vary": "Accept-Encoding"}
    if len(body) >= WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", "").lower():
        body = gzip.compress(body, _LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="application/json", headers=headers)
