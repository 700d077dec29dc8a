"""Every job document of the project is sound: the examples, the sample, and what the how-to shows."""

import asyncio
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from millrace.bootstrap.catalog import build_catalog
from millrace.domain.el import template
from millrace.domain.job_checks import check_definition
from millrace.sdk import Outcome
from millrace.services.document_mapping import read_document, write_document

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *sorted((ROOT / "examples").glob("*.yaml")),
    *sorted((ROOT / "src/millrace/_sample/jobs").rglob("*.yaml")),
]
HOW_TO = ROOT / "docs/how-to/write-a-node-type.md"
CATALOG = build_catalog()


def short(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_a_document_has_no_problems(path: Path) -> None:
    definition = read_document(path.read_text(), path.name).definition
    assert check_definition(definition, CATALOG.nodes.keys(), template.check) == []
    for node in definition.nodes:
        model = CATALOG.nodes[node.type].properties
        properties = model.model_validate(node.properties)
        assert not properties.model_extra, f"{node.name}: {node.type} has no such property"


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_a_document_survives_being_written_and_read(path: Path) -> None:
    first = read_document(path.read_text(), path.name)
    assert read_document(write_document(first), path.name) == first


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=short)
def test_the_list_of_examples_names_each(path: Path) -> None:
    assert f"({path.name})" in (ROOT / "examples/README.md").read_text()


def how_to_node_type() -> Any:
    """The class that the how-to shows, made from its text."""
    code = re.search(r"```python\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {}
    exec(compile(code[1], str(HOW_TO), "exec"), names)
    return names["WaitForFile"]


async def test_the_node_type_of_the_how_to_waits_for_its_file(tmp_path: Path) -> None:
    node_type = how_to_node_type()()
    told: list[str] = []
    context = SimpleNamespace(path=lambda name: tmp_path / name, log=SimpleNamespace(info=told.append))
    properties = node_type.properties(path="raw.csv", every_seconds=0.01)
    waiting = asyncio.create_task(node_type.run(properties, context))
    await asyncio.sleep(0.03)
    assert not waiting.done()
    (tmp_path / "raw.csv").touch()
    assert await waiting == Outcome(output="raw.csv")
    assert told == ["raw.csv is there."]
