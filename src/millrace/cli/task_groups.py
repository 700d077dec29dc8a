"""`millrace task-group ...`: list, set."""

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from millrace.cli.client import connect
from millrace.cli.console import Data, out, settings_of

task_group_commands = typer.Typer(help="Limits on node runs over several jobs.", no_args_is_help=True)


@task_group_commands.command("list")
def list_task_groups(data: Data = None) -> None:
    """All task groups, what runs in them and what waits for a place."""
    with connect(settings_of(data)) as client:
        items = client.get("/task_groups")["items"]
    table = Table(box=None, pad_edge=False)
    for title in ("id", "name", "max", "running", "waiting", "jobs"):
        table.add_column(title)
    for item in items:
        table.add_row(
            str(item["id"]),
            Text(item["name"]),
            str(item["max"]),
            str(item["running"]),
            str(item["queued"]),
            str(len(item["used_by"])),
        )
    out.print(table)


@task_group_commands.command("set")
def set_task_group(
    name: Annotated[str, typer.Argument(help="Name of the group.", show_default=False)],
    most: Annotated[int, typer.Argument(min=1, metavar="MAX", help="Node runs at once.", show_default=False)],
    description: Annotated[str | None, typer.Option("--description", "-d", help="What it is for.")] = None,
    data: Data = None,
) -> None:
    """Make a task group, or change its maximum; that holds at once."""
    with connect(settings_of(data)) as client:
        known = next((item for item in client.get("/task_groups")["items"] if item["name"] == name), None)
        body = {"name": name, "max": most, "description": description or ""}
        if known is None:
            client.post("/task_groups", body)
        else:
            kept = known["description"] if description is None else description
            body |= {"description": kept, "revision": known["revision"]}
            client.put(f"/task_groups/{known['id']}", body)
    out.print(Text(f"{name}: at most {most} at once"))
