"""Places that limit node runs over many jobs: task groups, the workspace, workers (R86, R87)."""

from collections.abc import Mapping, Sequence

from millrace.ports.engine import WorkerState
from millrace.ports.schedule_records import TaskGroupRecord
from millrace.services.live_places import WHOLE_WORKSPACE, Taken, groups_of, live_places, placed_nodes
from millrace.services.tools import Tools
from millrace.services.uses import Uses
from millrace.services.waiting_parts import Looked
from millrace.services.waiting_views import Link, WaitingPart
from millrace.services.waiting_words import are, of_places
from millrace.services.workspace_settings import scheduling_settings


def place_parts(looked: Looked, tools: Tools, uses: Uses) -> list[WaitingPart]:
    """A dry run needs none (R84)."""
    nodes = placed_nodes(tools.catalog, looked.definition)
    if looked.definition.dry_run or not nodes:
        text = "It takes no place: no node of it runs on a worker."
        return [WaitingPart("worker", True, text)]
    ws = looked.caller.workspace_id
    taken = live_places(looked.session, ws, uses, tools.catalog)
    records = {record.name: record for record in looked.session.task_groups.list(ws)}
    groups = groups_of(tools.catalog, looked.definition)
    limit = scheduling_settings(looked.session, ws).running_limit or tools.limits.running
    queues = list(dict.fromkeys(node.queue for node in nodes))
    return [
        _group_part(looked, groups, records, taken),
        _workspace_part(looked, min(limit, tools.limits.running), taken.get(WHOLE_WORKSPACE, Taken())),
        _worker_part(queues, tools.engine.workers()),
    ]


def _group_part(
    looked: Looked,
    groups: Sequence[str],
    records: Mapping[str, TaskGroupRecord],
    taken: Mapping[str, Taken],
) -> WaitingPart:
    if not groups:
        return WaitingPart("task_group", True, "No task group.")
    words, full = [], []
    for group in groups:
        record = records.get(group)
        running = taken.get(group, Taken()).running
        words.append(f"{group} {running:,} of {record.max:,}" if record else f"{group} (not there: no limit)")
        if record is not None and running >= record.max:
            full.append(record)
    shown = full[0] if full else next((records[group] for group in groups if group in records), None)
    text = f"{'It waits for a place in a task group' if full else 'Task group'}: {', '.join(words)}."
    return WaitingPart(
        kind="task_group",
        ok=not full,
        text=text,
        link=Link("task_group", shown.id) if shown else None,
        actions=looked.may("prefer", when=bool(full)),
    )


def _workspace_part(looked: Looked, limit: int, taken: Taken) -> WaitingPart:
    full = taken.running >= limit
    text = f"{of_places(taken.running, limit)} of the workspace {are(taken.running)} taken."
    return WaitingPart(
        kind="workspace_limit",
        ok=not full,
        text=f"It waits for a place in the workspace: {text}" if full else text,
        link=Link("settings", None),
        actions=looked.may("prefer", when=full),
    )


def _worker_part(queues: Sequence[str], workers: Sequence[WorkerState]) -> WaitingPart:
    words, missing = [], []
    for queue in queues:
        name = queue or "default"
        serving = [worker for worker in workers if queue in worker.queues]
        if not serving:
            missing.append(name)
        for worker in serving:
            free = worker.capacity - worker.running
            words.append(f"{worker.name} serves queue {name}, {of_places(free, worker.capacity)} free")
    if missing:
        text = f"No worker is connected for the queue {', '.join(missing)}. Start one, or look at its log."
        return WaitingPart("worker", False, text)
    return WaitingPart("worker", True, "; ".join(dict.fromkeys(words)) + ".")
