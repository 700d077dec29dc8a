"""The size budget: a file that outgrows it usually holds two things."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 400
FUNCTION_LINES = 50
LARGER_FILES = {
    "src/millrace/adapters/sql_store/tables.py": 500,  # the schema, one table after the other
    "src/millrace/ports/store.py": 500,  # one protocol
}
"""Tables and parsers may have 500 lines, tests too."""

SOURCES = sorted(
    path
    for path in (ROOT / "src").rglob("*.py")
    if "migrations/versions" not in path.as_posix()  # a history that is never edited again
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_source_file_stays_small(path: Path) -> None:
    budget = LARGER_FILES.get(name(path), FILE_LINES)
    assert lines(path) <= budget, f"{name(path)} has {lines(path)} lines, {budget} are allowed: split it"


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_a_test_file_stays_small(path: Path) -> None:
    assert lines(path) <= 500, f"{name(path)} has {lines(path)} lines, 500 are allowed: split it"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_function_stays_small(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= FUNCTION_LINES, f"{name(path)}:{node.lineno} {node.name} has {length} lines"


def test_the_list_of_larger_files_names_only_files_that_need_it() -> None:
    for path in LARGER_FILES:
        assert not (ROOT / path).exists() or lines(ROOT / path) > 300, f"{path} no longer needs its exception"
