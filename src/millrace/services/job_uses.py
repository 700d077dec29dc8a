"""Who names some jobs: other jobs' dependencies (R46), and nodes that run them (R109)."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from millrace.domain.ids import JobId
from millrace.domain.references import references, schema_of
from millrace.ports.records import JobRecord
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.dependents import definitions_of, named_in
from millrace.services.finding import the_job
from millrace.services.tools import Tools

_FEW = 20
"""Of so few names each is looked for before a text is read."""


@dataclass(frozen=True, slots=True)
class JobUse:
    """Names of the jobs that depend on the job, and of those that run it in a node."""

    job_id: JobId
    dependents: Sequence[str]
    callers: Sequence[str]


@dataclass(slots=True)
class _Found:
    dependents: set[str] = field(default_factory=set)
    callers: set[str] = field(default_factory=set)


class FindingUses:
    """See the module."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def uses(self, caller: Caller, job_ids: Sequence[JobId]) -> Sequence[JobUse]:
        """Of the jobs that others name; those asked for together are no others."""
        with self._tools.store.read() as session:
            wanted = {job.name: job for job in (the_job(session, caller, each) for each in job_ids)}
            found: dict[str, _Found] = {name: _Found() for name in wanted}
            for workspace in session.admin.workspaces():
                is_home = workspace.id == caller.workspace_id
                own = set(job_ids) if is_home else set()
                jobs = [job for job in session.jobs.list(workspace.id) if job.id not in own]
                home = _home(session, caller)
                for job, text in definitions_of(session, workspace.id, jobs, drafts=True):
                    if not _may_name(text, wanted):
                        continue
                    shown = job.name if is_home else f"{workspace.name}/{job.name}"
                    for where, name in named_in(text):
                        if name in found and where in ((None, home) if is_home else (home,)):
                            found[name].dependents.add(shown)
                    for name in self._called(text) if is_home else ():
                        if name in found:
                            found[name].callers.add(shown)
        return [_use(wanted[name], each) for name, each in found.items() if each.dependents or each.callers]

    def _called(self, text: str) -> Iterator[str]:
        nodes = json.loads(text).get("nodes")
        for node in nodes if isinstance(nodes, list) else ():
            if not isinstance(node, Mapping):
                continue
            known = self._tools.catalog.nodes.get(str(node.get("type")))
            if known is not None:
                values: Any = node.get("properties") or {}
                for each in references(schema_of(known.properties), values):
                    if each.kind == "job":
                        yield each.name


def _home(session: Session, caller: Caller) -> str:
    return next(each.name for each in session.admin.workspaces() if each.id == caller.workspace_id)


def _may_name(text: str, names: Collection[str]) -> bool:
    """Cheap; most texts are no longer looked at then."""
    if len(names) > _FEW:
        return '"job":' in text
    return any(json.dumps(name, ensure_ascii=False) in text for name in names)


def _use(job: JobRecord, found: _Found) -> JobUse:
    return JobUse(job.id, sorted(found.dependents), sorted(found.callers))
