"""Hard links: a file with another name outside is treated as outside (whoever may run Shell can make one)."""

import os
from pathlib import Path

import pytest

from millrace.adapters.workspace_folders import WorkspaceFolders
from millrace.domain.errors import PathOutside
from millrace.domain.ids import WorkspaceId
from millrace.ports.node_runtime import NodeFailure
from millrace.ports.workspace_paths import resolve_below


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "1"
    folder.mkdir()
    (tmp_path / "own.db").write_text("ours")
    os.link(tmp_path / "own.db", folder / "hard.db")
    (folder / "plain.db").write_text("theirs")
    return folder


def test_a_node_cannot_name_a_file_that_has_another_name(workspace: Path) -> None:
    assert resolve_below(workspace, "plain.db") == workspace / "plain.db"
    with pytest.raises(NodeFailure) as refused:
        resolve_below(workspace, "hard.db")
    assert refused.value.code == "path_outside"


def test_a_request_cannot_fetch_a_file_that_has_another_name(workspace: Path) -> None:
    folders = WorkspaceFolders(workspace.parent)
    assert folders.find(WorkspaceId(1), "plain.db") is not None
    with pytest.raises(PathOutside):
        folders.find(WorkspaceId(1), "hard.db")
