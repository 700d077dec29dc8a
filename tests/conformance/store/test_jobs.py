"""Directories, jobs, versions, definitions, scripts and connections."""

from dataclasses import replace

import pytest

from millrace.domain.errors import NameTaken
from millrace.domain.ids import ConnectionId, JobId, ScriptId, VersionNo
from millrace.ports.records import ConnectionRecord, InstanceSelection, ScriptRecord, Stamp, VersionRecord
from millrace.ports.store import Session
from tests.conformance.store.scene import STAMP, Scene, job_record, minutes


def _script(scene: Scene, name: str = "clean") -> ScriptRecord:
    return ScriptRecord(ScriptId(0), scene.ws, None, name, "sql", 0, "h1", None, None, STAMP, STAMP)


def _connection(scene: Scene, name: str = "warehouse") -> ConnectionRecord:
    return ConnectionRecord(
        id=ConnectionId(0),
        workspace_id=scene.ws,
        name=name,
        type="postgresql",
        properties={"host": "db", "port": 5432, "tls": None},
        secrets={"password": "cipher"},
        secrets_set={"password": minutes(1)},
        revision=0,
        created=STAMP,
        updated=STAMP,
    )


def test_a_job_comes_back_as_it_was_stored(scene: Scene) -> None:
    new = replace(
        job_record(scene.ws, "weekly"),
        submitted_version=VersionNo(3),
        submitted_hash="h3",
        updated=Stamp("bob", minutes(2)),
    )
    stored = scene.store.write(lambda s: s.jobs.add(new))
    assert stored == replace(new, id=stored.id, revision=1)
    assert scene.read(lambda s: s.jobs.get(scene.ws, stored.id)) == stored
    assert scene.read(lambda s: s.jobs.by_name(scene.ws, "weekly")) == stored


def test_a_job_is_updated_by_those_who_know_its_revision(scene: Scene) -> None:
    changed = replace(scene.job, name="nightly", schedule_state="running")
    assert scene.store.write(lambda s: s.jobs.update(changed, 1))
    assert not scene.store.write(lambda s: s.jobs.update(replace(changed, name="lost"), 1))
    found = scene.read(lambda s: s.jobs.get(scene.ws, scene.job.id))
    assert found == replace(changed, revision=2)


def test_a_job_name_is_taken_once_in_a_workspace(scene: Scene) -> None:
    with pytest.raises(NameTaken):
        scene.store.write(lambda s: s.jobs.add(job_record(scene.ws)))
    other = scene.store.write(lambda s: s.jobs.add(job_record(scene.other)))
    assert other.name == scene.job.name


def test_a_job_cannot_be_renamed_to_a_taken_name(scene: Scene) -> None:
    second = scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "second")))
    with pytest.raises(NameTaken):
        scene.store.write(lambda s: s.jobs.update(replace(second, name=scene.job.name), 1))


def test_the_id_of_a_deleted_job_does_not_come_back(scene: Scene) -> None:
    last = scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "last")))
    assert scene.store.write(lambda s: s.jobs.delete(scene.ws, last.id))
    assert not scene.store.write(lambda s: s.jobs.delete(scene.ws, last.id))
    assert scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "last"))).id > last.id


def test_jobs_are_found_by_their_schedule_state(scene: Scene) -> None:
    running = replace(job_record(scene.other, "r"), schedule_state="running")
    stored = scene.store.write(lambda s: s.jobs.add(running))
    assert scene.read(lambda s: s.jobs.in_schedule_states(["running", "paused"])) == [stored]
    assert scene.read(lambda s: s.jobs.in_schedule_states([])) == []


def test_content_is_kept_under_its_hash(scene: Scene) -> None:
    for _ in range(2):
        scene.store.write(lambda s: s.jobs.put_content(scene.ws, "abc", "text ü"))
    assert scene.read(lambda s: s.jobs.content(scene.ws, "abc")) == "text ü"
    assert scene.read(lambda s: s.jobs.content(scene.ws, "abd")) is None


def test_versions_are_numbered_within_their_kind(scene: Scene) -> None:
    versions = [
        VersionRecord(scene.ws, scene.job.id, kind, VersionNo(number), f"{kind}{number}", "", STAMP)
        for kind, number in (("saved", 1), ("submitted", 1), ("submitted", 2))
    ]
    for version in versions:
        scene.store.write(lambda s, v=version: s.jobs.add_version(v))  # type: ignore[misc]
    found = scene.read(lambda s: s.jobs.versions(scene.ws, scene.job.id))
    assert found == [versions[0], versions[2], versions[1]]
    replaced = replace(versions[0], content_hash="new", made=Stamp("bob", minutes(5)))
    scene.store.write(lambda s: s.jobs.replace_version(replaced))
    assert scene.read(lambda s: s.jobs.versions(scene.ws, scene.job.id, "saved")) == [replaced]
    scene.store.write(lambda s: s.jobs.delete_versions(scene.ws, scene.job.id, "submitted", [2, 9]))
    assert scene.read(lambda s: s.jobs.versions(scene.ws, scene.job.id, "submitted")) == [versions[1]]


