"""Commands: kept once per idempotency key, settled once."""

from millrace.domain.ids import CommandId
from tests.conformance.store.scene import Scene, command, minutes


def test_a_command_waits_for_its_verdict(scene: Scene) -> None:
    stored = scene.store.write(lambda s: s.commands.add(command(scene.ws)))
    assert stored.verdict == "pending"
    assert stored.args == {"force": True}
    assert scene.read(lambda s: s.commands.pending()) == [stored]
    assert scene.read(lambda s: s.commands.get(scene.ws, stored.id)) == stored


def test_commands_without_a_key_are_all_kept(scene: Scene) -> None:
    ids = [scene.store.write(lambda s: s.commands.add(command(scene.ws))).id for _ in range(3)]
    assert [each.id for each in scene.read(lambda s: s.commands.pending())] == ids


def test_a_command_with_a_known_key_is_the_earlier_one(scene: Scene) -> None:
    first = scene.store.write(lambda s: s.commands.add(command(scene.ws, "k")))
    scene.store.write(lambda s: s.commands.settle(first.id, "applied", None, minutes(1)))
    again = scene.store.write(lambda s: s.commands.add(command(scene.ws, "k")))
    assert (again.id, again.verdict) == (first.id, "applied")
    assert scene.read(lambda s: s.commands.pending()) == []


def test_a_key_counts_within_its_workspace(scene: Scene) -> None:
    first = scene.store.write(lambda s: s.commands.add(command(scene.ws, "k")))
    other = scene.store.write(lambda s: s.commands.add(command(scene.other, "k")))
    assert first.id != other.id
    assert scene.read(lambda s: s.commands.get(scene.other, first.id)) is None


def test_the_first_verdict_stays(scene: Scene) -> None:
    key = scene.store.write(lambda s: s.commands.add(command(scene.ws))).id
    error = {"code": "illegal_state"}
    scene.store.write(lambda s: s.commands.settle(key, "refused", error, minutes(1)))
    scene.store.write(lambda s: s.commands.settle(key, "applied", None, minutes(2)))
    found = scene.read(lambda s: s.commands.get(scene.ws, key))
    assert found is not None
    assert (found.verdict, found.error) == ("refused", error)


def test_settling_an_unknown_command_does_nothing(scene: Scene) -> None:
    scene.store.write(lambda s: s.commands.settle(CommandId(999), "applied", None, minutes(1)))
