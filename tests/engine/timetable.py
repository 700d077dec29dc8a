"""Jobs with schedules on a mill: what the planner's tests share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from millrace.domain.ids import CalendarId, CommandId, InstanceId, JobId, VersionNo
from millrace.domain.instance import Instance, InstanceStatus, Trigger
from millrace.domain.job import JobDefinition
from millrace.engine.messages import CommandGiven
from millrace.ports.records import CommandRecord, InstanceSelection, JobRecord, Stamp
from millrace.ports.schedule_records import CalendarRecord, SpanRecord
from tests.engine.mill import Mill

NODE = {"id": "a", "name": "a", "type": "dummy"}


def at(text: str) -> datetime:
    """`2026-11-22 02:00` or with seconds, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def every(minutes: int) -> Mapping[str, Any]:
    return {"recurrence": {"type": "minutes", "every": minutes}}


def daily(time: str) -> Mapping[str, Any]:
    return {"recurrence": {"type": "daily", "at": time}}


@dataclass
class Timetable:
    """See the module."""

    mill: Mill

    def job(self, name: str, schedule: Mapping[str, Any] | None, **definition: Any) -> JobRecord:
        """A job with that schedule, submitted as version 1, not started."""
        return self.mill.job(name, _definition(schedule, definition))

    def started(self, name: str, schedule: Mapping[str, Any], **definition: Any) -> JobRecord:
        job = self.job(name, schedule, **definition)
        assert self.give("start_schedule", job) == ("applied", None)
        return job

    def submit(self, job: JobRecord, schedule: Mapping[str, Any] | None, **definition: Any) -> None:
        """The next version, and the command that tells the engine."""
        self.version(job, schedule, **definition)
        assert self.give("schedule_changed", job) == ("applied", None)

    def version(self, job: JobRecord, schedule: Mapping[str, Any] | None, **definition: Any) -> None:
        """The next version stands in the store."""
        whole = JobDefinition.model_validate(_definition(schedule, definition))
        key, text = whole.content_hash(), whole.canonical()

        def work(session: Any) -> None:
            now = session.jobs.get(self.mill.ws, job.id)
            number = VersionNo((now.submitted_version or 0) + 1)
            session.jobs.put_content(self.mill.ws, key, text)
            session.jobs.update(
                replace(now, draft_hash=key, submitted_hash=key, submitted_version=number), now.revision
            )

        self.mill.store.write(work)

    def write(self, kind: str, job: JobRecord, **args: Any) -> CommandId:
        """A command stands in the store; nobody has told the engine."""
        record = CommandRecord(
            CommandId(0),
            self.mill.ws,
            kind,
            None,
            None,
            {"job_id": job.id, **args},
            None,
            Stamp("ada", self.mill.clock.now()),
        )
        return self.mill.store.write(lambda s: s.commands.add(record)).id

    def give(self, kind: str, job: JobRecord, **args: Any) -> tuple[str, str | None]:
        """Give a command and let the engine work; its verdict."""
        given = self.write(kind, job, **args)
        self.mill.inbox.put(CommandGiven(given))
        self.mill.turn()
        return self.mill.verdict(given)

    def calendar(self, name: str, **overrides: bool) -> None:
        stamp = Stamp("ada", self.mill.clock.now())
        days = {day.strip("_").replace("_", "-"): works for day, works in overrides.items()}
        record = CalendarRecord(CalendarId(0), self.mill.ws, name, "MON_FRI", days, 0, stamp, stamp)
        self.mill.store.write(lambda s: s.calendars.add(record))

    # ---- time

    def go(self, until: str) -> None:
        """Let time go on, the engine looking at each plan time."""
        end, clock = at(until), self.mill.clock
        while clock.now() < end:
            wake = self.mill.index.plan.next_at() or end
            assert wake > clock.now()
            clock.present = min(end, wake)
            self.mill.turn()

    def idle(self, until: str) -> None:
        """Let time go on, the engine looking whenever its timers say so."""
        end, clock = at(until), self.mill.clock
        for _ in range(10_000):
            wake = self.mill.index.timers.next_at() or end
            assert wake > clock.now()
            clock.present = min(end, wake)
            self.mill.turn()
            if clock.present == end:
                return
        raise AssertionError("the engine wakes all the time")

    def jump(self, to: str) -> None:
        """The clock stands elsewhere at once."""
        self.mill.clock.present = at(to)
        self.mill.turn()

    # ---- looking

    def instances(self, job: JobRecord) -> Sequence[tuple[Instance, InstanceStatus]]:
        """Of the schedule, the earliest plan time first."""
        chosen = InstanceSelection(job_id=job.id, triggers=(Trigger.SCHEDULE, Trigger.ONCE))
        with self.mill.store.read() as session:
            page = session.instances.list(self.mill.ws, chosen, limit=5000)
        found = [(each.instance, each.status) for each in page.items]
        return sorted(found, key=lambda pair: pair[0].plan_time)

    def times(self, job: JobRecord) -> list[str]:
        """Plan times as `22 02:30` (day, time), UTC."""
        return [f"{instance.plan_time:%d %H:%M}" for instance, _ in self.instances(job)]

    def only(self, job: JobRecord) -> tuple[Instance, InstanceStatus]:
        (found,) = self.instances(job)
        return found

    def state(self, job: JobRecord) -> str:
        with self.mill.store.read() as session:
            found = session.jobs.get(self.mill.ws, job.id)
        assert found is not None
        return found.schedule_state

    def spans(self, job: JobRecord) -> Sequence[SpanRecord]:
        with self.mill.store.read() as session:
            return session.schedules.spans([job.id]).get(job.id, ())

    def dry(self, instance_id: InstanceId) -> bool:
        return self.mill.state(instance_id).dry_run

    def job_id(self, name: str) -> JobId:
        with self.mill.store.read() as session:
            found = session.jobs.by_name(self.mill.ws, name)
        assert found is not None
        return found.id


def _definition(schedule: Mapping[str, Any] | None, more: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"nodes": [NODE], **more, **({"schedule": schedule} if schedule is not None else {})}