def test_the_versions_of_a_job_go_with_it_and_its_instances_stay(scene: Scene) -> None:
    version = VersionRecord(scene.ws, scene.job.id, "saved", VersionNo(1), "h", "", STAMP)
    scene.store.write(lambda s: s.jobs.add_version(version))
    instance = scene.create()
    assert scene.store.write(lambda s: s.jobs.delete(scene.ws, scene.job.id))
    assert scene.read(lambda s: s.jobs.versions(scene.ws, scene.job.id)) == []
    assert scene.load(instance)[0].job_name == "daily"


def test_directories_form_a_tree_with_unique_names_in_each_place(scene: Scene) -> None:
    root = scene.store.write(lambda s: s.jobs.add_directory(scene.ws, "sales", None))
    child = scene.store.write(lambda s: s.jobs.add_directory(scene.ws, "sales", root.id))
    assert scene.read(lambda s: s.jobs.directories(scene.ws)) == [root, child]
    for parent in (None, root.id):
        with pytest.raises(NameTaken):
            scene.store.write(lambda s, p=parent: s.jobs.add_directory(scene.ws, "sales", p))  # type: ignore[misc]
    scene.store.write(lambda s: s.jobs.update_directory(replace(child, name="2026")))
    assert scene.read(lambda s: s.jobs.directories(scene.ws))[0].name == "2026"


def test_only_an_empty_directory_is_deleted(scene: Scene) -> None:
    root = scene.store.write(lambda s: s.jobs.add_directory(scene.ws, "sales", None))
    child = scene.store.write(lambda s: s.jobs.add_directory(scene.ws, "2026", root.id))
    job = replace(job_record(scene.ws, "inside"), directory_id=child.id)
    inside = scene.store.write(lambda s: s.jobs.add(job))
    assert not scene.store.write(lambda s: s.jobs.delete_directory(scene.ws, root.id))
    assert not scene.store.write(lambda s: s.jobs.delete_directory(scene.ws, child.id))
    scene.store.write(lambda s: s.jobs.delete(scene.ws, inside.id))
    assert scene.store.write(lambda s: s.jobs.delete_directory(scene.ws, child.id))
    assert scene.store.write(lambda s: s.jobs.delete_directory(scene.ws, root.id))


def test_a_script_lives_like_a_job(scene: Scene) -> None:
    stored = scene.store.write(lambda s: s.scripts.add(_script(scene)))
    assert stored.revision == 1
    assert scene.read(lambda s: s.scripts.list(scene.ws)) == [stored]
    assert scene.read(lambda s: s.scripts.by_name(scene.ws, "clean")) == stored
    with pytest.raises(NameTaken):
        scene.store.write(lambda s: s.scripts.add(_script(scene)))
    assert scene.store.write(lambda s: s.scripts.update(replace(stored, draft_hash="h2"), 1))
    assert not scene.store.write(lambda s: s.scripts.update(stored, 1))
    found = scene.read(lambda s: s.scripts.get(scene.ws, stored.id))
    assert found == replace(stored, draft_hash="h2", revision=2)
    for number in (1, 2):
        scene.store.write(
            lambda s, n=number: s.scripts.add_version(scene.ws, stored.id, n, f"h{n}", "why", STAMP)  # type: ignore[misc]
        )
    versions = scene.read(lambda s: s.scripts.versions(scene.ws, stored.id))
    assert list(versions) == [(2, "h2", "why", STAMP), (1, "h1", "why", STAMP)]
    assert scene.store.write(lambda s: s.scripts.delete(scene.ws, stored.id))
    assert scene.read(lambda s: s.scripts.versions(scene.ws, stored.id)) == []


def test_a_connection_comes_back_as_it_was_stored(scene: Scene) -> None:
    new = _connection(scene)
    stored = scene.store.write(lambda s: s.connections.add(new))
    assert stored == replace(new, id=stored.id, revision=1)
    assert scene.read(lambda s: s.connections.get(scene.ws, stored.id)) == stored
    assert scene.read(lambda s: s.connections.by_name(scene.ws, "warehouse")) == stored
    with pytest.raises(NameTaken):
        scene.store.write(lambda s: s.connections.add(new))
    changed = replace(stored, properties={"host": "db2"}, secrets={})
    assert scene.store.write(lambda s: s.connections.update(changed, 1))
    assert not scene.store.write(lambda s: s.connections.update(changed, 1))
    assert scene.read(lambda s: s.connections.list(scene.ws)) == [replace(changed, revision=2)]
    assert scene.store.write(lambda s: s.connections.delete(scene.ws, stored.id))


