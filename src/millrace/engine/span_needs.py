"""The needs of instances from the spans of their upstream jobs: what stands behind the gate's seam."""

from datetime import datetime

from millrace.domain.instance import Instance, Trigger
from millrace.engine.definitions import Runnable
from millrace.engine.needs import DependencyNeed, InstanceNeeds
from millrace.engine.plan_memory import PlanMemory
from millrace.ports.schedule_records import InstanceKey
from millrace.ports.store import Session
from millrace.services.needing import Downstream, Needing, UpstreamNeed


class SpanNeeds:
    """Implements `Needs`."""

    def __init__(self, plan: PlanMemory) -> None:
        self._plan = plan
        self._session: Session | None = None
        self._changes = -1
        self._needing: Needing | None = None

    def of(self, session: Session, instance: Instance, runnable: Runnable) -> InstanceNeeds:
        """See `Needs`."""
        schedule = runnable.definition.schedule
        if schedule is None or not schedule.depends_on:
            return InstanceNeeds()
        downstream = Downstream(
            instance.workspace_id, instance.job_id, schedule, instance.zone, instance.plan_time
        )
        return InstanceNeeds(tuple(_need(each) for each in self._for(session).of(downstream)))

    def _for(self, session: Session) -> Needing:
        """What one step has read is good for all instances of that step, until a span changes."""
        needing = self._needing
        if needing is None or session is not self._session or self._changes != self._plan.changes:
            needing = self._needing = Needing(session, self._plan.slots)
            self._session, self._changes = session, self._plan.changes
        return needing


def _need(each: UpstreamNeed) -> DependencyNeed:
    return DependencyNeed(
        index=each.index,
        dependency=each.dependency,
        upstream_job_id=each.job.id if each.job is not None else None,
        keys=_keys(each, each.needed.plan_times),
        require=each.needed.require,
        when_empty=each.needed.when_empty,
        previous=None if each.previous is None else _keys(each, each.previous),
        upstream_state=each.job.schedule_state if each.job is not None else None,
    )


def _keys(each: UpstreamNeed, plan_times: tuple[datetime, ...]) -> tuple[InstanceKey, ...]:
    """Scheduled instances: of those the plan times are."""
    if each.job is None:
        return ()
    return tuple(InstanceKey(each.job.id, Trigger.SCHEDULE, plan_time) for plan_time in plan_times)
