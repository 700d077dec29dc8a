"""`millrace doctor`: is everything here that a server needs?"""

import os
import platform
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import typer
from rich.text import Text

from millrace import __version__
from millrace.cli.client import connect, running_server
from millrace.cli.console import FAILED, CliError, Data, out, settings_of
from millrace.settings import Settings

_STYLES = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red")}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is (ok, warn, fail), and what to do."""

    what: str
    level: str
    detail: str


def doctor(data: Data = None) -> None:
    """Look at data folder, keys, disk, studio and server; exit code 1 if something must be put right."""
    settings = settings_of(data)
    found = list(_findings(settings))
    for finding in found:
        icon, style = _STYLES[finding.level]
        out.print(Text.assemble((f"{icon} {finding.what}: ", style), finding.detail), soft_wrap=True)
    if any(finding.level == "fail" for finding in found):
        raise typer.Exit(FAILED)


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding(
        "Millrace", "ok", f"{__version__} on Python {platform.python_version()}, {platform.system()}"
    )
    yield _data_folder(settings)
    yield from _private_files(settings)
    yield _disk(settings)
    yield _database(settings)
    yield _studio()
    yield from _server(settings)


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data
    if not folder.exists():
        return Finding("Data folder", "warn", f"{folder} does not exist yet; the first start makes it")
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Finding("Data folder", "fail", f"{folder} cannot be written; change its owner or use --data")
    return Finding("Data folder", "ok", str(folder))


def _private_files(settings: Settings) -> Iterator[Finding]:
    for path in (settings.master_key_file, settings.cli_token_file):
        if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(path.name, "fail", f"others can read {path}; run: chmod 600 {path}")


def _disk(settings: Settings) -> Finding:
    place = next(path for path in (settings.data, *settings.data.parents) if path.exists())
    free = shutil.disk_usage(place).free // (1024 * 1024)
    if free < settings.disk_reserve_mb:
        detail = f"{free} MB free, below the reserve of {settings.disk_reserve_mb} MB: no logs are written"
        return Finding("Disk", "fail", detail)
    return Finding("Disk", "ok", f"{free} MB free")


def _database(settings: Settings) -> Finding:
    if settings.database_url:
        return Finding("Database", "ok", "PostgreSQL (MILLRACE_DATABASE_URL)")
    return Finding("Database", "ok", f"SQLite, {settings.database_file}")


def _studio() -> Finding:
    if Path(str(resources.files("millrace"))).joinpath("_ui", "index.html").is_file():
        return Finding("Studio", "ok", "built")
    return Finding("Studio", "warn", "not built: the API works, the web pages do not")


def _server(settings: Settings) -> Iterator[Finding]:
    url = running_server(settings)
    if url is None:
        yield Finding("Server", "warn", "none runs on this data folder; start one with: millrace serve")
        return
    yield Finding("Server", "ok", url)
    try:
        with connect(settings) as client:
            health = client.get("/api/health")
    except CliError as error:
        yield Finding("Token", "fail", error.text)
        return
    leading = health.get("engine", {}).get("leading", False)
    yield Finding(
        "Engine", "ok" if leading else "warn", "leads" if leading else "does not lead (another one may)"
    )
    workers = health.get("workers") or []
    names = ", ".join(f"{worker['name']} ({worker['running']}/{worker['capacity']})" for worker in workers)
    yield Finding("Workers", "ok" if workers else "warn", names or "none is connected: nothing can run")
