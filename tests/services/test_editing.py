import pytest

from millrace.domain.errors import Forbidden, JobRunning, NotSubmitted, RevisionConflict, ScriptNotSubmitted
from millrace.domain.ids import JobId
from millrace.domain.permissions import Role
from millrace.services.connecting import ConnectionInput
from millrace.services.organizing import NewJob
from millrace.services.running import Start
from millrace.services.scripting import NewScript
from tests.builders import WS, Server, a_definition, a_node


def a_job(server: Server, **definition: object) -> JobId:
    new = NewJob("j", None, "pipeline", definition or a_definition("a"))
    return server.services.organizing.create_job(server.caller(), new)


def saved_records(server: Server, job: JobId) -> list[tuple[int, str]]:
    with server.store.read() as session:
        return [(item.number, item.made.by) for item in session.jobs.versions(WS, job, "saved")]


def save(server: Server, job: JobId, *names: str, by: str = "ada") -> None:
    caller = server.caller(name=by)
    revision = server.services.editing.job(caller, job).job.revision
    server.services.editing.save(caller, job, revision, a_definition(*names))


def test_saves_within_a_minute_of_the_record_leave_one_record(server: Server) -> None:
    job = a_job(server)
    save(server, job, "a")
    server.clock.advance(seconds=40)
    save(server, job, "a", "b")
    assert saved_records(server, job) == [(1, "ada")]
    server.clock.advance(seconds=20)  # a minute after the record was made, not after its last replacement
    save(server, job, "a", "b", "c")
    assert saved_records(server, job) == [(2, "ada"), (1, "ada")]


def test_the_record_of_another_person_is_never_replaced(server: Server) -> None:
    job = a_job(server)
    save(server, job, "a")
    save(server, job, "b", by="bob")
    assert saved_records(server, job) == [(2, "bob"), (1, "ada")]


def test_a_hundred_records_are_kept_and_the_version_in_use_besides(server: Server) -> None:
    job = a_job(server)
    server.services.submitting.submit(server.caller(), job, "in use")
    for number in range(105):
        server.clock.advance(minutes=2)
        save(server, job, f"n{number}")
    assert len(saved_records(server, job)) == 100
    assert len(server.services.submitting.versions(server.caller(), job)) == 1


def test_two_people_cannot_save_over_one_another(server: Server) -> None:
    job = a_job(server)
    revision = server.services.editing.job(server.caller(), job).job.revision
    server.services.editing.save(server.caller(), job, revision, a_definition("a", "b"))
    with pytest.raises(RevisionConflict) as caught:
        server.services.editing.save(server.caller(name="bob"), job, revision, a_definition("c"))
    assert caught.value.data["current"] == revision + 1


def test_local_code_needs_its_permission_also_in_a_child_job(server: Server) -> None:
    shell = a_node("s", "shell", properties={"script": "id"})
    server.services.organizing.create_job(
        server.caller(), NewJob("child", None, "pipeline", {"nodes": [shell]})
    )
    parent = a_job(server, nodes=[a_node("p", "subjob", properties={"job": "child"})])
    with pytest.raises(Forbidden):
        server.services.running.test_run(server.caller(Role.DEVELOPER), parent, Start())
    assert server.services.running.test_run(server.caller(), parent, Start()).instance.version_no == 0


def test_a_child_job_named_by_an_expression_needs_the_permission(server: Server) -> None:
    parent = a_job(server, nodes=[a_node("p", "subjob", properties={"job": "#{Job.getParam('x')}"})])
    with pytest.raises(Forbidden):
        server.services.running.test_run(server.caller(Role.DEVELOPER), parent, Start())


def test_run_now_needs_submitted_versions_of_job_and_scripts(server: Server) -> None:
    caller = server.caller()
    script = server.services.scripting.create(caller, NewScript("clean", "sql", None, "select 1"))
    server.services.connecting.create(
        caller, ConnectionInput("pg", "postgres", {"host": "h"}, {"password": "p"})
    )
    node = a_node("q", "sql", properties={"connection": "pg", "script": "clean"})
    job = a_job(server, nodes=[node])
    with pytest.raises(NotSubmitted):
        server.services.running.run_now(caller, job, Start())
    server.services.submitting.submit(caller, job, "")
    with pytest.raises(ScriptNotSubmitted):
        server.services.running.run_now(caller, job, Start())
    server.services.scripting.submit(caller, script.script.id, "")
    assert server.services.running.run_now(caller, job, Start()).instance.version_no == 1


def test_a_job_with_open_instances_stays(server: Server) -> None:
    job = a_job(server)
    server.services.running.test_run(server.caller(), job, Start())
    with pytest.raises(JobRunning):
        server.services.organizing.delete_job(server.caller(), job)


def test_saving_every_few_seconds_leaves_one_audit_row_in_ten_minutes(server: Server) -> None:
    job = a_job(server)
    for number in range(30):
        save(server, job, f"n{number}")
        server.clock.advance(seconds=2)
    save(server, job, "other", by="bob")
    server.clock.advance(minutes=10)
    save(server, job, "later")
    rows = server.services.auditing.rows(server.caller(), None, 100).items
    assert [row.who for row in rows if row.action == "job.save"] == ["ada", "bob", "ada"]


def test_drafts_nobody_names_are_dropped_after_a_minute(server: Server) -> None:
    job = a_job(server)
    hashes = []
    for number in range(40):
        save(server, job, f"n{number}")
        hashes.append(server.services.editing.job(server.caller(), job).job.draft_hash)
        if number == 5:
            server.services.running.test_run(server.caller(), job, Start())
        server.clock.advance(seconds=2)
    with server.store.read() as session:
        named = {item.content_hash for item in session.jobs.versions(WS, job)}
        assert all(session.jobs.content(WS, each) for each in named)
        kept = [each for each in hashes if session.jobs.content(WS, each)]
    assert hashes[5] in kept, "a test run names it"
    assert set(hashes[:5]) & set(kept) <= named
    assert set(hashes[10:]) <= set(kept) | named


def test_a_content_that_was_there_before_is_never_dropped(server: Server) -> None:
    job = a_job(server)
    save(server, job, "a")
    server.services.submitting.submit(server.caller(), job, "")
    for number in range(40):
        save(server, job, f"n{number}" if number % 2 else "a")
        server.clock.advance(seconds=5)
    submitted = server.services.editing.job(server.caller(), job).job.submitted_hash
    with server.store.read() as session:
        assert submitted is not None
        assert session.jobs.content(WS, submitted)


def test_others_hear_of_a_newer_draft(server: Server) -> None:
    job = a_job(server)
    heard: list[tuple[str, object]] = []
    server.bus.subscribe(f"ws:{WS}:tree", lambda topic, event, data: heard.append((event, dict(data))))
    save(server, job, "a", by="bob")
    assert ("draft", {"id": job, "revision": 2, "by": "bob"}) in heard
