"""`millrace demo`: the sample workspace on real data, run for real, and the studio left open on it."""

import shutil
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from ruamel.yaml import YAML

import millrace
from millrace.bootstrap.server import RunningServer, start
from millrace.cli.client import ApiError, Client, connect
from millrace.cli.console import Data, err, out, settings_of
from millrace.cli.following import GOOD, follow, show_failures
from millrace.cli.serving import announce
from millrace.settings import Settings

SAMPLE = Path(millrace.__file__).parent / "_sample"
_LOAD, _REPORT = "load_flights", "flight_delays"
_REPORT_FILE = "reports/flight_delays.html"


def demo(
    data: Data = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on (default 8642; 0: any free one).")
    ] = None,
    leave: Annotated[bool, typer.Option("--leave", help="End when the jobs have ended.")] = False,
) -> None:
    """Start the server with the sample workspace, load a year of flights, report on delays.

    The studio stays open on it until Ctrl+C. Jobs and connections that exist already stay as they are.
    """
    settings = settings_of(data, port=port)
    server = start(settings)
    number = int(signal.SIGINT)
    try:
        good = _show(settings, server)
        if not leave:
            number = server.wait_for_signal()
    except KeyboardInterrupt:
        good = True
    finally:
        server.stop(end_processes=number == signal.SIGINT)
    if not good:
        raise typer.Exit(1)


def _show(settings: Settings, server: RunningServer) -> bool:
    with connect(settings) as client:
        install_sample(client, settings.workspaces_folder / "1")
        instance = _run(client, _LOAD)
        if instance["status"] in GOOD:
            instance = _run(client, _REPORT)
    good = instance["status"] in GOOD
    if good:
        out.print(f"\nReport:   {settings.workspaces_folder / '1' / _REPORT_FILE}", soft_wrap=True)
    out.print(f"Instance: {server.address.url}/instances/{instance['id']}", soft_wrap=True)
    announce(settings, server.address)
    if sys.stdout.isatty():
        err.print("Ctrl+C ends everything.")
    return good


def install_sample(client: Client, folder: Path) -> None:
    """Put data, connections and jobs of the sample in place; whatever is there already stays as it is."""
    shutil.copytree(SAMPLE / "data", folder / "data", dirs_exist_ok=True)
    connections = YAML(typ="safe").load((SAMPLE / "connections.yaml").read_text(encoding="utf-8"))
    for connection in connections["connections"]:
        try:
            client.post("/connections", {"secrets": {}, **connection})
        except ApiError as error:
            if error.code != "name_taken":
                raise
    known = {job["name"] for job in client.get("/tree")["jobs"]}
    for document in sorted(SAMPLE.glob("jobs/*/*.yaml")):
        if document.stem not in known:
            text = document.read_text(encoding="utf-8")
            job = client.post("/documents/import", {"text": text, "source": document.name})
            client.post(f"/jobs/{job['id']}/submit", {"description": "Sample"})


def _run(client: Client, name: str) -> Any:
    job = next(job for job in client.get("/tree")["jobs"] if job["name"] == name)
    instance = client.post(f"/jobs/{job['id']}/run-now", {})
    ended = follow(client, instance["id"])
    if ended["status"] not in GOOD:
        show_failures(client, ended)
    return ended
