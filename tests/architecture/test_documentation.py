"""What the code declares is documented: the generated pages are up to date."""

from pathlib import Path

import pytest
from scripts import reference, third_party

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["errors.md", "node-types.md", "states.md", "settings.md"])
def test_a_reference_page_says_what_the_code_says(name: str) -> None:
    made = reference.pages()[name]
    assert (ROOT / "docs/reference" / name).read_text() == made, (
        f"docs/reference/{name} is stale: run make docs"
    )


def test_the_description_of_the_api_is_the_one_that_the_studio_was_written_for() -> None:
    assert (ROOT / "web/openapi.json").read_text() == reference.openapi_text(), (
        "web/openapi.json is stale: run make docs, and npm run api in web/"
    )


def test_the_list_of_third_party_software_is_up_to_date_and_allowed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = third_party.main(["--check"])
    assert code == 0, capsys.readouterr().out


def test_a_licence_does_not_depend_on_what_is_installed() -> None:
    recorded = {("pytest", "0.0.1"): "ISC", ("not-installed", "1"): "MIT"}
    assert third_party.python_licence("pytest", "0.0.1", recorded) == "ISC"
    assert third_party.python_licence("not-installed", "1", recorded) == "MIT"
    assert third_party.python_licence("not-installed", "2", recorded) == "unknown"


def test_every_decision_record_is_listed() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text()
    records = sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert [name for name in records if name not in listed] == []
