"""What is wrong with a schedule in its workspace: names nobody has, pairs and circles of jobs (R20-R48)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from millrace.domain.cron import CronError
from millrace.domain.dependencies import Side, pair_refusal
from millrace.domain.dependency_limits import MAX_DEPENDENCIES, MAX_WINDOW, window_size
from millrace.domain.ids import WorkspaceId
from millrace.domain.job import JobDefinition
from millrace.domain.job_checks import Problem
from millrace.domain.permissions import Permission, Role, allowed
from millrace.domain.schedule import Dependency, Schedule, ScheduleType
from millrace.domain.workspace_settings import CrossWorkspace, DependencyMode
from millrace.ports.records import JobRecord, Workspace
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.dependents import dependents
from millrace.services.finding import workspace_zone
from millrace.services.schedule_lookup import read_schedule
from millrace.services.workspace_settings import scheduling_settings

MAX_JOBS_FOLLOWED = 20_000
_MEMBERS = "members"

Place = tuple[WorkspaceId, str]
"""A job by workspace and name."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """A dependency with the job it names, and that job's schedule as it is submitted (else its draft's)."""

    index: int
    dependency: Dependency
    workspace: Workspace
    job: JobRecord
    schedule: Schedule | None


def concerns_scheduling(problem: Problem) -> bool:
    """Whether a problem keeps a job from being submitted only: started by hand it runs all the same."""
    return (problem.field or "").partition(".")[0] == "schedule" or problem.code == "missing_task_group"


def schedule_problems(
    session: Session, caller: Caller, definition: JobDefinition, job: JobRecord | None
) -> Iterator[Problem]:
    """Problems in order: calendar, task groups, upstream jobs one by one, a circle. `job` is checked."""
    schedule = definition.schedule
    yield from _missing_names(session, caller, definition)
    if schedule is None or not 0 < len(schedule.depends_on) <= MAX_DEPENDENCIES:
        return
    found: list[Upstream] = []
    for index, dependency in enumerate(schedule.depends_on):
        upstream = _upstream(session, caller, index, dependency)
        if isinstance(upstream, Problem):
            yield upstream
        elif job is not None and upstream.job.id == job.id:
            yield _problem(
                index,
                "self_dependency",
                f"{job.name} cannot depend on itself. Choose self-dependence if one instance of it is to "
                "wait for the one before.",
            )
        else:
            found.append(upstream)
            yield from _pair(session, caller, schedule, upstream)
    if job is not None:
        yield from _circle(session, (caller.workspace_id, job.name), found)


def submitted_schedule(session: Session, job: JobRecord) -> Schedule | None:
    """A job's schedule in its submitted version, else in its draft; None where it cannot be read."""
    return read_schedule(session.jobs.content(job.workspace_id, job.submitted_hash or job.draft_hash) or "{}")


def dependents_problems(session: Session, definition: JobDefinition, job: JobRecord) -> Iterator[Problem]:
    """R28 from the other side: jobs of all workspaces that are submitted and depend on this one still may."""
    own = definition.schedule
    for other in dependents(session, job, drafts=False):
        theirs, name = read_schedule(other.text), other.shown_name
        if theirs is None or not _is_periodic(theirs):
            continue
        if own is None or not _is_periodic(own):
            message = f"Job {name} depends on this job, which has no plan times any more: it will wait."
            yield Problem("upstream_not_periodic", message, "warning", field="schedule")
            continue
        refusal = _refusal(scheduling_settings(session, other.job.workspace_id).dependency_mode, theirs, own)
        if refusal:
            message = f"Job {name} depends on this one. {refusal} Change the dependency there first."
            yield Problem("period_pair", message, field="schedule.recurrence")


def _is_periodic(schedule: Schedule) -> bool:
    return schedule.type is ScheduleType.PERIODIC and schedule.recurrence is not None


def _refusal(mode: DependencyMode, down: Schedule, up: Schedule) -> str | None:
    try:
        return pair_refusal(mode, down, up)
    except CronError:  # which one is wrong is said where its expression is checked
        return None


# ---- names ------------------------------------------------------------------------------------------------


def _missing_names(session: Session, caller: Caller, definition: JobDefinition) -> Iterator[Problem]:
    schedule, ws = definition.schedule, caller.workspace_id
    if schedule and schedule.calendar and session.calendars.by_name(ws, schedule.calendar) is None:
        message = f"There is no calendar {schedule.calendar}. Create it or choose another one."
        yield Problem("missing_calendar", message, field="schedule.calendar")
    wanted = {node.task_group for node in definition.nodes if node.task_group}
    own = schedule.task_group if schedule else None
    if not wanted and not own:
        return
    known = {group.name for group in session.task_groups.list(ws)}
    if own and own not in known:
        message = f"There is no task group {own}. Create it or choose another one."
        yield Problem("missing_task_group", message, field="schedule.task_group")
    for node in definition.nodes:
        if node.task_group and node.task_group not in known:
            message = (
                f"Node {node.name} has the task group {node.task_group}, which does not exist. Create it or "
                "choose another one."
            )
            yield Problem("missing_task_group", message, node_id=node.id, field="task_group")


