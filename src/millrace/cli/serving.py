"""`millrace serve`: the server until it is told to stop."""

import sys
from typing import Annotated

import typer

from millrace.adapters.tokens import write_private
from millrace.bootstrap.server import Started, serve_until_stopped
from millrace.cli.console import Data, err, out, settings_of
from millrace.settings import Settings


def serve(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on (default 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (default 8642; 0: any free one).")] = None,
) -> None:
    """Start the server: studio, API, engine and a local worker. Ends with Ctrl+C."""
    settings = settings_of(data, host=host, port=port)
    serve_until_stopped(settings, lambda started: announce(settings, started))


def announce(settings: Settings, started: Started) -> None:
    """The address alone on a line; the login link to a terminal, else into a file that only the owner reads."""
    out.print(started.url, soft_wrap=True)
    link = f"{started.url}/login?token={started.login_token}"
    if sys.stdout.isatty():
        out.print(f"Log in (works once, for ten minutes): {link}", soft_wrap=True)
        return
    write_private(settings.login_link_file, link + "\n")
    err.print(f"The login link is in {settings.login_link_file}", soft_wrap=True)
