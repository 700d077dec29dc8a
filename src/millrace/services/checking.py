"""What is wrong with a definition in its workspace: by itself (`domain.job_checks`), and in what it names."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pydantic import ValidationError

from millrace.domain.el import template
from millrace.domain.errors import InvalidDefinition, ScriptNotSubmitted
from millrace.domain.faults import fault_words
from millrace.domain.ids import JobId, WorkspaceId
from millrace.domain.job import JobDefinition, Node
from millrace.domain.job_checks import Problem, check_definition
from millrace.domain.permissions import Permission
from millrace.domain.references import is_template, references, schema_of
from millrace.ports.node_runtime import Catalog
from millrace.ports.records import JobRecord
from millrace.ports.store import Session
from millrace.services.calling import Caller
from millrace.services.drafts import Draft, draft_of, load_draft
from millrace.services.finding import the_job, workspace_zone
from millrace.services.schedule_checking import concerns_scheduling, dependents_problems, schedule_problems
from millrace.services.tools import Tools


class Checking:
    """Problems of definitions, as the designer shows them."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def check(self, caller: Caller, job_id: JobId, raw: Mapping[str, Any]) -> Sequence[Problem]:
        """Problems of a working copy of the job; nothing is stored."""
        with self._tools.store.read() as session:
            job = the_job(session, caller, job_id)
            return problems_of(session, caller, self._tools, draft_of(raw), job)


def problems_of(
    session: Session, caller: Caller, tools: Tools, draft: Draft, job: JobRecord | None = None
) -> list[Problem]:
    """All problems, errors and warnings; circles of jobs are found for a job that is there already."""
    definition = draft.definition
    if definition is None:
        return list(draft.faults)
    catalog = tools.catalog
    zone = workspace_zone(session, caller.workspace_id)
    problems = check_definition(
        definition, catalog.nodes.keys(), template.check, limits=tools.limits, zone=zone
    )
    known = _Known(session, caller)
    for node in definition.nodes:
        node_type = catalog.nodes.get(node.type)
        if node_type is None:
            continue
        problems.extend(_wrong_properties(node, node_type.properties))
        for field, kind, name in references(schema_of(node_type.properties), node.properties):
            if not is_template(name) and not known.has(kind, name):
                problems.append(_missing(node, f"properties.{field}", kind, name))
    problems.extend(schedule_problems(session, caller, definition, job))
    return problems


def checked(
    session: Session, caller: Caller, tools: Tools, draft: Draft, job: JobRecord | None = None
) -> JobDefinition:
    """The definition, if it has no errors; else InvalidDefinition with all problems.

    With `job` its schedule must be right too; without it the definition is to run by hand, whatever becomes
    of its schedule.
    """
    problems = problems_of(session, caller, tools, draft, job)
    if job is None and draft.definition is not None:
        problems = [problem for problem in problems if not concerns_scheduling(problem)]
    if job is not None and draft.definition is not None:
        problems.extend(dependents_problems(session, draft.definition, job))
    errors = [problem for problem in problems if problem.severity == "error"]
    if draft.definition is None or errors:
        raise InvalidDefinition(
            count=len(errors), first=errors[0].message, problems=[asdict(problem) for problem in problems]
        )
    return draft.definition


def need_rights(
    session: Session, caller: Caller, catalog: Catalog, definition: JobDefinition, *, drafts: bool
) -> None:
    """Refuse code on the server's machine without `run_local_code`, in child jobs too (Forbidden).

    `drafts`: children run their drafts (R119).
    """
    if Permission.RUN_LOCAL_CODE in caller.permissions:
        return
    seen: set[str] = set()
    waiting = [definition]
    while waiting:
        for node in waiting.pop().nodes:
            node_type = catalog.nodes.get(node.type)
            if node_type is None:
                continue
            if node_type.traits.runs_local_code:
                caller.need(Permission.RUN_LOCAL_CODE)
            for _, kind, name in references(schema_of(node_type.properties), node.properties):
                if kind != "job" or name in seen:
                    continue
                if is_template(name):  # which job that will be, nobody knows yet
                    caller.need(Permission.RUN_LOCAL_CODE)
                seen.add(name)
                waiting.extend(_child(session, caller, name, drafts))


