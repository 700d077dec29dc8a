"""`millrace instance ...`: list, show, why, stop, confirm, prefer, rerun, log."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from millrace.cli.client import connect
from millrace.cli.console import BAD_INPUT, FAILED, CliError, Data, err, harmless, out, settings_of, state
from millrace.cli.jobs import job_id

instance_commands = typer.Typer(help="Instances of jobs.", no_args_is_help=True)

Instance = Annotated[int, typer.Argument(help="Id of an instance.", show_default=False)]

Instances = Annotated[list[int], typer.Argument(help="Ids of instances.", show_default=False)]


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


@instance_commands.command("why")
def why_it_waits(instance: Instance, data: Data = None) -> None:
    """Why an instance waits, and what it needs before it runs."""
    with connect(settings_of(data)) as client:
        found = client.get(f"/instances/{instance}/waiting")
    out.print(Text(found["sentence"]), soft_wrap=True)
    for part in found["parts"]:
        icon = Text("✓ ", style="green") if part["ok"] else Text("! ", style="yellow")
        out.print(Text.assemble(icon, f"{part['kind'].replace('_', ' ')}: {part['text']}"), soft_wrap=True)
        for item in part["items"]:
            word = state(item["status"]) if item["status"] else Text("· not generated", style="dim")
            waived = "  let go by an operator" if item["waived"] else ""
            out.print(Text.assemble(f"    {item['job_name']}  {item['local']}  ", word, waived))


@instance_commands.command("stop")
def stop_instance(instance: Instance, data: Data = None) -> None:
    """Stop a running instance."""
    _give([instance], "stop", "stopped", data)


@instance_commands.command("confirm")
def confirm_instance(instance: Instances, data: Data = None) -> None:
    """Let instances run that wait for confirmation; exit code 1 if one was refused."""
    _give(instance, "confirm", "confirmed", data)


@instance_commands.command("prefer")
def prefer_instance(instance: Instances, data: Data = None) -> None:
    """Put the nodes of instances at the head of the queue; exit code 1 if one was refused."""
    _give(instance, "prefer", "preferred", data)


@instance_commands.command("rerun")
def rerun_instance(
    instance: Instances,
    start: Annotated[
        str, typer.Option("--from", help="failed, start, or the name or id of a node.")
    ] = "failed",
    latest_params: Annotated[
        bool, typer.Option("--latest-params", help="Take the parameters of the job as it is now.")
    ] = False,
    data: Data = None,
) -> None:
    """Run instances again that have ended; exit code 1 if one was refused."""
    args: dict[str, Any] = {"from": start, "keep_params": not latest_params}
    if start in ("failed", "start"):
        _give(instance, "rerun", "begins again", data, args)
        return
    for each in instance:  # which node that is, differs by instance
        with connect(settings_of(data)) as client:
            runs = client.get(f"/instances/{each}")["node_runs"]
        node_id = next((run["node_id"] for run in runs if start in (run["name"], run["node_id"])), None)
        if node_id is None:
            raise CliError(f"Instance {each} has no node {start!r}.", BAD_INPUT)
        _give([each], "rerun", "begins again", data, {**args, "from": "node", "node_id": node_id})


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


def _give(
    ids: Sequence[int], kind: str, done: str, data: Path | None, args: Mapping[str, Any] | None = None
) -> None:
    """One instance: as the API answers. Several: each is told by itself, exit code 1 if one was refused."""
    with connect(settings_of(data)) as client:
        if len(ids) == 1:
            answer = client.post(f"/instances/{ids[0]}/commands", {"kind": kind, "args": dict(args or {})})
            out.print(done if answer["verdict"] == "applied" else f"asked to {kind}")
            return
        found = client.post("/instances/commands", {"ids": list(ids), "kind": kind, "args": dict(args or {})})
    for instance_id in found["applied"]:
        out.print(f"{instance_id}  {done}")
    for instance_id in found["pending"]:
        out.print(f"{instance_id}  asked to {kind}")
    for refused in found["refused"]:
        err.print(Text(f"{refused['id']}  {refused['code']}: {refused['message']}", style="red"))
    if found["refused"]:
        raise typer.Exit(FAILED)


def _attempt_id(instance: Mapping[str, Any], node: str, number: int | None) -> int:
    for run in instance["node_runs"]:
        if node not in (run["name"], run["node_id"]):
            continue
        for tried in reversed(run["attempt_list"]):
            if number in (None, tried["number"]):
                return int(tried["id"])
        raise CliError(f"Node {node} has no such attempt.", BAD_INPUT)
    raise CliError(f"The instance has no node {node!r}.", BAD_INPUT)
