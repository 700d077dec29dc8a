"""The graph of dependencies, and the calendar of scheduled work."""

from datetime import date, timedelta

from millrace.domain.ids import JobId
from millrace.domain.instance import InstanceStatus
from millrace.services.graphing import Around
from tests.builders import Server
from tests.fakes import START
from tests.services.scheduled import DAILY, a_job, an_instance, hourly, names, scheduled


def a_chain(server: Server) -> list[int]:
    """a <- b <- c <- d, and one job apart."""
    made = []
    for name, before in (("a", None), ("b", "a"), ("c", "b"), ("d", "c")):
        more = {"depends_on": [{"job": before, "cycle": "previous", "n": 2}]} if before else {}
        made.append(int(a_job(server, name, hourly(**more))))
    a_job(server, "apart", None)
    return made


def test_the_whole_graph_has_all_jobs_with_a_schedule(server: Server) -> None:
    a, b, c, d = a_chain(server)
    graph = server.services.graphing.graph(server.caller(), None)
    assert names(graph.nodes) == ["a", "b", "c", "d"]
    assert [(edge.upstream, edge.downstream) for edge in graph.edges] == [(a, b), (b, c), (c, d)]
    assert (graph.edges[0].cycle, graph.edges[0].n, graph.edges[0].rule) == ("previous", 2, "default")
    assert graph.more == 0


def test_around_a_job_the_steps_up_and_down_are_counted(server: Server) -> None:
    _, b, *_ = a_chain(server)
    near = server.services.graphing.graph(server.caller(), Around(JobId(b), 0, 1))
    assert names(near.nodes) == ["b", "c"]
    wide = server.services.graphing.graph(server.caller(), Around(JobId(b), 3, 3))
    assert sorted(names(wide.nodes)) == ["a", "b", "c", "d"]
    assert wide.nodes[0].job_name == "b", "the nearest first"


def test_jobs_that_wait_for_each_other_are_drawn_once(server: Server) -> None:
    a = a_job(server, "a", hourly(depends_on=[{"job": "b"}]), submit=False)
    a_job(server, "b", hourly(depends_on=[{"job": "a"}]), submit=False)
    graph = server.services.graphing.graph(server.caller(), Around(a, 20, 20))
    assert (names(graph.nodes), len(graph.edges)) == (["a", "b"], 2)


def test_the_calendar_counts_what_was_and_what_comes(server: Server) -> None:
    hours, daily = a_job(server, "hours", hourly()), a_job(server, "daily", DAILY)
    for job_id in (hours, daily):
        scheduled(server, job_id, START - timedelta(days=1))
    an_instance(server, hours, START - timedelta(days=1), InstanceStatus.SUCCESS)
    an_instance(server, hours, START - timedelta(hours=1), InstanceStatus.FAILED)
    an_instance(server, hours, START, InstanceStatus.RUNNING)
    an_instance(server, daily, START, InstanceStatus.WAITING)
    calendar = server.services.graphing.calendar(server.caller(), date(2026, 11, 21), 3)
    before, today, tomorrow = calendar.days
    assert (before.good, before.planned, names(before.jobs)) == (1, 0, ["hours"])
    assert (today.bad, today.running, today.waiting) == (1, 1, 1)
    assert today.planned == 21 + 1, "after 02:00"
    assert (tomorrow.planned, tomorrow.more) == (24 + 1, 0)
    assert [(job.job_name, job.planned, job.bad, job.open) for job in today.jobs] == [
        ("hours", 21, 1, 1),
        ("daily", 1, 0, 1),
    ]
