"""Adds to web/package-lock.json the builds for other platforms that a registry did not offer.

A registry mirror may hold an optional package for some platforms only. npm then leaves the others out of
the lock file, and `npm ci` refuses it everywhere. The entries added here have the pinned version and the
platform, but no integrity, which only a registry that has the package could tell.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "web/package-lock.json"
PLATFORM = re.compile(r"-(android|darwin|linux|win32|freebsd)-(arm64|x64|arm|ia32|ppc64|s390x)(-musl|-gnu)?$")


def missing_entries(packages: dict[str, Any]) -> dict[str, Any]:
    """Entries for optional packages that are named but not listed."""
    added: dict[str, Any] = {}
    for owner in list(packages.values()):
        for name, version in owner.get("optionalDependencies", {}).items():
            platform = PLATFORM.search(name)
            path = f"node_modules/{name}"
            if path in packages or platform is None:
                continue
            entry: dict[str, Any] = {"version": version, "cpu": [platform[2]]}
            if owner.get("dev"):
                entry["dev"] = True
            if platform[1] == "linux":
                entry["libc"] = ["musl" if platform[3] == "-musl" else "glibc"]
            entry |= {"license": owner["license"], "optional": True, "os": [platform[1]]}
            added[path] = entry
    return added


def main() -> int:
    """Complete the lock file in place."""
    if not LOCK.is_file():
        return 0
    lock = json.loads(LOCK.read_text())
    added = missing_entries(lock["packages"])
    if added:
        lock["packages"] = dict(sorted((lock["packages"] | added).items()))
        LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
        print(f"added {len(added)} optional packages to {LOCK.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
