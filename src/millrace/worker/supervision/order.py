"""What the agent orders, and how supervisor and agent know of one another through files.

In the attempt's folder: `lock` (held while the supervisor lives; in it "<supervisor pid> <session>") and
`exit.json` (how it ended, written whole or not at all). In `<data>/run/supervised/<agent>/` an empty file per
attempt says that the agent answers for it; a supervisor that does not find its mark does not start.
"""

import contextlib
import fcntl
import json
import os
import struct
import time
from dataclasses import asdict, dataclass, field
from typing import Any

_LENGTH = struct.Struct("!I")
LENGTH_BYTES = _LENGTH.size


@dataclass(frozen=True)
class Order:
    """One process to run. Exactly one of `argv` and `python_code` is given; sizes in bytes."""

    attempt_id: int
    folder: str
    mark: str
    run_folder: str
    ends: str
    """Name of the agent's datagram socket in the run folder: it is told of the end there."""
    cwd: str
    env: dict[str, str]
    argv: list[str] = field(default_factory=list)
    python_code: str | None = None
    name: str = "script"
    """What tracebacks call the code."""
    timeout_seconds: float = 3600.0
    grace_seconds: float = 5.0
    memory_limit_bytes: int | None = None
    nice: int = 0
    log_limit_bytes: int = 100_000_000
    disk_reserve_bytes: int = 0
    secrets: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ExitRecord:
    """How a process ended. `ended_at` is ISO 8601, UTC; a negative exit code is the signal's number."""

    result: str
    exit_code: int
    ended_at: str
    reason: str | None = None
    """exit_code | killed_by_signal | timeout | stopped | memory_limit | start_failed | supervisor_lost"""
    last_output: str = ""
    log_truncated: bool = False


def pack(order: Order) -> bytes:
    """An order as it goes to the spawner: length, then JSON."""
    body = json.dumps(asdict(order)).encode()
    return _LENGTH.pack(len(body)) + body


def length_of(head: bytes) -> int:
    """Bytes of the JSON that follows."""
    length: int = _LENGTH.unpack(head)[0]
    return length


def unpack(body: bytes) -> Order:
    """The order in a message."""
    return Order(**json.loads(body))


def utc_text() -> str:
    """The present, ISO 8601 in UTC with microseconds."""
    seconds, nanos = divmod(time.time_ns(), 1_000_000_000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{nanos // 1000:06d}+00:00"


def try_lock(folder: str) -> int | None:
    """Take the attempt's lock: an open file, or None when it is held (or the folder is gone)."""
    try:
        fd = os.open(os.path.join(folder, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(fd)
        return None
    return fd


def locked_by(folder: str) -> tuple[int, int]:
    """Pid of the supervisor and session of its child, as the lock file tells; zeros when it tells nothing."""
    try:
        with open(os.path.join(folder, "lock"), encoding="ascii") as file:
            fields = file.read().split()
    except OSError:
        return 0, 0
    return (int(fields[0]), int(fields[1])) if len(fields) == 2 else (0, 0)


def reserve_exit(folder: str) -> None:
    """Take the room for a short exit record now, while the disk has some."""
    with contextlib.suppress(OSError):
        _write(os.path.join(folder, "exit.reserve"), b" " * 512)


def write_exit(folder: str, record: ExitRecord) -> None:
    """Write the exit record whole; on a full disk without the last output, into the reserved room.

    A folder that the process itself removed is made again: how it ended must not be lost with it.
    """
    os.makedirs(folder, mode=0o700, exist_ok=True)
    target = os.path.join(folder, "exit.json")
    fresh, reserved = os.path.join(folder, "exit.new"), os.path.join(folder, "exit.reserve")
    try:
        _write(fresh, json.dumps(asdict(record)).encode())
        os.rename(fresh, target)
        os.unlink(reserved)
    except OSError:
        short = asdict(record) | {"last_output": "", "log_truncated": True}
        fd = os.open(reserved, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(fd, json.dumps(short).encode())
        os.close(fd)
        os.rename(reserved, target)


def read_exit(folder: str) -> ExitRecord | None:
    """The exit record, if the process has ended."""
    try:
        with open(os.path.join(folder, "exit.json"), "rb") as file:
            content: dict[str, Any] = json.load(file)
    except (OSError, ValueError):
        return None
    return ExitRecord(**content)


def _write(path: str, content: bytes) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        written = os.write(fd, content)
    finally:
        os.close(fd)
    if written < len(content):
        raise OSError(f"only {written} of {len(content)} bytes written")
