"""What the server reads from its folders: logs of attempts and files of a workspace."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from millrace.domain.ids import AttemptId, WorkspaceId


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of an attempt's log; `n` is its byte offset in the log, which identifies it."""

    n: int
    at: datetime
    stream: str  # out | err | info | warn | error
    text: str


@dataclass(frozen=True, slots=True)
class LogChunk:
    """Whole lines from an offset on; `next_offset` is where to go on reading."""

    lines: Sequence[LogLine]
    next_offset: int
    at_end: bool


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file of the workspace's folder; `path` is relative to it, with `/`."""

    path: str
    size: int
    modified: datetime


class AttemptLogs(Protocol):
    """Logs of attempts by byte offset."""

    def read(self, attempt_id: AttemptId, offset: int, limit: int) -> LogChunk:
        """At most `limit` bytes from `offset`, cut at a line's end; an empty chunk where no log is."""
        ...

    def text(self, attempt_id: AttemptId) -> str:
        """The whole log as people read it: time, stream, text."""
        ...

    def stored(self, after: AttemptId, limit: int) -> Sequence[AttemptId]:
        """Attempts beyond `after` that have a folder, in the order of their ids, at most `limit`."""
        ...

    def delete(self, ids: Collection[AttemptId]) -> None:
        """Remove the folders of these attempts; links in them are removed, never followed.

        What cannot be removed stays for the next time.
        """
        ...


class WorkspaceFiles(Protocol):
    """The folder of a workspace, read only. Paths, resolved after links, never leave it (PathOutside)."""

    def folder(self, ws: WorkspaceId) -> Path:
        """The folder itself."""
        ...

    def find(self, ws: WorkspaceId, path: str) -> Path | None:
        """The file with that relative path; None if there is none."""
        ...

    def list(self, ws: WorkspaceId, prefix: str, limit: int) -> Sequence[FileInfo]:
        """Files whose path begins with `prefix`, sorted, at most `limit`."""
        ...
