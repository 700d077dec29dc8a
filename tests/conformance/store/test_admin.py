"""Workspaces, users, sessions, settings, audit, remembered answers, events set aside, the lead."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from millrace.domain.errors import NameTaken
from millrace.domain.ids import UserId
from millrace.ports.records import AuditRecord
from millrace.ports.store import Session
from tests.conformance.store.scene import NOW, Scene, minutes


def _audit(scene: Scene, name: str) -> AuditRecord:
    return AuditRecord(scene.ws, "ann", NOW, "job.save", "job", 1, name, None, {"name": name})


def _audited(row: AuditRecord, session: Session) -> bool:
    return session.admin.audited(row, NOW)


def test_names_of_workspaces_and_users_are_unique(scene: Scene) -> None:
    scene.store.write(lambda s: s.admin.add_user("ann", "Ann"))
    with pytest.raises(NameTaken):
        scene.store.write(lambda s: s.admin.add_user("ann", "Another"))
    with pytest.raises(NameTaken):
        scene.store.write(lambda s: s.admin.add_workspace("main", "UTC"))


def test_a_user_is_found_by_id_and_name(scene: Scene) -> None:
    ann = scene.store.write(lambda s: s.admin.add_user("ann", "Ann"))
    assert scene.read(lambda s: s.admin.user(ann.id)) == ann
    assert scene.read(lambda s: s.admin.user_by_name("ann")) == ann
    assert scene.read(lambda s: s.admin.user(UserId(999))) is None


def test_a_session_lives_until_it_expires_or_is_deleted(scene: Scene) -> None:
    ann = scene.store.write(lambda s: s.admin.add_user("ann", "Ann"))
    scene.store.write(lambda s: s.admin.add_session("hash", ann.id, "csrf", minutes(10)))
    assert scene.read(lambda s: s.admin.session("hash", minutes(9))) == (ann, "csrf")
    assert scene.read(lambda s: s.admin.session("hash", minutes(10))) is None
    scene.store.write(lambda s: s.admin.delete_session("hash"))
    assert scene.read(lambda s: s.admin.session("hash", NOW)) is None


def test_a_login_token_works_once_and_in_time(scene: Scene) -> None:
    ann = scene.store.write(lambda s: s.admin.add_user("ann", "Ann"))
    for token in ("one", "two"):
        scene.store.write(lambda s, t=token: s.admin.add_login_token(t, ann.id, minutes(10)))  # type: ignore[misc]
    assert scene.store.write(lambda s: s.admin.use_login_token("one", minutes(9))) == ann
    assert scene.store.write(lambda s: s.admin.use_login_token("one", minutes(9))) is None
    assert scene.store.write(lambda s: s.admin.use_login_token("two", minutes(11))) is None


def test_settings_belong_to_a_workspace_or_to_the_installation(scene: Scene) -> None:
    for ws, value in ((None, 1), (scene.ws, {"a": [2]}), (scene.ws, {"a": [3]})):
        scene.store.write(lambda s, w=ws, v=value: s.admin.put_setting(w, "limit", v))  # type: ignore[misc]
    assert scene.read(lambda s: s.admin.settings(None)) == {"limit": 1}
    assert scene.read(lambda s: s.admin.settings(scene.ws)) == {"limit": {"a": [3]}}
    assert scene.read(lambda s: s.admin.settings(scene.other)) == {}


def test_what_was_audited_lately_is_known(scene: Scene) -> None:
    row = _audit(scene, "j")
    scene.store.write(lambda s: s.admin.add_audit([row]))
    assert scene.read(lambda s: s.admin.audited(row, NOW))
    assert not scene.read(lambda s: s.admin.audited(row, NOW + timedelta(seconds=1)))
    for other in (
        replace(row, who="bob"),
        replace(row, object_id=2),
        replace(row, action="job.submit"),
        replace(row, workspace_id=scene.other),
    ):
        assert not scene.read(partial(_audited, other))


def test_audit_is_paged_newest_first_within_a_workspace(scene: Scene) -> None:
    scene.store.write(lambda s: s.admin.add_audit([_audit(scene, f"j{n}") for n in range(3)]))
    scene.store.write(lambda s: s.admin.add_audit([]))
    first = scene.read(lambda s: s.admin.audit(scene.ws, None, 2))
    assert [each.object_name for each in first.items] == ["j2", "j1"]
    scene.store.write(lambda s: s.admin.add_audit([_audit(scene, "later")]))
    second = scene.read(lambda s: s.admin.audit(scene.ws, first.next_cursor, 2))
    assert list(second.items) == [replace(_audit(scene, "j0"), id=second.items[0].id)]
    assert second.next_cursor is None
    assert list(scene.read(lambda s: s.admin.audit(scene.other, None, 2)).items) == []


def test_the_first_answer_to_a_key_is_remembered(scene: Scene) -> None:
    for answer in ({"status": 201}, {"status": 500}):
        scene.store.write(lambda s, a=answer: s.admin.remember(scene.ws, "k", a, NOW))  # type: ignore[misc]
    assert scene.read(lambda s: s.admin.remembered(scene.ws, "k")) == {"status": 201}
    assert scene.read(lambda s: s.admin.remembered(scene.other, "k")) is None


def test_events_set_aside_are_kept_with_their_error(scene: Scene) -> None:
    for number in range(3):
        scene.store.write(
            lambda s, n=number: s.admin.set_aside("message", {"n": n}, {"code": "bad"}, NOW, scene.ws)  # type: ignore[misc]
        )
    scene.store.write(lambda s: s.admin.set_aside("timer", {}, {"code": "bad"}, NOW))
    found = scene.read(lambda s: s.admin.events_set_aside(scene.ws, 2))
    assert [each.payload for each in found] == [{"n": 2}, {"n": 1}]
    assert [each.what for each in scene.read(lambda s: s.admin.events_set_aside(None))] == ["timer"]
    assert scene.read(lambda s: s.admin.events_set_aside(scene.other)) == []


def test_one_engine_leads_and_extends_its_lease(scene: Scene) -> None:
    def take(holder: str, now: int, until: int) -> int | None:
        return scene.store.write(lambda s: s.admin.take_lead(holder, minutes(now), minutes(until)))

    assert take("e1", 0, 10) == 1
    assert take("e2", 5, 15) is None
    assert take("e1", 6, 20) == 1
    assert take("e2", 15, 25) is None
    assert scene.read(lambda s: s.admin.still_leads(1))


def test_an_expired_lease_changes_hands_and_fences_the_earlier_holder(scene: Scene) -> None:
    take = scene.store.write(lambda s: s.admin.take_lead("e1", minutes(0), minutes(10)))
    assert take == 1
    assert scene.store.write(lambda s: s.admin.take_lead("e2", minutes(10), minutes(20))) == 2
    assert scene.store.write(lambda s: not s.admin.still_leads(1) and s.admin.still_leads(2))
    assert scene.store.write(lambda s: s.admin.take_lead("e1", minutes(11), minutes(21))) is None


def test_an_engine_that_let_its_lease_expire_gets_a_new_number(scene: Scene) -> None:
    scene.store.write(lambda s: s.admin.take_lead("e1", minutes(0), minutes(10)))
    assert scene.store.write(lambda s: s.admin.take_lead("e1", minutes(10), minutes(20))) == 2


def test_a_lead_that_is_given_up_is_free_at_once(scene: Scene) -> None:
    assert not scene.read(lambda s: s.admin.still_leads(0))
    scene.store.write(lambda s: s.admin.take_lead("e1", minutes(0), minutes(10)))
    scene.store.write(lambda s: s.admin.give_up_lead(7))
    assert scene.store.write(lambda s: s.admin.still_leads(1))
    scene.store.write(lambda s: s.admin.give_up_lead(1))
    assert not scene.store.write(lambda s: s.admin.still_leads(1))
    assert scene.store.write(lambda s: s.admin.take_lead("e2", minutes(1), minutes(11))) == 2
