"""Keeps a local agent running: starts it, starts it again when it dies, ends it with the server."""

import logging
import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_log = logging.getLogger(__name__)

_PAUSES = (0.1, 0.5, 2.0, 5.0)
"""Seconds before a restart, longer each time; the last one repeats."""

_STEADY_SECONDS = 30.0
"""An agent that lived that long counts as healthy: its next restart is quick again."""

_END_SECONDS = 8.0
_ERROR_BYTES = 1_000_000


class AgentProcess:
    """One agent process under watch."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str], log_file: Path) -> None:
        self._argv = list(argv)
        self._environment = {**os.environ, **environment}
        self._log_file = log_file
        self._closing = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._launching = threading.Lock()
        self._watcher = threading.Thread(target=self._watch, name="agent-watch", daemon=True)

    def start(self) -> None:
        """Start the agent and its watch."""
        self._log_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._launch()
        self._watcher.start()

    @property
    def pid(self) -> int | None:
        """Its process id, while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def close(self, grace_seconds: float = 0.0) -> None:
        """Wait for the agent to end, as it was told over the link; kill it if it does not.

        `grace_seconds`: what it may itself wait for, ending processes.
        """
        with self._launching:  # none is launched after this
            self._closing.set()
        if self._process is None:
            return
        within = _END_SECONDS + grace_seconds
        try:
            self._process.wait(within)
        except subprocess.TimeoutExpired:
            _log.warning("the agent did not end within %s seconds and is killed", within)
            self._process.kill()
            self._process.wait()

    def _launch(self) -> None:
        # The agent's log has its own bounds; here goes what it says when it cannot even begin to log.
        errors = self._log_file.with_suffix(".err")
        is_long = errors.exists() and errors.stat().st_size > _ERROR_BYTES
        with self._launching, errors.open("wb" if is_long else "ab") as log:
            if self._closing.is_set():
                return
            # A session of its own: Ctrl+C in the terminal is for the server, which tells the agent in order.
            self._process = subprocess.Popen(
                self._argv,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _watch(self) -> None:
        deaths = 0
        while self._process is not None:
            started = time.monotonic()
            code = self._process.wait()
            if self._closing.is_set():
                return
            deaths = 0 if time.monotonic() - started > _STEADY_SECONDS else deaths + 1
            pause = _PAUSES[min(deaths, len(_PAUSES) - 1)]
            _log.error("the agent ended with code %s; starting it again in %s s", code, pause)
            if self._closing.wait(pause):
                return
            try:
                self._launch()
            except OSError as error:  # no memory, no room for its log: the next round tries again
                _log.error("the agent cannot be started: %s", error)
