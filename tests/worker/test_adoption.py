"""The agent dies, what it supervised lives on and is taken over."""

import asyncio
import os
import signal
from pathlib import Path

from tests.worker.house import House
from tests.worker.test_processes import is_running, wait_for_file


async def kill(process: asyncio.subprocess.Process) -> None:
    process.kill()
    await process.wait()


async def test_a_process_that_still_runs_is_adopted_and_reported_when_it_ends(bare_house: House) -> None:
    first = await bare_house.start_agent_process()
    script = "echo begun > $HOME/begun; while [ ! -e $HOME/go ]; do sleep 0.05; done; echo finished"
    bare_house.server.give(bare_house.work(1, "shell", {"script": script}))
    await wait_for_file(bare_house.folder(1) / "home" / "begun")
    await kill(first)
    await bare_house.start_agent_process()
    hello = await bare_house.server.hello()
    assert hello["running"] == [1]
    assert hello["heavy"] == 31
    (bare_house.folder(1) / "home" / "go").touch()
    report = await bare_house.server.report(1)
    assert report["result"] == "success"
    assert report["output"]["text"] == "finished"
    assert report["output"]["inputs"]["script"] == script
    await asyncio.sleep(0.1)
    assert bare_house.server.free_places()[1] == 32


async def test_a_process_that_ended_meanwhile_is_reported_in_the_hello(bare_house: House) -> None:
    first = await bare_house.start_agent_process()
    bare_house.server.give(
        bare_house.work(1, "shell", {"script": "echo $$ > $HOME/pid; sleep 0.5; echo gone on; exit 4"})
    )
    pid = int(await wait_for_file(bare_house.folder(1) / "home" / "pid"))
    await kill(first)
    assert is_running(pid)
    await wait_for_file(bare_house.folder(1) / "exit.json")
    await bare_house.start_agent_process()
    hello = await bare_house.server.hello()
    assert hello["running"] == []
    assert [(r["attempt_id"], r["result"], r["exit_code"]) for r in hello["reports"]] == [(1, "failure", 4)]
    assert hello["reports"][0]["output"]["text"] == "gone on"


async def test_an_adopted_process_can_be_stopped(bare_house: House) -> None:
    first = await bare_house.start_agent_process()
    bare_house.server.give(bare_house.work(1, "shell", {"script": "echo $$ > $HOME/pid; sleep 60"}))
    pid = int(await wait_for_file(bare_house.folder(1) / "home" / "pid"))
    await kill(first)
    await bare_house.start_agent_process()
    bare_house.server.send("cancel", ids=[1])
    await bare_house.server.gone(1)
    assert not is_running(pid)


async def test_an_attempt_whose_supervisor_was_killed_is_not_mentioned_and_its_processes_end(
    bare_house: House,
) -> None:
    first = await bare_house.start_agent_process()
    script = "setsid sh -c 'echo $$ > $HOME/pid; sleep 60'"
    bare_house.server.give(bare_house.work(1, "shell", {"script": script}))
    pid = int(await wait_for_file(bare_house.folder(1) / "home" / "pid"))
    await kill(first)
    os.kill(supervisor_of(bare_house.folder(1)), signal.SIGKILL)
    await asyncio.sleep(0.1)
    await bare_house.start_agent_process()
    hello = await bare_house.server.hello()
    assert hello["running"] == hello["reports"] == []
    async with asyncio.timeout(5):
        while is_running(pid):
            await asyncio.sleep(0.02)
    assert not list((bare_house.data / "run" / "supervised" / "local-1").iterdir())


async def test_a_supervisor_killed_under_a_living_agent_is_a_failure(house: House) -> None:
    house.server.give(house.work(1, "shell", {"script": "echo $$ > $HOME/pid; sleep 60"}))
    pid = int(await wait_for_file(house.folder(1) / "home" / "pid"))
    os.kill(supervisor_of(house.folder(1)), signal.SIGKILL)
    report = await house.server.report(1)
    assert (report["result"], report["error"]["code"]) == ("failure", "supervisor_lost")
    assert not is_running(pid)


async def test_processes_survive_a_broken_link_and_the_agent_leaves(bare_house: House) -> None:
    process = await bare_house.start_agent_process()
    bare_house.server.give(bare_house.work(1, "shell", {"script": "echo $$ > $HOME/pid; sleep 60"}))
    pid = int(await wait_for_file(bare_house.folder(1) / "home" / "pid"))
    bare_house.server.hang_up()
    async with asyncio.timeout(2):
        assert await process.wait() == 0
    assert is_running(pid)
    await bare_house.start_agent_process()
    assert (await bare_house.server.hello())["running"] == [1]
    bare_house.server.send("cancel", ids=[1])
    await bare_house.server.gone(1)


async def test_a_full_disk_cuts_the_log_but_not_the_result(bare_house: House) -> None:
    await bare_house.start_agent_process(limit_file_bytes=8192)
    script = "for i in $(seq 2000); do echo a line of the output; done; exit 5"
    report = await bare_house.run(1, "shell", {"script": script})
    assert (report["result"], report["exit_code"]) == ("failure", 5)
    assert (bare_house.folder(1) / "log").stat().st_size <= 8192


def supervisor_of(folder: Path) -> int:
    return int((folder / "lock").read_text().split()[0])


async def test_a_stop_with_kill_ends_processes_too(bare_house: House) -> None:
    process = await bare_house.start_agent_process()
    bare_house.server.give(bare_house.work(1, "shell", {"script": "echo $$ > $HOME/pid; sleep 60"}))
    pid = int(await wait_for_file(bare_house.folder(1) / "home" / "pid"))
    bare_house.server.send("stop", kill=True)
    async with asyncio.timeout(5):
        await process.wait()
    assert not is_running(pid)
