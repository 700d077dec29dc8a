"""Watching an instance until it ends: a live table on a terminal, else a line for each change."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.live import Live
from rich.table import Table
from rich.text import Text

from millrace.cli.client import Client
from millrace.cli.console import duration, err, harmless, out, state

POLL_SECONDS = 0.25
LOG_LINES = 20
GOOD = frozenset({"success", "failure_ignored", "force_success"})
_OPEN = frozenset({"waiting", "waiting_confirmation", "running", "paused"})

Json = Mapping[str, Any]


def follow(client: Client, instance_id: int) -> Json:
    """Show the progress until the instance ends, or until it needs an operator; its last state."""
    if not out.is_terminal:
        return _by_lines(client, instance_id)
    with Live(console=out, auto_refresh=False) as live:
        while True:
            instance: Json = client.get(f"/instances/{instance_id}")
            live.update(_table(instance), refresh=True)
            if instance["status"] not in _OPEN:
                return instance
            time.sleep(POLL_SECONDS)


def show_failures(client: Client, instance: Json) -> None:
    """The reasons of failed nodes, and the end of their logs."""
    for run in instance["node_runs"]:
        if run["status"] not in ("failed", "stopped"):
            continue
        error = run["error"] or {}
        reason = error.get("message") or run["reason"] or "no reason given"
        err.print(Text(harmless(f"\n{run['name']}: {reason}"), style="red"))
        for line in _last_lines(client, run["attempt_list"]):
            err.print(Text(harmless(f"  {line['text']}")))


def _by_lines(client: Client, instance_id: int) -> Json:
    shown: dict[str, str] = {}
    while True:
        instance: Json = client.get(f"/instances/{instance_id}")
        for run in instance["node_runs"]:
            if run["status"] != shown.get(run["node_id"], "waiting"):
                shown[run["node_id"]] = run["status"]
                out.print(_row(run), soft_wrap=True)
        if instance["status"] not in _OPEN:
            took = duration(instance["started_at"], instance["ended_at"], _now())
            out.print(Text.assemble(state(instance["status"]), f"  {instance['job_name']}  {took}"))
            return instance
        time.sleep(POLL_SECONDS)


def _row(run: Json) -> Text:
    took = duration(run["started_at"], run["ended_at"], _now())
    return Text.assemble(state(run["status"]), f"  {run['name']}  {took}".rstrip())


def _table(instance: Json) -> Table:
    title = Text.assemble(f"{instance['job_name']}  ", state(instance["status"]))
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("node")
    table.add_column("state", min_width=12)
    table.add_column("time", justify="right", min_width=8)
    table.add_column("attempts", justify="right")
    for run in instance["node_runs"]:
        word = state(run["status"])
        if run["sub_state"]:
            word.append(f" ({run['sub_state'].replace('_', ' ')})", style="dim")
        took = duration(run["started_at"], run["ended_at"], _now())
        table.add_row(Text(run["name"]), word, took, str(run["attempts"] or ""))
    return table


def _last_lines(client: Client, attempts: Sequence[Json]) -> Sequence[Json]:
    if not attempts:
        return ()
    lines: list[Json] = []
    offset = 0
    while True:
        log = client.get(f"/attempts/{attempts[-1]['id']}/log", offset=offset)
        lines = [*lines, *log["lines"]][-LOG_LINES:]
        if not log["truncated"] or log["next_offset"] == offset:
            return lines
        offset = log["next_offset"]


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)
