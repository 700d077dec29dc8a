"""Name in web/package-lock.json the optional binaries of other platforms that a registry mirror did not offer.

`npm install` leaves out what it cannot look up, and `npm ci` then refuses the lock. Each missing package gets an
entry with its version and platform, so that `npm ci` passes over it here and fetches it on a machine that is of
that platform. Run it after every change of the lock (`make lock`).
"""

import json
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "web" / "package-lock.json"
_SYSTEMS = ("aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32")
_PROCESSORS = ("arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64", "wasm32")


def missing(lock: dict[str, Any]) -> dict[str, str]:
    """Name -> version of optional dependencies that have no entry."""
    packages: dict[str, dict[str, Any]] = lock["packages"]
    wanted: dict[str, str] = {}
    for entry in packages.values():
        wanted.update(entry.get("optionalDependencies", {}))
    return {name: version for name, version in wanted.items() if f"node_modules/{name}" not in packages}


def entry_for(name: str, version: str) -> dict[str, Any]:
    """The entry of a package that is for one platform, read from its name."""
    words = name.rsplit("/", 1)[-1].replace("_", "-").split("-")
    entry: dict[str, Any] = {"version": version.lstrip("^~"), "optional": True}
    systems = [system for system in _SYSTEMS if system in words]
    processors = [processor for processor in _PROCESSORS if processor in words]
    if "wasm32" in words and not systems:
        systems = ["wasi"]
    if systems:
        entry["os"] = systems[:1]
    if processors:
        entry["cpu"] = processors[:1]
    return entry


def main() -> None:
    """Complete the lock in place."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    added = {f"node_modules/{name}": entry_for(name, version) for name, version in missing(lock).items()}
    packages = {**lock["packages"], **added}
    lock["packages"] = {name: packages[name] for name in sorted(packages)}
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(added)} packages of other platforms were named")


if __name__ == "__main__":
    main()