def _upstream(session: Session, caller: Caller, index: int, dependency: Dependency) -> Upstream | Problem:
    """The job that a dependency names, or why it cannot be used (R47)."""
    ws, name = caller.workspace_id, dependency.workspace
    place = next(
        (
            each
            for each in session.admin.workspaces()
            if (each.id == ws if name is None else each.name == name)
        ),
        None,
    )
    if place is None:
        return _problem(
            index, "missing_workspace", f"There is no workspace {name}. Choose another one.", "workspace"
        )
    if place.id == ws and name is not None:
        message = f"Workspace {name} is the job's own. Leave the workspace empty for jobs of this one."
        return _problem(index, "own_workspace", message, "workspace")
    if place.id != ws and not _may_depend(session, caller, place):
        message = f"Workspace {name} does not let you make jobs depend on its jobs. Ask its administrator."
        return _problem(index, "cross_workspace_forbidden", message, "workspace")
    job = session.jobs.by_name(place.id, dependency.job)
    if job is None:
        message = f"There is no job {_shown(dependency)} to depend on. Create it or choose another one."
        return _problem(index, "missing_job", message)
    return Upstream(index, dependency, place, job, submitted_schedule(session, job))


def _may_depend(session: Session, caller: Caller, place: Workspace) -> bool:
    rule = scheduling_settings(session, place.id).cross_workspace
    if rule is CrossWorkspace.WITH_PERMISSION:
        user = session.admin.user_by_name(caller.name)
        role = session.admin.settings(place.id).get(_MEMBERS, {}).get(str(user.id)) if user else None
        return role is not None and allowed(Role(role), Permission.JOB_VIEW)
    return rule is CrossWorkspace.ALLOWED


# ---- pairs and circles ------------------------------------------------------------------------------------


def _pair(session: Session, caller: Caller, own: Schedule, upstream: Upstream) -> Iterator[Problem]:
    """R28: the upstream job is periodic, and the two may depend on one another."""
    name, theirs = _shown(upstream.dependency), upstream.schedule
    if theirs is None or not _is_periodic(theirs):
        message = f"Job {name} is not scheduled periodically: it has no plan times to depend on."
        yield _problem(upstream.index, "upstream_not_periodic", message)
        return
    if not _is_periodic(own):
        return
    mode = scheduling_settings(session, caller.workspace_id).dependency_mode
    refusal = _refusal(mode, own, theirs)
    if refusal:
        yield _problem(upstream.index, "period_pair", f"{refusal} The upstream job is {name}.")
        return
    zone = own.zone or workspace_zone(session, caller.workspace_id)
    sides = _side(own, zone), _side(theirs, theirs.zone or upstream.workspace.zone)
    try:
        size = window_size(mode, upstream.dependency, *sides)
    except (ValueError, KeyError, OSError):  # a recurrence or zone is wrong, which is said elsewhere
        return
    if size > MAX_WINDOW:
        message = (
            f"One instance would look at {size:,} instances of {name}; at most {MAX_WINDOW:,} are allowed. "
            "Choose fewer previous cycles, or depend on a job that is due less often."
        )
        yield _problem(upstream.index, "window_too_large", message)


def _side(schedule: Schedule, zone: str) -> Side:
    """For windows that come from the plan time alone; no plan times are listed."""
    return Side(schedule, zone, lambda _first, _until: ())


def _circle(session: Session, own: Place, upstreams: Sequence[Upstream]) -> Iterator[Problem]:
    """R48: a way from the upstream jobs to this one again, by submitted schedules; its path is shown."""
    workspaces = {each.name: each.id for each in session.admin.workspaces()}
    came_from: dict[Place, Place | None] = {}
    for upstream in upstreams:
        start = (upstream.workspace.id, upstream.job.name)
        if start in came_from:
            continue
        came_from[start] = None
        level: list[Place] = [start]
        while level and len(came_from) < MAX_JOBS_FOLLOWED:
            following: list[Place] = []
            for place, above in _above(session, level, workspaces):
                if above == own:
                    path = " -> ".join(_way(came_from, place, own))
                    message = f"The jobs would wait for one another in a circle: {path}. Remove one of them."
                    yield _problem(upstream.index, "dependency_cycle", message)
                    return
                if above not in came_from:
                    came_from[above] = place
                    following.append(above)
            level = following


def _above(
    session: Session, level: Sequence[Place], workspaces: Mapping[str, WorkspaceId]
) -> Iterator[tuple[Place, Place]]:
    """Pairs of a job of the level and one that it depends on; one look-up for each workspace."""
    for ws in dict.fromkeys(ws for ws, _ in level):
        jobs = session.jobs.by_names(ws, [name for at, name in level if at == ws])
        for name, job in jobs.items():
            schedule = submitted_schedule(session, job) if job.submitted_hash else None
            for dependency in schedule.depends_on if schedule else ():
                other = workspaces.get(dependency.workspace) if dependency.workspace else ws
                if other is not None and (other, dependency.job) != (ws, name):
                    yield (ws, name), (other, dependency.job)


def _way(came_from: Mapping[Place, Place | None], last: Place, own: Place) -> Sequence[str]:
    """From this job up and back to it."""
    way, at = [own[1]], last
    step: Place | None = at
    while step is not None:
        way.append(step[1])
        step = came_from[step]
    way.append(own[1])
    return way[::-1]


def _shown(dependency: Dependency) -> str:
    return f"{dependency.workspace}/{dependency.job}" if dependency.workspace else dependency.job


def _problem(index: int, code: str, message: str, field: str = "job") -> Problem:
    return Problem(code, message, field=f"schedule.depends_on[{index}].{field}")
