"""Process nodes: real processes under real supervisors."""

import asyncio
import os
import signal
import time
from pathlib import Path

from tests.worker.house import House


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def wait_for_file(path: Path) -> str:
    async with asyncio.timeout(10):
        while not path.exists() or not path.read_text().strip():
            await asyncio.sleep(0.02)
    return path.read_text()


async def test_a_script_that_ends_with_0_succeeds_and_its_last_output_is_reported(house: House) -> None:
    report = await house.run(1, "shell", {"script": "echo one\necho two; echo oops >&2"})
    assert report["result"] == "success"
    assert report["exit_code"] == 0
    assert report["output"]["text"] == "one\ntwo"
    assert sorted(house.log(1).splitlines()) == ["e oops", "o one", "o two"]


async def test_an_exit_code_is_a_failure_with_that_code_and_its_output(house: House) -> None:
    report = await house.run(1, "shell", {"script": "echo before; exit 3"})
    assert (report["result"], report["exit_code"]) == ("failure", 3)
    assert report["error"]["code"] == "exit_code"
    assert report["output"]["text"] == "before"


async def test_a_signal_is_named(house: House) -> None:
    report = await house.run(1, "shell", {"script": "kill -SEGV $$"})
    assert report["exit_code"] == -signal.SIGSEGV
    assert report["error"]["code"] == "killed_by_signal"
    assert "SIGSEGV" in report["error"]["message"]


async def test_a_command_that_is_missing_says_so_in_the_log(house: House) -> None:
    report = await house.run(1, "python", {"script": "pass", "interpreter": "/nowhere/python"})
    assert report["error"]["code"] == "start_failed"
    assert report["exit_code"] == 127
    assert "/nowhere/python" in house.log(1)


async def test_the_time_limit_ends_a_child_that_is_deaf_to_term(house: House) -> None:
    began = time.monotonic()
    script = "trap '' TERM; echo $$ > $HOME/pid; while true; do sleep 0.1; done"
    report = await house.run(1, "shell", {"script": script}, timeout_seconds=0.4)
    assert report["result"] == "timeout"
    assert report["error"]["code"] == "timeout"
    assert 0.6 < time.monotonic() - began < 5
    assert not is_running(int((house.folder(1) / "home" / "pid").read_text()))
    await house.server.gone(1)


async def test_a_stop_kills_a_child_that_forked_away_into_its_own_session(house: House) -> None:
    deaf = "trap '' TERM; echo $$ > $HOME/pid; while :; do sleep 0.1; done"
    script = f'(setsid sh -c "{deaf}" >/dev/null 2>&1 &); sleep 60'.replace("$$", "\\$\\$")
    house.server.give(house.work(1, "shell", {"script": script}))
    pid = int(await wait_for_file(house.folder(1) / "home" / "pid"))
    house.server.send("cancel", ids=[1])
    await house.server.gone(1)
    assert not is_running(pid)
    assert not any("reports" in message and message["reports"] for message in house.server.messages)
    assert house.server.free_places()[1] == 33


async def test_a_stop_that_comes_with_the_work_leaves_nothing_running(house: House) -> None:
    house.server.give(house.work(1, "shell", {"script": "echo $$ > $HOME/pid; sleep 60"}))
    house.server.send("cancel", ids=[1])
    await house.server.gone(1)
    pid_file = house.folder(1) / "home" / "pid"
    assert not pid_file.exists() or not is_running(int(pid_file.read_text() or 0))


async def test_what_a_process_leaves_running_is_ended_with_it(house: House) -> None:
    report = await house.run(1, "shell", {"script": "sleep 60 & echo $! > $HOME/pid; echo done"})
    assert report["result"] == "success"
    assert not is_running(int((house.folder(1) / "home" / "pid").read_text()))
    assert "left processes running" in house.log(1)


async def test_much_output_neither_blocks_the_child_nor_fills_the_disk(bare_house: House) -> None:
    await bare_house.start_agent(log_limit_bytes=200_000)
    script = "head -c 50000000 /dev/zero | tr '\\0' 'x' | fold -w 120; echo; echo the end"
    report = await bare_house.run(1, "shell", {"script": script})
    assert report["result"] == "success"
    assert report["output"]["text"].endswith("the end")
    assert len(report["output"]["text"]) == 4000
    assert (bare_house.folder(1) / "log").stat().st_size < 201_000
    assert bare_house.log(1).count("log limit reached, further output is dropped") == 1


async def test_binary_output_is_shown_as_replacement_characters(house: House) -> None:
    await house.run(1, "shell", {"script": r"printf 'a\377b\000c\n'; printf 'unfinished'"})
    assert house.log(1).split("\n") == ["o a\ufffdb\ufffdc", "o unfinished"]


