import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.requests import Request

from millrace.api.live import QUEUE_LENGTH, Mailbox, News, Watch, event_stream
from millrace.domain.errors import InvalidInput
from millrace.domain.ids import AttemptId, InstanceId, JobId
from millrace.ports.files import LogChunk
from millrace.services.organizing import NewJob
from millrace.services.running import Start
from tests.api.test_instances import a_finished_attempt
from tests.builders import Server, a_definition


def an_instance(server: Server, *nodes: str) -> InstanceId:
    caller = server.caller()
    job = server.services.organizing.create_job(
        caller, NewJob("j", None, "pipeline", a_definition(*(nodes or ("a", "b"))))
    )
    return server.services.running.test_run(caller, JobId(job), Start()).instance.id


async def first(stream: AsyncIterator[Any], count: int) -> list[Any]:
    found = []
    async for event in stream:
        found.append(event)
        if len(found) == count:
            break
    return found


async def published(server: Server, topics: list[str], *events: tuple[str, str, dict[str, Any]]) -> list[Any]:
    stream = Watch(server.services, server.caller(), topics).stream(reload_first=False)
    task = asyncio.create_task(first(stream, 1))
    await asyncio.sleep(0.05)
    for topic, event, data in events:
        server.bus.publish(topic, event, data)
    return await asyncio.wait_for(task, 5)


async def test_a_node_run_comes_with_its_name(server: Server) -> None:
    instance = an_instance(server)
    data = {"instance_id": instance, "node_run": {"node_id": "b"}}
    (event,) = await published(
        server, [f"instance:{instance}"], (f"ws:1:instance:{instance}", "node_run", data)
    )
    assert event.event == "node_run"
    assert '"name":"b"' in event.data
    assert '"attempt_list":[]' in event.data


async def test_many_states_of_one_instance_become_the_last(server: Server) -> None:
    events = [("ws:1:instances", "instance", {"id": 1, "status": str(number)}) for number in range(50)]
    (event,) = await published(server, ["instances"], *events)
    assert '"status":"49"' in event.data


async def test_other_topics_and_workspaces_are_not_heard(server: Server) -> None:
    found = await published(
        server,
        ["tree"],
        ("ws:2:tree", "tree", {"of": 2}),
        ("ws:1:instances", "instance", {"id": 1}),
        ("ws:1:tree", "tree", {"of": 1}),
    )
    assert '"of":1' in found[0].data


async def test_who_reads_too_slowly_is_told_to_reload() -> None:
    mailbox = Mailbox(asyncio.get_running_loop())
    for number in range(QUEUE_LENGTH + 1):
        mailbox.put(News("instance", {"id": number}))
    assert [news.event for news in await mailbox.next_batch()] == ["reload"]


async def test_a_client_that_comes_back_reloads_first(server: Server) -> None:
    stream = Watch(server.services, server.caller(), ["tree"]).stream(reload_first=True)
    (event,) = await asyncio.wait_for(first(stream, 1), 5)
    assert event.event == "reload"


async def test_listeners_are_gone_with_their_client(server: Server) -> None:
    stream = Watch(server.services, server.caller(), ["tree"]).stream(reload_first=True)
    await first(stream, 1)
    assert server.bus.wanted("ws:1:tree")
    await stream.aclose()
    assert not server.bus.wanted("ws:1:tree")


class BrokenLogs:
    """A disk that cannot be read."""

    def read(self, attempt_id: AttemptId, offset: int, limit: int) -> LogChunk:
        raise OSError("input/output error")

    def text(self, attempt_id: AttemptId) -> str:
        raise OSError("input/output error")


async def test_a_log_that_cannot_be_read_tells_the_client_to_reload(server: Server) -> None:
    attempt = a_finished_attempt(server, an_instance(server, "extract"))
    object.__setattr__(server.services.tools, "logs", BrokenLogs())
    stream = Watch(server.services, server.caller(), [f"log:{attempt}"]).stream(reload_first=False)
    (event,) = await asyncio.wait_for(first(stream, 1), 5)
    assert event.event == "reload"


NUMBERS = ["log:" + "9" * 20, "instance:" + "9" * 5000]


@pytest.mark.parametrize(
    "topics", ["", "everything", "instance:x", "log:1;2", ",".join(["tree"] * 21), *NUMBERS]
)
def test_unknown_topics_are_refused(server: Server, topics: str) -> None:
    request = Request({"type": "http", "headers": []})
    with pytest.raises(InvalidInput):
        event_stream(request, server.caller(), server.services, topics)
