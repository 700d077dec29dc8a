"""The Python node through an agent."""

import os
import sys
from collections.abc import AsyncIterator

import pytest

from millrace.nodes.python import Python
from tests.worker.house import House, open_house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_house() as opened:
        await opened.start_agent()
        yield opened


def test_every_field_has_a_label_and_a_help_text() -> None:
    for name, field in Python.properties.model_json_schema()["properties"].items():
        assert field["title"], name
        assert field["description"], name
        assert field["x-kind"], name


async def test_code_runs_as_main_with_arguments_and_parameters(house: House) -> None:
    code = "import os, sys\nprint(__name__, sys.argv[1:], os.environ['day'], sys.stdin.read() == '')"
    report = await house.run(1, "python", {"script": code, "arguments": ["a", "b"]}, params={"day": "monday"})
    assert report["output"]["text"] == "__main__ ['a', 'b'] monday True"


async def test_an_exception_shows_only_the_user_s_own_frames(house: House) -> None:
    code = "def inner():\n    return 1 / 0\n\ninner()\n"
    report = await house.run(1, "python", {"script": code})
    assert (report["result"], report["exit_code"]) == ("failure", 1)
    log = house.log(1)
    assert log.splitlines()[:2] == [
        "e Traceback (most recent call last):",
        'e   File "step one", line 4, in <module>',
    ]
    assert "    return 1 / 0" in log
    assert "ZeroDivisionError" in log
    assert "supervision" not in log


async def test_a_syntax_error_names_the_line(house: House) -> None:
    report = await house.run(1, "python", {"script": "x = 1\ndef f(:\n"})
    assert report["exit_code"] == 1
    assert 'File "step one", line 2' in house.log(1)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import sys; sys.exit()", 0),
        ("import sys; sys.exit(7)", 7),
        ("raise SystemExit('gone wrong')", 1),
        ("import os; os._exit(9)", 9),
        ("import atexit, sys; atexit.register(print, 'bye'); sys.exit(3)", 3),
    ],
)
async def test_exit_codes_are_those_of_a_script(house: House, code: str, expected: int) -> None:
    report = await house.run(1, "python", {"script": code})
    assert report["exit_code"] == expected
    if "atexit" in code:
        assert report["output"]["text"] == "bye"
    if "gone wrong" in code:
        assert "e gone wrong" in house.log(1)


async def test_what_is_written_to_an_open_file_is_kept(house: House) -> None:
    await house.run(1, "python", {"script": "file = open('kept.txt', 'w')\nfile.write('all of it')\n"})
    assert (house.folder(1) / "home" / "kept.txt").read_text() == "all of it"


async def test_threads_are_waited_for(house: House) -> None:
    code = "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start()"
    report = await house.run(1, "python", {"script": code})
    assert report["output"]["text"] == "late"


async def test_installed_packages_can_be_imported(house: House) -> None:
    report = await house.run(1, "python", {"script": "import pydantic\nprint(pydantic.__name__)"})
    assert report["output"]["text"] == "pydantic"


async def test_classes_can_be_pickled_and_processes_started(house: House) -> None:
    code = (
        "import multiprocessing, pickle\n"
        "class Thing: pass\n"
        "pickle.loads(pickle.dumps(Thing()))\n"
        "def double(x): return 2 * x\n"
        "with multiprocessing.get_context('fork').Pool(2) as pool: print(pool.map(double, [1, 2]))\n"
    )
    report = await house.run(1, "python", {"script": code})
    assert report["output"]["text"] == "[2, 4]"


async def test_code_cannot_read_the_agent_s_environment(house: House) -> None:
    os.environ["MILLRACE_TEST_LEAK"] = "leaked"
    house.kill_spawner()  # a new one is started while the variable is there
    try:
        report = await house.run(1, "python", {"script": "print(open('/proc/self/environ').read())"})
    finally:
        del os.environ["MILLRACE_TEST_LEAK"]
    assert "leaked" not in report["output"]["text"]


async def test_a_variable_without_a_proper_name_is_refused(house: House) -> None:
    report = await house.run(1, "python", {"script": "pass", "env": {"a=b": "c"}})
    assert report["error"]["code"] == "invalid_environment"


async def test_another_interpreter_can_be_named(house: House) -> None:
    report = await house.run(
        1,
        "python",
        {"script": "import sys; print(sys.argv[1:])", "interpreter": sys.executable, "arguments": ["x"]},
    )
    assert report["output"]["text"] == "['x']"


async def test_a_stored_script_is_run(house: House) -> None:
    report = await house.run(
        1, "python", {"script_name": "s"}, scripts={"s": "print('${who}')"}, params={"who": "Ada"}
    )
    assert report["output"]["text"] == "Ada"


_WRITES_A_PAGE = (
    "import os, pathlib; pathlib.Path(os.environ['MILLRACE_WORKSPACE'], 'page.html').write_text('<p>hi')"
)


async def test_a_report_that_the_code_writes_is_named(house: House) -> None:
    report = await house.run(1, "python", {"script": _WRITES_A_PAGE, "report": "page.html"})
    assert report["output"]["report"] == "page.html"


async def test_a_report_that_is_not_written_is_only_a_warning(house: House) -> None:
    report = await house.run(1, "python", {"script": "pass", "report": "none.html"})
    assert report["result"] == "success"
    assert report["output"].get("report") is None
