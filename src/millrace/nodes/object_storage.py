"""Files of the workspace's object store: create, delete, copy, move, list."""

import json
from typing import Literal

from millrace.sdk import (
    NodeContext,
    NodeFailure,
    NodeType,
    ObjectInfo,
    Outcome,
    Properties,
    choice,
    switch,
    text,
)

_OUTPUT_LIMIT = 1_000_000


class ObjectStorageProperties(Properties):
    """What to do with which path."""

    action: Literal["create", "delete", "copy", "move", "list"] = choice(
        "Action",
        "What to do.",
        default="create",
        labels={"create": "Create", "delete": "Delete", "copy": "Copy", "move": "Move", "list": "List"},
    )
    path: str = text(
        "Path",
        "Path of an object, such as raw/flights.csv; for all objects of a folder it ends with a slash: raw/.",
        min_length=1,
    )
    target: str = text(
        "Target",
        "Where to copy or move to. If the path is a folder, so is the target.",
        default="",
        show_when={"action": ["copy", "move"]},
    )
    content: str = text(
        "Content",
        "The text that the new object holds.",
        default="",
        multiline=True,
        show_when={"action": ["create"]},
    )
    missing_ok: bool = switch(
        "Nothing there is fine",
        "Succeed also if there is nothing to delete, copy or move.",
        default=False,
        show_when={"action": ["delete", "copy", "move"]},
    )


class ObjectStorage(NodeType):
    """Works on objects of the workspace's store."""

    name = "object_storage"
    group = "resource"
    label = "Object storage"
    icon = "object_storage"
    help = (
        "Creates, deletes, copies, moves or lists files in the workspace's storage. An existing target is "
        "replaced. Listing gives the output as rows of path, size in bytes and time of change (UTC)."
    )
    properties = ObjectStorageProperties
    aliases = ("OBSManager", "CreateOBS", "DeleteOBS")
    summary_fields = ("action", "path", "target")

    async def run(self, properties: ObjectStorageProperties, context: NodeContext) -> Outcome:
        """Do the action. Raises NodeFailure: target_missing, object_not_found, path_outside."""
        objects = context.objects
        if properties.action == "create":
            path = (
                properties.path.rstrip("/") + "/.keep" if properties.path.endswith("/") else properties.path
            )
            await objects.put(path, properties.content.encode())
            return Outcome(artifacts=(path,), running_data={"objects": 1})
        found = await _found(properties, context)
        if properties.action == "list":
            rows = [[info.path, str(info.size), info.modified.isoformat()] for info in found]
            return Outcome(output=_as_output(rows), running_data={"objects": len(found)})
        for info in found:
            await _apply(properties, info.path, context)
        context.log.info(f"{properties.action}: {len(found)} objects")
        return Outcome(running_data={"objects": len(found)})


async def _found(properties: ObjectStorageProperties, context: NodeContext) -> list[ObjectInfo]:
    """The object at the path, or all below it if it ends with a slash (listing: all that begin with it)."""
    if properties.action in {"copy", "move"} and not properties.target.strip():
        raise NodeFailure("target_missing", "Say where to copy or move to.")
    is_many = properties.path.endswith("/") or properties.action == "list"
    listed = await context.objects.list(properties.path)
    found = [info for info in listed if is_many or info.path == _plain(properties.path)]
    if not found and properties.action != "list" and not properties.missing_ok:
        raise NodeFailure("object_not_found", f"There is no object {properties.path!r}.")
    return found


def _plain(path: str) -> str:
    return "/".join(part for part in path.strip().split("/") if part not in {"", "."})


async def _apply(properties: ObjectStorageProperties, path: str, context: NodeContext) -> None:
    if properties.action == "delete":
        await context.objects.delete(path)
        return
    target = properties.target
    if properties.path.endswith("/"):
        target = target.rstrip("/") + "/" + path.removeprefix(_plain(properties.path)).lstrip("/")
    if properties.action == "copy":
        await context.objects.copy(path, target)
    else:
        await context.objects.move(path, target)


def _as_output(rows: list[list[str]]) -> str:
    """Whole rows, up to 1,000,000 characters (R150)."""
    pieces: list[str] = []
    length = 2
    for row in rows:
        piece = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        length += len(piece) + 1
        if length > _OUTPUT_LIMIT:
            break
        pieces.append(piece)
    return "[" + ",".join(pieces) + "]"
