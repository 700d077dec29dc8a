"""`millrace schedule ...`: list, show, next, start, pause, resume, stop, freeze, unfreeze, preview."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from millrace.cli.client import ApiError, connect
from millrace.cli.console import (
    BAD_INPUT,
    FAILED,
    CliError,
    Data,
    counted,
    err,
    out,
    settings_of,
    short_time,
    state,
)
from millrace.cli.jobs import Job, job_id

schedule_commands = typer.Typer(help="Schedules of jobs.", no_args_is_help=True)

PlanTimes = Annotated[
    list[str],
    typer.Argument(
        help="Plan times, ISO 8601 with an offset: 2026-12-24T03:00:00+01:00.", show_default=False
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Go on although other jobs depend on this one.")]


@schedule_commands.command("list")
def list_schedules(
    wanted: Annotated[
        list[str] | None, typer.Option("--state", help="Only in this state; repeatable.")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Only jobs with this in their name.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 50,
    data: Data = None,
) -> None:
    """Jobs with a schedule, and when they are due."""
    with connect(settings_of(data)) as client:
        page = client.get("/schedules", limit=limit, q=name, state=wanted or [])
    table = Table(box=None, pad_edge=False)
    for title in ("id", "name", "state"):
        table.add_column(title)
    table.add_column("next plan time", no_wrap=True)  # in the zone of the job
    for title in ("last instance", "schedule"):
        table.add_column(title)
    for row in page["items"]:
        last = row["last_instance"]
        table.add_row(
            str(row["job_id"]),
            Text(row["job_name"]),
            _words(row["state"]),
            short_time(row["next_plan_time"], row["zone"]),
            Text.assemble(state(last["status"]), f" ({last['id']})") if last else "",
            Text(row["sentence"]),
        )
    out.print(table)
    if page["next_cursor"]:
        err.print(f"Only the first {limit} are shown; narrow the list with --name or raise --limit.")


@schedule_commands.command("show")
def show_schedule(job: Job, data: Data = None) -> None:
    """State, next plan time, and what the job waits for."""
    with connect(settings_of(data)) as client:
        found = client.get(f"/jobs/{job_id(client, job)}/schedule")
    out.print(Text(f"{found['job_name']} (id {found['job_id']})", style="bold"))
    out.print(Text(found["sentence"] or "no schedule"))
    since = f" since {found['since']}" if found["since"] else ""
    out.print(f"state: {_words(found['state'])}{since}")
    out.print(f"next plan time: {found['next_plan_time'] or 'none'}")
    for upstream in found["upstream"]:
        word = _words(upstream["state"]) if upstream["state"] else "does not exist"
        out.print(Text(f"waits for: {upstream['job']} ({word})"))
    for dependent in found["dependents"]:
        out.print(Text(f"waited for by: {dependent['job_name']} ({_words(dependent['state'])})"))
    for misfire in found["misfires"]:
        out.print(f"left out before {misfire['before']}: {counted(misfire['left_out'], 'plan time')}")


@schedule_commands.command("next")
def next_plan_times(
    job: Job,
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=100, help="How many.")] = 10,
    after: Annotated[str | None, typer.Option(help="Only later than this (ISO 8601 with an offset).")] = None,
    data: Data = None,
) -> None:
    """Instances that will be generated next."""
    params: dict[str, Any] = {"limit": count, **({"after": _moment(after)} if after else {})}
    with connect(settings_of(data)) as client:
        page = client.get(f"/jobs/{job_id(client, job)}/future", **params)
    for slot in page["items"]:
        frozen = f"frozen ({slot['frozen_instance_id']})" if slot["frozen_instance_id"] else ""
        words = [slot["local"], "dry run" if slot["dry_run"] else "", frozen]
        out.print("  ".join(word for word in words if word))
    if not page["items"]:
        out.print("none: the job is not scheduled, or its schedule has ended")


@schedule_commands.command("start")
def start_schedule(
    job: Job,
    with_upstream: Annotated[
        bool, typer.Option("--with-upstream", help="Start the jobs it depends on, too.")
    ] = False,
    data: Data = None,
) -> None:
    """Let the job be due from now on."""
    _change(job, "start", {"with_upstream": with_upstream}, data)


@schedule_commands.command("pause")
def pause_schedule(job: Job, yes: Yes = False, data: Data = None) -> None:
    """Make no more instances until it is resumed."""
    _change(job, "pause", {"confirmed": yes}, data)


@schedule_commands.command("resume")
def resume_schedule(job: Job, data: Data = None) -> None:
    """Go on after a pause; plan times of the pause are not made up."""
    _change(job, "resume", {}, data)


@schedule_commands.command("stop")
def stop_schedule(job: Job, yes: Yes = False, data: Data = None) -> None:
    """Take the job off its schedule."""
    _change(job, "stop", {"confirmed": yes}, data)


@schedule_commands.command("freeze")
def freeze(job: Job, plan_times: PlanTimes, data: Data = None) -> None:
    """Keep instances that are not there yet from running; exit code 1 if one was refused."""
    _change_slots(job, "freeze", plan_times, data)


@schedule_commands.command("unfreeze")
def unfreeze(job: Job, plan_times: PlanTimes, data: Data = None) -> None:
    """Let frozen instances that are not there yet run after all; exit code 1 if one was refused."""
    _change_slots(job, "unfreeze", plan_times, data)


@schedule_commands.command("preview")
def preview_schedule(
    job: Job,
    file: Annotated[
        Path | None, typer.Argument(help="A schedule as YAML or JSON (default: that of the draft).")
    ] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=1000, help="How many plan times.")] = 10,
    after: Annotated[str | None, typer.Option(help="Only later than this (ISO 8601 with an offset).")] = None,
    data: Data = None,
) -> None:
    """What a schedule means, before it is saved or started; exit code 2 if it is wrong."""
    with connect(settings_of(data)) as client:
        path = f"/jobs/{job_id(client, job)}"
        schedule = _read(file) if file else client.get(path)["definition"].get("schedule")
        if not schedule:
            raise CliError("The draft of the job has no schedule.", BAD_INPUT)
        body = {"schedule": schedule, "count": count, **({"after": _moment(after)} if after else {})}
        found = client.post(f"{path}/schedule/preview", body)
    out.print(Text(found["sentence"]))
    for slot in found["next"]:
        out.print(f"{slot['local']}{'  dry run' if slot['dry_run'] else ''}")
    for problem in found["problems"]:
        style = "red" if problem["severity"] == "error" else "yellow"
        place = f"column {problem['column']}: " if problem["column"] else ""
        err.print(Text(f"{problem['severity']}: {place}{problem['message']}", style=style))
    if any(problem["severity"] == "error" for problem in found["problems"]):
        raise typer.Exit(BAD_INPUT)


def _change(job: str, verb: str, body: Mapping[str, Any], data: Path | None) -> None:
    with connect(settings_of(data)) as client:
        path = f"/jobs/{job_id(client, job)}/schedule"
        try:
            answer = client.post(f"{path}/{verb}", body)
        except ApiError as error:
            if error.code == "has_dependents":
                raise CliError(f"{error.text} (With --yes.)") from None
            raise
        applied = answer["verdict"] == "applied"
        out.print(_words(client.get(path)["state"]) if applied else f"asked to {verb}")


def _change_slots(job: str, verb: str, plan_times: Sequence[str], data: Path | None) -> None:
    body = {"plan_times": [_moment(text) for text in plan_times]}
    with connect(settings_of(data)) as client:
        done = client.post(f"/jobs/{job_id(client, job)}/future/{verb}", body)
    for at in done["applied"]:
        out.print(f"{at}  {'frozen' if verb == 'freeze' else 'as planned'}")
    for at in done["pending"]:
        out.print(f"{at}  asked to {verb}")
    for refused in done["refused"]:
        err.print(Text(f"{refused['plan_time']}  {refused['code']}: {refused['message']}", style="red"))
    if done["refused"]:
        raise typer.Exit(FAILED)


def _words(text: str) -> str:
    return text.replace("_", " ")


def _moment(text: str) -> str:
    """A time as the API takes it."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CliError(f"{text!r} is no time. Write 2026-12-24T03:00:00+01:00.", BAD_INPUT) from None
    if at.tzinfo is None:
        raise CliError(f"{text!r} lacks an offset from UTC. Write 2026-12-24T03:00:00Z.", BAD_INPUT)
    return at.isoformat()


def _read(file: Path) -> Mapping[str, Any]:
    try:
        found = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        plain = json.loads(json.dumps(found, default=str))
    except (OSError, ValueError, YAMLError) as error:
        raise CliError(f"{file} cannot be read: {error}.", BAD_INPUT) from None
    if not isinstance(plain, dict):
        raise CliError(f"{file} holds no schedule.", BAD_INPUT)
    inner = plain.get("schedule")
    return inner if isinstance(inner, dict) else plain
