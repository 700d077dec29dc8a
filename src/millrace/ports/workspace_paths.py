"""Paths that users name stay below the workspace's folder, after links."""

import stat
from pathlib import Path, PurePosixPath

from millrace.ports.node_runtime import NodeFailure


def resolve_below(folder: Path, relative: str) -> Path:
    """The real path of `relative` below `folder`, whether it exists or not.

    Raises NodeFailure (path_outside) for absolute paths, for `..` in any place, where a symbolic link leads
    out, and for a file with several names (hard links): another one may lie anywhere, as beside our own
    database. Links are followed now; who makes links meanwhile runs code here anyway (`run_local_code`).
    """
    text = relative.strip()
    pure = PurePosixPath(text)
    if not text or "\0" in text or "\\" in text or pure.is_absolute() or ".." in pure.parts:
        raise _outside(relative)
    root = folder.resolve()
    try:
        path = (root / pure).resolve()
    except (OSError, RuntimeError):
        raise _outside(relative) from None
    if not path.is_relative_to(root) or _has_other_names(path):
        raise _outside(relative)
    return path


def _has_other_names(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_nlink > 1


def _outside(relative: str) -> NodeFailure:
    return NodeFailure(
        "path_outside",
        f"The path {relative!r} is not inside the workspace's folder. Use a relative path without '..', "
        "such as raw/flights.csv, and no link.",
        data={"path": relative},
    )
