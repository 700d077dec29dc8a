"""Loads the case tables: from tests/cases/data, or from the folder that MILLRACE_CASES names."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

Case = dict[str, Any]


def case_params(table: str) -> list[Any]:
    """The cases of a table as pytest parameters; the case id is the test id."""
    folder = Path(os.environ.get("MILLRACE_CASES") or Path(__file__).parent / "data")
    document = json.loads((folder / f"{table}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["id"]) for case in document["cases"]]
