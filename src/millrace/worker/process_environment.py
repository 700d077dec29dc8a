"""The environment of a process: emptied, then what the attempt is, then its parameters."""

import os
import re
from collections.abc import Mapping

from millrace.ports.attempts import AttemptWork
from millrace.worker.supervision.process_tree import FOLDER_VARIABLE

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_PARAM_PREFIX = "MILLRACE_PARAM_"
_NO_NAME_PART = re.compile(r"[^A-Za-z0-9]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STEERING_PREFIXES = ("LD_", "PYTHON", "MILLRACE_", "BASH_", "DYLD_")
_STEERING_NAMES = frozenset(
    {"PATH", "HOME", "TMPDIR", "LANG", "SHELL", "IFS", "ENV", "SHELLOPTS", "BASHOPTS", "PS4"}
)
"""Names that steer the shell, the loader or the interpreter: a parameter never sets them."""
_LONGEST = 100_000
_MOST = 1_000_000
"""Bytes of one value and of all: the kernel refuses more (128 KiB one, about 2 MB together)."""


def base_environment(work: AttemptWork, home: str, temporary: str) -> dict[str, str]:
    """What every process gets."""
    return {
        "PATH": os.environ.get("PATH", _PATH),
        "HOME": home,
        "TMPDIR": temporary,
        "LANG": "C.UTF-8",
        FOLDER_VARIABLE: work.folder,
        "MILLRACE_ATTEMPT_ID": str(work.attempt_id),
        "MILLRACE_JOB": work.job_name,
        "MILLRACE_NODE": work.node_name,
        "MILLRACE_PLAN_TIME": work.plan_time,
        "MILLRACE_WORKSPACE": work.workspace_folder,
    }


def parameter_environment(params: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The parameters as variables, and the names of those too large (or with a NUL) for an environment.

    Each is there as MILLRACE_PARAM_<name>, and by its plain name where that is a variable name and harmless.
    """
    found: dict[str, str] = {}
    left_out = []
    room = _MOST
    for name, value in params.items():
        size = len(value.encode("utf-8", "replace"))
        room -= 2 * size
        if size > _LONGEST or room < 0 or "\0" in value:
            left_out.append(name)
            continue
        found[_PARAM_PREFIX + _NO_NAME_PART.sub("_", name)] = value
        if _is_harmless(name):
            found[name] = value
    return found, left_out


def _is_harmless(name: str) -> bool:
    return (
        _NAME.fullmatch(name) is not None
        and name not in _STEERING_NAMES
        and not name.startswith(_STEERING_PREFIXES)
    )