async def test_a_long_line_is_split_but_no_character_is(house: House) -> None:
    await house.run(1, "shell", {"script": "for i in $(seq 6000); do printf 'xäö'; done; echo"})
    lines = [line.removeprefix("o ") for line in house.log(1).split("\n")]
    assert len(lines) == 2
    assert "".join(lines) == "xäö" * 6000


async def test_a_secret_split_over_two_writes_is_masked(house: House) -> None:
    script = "printf 'token=s3cr'; sleep 0.2; printf 'et-word!\\n'; echo $password"
    report = await house.run(
        1, "shell", {"script": script}, params={"password": "s3cret-word"}, masked=["password"]
    )
    assert house.log(1).split("\n") == ["o token=***!", "o ***"]
    assert report["output"]["text"] == "token=***!\n***"


async def test_a_secret_across_the_border_of_a_split_line_is_masked(house: House) -> None:
    script = (
        "head -c 16380 /dev/zero | tr '\\0' x; printf 's3cret-word'; head -c 40000 /dev/zero | tr '\\0' y"
    )
    await house.run(1, "shell", {"script": script}, params={"password": "s3cret-word"}, masked=["password"])
    log = "".join(line.removeprefix("o ") for line in house.log(1).split("\n"))
    assert log == "x" * 16380 + "***" + "y" * 40000


async def test_secrets_are_not_in_the_attempts_files_nor_in_the_report(house: House) -> None:
    report = await house.run(
        1, "shell", {"script": "true", "env": {"KEY": "${password}"}},
        params={"password": "s3cret-word"}, masked=["password"],
    )  # fmt: skip
    assert report["output"]["inputs"]["env"] == {"KEY": "***"}
    for path in house.folder(1).iterdir():
        assert path.is_dir() or b"s3cret-word" not in path.read_bytes(), path
        assert path.stat().st_mode & 0o077 == 0, path


async def test_the_memory_limit_ends_the_tree(house: House) -> None:
    code = "import time\nkeep = bytearray(200_000_000)\ntime.sleep(60)\n"
    report = await house.run(1, "python", {"script": code}, memory_limit_mb=100)
    assert (report["result"], report["error"]["code"]) == ("failure", "memory_limit")


async def test_the_environment_holds_the_parameters_and_nothing_of_the_agent(house: House) -> None:
    os.environ["MILLRACE_TEST_LEAK"] = "leaked"
    params = {
        "day": "2026-01-01",
        "a.b": "dotted",
        "PATH": "/evil",
        "LD_PRELOAD": "/evil.so",
        "long": "x" * 200_000,
    }
    try:
        report = await house.run(1, "shell", {"script": "env", "env": {"MORE": "yes"}}, params=params)
    finally:
        del os.environ["MILLRACE_TEST_LEAK"]
    found = dict(line.split("=", 1) for line in report["output"]["text"].splitlines() if "=" in line)
    assert found["day"] == found["MILLRACE_PARAM_day"] == "2026-01-01"
    assert found["MILLRACE_PARAM_a_b"] == "dotted"
    assert found["MILLRACE_PARAM_PATH"] == "/evil" != found["PATH"]
    assert found["MORE"] == "yes"
    assert found["MILLRACE_JOB"] == "daily"
    assert found["MILLRACE_NODE"] == "step one"
    assert found["HOME"] == str(house.folder(1) / "home")
    assert not {"LD_PRELOAD", "MILLRACE_TEST_LEAK", "long"} & found.keys()
    assert "Parameter long is too large" in house.log(1)


async def test_the_nice_value_and_an_empty_standard_input(house: House) -> None:
    report = await house.run(1, "shell", {"script": "nice; cat; pwd"}, nice=5)
    assert report["output"]["text"] == f"5\n{house.folder(1)}/home"


async def test_many_processes_at_once_all_end(house: House) -> None:
    house.server.give(*(house.work(i, "shell", {"script": f"exit {i % 2}"}) for i in range(1, 61)))
    for attempt_id in range(1, 61):
        report = await house.server.report(attempt_id)
        assert report["exit_code"] == attempt_id % 2


async def test_an_order_that_the_dying_spawner_had_is_carried_out_by_the_next(house: House) -> None:
    house.server.give(
        house.work(1, "shell", {"script": "echo once >> $HOME/count; sleep 0.3; cat $HOME/count"})
    )
    await wait_for_file(house.folder(1) / "home" / "count")
    house.kill_spawner()
    house.server.give(house.work(2, "shell", {"script": "echo two"}))
    assert (await house.server.report(2))["output"]["text"] == "two"
    assert (await house.server.report(1))["output"]["text"] == "once"


async def test_a_process_that_removes_its_own_folder_still_has_an_end(house: House) -> None:
    script = 'rm -rf "$MILLRACE_ATTEMPT_FOLDER" "$HOME"; exit 3'
    report = await house.run(1, "shell", {"script": script})
    assert report["result"] == "failure"
    assert report["exit_code"] == 3
