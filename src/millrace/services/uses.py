"""Which calendars and task groups the jobs of a workspace name: what cannot be deleted while they do."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from millrace.domain.el import template
from millrace.domain.ids import WorkspaceId
from millrace.ports.records import JobRecord
from millrace.ports.store import Session

_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Named:
    """What one definition names; `groups`: node id -> (node's name, its type, its own group or None)."""

    calendars: frozenset[str] = frozenset()
    task_group: str | None = None
    nodes: Mapping[str, tuple[str, str, str | None]] = field(default_factory=dict)

    def group_of(self, node_id: str) -> str | None:
        """The group that counts for a node: its own wins over its job's (R86)."""
        node = self.nodes.get(node_id)
        return (node[2] if node else None) or self.task_group


@dataclass(frozen=True, slots=True)
class JobUse:
    """A job that names something, in its draft or in its submitted version."""

    job_id: int
    job_name: str


@dataclass(frozen=True, slots=True)
class GroupUse:
    """A job that names a task group; `nodes` are those with this group of their own."""

    job_id: int
    job_name: str
    nodes: Sequence[str]


class Uses:
    """Remembers what it has read: content under a hash never changes."""

    def __init__(self) -> None:
        self._known: dict[tuple[WorkspaceId, str], Named] = {}

    def named(self, session: Session, ws: WorkspaceId, content_hash: str) -> Named:
        """What the definition under that hash names."""
        key = (ws, content_hash)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            found = _read(session.jobs.content(ws, content_hash) or "{}")
            self._known[key] = found
        return found

    def calendars(self, session: Session, ws: WorkspaceId) -> Mapping[str, Sequence[JobUse]]:
        """Who names each calendar, as the schedule's or in an expression."""
        uses: dict[str, list[JobUse]] = {}
        for job, named in self._all(session, ws):
            for name in sorted(set[str]().union(*(each.calendars for each in named))):
                uses.setdefault(name, []).append(JobUse(job.id, job.name))
        return uses

    def task_groups(self, session: Session, ws: WorkspaceId) -> Mapping[str, Sequence[GroupUse]]:
        """Who names each task group, for the job or for a node."""
        uses: dict[str, list[GroupUse]] = {}
        for job, named in self._all(session, ws):
            nodes: dict[str, dict[str, None]] = {}
            for each in named:
                if each.task_group:
                    nodes.setdefault(each.task_group, {})
                for name, _type, own in each.nodes.values():
                    if own:
                        nodes.setdefault(own, {})[name] = None
            for group, names in nodes.items():
                uses.setdefault(group, []).append(GroupUse(job.id, job.name, list(names)))
        return uses

    def _all(self, session: Session, ws: WorkspaceId) -> Iterator[tuple[JobRecord, Sequence[Named]]]:
        jobs = sorted(session.jobs.list(ws), key=lambda item: item.name)
        self._read_all(
            session, ws, {content for job in jobs for content in (job.draft_hash, job.submitted_hash)}
        )
        for job in jobs:
            hashes = dict.fromkeys(filter(None, (job.draft_hash, job.submitted_hash)))
            yield job, [self.named(session, ws, content) for content in hashes]

    def _read_all(self, session: Session, ws: WorkspaceId, hashes: Collection[str | None]) -> None:
        """What is not known yet, in few statements."""
        missing = [content for content in hashes if content and (ws, content) not in self._known]
        if len(self._known) + len(missing) > _MOST:
            self._known.clear()
        for content, text in session.overviews.contents(ws, missing).items():
            self._known[ws, content] = _read(text)


def _read(text: str) -> Named:
    """From the stored text, which may be a definition with faults."""
    raw = json.loads(text)
    schedule = raw.get("schedule") if isinstance(raw, dict) else None
    schedule = schedule if isinstance(schedule, dict) else {}
    calendars = set(_words(schedule.get("calendar")))
    if "getCalendar" in text:
        for found in _texts(raw):
            if "getCalendar" in found:
                calendars |= template.references(found).calendars
    nodes = raw.get("nodes") if isinstance(raw, dict) else None
    return Named(
        calendars=frozenset(calendars),
        task_group=next(_words(schedule.get("task_group")), None),
        nodes={
            str(node.get("id")): (
                str(node.get("name")),
                str(node.get("type")),
                next(_words(node.get("task_group")), None),
            )
            for node in (nodes if isinstance(nodes, list) else ())
            if isinstance(node, dict)
        },
    )


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
