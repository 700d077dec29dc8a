"""What fifty jobs do in a month, calculated again from the rules in the plainest way there is.

Nothing here is shared with the product: plan times are read off the wall clock day by day, windows are the
rows of R30-R38 written out, and time goes on minute by minute through plain lists. It is slow and short, so
that it can be checked by reading.
"""

import random
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
GOOD, BAD = ("success", "force_success"), ("failed", "canceled")
OPERATOR = timedelta(hours=6)
"""So long after a failure an operator forces success."""
COARSE = ("weekly", "monthly")

Key = tuple[str, datetime]
"""A job's name and a plan time."""


@dataclass
class PlainDependency:
    job: "PlainJob"
    cycle: str
    n: int
    rule: str
    policy: str
    after_end: bool


@dataclass
class PlainJob:
    name: str
    zone: str
    recurrence: dict[str, Any]
    minutes: int
    concurrency: int
    self_dependent: bool
    skip_to_latest: bool
    weekdays_only: bool
    depends_on: list[PlainDependency] = field(default_factory=list)
    slots: list[datetime] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return str(self.recurrence["type"])


@dataclass
class PlainInstance:
    job: PlainJob
    plan_time: datetime
    dry_run: bool
    state: str = "waiting"
    reason: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    ends_at: datetime | None = None
    needs: list[tuple[PlainDependency, list[Key], list[Key]]] = field(default_factory=list)


# ---- making the jobs up ----------------------------------------------------------------------------------


def made_up(seed: int, count: int = 50) -> list[PlainJob]:
    """`count` jobs with random schedules and random dependencies on those before them."""
    dice = random.Random(seed)
    jobs: list[PlainJob] = []
    for number in range(count):
        recurrence = _recurrence(dice)
        job = PlainJob(
            f"job_{number:02}",
            dice.choice(("Asia/Shanghai", "Europe/Berlin", "America/New_York")),
            recurrence,
            dice.choice((1, 5, 20, 45, 90, 200)),
            concurrency=dice.choice((1, 1, 1, 2, 3)),
            self_dependent=dice.random() < 0.2,
            skip_to_latest=recurrence["type"] in ("minutes", "hours") and dice.random() < 0.3,
            weekdays_only=dice.random() < 0.2,
        )
        allowed = [other for other in jobs if _pair(job, other)]
        for other in dice.sample(allowed, min(len(allowed), dice.choice((0, 1, 1, 2, 3)))):
            job.depends_on.append(_dependency(dice, other))
        jobs.append(job)
    return jobs


def fails(seed: int, name: str, plan_time: datetime) -> bool:
    """Whether the one node of that instance fails: every tenth or so, by chance but always the same."""
    return random.Random(f"{seed}:{name}:{plan_time.isoformat()}").random() < 0.1


def _recurrence(dice: random.Random) -> dict[str, Any]:
    at = f"{dice.randrange(24):02}:{dice.choice((0, 10, 30)):02}"
    kind = dice.choice(("minutes", "hours", "discrete_hours", "daily", "daily", "daily", "weekly", "monthly"))
    if kind == "minutes":
        first = dice.randrange(20)
        return {
            "type": kind,
            "every": dice.choice((30, 40, 59)),
            "from": f"{first:02}:{dice.choice((0, 5)):02}",
            "to": f"{first + 3:02}:59",
        }
    if kind == "hours":
        return {"type": kind, "every": dice.choice((3, 5, 8)), "from": "01:10", "to": "23:59"}
    if kind == "discrete_hours":
        return {"type": kind, "hours": sorted(dice.sample(range(24), 3)), "minute": 20}
    if kind == "weekly":
        return {"type": kind, "days": sorted(dice.sample(range(1, 8), 2)), "at": at}
    if kind == "monthly":
        return {"type": kind, "days": [*sorted(dice.sample(range(1, 32), 2)), "L"], "at": at}
    return {"type": kind, "at": at}


def _dependency(dice: random.Random, other: PlainJob) -> PlainDependency:
    cycle = dice.choice(("same", "same", "previous"))
    return PlainDependency(
        other,
        cycle,
        dice.choice((1, 1, 2)),
        dice.choice(("all", "all", "any", "last", "nearest" if cycle == "same" else "last")),
        dice.choice(("pending", "continue", "cancel", "cancel")),
        dice.random() < 0.15,
    )


def _pair(down: PlainJob, up: PlainJob) -> bool:
    """R28, without the pairs of R37 that look for the nearest one."""
    kinds = {down.kind, up.kind}
    if "discrete_hours" in kinds and kinds <= {"discrete_hours", "minutes", "hours"}:
        return False
    if down.kind == "minutes":
        return up.kind not in COARSE
    return not (down.kind in COARSE and up.kind == "minutes")


