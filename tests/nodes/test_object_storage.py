import json
import os

import pytest

from millrace.nodes.object_storage import ObjectStorage, ObjectStorageProperties
from millrace.ports.node_runtime import NodeFailure, Outcome
from tests.nodes.fake_context import FakeContext


async def act(context: FakeContext, action: str, path: str, **more: object) -> Outcome:
    properties = ObjectStorageProperties.model_validate({"action": action, "path": path, **more})
    return await ObjectStorage().run(properties, context)


async def test_an_object_is_made_copied_moved_listed_and_deleted(context: FakeContext) -> None:
    await act(context, "create", "raw/ä b.txt", content="text ü")
    await act(context, "copy", "raw/ä b.txt", target="copy/b.txt")
    await act(context, "move", "copy/", target="moved")
    listed = await act(context, "list", "moved/")
    rows = json.loads(listed.output or "")
    assert [row[:2] for row in rows] == [["moved/b.txt", "7"]]
    assert (context.workspace_folder / "raw" / "ä b.txt").read_text() == "text ü"
    await act(context, "delete", "raw/")
    assert not list((context.workspace_folder / "raw").iterdir())


async def test_copying_something_on_itself_keeps_it(context: FakeContext) -> None:
    await act(context, "create", "a.txt", content="x")
    await act(context, "copy", "a.txt", target="./a.txt")
    await act(context, "move", "a.txt", target="a.txt")
    assert (context.workspace_folder / "a.txt").read_text() == "x"


async def test_what_is_missing_fails_unless_it_may_be(context: FakeContext) -> None:
    with pytest.raises(NodeFailure) as caught:
        await act(context, "delete", "nothing.txt")
    assert caught.value.code == "object_not_found"
    assert (await act(context, "delete", "nothing.txt", missing_ok=True)).running_data == {"objects": 0}


@pytest.mark.parametrize("away", ["../x", "/etc/x", "a/../../x", "out/x", "link"])
async def test_no_path_leads_out_of_the_workspace(context: FakeContext, away: str) -> None:
    outside = context.workspace_folder.parent / "outside"
    outside.mkdir()
    (outside / "secret").write_text("s")
    os.symlink(outside, context.workspace_folder / "out")
    os.symlink(outside / "secret", context.workspace_folder / "link")
    with pytest.raises(NodeFailure) as caught:
        await act(context, "create", away, content="x")
    assert caught.value.code == "path_outside"
    (context.workspace_folder / "a.txt").write_text("a")
    with pytest.raises(NodeFailure) as caught:
        await act(context, "copy", "a.txt", target=away)
    assert caught.value.code == "path_outside"
    listed = await act(context, "list", "./")
    assert "secret" not in (listed.output or "")
