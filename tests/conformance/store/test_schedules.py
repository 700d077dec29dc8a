"""Spans of schedules, how far plan times were generated, and the schedule state of jobs."""

from dataclasses import replace
from datetime import datetime

import pytest

from millrace.domain.ids import JobId, SpanId, VersionNo
from millrace.domain.schedule import Schedule
from millrace.domain.spans import Span
from millrace.ports.schedule_records import SpanRecord
from tests.conformance.store.scene import STAMP, Scene, job_record, minutes

SCHEDULE = Schedule.model_validate(
    {
        "start": "2026-01-01T08:00:00",
        "recurrence": {"type": "minutes", "every": 7, "from": "06:30"},
        "depends_on": [{"job": "load", "cycle": "previous", "n": 3}],
        "ours": {"kept": [1, "two"]},
    }
)


def span(
    scene: Scene, begins: int, ends: int | None = None, job: JobId | None = None, left_out: int = 0
) -> SpanRecord:
    ends_at = None if ends is None else minutes(ends)
    content = Span(SCHEDULE, "Europe/Berlin", minutes(begins), ends_at)
    return SpanRecord(scene.ws, job or scene.job.id, VersionNo(4), content, STAMP, left_out)


def add(scene: Scene, *spans: SpanRecord) -> list[SpanId]:
    return list(scene.store.write(lambda s: s.schedules.add_spans(spans)))


@pytest.fixture
def second(scene: Scene) -> JobId:
    return scene.store.write(lambda s: s.jobs.add(job_record(scene.ws, "second"))).id


def test_spans_come_back_whole_the_earliest_first(scene: Scene, second: JobId) -> None:
    late, early, other = span(scene, 20, left_out=9), span(scene, 0, 10), span(scene, 5, job=second)
    ids = add(scene, late, early, other)
    assert len(set(ids)) == 3
    found = scene.read(lambda s: s.schedules.spans([scene.job.id, second, JobId(999)]))
    assert found == {
        scene.job.id: [replace(early, id=ids[1]), replace(late, id=ids[0])],
        second: [replace(other, id=ids[2])],
    }
    assert found[second][0].span.schedule.model_extra == {"ours": {"kept": [1, "two"]}}
    assert scene.read(lambda s: s.schedules.spans([])) == {}


def test_open_spans_are_those_without_an_end(scene: Scene, second: JobId) -> None:
    ids = add(scene, span(scene, 0, 10), span(scene, 10), span(scene, 3, job=second))
    assert [each.id for each in scene.read(lambda s: s.schedules.open_spans())] == ids[1:]


def test_a_span_is_ended_once(scene: Scene) -> None:
    (key,) = add(scene, span(scene, 0))
    scene.store.write(lambda s: s.schedules.end_spans([key, SpanId(999)], minutes(5)))
    scene.store.write(lambda s: s.schedules.end_spans([key], minutes(8)))
    (ended,) = scene.read(lambda s: s.schedules.spans([scene.job.id]))[scene.job.id]
    assert ended.span.ends_at == minutes(5)
    assert scene.read(lambda s: s.schedules.open_spans()) == []


def test_a_span_that_would_end_before_it_begins_is_removed(scene: Scene) -> None:
    ids = add(scene, span(scene, 6), span(scene, 5), span(scene, 7, 9))
    scene.store.write(lambda s: s.schedules.end_spans(ids, minutes(5)))
    left = scene.read(lambda s: s.schedules.spans([scene.job.id]))[scene.job.id]
    assert [each.id for each in left] == ids[1:]


def test_spans_go_with_their_job(scene: Scene, second: JobId) -> None:
    add(scene, span(scene, 0), span(scene, 0, job=second))
    assert not scene.store.write(lambda s: s.jobs.delete(scene.other, second))
    assert set(scene.read(lambda s: s.schedules.spans([scene.job.id, second]))) == {scene.job.id, second}
    assert scene.store.write(lambda s: s.jobs.delete(scene.ws, second))
    assert set(scene.read(lambda s: s.schedules.spans([scene.job.id, second]))) == {scene.job.id}
    scene.store.write(lambda s: s.schedules.forget_job(scene.job.id))
    assert scene.read(lambda s: s.schedules.open_spans()) == []


def test_how_far_was_planned_is_remembered(scene: Scene) -> None:
    def known() -> datetime | None:
        return scene.read(lambda s: s.schedules.planned_until())

    assert known() is None
    for at in (minutes(1), minutes(2)):
        scene.store.write(lambda s, at=at: s.schedules.set_planned_until(at))  # type: ignore[misc]
        assert known() == at


def test_the_schedule_state_leaves_the_revision(scene: Scene, second: JobId) -> None:
    scene.store.write(lambda s: s.jobs.set_schedule_state(scene.job.id, "scheduling"))
    changed = scene.read(lambda s: s.jobs.get(scene.ws, scene.job.id))
    assert changed == replace(scene.job, schedule_state="scheduling")
    (found,) = scene.read(lambda s: s.jobs.in_schedule_states(["scheduling"]))
    assert found.id == scene.job.id


def test_jobs_are_found_by_names_and_by_ids(scene: Scene, second: JobId) -> None:
    abroad = scene.store.write(lambda s: s.jobs.add(job_record(scene.other, "second")))
    many = [scene.job.name, "second", *(f"no job {n}" for n in range(1200))]
    named = scene.read(lambda s: s.jobs.by_names(scene.ws, many))
    assert {name: job.id for name, job in named.items()} == {scene.job.name: scene.job.id, "second": second}
    ids = [scene.job.id, abroad.id, JobId(999)]
    assert scene.read(lambda s: s.jobs.by_ids(ids)) == {scene.job.id: scene.job, abroad.id: abroad}
