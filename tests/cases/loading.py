"""Loads the shared case tables; another set of the same formats is read from the folder MILLRACE_CASES."""

import json
import os
from pathlib import Path
from typing import Any

_OWN = Path(__file__).parent / "data"


def load_cases(table: str) -> list[dict[str, Any]]:
    """The cases of one table, as its file has them."""
    folder = Path(os.environ.get("MILLRACE_CASES") or _OWN)
    content = json.loads((folder / f"{table}.json").read_text(encoding="utf-8"))
    cases: list[dict[str, Any]] = content["cases"]
    return cases
