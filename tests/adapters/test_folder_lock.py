"""One server per data folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from millrace.adapters import folder_lock
from millrace.domain.errors import DataFolderInUse


def test_a_second_owner_is_refused_and_told_who_owns_the_folder(tmp_path: Path) -> None:
    with folder_lock.hold(tmp_path), pytest.raises(DataFolderInUse) as refused:
        folder_lock.hold(tmp_path)
    assert refused.value.data == {"pid": str(os.getpid()), "folder": str(tmp_path)}


def test_a_released_folder_can_be_owned_again(tmp_path: Path) -> None:
    folder_lock.hold(tmp_path).release()
    with folder_lock.hold(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_releasing_twice_is_harmless(tmp_path: Path) -> None:
    lock = folder_lock.hold(tmp_path)
    lock.release()
    lock.release()


def test_the_folder_is_made(tmp_path: Path) -> None:
    with folder_lock.hold(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b" / "lock").exists()


def test_the_lock_of_a_killed_owner_is_free_though_its_forked_child_lives(tmp_path: Path) -> None:
    script = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from millrace.adapters import folder_lock\n"
        "lock = folder_lock.hold(Path(sys.argv[1]))\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    print('child', flush=True)\n"
        "    sys.stdin.read()\n"
        "    os._exit(0)\n"
        "time.sleep(60)\n"
    )
    source = str(Path(folder_lock.__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"child\n"
        with pytest.raises(DataFolderInUse):
            folder_lock.hold(tmp_path)
        owner.kill()
        owner.wait()
        with folder_lock.hold(tmp_path):
            pass