def need_rights_of_job(session: Session, caller: Caller, catalog: Catalog, job: JobRecord) -> None:
    """The same for a job that is to run as submitted; without a version there is nothing to be run yet."""
    if job.submitted_hash is not None:
        draft = load_draft(session, job.workspace_id, job.submitted_hash)
        need_rights(session, caller, catalog, draft.definition or JobDefinition(), drafts=False)


def need_submitted_scripts(
    session: Session, caller: Caller, catalog: Catalog, definition: JobDefinition
) -> None:
    """R50: production runs need submitted versions of all scripts they name (ScriptNotSubmitted)."""
    need_scripts(session, caller.workspace_id, catalog, definition)


def need_scripts(session: Session, ws: WorkspaceId, catalog: Catalog, definition: JobDefinition) -> None:
    """The same where nobody in particular asks: for a schedule, say."""
    for node in definition.nodes:
        node_type = catalog.nodes.get(node.type)
        if node_type is None:
            continue
        for _, kind, name in references(schema_of(node_type.properties), node.properties):
            if kind != "script" or is_template(name):
                continue
            script = session.scripts.by_name(ws, name)
            if script is None or script.submitted_version is None:
                raise ScriptNotSubmitted(script=name, node=node.name)


def _wrong_properties(node: Node, model: type[Any]) -> Iterator[Problem]:
    try:
        model.model_validate(node.properties)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            # text with an expression is accepted for any type: its value is known at run time only (R159)
            if isinstance(fault["input"], str) and is_template(fault["input"]):
                continue
            place = ".".join(str(step) for step in fault["loc"])
            field = f"properties.{place}" if place else "properties"
            label, detail = _label(model, fault["loc"]), fault_words(fault)
            message = f"Node {node.name}, {label}: {detail}."
            values: dict[str, str | int] = {"name": node.name, "label": label, "detail": detail}
            yield Problem("invalid_property", message, "error", node.id, field, values=values)


def _label(model: type[Any], place: Sequence[int | str]) -> str:
    field = model.model_fields.get(place[0]) if place else None
    return str(field.title) if field is not None and field.title else ".".join(str(step) for step in place)


def _missing(node: Node, field: str, kind: str, name: str) -> Problem:
    message = f"Node {node.name} uses the {kind} {name}, which does not exist. Create it or name another."
    values: dict[str, str | int] = {"node": node.name, "name": name}
    return Problem(f"missing_{kind}", message, "error", node.id, field, values=values)


def _child(session: Session, caller: Caller, name: str, drafts: bool) -> Collection[JobDefinition]:
    job = session.jobs.by_name(caller.workspace_id, name)
    content = (job.draft_hash if drafts else job.submitted_hash) if job else None
    if content is None:
        return ()
    child = load_draft(session, caller.workspace_id, content).definition
    return (child,) if child else ()


class _Known:
    """The names of a workspace's objects, each kind read once."""

    def __init__(self, session: Session, caller: Caller) -> None:
        self._session = session
        self._ws = caller.workspace_id
        self._names: dict[str, frozenset[str]] = {}

    def has(self, kind: str, name: str) -> bool:
        if kind not in self._names:
            self._names[kind] = self._read(kind)
        return kind == "file" or name in self._names[kind]

    def _read(self, kind: str) -> frozenset[str]:
        if kind == "connection":
            return frozenset(item.name for item in self._session.connections.list(self._ws))
        if kind == "script":
            return frozenset(item.name for item in self._session.scripts.list(self._ws))
        if kind == "job":
            return frozenset(item.name for item in self._session.jobs.list(self._ws))
        return frozenset()
