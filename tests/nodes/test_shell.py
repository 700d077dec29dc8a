"""The Shell node through an agent."""

from collections.abc import AsyncIterator

import pytest

from millrace.nodes.shell import Shell
from tests.worker.house import House, open_house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_house() as opened:
        await opened.start_agent()
        yield opened


def test_every_field_has_a_label_and_a_help_text() -> None:
    for name, field in Shell.properties.model_json_schema()["properties"].items():
        assert field["title"], name
        assert field["description"], name
        assert field["x-kind"], name


def test_it_takes_a_heavy_place_and_runs_local_code() -> None:
    assert Shell.traits.heavy
    assert Shell.traits.runs_local_code
    assert not Shell.traits.safe_to_repeat


async def test_arguments_and_environment_reach_the_script(house: House) -> None:
    report = await house.run(
        1, "shell", {"script": 'echo "$1|$2|$KEY"', "arguments": ["a b", "${day}"], "env": {"KEY": "v"}},
        params={"day": "monday"},
    )  # fmt: skip
    assert report["output"]["text"] == "a b|monday|v"


async def test_a_stored_script_is_filled_and_run(house: House) -> None:
    report = await house.run(
        1,
        "shell",
        {"script_name": "hello"},
        scripts={"hello": "echo hello ${who} $HOME"},
        params={"who": "Ada"},
    )
    assert report["output"]["text"] == f"hello Ada {house.folder(1)}/home"


async def test_a_script_that_does_not_exist_is_named(house: House) -> None:
    report = await house.run(1, "shell", {"script_name": "nope"})
    assert report["error"]["code"] == "script_not_found"
    assert "nope" in report["error"]["message"]


async def test_an_empty_script_is_refused(house: House) -> None:
    assert (await house.run(1, "shell", {"script": "  "}))["error"]["code"] == "empty_script"


async def test_the_script_is_not_on_the_command_line(house: House) -> None:
    report = await house.run(1, "shell", {"script": "tr '\\0' ' ' < /proc/$$/cmdline; : secret-word"})
    assert "secret-word" not in report["output"]["text"]


async def test_bash_and_sh_can_be_chosen(house: House) -> None:
    script = 'echo "${BASH_VERSION:-none}"; tr "\\0" " " < /proc/$$/cmdline'
    bash = await house.run(1, "shell", {"script": script})
    sh = await house.run(2, "shell", {"script": script, "interpreter": "sh"})
    assert "bash" in bash["output"]["text"]
    assert sh["output"]["text"].splitlines()[1].startswith("sh ")


async def test_windows_line_ends_do_no_harm(house: House) -> None:
    report = await house.run(1, "shell", {"script": "echo one\r\necho two\r\n"})
    assert report["output"]["text"] == "one\ntwo"
