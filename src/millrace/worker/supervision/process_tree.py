"""What runs below a process, from /proc. On systems without /proc nothing is found."""

import os
import signal
from collections.abc import Iterable

FOLDER_VARIABLE = "MILLRACE_ATTEMPT_FOLDER"
"""Marks every process of an attempt; unlike the attempt's id it differs between installations."""
_PARENT, _SESSION = 1, 3  # places in /proc/<pid>/stat after the name
_PAGE = os.sysconf("SC_PAGE_SIZE")


def descendants(root: int) -> list[int]:
    """All processes below `root`, parents first. A zombie counts: it is still to be reaped."""
    children: dict[int, list[int]] = {}
    for pid, fields in _all():
        children.setdefault(int(fields[_PARENT]), []).append(pid)
    found = list(children.get(root, ()))
    for pid in found:  # grows while it is walked
        found.extend(children.get(pid, ()))
    return found


def members(session: int, folder: str) -> list[int]:
    """Processes whose environment names the attempt's folder, or that work in it and belong to the session.

    The number of a session alone proves nothing: it is given out again once all of its processes are gone.
    """
    mark = f"{FOLDER_VARIABLE}={folder}\0".encode()
    return [
        pid
        for pid, fields in _all()
        if mark in _environment(pid) or (int(fields[_SESSION]) == session and _works_in(pid, folder))
    ]


def resident_bytes(pids: Iterable[int]) -> int:
    """Memory that the processes hold together; shared pages count for each."""
    return sum(_resident_pages(pid) for pid in pids) * _PAGE


def send(pids: Iterable[int], number: int) -> None:
    """Signal processes; those that are gone are passed over."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except (ProcessLookupError, PermissionError):
            continue


def end_strays(session: int, folder: str) -> None:
    """Kill what is left of an attempt whose supervisor is gone."""
    own = os.getpid()
    send([pid for pid in members(session, folder) if pid != own], signal.SIGKILL)


def _all() -> list[tuple[int, list[bytes]]]:
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    found = []
    for name in names:
        if name.isdigit():
            stat = _read(f"/proc/{name}/stat")
            fields = stat[stat.rfind(b")") + 2 :].split()  # the name may hold spaces and brackets
            if len(fields) > _SESSION:
                found.append((int(name), fields))
    return found


def _works_in(pid: int, folder: str) -> bool:
    try:
        return os.readlink(f"/proc/{pid}/cwd").startswith(folder)
    except OSError:
        return False


def _environment(pid: int) -> bytes:
    return _read(f"/proc/{pid}/environ") + b"\0"


def _resident_pages(pid: int) -> int:
    fields = _read(f"/proc/{pid}/statm").split()
    return int(fields[1]) if len(fields) > 1 else 0


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
