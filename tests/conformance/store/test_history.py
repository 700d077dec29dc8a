"""What has become old: which instances may lose their history, and what goes and stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from millrace.domain.ids import CommandId, InstanceId, NodeId
from millrace.domain.instance import AttemptResult, InstanceStatus, NodeRun
from millrace.ports.records import AuditRecord, Forgettable
from millrace.ports.store import Session
from tests.conformance.store.scene import NOW, Scene, command, minutes, moved, report

LIMIT = minutes(60)


def end(
    scene: Scene,
    key: InstanceId,
    at: datetime = NOW,
    status: InstanceStatus = InstanceStatus.SUCCESS,
) -> None:
    old = scene.state(key)
    assert scene.save(old, replace(moved(old, status), ended_at=at)) == []


def ended(scene: Scene, plan: int, at: datetime = NOW) -> InstanceId:
    key = scene.create(plan=plan)
    end(scene, key, at)
    return key


def expirable(scene: Scene, limit: int = 10) -> list[tuple[InstanceId, int]]:
    return list(scene.read(lambda s: s.history.expirable(LIMIT, limit)))


def expire(scene: Scene, *keys: InstanceId) -> None:
    scene.store.write(lambda s: s.history.expire(keys, LIMIT))


def forget(scene: Scene, what: Forgettable, before: datetime, limit: int = 10) -> int:
    return scene.store.write(lambda s: s.history.forget(what, before, limit))


def test_what_ended_first_expires_first(scene: Scene) -> None:
    late, early = ended(scene, 1, minutes(20)), ended(scene, 2, minutes(10))
    ended(scene, 3, minutes(60))
    scene.create(plan=4)
    assert expirable(scene) == [(early, 2), (late, 2)]
    assert expirable(scene, limit=1) == [(early, 2)]


def test_a_frozen_instance_never_expires_for_it_may_go_on(scene: Scene) -> None:
    end(scene, scene.create(), status=InstanceStatus.FROZEN)
    assert expirable(scene) == []


def test_an_instance_with_a_live_attempt_does_not_expire(scene: Scene) -> None:
    key = scene.create()
    (attempt,) = scene.queue(key, "a")
    scene.claim(attempt)
    end(scene, key)
    assert expirable(scene) == []
    scene.finish(report(attempt, result=AttemptResult.STOPPED))
    assert expirable(scene) == [(key, 2)]


def test_a_child_expires_only_when_its_parent_has_ended(scene: Scene) -> None:
    parent = scene.create(plan=1)
    run_id = scene.state(parent).node_runs[NodeId("a")].id
    child = scene.create(plan=2, parent_node_run_id=run_id, parent_row=0)
    end(scene, child)
    assert expirable(scene) == []
    end(scene, parent, minutes(70))
    assert expirable(scene) == [(child, 2)]
    expire(scene, parent)
    assert expirable(scene) == [(child, 2)]


def test_expiring_removes_node_runs_attempts_and_outputs_and_keeps_the_instance(scene: Scene) -> None:
    key, other = scene.create(plan=1), scene.create(plan=2)
    for each in (key, other):
        (attempt,) = scene.queue(each, "a")
        scene.claim(attempt)
        error = {"code": "x"}
        scene.finish(report(attempt, result=AttemptResult.FAILURE, error=error, output={"text": "1"}))
        end(scene, each)
    before, summary = scene.load(other), scene.read(lambda s: s.instances.summary(scene.ws, key))
    expire(scene, key)
    assert scene.load(key)[1].node_runs == {}
    assert scene.read(lambda s: s.instances.attempts_of(key)) == []
    assert scene.read(lambda s: s.instances.outputs(key)) == {}
    assert summary is not None
    now = scene.read(lambda s: s.instances.summary(scene.ws, key))
    assert now == replace(summary, nodes_total=0)
    assert scene.load(other) == before
    assert scene.read(lambda s: s.instances.outputs(other)) == {"a": {"text": "1"}}
    assert len(scene.read(lambda s: s.instances.attempts_of(other))) == 1
    assert expirable(scene) == [(other, 2)]


def test_expiring_nothing_or_twice_does_nothing(scene: Scene) -> None:
    key = ended(scene, 1)
    for keys in ((), (key,), (key,)):
        expire(scene, *keys)
    assert expirable(scene) == []


def test_a_rerun_gives_an_expired_instance_a_history_that_expires_again(scene: Scene) -> None:
    key = ended(scene, 1)
    expire(scene, key)
    old = scene.state(key)
    runs = {NodeId("a"): NodeRun(NodeId("a"))}
    again = replace(moved(old, InstanceStatus.WAITING), run_number=2, ended_at=None, node_runs=runs)
    assert scene.save(old, again) == []
    assert expirable(scene) == []
    end(scene, key, minutes(5))
    assert expirable(scene) == [(key, 1)]


def _session(scene: Scene, session: Session, number: int) -> None:
    user = session.admin.user_by_name("ann") or session.admin.add_user("ann", "Ann")
    session.admin.add_session(f"h{number}", user.id, "csrf", minutes(number))


def _login_token(scene: Scene, session: Session, number: int) -> None:
    user = session.admin.user_by_name("ann") or session.admin.add_user("ann", "Ann")
    session.admin.add_login_token(f"h{number}", user.id, minutes(number))


def _answer(scene: Scene, session: Session, number: int) -> None:
    session.admin.remember(scene.ws, f"k{number}", {"id": 1}, minutes(number))


def _command(scene: Scene, session: Session, number: int) -> None:
    stored = session.commands.add(command(scene.ws))
    session.commands.settle(stored.id, "applied", None, minutes(number))


def _set_aside(scene: Scene, session: Session, number: int) -> None:
    session.admin.set_aside("event", {}, {"code": "x"}, minutes(number), scene.ws)


def _audit(scene: Scene, session: Session, number: int) -> None:
    session.admin.add_audit(
        [AuditRecord(scene.ws, "ann", minutes(number), "job.save", "job", 1, "j", None, None)]
    )


@pytest.mark.parametrize(
    ("what", "make"),
    [
        (Forgettable.SESSION, _session),
        (Forgettable.LOGIN_TOKEN, _login_token),
        (Forgettable.ANSWER, _answer),
        (Forgettable.COMMAND, _command),
        (Forgettable.SET_ASIDE, _set_aside),
        (Forgettable.AUDIT, _audit),
    ],
)
def test_old_rows_go_a_bounded_number_at_a_time(
    scene: Scene, what: Forgettable, make: Callable[[Scene, Session, int], None]
) -> None:
    for number in range(5):
        scene.store.write(lambda s, n=number: make(scene, s, n))  # type: ignore[misc]
    assert [forget(scene, what, minutes(4), limit=3) for _ in range(3)] == [3, 1, 0]
    assert forget(scene, what, minutes(5)) == 1
    others = set(Forgettable) - {what}
    assert all(forget(scene, other, minutes(99)) == 0 for other in others)


def test_the_oldest_go_and_the_others_stay(scene: Scene) -> None:
    for number in range(4):
        scene.store.write(lambda s, n=number: _answer(scene, s, n))  # type: ignore[misc]
    forget(scene, Forgettable.ANSWER, minutes(99), limit=2)
    kept = [key for key in ("k0", "k1", "k2", "k3") if scene.read(_remembered(scene, key))]
    assert kept == ["k2", "k3"]


def _remembered(scene: Scene, key: str) -> Callable[[Session], object]:
    return lambda session: session.admin.remembered(scene.ws, key)


def test_a_command_without_a_verdict_is_never_forgotten(scene: Scene) -> None:
    waiting = scene.store.write(lambda s: s.commands.add(command(scene.ws)))
    scene.store.write(lambda s: _command(scene, s, 0))
    assert forget(scene, Forgettable.COMMAND, minutes(99)) == 1
    assert scene.read(lambda s: s.commands.pending()) == [waiting]
    assert scene.read(lambda s: s.commands.get(scene.ws, CommandId(waiting.id + 1))) is None
