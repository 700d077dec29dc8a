"""What lists and overviews read, from dictionaries."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from millrace.adapters.memory_store.instances import MemoryInstances
from millrace.domain.ids import CommandId, InstanceId, WorkspaceId
from millrace.domain.instance import Trigger
from millrace.ports.overview_store import Tally
from millrace.ports.records import CommandRecord, InstanceSummary


class MemoryOverviews(MemoryInstances):
    """`OverviewRepository` in dictionaries."""

    def contents(self, ws: WorkspaceId, hashes: Collection[str]) -> Mapping[str, str]:
        known = self._rows.contents
        return {each: known[ws, each] for each in hashes if (ws, each) in known}

    def summaries(self, ws: WorkspaceId, ids: Collection[InstanceId]) -> Mapping[InstanceId, InstanceSummary]:
        found = ((each, self.summary(ws, each)) for each in sorted(set(ids)))
        return {each: summary for each, summary in found if summary is not None}

    def commands(self, ws: WorkspaceId, ids: Collection[CommandId]) -> Mapping[CommandId, CommandRecord]:
        found = ((each, self._rows.commands.get(each)) for each in sorted(set(ids)))
        return {each: row for each, row in found if row is not None and row.workspace_id == ws}

    def tally(self, ws: WorkspaceId, edges: Sequence[datetime]) -> Sequence[Tally]:
        states = self._rows.states
        counted = Counter(
            (bisect_right(edges, row.plan_time) - 1, row.job_id, states[row.id].status)
            for row in self._rows.instances.values()
            if row.workspace_id == ws
            and row.trigger in (Trigger.SCHEDULE, Trigger.ONCE)
            and row.job_id in self._rows.jobs
            and edges[0] <= row.plan_time < edges[-1]
        )
        return [Tally(*key, count) for key, count in sorted(counted.items())]
