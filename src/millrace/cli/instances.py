"""`millrace instance ...`: list, show, stop, log."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from millrace.cli.client import connect
from millrace.cli.console import BAD_INPUT, CliError, Data, harmless, out, settings_of, state
from millrace.cli.jobs import job_id

instance_commands = typer.Typer(help="Instances of jobs.", no_args_is_help=True)

Instance = Annotated[int, typer.Argument(help="Id of an instance.", show_default=False)]


@instance_commands.command("list")
def list_instances(
    job: Annotated[str | None, typer.Option(help="Only of this job (name or id).")] = None,
    status: Annotated[list[str] | None, typer.Option(help="Only in this state; repeatable.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 20,
    data: Data = None,
) -> None:
    """Instances, newest first."""
    with connect(settings_of(data)) as client:
        params: dict[str, Any] = {"limit": limit, "status": status or []}
        if job is not None:
            params["job_id"] = job_id(client, job)
        page = client.get("/instances", **params)
    table = Table(box=None, pad_edge=False)
    for title in ("id", "job", "version", "trigger", "state", "plan time", "nodes"):
        table.add_column(title)
    for item in page["items"]:
        table.add_row(
            str(item["id"]),
            Text(item["job_name"]),
            str(item["version_no"]),
            item["trigger"],
            state(item["status"]),
            item["plan_time"],
            f"{item['nodes_done']}/{item['nodes_total']}",
        )
    out.print(table)


@instance_commands.command("show")
def show_instance(instance: Instance, data: Data = None) -> None:
    """State of an instance and of its nodes."""
    with connect(settings_of(data)) as client:
        found = client.get(f"/instances/{instance}")
    out.print(Text.assemble(f"{found['job_name']} ({found['id']})  ", state(found["status"])))
    for run in found["node_runs"]:
        error = (run["error"] or {}).get("message") or run["reason"] or ""
        out.print(Text.assemble("  ", state(run["status"]), f"  {run['name']}  {error}".rstrip()))


@instance_commands.command("stop")
def stop_instance(instance: Instance, data: Data = None) -> None:
    """Stop a running instance."""
    with connect(settings_of(data)) as client:
        answer = client.post(f"/instances/{instance}/commands", {"kind": "stop"})
    out.print("stopped" if answer["verdict"] == "applied" else "asked to stop")


@instance_commands.command("log")
def show_log(
    instance: Instance,
    node: Annotated[str, typer.Argument(help="Name or id of a node.", show_default=False)],
    attempt: Annotated[int | None, typer.Option(help="Number of the attempt (default: the last).")] = None,
    data: Data = None,
) -> None:
    """The log of a node run, on standard output."""
    with connect(settings_of(data)) as client:
        found = client.get(f"/instances/{instance}")
        text = client.text(f"/attempts/{_attempt_id(found, node, attempt)}/log/download")
        out.file.write(harmless(text) if out.is_terminal else text)


def _attempt_id(instance: Mapping[str, Any], node: str, number: int | None) -> int:
    for run in instance["node_runs"]:
        if node not in (run["name"], run["node_id"]):
            continue
        for tried in reversed(run["attempt_list"]):
            if number in (None, tried["number"]):
                return int(tried["id"])
        raise CliError(f"Node {node} has no such attempt.", BAD_INPUT)
    raise CliError(f"The instance has no node {node!r}.", BAD_INPUT)
