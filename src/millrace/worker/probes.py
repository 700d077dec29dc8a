"""Questions of the server that are no attempts: does this connection work?"""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from millrace.domain.errors import MillraceError
from millrace.ports.node_runtime import NodeFailure
from millrace.worker.config import Loader
from millrace.worker.masking import Masker

_log = logging.getLogger(__name__)
_TIME_LIMIT = 30.0  # seconds
_UNEXPECTED = {
    "code": "probe_failed",
    "message": "The test failed unexpectedly. The worker's log says more.",
    "data": {},
}


async def answer_probe(message: Mapping[str, Any], load: Loader) -> dict[str, Any]:
    """The message to send back: `probed` with the driver's answer, or `probe_failed`."""
    secrets = Masker(str(text) for text in message["connection"]["secrets"].values())
    try:
        async with asyncio.timeout(_TIME_LIMIT):
            answer = await _test_connection(message, load)
        return {"t": "probed", "seq": message["seq"], "answer": answer}
    except TimeoutError:
        text = f"The connection did not answer within {_TIME_LIMIT:g} seconds. Check host, port and firewall."
        error: dict[str, Any] = {"code": "probe_timeout", "message": text, "data": {}}
    except (NodeFailure, MillraceError) as failure:
        error = {"code": failure.code, "message": secrets.mask(failure.message), "data": {}}
    except Exception:
        _log.exception("testing a connection failed")
        error = _UNEXPECTED
    return {"t": "probe_failed", "seq": message["seq"], "error": error}


async def _test_connection(message: Mapping[str, Any], load: Loader) -> Any:
    connection = message["connection"]
    module, _colon, _function = str(connection["driver"]).partition(":")
    test = await asyncio.to_thread(load, f"{module}:test")
    return await test(
        connection["properties"], connection["secrets"], workspace_folder=Path(message["workspace_folder"])
    )
