"""`millrace serve`: the server until it is told to stop."""

import signal
import sys
from typing import Annotated

import typer

from millrace.adapters.tokens import write_private
from millrace.bootstrap import memory
from millrace.bootstrap.server import Address, start
from millrace.cli.console import Data, err, out, settings_of
from millrace.settings import Settings


def serve(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on (default 127.0.0.1).")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on (default 8642; 0: any free one).")
    ] = None,
) -> None:
    """Start the server: studio, API, engine and a local worker.

    Ctrl+C ends it with all that runs; after TERM what runs goes on and is taken over by the next start.
    """
    settings = settings_of(data, host=host, port=port)
    memory.begin()
    server = start(settings)
    announce(settings, server.address)
    number = server.wait_for_signal()
    server.stop(end_processes=number == signal.SIGINT)


def announce(settings: Settings, address: Address) -> None:
    """The address alone on a line; the login link to a terminal, else into a file of mode 0600."""
    out.print(address.url, soft_wrap=True)
    if sys.stdout.isatty():
        out.print(f"Log in (works once, for ten minutes): {address.login_link}", soft_wrap=True)
        return
    write_private(settings.login_link_file, address.login_link + "\n")
    out.file.flush()
    err.print(f"The login link is in {settings.login_link_file}", soft_wrap=True)
