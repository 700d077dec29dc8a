"""Whoever lets local code run needs `run_local_code`, whichever way it is started."""

from datetime import timedelta

import pytest

from millrace.domain.errors import Forbidden
from millrace.domain.ids import JobId
from millrace.domain.instance import InstanceStatus
from millrace.domain.permissions import Role
from millrace.services.commanding import InstanceCommand
from millrace.services.operating import Order
from millrace.services.patching import TaskVerb
from tests.builders import Server, a_node
from tests.fakes import START
from tests.services.scheduled import DAILY, a_job, an_instance, scheduled


def local(server: Server) -> JobId:
    nodes = [a_node("s", "shell", properties={"script": "x"})]
    return a_job(server, "local", DAILY, nodes=nodes, edges=[])


def test_a_schedule_with_local_code_is_not_resumed_by_others(server: Server) -> None:
    job_id = local(server)
    scheduled(server, job_id, state="paused")
    with pytest.raises(Forbidden):
        server.services.scheduling.resume(server.caller(Role.OPERATOR), job_id)
    assert server.services.scheduling.resume(server.caller(), job_id).verdict == "applied"


def test_an_instance_with_local_code_is_not_rerun_by_others(server: Server) -> None:
    made = an_instance(server, local(server), START, InstanceStatus.SUCCESS)
    plain = an_instance(server, a_job(server, "plain", DAILY), START, InstanceStatus.SUCCESS)
    rerun = Order(InstanceCommand.RERUN, args={"from": "start"})
    operating, operator = server.services.operating, server.caller(Role.OPERATOR)
    with pytest.raises(Forbidden):
        operating.give(operator, made, rerun)
    with pytest.raises(Forbidden):
        operating.give_all(operator, [plain, made], rerun)
    assert operating.give(operator, plain, rerun).verdict == "applied"
    assert operating.give_all(server.caller(), [plain, made], rerun).applied == [plain, made]


def test_a_version_submitted_since_counts_for_a_rerun(server: Server) -> None:
    job_id = local(server)
    made = an_instance(server, job_id, START + timedelta(days=1), InstanceStatus.FAILED, definition_hash="")
    with pytest.raises(Forbidden):
        server.services.operating.give(server.caller(Role.OPERATOR), made, Order(InstanceCommand.RERUN))


def test_a_task_with_local_code_is_not_retried_by_others(server: Server) -> None:
    local(server)
    ranges = [{"from": "2026-11-01T00:00", "to": "2026-11-03T23:59"}]
    raw = {"name": "november", "jobs": ["local"], "ranges": ranges}
    task = server.services.patching.create(server.caller(), raw)
    for verb in (TaskVerb.RETRY, TaskVerb.RESUME):
        with pytest.raises(Forbidden):
            server.services.patching.give(server.caller(Role.OPERATOR), task.id, verb)
    assert server.services.patching.give(server.caller(), task.id, TaskVerb.RETRY).verdict == "applied"
