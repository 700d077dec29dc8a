"""`millrace run FILE.yaml`: take a job in, test-run it, show how it goes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from millrace.cli.client import Client, connect
from millrace.cli.console import BAD_INPUT, FAILED, CliError, Data, err, settings_of
from millrace.cli.following import GOOD, follow, show_failures

Params = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter's value; repeatable."),
]


def run(
    file: Annotated[Path, typer.Argument(help="A job as YAML document.", show_default=False)],
    param: Params = None,
    data: Data = None,
) -> None:
    """Run the job of a YAML document: exit code 0 if it succeeds, 1 if it fails, 2 if the input is wrong.

    The job is created or its draft replaced; a running server is used, or one is started meanwhile.
    """
    params = params_of(param or ())
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CliError(f"{file} cannot be read: {error}.", BAD_INPUT) from None
    with connect(settings_of(data), may_start=True) as client:
        job = client.post("/documents/import", {"text": text, "source": file.name})
        refuse_errors(job)
        instance = client.post(f"/jobs/{job['id']}/test-run", {"params": params})
        end_with(client, instance["id"])


def params_of(given: Sequence[str]) -> Mapping[str, str]:
    """`NAME=VALUE` texts as a mapping."""
    params = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise CliError(f"--param takes NAME=VALUE, not {text!r}.", BAD_INPUT)
        params[name] = value
    return params


def refuse_errors(job: Mapping[str, Any]) -> None:
    """Print the problems of the definition; exit 2 if one of them is an error."""
    names = {node.get("id"): node.get("name") for node in job["definition"].get("nodes", [])}
    for problem in job["problems"]:
        column = f"column {problem['column']}" if problem["column"] else None
        parts = (names.get(problem["node_id"]), problem["field"], column)
        place = " ".join(str(part) for part in parts if part)
        style = "red" if problem["severity"] == "error" else "yellow"
        err.print(
            Text(f"{problem['severity']}: {place + ': ' if place else ''}{problem['message']}", style=style)
        )
    if any(problem["severity"] == "error" for problem in job["problems"]):
        raise CliError(f"Job {job['name']} has errors and was not run.", BAD_INPUT)


def end_with(client: Client, instance_id: int) -> None:
    """Follow the instance and end the command with its result; Ctrl+C stops it first."""
    try:
        instance = follow(client, instance_id)
    except KeyboardInterrupt:
        err.print("Stopping the instance ...")
        client.post(f"/instances/{instance_id}/commands", {"kind": "stop"})
        instance = follow(client, instance_id)
    if instance["status"] not in GOOD:
        show_failures(client, instance)
        raise typer.Exit(FAILED)