# ---- plan times ------------------------------------------------------------------------------------------


def all_slots(job: PlainJob, first: datetime, until: datetime) -> list[datetime]:
    """R4-R18, R23: every day's wall times, mapped to instants."""
    zone, found = ZoneInfo(job.zone), set()
    day = first.astimezone(zone).date() - DAY
    while day <= until.astimezone(zone).date() + DAY:
        for wall in _wall_times(job.recurrence, day):
            for fold in (0, 1) if job.kind == "minutes" else (0,):
                local = datetime.combine(day, wall).replace(tzinfo=zone, fold=fold)
                is_gap = local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(
                    tzinfo=None
                )
                if not (is_gap and fold):  # R17: read with the offset before the gap
                    found.add(local.astimezone(UTC))
        day += DAY
    return sorted(at for at in found if first <= at < until)


def _wall_times(recurrence: Mapping[str, Any], day: date) -> list[time]:
    kind = recurrence["type"]
    if kind == "discrete_hours":
        return [time(hour, recurrence["minute"]) for hour in recurrence["hours"]]
    if kind in ("hours", "minutes"):
        return _inside_the_day(recurrence)
    is_last = (day + DAY).day == 1
    chosen = recurrence.get("days", [])
    is_due = {
        "daily": True,
        "weekly": day.isoweekday() in chosen,
        "monthly": day.day in chosen or ("L" in chosen and is_last),
    }
    return [_time(recurrence["at"])] if is_due[kind] else []


def _inside_the_day(recurrence: Mapping[str, Any]) -> list[time]:
    first, last, every = _time(recurrence["from"]), _time(recurrence["to"]), recurrence["every"]
    if recurrence["type"] == "hours":
        walls = [time(hour, first.minute) for hour in range(first.hour, 24, every)]
    else:
        hours = range(first.hour, last.hour + 1)
        walls = [time(hour, minute) for hour in hours for minute in range(first.minute, 60, every)]
    return [wall for wall in walls if wall <= last]


def _time(text: str) -> time:
    return time.fromisoformat(text)


# ---- windows ---------------------------------------------------------------------------------------------


def upstream_slots(job: PlainJob, dependency: PlainDependency, at: datetime) -> list[datetime]:
    """The upstream plan times the rule looks at (R29-R41), natural periods."""
    if dependency.rule == "nearest":
        return _between(dependency.job, _midnight(job, at - MINUTE), at)[-1:]
    n = dependency.n if dependency.cycle == "previous" else 0
    found = _in_window(job, dependency.job, at, n)
    return found[-1:] if dependency.rule == "last" else found


def previous_slots(job: PlainJob, dependency: PlainDependency, at: datetime) -> list[datetime]:
    """R45: those of the previous cycle."""
    return _in_window(job, dependency.job, at, 1)


def _in_window(down: PlainJob, up: PlainJob, at: datetime, n: int) -> list[datetime]:
    pair = (down.kind, up.kind)
    local = at.astimezone(ZoneInfo(down.zone))
    hour = at - timedelta(minutes=local.minute)
    if pair == ("minutes", "minutes"):
        longer = timedelta(minutes=max(down.recurrence["every"], up.recurrence["every"]))
        return _between(up, at - (n + 1) * longer + MINUTE, (at - longer if n else at) + MINUTE)
    if pair == ("minutes", "hours"):
        return _between(up, hour - max(n, 1) * HOUR, hour)
    if pair == ("hours", "minutes"):
        return _between(up, hour - n * HOUR, hour) if n else _between(up, at - HOUR + MINUTE, at + MINUTE)
    if pair == ("hours", "hours"):
        longest = max(down.recurrence["every"], up.recurrence["every"])
        return _between(up, hour - n * longest * HOUR, hour) if n else _between(up, hour, hour + HOUR)
    return _between(up, _midnight(down, at, -n), _midnight(down, at, 0 if n else 1))


def _between(job: PlainJob, first: datetime, until: datetime) -> list[datetime]:
    """first <= slot < until; slots are whole minutes, so (a, b] is [a + 1 minute, b + 1 minute)."""
    return job.slots[bisect_left(job.slots, first) : bisect_left(job.slots, until)]


def _midnight(job: PlainJob, at: datetime, days: int = 0) -> datetime:
    zone = ZoneInfo(job.zone)
    day = at.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)


# ---- a month, minute by minute ---------------------------------------------------------------------------


