"""What lists and overviews read: many rows at once."""

from millrace.domain.ids import CommandId, InstanceId
from millrace.domain.instance import InstanceStatus, Trigger
from millrace.ports.overview_store import Tally
from tests.conformance.store.scene import Scene, command, job_record, minutes


def test_definitions_by_their_hashes_of_one_workspace(scene: Scene) -> None:
    for ws, content, text in ((scene.ws, "a", "1"), (scene.ws, "b", "2"), (scene.other, "c", "3")):
        scene.store.write(lambda s, at=(ws, content, text): s.jobs.put_content(*at))  # type: ignore[misc]
    found = scene.read(lambda s: s.overviews.contents(scene.ws, ["a", "b", "c", "d"]))
    assert found == {"a": "1", "b": "2"}
    assert scene.read(lambda s: s.overviews.contents(scene.ws, [])) == {}


def test_instances_by_id_count_their_nodes(scene: Scene) -> None:
    ids = [scene.create(plan, nodes=("a", "b")) for plan in range(3)]
    foreign = scene.create(9, workspace_id=scene.other)
    wanted = [*ids[:2], foreign, InstanceId(99_999)]
    found = scene.read(lambda s: s.overviews.summaries(scene.ws, wanted))
    assert sorted(found) == ids[:2]
    assert [found[each].nodes_total for each in ids[:2]] == [2, 2]
    assert found[ids[0]].instance == scene.load(ids[0])[0]


def test_commands_by_id_of_one_workspace(scene: Scene) -> None:
    mine = [scene.store.write(lambda s: s.commands.add(command(scene.ws))) for _ in range(2)]
    foreign = scene.store.write(lambda s: s.commands.add(command(scene.other)))
    wanted = [mine[1].id, mine[0].id, foreign.id, CommandId(99_999)]
    assert scene.read(lambda s: s.overviews.commands(scene.ws, wanted)) == {each.id: each for each in mine}


def test_instances_of_schedules_are_counted_by_stretch_job_and_status(scene: Scene) -> None:
    other_job = scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "other")))
    for plan in (0, 1, 59, 60):
        scene.create(plan)
    scene.create(2, status=InstanceStatus.FAILED, trigger=Trigger.ONCE, batch="x")
    scene.create(61, job_id=other_job.id)
    scene.create(3, trigger=Trigger.PATCHDATA, batch="7")
    scene.create(120)
    scene.create(-1)
    scene.create(
        5,
        workspace_id=scene.other,
        job_id=scene.store.write(lambda s: s.jobs.add(job_record(scene.other, "foreign"))).id,
    )
    edges = [minutes(0), minutes(60), minutes(120)]
    waiting, failed = InstanceStatus.WAITING, InstanceStatus.FAILED
    assert list(scene.read(lambda s: s.overviews.tally(scene.ws, edges))) == [
        Tally(0, scene.job.id, failed, 1),
        Tally(0, scene.job.id, waiting, 3),
        Tally(1, scene.job.id, waiting, 1),
        Tally(1, other_job.id, waiting, 1),
    ]
    (one,) = scene.read(lambda s: s.overviews.tally(scene.ws, [minutes(60), minutes(61)]))
    assert one == Tally(0, scene.job.id, waiting, 1)
