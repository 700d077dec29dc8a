"""The agent looks for new files of a workspace when the engine asks (R108)."""

import os
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pytest

from tests.worker.house import PLAN_TIME, House

LATER = "2026-01-02T03:04:06+00:00"


async def _answer(house: House, path: str, after: str | None, **params: str) -> Mapping[str, Any]:
    work = house.work(0, "dummy", {}, listening={"path": path, "after": after, "last": True}, params=params)
    house.server.send("resolve", work=asdict(work))

    def resolved(messages: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        return next((each for each in messages if each["t"] == "resolved"), None)

    answer: Mapping[str, Any] = await house.server.wait_for(resolved)
    return {key: value for key, value in answer.items() if key not in ("t", "node_run_id")}


@pytest.mark.parametrize(
    ("path", "after", "heard"),
    [
        ("in", None, True),
        ("in/${part}.csv", None, True),
        ("in", PLAN_TIME, True),
        ("in", LATER, False),
        ("in/nothing", None, False),
        ("empty", None, False),
    ],
)
async def test_it_says_whether_there_is_a_new_file(
    house: House, path: str, after: str | None, heard: bool
) -> None:
    folder = house.data / "ws" / "in" / "deep"
    folder.mkdir(parents=True)
    (house.data / "ws" / "empty").mkdir()
    for name in (folder.parent / "one.csv", folder / "two.csv"):
        name.write_text("x")
        os.utime(name, (1767323045.5, 1767323045.5))  # half a second after PLAN_TIME
    assert await _answer(house, path, after, part="one") == {"heard": heard, "last": True}


async def test_what_lies_outside_is_not_looked_at(house: House) -> None:
    (house.data / "secret").write_text("x")
    answer = await _answer(house, "${there}/secret", None, there="..")
    assert (answer["heard"], answer["error"]["code"]) == (False, "listening_failed")
