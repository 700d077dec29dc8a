"""The server: an installation with its HTTP interface, started and ended as one.

The HTTP server runs in a thread of its own, so that the main thread can wait for signals, show progress or
run a demonstration. `start` returns once the address answers.
"""

import contextlib
import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType

import uvicorn

import millrace
from millrace.adapters.tokens import kept_token, write_private
from millrace.api.app import create_app
from millrace.api.config import ApiConfig
from millrace.bootstrap import memory
from millrace.bootstrap.installation import Installation, InstallationSettings
from millrace.domain.errors import PortInUse
from millrace.engine.duties.expire_history import Keep
from millrace.settings import Settings

_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
_SWITCH_SECONDS = 0.0005
"""How soon a thread gives way to another: requests hop between threads, beside an engine that computes."""

_CONNECTIONS = 2000
_LOG_BYTES = 10_000_000
_OLDER_LOGS = 2
_START_SECONDS = 30.0
_LEAVE_SECONDS = 2
_LEAD_SECONDS = 7.5
"""Renewed at a third of it: another engine takes over within ten seconds."""
_UI_FOLDER = Path(millrace.__file__).parent / "_ui"


class _Http(uvicorn.Server):
    """uvicorn in a thread: signals belong to the main thread, and readiness is told."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = threading.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave all signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        self.answering.set()


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server answers, and how the first person gets in."""

    url: str
    login_link: str
    cli_token: str


class RunningServer:
    """A started server; `stop` ends it."""

    def __init__(self, settings: Settings, installation: Installation, http: _Http, address: Address) -> None:
        self.settings = settings
        self.installation = installation
        self.address = address
        self._http = http
        self._thread: threading.Thread | None = None

    def serve(self, listener: socket.socket) -> None:
        """Answer on the socket, in a thread."""
        self._thread = threading.Thread(
            target=self._http.run, kwargs={"sockets": [listener]}, name="http", daemon=True
        )
        self._thread.start()
        self._http.answering.wait(_START_SECONDS)

    def stop(self, *, end_processes: bool) -> None:
        """End everything in order; see `Installation.close`."""
        self.settings.server_file.unlink(missing_ok=True)
        self.settings.login_link_file.unlink(missing_ok=True)
        self._http.should_exit = True
        if self._thread is not None:
            self._thread.join(_LEAVE_SECONDS + 3)
        self.installation.close(end_processes=end_processes)

    def wait_for_signal(self) -> int:
        """Serve until Ctrl+C or TERM comes and return its number. Only in the main thread."""
        came: list[int] = []
        arrived = threading.Event()

        def note(number: int, frame: FrameType | None) -> None:
            came.append(number)
            arrived.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, note)
        memory.settle()
        while not arrived.wait(3600):
            pass
        return came[0]


def start(settings: Settings) -> RunningServer:
    """Start a server. Raises DataFolderInUse, PortInUse, StoreUnavailable (`domain.errors`)."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    os.umask(0o077)  # what we write is for this account alone, whoever started us
    settings.data.mkdir(parents=True, exist_ok=True)
    settings.data.chmod(0o700)
    token = kept_token(settings.cli_token_file)
    installation = Installation(_installation_settings(settings), token)
    _start_log(settings)
    try:
        listener = _listen(settings.host, settings.port)
        installation.start()
    except BaseException:
        installation.abandon()
        raise
    host, port = settings.host, listener.getsockname()[1]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    config = ApiConfig(
        version=millrace.__version__,
        hosts=_LOCAL_HOSTS | {settings.host, *settings.allowed_hosts},
        ui_folder=_UI_FOLDER,
        secure_cookie=settings.secure_cookie,
        max_body=settings.max_body_mb * 1024 * 1024,
    )
    http = _Http(
        uvicorn.Config(
            create_app(installation.services, config),
            loop="uvloop",
            http="httptools",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_LEAVE_SECONDS,
            limit_concurrency=_CONNECTIONS,
        )
    )
    server = RunningServer(settings, installation, http, Address(url, installation.login_link(url), token))
    server.serve(listener)
    write_private(settings.server_file, json.dumps({"url": url, "pid": os.getpid()}))
    return server


def _start_log(settings: Settings) -> None:
    """The server's own log: a bounded file in the data folder, warnings also to standard error."""
    folder = settings.data / "log"
    folder.mkdir(exist_ok=True)
    file = RotatingFileHandler(
        folder / "server.log", maxBytes=_LOG_BYTES, backupCount=_OLDER_LOGS, encoding="utf-8"
    )
    errors = logging.StreamHandler()
    errors.setLevel(logging.WARNING)
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=settings.log_level.upper(), format=form, handlers=[file, errors], force=True)
    for noisy in ("alembic", "httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortInUse(host=host, port=port) from error
    listener.listen(2048)
    return listener


def _installation_settings(settings: Settings) -> InstallationSettings:
    return InstallationSettings(
        data=settings.data,
        database_url=settings.database_address,
        zone=settings.zone,
        worker=settings.worker,
        light_places=settings.light_places,
        heavy_places=settings.heavy_places,
        log_limit_bytes=settings.log_limit_mb * 1_000_000,
        disk_reserve_bytes=settings.disk_reserve_mb * 1_000_000,
        grace_seconds=settings.stop_grace_seconds,
        attempt_lease_seconds=settings.lease_seconds,
        lead_lease_seconds=_LEAD_SECONDS,
        limits=settings.limits,
        keep=Keep(
            instances=timedelta(days=settings.keep_instances_days),
            logs=timedelta(days=settings.keep_logs_days),
            audit=timedelta(days=settings.keep_audit_days),
        ),
    )
