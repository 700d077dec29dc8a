"""An Idempotency-Key stands for one request: the same again answers as before, another is refused."""

import pytest

from millrace.domain.errors import IdempotencyKeyReused
from millrace.domain.instance import InstanceStatus
from millrace.services.commanding import InstanceCommand
from millrace.services.operating import Order
from tests.builders import Server
from tests.fakes import START
from tests.services.scheduled import DAILY, a_job, an_instance


def test_a_key_of_a_command_is_for_that_command(server: Server) -> None:
    job_id, other = a_job(server, "job", DAILY), a_job(server, "other", DAILY)
    made = an_instance(server, job_id, START, InstanceStatus.FAILED)
    caller, operating = server.caller(repeat_key="k"), server.services.operating
    rerun = Order(InstanceCommand.RERUN, args={"from": "start"})
    first = operating.give(caller, made, rerun)
    assert operating.give(caller, made, rerun).id == first.id
    for order in (Order(InstanceCommand.RERUN, args={"from": "failed"}), Order(InstanceCommand.STOP)):
        with pytest.raises(IdempotencyKeyReused):
            operating.give(caller, made, order)
    with pytest.raises(IdempotencyKeyReused):
        operating.give(caller, an_instance(server, other, START), rerun)
    with pytest.raises(IdempotencyKeyReused):
        server.services.scheduling.start(caller, job_id)


def test_a_key_of_many_commands_is_for_all_of_them(server: Server) -> None:
    job_id = a_job(server, "job", DAILY)
    one, two = an_instance(server, job_id, START), an_instance(server, a_job(server, "b", DAILY), START)
    caller, operating, stop = server.caller(repeat_key="k"), server.services.operating, InstanceCommand.STOP
    assert operating.give_all(caller, [one, two], Order(stop)).applied == [one, two]
    assert operating.give_all(caller, [one, two], Order(stop)).applied == [one, two]
    for ids in ([one], [two, one]):
        with pytest.raises(IdempotencyKeyReused):
            operating.give_all(caller, ids, Order(stop))


def test_a_key_of_a_task_is_for_that_task(server: Server) -> None:
    a_job(server, "job", DAILY)
    raw = {
        "name": "november",
        "jobs": ["job"],
        "ranges": [{"from": "2026-11-01T00:00", "to": "2026-11-03T23:59"}],
    }
    caller, patching = server.caller(repeat_key="k"), server.services.patching
    first = patching.create(caller, raw)
    assert patching.create(caller, raw).id == first.id
    with pytest.raises(IdempotencyKeyReused):
        patching.create(caller, {**raw, "name": "again"})
