"""Look for a new object below a path of the workspace (R108)."""

import logging
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from millrace.ports.attempts import AttemptWork
from millrace.ports.workspace_paths import resolve_below
from millrace.worker.rendering import Renderer

_log = logging.getLogger(__name__)


def heard(work: AttemptWork, now: datetime) -> dict[str, Any]:
    """Whether there is one: {"heard", "last"}, or why nobody can say. It is for a thread: it does I/O."""
    asked = work.listening or {}
    found: dict[str, Any] = {"heard": False, "last": bool(asked.get("last"))}
    try:
        path = Renderer(work, now).text(str(asked.get("path", "")), "schedule.listening.path")
        after = asked.get("after")
        since = datetime.fromisoformat(after).timestamp() if after else None
        there = _changed(resolve_below(Path(work.workspace_folder), path))
        return {**found, "heard": any(since is None or moment > since for moment in there)}
    except Exception as error:  # a path that cannot be read is one with nothing new in it, until time is over
        _log.warning("instance %s: its path cannot be listened to: %s", work.instance_id, error)
        return {**found, "error": {"code": "listening_failed", "message": str(error), "data": {}}}


def _changed(path: Path) -> Iterator[float]:
    """When the file, or each file below the folder, was changed last; links are not followed."""
    if path.is_file():
        yield path.stat().st_mtime
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                yield os.lstat(os.path.join(folder, name)).st_mtime
            except FileNotFoundError:  # gone meanwhile
                continue
