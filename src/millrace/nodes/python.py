"""Runs Python code."""

import os
from dataclasses import replace
from pathlib import Path

from millrace.sdk import (
    NodeContext,
    NodeFailure,
    NodeType,
    Outcome,
    ProcessSpec,
    Properties,
    Traits,
    code,
    key_values,
    reference,
    rows,
    text,
)


class PythonProperties(Properties):
    """What a Python node runs."""

    script: str = code(
        "python",
        "Code",
        "The code to run. Parameters are there in os.environ; ${name} is replaced before it runs.",
        default="",
    )
    script_name: str = reference(
        "script", "Stored script", "A stored script to run instead of the code above.", default=""
    )
    arguments: list[str] = rows("Arguments", "Given to the code as sys.argv[1], sys.argv[2] and so on.")
    env: dict[str, str] = key_values(
        "Environment", "More environment variables for the code.", section="advanced"
    )
    report: str = text(
        "Report",
        "An HTML page that the code writes, as a path below the workspace's folder (MILLRACE_WORKSPACE). "
        "The studio shows it beside the node run.",
        default="",
        section="advanced",
    )
    interpreter: str = text(
        "Interpreter",
        "Path of another Python, as of a virtual environment. Empty: Millrace's own, which starts at once.",
        default="",
        section="advanced",
    )


class Python(NodeType):
    """A process of the user's own: it succeeds unless it raises or exits with another code than 0 (R82)."""

    name = "python"
    group = "compute"
    label = "Python"
    icon = "python"
    help = (
        "Runs Python code in a process of its own. It fails when the code raises an exception or exits with "
        "another code than 0. The last 4,000 characters it prints are its output for the nodes after it."
    )
    properties = PythonProperties
    traits = Traits(heavy=True, runs_local_code=True)
    aliases = ("Python",)
    summary_fields = ("script_name", "script")

    async def run(self, properties: PythonProperties, context: NodeContext) -> Outcome:
        """Run in a fork of a loaded interpreter, or with the one that the node names."""
        source = context.script(properties.script_name) if properties.script_name else properties.script
        if not source.strip():
            raise NodeFailure(
                "empty_script", "There is nothing to run. Write code or choose a stored script."
            )
        if properties.interpreter:
            script = _write(context.folder / "script.py", source)
            argv = [properties.interpreter, str(script), *properties.arguments]
            spec = ProcessSpec(argv=argv, env={"PYTHONUNBUFFERED": "1", **properties.env})
        else:
            spec = ProcessSpec(python_code=source, args=properties.arguments, env=properties.env)
        outcome = (await context.run_process(spec)).outcome()
        return _with_report(outcome, properties.report, context) if properties.report else outcome


def _with_report(outcome: Outcome, report: str, context: NodeContext) -> Outcome:
    if context.path(report).is_file():
        return replace(outcome, report=report)
    context.log.warn(f"The code wrote no report: there is no file {report} in the workspace's folder.")
    return outcome


def _write(path: Path, text: str) -> Path:
    """A file for its owner alone: the text may hold secrets."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    return path
