"""`millrace patchdata ...`: plan, start, list, show, pause, resume, stop, retry."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from millrace.cli.client import connect
from millrace.cli.console import BAD_INPUT, CliError, Data, counted, err, out, settings_of, short_time, state

patchdata_commands = typer.Typer(help="Run jobs for plan times of the past.", no_args_is_help=True)

Jobs = Annotated[list[str], typer.Argument(help="Names of jobs, in this order.", show_default=False)]
Ranges = Annotated[
    list[str],
    typer.Option(
        "--range",
        "-r",
        metavar="FROM..TO",
        help="Local dates or times, both included: 2026-01-01..2026-01-31; repeatable.",
        show_default=False,
    ),
]
Name = Annotated[str, typer.Option(help="Name of the task.")]
Reverse = Annotated[bool, typer.Option("--reverse", help="The latest day first.")]
ByDay = Annotated[bool, typer.Option("--by-day", help="A day begins when the one before has ended.")]
Parallel = Annotated[int, typer.Option(help="Instances of a job at once, 1 to 5.")]
StopOnFailure = Annotated[
    bool, typer.Option("--stop-on-failure", help="With --by-day: a day that fails ends the task.")
]
TimeOfDay = Annotated[
    str | None,
    typer.Option(metavar="HH:MM-HH:MM", help="Of jobs by minutes or hours: only plan times of this part."),
]
EveryOption = Annotated[
    str | None, typer.Option("--every", metavar="N UNIT", help='Instead of all plan times: "2 days".')
]
Window = Annotated[
    str | None, typer.Option("--running-window", metavar="HH:MM-HH:MM", help="Start only then, each day.")
]
Priority = Annotated[int | None, typer.Option(help="1 (first) to 5.")]
Values = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="JOB:NAME=VALUE", help="A parameter's value; repeatable."),
]
Confirm = Annotated[bool, typer.Option("--confirm", help="Confirm the instances of jobs that ask for it.")]
SkipSuccessful = Annotated[
    bool, typer.Option("--skip-successful", help="Leave out plan times that are done already.")
]
Table_ = Annotated[
    Path | None, typer.Option("--csv", help="Of plan: write all instances to this file ('-': print them).")
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="Of plan and show: how many to list.")]
Task = Annotated[int, typer.Argument(help="Id of a task.", show_default=False)]

_EVERY = re.compile(r"(\d{1,5})\s*(hours|days|weeks|months|hour|day|week|month)")
_TIMES = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


@patchdata_commands.command("plan", help="What a task would do; nothing is made.")
@patchdata_commands.command("start", help="Make a task and start it.")
def plan_or_start(  # noqa: PLR0913 - each option of the command is a parameter
    context: typer.Context,
    jobs: Jobs,
    ranges: Ranges,
    name: Name = "PatchData",
    reverse: Reverse = False,
    by_day: ByDay = False,
    parallel: Parallel = 1,
    stop_on_failure: StopOnFailure = False,
    time_of_day: TimeOfDay = None,
    every: EveryOption = None,
    running_window: Window = None,
    priority: Priority = None,
    param: Values = None,
    confirm: Confirm = False,
    skip_successful: SkipSuccessful = False,
    table: Table_ = None,
    limit: Limit = 20,
    data: Data = None,
) -> None:
    """Both make the same request of the same options."""
    request = {
        "name": name,
        "jobs": jobs,
        "ranges": [_range(text) for text in ranges],
        "reverse": reverse,
        "by_day": by_day,
        "parallel": parallel,
        "stop_on_failure": stop_on_failure,
        "time_of_day": _times("--time-of-day", time_of_day),
        "every": _every(every),
        "running_window": _times("--running-window", running_window),
        "priority": priority,
        "params": _params(param or ()),
        "confirm": confirm,
        "skip_successful": skip_successful,
    }
    if context.info_name == "start":
        _start(request, data)
    else:
        _plan(request, table, limit, data)


@patchdata_commands.command("list")
def list_tasks(
    only: Annotated[list[str] | None, typer.Option("--state", help="Only in this state; repeatable.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 20,
    data: Data = None,
) -> None:
    """Tasks, newest first."""
    with connect(settings_of(data)) as client:
        page = client.get("/patchdata", state=only or [], limit=limit)
    table = Table(box=None, pad_edge=False)
    for title in ("id", "name", "state", "done", "instances", "jobs"):
        table.add_column(title)
    for task in page["items"]:
        table.add_row(
            str(task["id"]),
            Text(task["name"]),
            state("paused" if task["paused"] and task["state"] == "running" else task["state"]),
            f"{task['progress']:.0%}",
            str(task["total"]),
            Text(", ".join(job["job_name"] for job in task["jobs"])),
        )
    out.print(table)


@patchdata_commands.command("show")
def show_task(task: Task, limit: Limit = 20, data: Data = None) -> None:
    """How far a task is, and its instances."""
    with connect(settings_of(data)) as client:
        found = client.get(f"/patchdata/{task}")
        entries = client.get(f"/patchdata/{task}/entries", limit=limit)
    paused = "  (paused)" if found["paused"] else ""
    out.print(Text.assemble(f"{found['name']} ({found['id']})  ", state(found["state"]), paused))
    counts = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in found["counts"].items())
    out.print(
        f"{found['progress']:.0%} of {counted(found['total'], 'instance')}{': ' + counts if counts else ''}"
    )
    if found["estimated_end"]:
        out.print(f"ends about {short_time(found['estimated_end'])}")
    for entry in entries["items"]:
        word = state(entry["status"]) if entry["status"] else Text("· not made yet", style="dim")
        at = f" ({entry['instance_id']})" if entry["instance_id"] else ""
        out.print(Text.assemble("  ", word, f"  {entry['job']}  {entry['local']}{at}"))


@patchdata_commands.command("pause")
def pause_task(task: Task, data: Data = None) -> None:
    """Start no more instances; what runs goes on."""
    _give(task, "pause", data)


@patchdata_commands.command("resume")
def resume_task(task: Task, data: Data = None) -> None:
    """Go on with a paused task."""
    _give(task, "resume", data)


@patchdata_commands.command("stop")
def stop_task(task: Task, data: Data = None) -> None:
    """End a task: what waits and what runs is stopped."""
    _give(task, "stop", data)


@patchdata_commands.command("retry")
def retry_task(task: Task, data: Data = None) -> None:
    """Run all failed instances of a task again."""
    _give(task, "retry", data)


# ---- inside -----------------------------------------------------------------------------------------------


def _give(task: int, verb: str, data: Path | None) -> None:
    with connect(settings_of(data)) as client:
        answer = client.post(f"/patchdata/{task}/{verb}", {})
    out.print(f"{verb}: done" if answer["verdict"] == "applied" else f"{verb}: asked for")


def _start(request: Mapping[str, Any], data: Path | None) -> None:
    with connect(settings_of(data)) as client:
        warnings = client.post("/patchdata/plan?limit=1", request)["warnings"]
        task = client.post("/patchdata", request)
    _warn(warnings)
    out.print(f"task {task['id']}: {counted(task['total'], 'instance')}")
    if task["estimated_end"]:
        out.print(f"ends about {short_time(task['estimated_end'])}")


def _warn(warnings: Sequence[str]) -> None:
    for warning in warnings:
        err.print(Text(warning, style="yellow"))


def _plan(request: Mapping[str, Any], table: Path | None, limit: int, data: Path | None) -> None:
    with connect(settings_of(data)) as client:
        if table is not None:
            _write(table, client.post_text("/patchdata/plan.csv", request))
            return
        plan = client.post(f"/patchdata/plan?limit={limit}", request)
    out.print(
        f"{counted(plan['total'], 'instance')} on {counted(plan['days'], 'day')}, "
        f"{counted(plan['node_runs'], 'node run')}"
    )
    for job in plan["jobs"]:
        good = f", {job['already_good']} done already" if job["already_good"] else ""
        out.print(Text(f"  {job['job_name']} (version {job['version_no']}): {job['instances']}{good}"))
    if plan["estimated_end"]:
        out.print(f"ends about {short_time(plan['estimated_end'])}")
    _warn(plan["warnings"])
    for entry in plan["entries"]:
        dry = "  dry run" if entry["dry_run"] else ""
        waits = f"  after {', '.join(map(str, entry['waits_for'][:10]))}" if entry["waits_for"] else ""
        out.print(Text(f"  {entry['index']}  {entry['job']}  {entry['local']}{dry}{waits}"))


def _write(path: Path, text: str) -> None:
    if str(path) == "-":
        out.file.write(text)
        return
    path.write_text(text, encoding="utf-8", newline="")


def _range(text: str) -> Mapping[str, str]:
    """`2026-01-01..2026-01-31`; a date without a time is the whole day."""
    first, dots, last = text.partition("..")
    last = last if dots else first
    if not first or not last:
        raise CliError(f"--range takes FROM..TO, not {text!r}.", BAD_INPUT)
    return {
        "from": first if "T" in first else f"{first}T00:00:00",
        "to": last if "T" in last else f"{last}T23:59:59",
    }


def _times(option: str, text: str | None) -> Mapping[str, str] | None:
    if text is None:
        return None
    found = _TIMES.fullmatch(text)
    if found is None:
        raise CliError(f"{option} takes HH:MM-HH:MM, not {text!r}.", BAD_INPUT)
    return {"from": found[1], "to": found[2]}


def _every(text: str | None) -> Mapping[str, Any] | None:
    if text is None:
        return None
    found = _EVERY.fullmatch(text.strip())
    if found is None:
        raise CliError(f'--every takes a number and hours, days, weeks or months, not "{text}".', BAD_INPUT)
    return {"n": int(found[1]), "unit": found[2].rstrip("s") + "s"}


def _params(given: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    params: dict[str, dict[str, str]] = {}
    for text in given:
        where, equals, value = text.partition("=")
        job, colon, name = where.rpartition(":")
        if not equals or not colon or not job or not name:
            raise CliError(f"--param takes JOB:NAME=VALUE, not {text!r}.", BAD_INPUT)
        params.setdefault(job, {})[name] = value
    return params