class PlainMonth:
    """All jobs are scheduled from the first minute on; `run` returns what became of every instance."""

    def __init__(self, jobs: list[PlainJob], seed: int, first: datetime, until: datetime) -> None:
        self.jobs, self.seed, self.first, self.until = jobs, seed, first, until
        for job in jobs:
            job.slots = all_slots(job, first, until + 4 * DAY)  # those to come are waited for, too
        self.all: dict[Key, PlainInstance] = {}
        self.waiting: list[PlainInstance] = []
        self.running: list[PlainInstance] = []
        self.failed: list[PlainInstance] = []
        self.verdicts: dict[int, str] = {}

    def run(self) -> dict[Key, PlainInstance]:
        due: dict[datetime, list[PlainJob]] = {}
        for job in self.jobs:
            for slot in job.slots:
                due.setdefault(slot, []).append(job)
        now = self.first
        while now < self.until:
            changed = self._end(now)
            for job in due.get(now, ()):
                self._generate(job, now)
                changed = True
            while changed:
                changed = self._cancel(now) or self._start(now)
            now += MINUTE
        return self.all

    def _generate(self, job: PlainJob, now: datetime) -> None:
        weekend = now.astimezone(ZoneInfo(job.zone)).isoweekday() > 5
        made = PlainInstance(job, now, dry_run=job.weekdays_only and weekend)
        for dependency in job.depends_on:
            name = dependency.job.name
            looked_at = [(name, slot) for slot in upstream_slots(job, dependency, now)]
            before = [(name, slot) for slot in previous_slots(job, dependency, now)]
            made.needs.append((dependency, looked_at, before if dependency.after_end else []))
        self.all[job.name, now] = made
        self.waiting.append(made)

    def _end(self, now: datetime) -> bool:
        over = [each for each in self.running if each.ends_at == now]
        for each in over:
            each.state = "failed" if fails(self.seed, each.job.name, each.plan_time) else "success"
            each.ended = now
            self.running.remove(each)
            if each.state == "failed":
                self.failed.append(each)
        forced = [each for each in self.failed if each.ended and each.ended + OPERATOR == now]
        for each in forced:
            each.state, each.ended = "force_success", now
            self.failed.remove(each)
        return bool(over or forced)

    def _cancel(self, now: datetime) -> bool:
        self.verdicts = {id(each): self._verdict(each) for each in self.waiting}
        gone = [each for each in self.waiting if self.verdicts[id(each)] == "cancel"]
        for each in gone:
            each.state, each.reason, each.ended = "canceled", "upstream_policy", now
            self.waiting.remove(each)
        return bool(gone)

    def _start(self, now: datetime) -> bool:
        changed = False
        for job in self.jobs:
            ready = sorted(
                (each for each in self.waiting if each.job is job and self._is_ready(each)),
                key=lambda each: each.plan_time,
            )
            free = (1 if job.self_dependent else job.concurrency) - sum(
                each.job is job for each in self.running
            )
            if free > 0 and job.skip_to_latest:
                for each in ready[:-1]:
                    each.state, each.reason, each.ended = "canceled", "skipped_by_newer", now
                    self.waiting.remove(each)
                    changed = True
                ready = ready[-1:]
            for each in ready[: max(free, 0)]:
                self.waiting.remove(each)
                changed = True
                if each.dry_run:
                    each.state, each.ended = "success", now
                    break  # its place is free again at once: look anew
                each.state, each.started = "running", now
                each.ends_at = now + timedelta(minutes=job.minutes)
                self.running.append(each)
        return changed

    def _is_ready(self, each: PlainInstance) -> bool:
        if self.verdicts[id(each)] != "run":
            return False
        if not each.job.self_dependent:
            return True
        earlier = bisect_left(each.job.slots, each.plan_time)
        if earlier == 0:
            return True
        return self.all[each.job.name, each.job.slots[earlier - 1]].state in (*GOOD, "canceled")

    def _verdict(self, each: PlainInstance) -> str:
        verdicts = set()
        for dependency, looked_at, before in each.needs:
            verdict = _decide(self._states(looked_at), dependency.rule, dependency.policy)
            is_over = all(state in GOOD + BAD for state in self._states(before))
            verdicts.add("wait" if verdict == "run" and not is_over else verdict)
        return next((word for word in ("cancel", "wait") if word in verdicts), "run")

    def _states(self, keys: list[Key]) -> list[str]:
        found = (self.all.get(key) for key in keys)
        return [each.state if each else "not_generated" for each in found]


def _decide(states: list[str], rule: str, policy: str) -> str:
    """R42."""
    is_open = any(state not in GOOD + BAD for state in states)
    is_bad = any(state in BAD for state in states)
    if not states:
        return "run"
    if rule == "any":
        if any(state in GOOD for state in states) or (policy == "continue" and is_bad):
            return "run"
        if is_open:
            return "wait"
    if is_bad:
        return {"pending": "wait", "cancel": "cancel", "continue": "wait" if is_open else "run"}[policy]
    return "wait" if is_open else "run"
