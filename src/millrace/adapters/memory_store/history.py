"""What has become old, in memory."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from millrace.adapters.memory_store.rows import MemoryRepository, Rows
from millrace.domain.ids import InstanceId
from millrace.domain.instance import AttemptStatus, InstanceStatus, is_final
from millrace.ports.records import Forgettable

_LIVE = (AttemptStatus.QUEUED, AttemptStatus.RUNNING)


class MemoryHistory(MemoryRepository):
    """`HistoryRepository` in dictionaries."""

    def expirable(self, ended_before: datetime, limit: int) -> Sequence[tuple[InstanceId, int]]:
        live = {each.instance_id for each in self._rows.attempts.values() if each.status in _LIVE}
        found = [
            (state.ended_at, key)
            for key, state in self._rows.states.items()
            if is_final(state.status)
            and state.status is not InstanceStatus.FROZEN
            and state.ended_at is not None
            and state.ended_at < ended_before
            and key not in self._rows.expired
            and key not in live
            and not self._parent_is_open(key)
        ]
        owners = list(self._rows.run_owners.values())
        return [(key, owners.count(key)) for _, key in sorted(found)[:limit]]

    def _parent_is_open(self, key: InstanceId) -> bool:
        parent_run = self._rows.instances[key].parent_node_run_id
        parent = None if parent_run is None else self._rows.run_owners.get(parent_run)
        return parent is not None and not is_final(self._rows.states[parent].status)

    def expire(self, ids: Collection[InstanceId], at: datetime) -> None:
        rows = self._rows
        for key in ids:
            rows.states[key] = replace(rows.states[key], node_runs={})
            rows.expired[key] = at
        for run_id in [run_id for run_id, owner in rows.run_owners.items() if owner in ids]:
            del rows.run_owners[run_id], rows.run_numbers[run_id]
        for attempt_id in [each.id for each in rows.attempts.values() if each.instance_id in ids]:
            del rows.attempts[attempt_id]
        for place in [place for place in rows.outputs if place[0] in ids]:
            del rows.outputs[place]

    def forget(self, what: Forgettable, before: datetime, limit: int) -> int:
        kept, moments = _MOMENTS[what](self._rows)
        old = sorted((moment, key) for key, moment in moments.items() if moment < before)[:limit]
        for _, key in old:
            del kept[key]
            if what is Forgettable.COMMAND:
                del self._rows.settled[key]
        return len(old)


_MOMENTS: Mapping[Forgettable, Callable[[Rows], tuple[dict[Any, Any], Mapping[Any, datetime]]]] = {
    Forgettable.SESSION: lambda rows: (rows.sessions, {key: row[2] for key, row in rows.sessions.items()}),
    Forgettable.LOGIN_TOKEN: lambda rows: (
        rows.login_tokens,
        {key: row[1] for key, row in rows.login_tokens.items()},
    ),
    Forgettable.ANSWER: lambda rows: (rows.answers, {key: row[1] for key, row in rows.answers.items()}),
    Forgettable.COMMAND: lambda rows: (rows.commands, rows.settled),
    Forgettable.SET_ASIDE: lambda rows: (rows.aside, {key: row.at for key, row in rows.aside.items()}),
    Forgettable.AUDIT: lambda rows: (rows.audit, {key: row.at for key, row in rows.audit.items()}),
}
"""The rows of each kind, and the time of each."""
