"""Upstream instances that an instance waits for: resolved by the rules of the engine (R27-R49)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from millrace.domain.dependencies import Verdict, verdict
from millrace.domain.ids import InstanceId, JobId
from millrace.domain.instance import (
    InstanceState,
    InstanceStatus,
    NodeRunStatus,
    StateClass,
    Trigger,
    state_class,
)
from millrace.domain.schedule import Dependency
from millrace.ports.records import InstanceSummary
from millrace.ports.schedule_records import InstanceBrief, InstanceKey, Waiver
from millrace.ports.store import Session
from millrace.services.drafts import load_draft
from millrace.services.needing import Downstream, Needing, UpstreamNeed
from millrace.services.slots import SpanSlots
from millrace.services.waiting_parts import Looked
from millrace.services.waiting_views import Link, WaitedFor, WaitingPart
from millrace.services.waiting_words import STATUS, clock_time, local_day, plural

MOST_SHOWN = 100
_ORDER = {StateClass.BAD: 0, StateClass.OPEN: 1, StateClass.GOOD: 2}


@dataclass(frozen=True, slots=True)
class Asked:
    """A dependency with the keys of the instances that count, and of the cycle before where that must end."""

    dependency: Dependency
    keys: Sequence[InstanceKey]
    previous: Sequence[InstanceKey] | None = None
    when_empty: str = "run"


@dataclass(frozen=True, slots=True)
class _Found:
    """A dependency with its verdict, and the instances of its window and of the cycle before."""

    asked: Asked
    verdict: Verdict
    items: Sequence[WaitedFor]
    previous: Sequence[WaitedFor]


class UpstreamParts:
    """The parts `upstream` and `upstream_end` of one instance."""

    def __init__(self, looked: Looked, asked: Sequence[Asked]) -> None:
        self._looked = looked
        self._asked = asked
        self._instance = looked.summary.instance
        self._waivers = looked.session.waiting.waivers([self._instance.id]).get(self._instance.id, ())
        self._all_waived = any(waiver.upstream_job_id is None for waiver in self._waivers)
        self._waived = _waived(self._waivers)
        self._waits = looked.summary.status is InstanceStatus.WAITING

    def parts(self) -> Sequence[WaitingPart]:
        """`upstream_end` only where a dependency asks for it (R45)."""
        keys = [key for each in self._asked for key in (*each.keys, *(each.previous or ()))]
        briefs = self._looked.session.waiting.find(keys)
        found = [self._found(each, briefs) for each in self._asked]
        parts = [self._upstream(found)]
        if any(each.previous is not None for each in self._asked):
            parts.append(self._upstream_end(found))
        return parts

    def _found(self, asked: Asked, briefs: Mapping[InstanceKey, InstanceBrief]) -> _Found:
        items = [self._item(asked, key, briefs.get(key)) for key in asked.keys]
        previous = [self._item(asked, key, briefs.get(key)) for key in asked.previous or ()]
        if self._all_waived:
            return _Found(asked, Verdict.RUN, items, previous)
        decided = verdict(
            asked.dependency,
            [_counted(item) for item in items],
            None if asked.previous is None else [_counted(item) for item in previous],
            when_empty=asked.when_empty,
        )
        return _Found(asked, decided, items, previous)

    def _item(self, asked: Asked, key: InstanceKey, brief: InstanceBrief | None) -> WaitedFor:
        waived = self._all_waived or (key.job_id, key.plan_time) in self._waived
        good = brief is not None and state_class(brief.status) is StateClass.GOOD
        return WaitedFor(
            job_name=asked.dependency.job,
            job_id=key.job_id,
            plan_time=key.plan_time,
            local=key.plan_time.astimezone(ZoneInfo(self._instance.zone)).isoformat(),
            instance_id=brief.id if brief else None,
            status=brief.status.value if brief else None,
            rule=asked.dependency.rule.value,
            on_upstream_failure=asked.dependency.on_upstream_failure.value,
            waived=waived,
            removable=bool(self._looked.may("remove_dependency", when=self._waits))
            and not waived
            and not good,
        )

    def _upstream(self, found: Sequence[_Found]) -> WaitingPart:
        ok = all(each.verdict in (Verdict.RUN, Verdict.WAIT_FOR_END) for each in found)
        items = sorted((item for each in found for item in each.items), key=_urgency)
        open_ = [item for item in items if _class(item) is not StateClass.GOOD]
        if not found:
            text = "The job depends on no other job."
        elif self._all_waived:
            text = "Somebody let it run without its dependencies."
        elif not items:
            text = "No plan time of an upstream job lies in its windows, so it waits for none."
        elif ok:
            text = f"It has what it needs of {plural(len(items), 'upstream instance')}."
        else:
            are = "is" if len(open_) == 1 else "are"
            text = f"{len(open_)} of {plural(len(items), 'upstream instance')} {are} not good."
        return WaitingPart(
            kind="upstream",
            ok=ok,
            text=text,
            items=items[:MOST_SHOWN],
            total=len(items),
            link=_link(open_),
            actions=self._looked.may("without_dependency", when=self._waits and not ok),
        )

    def _upstream_end(self, found: Sequence[_Found]) -> WaitingPart:
        """R45: the previous cycle has to have ended, in whatever state."""
        items = sorted((item for each in found for item in each.previous), key=_urgency)
        open_ = [item for item in items if _class(item) is StateClass.OPEN]
        ok = self._all_waived or not open_
        text = (
            "The previous cycle of its upstream jobs has ended."
            if ok
            else f"Not ended: {len(open_)} of {plural(len(items), 'instance')} of the previous cycle."
        )
        return WaitingPart(
            kind="upstream_end",
            ok=ok,
            text=text,
            items=items[:MOST_SHOWN],
            total=len(items),
            link=_link(open_),
            actions=self._looked.may("without_dependency", when=self._waits and not ok),
        )


def asked_by_schedule(looked: Looked) -> list[Asked]:
    """R27-R45, as the engine resolves them."""
    instance = looked.summary.instance
    downstream = Downstream(
        instance.workspace_id, instance.job_id, looked.schedule, instance.zone, instance.plan_time
    )
    return [
        Asked(
            dependency=need.dependency,
            keys=_keys(need, need.needed.plan_times),
            previous=None if need.previous is None else _keys(need, need.previous),
            when_empty=need.needed.when_empty,
        )
        for need in Needing(looked.session, SpanSlots()).of(downstream)
    ]


def _keys(need: UpstreamNeed, plan_times: Sequence[datetime]) -> list[InstanceKey]:
    return [InstanceKey(need.job.id, Trigger.SCHEDULE, at) for at in plan_times] if need.job else []


def first_cause(session: Session, summary: InstanceSummary, part: WaitingPart) -> str:
    """`Waits for flight_delays 02:00, which is abnormal since 02:25:04 because its node x failed.`"""
    open_ = [item for item in part.items if _class(item) is not StateClass.GOOD]
    if part.kind == "upstream_end":
        open_ = [item for item in open_ if _class(item) is StateClass.OPEN]
    if not open_:
        return part.text
    first = open_[0]
    zone = summary.instance.zone
    day = local_day(summary.instance.plan_time, zone)
    at = clock_time(first.plan_time, zone, day)
    more = len(open_) - 1 if part.total == len(part.items) else part.total - len(part.items)
    rest = f" {plural(more, 'more instance')} {'is' if more == 1 else 'are'} missing." if more else ""
    return f"Waits for {first.job_name} {at}, which {_state_words(session, summary, first)}.{rest}"


def _state_words(session: Session, summary: InstanceSummary, item: WaitedFor) -> str:
    if item.instance_id is None or item.status is None:
        return "was not generated yet"
    found = session.instances.load([InstanceId(item.instance_id)]).get(InstanceId(item.instance_id))
    status = InstanceStatus(item.status)
    if found is None:
        return f"is {STATUS[status]}"
    instance, state = found
    zone, day = summary.instance.zone, local_day(summary.instance.plan_time, summary.instance.zone)
    failed = _failed_node(state)
    since = state.ended_at or (failed[1] if failed else None) or state.started_at
    words = f"is {STATUS[status]}" + (f" since {clock_time(since, zone, day)}" if since else "")
    if failed and state_class(status) is not StateClass.GOOD:
        draft = load_draft(session, instance.workspace_id, instance.definition_hash)
        names = {node.id: node.name for node in draft.definition.nodes} if draft.definition else {}
        words += f" because its node {names.get(failed[0], failed[0])} failed"
    return words


def _failed_node(state: InstanceState) -> tuple[str, datetime | None] | None:
    failed = [run for run in state.node_runs.values() if run.status is NodeRunStatus.FAILED]
    if not failed:
        return None
    first = min(failed, key=lambda run: (run.ended_at is None, run.ended_at))
    return first.node_id, first.ended_at


def _waived(waivers: Sequence[Waiver]) -> frozenset[tuple[JobId, datetime]]:
    return frozenset(
        (waiver.upstream_job_id, waiver.upstream_plan_time)
        for waiver in waivers
        if waiver.upstream_job_id is not None and waiver.upstream_plan_time is not None
    )


def _counted(item: WaitedFor) -> InstanceStatus | None:
    """What an operator removed counts as good (R49)."""
    if item.waived:
        return InstanceStatus.FORCE_SUCCESS
    return InstanceStatus(item.status) if item.status else None


def _class(item: WaitedFor) -> StateClass:
    status = _counted(item)
    return StateClass.OPEN if status is None else state_class(status)


def _urgency(item: WaitedFor) -> tuple[int, datetime, str]:
    return _ORDER[_class(item)], item.plan_time, item.job_name


def _link(open_: Sequence[WaitedFor]) -> Link | None:
    first = next((item for item in open_ if item.instance_id is not None), None)
    return Link("instance", first.instance_id) if first else None
