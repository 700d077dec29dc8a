"""The folders of workspaces: `<folder>/<workspace id>/`; nothing outside is ever read."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from millrace.domain.errors import PathOutside
from millrace.domain.ids import WorkspaceId
from millrace.ports.files import FileInfo


class WorkspaceFolders:
    """Finds and lists files; paths are resolved after links."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def folder(self, ws: WorkspaceId) -> Path:
        """The workspace's folder; it is made when first asked for."""
        path = self._folder / str(ws)
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def find(self, ws: WorkspaceId, path: str) -> Path | None:
        """The file with that relative path, None if there is none. Raises PathOutside."""
        base = self.folder(ws).resolve()
        try:
            found = (base / path).resolve()
        except (OSError, ValueError):
            raise PathOutside(path=path) from None
        if not found.is_relative_to(base):
            raise PathOutside(path=path)
        try:
            if not found.is_file():
                return None
            names = found.stat().st_nlink
        except OSError:  # a name that is too long for the file system
            return None
        if names > 1:  # another name of the file may lie anywhere, as beside our own database
            raise PathOutside(path=path)
        return found

    def list(self, ws: WorkspaceId, prefix: str, limit: int) -> Sequence[FileInfo]:
        """Files below the folder whose path begins with `prefix`, sorted; links are not followed."""
        base = self.folder(ws).resolve()
        found = []
        for path in _files(base):
            name = path.relative_to(base).as_posix()
            if name.startswith(prefix):
                found.append((name, path))
                if len(found) >= limit:
                    break
        return [_info(name, path) for name, path in found]


def _files(base: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(base):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            if not path.is_symlink():
                yield path


def _info(name: str, path: Path) -> FileInfo:
    facts = path.stat()
    return FileInfo(name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
