"""One attempt from its work to its report."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from millrace.domain.errors import MillraceError
from millrace.domain.faults import fault_words
from millrace.domain.instance import AttemptResult
from millrace.ports.attempts import AttemptReport, AttemptWork
from millrace.ports.clock import Clock
from millrace.ports.node_runtime import NodeFailure, NodeType, Outcome
from millrace.services.evaluating import UnresolvedError, has_marks
from millrace.worker.attempt_process import AttemptTimeout, result_of
from millrace.worker.context import AttemptContext
from millrace.worker.rendering import describe_inputs, may_take_long
from millrace.worker.supervision.order import ExitRecord

_log = logging.getLogger(__name__)

NODE_ERROR = "node_error"


async def run_attempt(
    work: AttemptWork, node_type: NodeType | None, context: AttemptContext
) -> AttemptReport:
    """Resolve, validate, run, report. Cancelling it stops the node; then it raises CancelledError."""
    clock = context.clock
    try:
        if node_type is None:
            raise NodeFailure(
                "unknown_node_type",
                f"The node type {work.node_type} is not installed on this worker. Install it and run again.",
            )
        properties = await _resolved_beside(work, node_type, context)
        outcome = await node_type.run(properties, context)
        return _report(work, AttemptResult.SUCCESS, clock, context, outcome)
    except UnresolvedError as unresolved:
        document = unresolved.as_document()
        context.log.error(document["message"])
        return _report(work, AttemptResult.UNRESOLVED, clock, context, error=_masked(document, context))
    except AttemptTimeout:
        return timed_out(work, context)
    except NodeFailure as failure:
        context.log.error(failure.message)
        error = {"code": failure.code, "message": failure.message, "data": failure.data}
        outcome = failure.outcome or Outcome(exit_code=failure.exit_code)
        return _report(work, AttemptResult.FAILURE, clock, context, outcome, _masked(error, context))
    except MillraceError as refused:
        context.log.error(refused.message)
        error = {"code": refused.code, "message": refused.message, "data": refused.data}
        return _report(work, AttemptResult.FAILURE, clock, context, error=_masked(error, context))
    except (Exception, SystemExit):  # a type that exits must not take the agent with it
        _log.exception("node type %s failed in attempt %d", work.node_type, work.attempt_id)
        context.log.error(_unexpected(work))
        return failed_unexpectedly(work, context)
    finally:
        context.close()


def failed_unexpectedly(work: AttemptWork, context: AttemptContext) -> AttemptReport:
    """The report of an attempt whose node type broke: a sentence, never a stack trace."""
    error = {"code": NODE_ERROR, "message": _unexpected(work), "data": {}}
    return _report(work, AttemptResult.FAILURE, context.clock, context, error=error)


def _unexpected(work: AttemptWork) -> str:
    return f"The node type {work.node_type} failed unexpectedly. The worker's log says more."


def timed_out(work: AttemptWork, context: AttemptContext) -> AttemptReport:
    """The report of an attempt whose time was over (R76)."""
    text = f"The node ran longer than its time limit of {work.timeout_seconds / 60:g} minutes."
    error = {"code": "timeout", "message": text, "data": {}}
    return _report(work, AttemptResult.TIMEOUT, context.clock, context, error=error)


def report_adopted(attempt_id: int, folder: Path, record: ExitRecord) -> AttemptReport:
    """The report of a process whose agent has gone: what is in its folder is all that is known."""
    outcome, error, result = Outcome(exit_code=record.exit_code), None, AttemptResult.SUCCESS
    try:
        outcome = result_of(record).outcome()
    except AttemptTimeout:
        result = AttemptResult.TIMEOUT
        error = {"code": "timeout", "message": "The node ran longer than its time limit.", "data": {}}
    except NodeFailure as failure:
        result, outcome = AttemptResult.FAILURE, failure.outcome or outcome
        error = {"code": failure.code, "message": failure.message, "data": failure.data}
    output = _output(outcome, outcome.output, _kept_inputs(folder))
    return AttemptReport(attempt_id, result, record.ended_at, record.exit_code, error, output)


async def _resolved_beside(work: AttemptWork, node_type: NodeType, context: AttemptContext) -> Any:
    """As `_resolved`; in a thread where regular expressions would make all other attempts wait."""
    if may_take_long((work.properties, work.params)):
        return await context.in_thread(lambda: _resolved(work, node_type, context))
    return _resolved(work, node_type, context)


def _resolved(work: AttemptWork, node_type: NodeType, context: AttemptContext) -> Any:
    """The validated properties (R139-R141). Raises UnresolvedError or NodeFailure (invalid_property)."""
    rendered: Mapping[str, Any] = work.properties
    if has_marks(rendered):
        as_written = {name: rendered[name] for name in _el_per_row(node_type) if name in rendered}
        others = {name: value for name, value in rendered.items() if name not in as_written}
        rendered = {**context.renderer.value(others, ""), **as_written}
        _warn_of_unknown_names(work, node_type, context)
    if rendered:
        context.inputs = describe_inputs(rendered, context.masker)
    try:
        return node_type.properties.model_validate(rendered)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        text = (
            f"The property {field} does not fit after its expressions were filled in: {fault_words(first)}."
        )
        raise NodeFailure("invalid_property", text, data={"field": field}) from None


def _el_per_row(node_type: NodeType) -> list[str]:
    """Properties that the node evaluates itself, once a row (R155)."""
    return [name for name in node_type.properties.model_fields if _hints(node_type, name).get("x-el-per-row")]


def _hints(node_type: NodeType, name: str) -> Mapping[str, Any]:
    field = node_type.properties.model_fields.get(name)
    extra = field.json_schema_extra if field is not None else None
    return extra if isinstance(extra, dict) else {}


def _warn_of_unknown_names(work: AttemptWork, node_type: NodeType, context: AttemptContext) -> None:
    """R141; in code `${...}` is most often the shell's own."""
    for name, value in work.properties.items():
        hints = _hints(node_type, name)
        if isinstance(value, str) and hints.get("x-kind") != "code" and not hints.get("x-el-per-row"):
            for unknown in context.renderer.unknown_names(value):
                context.log.warn(f"{name}: there is no parameter {unknown}; the text stays as it is.")


def _report(
    work: AttemptWork,
    result: AttemptResult,
    clock: Clock,
    context: AttemptContext,
    outcome: Outcome | None = None,
    error: Mapping[str, Any] | None = None,
) -> AttemptReport:
    ended_at = clock.now().isoformat()
    if outcome is None:
        outcome = Outcome()
    text = outcome.output
    if text and (work.masked or work.connections):
        text = context.masker.mask(text)
    output = _output(outcome, text, context.inputs)
    return AttemptReport(work.attempt_id, result.value, ended_at, outcome.exit_code, error, output)


def _output(outcome: Outcome, text: str | None, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "text": text,
        "values": dict(outcome.values),
        "running_data": outcome.running_data,
        "report": outcome.report,
        "artifacts": list(outcome.artifacts),
        "inputs": inputs,
    }


def _masked(error: Mapping[str, Any], context: AttemptContext) -> dict[str, Any]:
    """The error with secrets hidden; if the parameters cannot be rendered, their raw values are hidden."""
    return describe_inputs(error, context.masker)


def _kept_inputs(folder: Path) -> dict[str, Any]:
    try:
        described = json.loads((folder / "spec.json").read_bytes())
    except (OSError, ValueError):
        return {}
    found: dict[str, Any] = described.get("inputs", {})
    return found
