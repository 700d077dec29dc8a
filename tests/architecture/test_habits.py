"""Small rules over all text files of the project."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from scripts.complete_npm_lock import missing_entries

ROOT = Path(__file__).resolve().parents[2]
LEFT_OPEN = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
CODE = {".py", ".ts", ".tsx", ".sh", ".toml", ".yaml", ".yml", ".css"}


def tracked_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listing.returncode != 0:
        pytest.skip("not a clone of the repository")
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_nothing_is_left_open_in_the_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked_files()
        if path.suffix in CODE
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if LEFT_OPEN.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_python_lock_file_names_no_registry(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text()


def test_the_lock_file_of_the_studio_names_no_registry() -> None:
    packages = json.loads((ROOT / "web/package-lock.json").read_text())["packages"]
    assert [path for path, package in packages.items() if "://" in package.get("resolved", "")] == []


def test_the_lock_file_of_the_studio_lists_the_packages_of_every_platform() -> None:
    packages = json.loads((ROOT / "web/package-lock.json").read_text())["packages"]
    assert missing_entries(packages) == {}, "run make lock"


def test_every_locked_python_package_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text() + (ROOT / "requirements-dev.lock").read_text()
    pins = re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==[^\\\n]*(\\?)$", text, re.MULTILINE)
    assert pins
    assert [name for name, goes_on in pins if not goes_on] == []