def test_a_workspace_sees_nothing_of_another(scene: Scene) -> None:
    script = scene.store.write(lambda s: s.scripts.add(_script(scene)))
    connection = scene.store.write(lambda s: s.connections.add(_connection(scene)))
    directory = scene.store.write(lambda s: s.jobs.add_directory(scene.ws, "sales", None))
    scene.store.write(lambda s: s.jobs.put_content(scene.ws, "abc", "text"))
    version = VersionRecord(scene.ws, scene.job.id, "saved", VersionNo(1), "h", "", STAMP)
    scene.store.write(lambda s: s.jobs.add_version(version))
    instance = scene.create()
    ws = scene.other
    with scene.store.read() as s:
        assert s.jobs.list(ws) == []
        assert s.jobs.get(ws, scene.job.id) is None
        assert s.jobs.by_name(ws, scene.job.name) is None
        assert s.jobs.directories(ws) == []
        assert s.jobs.content(ws, "abc") is None
        assert s.jobs.versions(ws, scene.job.id) == []
        assert s.scripts.list(ws) == []
        assert s.scripts.get(ws, script.id) is None
        assert s.scripts.by_name(ws, script.name) is None
        assert s.scripts.versions(ws, script.id) == []
        assert s.connections.list(ws) == []
        assert s.connections.get(ws, connection.id) is None
        assert s.connections.by_name(ws, connection.name) is None
        assert s.instances.summary(ws, instance) is None
        assert list(s.instances.list(ws).items) == []
        assert list(s.instances.list(ws, InstanceSelection(scene.job.id)).items) == []
        assert s.instances.latest_of_jobs(ws) == {}
    assert not scene.store.write(lambda s: s.jobs.delete(ws, scene.job.id))
    assert not scene.store.write(lambda s: s.jobs.update(replace(scene.job, workspace_id=ws), 1))
    assert not scene.store.write(lambda s: s.jobs.delete_directory(ws, directory.id))
    assert not scene.store.write(lambda s: s.scripts.delete(ws, script.id))
    assert not scene.store.write(lambda s: s.connections.delete(ws, connection.id))
    assert scene.read(lambda s: s.jobs.versions(scene.ws, scene.job.id)) == [version]


def test_an_unknown_job_is_none(scene: Scene) -> None:
    assert scene.read(lambda s: s.jobs.get(scene.ws, JobId(999))) is None


def test_a_job_is_placed_without_a_new_revision(scene: Scene) -> None:
    home = scene.store.write(lambda s: s.jobs.add_directory(scene.ws, "home", None))
    scene.store.write(lambda s: s.jobs.place(scene.ws, scene.job.id, "moved", home.id))
    found = scene.read(lambda s: s.jobs.get(scene.ws, scene.job.id))
    assert found == replace(scene.job, name="moved", directory_id=home.id)
    scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "other")))
    with pytest.raises(NameTaken):
        scene.store.write(lambda s: s.jobs.place(scene.ws, scene.job.id, "other", None))
    scene.store.write(lambda s: s.jobs.place(scene.other, scene.job.id, "stolen", None))
    assert scene.read(lambda s: s.jobs.get(scene.ws, scene.job.id)) == found


def test_drafts_are_found_by_a_part_of_their_text(scene: Scene) -> None:
    def fill(session: Session) -> None:
        for name, text in (("one", '{"kind":"single"}'), ("two", '{"KIND":"SINGLE"}'), ("three", "100%")):
            session.jobs.put_content(scene.ws, f"h-{name}", text)
            session.jobs.add(replace(job_record(scene.ws, name), draft_hash=f"h-{name}"))
        session.jobs.put_content(scene.ws, "unused", '{"kind":"single"}')

    scene.store.write(fill)
    assert set(scene.read(lambda s: s.jobs.drafts_holding(scene.ws, '"kind":"single"'))) == {"h-one"}
    assert set(scene.read(lambda s: s.jobs.drafts_holding(scene.ws, "0%"))) == {"h-three"}
    assert not scene.read(lambda s: s.jobs.drafts_holding(scene.other, "kind"))


def test_only_contents_that_nothing_names_are_dropped(scene: Scene) -> None:
    hashes = ["idle", "draft", "submitted", "version", "script"]

    def fill(session: Session) -> None:
        for content in hashes:
            session.jobs.put_content(scene.ws, content, "{}")
            session.jobs.put_content(scene.other, content, "{}")
        session.jobs.add(replace(job_record(scene.ws, "one"), draft_hash="draft", submitted_hash="submitted"))
        session.jobs.add_version(
            VersionRecord(scene.ws, scene.job.id, "saved", VersionNo(9), "version", "", STAMP)
        )
        session.scripts.add(replace(_script(scene), draft_hash="script"))
        session.jobs.drop_drafts(scene.ws, hashes)
        session.jobs.drop_drafts(scene.ws, [])

    scene.store.write(fill)
    kept = scene.read(lambda s: [each for each in hashes if s.jobs.content(scene.ws, each)])
    assert kept == ["draft", "submitted", "version", "script"]
    assert scene.read(lambda s: s.jobs.content(scene.other, "idle")) == "{}"
