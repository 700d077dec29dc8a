"""What a waiting instance waits for, in one word (R54), from what the engine has in its memory."""

from millrace.domain.ids import InstanceId
from millrace.engine.index import Index
from millrace.engine.places import WHOLE_WORKSPACE
from millrace.engine.ready_queue import Ready


def waits_for(index: Index, instance_id: InstanceId) -> str | None:
    """The first that applies of R54; None for one that lacks nothing but a worker, or does not wait."""
    waiter = index.room.waiters.get(instance_id)
    if waiter is not None and not waiter.admitted:
        return waiter.lacks
    lacks = index.patch.lacks(instance_id)
    if lacks is not None:
        return lacks
    queued = [ready for ready in index.ready.of_instance(instance_id) if ready.place is not None]
    if any(_is_full(index, ready, ready.place or WHOLE_WORKSPACE) for ready in queued if ready.place):
        return "task_group"
    if any(_is_full(index, ready, WHOLE_WORKSPACE) for ready in queued):
        return "workspace_limit"
    return None


def _is_full(index: Index, ready: Ready, place: str) -> bool:
    most = index.places.most(ready.workspace_id, place)
    return most is not None and index.live.taken(ready.workspace_id, place) >= most
