"""`millrace job ...`: list, show, submit, run, export."""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from millrace.cli.client import Client, connect
from millrace.cli.console import BAD_INPUT, CliError, Data, out, settings_of, state
from millrace.cli.running import Params, end_with, params_of, refuse_errors

job_commands = typer.Typer(help="Jobs of the workspace.", no_args_is_help=True)

Job = Annotated[str, typer.Argument(help="Name or id of a job.", show_default=False)]


@job_commands.command("list")
def list_jobs(data: Data = None) -> None:
    """All jobs with version and last instance."""
    with connect(settings_of(data)) as client:
        tree = client.get("/tree")
    table = Table(box=None, pad_edge=False)
    for title in ("id", "name", "version", "changed", "last instance"):
        table.add_column(title)
    for job in sorted(tree["jobs"], key=lambda item: str(item["name"])):
        last = job["last_instance"]
        table.add_row(
            str(job["id"]),
            Text(job["name"]),
            str(job["submitted_version"] or "-"),
            "yes" if job["changed_since_submit"] else "",
            Text.assemble(state(last["status"]), f" ({last['id']})") if last else "",
        )
    out.print(table)


@job_commands.command("show")
def show_job(job: Job, data: Data = None) -> None:
    """Version, nodes and problems of a job."""
    with connect(settings_of(data)) as client:
        found = client.get(f"/jobs/{job_id(client, job)}")
    out.print(Text(f"{found['name']} (id {found['id']})", style="bold"))
    changed = ", changed since" if found["changed_since_submit"] and found["submitted_version"] else ""
    out.print(f"submitted version: {found['submitted_version'] or 'none'}{changed}")
    for node in found["definition"].get("nodes", []):
        out.print(Text(f"  {node.get('name')}: {node.get('type')}"))
    for problem in found["problems"]:
        out.print(Text(f"{problem['severity']}: {problem['message']}", style="red"))


@job_commands.command("submit")
def submit_job(
    job: Job,
    description: Annotated[str, typer.Option("--description", "-d", help="At most 128 characters.")] = "",
    data: Data = None,
) -> None:
    """Make the draft the production version."""
    with connect(settings_of(data)) as client:
        version = client.post(f"/jobs/{job_id(client, job)}/submit", {"description": description})
    out.print(f"version {version['version_no']}")


@job_commands.command("run")
def run_job(
    job: Job,
    param: Params = None,
    draft: Annotated[bool, typer.Option("--draft", help="Test-run the draft instead.")] = False,
    data: Data = None,
) -> None:
    """Run the submitted version now; exit code 1 if it fails."""
    params = params_of(param or ())
    with connect(settings_of(data)) as client:
        path = f"/jobs/{job_id(client, job)}"
        if draft:
            refuse_errors(client.get(path))
        instance = client.post(f"{path}/{'test-run' if draft else 'run-now'}", {"params": params})
        end_with(client, instance["id"])


@job_commands.command("export")
def export_job(job: Job, data: Data = None) -> None:
    """The draft as a YAML document, on standard output."""
    with connect(settings_of(data)) as client:
        text = client.text(f"/jobs/{job_id(client, job)}/document")
    out.file.write(text)


def job_id(client: Client, job: str) -> int:
    """The id of a job by name, or by id where no job has that name."""
    jobs: list[dict[str, Any]] = client.get("/tree")["jobs"]
    for found in jobs:
        if found["name"] == job:
            return int(found["id"])
    if job.isdecimal() and any(found["id"] == int(job) for found in jobs):
        return int(job)
    raise CliError(f"There is no job {job!r}. See them with: millrace job list", BAD_INPUT)
