"""The workspace's object store in a folder, on obstore's local store."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from obstore.exceptions import BaseError
from obstore.store import LocalStore

from millrace.ports.node_runtime import NodeFailure, ObjectInfo, Objects
from millrace.ports.workspace_paths import resolve_below

_LIST_LIMIT = 100_000


class FolderObjects:
    """Objects are files below one folder (Objects). A put is whole or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._store = LocalStore(self._folder, mkdir=True)

    def _key(self, path: str) -> str:
        """The path after links, relative to the folder: obstore itself would follow a link out of it."""
        real = resolve_below(self._folder, path)
        return real.relative_to(self._folder).as_posix()

    async def put(self, path: str, content: bytes) -> None:
        """Write an object; one of the same path is replaced at once."""
        try:
            await self._store.put_async(self._key(path), content)
        except (BaseError, OSError, ValueError) as error:
            raise _failure("write", path, error) from None

    async def get(self, path: str) -> bytes:
        """The whole content."""
        try:
            found = await self._store.get_async(self._key(path))
            return bytes(await found.bytes_async())
        except (BaseError, OSError, ValueError) as error:
            raise _failure("read", path, error) from None

    async def delete(self, path: str) -> None:
        """Remove an object. Raises NodeFailure (object_not_found)."""
        key = self._key(path)
        try:
            await self._store.head_async(key)
            await self._store.delete_async(key)
        except (BaseError, OSError, ValueError) as error:
            raise _failure("delete", path, error) from None

    async def copy(self, source: str, target: str) -> None:
        """Copy an object; an existing target is replaced."""
        source_key, target_key = self._key(source), self._key(target)
        if source_key == target_key:
            await self.get(source)
            return
        try:
            # the local store's own copy is a hard link: who writes to one of both would change the other
            found = await self._store.get_async(source_key)
            await self._store.put_async(target_key, found.stream())
        except (BaseError, OSError, ValueError) as error:
            raise _failure("copy", source, error) from None

    async def move(self, source: str, target: str) -> None:
        """Rename an object; an existing target is replaced."""
        source_key, target_key = self._key(source), self._key(target)
        if source_key == target_key:
            await self.get(source)
            return
        try:
            await self._store.rename_async(source_key, target_key)
        except (BaseError, OSError, ValueError) as error:
            raise _failure("move", source, error) from None

    async def list(self, prefix: str) -> Sequence[ObjectInfo]:
        """All objects below a folder (`raw/`) or that begin with `prefix`, by path; at most 100,000."""
        return await asyncio.to_thread(self._list, prefix)

    def _list(self, prefix: str) -> Sequence[ObjectInfo]:
        folder, _, start = prefix.strip().rpartition("/")
        if start:
            self._key(prefix)  # what is refused is refused under the name that was given
        base = self._key(folder or ".")
        base = "" if base == "." else base
        found: list[ObjectInfo] = []
        try:
            for batch in self._store.list(prefix=base or None):
                found += [
                    ObjectInfo(str(entry["path"]), int(entry["size"]), entry["last_modified"])
                    for entry in batch
                    if str(entry["path"]).startswith(f"{base}/{start}" if base else start)
                ]
                if len(found) > _LIST_LIMIT:
                    break
        except (BaseError, OSError, ValueError) as error:
            raise _failure("list", prefix, error) from None
        inside = [info for info in found if self._is_inside(info.path)]
        return sorted(inside, key=lambda info: info.path)[:_LIST_LIMIT]

    def _is_inside(self, path: str) -> bool:
        return (self._folder / path).resolve().is_relative_to(self._folder)


def _failure(action: str, path: str, error: Exception) -> NodeFailure:
    if isinstance(error, FileNotFoundError) or "NotFound" in type(error).__name__:
        return NodeFailure("object_not_found", f"There is no object {path!r}.", data={"path": path})
    return NodeFailure(
        "object_failed", f"Could not {action} {path!r}: {type(error).__name__}.", data={"path": path}
    )


def open_objects(workspace_folder: Path) -> Objects:
    """The object store of a workspace."""
    return FolderObjects(workspace_folder)
