"""Runs a shell script."""

import os
from pathlib import Path
from typing import Literal

from millrace.sdk import (
    NodeContext,
    NodeFailure,
    NodeType,
    Outcome,
    ProcessSpec,
    Properties,
    Traits,
    choice,
    code,
    key_values,
    reference,
    rows,
)


class ShellProperties(Properties):
    """What a Shell node runs."""

    script: str = code(
        "shell",
        "Script",
        "The commands to run. Parameters are environment variables; ${name} is replaced before it runs.",
        default="",
    )
    script_name: str = reference(
        "script", "Stored script", "A stored script to run instead of the text above.", default=""
    )
    arguments: list[str] = rows("Arguments", "Given to the script as $1, $2 and so on.")
    interpreter: Literal["bash", "sh"] = choice(
        "Interpreter",
        "The shell that reads the script.",
        default="bash",
        labels={"bash": "Bash", "sh": "POSIX shell (sh)"},
        section="advanced",
    )
    env: dict[str, str] = key_values(
        "Environment", "More environment variables for the script.", section="advanced"
    )


class Shell(NodeType):
    """A process of the user's own: `exit 0` is success, everything else a failure with that code (R82)."""

    name = "shell"
    group = "compute"
    label = "Shell"
    icon = "shell"
    help = (
        "Runs a shell script on the worker. It succeeds when the script ends with exit code 0. "
        "The last 4,000 characters it prints are its output for the nodes after it."
    )
    properties = ShellProperties
    traits = Traits(heavy=True, runs_local_code=True)
    aliases = ("Shell",)
    summary_fields = ("script_name", "script")

    async def run(self, properties: ShellProperties, context: NodeContext) -> Outcome:
        """Write the script into the attempt's folder (never onto the command line) and run it."""
        text = context.script(properties.script_name) if properties.script_name else properties.script
        if not text.strip():
            raise NodeFailure(
                "empty_script", "There is nothing to run. Write a script or choose a stored one."
            )
        script = _write(context.folder / "script.sh", text)
        result = await context.run_process(
            ProcessSpec(argv=[properties.interpreter, str(script), *properties.arguments], env=properties.env)
        )
        return result.outcome()


def _write(path: Path, text: str) -> Path:
    """A file for its owner alone: the text may hold secrets."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text.replace("\r\n", "\n"))
    return path
